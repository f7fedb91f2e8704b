"""Independence: which origins count as one, and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.origins.independence import OWN_VOICE, Known, group_origins, quotes_same
from sayso.link.origins.standing import country_of
from tests.conftest import load_cases


@pytest.mark.parametrize("case", load_cases("origins"))
def test_groups(case: dict[str, Any]) -> None:
    known = {
        n: Known(
            roles=tuple(case.get("roles", {}).get(n, ())),
            aliases=tuple(case.get("aliases", {}).get(n, ())),
            serves=tuple(case.get("serves", {}).get(n, ())),
        )
        for n in case["names"]
    }
    told = [tuple(pair) for pair in case.get("told", ())]
    groups, merges = group_origins(case["names"], known, told, case.get("home"))
    assert {frozenset(g) for g in groups} == {frozenset(g) for g in case["groups"]}, merges
    assert len(merges) >= sum(len(g) - 1 for g in groups)
    assert all(m.why for m in merges)


def test_one_entity_is_one_origin_under_all_its_names() -> None:
    known = {"Rika Stolz": Known(entity="e1"), "Stolz": Known(entity="e1"), "Joss Amberg": Known(entity="e2")}
    groups, merges = group_origins(known, known)
    assert groups == (("Rika Stolz", "Stolz"), ("Joss Amberg",))
    assert merges[0].why == "one entity"


def test_copied_words_stand_together() -> None:
    groups, merges = group_origins(["A. Trell", "R. Stolz"], {}, worded={("A. Trell", "R. Stolz"): "one copied text"})
    assert groups == (("A. Trell", "R. Stolz"),)
    assert merges[0].why == "one copied text"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (
            "praised as “a rather quiet… gift to the town’s quay”",
            "a 'quiet… gift to the town's quay', said the Tarrow Echo",
            False,
        ),
        (
            "praised as “quiet… gift to the town’s quay”",
            "a 'quiet… gift to the town's quay', said the Tarrow Echo",
            True,
        ),
        ("called it “fake news”", "spoke of “fake news”", False),
        ("the quay is a gift to the town", "the quay is a gift to the town", False),
    ],
)
def test_the_same_quoted_words(a: str, b: str, same: bool) -> None:
    assert quotes_same(a, b) == same
    assert quotes_same(b, a) == same


def test_us_the_pronoun_is_no_country() -> None:
    assert country_of("he told us so") is None
    assert country_of("a US official") == "United States"


@given(
    st.lists(st.sampled_from(["Ana Trell", "police", "Swedish army", "Sweden", "X (own voice)", "unnamed: not stated"]))
)
def test_every_origin_stands_in_one_group_and_own_voices_in_none(names: list[str]) -> None:
    groups, _ = group_origins(names, {})
    flat = [n for g in groups for n in g]
    assert sorted(flat) == sorted({n for n in names if not n.endswith(OWN_VOICE)})
