"""What two texts share, word by word, for many pairs at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.candidates import boilerplate_key
from sayso.bulk.codes import Coded, Places
from sayso.bulk.shingles import ONE_IN, OWN_SHARE, OWN_WORDS, ceilings, low_bits, shingle_hashes
from sayso.ingest.limits import LONGEST_TEXT
from sayso.link.copies.copies import EXCERPT, EXCERPT_LENGTH, IDENTICAL, NEAR_IDENTICAL, REWRITE_WORDS, TOLD_RUN
from sayso.link.copies.passages import SHINGLE
from sayso.types import CopyRelation

Texts = NDArray[np.int32]

# pairs and words of a block: what one process compares at a time stays in its core's cache
PAIRS, WORDS = 512, 100_000
# the lowest bits of a shingle's hash give way to its place among the words of a block, which has two texts at least
_PLACE = np.uint64(2**20 - 1)
assert max(WORDS, LONGEST_TEXT) < 2**20
# below this every report keeps a shingle, however long it is
_EVERYWHERE = np.uint64(2**64 // ONE_IN)
_HINT = np.uint64(2**20 - 1)
_APART = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs of reports, a row each.

    Args:
        pairs: their numbers.
        begins: where their words begin in the file of all words.
        sizes: how many words they have.
        outlets: numbers of their outlets.
    """

    pairs: NDArray[np.int64]
    begins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    outlets: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Kept shingles that are boilerplate.

    Args:
        keys: see `sayso.bulk.candidates.boilerplate_key`; sorted.
        hints: by the lowest bits of a shingle's hash, whether any of the keys has these; most others are told by that.
    """

    keys: NDArray[np.uint64]
    hints: NDArray[np.bool_]

    @classmethod
    def of(cls, keys: NDArray[np.uint64]) -> Boilerplate:
        """Of these keys."""
        hints = np.zeros(int(_HINT) + 1, np.bool_)
        hints[(keys & _HINT).astype(np.int64)] = True
        return cls(keys, hints)


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
    """Which kind of copy a pair is, by the thresholds of `sayso.link.copies.copies`; None when it is none."""
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
        boilerplate: file of the keys of kept shingles that are boilerplate.
        block: the pairs.
    """
    begins, sizes = block.begins.ravel(), block.sizes.ravel()
    read = []
    with words.open("rb", buffering=0) as file:
        for begin, size in zip(begins.tolist(), sizes.tolist(), strict=True):
            file.seek(4 * begin)
            read.append(file.read(4 * size))
    coded = Coded(np.frombuffer(b"".join(read), np.uint32), np.concatenate(([0], np.cumsum(sizes))))
    found = enumerate(likenesses(coded, _known(boilerplate), block.outlets.ravel()))
    return [Copied(k, relation, x.in_a, x.in_b) for k, x in found if (relation := relation_of(x))]


@lru_cache(maxsize=1)
def _known(boilerplate: Path) -> Boilerplate:
    return Boilerplate.of(np.fromfile(boilerplate, np.uint64))


def likenesses(coded: Coded, boilerplate: Boilerplate, outlets: NDArray[np.uint32]) -> list[Likeness]:
    """What texts 0 and 1, 2 and 3 and so on share.

    As `sayso.link.copies.copies` has it, words in quotation marks count neither as shared nor as a report's own, unless
    it has hardly others. Neither does boilerplate.

    Args:
        coded: the texts, no more than 2 * PAIRS.
        boilerplate: kept shingles that are boilerplate.
        outlets: number of the outlet of each text, or UNKNOWN.
    """
    sizes = np.diff(coded.bounds)
    text = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    hashes = shingle_hashes(coded.words, coded.bounds)
    matched = _matched(hashes, text)
    # a text's last shingles hold no match, so no run goes on into the next text
    starts = matched & ~_shifted(matched, 1)
    stale = _boilerplate(hashes, text, sizes, (matched, starts), boilerplate, outlets)
    told = ~coded.quoted
    hardly = _within(told, coded.bounds) < OWN_WORDS
    told |= np.repeat(hardly, sizes)
    own = told & ~stale
    hardly = _within(own, coded.bounds) < np.maximum(OWN_WORDS, OWN_SHARE * _within(told, coded.bounds))
    # two texts that are nothing else are versions of one
    own |= told & np.repeat(np.repeat(hardly[::2] & hardly[1::2], 2), sizes)
    covered = _words_of(matched) & own
    shared = _within(covered, coded.bounds) / np.maximum(_within(own, coded.bounds), 1)
    long_runs = _long_runs(covered, starts, text, len(sizes))
    return [
        Likeness(float(shared[k]), float(shared[k + 1]), int(long_runs[k]), float(sizes[k] / max(1, sizes[k + 1])))
        for k in range(0, len(sizes), 2)
    ]


