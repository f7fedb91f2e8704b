"""Which day a report gets: from its text, its address, and the dated reports beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.annotate.dates import date_reports, find_clues
from sayso.language.backbone import Reading
from sayso.types import Report
from tests.conftest import load_cases

Read = Callable[..., Reading]


def _dated(readings: list[Reading]) -> tuple[Report, ...]:
    return date_reports([r.report for r in readings], [find_clues(r) for r in readings])


@pytest.mark.parametrize("case", load_cases("dates"))
def test_case(case: dict[str, Any], read_text: Read) -> None:
    readings = [
        read_text(
            r["text"].strip(), id=f"r{i}", published=r["published"], published_basis=r.get("basis"), url=r.get("url")
        )
        for i, r in enumerate(case["reports"])
    ]
    dated = _dated(readings)
    assert [(r.published or "")[:10] or None for r in dated] == [r["day"] for r in case["reports"]]
    for before, after in zip(readings, dated, strict=True):
        changed = before.report.published != after.published
        assert after.published_basis == ("inferred" if changed else before.report.published_basis)
        assert (after.published_why is not None) == changed
        if after.published_score is not None:
            assert 0 < after.published_score <= 1


def test_no_reports() -> None:
    assert date_reports([], []) == ()


def test_a_published_day_that_is_none(read_text: Read) -> None:
    reading = read_text("A mill burned down.", published="yesterday-ish")
    assert _dated([reading])[0].published == "yesterday-ish"


def test_an_inferred_day_says_from_what(read_text: Read) -> None:
    told = "A coal barge hit the Orrin bridge on Tuesday evening and nine sailors were hurt, police said Wednesday."
    undated = read_text(told, id="r1")
    dated = read_text(told.replace("Police said", "said police"), id="r2", published="2021-05-05")
    report = _dated([undated, dated])[0]
    assert report.published == "2021-05-05"
    assert report.published_why is not None
    assert report.published_why["weekdays_past"] == "Tuesday, Wednesday"
    assert report.published_why["beside"] == "2021-05-05"
    assert report.published_score is not None
    assert report.published_score > 0.5


def test_the_less_speaks_for_a_day_the_less_likely_it_is(read_text: Read) -> None:
    dated = read_text("A coal barge hit the Orrin bridge on Tuesday evening.", id="r2", published="2021-05-05")
    scores = []
    for text in ("A coal barge hit the Orrin bridge on Tuesday evening.", "Bakers in Norcross sold more rye in May."):
        score = _dated([read_text(text, id="r1"), dated])[0].published_score
        assert score is not None
        scores.append(score)
    assert scores[0] > scores[1]


def test_the_day_in_the_address_is_named(read_text: Read) -> None:
    url = "https://news.example/2016/11/03/mill-burns"
    report = _dated([read_text("A mill burned down.", published="2017-04-07", url=url)])[0]
    assert report.published_why == {"address": "2016-11-03", "hint": "2017-04-07"}
