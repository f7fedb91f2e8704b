"""Scores of copies against labels made by hand, and the labels themselves."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest

from evals.copy_pairs import Label, read_labels, same_source, scores
from sayso.types import CopyRelation

HELD: Label = {"a": "u", "b": "v", "relation": "rewrite", "source": "third: AP; Reuters", "part": "held", "note": "x"}
FIT: Label = {"a": "v", "b": "w", "relation": "independent", "source": None, "part": "fit", "note": "x"}


def test_every_label_names_two_addresses_once_and_speaks_the_contract_s_words() -> None:
    labels = read_labels()
    pairs = Counter(frozenset((x["a"], x["b"])) for x in labels)
    assert len(labels) >= 150
    assert set(pairs.values()) == {1}
    assert all(len(pair) == 2 for pair in pairs)
    for label in labels:
        assert label["relation"] in get_args(CopyRelation)
        assert label["part"] in ("fit", "held")
        assert label["source"] is None or re.fullmatch(r"a|b|third: \S.*", label["source"])
        assert (label["relation"] == "independent") <= (label["source"] is None)
        assert label["note"]


def test_both_parts_have_every_relation() -> None:
    for part in ("fit", "held"):
        assert {x["relation"] for x in read_labels() if x["part"] == part} == set(get_args(CopyRelation))


@pytest.mark.parametrize(
    ("labelled", "found", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a", "third: AP", False),
        ("third: AP; Reuters", "third: Reuters", True),
        ("third: The Associated Press", "third: Associated Press", True),
        ("third: AP", None, False),
        (None, None, True),
        (None, "a", False),
    ],
)
def test_a_source_is_right_when_it_is_one_of_those_labelled(
    labelled: str | None, found: str | None, same: bool
) -> None:
    assert same_source(labelled, found) is same


def test_right_pairs_score_one() -> None:
    got = scores([HELD, FIT], {("u", "v"): ("rewrite", "third: AP"), ("v", "w"): ("independent", None)})
    assert (got["held.pairs"], got["all.pairs"]) == (1.0, 2.0)
    assert {v for k, v in got.items() if not k.endswith("pairs")} == {1.0}


def test_another_kind_of_copy_is_the_right_kind_and_the_wrong_relation() -> None:
    got = scores([HELD, FIT], {("u", "v"): ("excerpt", "a"), ("v", "w"): ("independent", None)})
    assert got["all.kind.accuracy"] == 1.0
    assert got["all.relation.accuracy"] == 0.5
    assert got["all.relation.macro_f1"] == 0.5
    assert got["all.source.accuracy"] == 0.0


def test_a_copy_that_was_not_found_has_no_right_source() -> None:
    got = scores([HELD], {("u", "v"): ("shared-origin", "third: AP")})
    assert got["held.source.accuracy"] == 0.0
    assert got["held.kind.accuracy"] == 0.0