def _matched(hashes: NDArray[np.uint64], text: Texts) -> NDArray[np.bool_]:
    """Which shingles the other text of the pair has too; one that a text repeats, as often as the other has it."""
    at = np.flatnonzero(hashes != np.uint64(2**64 - 1))
    # shingles of different pairs are made different
    keys = hashes[at] + (text[at] >> 1).astype(np.uint64) * _APART
    keys &= ~_PLACE
    keys |= at.astype(np.uint64)
    keys.sort()
    place = (keys & _PLACE).astype(np.int32)
    alike = (keys[1:] ^ keys[:-1]) <= _PLACE
    out = np.zeros(len(hashes), np.bool_)
    edges = np.flatnonzero(np.concatenate(([False], alike)) != np.concatenate((alike, [False])))
    # a group of shingles that are the same begins where `alike` does, and ends where it does
    first, last = edges[::2], edges[1::2]
    twos = first[last == first + 1]
    twos = twos[text[place[twos]] != text[place[twos + 1]]]
    out[place[twos]] = out[place[twos + 1]] = True
    many = last > first + 1
    sizes = last[many] - first[many] + 1
    members = np.arange(sizes.sum()) + np.repeat(first[many] - (np.cumsum(sizes) - sizes), sizes)
    second = text[place[members]] & 1
    begins = np.cumsum(sizes) - sizes
    of_second = np.diff(np.concatenate(([0], np.cumsum(second)))[np.append(begins, len(members))])
    rank = np.arange(len(members)) - np.repeat(begins, sizes) - second * np.repeat(sizes - of_second, sizes)
    out[place[members[rank < np.repeat(np.minimum(of_second, sizes - of_second), sizes)]]] = True
    return out


def _boilerplate(
    hashes: NDArray[np.uint64],
    text: Texts,
    sizes: NDArray[np.int64],
    runs: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    known: Boilerplate,
    outlets: NDArray[np.uint32],
) -> NDArray[np.bool_]:
    """Which words are boilerplate.

    Of a shared run all are, when most of its kept shingles are boilerplate for both texts. Elsewhere those are that
    stand between two such shingles with no others in between.

    Args:
        hashes: of the shingles.
        text: which text each word is of.
        sizes: number of words of each text.
        runs: which shingles the other text has too, and which of them begin a run.
        known: kept shingles that are boilerplate.
        outlets: number of the outlet of each text, or UNKNOWN.
    """
    matched, starts = runs
    kept = np.flatnonzero(hashes < np.repeat(ceilings(sizes), sizes))
    if not len(known.keys) or not len(kept):
        return np.zeros(len(hashes), np.bool_)
    low = low_bits(hashes[kept])
    everywhere, within = np.zeros(len(kept), np.bool_), np.zeros(len(kept), np.bool_)
    maybe = np.flatnonzero(known.hints[(low & _HINT).astype(np.int64)])
    everywhere[maybe] = _among(boilerplate_key(low[maybe], np.zeros(1, np.uint64)), known.keys)
    outlet = outlets[text[kept[maybe]]].astype(np.uint64)
    within[maybe] = everywhere[maybe] | _among(boilerplate_key(low[maybe], outlet), known.keys)
    # shingles that only short reports keep are in too few reports to be known
    regular = within | (hashes[kept] < _EVERYWHERE)
    kept, within, everywhere = kept[regular], within[regular], everywhere[regular]
    out = _filled(kept, within, text, sizes)
    out &= ~_words_of(matched)
    inside = matched[kept]
    if not inside.any():
        return out
    both = np.where(np.repeat(outlets[::2] == outlets[1::2], 2)[text[kept]], within, everywhere)
    begins = np.flatnonzero(starts)
    run = np.searchsorted(begins, kept[inside], side="right") - 1
    stale = np.bincount(run, np.where(both[inside], 1.0, -1.0), minlength=len(begins)) > 0
    ends = np.flatnonzero(matched & ~np.concatenate((matched[1:], [False])))
    return out | _between(begins[stale], ends[stale] + SHINGLE, len(out))


def _filled(at: Places, known: NDArray[np.bool_], text: Texts, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The words of kept shingles that are boilerplate, and those from one to the next, or to the text's edge."""
    out = np.zeros(len(text), np.bool_)
    out[at[known]] = True
    of = text[at]
    new = np.flatnonzero(np.diff(of, prepend=-1))
    last = np.append(new[1:], len(at)) - 1
    gaps = np.flatnonzero(known[:-1] & known[1:] & (of[:-1] == of[1:]))
    ends = np.cumsum(sizes)[of[new]]
    heads, tails = known[new], known[last]
    begins = np.concatenate((at[gaps], (ends - sizes[of[new]])[heads], at[last[tails]]))
    return _words_of(out) | _between(begins, np.concatenate((at[gaps + 1], at[new[heads]], ends[tails])), len(out))


def _among(keys: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found


def _between(begins: Places, ends: Places, size: int) -> NDArray[np.bool_]:
    """Which places lie in any of a few stretches."""
    steps = np.zeros(size + 1, np.int8)
    np.add.at(steps, begins, 1)
    np.subtract.at(steps, ends, 1)
    inside: NDArray[np.bool_] = np.cumsum(steps[:-1], dtype=np.int8) > 0
    return inside


def _shifted(flags: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The flags, so many places later."""
    return np.concatenate((np.zeros(by, np.bool_), flags))[: len(flags)]


def _words_of(shingles: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The words of shingles that are given by their first words."""
    assert SHINGLE == 6
    two = shingles | _shifted(shingles, 1)
    four = two | _shifted(two, 2)
    return four | _shifted(two, SHINGLE - 2)


def _within(flags: NDArray[np.bool_], bounds: Places) -> NDArray[np.int64]:
    """How many flags each text has."""
    return np.diff(np.searchsorted(np.flatnonzero(flags), bounds))


def _long_runs(covered: NDArray[np.bool_], starts: NDArray[np.bool_], text: Texts, texts: int) -> NDArray[np.int64]:
    """How many runs of TOLD_RUN or more own words each text has."""
    begins = np.flatnonzero(covered & (starts | ~_shifted(covered, 1) | (text != np.roll(text, 1))))
    at = np.flatnonzero(covered)
    lengths = np.diff(np.append(np.searchsorted(at, begins), len(at)))
    return np.bincount(text[begins[lengths >= TOLD_RUN]], minlength=texts)


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
