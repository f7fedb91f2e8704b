"""Grouping by average likeness."""

from __future__ import annotations

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
