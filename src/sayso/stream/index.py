"""Which of many reports a new one may tell the same story as: by its rarest terms, and by vectors that lie near."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.likeness import WIDTH

# terms by which a report is looked up, its weightiest, and reports remembered for each term, the latest
TERMS, POSTINGS = 12, 16
# reports that each of the two ways proposes
NEAREST = 16
# vectors are kept in cells about pivots, as many as the root of their number times this; the nearest cells are searched
CELLS, SEARCHED = 2, 3
# reports up to which all vectors are compared, and the fewest after which cells are made anew
FEW = 1024
# a product and an arrival in one number, an arrival and a weight (of UNIT at most) in one
_BITS, _WEIGHT = 32, 10
_NONE = array("q")


class Index:
    """The reports of the latest arrivals, by their terms and vectors; what is older is not proposed any more.

    What is proposed depends only on the arrivals and pivots, not on when the index was filled: after a restart it is
    the same. That is why ties go to the later report.

    Args:
        window: arrivals after which a report is forgotten.
    """

    def __init__(self, window: int) -> None:
        self._window = window
        self._postings: dict[int, array[int]] = {}
        self._pivots: NDArray[np.float32] = np.zeros((1, WIDTH), dtype=np.float32)
        self._cells: list[_Cell] = [_Cell()]
        self.built = 0

    def add(self, arrival: int, vector: NDArray[np.int8], terms: Mapping[int, int]) -> None:
        """Take in a report by the number of its arrival; arrivals ascend."""
        for term, weight in _weightiest(terms):
            postings = self._postings.get(term)
            if postings is None:
                postings = self._postings[term] = array("q")
            elif len(postings) == 2 * POSTINGS:
                del postings[:POSTINGS]
            postings.append(arrival << _WEIGHT | weight)
        cell = 0 if len(self._cells) == 1 else int((self._pivots @ vector.astype(np.float32)).argmax())
        self._cells[cell].add(arrival, vector, arrival - self._window)

    def near(self, arrival: int, vector: NDArray[np.int8], terms: Mapping[int, int]) -> dict[int, int]:
        """Arrivals of reports that may tell the same story as one that arrives now.

        Each with the product of the weights of the terms that they were found by, nought if there are none.
        """
        oldest = arrival - self._window
        shared: dict[int, int] = {}
        for term, weight in _weightiest(terms):
            for posting in self._postings.get(term, _NONE)[-POSTINGS:]:
                other = posting >> _WEIGHT
                shared[other] = shared.get(other, 0) + weight * (posting & (1 << _WEIGHT) - 1)
        ranked = sorted(((w, a) for a, w in shared.items() if a > oldest), reverse=True)
        found = {a: w for w, a in ranked[:NEAREST]}
        wanted = vector.astype(np.float32)
        if len(self._cells) == 1:
            cells: Iterable[_Cell] = self._cells
        else:
            about = self._pivots @ wanted
            cells = [self._cells[i] for i in np.argpartition(about, -SEARCHED)[-SEARCHED:].tolist()]
        # products of whole numbers of this length are exact, so that they do not depend on what stands beside them
        products = np.concatenate([cell.vectors[: cell.count] @ wanted for cell in cells])
        arrivals = np.concatenate([cell.arrivals[: cell.count] for cell in cells])
        if oldest > 0:
            products, arrivals = products[arrivals > oldest], arrivals[arrivals > oldest]
        if len(products) > NEAREST:
            least = np.partition(products, len(products) - NEAREST)[-NEAREST]
            products, arrivals = products[products >= least], arrivals[products >= least]
        # a product and, behind it, its arrival, as one number to sort by
        keys = (products.astype(np.int64) << _BITS) | arrivals
        for key in np.sort(keys)[::-1][:NEAREST].tolist():
            other = key & ((1 << _BITS) - 1)
            found.setdefault(other, shared.get(other, 0))
        return found

    def due(self, arrival: int) -> bool:
        """Whether as many reports have come since the cells were made as there were then."""
        return arrival - self.built >= max(FEW, min(self.built, self._window))

    def rebuild(self, arrival: int, pivots: NDArray[np.int8] | None = None) -> NDArray[np.int8]:
        """Make the cells anew, and forget what is too old.

        Args:
            arrival: how many reports have come.
            pivots: vectors to make the cells about; None takes every so manieth of those that are known.

        Returns:
            The pivots.
        """
        vectors, arrivals = self._known(arrival - self._window)
        if pivots is None:
            count = max(1, CELLS * math.isqrt(len(arrivals)))
            pivots = vectors[np.linspace(0, len(arrivals) - 1, count).astype(np.int64)]
        self._pivots = pivots.astype(np.float32)
        self._cells = [_Cell() for _ in pivots]
        self.built = arrival
        for at in range(0, len(arrivals), 4096):
            nearest = (vectors[at : at + 4096].astype(np.float32) @ self._pivots.T).argmax(axis=1).tolist()
            for cell, number, vector in zip(nearest, arrivals[at : at + 4096].tolist(), vectors[at:], strict=False):
                self._cells[cell].add(number, vector, 0)
        old = arrival - self._window
        if old > 0:
            self._postings = {t: p for t, p in self._postings.items() if p[-1] >> _WEIGHT > old}
        return pivots

    def _known(self, oldest: int) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """Vectors of the reports that are not forgotten, by arrival."""
        vectors = np.concatenate([cell.vectors[: cell.count] for cell in self._cells])
        arrivals = np.concatenate([cell.arrivals[: cell.count] for cell in self._cells])
        order = np.argsort(arrivals)
        order = order[arrivals[order] > oldest]
        return vectors[order].astype(np.int8), arrivals[order]


class _Cell:
    """Vectors that lie near one pivot, with their arrivals, ascending."""

    __slots__ = ("arrivals", "count", "vectors")

    def __init__(self) -> None:
        self.vectors = np.zeros((8, WIDTH), dtype=np.float32)
        self.arrivals = np.zeros(8, dtype=np.int64)
        self.count = 0

    def add(self, arrival: int, vector: NDArray[np.int8], oldest: int) -> None:
        if self.count == len(self.arrivals):
            kept = self.arrivals[: self.count] > oldest
            left = int(kept.sum())
            room = max(8, 2 * left)
            vectors, arrivals = np.zeros((room, WIDTH), dtype=np.float32), np.zeros(room, dtype=np.int64)
            vectors[:left], arrivals[:left] = self.vectors[kept], self.arrivals[kept]
            self.vectors, self.arrivals, self.count = vectors, arrivals, left
        self.vectors[self.count], self.arrivals[self.count] = vector, arrival
        self.count += 1


def _weightiest(terms: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(terms.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
