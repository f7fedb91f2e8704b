"""Numbers, amounts, dates, and where sentences begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.render import formats
from sayso.render.sentences import sentence_around, sentence_starts
from sayso.spans import Span
from tests.conftest import load_cases, make_report
from tests.render.sample import FIGURES


def _named(stage: str, has: str) -> list[Any]:
    return [case for case in load_cases(stage) if has in case.values[0]]


@pytest.mark.parametrize("case", _named("render", "call"))
def test_formats(case: dict[str, Any]) -> None:
    assert getattr(formats, case["call"])(*case["args"]) == case["gives"]


@pytest.mark.parametrize("case", _named("render", "text"))
def test_amounts(case: dict[str, Any]) -> None:
    figure = replace(
        FIGURES[0],
        span=Span(report="wire", start=0, end=len(case["text"]), text=case["text"], raw=(0, 1)),
        low=case.get("low"),
        high=case.get("high"),
        modifier=case.get("modifier", "exact"),
        unit=case.get("unit"),
    )
    assert formats.amount(figure) == case["gives"]


@settings(deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_number_can_be_written(value: float) -> None:
    assert formats.number(value).strip()


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_can_stand_where_a_date_should(start: str, end: str) -> None:
    assert isinstance(formats.period(start, end), str)
    assert formats.ordinal_day(start) is None or start[:4].isdigit()


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "Mr. Fenn met Gen. A. Orr in the U.S. Embassy. “It went well.” They left.\nNo more"
    report = make_report(text)
    starts = sentence_starts(report)
    assert [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)] == [
        "Mr. Fenn met Gen. A. Orr in the U.S. Embassy.",
        "“It went well.”",
        "They left.",
        "No more",
    ]


def test_a_dateline_is_no_part_of_the_sentence_after_it() -> None:
    text = "HARBOUR CITY, Norland (NPA) — The pier closed. It rained."
    report = make_report(text)
    start = text.index("closed")
    low, high = sentence_around(report, sentence_starts(report), start, start + 6)
    assert text[low:high] == "The pier closed."


@settings(deadline=None)
@given(st.text(alphabet="Ab. “”\n!?", min_size=1), st.data())
def test_a_span_lies_inside_its_sentence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    report = make_report(text)
    low, high = sentence_around(report, sentence_starts(report), start, end)
    assert 0 <= low <= start < end <= high <= len(text)


@pytest.mark.parametrize(
    ("unit", "several"),
    [
        ("degree Celsius", "5 degrees Celsius"),
        ("square km", "5 square km"),
        ("litre per 100 km", "5 litres per 100 km"),
        ("barrel of oil equivalent", "5 barrels of oil equivalent"),
        ("metre per second squared", "5 metres per second squared"),
        ("acre-foot", "5 acre-feet"),
        ("square inch", "5 square inches"),
        ("megahertz", "5 megahertz"),
        ("brake horsepower", "5 brake horsepower"),
        ("century", "5 centuries"),
    ],
)
def test_several_of_a_unit(unit: str, several: str) -> None:
    assert formats.with_unit("5", unit, 5.0) == several
    assert formats.with_unit("1", unit, 1.0) == f"1 {unit}"


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("USD per share", "$82 per share"),
        ("SEK per year", "SEK 82 per year"),
        ("ton per year", "82 tons per year"),
        ("operation per second", "82 per second"),
    ],
)
def test_a_rate_keeps_its_currency_or_unit_and_what_it_is_by(unit: str, told: str) -> None:
    assert formats.with_unit("82", unit, 82.0) == told
