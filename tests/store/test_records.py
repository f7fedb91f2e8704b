"""Records to JSON text and back: nothing is lost on the way."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.spans import OffsetMap, Segment
from sayso.store.records import decode, encode
from sayso.types import Noise, Report
from tests.conftest import make_report

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTS, st.none() | TEXTS, st.lists(TEXTS, max_size=3), st.none() | st.floats(0, 1))
def test_a_report_comes_back_whole(text: str, title: str | None, bylines: list[str], score: float | None) -> None:
    noise = (Noise(text="Share", raw=(0, 5), reason="sharing"),)
    why = {"weekday": "Tuesday", "fit": 1.0, "count": 3, "copied": True, "none": None}
    report = make_report(
        text, title=title, bylines=tuple(bylines), noise=noise, published_score=score, published_why=why
    )
    again = decode(encode(report), Report)
    assert again == report
    assert again.published_why == why
    assert again.offsets.segments == report.offsets.segments


def test_places_in_the_raw_input_come_back() -> None:
    offsets = OffsetMap((Segment(0, 4, 10, 14), Segment(4, 5, 14, 20), Segment(5, 9, 20, 24)))
    report = make_report("Mill burns"[:9], offsets=offsets)
    again = decode(encode(report), Report)
    assert again.span(2, 7).raw == report.span(2, 7).raw == (12, 22)


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode('{"id": 3}', Report)


def test_what_has_no_json_is_named() -> None:
    with pytest.raises(NotImplementedError, match="no JSON for complex"):
        encode(3j)
