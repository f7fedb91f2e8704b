"""The stretches of words that each two of many texts share, found through one index of all their shingles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.link.copies.passages import SHINGLE, TOO_OFTEN, Run, tiled

Words = NDArray[np.int64]
# texts that are counted of those that have one shingle, so that what all have costs no more than what few have
COUNTED = 200


class Shingles:
    """An index of the shingles of many texts, so that a text is compared only where another has its words.

    Sorting the shingles once makes the work grow with their number and with what the texts share, not with the number
    of pairs (Broder et al. 1997).

    Args:
        texts: the words of each as numbers.
        length: of a shingle, in words.
    """

    def __init__(self, texts: Sequence[Words], length: int = SHINGLE) -> None:
        self._length = length
        self._sizes = [len(t) for t in texts]
        hashes = [_hashes(t, length) for t in texts]
        owner = np.repeat(np.arange(len(texts)), [len(h) for h in hashes])
        place = np.concatenate([np.arange(len(h)) for h in hashes]) if hashes else np.zeros(0, dtype=np.int64)
        every = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.uint64)
        order = np.lexsort((place, owner, every))
        every, owner, place = every[order], owner[order], place[order]
        kept = _rank(every, owner) < TOO_OFTEN
        self._hash, self._owner, self._place = every[kept], owner[kept], place[kept]
        first = np.flatnonzero(np.r_[True, self._hash[1:] != self._hash[:-1]]) if len(self._hash) else np.zeros(0, int)
        size = np.diff(np.r_[first, len(self._hash)])
        self._group_start, self._group_end = np.repeat(first, size), np.repeat(first + size, size)
        by_owner = np.argsort(self._owner, kind="stable")
        bounds = np.searchsorted(self._owner[by_owner], np.arange(len(texts) + 1))
        self._rows = [by_owner[bounds[k] : bounds[k + 1]] for k in range(len(texts))]

    def shared_with(self, text: int) -> NDArray[np.int64]:
        """How many shingles each text shares with this one; of very many that have one, the first count."""
        own = self._rows[text]
        starts = self._group_start[own]
        counts = np.minimum(self._group_end[own] - starts, COUNTED)
        step = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.bincount(self._owner[np.repeat(starts, counts) + step], minlength=len(self._sizes))

    def with_later(self, text: int) -> dict[int, tuple[Run, ...]]:
        """The runs that a text shares with each of the texts after it; texts without one are left out."""
        return self.with_others(text, np.arange(len(self._sizes)) > text)

    def with_others(self, text: int, among: NDArray[np.bool_]) -> dict[int, tuple[Run, ...]]:
        """The runs that a text shares with each of some others; texts without one are left out.

        Args:
            text: the number of a text.
            among: for each text whether it is asked about.
        """
        own = self._rows[text]
        starts = self._group_start[own]
        counts = self._group_end[own] - starts
        source = np.repeat(own, counts)
        step = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
        target = np.repeat(starts, counts) + step
        kept = among[self._owner[target]] & (self._owner[target] != text)
        other, here, there = self._owner[target][kept], self._place[source][kept], self._place[target][kept]
        # of two texts the earlier one comes first, so that a pair has the same runs whoever asks
        later = other > text
        out = self._runs(text, other[later], here[later], there[later])
        for j, runs in self._runs(text, other[~later], there[~later], here[~later], swapped=True).items():
            out[j] = tuple(sorted(Run(r.b, r.a, r.length) for r in runs))
        return out

    def _runs(
        self,
        text: int,
        other: NDArray[np.int64],
        a: NDArray[np.int64],
        b: NDArray[np.int64],
        *,
        swapped: bool = False,
    ) -> dict[int, tuple[Run, ...]]:
        """The runs of a text and each other one, from where a shingle stands in the first and the second of the two."""
        order = np.lexsort((a, b - a, other))
        other, a, b = other[order], a[order], b[order]
        if not len(other):
            return {}
        breaks = (other[1:] != other[:-1]) | (b[1:] - a[1:] != b[:-1] - a[:-1]) | (a[1:] != a[:-1] + 1)
        starts = np.flatnonzero(np.r_[True, breaks])
        lengths = np.diff(np.r_[starts, len(other)]) + self._length - 1
        runs: dict[int, list[Run]] = {}
        for j, x, y, n in zip(
            other[starts].tolist(), a[starts].tolist(), b[starts].tolist(), lengths.tolist(), strict=True
        ):
            runs.setdefault(j, []).append(Run(x, y, n))
        return {
            j: tiled(found, self._sizes[j if swapped else text], self._sizes[text if swapped else j], self._length)
            for j, found in runs.items()
        }


def _hashes(words: Words, length: int) -> NDArray[np.uint64]:
    """A number for each stretch of so many words; equal stretches have equal ones."""
    count = len(words) - length + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    out = np.zeros(count, dtype=np.uint64)
    for k in range(length):
        # the mixing step of splitmix64 (Steele, Lea & Flood 2014) keeps sums of small numbers apart
        out = _mixed(out + words[k : k + count].astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    return out


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


def _rank(every: NDArray[np.uint64], owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each shingle in sorted order, how many times it stands in the same text before."""
    if not len(every):
        return np.zeros(0, dtype=np.int64)
    new = np.r_[True, (every[1:] != every[:-1]) | (owner[1:] != owner[:-1])]
    at = np.arange(len(every))
    return np.asarray(at - np.maximum.accumulate(np.where(new, at, 0)))
