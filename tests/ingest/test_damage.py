"""Broken places of a copy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.damage import find_damage
from tests.conftest import load_cases


@pytest.mark.parametrize("case", [c for c in load_cases("ingest") if "damage" in c.values[0]])
def test_damage(case: dict[str, Any]) -> None:
    found = [{"text": case["text"][a:b], "reason": reason} for a, b, reason in find_damage(case["text"])]
    assert found == case["damage"]


@given(st.text(alphabet=st.sampled_from('ab the.“”"\n,A '), max_size=200))
def test_damage_lies_in_the_text_in_order(text: str) -> None:
    at = 0
    for start, end, reason in find_damage(text):
        assert at <= start < end <= len(text)
        assert reason
        at = end
