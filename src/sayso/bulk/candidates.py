"""Which of a million reports may share words: a join of their kept shingles, without what a whole outlet shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.shingles import BITS, OWN_SHARE, OWN_WORDS, rates
from sayso.bulk.spill import Buckets, Numbers, counted

# A shingle in more different texts of one outlet than this says nothing about two reports of that outlet: the lines
# of a site stand on each of its pages.
SOME_OF_OUTLET = 5
# In more than this it is boilerplate wherever it stands, for it may be that of sister outlets too. A story's own
# versions are a dozen, and others may have taken words from each.
MOST_OF_OUTLET = 20
# the same where the outlet is not known; a wire story is carried by some hundred outlets
MOST_OF_UNKNOWN = 1000
# up to so many reports that share a shingle are compared with each other, more with the first of them only
ALL_PAIRS = 8
# Share of the smaller report's kept shingles that make a pair worth reading: a rewrite keeps a quarter of the words in
# runs of nine or more, so a ninth of the shingles.
WORTH_READING = 0.04
# a sample tells only roughly how many words a report has besides boilerplate; reading it tells
LENIENCE = 2
UNKNOWN = 0

_REPORT = np.uint64(2**32 - 1)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of each report before any two are compared; row k is the k-th report read.

    Args:
        begins: where its words begin among those of all reports.
        sizes: number of its words.
        counts: number of its kept shingles.
        outlets: number of its outlet, UNKNOWN where none is known.
        first: whether it is the first with its words.
    """

    begins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    counts: NDArray[np.int64]
    outlets: NDArray[np.uint32]
    first: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth reading, and the shingles that are boilerplate.

    Args:
        pairs: for reading once: arrays of pairs, in the high 32 bits the number of the report that was read later, in
            the low ones that of the other; in ascending order.
        boilerplate: see `boilerplate_key`; sorted.
    """

    pairs: Iterator[Numbers]
    boilerplate: Numbers


def boilerplate_key(low: Numbers, outlets: NDArray[np.uint64]) -> Numbers:
    """A shingle that is boilerplate, as one number.

    Args:
        low: the low bits of its hash.
        outlets: number of the outlet within whose reports it is boilerplate, UNKNOWN where it is anywhere.
    """
    return low | (outlets << np.uint64(BITS))


def find_candidates(postings: Buckets, table: Table, folder: Path) -> Candidates:
    """The pairs of reports that share enough kept shingles to be read.

    Only the first of identical reports is paired. A shingle that many share pairs each with the first of them, so that
    the number of pairs grows as that of the reports does. Boilerplate pairs only reports that are nothing but
    boilerplate: a text that one outlet has in many versions.

    Args:
        postings: in bucket k the kept shingles whose hash has k above its low 32 bits; in each number the low 32 bits
            of the hash, then the report's number in 32 bits.
        table: the reports.
        folder: for files in between.
    """
    pairs = Buckets(folder, "pairs", len(postings))
    common = Buckets(folder, "common", len(postings))
    boilerplate: list[Numbers] = []
    carried = np.zeros(len(table.sizes), np.int64)
    for k in range(len(postings)):
        found = postings.take(k)
        found = found[table.first[_report(found)]]
        found.sort()
        found, sizes = _shared(found)
        some, most = _boilerplate(found, sizes, table.outlets)
        low = (found >> _HALF) | (np.uint64(k) << _HALF)
        boilerplate.append(boilerplate_key(low[most], np.zeros(1, np.uint64)))
        boilerplate.append(boilerplate_key(low[some], table.outlets[_report(found[some])].astype(np.uint64)))
        common.add(k, found[some | most])
        carried += np.bincount(_report(found[some | most]), minlength=len(carried))
        outlets = np.where(some, table.outlets[_report(found)], UNKNOWN)
        _add_pairs(pairs, found[~most], outlets[~most], len(carried))
    common.done()
    own = table.counts - carried
    hardly = np.maximum(OWN_WORDS * rates(table.sizes), OWN_SHARE * table.counts)
    throughout = (carried > 0) & (own < LENIENCE * hardly + LENIENCE)
    for k in range(len(common)):
        found = common.take(k)
        found, _ = _shared(found[throughout[_report(found)]])
        _add_pairs(pairs, found, np.zeros(len(found), np.uint32), len(carried))
    pairs.done()
    own = np.where(throughout, table.counts, own)
    return Candidates(_worth_reading(pairs, own, table), np.unique(np.concatenate(boilerplate)))


def _report(numbers: Numbers) -> NDArray[np.int64]:
    return (numbers & _REPORT).astype(np.int64)


def _shared(found: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """The postings of shingles that two reports or more have, and how many have each."""
    _, sizes = counted(found >> _HALF)
    return found[np.repeat(sizes > 1, sizes)], sizes[sizes > 1]


def _boilerplate(
    found: Numbers, sizes: NDArray[np.int64], outlets: NDArray[np.uint32]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which postings are boilerplate within their outlet, and which wherever they stand."""
    some, most = np.zeros(len(found), np.bool_), np.zeros(len(sizes), np.bool_)
    at = np.flatnonzero(np.repeat(sizes > SOME_OF_OUTLET, sizes))
    shingle = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)[at]
    keys = (shingle << _HALF) | outlets[_report(found[at])].astype(np.uint64)
    order = np.argsort(keys)
    keys, times = counted(keys[order])
    known = keys & _REPORT != UNKNOWN
    some[at[order]] = np.repeat(known & (times > SOME_OF_OUTLET), times)
    everywhere = times > np.where(known, MOST_OF_OUTLET, MOST_OF_UNKNOWN)
    most[(keys[everywhere] >> _HALF).astype(np.int64)] = True
    return some, np.repeat(most, sizes)


