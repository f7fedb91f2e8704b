"""Claims: what reports share and what stands in one alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.link.claims.claims import link_claims
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
