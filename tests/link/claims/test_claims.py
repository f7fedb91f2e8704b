"""Claims: what reports share and what stands in one alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sayso.link.claims.claims import compare_propositions, link_claims, neighbours, with_told_elsewhere
from sayso.link.likeness import FEATURES
from sayso.link.names.entities import link_entities
from sayso.link.origins.origins import find_origins
from sayso.resources import load
from sayso.types import Claim
from tests.conftest import load_cases
from tests.link.conftest import Linked

Link = Callable[[list[dict[str, Any]]], Linked]


def carrying(claims: tuple[Claim, ...], words: str) -> set[str]:
    return {c.id for c in claims if any(words in m.span.text for m in c.members)}


@pytest.mark.parametrize("case", load_cases("claims"))
def test_what_is_joined_and_what_is_not(link_texts: Link, case: dict[str, Any]) -> None:
    claims = link_texts(case["reports"]).claims
    for a, b in case["joined"]:
        assert carrying(claims, a) & carrying(claims, b)
    for a, b in case["apart"]:
        assert not carrying(claims, a) & carrying(claims, b)


def test_members_are_the_reports_own_words(link_texts: Link) -> None:
    for case in load_cases("claims"):
        linked = link_texts(case.values[0]["reports"])
        text = {a.report.id: a.report.text for a in linked.annotated}
        for claim in linked.claims:
            assert claim.text in [m.span.text for m in claim.members]
            assert claim.members
            assert 0.0 <= claim.score <= 1.0
            for member in claim.members:
                span = member.span
                assert text[span.report][span.start : span.end] == span.text
                assert set(member.stands_on) <= set(claim.origins)


def test_a_copied_passage_is_one_claim(link_texts: Link) -> None:
    text = "The tower of Saint Ode has sunk by two metres. Builders from Velmara will straighten it next spring."
    claims = link_texts([{"text": text, "outlet": "Velmara Post"}, {"text": text, "outlet": "Arlen Courier"}]).claims
    shared = [c for c in claims if len({m.span.report for m in c.members}) == 2]
    assert {"The tower of Saint Ode has sunk by two metres"} <= {c.text for c in shared}


def test_a_headline_gives_way_to_the_body(link_texts: Link) -> None:
    first = "Velmara ferry runs aground\nA ferry from Velmara ran aground on a sandbank on Monday."
    second = "The Velmara ferry ran aground on a sandbank on Monday, and tugs were sent."
    claims = link_texts([{"text": first}, {"text": second}]).claims
    shared = [c for c in claims if len({m.span.report for m in c.members}) == 2]
    assert shared
    assert all("runs aground" not in m.span.text for m in shared[0].members)


def test_claims_come_by_importance_and_are_numbered(link_texts: Link) -> None:
    claims = link_texts(load_cases("claims")[0].values[0]["reports"]).claims
    counts = [len({m.span.report for m in c.members}) for c in claims]
    assert counts == sorted(counts, reverse=True)
    assert [c.id for c in claims] == [f"c{i}" for i in range(1, len(claims) + 1)]


def test_no_reports_make_no_claims() -> None:
    entities = link_entities([])
    origins = find_origins([], [], entities, [])
    assert link_claims([], [], [], entities, [], origins) == ()


def test_the_scorer_has_a_weight_for_every_feature() -> None:
    assert set(load("claim_scorer")["weights"]) == set(FEATURES)


def test_either_clause_of_a_pair_sees_the_same(link_texts: Link) -> None:
    linked = link_texts(load_cases("claims")[0].values[0]["reports"])
    entities = link_entities(linked.annotated)
    story = compare_propositions(linked.annotated, linked.statements, (), entities, linked.copies)
    for i, j in story.near:
        assert i < j
        assert story.features(i, j) == pytest.approx(story.features(j, i), abs=1e-6)
        assert len(story.features(i, j)) == len(FEATURES)


@dataclass(frozen=True)
class Voices:
    """Every report speaks in its own voice."""

    def of(self, report_id: str, statement_id: str | None) -> tuple[str, ...]:
        return (f"{report_id} (own voice)",)


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        # clause 0 tells what 1 tells and, in passing, what 2 and 3 tell
        ({(0, 1): 0.9, (0, 2): 0.7, (0, 3): 0.7, (2, 3): 0.9}, [[0, 1], [0, 2, 3]]),
        ({(0, 1): 0.9, (0, 2): 0.7, (0, 3): 0.1, (2, 3): 0.9}, [[0, 1], [2, 3]]),
        ({(0, 1): 0.9, (2, 3): 0.9}, [[0, 1], [2, 3]]),
    ],
)
def test_a_clause_may_tell_two_claims(pairs: dict[tuple[int, int], float], groups: list[list[int]]) -> None:
    proposition = [SimpleNamespace(report=f"r{i}", statement=None) for i in range(4)]
    story: Any = SimpleNamespace(report=np.arange(4), clauses=[SimpleNamespace(proposition=p) for p in proposition])
    voices: Any = Voices()
    assert with_told_elsewhere([[0, 1], [2, 3]], story, neighbours(pairs), voices) == groups
