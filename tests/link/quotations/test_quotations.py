"""Quotations across reports: the same, shortened, altered, in other words; and indirect speech is never quoted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.annotate.quotations import find_quotations
from sayso.link.quotations.quotations import compare_quotations
from sayso.link.quotations.word_changes import compare_words
from sayso.link.quotations.words import words_of
from sayso.render.sentences import sentence_starts
from sayso.spans import Span
from sayso.types import Annotations, Copy, Quotation, Statement
from tests.conftest import load_cases, make_report

Told = tuple[list[Annotations], list[Statement]]


def _statement(report: Any, name: str, spans: Sequence[Span], by: str, **more: Any) -> Statement:
    given = {"kind": "direct", "speaker_type": "person"} | more
    return Statement(
        id=name,
        report=report.id,
        source=None,
        cue=None,
        content=tuple(spans),
        speaker=by.lower().replace(" ", "-"),
        speaker_name=by,
        via=(),
        parent=None,
        mode="assert",
        score=0.9,
        **given,
    )


def told(reports: Sequence[Any], speaker: str = "Ole Brandt") -> Told:
    """Reports with a statement for each quotation, or with those that a report lists under `said`."""
    annotated, statements = [], []
    for n, given_report in enumerate(reports, start=1):
        fields = {"text": given_report} if isinstance(given_report, str) else dict(given_report)
        said = fields.pop("said", None)
        report = make_report(**{"id": f"r{n}", "published": f"2031-01-{n:02d}", **fields})
        starts = sentence_starts(report)
        sentences = tuple(zip(starts, (*starts[1:], len(report.text)), strict=False))
        empty: dict[str, Any] = dict.fromkeys(("names", "times", "statements", "figures", "events", "propositions"), ())
        annotated.append(Annotations(report=report, sentences=sentences, **empty))
        if said is None:
            spans = [report.span(q.start, q.end) for q in find_quotations(report.text)]
            if spans:
                statements.append(_statement(report, f"r{n}.s1", spans, speaker))
        for k, one in enumerate(said or ()):
            start = report.text.index(one["words"])
            span = report.span(start, start + len(one["words"]))
            more = {"kind": one.get("kind", "direct"), "speaker_type": one.get("type", "person")}
            statements.append(_statement(report, f"r{n}.s{k}", [span], one["by"], **more))
    return annotated, statements


def spans_of(quotations: Sequence[Quotation]) -> Iterator[Span]:
    for quotation in quotations:
        for member in quotation.members:
            yield from member.spans
            for change in member.changes:
                yield from (s for s in (change.fullest, change.here) if s)


def check_spans(annotated: Sequence[Annotations], quotations: Sequence[Quotation]) -> None:
    texts = {a.report.id: a.report.text for a in annotated}
    for span in spans_of(quotations):
        assert texts[span.report][span.start : span.end] == span.text
        assert span.text.strip() == span.text != ""
    for quotation in quotations:
        fullest = quotation.members[0]
        assert not fullest.changes
        assert len({m.spans[0].report for m in quotation.members}) == len(quotation.members) > 1
        for change in (c for m in quotation.members for c in m.changes):
            assert (change.fullest is None) == (change.kind == "put-in")
            assert (change.here is None) == (change.kind == "left-out")
            assert change.fullest is None or any(s.overlaps(change.fullest) for s in fullest.spans)


@pytest.mark.parametrize("case", load_cases("quotations"))
def test_quotations(case: dict[str, Any]) -> None:
    annotated, statements = told(case["reports"], case.get("speaker", ""))
    found = compare_quotations(annotated, statements)
    check_spans(annotated, found)
    assert not {q.relation for q in found} & set(case.get("found_none_of", ()))
    if "found" not in case:
        return
    assert [(q.relation, sorted(m.form for m in q.members)) for q in found] == [
        (wanted["relation"], sorted(wanted["forms"])) for wanted in case["found"]
    ]
    for quotation, wanted in zip(found, case["found"], strict=True):
        for measure in {"speakers", "weighty_changes"} & set(wanted):
            assert quotation.why[measure] == wanted[measure]
        if "changes" in wanted:
            changes = [
                {
                    "kind": c.kind,
                    **({"fullest": c.fullest.text} if c.fullest else {}),
                    **({"here": c.here.text} if c.here else {}),
                    "marked": c.marked,
                }
                for m in quotation.members
                for c in m.changes
            ]
            assert changes == wanted["changes"]


def test_what_is_quoted_is_no_paraphrase_and_what_is_paraphrased_is_not_quoted() -> None:
    for case in (c.values[0] for c in load_cases("quotations")):
        annotated, statements = told(case["reports"], case.get("speaker", ""))
        texts = {a.report.id: a.report.text for a in annotated}
        for member in (m for q in compare_quotations(annotated, statements) for m in q.members):
            for span in member.spans:
                within = any(q.start < span.end and span.start < q.end for q in find_quotations(texts[span.report]))
                assert within == (member.form != "paraphrased")


def test_reports_that_copy_each_other_are_not_independent() -> None:
    annotated, statements = told(["“We will lift the ban on night sailings in May,” said Ole Brandt."] * 3)
    copy = Copy(a="r1", b="r2", relation="near-identical", source="a", passages=(), why={})
    apart = Copy(a="r1", b="r3", relation="shared-origin", source=None, passages=(), why={})
    (quotation,) = compare_quotations(annotated, statements, [copy, apart])
    assert quotation.why["independent_reports"] == 2


_SPOKEN = ("we", "the", "harbour", "gate", "never", "closed", "at", "noon", "don't", "25", "twenty-five", "[he]", "…")
_WORDS = st.lists(st.sampled_from(_SPOKEN), min_size=4, max_size=25)


@settings(deadline=None, max_examples=30)
@given(_WORDS)
def test_a_quotation_compared_with_itself_is_the_same(words: list[str]) -> None:
    text = f"“{' '.join(words)}” said Ole Brandt."
    annotated, statements = told([text, text])
    found = compare_quotations(annotated, statements)
    check_spans(annotated, found)
    assert all(q.relation == "same" and not m.changes for q in found for m in q.members)


@settings(deadline=None, max_examples=30)
@given(_WORDS, _WORDS)
def test_the_order_of_reports_changes_nothing(first: list[str], second: list[str]) -> None:
    one, other = (
        {"text": f"“{' '.join(words)}” said Ole Brandt.", "published": day}
        for words, day in ((first, "2031-01-01"), (second, "2031-01-02"))
    )
    seen = []
    for texts in ([one, other], [other, one]):
        annotated, statements = told(texts)
        found = compare_quotations(annotated, statements)
        check_spans(annotated, found)
        seen.append(sorted((q.relation, *sorted(m.form for m in q.members)) for q in found))
    assert seen[0] == seen[1]


@settings(deadline=None, max_examples=30)
@given(_WORDS, _WORDS)
def test_edits_cover_what_does_not_agree(first: list[str], second: list[str]) -> None:
    a, b = (words_of(text, 0, len(text)) for text in (" ".join(first), " ".join(second)))
    compared = compare_words(a, b)
    assert 0 <= compared.weighty <= compared.matched + len(a)
    for edit in compared.edits:
        assert 0 <= edit.fullest[0] <= edit.fullest[1] <= len(a)
        assert 0 <= edit.other[0] <= edit.other[1] <= len(b)
        assert edit.fullest[0] < edit.fullest[1] or edit.other[0] < edit.other[1]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(alphabet="ab c.?!“”\"'‘’„«»[]()…-\n1é🚢", max_size=80), min_size=2, max_size=4))
def test_no_text_breaks_it(texts: list[str]) -> None:
    annotated, statements = told(texts)
    check_spans(annotated, compare_quotations(annotated, statements))


def _seconds(reports: Sequence[str]) -> float:
    annotated, statements = told(reports)
    start = time.process_time()
    check = compare_quotations(annotated, statements)
    took = time.process_time() - start
    check_spans(annotated, check)
    return took


def test_thousands_of_quotations_stay_fast() -> None:
    same = "“We closed the outer gate at noon and went home,” said Ole Brandt. "
    assert _seconds([same * 1000] * 2) < 5
    near = [
        " ".join(f"“We closed the outer gate number {i} at noon,” he said." for i in range(k, 1200, 2)) for k in (0, 1)
    ]
    assert _seconds(near) < 10


def test_a_very_long_quotation_stays_fast() -> None:
    words = " ".join(f"word{i % 997} and the {i % 13}" for i in range(1000))
    sentences = " ".join(f"We closed the gate {i} at noon and the sea came in." for i in range(400))
    assert _seconds([f"“{words}” he said.", f"“{words} too” he said."]) < 8
    assert _seconds([f"“{sentences}” he said.", f"“{sentences}” he said."]) < 8
