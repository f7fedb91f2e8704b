"""Whether two names are spellings of one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.names.matching import SAME, is_acronym_of, same_name, sound
from tests.conftest import load_cases

_NAMES = st.lists(
    st.sampled_from(
        [
            "Ada",
            "Jan",
            "Kim",
            "Jong-un",
            "al-Masri",
            "Lindqvist",
            "Olena",
            "Roe",
            "J.",
            "O'Neil",
            "Zelensky",
            "bin",
            "Salman",
        ]
    ),
    max_size=4,
)


@pytest.mark.parametrize("case", load_cases("name_pairs"))
def test_case(case: dict[str, Any]) -> None:
    score = same_name(case["a"], case["b"], person=not case.get("body"))
    assert (score >= SAME) is case["same"], score


@given(_NAMES, _NAMES, st.booleans())
def test_symmetric_and_bounded(a: list[str], b: list[str], person: bool) -> None:
    one, other = " ".join(a), " ".join(b)
    score = same_name(one, other, person=person)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(same_name(other, one, person=person))


@given(_NAMES.filter(bool), st.booleans())
def test_a_name_is_its_own_spelling(name: list[str], person: bool) -> None:
    assert same_name(" ".join(name), " ".join(name), person=person) == 1.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text(a: str, b: str) -> None:
    assert 0.0 <= same_name(a, b) <= 1.0
    assert 0.0 <= same_name(a, b, person=False) <= 1.0


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("CRA", "Coastal Rescue Authority", True),
        ("ICRC", "International Committee of the Red Cross", True),
        ("U.N.", "United Nations", True),
        ("CRA", "Central Reserve Bank", False),
        ("cra", "Coastal Rescue Authority", False),
        ("C", "Coastal", False),
    ],
)
def test_acronyms(short: str, long: str, expected: bool) -> None:
    assert is_acronym_of(short, long) is expected


@pytest.mark.parametrize(
    ("a", "b"), [("zelensky", "zelenskyy"), ("choe", "choi"), ("yousuf", "yusuf"), ("khaled", "haled")]
)
def test_romanisations_sound_alike(a: str, b: str) -> None:
    assert sound(a) == sound(b)
