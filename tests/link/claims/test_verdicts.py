"""Verdicts: the first that holds, and who is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sayso.link.claims.verdicts import judge_claims, notes_on_sources
from sayso.link.copies.copied_words import copied_words
from sayso.link.origins.origins import Origins
from sayso.spans import Span
from sayso.types import Annotations, Claim, Conflict, Copy, Member, Proposition, Side
from tests.conftest import load_cases, make_report

TEXT, NOT = "The dam at Tolm has a crack.", "The dam at Tolm has no crack."


def annotations(report: str, published: str | None, negated: bool) -> Annotations:
    text = NOT if negated else TEXT
    clause = Proposition(
        id=f"{report}.p1",
        report=report,
        span=span(report, text),
        statement=None,
        predicate="have",
        subject="dam",
        terms=("dam", "crack"),
        names=(),
        negated=negated,
        expected=False,
    )
    return Annotations(
        report=make_report(text, id=report, published=published, outlet=report),
        sentences=((0, len(text)),),
        names=(),
        times=(),
        statements=(),
        figures=(),
        events=(),
        propositions=(clause,),
    )


def span(report: str, text: str = TEXT) -> Span:
    return Span(report=report, start=0, end=len(text), text=text, raw=(0, len(text)))


def judged(case: dict[str, Any]) -> Claim:
    stands_on: dict[str, Sequence[str]] = case["members"]
    says_not: Sequence[str] = case.get("negated", ())
    said = {r: NOT if r in says_not else TEXT for r in case["published"]}
    claim = Claim(
        id="c1",
        text=TEXT,
        members=tuple(
            Member(span=span(r, said[r]), statement=None, stands_on=tuple(names)) for r, names in stands_on.items()
        ),
        origins=tuple(dict.fromkeys(n for names in stands_on.values() for n in names)),
        independent=(),
        verdict="unsourced",
        silent=(),
        why={},
        score=1.0,
    )
    conflicts = [
        Conflict(
            id=f"x{i}",
            kind=c["kind"],
            about="",
            sides=tuple(Side(value="", members=tuple(span(r) for r in side), origins=()) for side in c["sides"]),
            relation=c["relation"],
            why={},
            score=1.0,
        )
        for i, c in enumerate(case.get("conflicts", ()), 1)
    ]
    copies = [
        Copy(a=a, b=b, relation=relation, source=None, passages=(), why={}) for a, b, relation in case.get("copies", ())
    ]
    reports = [annotations(r, day, r in says_not) for r, day in case["published"].items()]
    origins = Origins(_voices={}, _statements={}, _known={}, _copied=copied_words(copies))
    (out,) = judge_claims([claim], conflicts, reports, copies, origins)
    return out


@pytest.mark.parametrize("case", load_cases("verdicts"))
def test_verdict(case: dict[str, Any]) -> None:
    claim = judged(case)
    assert claim.verdict == case["verdict"]
    assert list(claim.silent) == case["silent"]
    assert claim.why["independent_groups"] == len(claim.independent)


def test_judging_twice_changes_nothing(link_texts: Callable[..., Any]) -> None:
    linked = link_texts(load_cases("claims")[0].values[0]["reports"])
    again = judge_claims(linked.claims, linked.conflicts, linked.annotated, linked.copies, linked.origins)
    assert again == linked.claims


@pytest.mark.parametrize(
    ("names", "alone"),
    [
        (["unnamed: two officials", "Tolm Post (own voice)"], True),
        (["unnamed: a diver", "unnamed: a nurse"], True),
        (["unnamed: a diver", "Ana Trell"], False),
        (["Tolm Post (own voice)"], False),
    ],
)
def test_what_rests_on_unnamed_sources_alone_is_told(names: list[str], alone: bool) -> None:
    claim = judged({"members": {"r1": names}, "published": {"r1": "2024-05-01"}})
    assert claim.why.get("unnamed_only", False) is alone
    assert notes_on_sources([claim, claim]) == (("2 of 2 claims rest on unnamed sources alone",) if alone else ())
