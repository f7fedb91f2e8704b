"""What pairs of sets share, against Python's own sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.bags import Bags

SETS = st.lists(st.frozensets(st.text("abcde", max_size=2)), min_size=1, max_size=12)


@given(SETS)
def test_counts_are_those_of_intersections(sets: list[frozenset[str]]) -> None:
    found = Bags(sets)
    a, b = (x.ravel() for x in np.meshgrid(np.arange(len(sets)), np.arange(len(sets))))
    assert found.shared(a, b).tolist() == [len(sets[i] & sets[j]) for i, j in zip(a, b, strict=True)]
    assert found.mass.tolist() == [len(one) for one in sets]


@given(SETS)
def test_weights_add_up_and_either_side_sees_the_same(sets: list[frozenset[str]]) -> None:
    weights = {term: 1 / (2 + n) for n, term in enumerate(sorted(set().union(*sets)))}
    found = Bags(sets, weights)
    a, b = (x.ravel() for x in np.meshgrid(np.arange(len(sets)), np.arange(len(sets))))
    assert found.shared(a, b).tolist() == found.shared(b, a).tolist()
    assert found.shared(a, b) == pytest.approx(
        [sum(weights[t] for t in sets[i] & sets[j]) for i, j in zip(a, b, strict=True)]
    )
    own = np.arange(len(sets))
    assert found.shared(own, own).tolist() == found.mass.tolist()


def test_no_pairs_and_no_terms() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert Bags([frozenset({"a"})]).shared(nothing, nothing).tolist() == []
    assert Bags([frozenset()]).mass.tolist() == [0.0]
