"""Whose words a title or description gives: bodies and who speaks for them count as one origin."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.names.entities import link_entities
from sayso.link.origins.origins import Origins, find_origins
from sayso.link.origins.speakers import link_speakers
from sayso.types import Member, Statement
from tests.conftest import load_cases, make_report


def link(texts: list[str]) -> tuple[tuple[Statement, ...], Origins]:
    made = [make_report(text, id=f"r{i}") for i, text in enumerate(texts, 1)]
    annotated = tuple(annotate(reading) for reading in parse(made))
    entities = link_entities(annotated)
    statements = link_speakers(annotated, entities)
    return statements, find_origins(annotated, statements, entities, ())


@pytest.mark.parametrize("case", load_cases("serving"))
def test_who_speaks_for_the_same_body_counts_once(case: dict[str, Any]) -> None:
    statements, origins = link(case["reports"])
    members = [Member(span=s.content[0], statement=s.id, stands_on=origins.of(s.report, s.id)) for s in statements]
    groups = {frozenset(n.lower() for n in g) for g in origins.independent(members)}
    merges = origins.merges(members)
    if "groups" in case:
        assert groups == {frozenset(n.lower() for n in g) for g in case["groups"]}, merges
    for a, b in case.get("apart", ()):
        assert not any({a.lower(), b.lower()} <= g for g in groups), merges
    assert all(m.why for m in merges)
