"""What two texts share, word by word, for many pairs at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.codes import Coded, Places
from sayso.bulk.shingles import OWN_WORDS, ceilings, low_bits, shingle_hashes
from sayso.link.copies import EXCERPT, EXCERPT_LENGTH, IDENTICAL, NEAR_IDENTICAL, REWRITE_WORDS, TOLD_RUN
from sayso.link.passages import SHINGLE
from sayso.types import CopyRelation

# pairs and words of a block: what one process compares at a time
PAIRS, WORDS = 1024, 400_000
# A place among a report's shingles, which report of the pair, the hash, the pair: 64 bits.
_PLACE, _SIDE, _HASH, _PAIR = 18, 1, 35, 10
assert 2**_PAIR >= PAIRS


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs of reports, a row each: their numbers, where their words begin in the file of all words, and how many."""

    pairs: NDArray[np.int64]
    begins: NDArray[np.int64]
    sizes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Copied:
    """A pair of a block that is a copy: its row, its relation, and which share of each report stands in the other."""

    pair: int
    relation: CopyRelation
    in_a: float
    in_b: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a pair of reports shares.

    Args:
        in_a: share of the first report's own words that stand in runs of six or more words of the second.
        in_b: the same, the other way round.
        long_runs: number of runs of TOLD_RUN or more of the first report's own words.
        lengths: words of the first over words of the second.
    """

    in_a: float
    in_b: float
    long_runs: int
    lengths: float


def relation_of(likeness: Likeness) -> CopyRelation | None:
    """Which kind of copy a pair is, by the thresholds of `sayso.link.copies`; None when it is none."""
    less, more = sorted((likeness.in_a, likeness.in_b))
    if less >= IDENTICAL:
        return "identical"
    if less >= NEAR_IDENTICAL:
        return "near-identical"
    # one long run alone may be a post or a statement that both carry
    if likeness.long_runs < 2 and more < EXCERPT:
        return None
    if more >= EXCERPT and not EXCERPT_LENGTH < likeness.lengths < 1 / EXCERPT_LENGTH:
        return "excerpt"
    return "rewrite" if more >= REWRITE_WORDS else None


def compare(words: Path, boilerplate: Path, block: Block) -> list[Copied]:
    """The pairs of a block that are copies.

    Args:
        words: file of the codes of all reports' words.
        boilerplate: file of the kept shingles that are boilerplate, as `find_candidates` gives them.
        block: the pairs.
    """
    begins, sizes = block.begins.ravel(), block.sizes.ravel()
    file = os.open(words, os.O_RDONLY)
    try:
        read = [os.pread(file, 2 * n, 2 * at) for at, n in zip(begins.tolist(), sizes.tolist(), strict=True)]
    finally:
        os.close(file)
    coded = Coded(np.frombuffer(b"".join(read), np.uint16), np.concatenate(([0], np.cumsum(sizes))))
    found = enumerate(likenesses(coded, _known(boilerplate)))
    return [Copied(k, relation, x.in_a, x.in_b) for k, x in found if (relation := relation_of(x))]


@lru_cache(maxsize=1)
def _known(boilerplate: Path) -> NDArray[np.uint64]:
    return np.fromfile(boilerplate, np.uint64)


def likenesses(coded: Coded, boilerplate: NDArray[np.uint64]) -> list[Likeness]:
    """What texts 0 and 1, 2 and 3 and so on share.

    As `sayso.link.copies` has it: words in quotation marks count neither as shared nor as a report's own, unless it has
    hardly others; boilerplate neither.

    Args:
        coded: the texts, no more than 2 * PAIRS.
        boilerplate: low bits of the hashes of kept shingles that are boilerplate; sorted.
    """
    sizes = np.diff(coded.bounds)
    text = np.repeat(np.arange(len(sizes)), sizes)
    hashes = shingle_hashes(coded.words, coded.bounds)
    matched = _matched(hashes, text, coded.bounds)
    before = np.concatenate(([False], matched[:-1]))
    starts = matched & ~before
    # a text's last shingles hold no match, so no run goes on into the next text
    run = np.cumsum(starts) - 1
    stale = _boilerplate(hashes, sizes, coded.quoted, matched, run, boilerplate)
    own = ~coded.quoted & ~stale
    few = np.bincount(text, own, len(sizes)) < OWN_WORDS
    own |= few[text]
    covered = _spread(np.flatnonzero(matched), np.flatnonzero(matched) + SHINGLE, len(own)) & own
    shared = np.bincount(text, covered, len(sizes)) / np.maximum(np.bincount(text, own, len(sizes)), 1)
    long_runs = _long_runs(covered, starts, text, len(sizes))
    return [
        Likeness(float(shared[k]), float(shared[k + 1]), int(long_runs[k]), float(sizes[k] / max(1, sizes[k + 1])))
        for k in range(0, len(sizes), 2)
    ]


def _matched(hashes: NDArray[np.uint64], text: Places, bounds: Places) -> NDArray[np.bool_]:
    """Which shingles the other text of the pair has too; one that a text repeats, as often as the other has it."""
    at = np.flatnonzero(hashes != np.uint64(2**64 - 1))
    pair, side = (text[at] >> 1).astype(np.uint64), (text[at] & 1).astype(np.uint64)
    keys = (pair << np.uint64(_HASH + _SIDE + _PLACE)) | (
        (hashes[at] >> np.uint64(64 - _HASH)) << np.uint64(_SIDE + _PLACE)
    )
    keys |= (side << np.uint64(_PLACE)) | (at - bounds[text[at]]).astype(np.uint64)
    keys.sort()
    shingle = keys >> np.uint64(_SIDE + _PLACE)
    new = np.flatnonzero(np.concatenate(([True], shingle[1:] != shingle[:-1]))) if len(keys) else np.zeros(0, np.int64)
    times = np.diff(np.append(new, len(keys)))
    second = (keys >> np.uint64(_PLACE)) & np.uint64(1)
    of_second = np.add.reduceat(second, new).astype(np.int64) if len(new) else times
    both = np.minimum(of_second, times - of_second)
    rank = np.arange(len(keys)) - np.repeat(new, times)
    rank -= np.where(second == 1, np.repeat(times - of_second, times), 0)
    keys = keys[rank < np.repeat(both, times)]
    place = (keys & np.uint64(2**_PLACE - 1)).astype(np.int64)
    of = (keys >> np.uint64(_HASH + _SIDE + _PLACE)).astype(np.int64) * 2
    of += ((keys >> np.uint64(_PLACE)) & np.uint64(1)).astype(np.int64)
    out = np.zeros(len(hashes), np.bool_)
    out[bounds[of] + place] = True
    return out


def _boilerplate(
    hashes: NDArray[np.uint64],
    sizes: NDArray[np.int64],
    quoted: NDArray[np.bool_],
    matched: NDArray[np.bool_],
    run: Places,
    known: NDArray[np.uint64],
) -> NDArray[np.bool_]:
    """Which words are boilerplate: those from one kept shingle that is to the next, and runs where most of them are."""
    out = np.zeros(len(hashes), np.bool_)
    if not len(known):
        return out
    kept = np.flatnonzero(hashes < np.repeat(ceilings(sizes), sizes))
    low = low_bits(hashes[kept])
    is_known = known[np.minimum(np.searchsorted(known, low), len(known) - 1)] == low
    if not is_known.any():
        return out
    at = kept[is_known]
    text = np.repeat(np.arange(len(sizes)), sizes)
    # the next kept shingle, when it is boilerplate of the same text, closes the gap
    follows = is_known[:-1] & is_known[1:] & (text[kept[:-1]] == text[kept[1:]])
    ends = at + SHINGLE
    gaps = np.flatnonzero(follows)
    out |= _spread(at, ends, len(out)) | _spread(kept[gaps], kept[gaps + 1], len(out))
    inside = matched[kept]
    weight = np.bincount(run[kept[inside]], np.where(is_known[inside], 1.0, -1.0), minlength=int(run[-1]) + 1)
    stale = np.flatnonzero(matched)[weight[run[matched]] > 0]
    return out | _spread(stale, stale + SHINGLE, len(out))


def _spread(starts: Places, ends: Places, size: int) -> NDArray[np.bool_]:
    """Which places lie in any of the stretches."""
    steps = np.bincount(starts, minlength=size + 1)[: size + 1] - np.bincount(ends, minlength=size + 1)[: size + 1]
    inside: NDArray[np.bool_] = np.cumsum(steps[:size]) > 0
    return inside


def _long_runs(covered: NDArray[np.bool_], starts: NDArray[np.bool_], text: Places, texts: int) -> NDArray[np.int64]:
    """How many runs of TOLD_RUN or more own words each text has."""
    fresh = covered & (starts | ~np.concatenate(([False], covered[:-1])))
    fresh |= covered & (text != np.concatenate(([-1], text[:-1])))
    at = np.flatnonzero(fresh)
    stretch = np.cumsum(fresh) - 1
    lengths = np.bincount(stretch[covered], minlength=len(at))
    return np.bincount(text[at[lengths >= TOLD_RUN]], minlength=texts)


def cuts(sizes: Sequence[int]) -> list[int]:
    """Where to cut pairs into blocks: the index after the last pair of each.

    Args:
        sizes: number of words of each pair.
    """
    found, words, first = [], 0, 0
    for k, size in enumerate(sizes):
        if k > first and (words + size > WORDS or k - first >= PAIRS):
            found.append(k)
            words, first = 0, k
        words += size
    return [*found, len(sizes)] if sizes else []
