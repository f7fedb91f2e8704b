"""How surely two groups of reports tell one story: the mean log odds over all pairs of their reports, from sums."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.features import LENGTH, Features
from sayso.link.stories.terms import PLACES, UNIT, Terms, Weighed
from sayso.resources import load

WIDTH = 256
# reports beyond which the prior falls no more
MOST = 10_000
# terms that a group of few reports may hold several times before they are added up
_FEW = 1024
_NO_PLACES = np.zeros(0, dtype=np.int32)
# thousandths, so that the sum over days is a whole number too
_MILLE = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """Reports summed up: how many they are, and the sums of their vectors, of their terms, and reports by day.

    The log odds are linear in the products of vectors and terms, so that their mean over all pairs of two groups is
    that of the sums. All sums are whole numbers: the order in which reports came does not change them.
    """

    count: int
    vector: NDArray[np.float64]
    terms: Weighed
    days: Mapping[int, int]
    # how many of the terms were different when they were last added up
    distinct: int = 0


def alone(report: Features) -> Group:
    """A report by itself."""
    days = {} if report.day is None else {report.day: 1}
    return Group(1, report.vector.astype(np.float64), report.terms, days)


def total(groups: Sequence[Group]) -> Group:
    """The sum of groups, of one at least."""
    places, weights = zip(*(one.terms for one in groups), strict=True)
    terms = Weighed(np.concatenate(places), np.concatenate(weights))
    distinct = max(one.distinct for one in groups)
    if len(terms.places) > 2 * distinct + _FEW:
        terms = terms.summed()
        distinct = len(terms.places)
    days: Counter[int] = Counter()
    for one in groups:
        days.update(one.days)
    return Group(sum(one.count for one in groups), _vectors(groups).sum(axis=0), terms, days, distinct)


def prior(reports: int) -> float:
    """Log odds that two reports tell one story before they are looked at, by how many reports there are.

    The more stories, the rarer a pair of one story, and the more pairs are alike by chance. On draws of 90 to 3,700
    reports of AllSides the threshold with the best B-cubed F1 rises by just the logarithm of their number. Beyond what
    was measured it is held.
    """
    return -math.log(max(1, min(reports, MOST)))


def table() -> NDArray[np.int32]:
    """PLACES noughts for terms to be looked up in; `odds` and `sums` leave them as they were."""
    return np.zeros(PLACES, dtype=np.int32)


def odds(one: Group, others: Sequence[Group], prior: float, places: NDArray[np.int32]) -> list[float]:
    """Mean log odds that a report of the one group and one of another tell the same story, for each other group.

    Args:
        one: a group.
        others: groups.
        prior: see `prior`.
        places: see `table`.
    """
    if not others:
        return []
    weights = _weights()
    products = (_vectors(others) @ one.vector).tolist()
    out = []
    for other, product, shared in zip(others, products, _shared(one, others, places).tolist(), strict=True):
        summed = weights.vector * product + weights.terms * shared + weights.day * _days(one.days, other.days)
        out.append(summed / (one.count * other.count) + weights.bias + prior)
    return out


def _shared(one: Group, others: Sequence[Group], places: NDArray[np.int32]) -> NDArray[np.float64]:
    """The product of the terms of a group with those of each other."""
    mine = one.terms
    theirs = Terms.of([other.terms for other in others])
    np.add.at(places, mine.places, mine.weights)
    # whole numbers below 2**53, of which floats lose nothing
    products = places[theirs.keys] * theirs.weights
    places[mine.places] = 0
    return np.asarray(np.bincount(theirs.owners, weights=products, minlength=len(others)), dtype=np.float64)


def rough_odds(report: Features, others: Sequence[Group], shared: Sequence[int]) -> list[float]:
    """Log odds by the vectors and by part of the terms, to choose by which groups are worth comparing.

    Args:
        report: what is compared.
        others: groups.
        shared: for each a product of term weights known beforehand.
    """
    weights = _weights()
    products = _vectors(others) @ report.vector
    counts = np.array([other.count for other in others])
    rough: list[float] = (weights.vector * products / counts + weights.terms * np.array(shared)).tolist()
    return rough


def sums(groups: Sequence[Group], prior: float, places: NDArray[np.int32]) -> NDArray[np.float64]:
    """The log odds summed over all pairs of reports between each two groups; what is said of one alone is void.

    Args:
        groups: the groups.
        prior: see `prior`.
        places: see `table`.
    """
    weights = _weights()
    vectors = _vectors(groups)
    terms = _terms_matrix(groups, places)
    counts = np.array([g.count for g in groups], dtype=np.float64)
    return (
        weights.vector * (vectors @ vectors.T)
        + weights.terms * (terms @ terms.T)
        + weights.day * _days_of_each_two(groups)
        + (weights.bias + prior) * np.outer(counts, counts)
    )


def _vectors(groups: Sequence[Group]) -> NDArray[np.float64]:
    # twice as fast as np.stack, which looks at each array by itself
    return np.concatenate([g.vector for g in groups]).reshape(len(groups), WIDTH)


def _terms_matrix(groups: Sequence[Group], places: NDArray[np.int32]) -> NDArray[np.float64]:
    """A row for each group and a column for each term, so that products of two rows are right; not of one with itself.

    Of a group with more terms than all others together only those are taken that another has: a story of a hundred
    reports has thousands.
    """
    found = [one.terms for one in groups]
    sizes = [len(terms.places) for terms in found]
    largest = sizes.index(max(sizes))
    if 2 * sizes[largest] > sum(sizes):
        others = np.concatenate([terms.places for i, terms in enumerate(found) if i != largest] or [_NO_PLACES])
        places[others] = 1
        known = places[found[largest].places] > 0
        places[others] = 0
        found[largest] = Weighed(found[largest].places[known], found[largest].weights[known])
    terms = Terms.of(found)
    width = len(terms.owners)
    # of all that have one place the column is that which is written last
    places[terms.keys] = np.arange(width)
    columns = places[terms.keys]
    places[terms.keys] = 0
    flat = np.bincount(terms.owners * width + columns, weights=terms.weights, minlength=len(groups) * width)
    return np.asarray(flat.reshape(len(groups), width), dtype=np.float64)


def probability(log_odds: float) -> float:
    """The probability, 0 to 1, that log odds stand for."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def _days(one: Mapping[int, int], other: Mapping[int, int]) -> int:
    """What the distance in time is worth, in thousandths, summed over all pairs of dated reports."""
    if not one or not other:
        return 0
    table = _by_distance()
    farthest = len(table) - 1
    worth = 0
    for a, n in one.items():
        for b, m in other.items():
            apart = abs(a - b)
            worth += n * m * table[apart if apart < farthest else farthest]
    return worth


