"""Sets of words, names or days, laid out so that what many pairs of them share is found at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Bags:
    """Sets of terms with a weight each; sums of weights run in one order, the same for (a, b) and (b, a)."""

    __slots__ = ("_bits", "_ends", "_starts", "_terms", "_weights", "mass")

    mass: NDArray[np.float64]
    """What the weights of each set add up to."""

    def __init__(self, bags: Sequence[Set[Any]], weights: Mapping[str, float] | None = None) -> None:
        """Lays out the sets.

        Args:
            bags: the sets, which later are named by their places here.
            weights: of the terms; without them each counts 1.
        """
        number: dict[Hashable, int] = {}
        ordered = (sorted(bag) if weights is not None else bag for bag in bags)
        rows = [sorted(number.setdefault(term, len(number)) for term in bag) for bag in ordered]
        sizes = np.array([len(row) for row in rows], dtype=np.int64)
        self._ends = np.cumsum(sizes)
        self._starts = self._ends - sizes
        self._terms = np.array([term for row in rows for term in row], dtype=np.int64)
        self._weights = np.array([1.0 if weights is None else weights[str(term)] for term in number])
        self._bits = np.zeros((len(rows), len(number) // 8 + 1), dtype=np.uint8)
        holders = np.repeat(np.arange(len(rows)), sizes)
        np.bitwise_or.at(self._bits, (holders, self._terms >> 3), _bit(self._terms))
        self.mass = _sums(holders, self._weights[self._terms], len(rows))

    def shared(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        """For each pair of sets what the weights of the terms that both have add up to."""
        sizes = self._ends[a] - self._starts[a]
        pair = np.repeat(np.arange(len(a)), sizes)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        terms = self._terms[self._starts[a][pair] + within]
        both = (self._bits[b[pair], terms >> 3] & _bit(terms)) != 0
        return _sums(pair[both], self._weights[terms[both]], len(a))


def _sums(of: NDArray[np.int64], weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(of, weights, minlength=count), dtype=np.float64)


def _bit(terms: NDArray[np.int64]) -> NDArray[np.uint8]:
    return np.asarray(np.left_shift(1, terms & 7), dtype=np.uint8)
