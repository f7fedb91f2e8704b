"""Quantities: which figures of a story measure the same thing, by whom they are given, and what holds for any story."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.annotate.figures import find_figures
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.link.figures.ledger import compare_figures
from sayso.link.figures.quantities import link_quantities
from sayso.types import Annotations, Conflict, Copy, Entity, Figure, Statement
from tests.conftest import load_cases, make_report


class Nobody:
    """No name is known."""

    def resolve(self, report_id: str, text: str, span: object = None) -> Entity | None:
        del report_id, text, span
        return None


class Speakers:
    """The speaker of a statement is its origin; else the outlet's own voice."""

    def __init__(self, annotated: list[Annotations]) -> None:
        self.statements = {s.id: s for a in annotated for s in a.statements}
        self.outlets = {a.report.id: a.report.outlet or "" for a in annotated}

    def of(self, report_id: str, statement_id: str | None) -> tuple[str, ...]:
        said = self.statements.get(statement_id or "")
        return (said.speaker_name or "",) if said else (f"{self.outlets[report_id]} (own voice)",)


def annotate_story(case: dict[str, Any]) -> list[Annotations]:
    reports = [
        make_report(r["text"], id=r["id"], outlet=r["outlet"], published=r["published"]) for r in case["reports"]
    ]
    out = []
    for reading, row in zip(parse(reports), case["reports"], strict=True):
        report = reading.report
        statements = []
        for number, said in enumerate(row["statements"], 1):
            start = report.text.index(said["content"])
            statements.append(
                Statement(
                    id=f"{report.id}.s{number}",
                    report=report.id,
                    source=None,
                    cue=None,
                    content=(report.span(start, start + len(said["content"])),),
                    kind="indirect",
                    speaker=None,
                    speaker_name=said["speaker"],
                    speaker_type="group",
                    via=(),
                    parent=None,
                    mode=said.get("mode", "assert"),
                    score=1.0,
                )
            )
        times = find_times(reading)
        out.append(
            Annotations(
                report=report,
                sentences=tuple((s.start_char, s.end_char) for s in reading.sentences),
                names=(),
                times=times,
                statements=tuple(statements),
                figures=find_figures(reading, (), times, statements),
                events=(),
                propositions=(),
            )
        )
    return out


def link(case: dict[str, Any]) -> tuple[list[Annotations], tuple[Figure, ...], tuple[Conflict, ...]]:
    annotated = annotate_story(case)
    statements = [s for a in annotated for s in a.statements]
    figures = link_quantities(annotated, statements, Nobody())
    copies = [
        Copy(a=c["a"], b=c["b"], relation=c["relation"], source=None, passages=(), why={})
        for c in case.get("copies", ())
    ]
    return (
        annotated,
        figures,
        compare_figures([a.report for a in annotated], figures, statements, copies, Speakers(annotated)),
    )


@pytest.mark.parametrize("case", load_cases("ledger"))
def test_stories(case: dict[str, Any]) -> None:
    _, figures, conflicts = link(case)
    quantity = {f"{f.report}:{f.span.text}": f.quantity for f in figures}
    for one, other in case.get("same", ()):
        assert quantity[one] == quantity[other]
    for one, other in case.get("apart", ()):
        assert quantity[one] != quantity[other]
    found = sorted((c.relation, sorted(s.value for s in c.sides)) for c in conflicts)
    assert found == sorted((c["relation"], sorted(c["sides"])) for c in case["conflicts"])


@pytest.mark.parametrize("case", load_cases("ledger"))
def test_what_holds_for_every_story(case: dict[str, Any]) -> None:
    annotated, figures, conflicts = link(case)
    reports = {a.report.id: a.report for a in annotated}
    assert [f.id for f in figures] == [f.id for a in annotated for f in a.figures]
    for figure in figures:
        assert figure.quantity is not None
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", figure.quantity)
    for conflict in conflicts:
        assert len(conflict.sides) >= 2
        assert 0 <= conflict.score <= 1
        prefix, _, words = conflict.about.partition(": ")
        assert prefix in ("how many", "how much")
        assert any(words in r.text for r in reports.values())
        for side in conflict.sides:
            assert side.origins
            assert side.value == side.members[0].text
            for span in side.members:
                assert reports[span.report].text[span.start : span.end] == span.text


def test_the_giver_is_the_speaker_once_linked() -> None:
    case = load_cases("ledger")[0].values[0]
    _, figures, _ = link(case)
    assert {f.giver_name for f in figures} == {"coast guard"}
    assert all(f.statement for f in figures)


def test_no_figures_no_quantities() -> None:
    assert link_quantities([], [], Nobody()) == ()
    assert compare_figures([], [], [], [], Speakers([])) == ()


def test_a_conversion_in_brackets_is_the_reports_own() -> None:
    texts = [
        "A court in Castrel ordered Oren Vasko to pay 90,000 euros ($98,000) on Monday.",
        '"They walked 15 kilometres (nine miles) to the pier of Arlen," said a witness.',
    ]
    annotated = [annotate(reading) for reading in parse([make_report(t, id=f"r{i}") for i, t in enumerate(texts)])]
    statements = [s for a in annotated for s in a.statements]
    givers = {f.span.text: f.giver_name for f in link_quantities(annotated, statements, Nobody())}
    assert (givers["$98,000"], givers["nine miles"]) == (None, None)
    assert givers["90,000 euros"] is not None
    assert givers["15 kilometres"] == "unnamed: a witness"


def test_one_report_that_tells_of_two_attacks_keeps_their_counts_apart() -> None:
    texts = [
        "A bomb killed at least three workers in Castrel on Thursday. The mayor was away. Shops closed early. "
        "A raid in April killed some 40 workers near Arlen.",
        "A bomb killed at least five workers in Castrel on Thursday night. The army was sent. Shops closed. "
        "The raid near Arlen killed 40 workers.",
    ]
    annotated = [annotate(reading) for reading in parse([make_report(t, id=f"r{i}") for i, t in enumerate(texts)])]
    figures = link_quantities(annotated, [s for a in annotated for s in a.statements], Nobody())
    of = {f.span.text: f.quantity for f in figures}
    assert of["at least three"] != of["some 40"]
    assert of["at least five"] != of["40"]
