"""Average linkage, against its definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.stories.linkage import join, join_order


def slow(likeness: np.ndarray, least: float) -> list[list[int]]:
    groups = [[i] for i in range(len(likeness))]
    while len(groups) > 1:
        mean, i, j = max(
            (float(likeness[np.ix_(groups[i], groups[j])].mean()), -i, -j) for i in range(len(groups)) for j in range(i)
        )
        if mean < least:
            break
        groups[-j] += groups.pop(-i)
    return sorted(sorted(group) for group in groups)


@given(st.integers(0, 9), st.integers(0, 10_000), st.floats(-1, 1))
def test_groups_are_those_of_the_definition(count: int, seed: int, least: float) -> None:
    drawn = np.random.default_rng(seed).normal(size=(count, count))
    likeness = drawn + drawn.T
    assert join(likeness, [1] * count, least) == slow(likeness, least)


@given(st.integers(1, 9), st.integers(0, 10_000))
def test_the_mean_never_rises(count: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).normal(size=(count, count))
    means = [mean for _, _, mean in join_order(drawn + drawn.T, [1] * count)]
    assert len(means) == count - 1
    assert all(a >= b - 1e-9 for a, b in pairwise(means))


def test_a_group_given_as_one_counts_by_its_members() -> None:
    likeness = np.array([[0, 1, 1, -3], [1, 0, 1, 2], [1, 1, 0, 2], [-3, 2, 2, 0]], dtype=float)
    # the first three as one group: the sum of their likeness to the fourth
    sums = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert join(sums, [3, 1], 0.3) == [[0, 1]]
    assert join(sums, [3, 1], 0.4) == [[0], [1]]
    assert join(likeness, [1] * 4, 3.0) == [[0], [1], [2], [3]]
