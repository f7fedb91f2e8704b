"""Speakers that a report leaves to be understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.link.names.described import name_described
from sayso.link.names.entities import link_entities
from tests.conftest import load_cases
from tests.link.conftest import Linked

Link = Callable[[list[dict[str, Any]]], Linked]


@pytest.mark.parametrize("case", load_cases("described"))
def test_who_is_meant(link_texts: Link, case: dict[str, Any]) -> None:
    linked = link_texts(case["reports"])
    for wanted in case["said"]:
        said = [
            s
            for s in linked.statements
            if s.report == f"r{wanted['report']}"
            and (
                (s.source is not None and s.source.text == wanted.get("source"))
                or (s.cue is not None and s.cue.text == wanted.get("cue"))
            )
        ]
        assert said, [(s.source, s.cue) for s in linked.statements]
        for statement in said:
            name = statement.speaker_name or ""
            assert name == wanted.get("by", name)
            assert name != wanted.get("not_by")
            assert wanted.get("by_kind", "") in name.lower()
            assert name not in statement.via


def test_who_stands_for_whom_does_not_change_when_asked_again(link_texts: Link) -> None:
    linked = link_texts(load_cases("described")[1].values[0]["reports"])
    again = name_described(linked.annotated, linked.statements, link_entities(linked.annotated))
    assert again == linked.statements
