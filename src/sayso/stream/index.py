"""Which of many reports a new one may tell the same story as: by its rarest terms, and by vectors that lie near."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.likeness import WIDTH
from sayso.link.stories.terms import Terms, Weighed

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
# reports whose terms are sorted at once, so that a report, a weight and a term fit into one number
_AT_ONCE = 65_536
_PLACE = 32
_NOTHING = np.iinfo(np.int64).min


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
        self._filled = _Filled.of(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self._pivots: NDArray[np.float32] = np.zeros((1, WIDTH), dtype=np.float32)
        self._cells: list[_Cell] = [_Cell()]
        self.built = 0

    def add(self, arrival: int, vector: NDArray[np.int8], terms: Weighed) -> None:
        """Take in a report by the number of its arrival; arrivals ascend."""
        self._post(arrival, _weightiest(terms))
        cell = 0 if len(self._cells) == 1 else int((self._pivots @ vector.astype(np.float32)).argmax())
        self._cells[cell].add(arrival, vector, arrival - self._window)

    def near(self, arrival: int, vector: NDArray[np.int8], terms: Weighed) -> dict[int, int]:
        """Arrivals of reports that may tell the same story as one that arrives now.

        Each with the product of the weights of the terms that they were found by, nought if there are none.
        """
        oldest = arrival - self._window
        shared = self._sharing(_weightiest(terms))
        found = _most_shared(shared, oldest)
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

    def take(self, first: int, vectors: NDArray[np.int8], terms: Terms) -> list[dict[int, int]]:
        """Take in reports that arrive one after the other, and say what was near each when it came.

        The same as `near`, `add` and, when it is due, `rebuild` for one after the other, in a fifth of the time: what
        searches a cell is multiplied with it at once.

        Args:
            first: the arrival of the first.
            vectors: theirs, a row each.
            terms: theirs, in their order.
        """
        weightiest = _by_owner(len(vectors), terms)
        out: list[dict[int, int]] = []
        while len(out) < len(vectors):
            start = len(out)
            stop = min(len(vectors), start + self._next() - (first + start) + 1)
            out += self._take(first + start, vectors[start:stop], weightiest[start:stop])
            if self.due(first + stop - 1):
                self.rebuild(first + stop - 1)
        return out

    def _take(
        self, first: int, vectors: NDArray[np.int8], weightiest: Sequence[Sequence[tuple[int, int]]]
    ) -> list[dict[int, int]]:
        alike = self._alike(first, vectors)
        out = []
        for arrival, (top, others) in enumerate(zip(weightiest, alike, strict=True), first):
            shared = self._sharing(top)
            found = _most_shared(shared, arrival - self._window)
            for other in others:
                if other not in found:
                    found[other] = shared.get(other, 0)
            out.append(found)
            self._post(arrival, top)
        return out

    def _alike(self, first: int, vectors: NDArray[np.int8]) -> list[list[int]]:
        """The arrivals whose vectors are nearest to each of some that arrive now, which are taken in."""
        wanted = vectors.astype(np.float32)
        arrivals = np.arange(first, first + len(vectors))
        if len(self._cells) == 1:
            homes = np.zeros(len(vectors), dtype=np.int64)
            searched = np.zeros((len(vectors), 1), dtype=np.int64)
        else:
            about = wanted @ self._pivots.T
            homes = about.argmax(axis=1)
            searched = np.argpartition(about, -SEARCHED, axis=1)[:, -SEARCHED:]
        for arrival, home, vector in zip(arrivals.tolist(), homes.tolist(), vectors, strict=True):
            # older than any of these may look up
            self._cells[home].add(arrival, vector, first - self._window)
        best = np.full((*searched.shape, NEAREST), _NOTHING)
        order = np.argsort(searched, axis=None, kind="stable")
        rows, columns = np.unravel_index(order, searched.shape)
        cells, starts = np.unique(searched.ravel()[order], return_index=True)
        for at, start, stop in zip(cells.tolist(), starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            cell, asking = self._cells[at], rows[start:stop]
            known = cell.arrivals[: cell.count]
            # a product and, behind it, its arrival, as one number to sort by; products are exact, as in `near`
            products = (wanted[asking] @ cell.vectors[: cell.count].T).astype(np.int64)
            keys = (products << _BITS) | known
            asked = arrivals[asking, None]
            keys[(known >= asked) | (known <= asked - self._window)] = _NOTHING
            if cell.count > NEAREST:
                keys = np.partition(keys, cell.count - NEAREST, axis=1)[:, -NEAREST:]
            best[asking, columns[start:stop], : keys.shape[1]] = keys
        keys = np.sort(best.reshape(len(vectors), -1), axis=1)[:, : -NEAREST - 1 : -1]
        found = (keys & ((1 << _BITS) - 1)).tolist()
        return [others[:count] for others, count in zip(found, (keys != _NOTHING).sum(axis=1).tolist(), strict=True)]

    def _sharing(self, top: Iterable[tuple[int, int]]) -> dict[int, int]:
        """The latest reports that have some of these terms, each with the product of the weights."""
        shared: dict[int, int] = {}
        for term, weight in top:
            for posting in (self._postings.get(term) or self._filled.latest(term))[-POSTINGS:]:
                other = posting >> _WEIGHT
                shared[other] = shared.get(other, 0) + weight * (posting & (1 << _WEIGHT) - 1)
        return shared

    def _post(self, arrival: int, top: Iterable[tuple[int, int]]) -> None:
        for term, weight in top:
            postings = self._postings.get(term)
            if postings is None:
                postings = self._postings[term] = array("q", self._filled.latest(term))
            elif len(postings) == 2 * POSTINGS:
                del postings[:POSTINGS]
            postings.append(arrival << _WEIGHT | weight)

    def due(self, arrival: int) -> bool:
        """Whether as many reports have come since the cells were made as there were then."""
        return arrival >= self._next()

    def _next(self) -> int:
        """The arrival after which cells are made anew."""
        return self.built + max(FEW, min(self.built, self._window))

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
        self._hold(arrivals, vectors)
        old = arrival - self._window
        if old > 0:
            self._postings = {t: p for t, p in self._postings.items() if p[-1] >> _WEIGHT > old}
            self._filled = self._filled.since(old)
        return pivots

    def fill(self, arrivals: Sequence[int], vectors: NDArray[np.int8], terms: Terms) -> None:
        """Take in many reports at once, into an index that has none yet; as if each had been added.

        Args:
            arrivals: numbers of the reports, ascending.
            vectors: theirs, a row each.
            terms: theirs, in their order.
        """
        numbers = np.asarray(arrivals, dtype=np.int64)
        self._hold(numbers, vectors)
        keys, postings = [], []
        for first in range(0, len(numbers), _AT_ONCE):
            start, stop = np.searchsorted(terms.owners, (first, first + _AT_ONCE)).tolist()
            owners, chosen, weights = _chosen(
                min(_AT_ONCE, len(numbers) - first),
                Terms(terms.owners[start:stop] - first, terms.keys[start:stop], terms.weights[start:stop]),
            )
            keys.append(chosen)
            postings.append(numbers[first + owners] << _WEIGHT | weights)
        if keys:
            self._filled = _Filled.of(np.concatenate(keys), np.concatenate(postings))

    def _hold(self, arrivals: NDArray[np.int64], vectors: NDArray[np.int8]) -> None:
        """Puts vectors into the cells, which hold none yet."""
        nearest = np.zeros(len(arrivals), dtype=np.int64)
        if len(self._cells) > 1:
            for at in range(0, len(arrivals), 4096):
                nearest[at : at + 4096] = (vectors[at : at + 4096].astype(np.float32) @ self._pivots.T).argmax(axis=1)
        order = np.argsort(nearest, kind="stable")
        bounds = np.searchsorted(nearest[order], np.arange(len(self._cells) + 1)).tolist()
        for cell, start, stop in zip(self._cells, bounds, bounds[1:], strict=False):
            if start < stop:
                cell.hold(arrivals[order[start:stop]], vectors[order[start:stop]])

    def _known(self, oldest: int) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """Vectors of the reports that are not forgotten, by arrival."""
        vectors = np.concatenate([cell.vectors[: cell.count] for cell in self._cells])
        arrivals = np.concatenate([cell.arrivals[: cell.count] for cell in self._cells])
        order = np.argsort(arrivals)
        order = order[arrivals[order] > oldest]
        return vectors[order].astype(np.int8), arrivals[order]


class _Filled(NamedTuple):
    """The postings of reports that were taken in at once: by term, those of one term in the order of arrivals."""

    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    postings: NDArray[np.int64]

    @classmethod
    def of(cls, keys: NDArray[np.int64], postings: NDArray[np.int64]) -> _Filled:
        """The postings with the term of each; arrivals ascend."""
        order = np.argsort(keys, kind="stable")
        distinct, starts = np.unique(keys[order], return_index=True)
        return cls(distinct, np.append(starts, len(keys)), postings[order])

    def latest(self, term: int) -> array[int]:
        """The last postings of a term."""
        at = int(np.searchsorted(self.keys, term))
        if at == len(self.keys) or self.keys[at] != term:
            return _NONE
        start, stop = self.starts[at : at + 2].tolist()
        return array("q", self.postings[max(start, stop - POSTINGS) : stop].tolist())

    def since(self, oldest: int) -> _Filled:
        """Those of later arrivals."""
        keys = np.repeat(self.keys, np.diff(self.starts))
        later = self.postings >> _WEIGHT > oldest
        return _Filled.of(keys[later], self.postings[later])


class _Cell:
    """Vectors that lie near one pivot, with their arrivals, ascending."""

    __slots__ = ("arrivals", "count", "vectors")

    def __init__(self) -> None:
        self.vectors = np.zeros((8, WIDTH), dtype=np.float32)
        self.arrivals = np.zeros(8, dtype=np.int64)
        self.count = 0

    def hold(self, arrivals: NDArray[np.int64], vectors: NDArray[np.int8]) -> None:
        self.arrivals, self.vectors, self.count = arrivals, vectors.astype(np.float32), len(arrivals)

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


def _weightiest(terms: Weighed) -> list[tuple[int, int]]:
    order = np.lexsort((terms.places, -terms.weights))[:TERMS]
    return list(zip(terms.places[order].tolist(), terms.weights[order].tolist(), strict=True))


def _chosen(count: int, terms: Terms) -> Terms:
    """Of each report the terms by which it is looked up, as `_weightiest` has them; no more than _AT_ONCE reports."""
    lightness = (1 << _WEIGHT) - terms.weights
    # by report, the weightiest first, then by term
    order = np.sort(terms.owners << _PLACE + _WEIGHT + 1 | lightness << _PLACE | terms.keys)
    owners = order >> _PLACE + _WEIGHT + 1
    begins = np.searchsorted(owners, np.arange(count))
    chosen = np.arange(len(order)) - begins[owners] < TERMS
    order, owners = order[chosen], owners[chosen]
    weights = (1 << _WEIGHT) - (order >> _PLACE & (1 << _WEIGHT + 1) - 1)
    return Terms(owners, order & (1 << _PLACE) - 1, weights)


def _by_owner(count: int, terms: Terms) -> list[list[tuple[int, int]]]:
    """The weightiest terms of each of several reports with their weights."""
    top = _chosen(count, terms)
    pairs = list(zip(top.keys.tolist(), top.weights.tolist(), strict=True))
    bounds = np.searchsorted(top.owners, np.arange(count + 1)).tolist()
    return [pairs[start:stop] for start, stop in pairwise(bounds)]


def _most_shared(shared: Mapping[int, int], oldest: int) -> dict[int, int]:
    """The reports that share most by their terms, the later of equal ones, none of them too old."""
    # a product and, behind it, its arrival, as one number to sort by
    ranked = sorted([product << _BITS | other for other, product in shared.items() if other > oldest], reverse=True)
    return {key & (1 << _BITS) - 1: key >> _BITS for key in ranked[:NEAREST]}