def _days_of_each_two(groups: Sequence[Group]) -> NDArray[np.float64]:
    """As `_days`, for each two groups."""
    known = sorted({day for one in groups for day in one.days})
    if not known:
        return np.zeros((len(groups), len(groups)))
    places = {day: i for i, day in enumerate(known)}
    counts = np.zeros((len(groups), len(known)))
    for row, one in zip(counts, groups, strict=True):
        for day, count in one.days.items():
            row[places[day]] = count
    days, table = np.array(known), _distances()
    worth = table[np.minimum(np.abs(days[:, None] - days[None, :]), len(table) - 1)]
    between: NDArray[np.float64] = counts @ worth @ counts.T
    return between


@cache
def _distances() -> NDArray[np.float64]:
    return np.array(_by_distance(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Weights:
    vector: float
    terms: float
    bias: float
    day: float


@cache
def _weights() -> _Weights:
    known = load("stories")
    return _Weights(known["vector"] / LENGTH**2, known["terms"] / UNIT**2, known["bias"], 1 / _MILLE)


@cache
def _by_distance() -> tuple[int, ...]:
    """For each distance in days what it adds to the log odds, in thousandths."""
    known = load("stories")
    return tuple(
        round(-_MILLE * known["time"] * math.log10((1 + days) / (1 + known["days"])))
        for days in range(known["farthest"] + 1)
    )
