"""Plain text: paragraphs, wrapping, and places in the raw input."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.paragraphs import join
from sayso.ingest.text import read_paragraphs

LONG = (
    "The harbour master said on Friday that the well-known ferry Stella had left the quay at nine in the morning with "
    "its sea door open, and that nobody on the bridge had been told, although the lamp on the outer pier had been dark."
)
PIECES = st.sampled_from(
    ["The ferry sank. ", "“No,” ", "\n", "\r\n", "\n\n", "  ", "\t", "\u00a0", "\ufeff", "é", "😀 ", "x-\n", "\u2028"]
)


def texts(raw: str) -> list[str]:
    return [p.text for p in read_paragraphs(raw)]


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300))
def test_every_stretch_of_a_paragraph_is_its_raw_slice_up_to_white_space(raw: str) -> None:
    text, offsets = join(read_paragraphs(raw))
    assert offsets.length == len(text)
    at = 0
    for line in text.split("\n") if text else []:
        low, high = offsets.raw(at, at + len(line))
        assert raw[low:high].split() == line.split() or "".join(raw[low:high].split()) == "".join(line.split())
        at += len(line) + 1


@given(st.text(max_size=300))
def test_no_visible_character_is_lost(raw: str) -> None:
    blank = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
    shown = [c for c in raw if not c.isspace() and c not in blank]
    text, _ = join(read_paragraphs(raw))
    assert [c for c in text if not c.isspace() and c not in blank] == shown


def test_lines_are_paragraphs() -> None:
    assert texts("One.\nTwo.\n\n  Three  and  four.\n") == ["One.", "Two.", "Three and four."]


def test_wrapped_lines_are_joined() -> None:
    wrapped = (
        "\n".join(textwrap.wrap(LONG, 72)) + "\n\n" + "\n".join(textwrap.wrap(LONG[::1].replace("Stella", "Luna"), 72))
    )
    assert texts(wrapped) == [LONG, LONG.replace("Stella", "Luna")]


def test_a_word_broken_at_its_hyphen_is_joined_without_a_space() -> None:
    head, tail = LONG.split("known", 1)
    wrapped = head + "\n" + textwrap.fill("known" + tail, 60)
    assert texts(wrapped) == [LONG]


def test_short_lines_of_their_own_are_not_joined() -> None:
    lines = ["Stella 14", "Luna 3", "Mira 12", "Vega 9", "Total 38"]
    assert texts("\n".join(lines)) == lines


def test_long_lines_are_not_joined() -> None:
    assert texts(f"{LONG}\n{LONG}\n{LONG}\n{LONG}\n{LONG}") == [LONG] * 5


def test_offsets_count_code_points_of_the_input_as_it_is() -> None:
    raw = "\ufeffFähre sinkt 😀\r\n\r\nThe ferry\u00a0sank.\r\n"
    paragraphs = read_paragraphs(raw)
    assert [raw[slice(*p.raw)] for p in paragraphs] == ["Fähre sinkt 😀", "The ferry\u00a0sank."]
    assert paragraphs[1].place(4, 9) == (raw.index("ferry"), raw.index("ferry") + 5)
