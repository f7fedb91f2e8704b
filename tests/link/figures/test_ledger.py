"""The ledger: its lines, the order of what holds when, the sums that a text invites, and the CSV of it all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export.ledger import COLUMNS, ledger_csv
from sayso.link.figures.ledger import make_ledger
from sayso.link.figures.moments import Moment, moment, same_day
from sayso.link.figures.sums import find_sums
from sayso.link.figures.values import slip, values_of
from sayso.spans import Span
from sayso.types import Copy, Dossier, Figure
from tests.conftest import load_cases
from tests.link.figures.test_quantities import Speakers, annotate_story, link


def figure(low: float | None, high: float | None, **more: Any) -> Figure:
    plain = Figure(
        id="a.f1", report="a", span=Span(report="a", start=0, end=1, text="1", raw=(0, 1)), low=low, high=high,
        modifier="exact", unit="ship", of="ships", head="ship", scope=(), quantity="ships", giver=None, giver_name=None,
        via=(), statement=None, as_of=None, status="actual", score=1.0,
    )  # fmt: skip
    return replace(plain, **more)


@pytest.mark.parametrize("case", load_cases("quantities"))
def test_sums(case: dict[str, Any]) -> None:
    annotated, figures, _ = link(case)
    words = {f.id: f.span.text for f in figures}
    found = [
        {
            "parts": [words[p] for p in s.parts],
            "value": s.value,
            "totals": sorted({words[t] for t in s.totals}),
            "agrees": s.agrees,
        }
        for _, s in find_sums([a.report for a in annotated], figures)
    ]
    assert found == case["sums"]


@pytest.mark.parametrize("case", load_cases("ledger"))
def test_every_figure_stands_on_one_line_in_the_order_of_time(case: dict[str, Any]) -> None:
    annotated, figures, conflicts = link(case)
    copies = [
        Copy(a=c["a"], b=c["b"], relation=c["relation"], source=None, passages=(), why={})
        for c in case.get("copies", ())
    ]
    lines = make_ledger([a.report for a in annotated], figures, copies, Speakers(annotate_story(case)))
    assert sorted(i for line in lines for i in line.figures) == sorted(f.id for f in figures)
    by_id = {f.id: f for f in figures}
    for line in lines:
        assert {by_id[i].quantity for i in line.figures} == {line.id}
        for comparison in line.comparisons:
            assert comparison.a != comparison.b
            assert {comparison.a, comparison.b} <= set(line.figures)
    assert {c.relation for c in conflicts} == {c.relation for line in lines for c in line.comparisons}


def known(iso: str) -> Moment:
    found = moment(iso)
    assert found is not None
    return found


def test_of_a_day_and_an_hour_in_it_neither_is_first() -> None:
    day, morning, evening = known("2031-03-04"), known("2031-03-04T08:00"), known("2031-03-04T20:00:00Z")
    month, next_day = known("2031-03"), known("2031-03-05")
    assert morning.before(evening)
    assert not day.before(evening)
    assert not evening.before(day)
    assert day.before(next_day)
    assert not month.before(next_day)
    assert same_day(day, evening)
    assert same_day(month, day)
    assert not same_day(day, next_day)


@pytest.mark.parametrize("text", ["", "yesterday", "2031-13", "2031-02-30", "0000", "99999", "2031-03-04T99:99"])
def test_what_is_no_date_is_no_moment(text: str) -> None:
    assert moment(text) is None


@given(st.text(max_size=30) | st.from_regex(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?", fullmatch=True))
def test_a_moment_never_ends_before_it_begins(text: str) -> None:
    found = moment(text)
    assert found is None or found.start < found.end


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ((340, 430), {}, "digits swapped"),
        ((610, 6100), {}, "magnitude"),
        ((5e6, 5e9), {"unit": "USD", "head": "cost"}, "magnitude"),
        ((15, 50), {}, "teen and ty"),
        ((1345, 134), {}, "digit lost or doubled"),
        ((25, 27), {}, None),
        ((25, 52), {}, None),
        ((410, 420), {}, None),
    ],
)
def test_slips(one: tuple[float, float], other: dict[str, Any], told: str | None) -> None:
    a, b = (figure(v, v, **other) for v in one)
    assert slip(a, b) == told
    assert slip(b, a) == told


def test_a_number_with_the_unit_of_another_country_is_a_slip_and_a_conversion_is_none() -> None:
    metres, feet = (figure(640, 640, unit=u, head="height") for u in ("metre", "foot"))
    assert slip(metres, feet) == "unit"
    assert slip(metres, replace(feet, low=2100, high=2100)) is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_values_and_slips_take_any_numbers(low: float, high: float) -> None:
    a, b = figure(low, high), figure(high, None, modifier="at least")
    assert sum(len(v.figures) for v in values_of([a, b])) == 2
    slip(a, b)


def test_the_csv_has_every_figure_once_and_judges_it(example: Dossier) -> None:
    text = ledger_csv(example)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    told = [row for row in rows if row["report"]]
    assert sorted(row["figure"] for row in told) == sorted(f.id for f in example.figures)
    texts = {r.id: r.text for r in example.reports}
    for row in told:
        assert " ".join(texts[row["report"]][int(row["start"]) : int(row["end"])].split()) == row["text"]
    wrong = next(row for row in told if row["text"] == "6,100")
    assert (wrong["relation"], wrong["low"], wrong["high"]) == ("error", "6100", "6100")
    assert "corrected=True" in wrong["features"]
    assert example.to_csv() == text


def test_figures_of_one_report_have_a_ledger_too(link_texts: Callable[..., Any]) -> None:
    linked = link_texts(
        [{"text": "The harbour of Tarn has 40 berths. It cost $12 million.", "published": "2031-03-04"}]
    )
    assert linked.conflicts == ()
