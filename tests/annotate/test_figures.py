"""Figures: cases of what counts and what does not, and what holds for any text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.annotate.figures import find_figures
from sayso.annotate.names import find_names
from sayso.annotate.tellers import innermost
from sayso.annotate.times import find_times
from sayso.language.backbone import Reading
from sayso.types import Figure, Span, Statement
from tests.conftest import load_cases


def figures_of(reading: Reading, statements: tuple[Statement, ...] = ()) -> tuple[Figure, ...]:
    return find_figures(reading, (), find_times(reading), statements)


def statement(reading: Reading, number: int, content: str, speaker: str, **fields: Any) -> Statement:
    start = reading.report.text.index(content)
    given = {"mode": "assert", "via": (), "parent": None} | fields
    return Statement(
        id=f"{reading.report.id}.s{number}",
        report=reading.report.id,
        source=None,
        cue=None,
        content=(reading.report.span(start, start + len(content)),),
        kind="indirect",
        speaker=None,
        speaker_name=speaker,
        speaker_type="person",
        score=1.0,
        **given,
    )


@pytest.mark.parametrize("text", ["Ada Roe (7) hugged Ben Karr (34).", "He speaks at 163 Harrow Hall, Orle."])
def test_number_beside_a_name_is_none(text: str, read_text: Callable[..., Reading]) -> None:
    reading = read_text(text)
    assert not find_figures(reading, find_names(reading), (), ())


@pytest.mark.parametrize("case", load_cases("figures"))
def test_cases(case: dict[str, Any], read_text: Callable[..., Reading]) -> None:
    reading = read_text(case["text"], published=case.get("published", "2019-06-04"))
    found = figures_of(reading)
    assert [f.span.text for f in found] == [f["span"] for f in case["figures"]]
    for got, expected in zip(found, case["figures"], strict=True):
        for key in expected.keys() - {"span"}:
            value = getattr(got, key)
            assert (list(value) if isinstance(value, tuple) else value) == expected[key], (key, got)


SCRAPS = ["5", "12,000", "1,000,00", "2.5 million", "half a dozen", "several", "%", "$", "£", "km", "(nine miles)", "-"]
SCRAPS += ["–", "and", "to", "between", "from", "up", "one", "of", "the", "people", "killed", "Boeing 747", ".", ","]
SCRAPS += ["\n", "½", "²", "٣", "10-12-13", "thousands", "2016", "May", "No.", "#3", "16-year-old", "dead", "$-5bn"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=14))
def test_spans_are_the_reports_own_characters(read_text: Callable[..., Reading], words: list[str]) -> None:
    reading = read_text(" ".join(words))
    last = 0
    for figure in figures_of(reading):
        span = figure.span
        assert reading.report.text[span.start : span.end] == span.text == span.text.strip() != ""
        assert span.raw == (span.start, span.end)
        assert span.start >= last
        last = span.end
        assert figure.of in reading.report.text
        assert all(words in reading.report.text for words in figure.about)
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        assert (figure.modifier == "exact") <= (figure.low is not None and figure.low == figure.high)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "9" * 400, "1," * 300, "one hundred " * 200, "½" * 50, "- " * 100 + "5"]
)
def test_odd_text_gives_no_invented_value(text: str, read_text: Callable[..., Reading]) -> None:
    for figure in figures_of(read_text(text)):
        assert (figure.low or figure.high or 0) < 1e16


def test_giver_is_the_innermost_speaker(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Reporters were told by the mayor that the fire brigade had saved 31 cows. Nine barns burned.")
    outer = statement(reading, 1, "that the fire brigade had saved 31 cows", "Mayor of Tolm", via=("Radio Tolm",))
    inner = statement(reading, 2, "had saved 31 cows", "fire brigade", via=("Mayor of Tolm", "Radio Tolm"))
    first, second = figures_of(reading, (outer, inner))
    assert (first.giver_name, first.statement, first.via) == ("fire brigade", inner.id, ("Mayor of Tolm", "Radio Tolm"))
    assert (second.giver_name, second.statement, second.via) == (None, None, ())
    assert innermost((outer, inner), 0, 3) is None


def test_an_expectation_makes_its_figures_expected(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Analysts forecast a harvest of 40 tonnes.")
    said = statement(reading, 1, "a harvest of 40 tonnes", "analysts", mode="expect")
    assert [f.status for f in figures_of(reading, (said,))] == ["expected"]


def test_what_a_dash_adds_belongs_to_the_statement_of_its_noun(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Ada Lund said she was stunned at the amount — more than $700 million.")
    said = statement(reading, 1, "she was stunned at the amount", "Ada Lund")
    assert [f.giver_name for f in figures_of(reading, (said,))] == ["Ada Lund"]


def test_what_a_sourceless_attribution_takes_for_granted_is_the_reports_own(read_text: Callable[..., Reading]) -> None:
    reading = read_text("The group is believed to be behind a blast that killed eight people.")
    believed = statement(reading, 1, "to be behind a blast that killed eight people", "unnamed: not stated")
    assert [f.giver_name for f in figures_of(reading, (believed,))] == [None]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "givers"),
    [
        ("Ada Lund was charged with 12 counts of fraud.", None, "was charged with", "12 counts of fraud", [None]),
        (
            "The 9-ton probe is thought to have sunk.",
            None,
            "is thought",
            "The 9-ton probe is thought to have sunk",
            [None],
        ),
        ("The board rejected the $5 million bid.", "The board", "rejected", "the $5 million bid", [None]),
        ("The court ordered 23 men to leave.", "The court", "ordered", "23 men to leave", ["Teller"]),
        ("The firm expects a loss of $5 million.", "The firm", "expects", "a loss of $5 million", ["Teller"]),
        (
            "The driver, who hurt nine people, had slept for two hours, police said.",
            "police",
            "said",
            "The driver, who hurt nine people, had slept for two hours",
            [None, "Teller"],
        ),
        (
            "ADA LUND, BYLINE: Good morning.\nLUND: So far 90 farms are lost.",
            "LUND",
            ":",
            "So far 90 farms are lost",
            [None],
        ),
        ("ADA LUND, MINER: Good morning.\nLUND: So far 90 farms are lost.", "LUND", ":", "So far 90 farms", ["Teller"]),
    ],
)
def test_what_is_done_or_added_is_the_reports_own(
    text: str,
    source: str | None,
    cue: str,
    content: str,
    givers: list[str | None],
    read_text: Callable[..., Reading],
) -> None:
    reading = read_text(text)

    def last(words: str) -> Span:
        start = text.rindex(words)
        return reading.report.span(start, start + len(words))

    said = replace(
        statement(reading, 1, content, "Teller"),
        source=last(source) if source else None,
        cue=last(cue) if cue else None,
    )
    assert [f.giver_name for f in figures_of(reading, (said,))] == givers


def test_whoever_tells_of_an_act_gives_its_figures(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Police said the court charged Ada Lund with 12 counts of fraud.")
    outer = statement(reading, 1, "the court charged Ada Lund with 12 counts of fraud", "police")
    cue = reading.report.span(22, 29)
    inner = replace(statement(reading, 2, "Ada Lund with 12 counts of fraud", "court", parent=outer.id), cue=cue)
    assert [f.giver_name for f in figures_of(reading, (outer, inner))] == ["police"]


def test_what_is_reckoned_in_the_present_is_there(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Analysts estimate that the levee costs 5 million euros a year.")
    said = statement(reading, 1, "that the levee costs 5 million euros a year", "analysts", mode="expect")
    assert [f.status for f in figures_of(reading, (said,))] == ["actual"]


@pytest.mark.parametrize(
    ("when", "as_of"), [("last autumn", "2030"), ("in March 2029", "2029-03"), ("on 3 March 2029", "2029-03-03")]
)
def test_an_earlier_figure_holds_for_what_iso_can_say(read_text: Callable[..., Reading], when: str, as_of: str) -> None:
    (figure,) = figures_of(read_text(f"The yard shut three docks {when}.", published="2031-05-02"))[:1]
    assert (figure.span.text, figure.status, figure.as_of) == ("three", "past", as_of)
