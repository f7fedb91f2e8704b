"""The map from canonical text to raw input: what was cut, replaced or kept must stay findable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.spans import OffsetMap, Segment

PIECES = st.lists(
    st.tuples(
        st.sampled_from(["keep", "drop", "replace"]), st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=3)
    ),
    max_size=12,
)


@given(PIECES)
def test_every_kept_character_is_found_in_the_raw_input(pieces: list[tuple[str, str, str]]) -> None:
    raw, text, segments, kept = "", "", [], []
    for what, piece, other in pieces:
        if what == "keep":
            kept.append((len(text), len(raw), piece))
            segments.append(Segment(len(text), len(text) + len(piece), len(raw), len(raw) + len(piece)))
            text += piece
        elif what == "replace":
            segments.append(Segment(len(text), len(text) + len(other), len(raw), len(raw) + len(piece)))
            text += other
        raw += piece
    offsets = OffsetMap(tuple(segments))
    assert offsets.length == len(text)
    for at, place, piece in kept:
        for low in range(len(piece)):
            for high in range(low, len(piece) + 1):
                a, b = offsets.raw(at + low, at + high)
                assert raw[a:b] == text[at + low : at + high]
                if high > low:
                    assert (a, b) == (place + low, place + high)


@given(PIECES, st.integers(0, 60), st.integers(0, 60))
def test_raw_ranges_grow_with_text_ranges(pieces: list[tuple[str, str, str]], a: int, b: int) -> None:
    at = raw = 0
    segments = []
    for what, piece, other in pieces:
        new = piece if what == "keep" else other
        if what != "drop":
            segments.append(Segment(at, at + len(new), raw, raw + len(piece)))
            at += len(new)
        raw += len(piece)
    low, high = sorted((min(a, at), min(b, at)))
    start, end = OffsetMap(tuple(segments)).raw(low, high)
    whole = OffsetMap(tuple(segments)).raw(0, at)
    assert whole[0] <= start <= end <= max(whole[1], end)
    assert end <= raw


def test_a_gap_between_segments_is_refused() -> None:
    with pytest.raises(ValueError, match="without gaps"):
        OffsetMap((Segment(0, 2, 0, 2), Segment(3, 4, 3, 4)))


def test_segments_that_run_backwards_in_the_raw_input_are_refused() -> None:
    with pytest.raises(ValueError, match="ordered"):
        OffsetMap((Segment(0, 2, 5, 7), Segment(2, 3, 1, 2)))


def test_a_range_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        OffsetMap.identity(3).raw(1, 4)
