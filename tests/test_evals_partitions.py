"""The scores of coreference against cases worked out by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.partitions import best_matching, ceafe, conll, muc


def groups(*named: str) -> dict[str, int]:
    """Each letter's group, groups by their place."""
    return {letter: number for number, group in enumerate(named) for letter in group}


GOLD = groups("12345", "67", "89ABC")


def test_two_groups_run_together() -> None:
    # Luo (2005), figure 1 (a): 9 links found, of which 8 hold; the gold needs 4 + 1 + 4
    found = groups("12345", "6789ABC")
    assert muc(found, GOLD) == pytest.approx((9 / 10, 1.0, 18 / 19))
    # {1..5} match whole, {6..C} with {8..C} by 2 * 5 / 12, over 2 groups found and 3 true ones
    precision, recall = (1 + 10 / 12) / 2, (1 + 10 / 12) / 3
    assert ceafe(found, GOLD) == pytest.approx((precision, recall, 2 * precision * recall / (precision + recall)))
    # B-cubed: recall 1; precision (5 * 1 + 2 * 2/7 + 5 * 5/7) / 12
    bcubed = (5 + 4 / 7 + 25 / 7) / 12
    assert conll(found, GOLD)["bcubed"] == pytest.approx(2 * bcubed / (1 + bcubed))


def test_a_group_torn_apart() -> None:
    found = groups("ab", "c", "d")
    gold = groups("abc", "d")
    # one link of the two that the gold needs, and none that it lacks
    assert muc(found, gold) == pytest.approx((1.0, 1 / 2, 2 / 3))
    # {a, b} with {a, b, c} by 2 * 2 / 5, {d} with {d}
    assert ceafe(found, gold)[:2] == pytest.approx((1.8 / 3, 1.8 / 2))
    # precision 1; recall (2 * 2/3 + 1/3 + 1) / 4
    recall = (4 / 3 + 1 / 3 + 1) / 4
    assert conll(found, gold)["bcubed"] == pytest.approx(2 * recall / (1 + recall))


def test_matching_looks_at_all_pairs_together() -> None:
    # the greedy choice of .9 leaves .1; the two of .8 are better
    assert best_matching(np.array([[0.9, 0.8], [0.8, 0.1]])) == pytest.approx(1.6)


def test_the_mean_of_three() -> None:
    scores = conll(groups("ab", "c", "d"), groups("abc", "d"))
    assert scores["conll"] == pytest.approx((scores["muc"] + scores["bcubed"] + scores["ceafe"]) / 3)


def test_all_alone_has_no_links() -> None:
    scores = conll(groups(*"1234"), groups("12", "34"))
    assert scores["muc"] == 0.0
    assert scores["bcubed"] == pytest.approx(2 / 3)


def test_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="different items"):
        conll(groups("ab"), groups("abc"))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.data())
def test_a_partition_is_itself(names: list[int], data: st.DataObject) -> None:
    gold = {str(i): n for i, n in enumerate(names)}
    scores = conll(gold, gold)
    assert scores["bcubed"] == pytest.approx(1.0)
    assert scores["ceafe"] == pytest.approx(1.0)
    other = {i: data.draw(st.integers(0, 4)) for i in gold}
    there, back = ceafe(other, gold), ceafe(gold, other)
    assert there[0] == pytest.approx(back[1])
    assert 0.0 <= there[2] <= 1.0 + 1e-9


@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=4))
def test_the_best_matching_is_the_best_of_all(rows: list[list[float]]) -> None:
    alike = np.array(rows)
    best = max(sum(alike[i, p[i]] for i in range(len(rows))) for p in permutations(range(4), len(rows)))
    assert best_matching(alike) == pytest.approx(best)
