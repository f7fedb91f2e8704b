"""Conflicts: denials, days and spellings that do not agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.types import Conflict
from tests.conftest import load_cases
from tests.link.conftest import Linked

Link = Callable[[list[dict[str, Any]]], Linked]


def stands_for(conflict: Conflict, wanted: dict[str, Any]) -> bool:
    if (conflict.kind, conflict.relation) != (wanted["kind"], wanted["relation"]):
        return False
    sides = [" | ".join(m.text for m in s.members) for s in conflict.sides]
    first, second = wanted["sides"]
    return any(first in a and second in b for a in sides for b in sides if a is not b)


@pytest.mark.parametrize("case", load_cases("conflicts"))
def test_conflicts(link_texts: Link, case: dict[str, Any]) -> None:
    linked = link_texts(case["reports"])
    for wanted in case["found"]:
        assert any(stands_for(c, wanted) for c in linked.conflicts), linked.conflicts
    assert not {c.kind for c in linked.conflicts} & set(case.get("kinds_absent", ()))
    text = {a.report.id: a.report.text for a in linked.annotated}
    for conflict in linked.conflicts:
        assert len(conflict.sides) >= 2
        for span in (m for s in conflict.sides for m in s.members):
            assert text[span.report][span.start : span.end] == span.text
    assert [c.id for c in linked.conflicts] == [f"x{i}" for i in range(1, len(linked.conflicts) + 1)]


def test_a_denied_claim_is_disputed(link_texts: Link) -> None:
    linked = link_texts(load_cases("conflicts")[0].values[0]["reports"])
    disputed = [c for c in linked.claims if c.verdict == "disputed"]
    assert any("exchanged nine hostages" in m.span.text for c in disputed for m in c.members)


def test_a_headline_and_its_lead_deny_once(link_texts: Link) -> None:
    warned = "The dockers' union warned the harbour board of a cracked crane in May, its chairman Tom Arel said."
    denied = (
        "Harbour board denies it was warned of cracked crane\n\nThe harbour board of Arlen denied on Tuesday that it "
        "had been warned of a cracked crane by the dockers' union."
    )
    linked = link_texts([{"outlet": "Velmara Post", "text": warned}, {"outlet": "Arlen Courier", "text": denied}])
    (denial,) = [c for c in linked.conflicts if c.kind == "denial"]
    assert {m.report for m in denial.sides[1].members} != {m.report for m in denial.sides[0].members}
    assert len(denial.sides[1].members) > 1
