"""Grouping by average likeness."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sayso.link.linkage import average_linkage


def test_a_chain_of_likenesses_is_not_one_group() -> None:
    chain = {(0, 1): 0.9, (1, 2): 0.9, (2, 3): 0.9, (3, 4): 0.9}
    assert max(len(g) for g in average_linkage(5, chain, 0.5, 0.5)) <= 2


def test_all_alike_is_one_group() -> None:
    pairs = {(i, j): 0.8 for i in range(4) for j in range(i + 1, 4)}
    assert average_linkage(4, pairs, 0.5, 0.5) == [[0, 1, 2, 3]]


def test_a_low_average_needs_one_strong_pair() -> None:
    weak = {(0, 1): 0.4}
    assert average_linkage(2, weak, 0.3, 0.5) == [[0], [1]]
    assert average_linkage(2, weak, 0.3, 0.4) == [[0, 1]]


def _one_by_one(count: int, pairs: dict[tuple[int, int], float], least: float, strong: float) -> list[list[int]]:
    """The same groups by looking at every two again after each join."""
    groups = [[i] for i in range(count)]
    while True:
        best: tuple[float, int, int] = (0.0, 0, 0)
        for x, a in enumerate(groups):
            for y, b in enumerate(groups[:x]):
                between = [pairs.get((min(i, j), max(i, j)), 0.0) for i in a for j in b]
                average = sum(between) / len(between)
                if average >= least and max(between) >= strong:
                    best = max(best, (average, x, y))
        if not best[0]:
            return sorted(sorted(g) for g in groups)
        groups[best[2]] += groups.pop(best[1])


@given(st.integers(0, 10_000))
def test_what_strong_pairs_do_not_tie_together_never_meets(seed: int) -> None:
    draw = Random(seed)
    pairs = {(i, j): draw.random() for i in range(12) for j in range(i + 1, 12) if draw.random() < 0.4}
    assert average_linkage(12, pairs, 0.2, 0.8) == _one_by_one(12, pairs, 0.2, 0.8)


def test_nothing_gives_nothing() -> None:
    assert average_linkage(0, {}, 0.5, 0.5) == []


@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.floats(0, 1), max_size=40))
def test_every_item_stands_in_exactly_one_group(found: dict[tuple[int, int], float]) -> None:
    pairs = {(min(k), max(k)): p for k, p in found.items() if k[0] != k[1]}
    groups = average_linkage(10, pairs, 0.3, 0.5)
    assert sorted(i for g in groups for i in g) == list(range(10))
    for group in groups:
        if len(group) > 1:
            assert max(pairs.get((i, j), 0.0) for i in group for j in group if i < j) >= 0.5