def _add_pairs(pairs: Buckets, found: Numbers, outlets: NDArray[np.uint32], reports: int) -> None:
    """Pairs of the reports that share a shingle, but for those of one outlet within which it is boilerplate.

    Args:
        pairs: where they go.
        found: postings, sorted.
        outlets: for each the outlet within which its shingle is boilerplate, or UNKNOWN.
        reports: number of all reports.
    """
    _, sizes = counted(found >> _HALF)
    shingle = np.repeat(np.arange(len(sizes)), sizes)
    few = np.repeat(sizes <= ALL_PAIRS, sizes)
    report = found & _REPORT
    made = []

    def pair(a: NDArray[np.int64], b: NDArray[np.int64]) -> None:
        apart = (outlets[a] != outlets[b]) | (outlets[a] == UNKNOWN)
        made.append((report[b[apart]] << _HALF) | report[a[apart]])

    for step in range(1, ALL_PAIRS):
        at = np.flatnonzero(few[:-step] & (shingle[:-step] == shingle[step:]))
        pair(at, at + step)
    rest = np.flatnonzero(~few)
    begins = np.repeat(np.cumsum(sizes) - sizes, sizes)[rest]
    pair(begins[begins != rest], rest[begins != rest])
    every = np.concatenate(made)
    # a bucket for each range of later reports, so that the pairs come out in order, and evenly
    bucket = (every >> _HALF) * np.uint64(len(pairs)) // np.uint64(max(1, reports))
    every = every[np.argsort(bucket, kind="stable")]
    ends = np.cumsum(np.bincount(bucket.astype(np.int64), minlength=len(pairs)))
    for k, end in enumerate(ends):
        pairs.add(k, every[ends[k - 1] if k else 0 : end])


def _worth_reading(pairs: Buckets, own: NDArray[np.int64], table: Table) -> Iterator[Numbers]:
    rate = rates(table.sizes)
    for k in range(len(pairs)):
        found = pairs.take(k)
        found.sort()
        found, times = counted(found)
        a, b = _report(found), (found >> _HALF).astype(np.int64)
        common_rate = np.minimum(rate[a], rate[b])
        expected = np.minimum(own[a] * common_rate / rate[a], own[b] * common_rate / rate[b])
        yield found[times >= np.maximum(1, WORTH_READING * expected)]
