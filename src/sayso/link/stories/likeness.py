"""How surely two groups of reports tell one story: the mean log odds over all pairs of their reports, from sums."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.features import LENGTH, Features
from sayso.link.stories.terms import UNIT
from sayso.resources import load

WIDTH = 256
# reports beyond which the prior falls no more
MOST = 10_000
# thousandths, so that the sum over days is a whole number too
_MILLE = 1000


@dataclass(slots=True)
class Group:
    """Reports summed up: how many they are, and the sums of their vectors, of their terms, and reports by day.

    The log odds are linear in the products of vectors and terms, so that their mean over all pairs of two groups is
    that of the sums. All sums are whole numbers: the order in which reports came does not change them.
    """

    count: int = 0
    vector: NDArray[np.float64] = field(default_factory=lambda: np.zeros(WIDTH))
    terms: dict[int, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    # of a report by itself, its terms as arrays where these are at hand
    arrays: tuple[NDArray[np.int32], NDArray[np.int16]] | None = None

    def add(self, other: Group) -> None:
        """Take in the reports of another group."""
        # the terms are another's from here on
        self.arrays = None
        self.count += other.count
        self.vector += other.vector
        for mine, theirs in ((self.terms, other.terms), (self.days, other.days)):
            both = {key: mine[key] + theirs[key] for key in mine.keys() & theirs.keys()}
            mine.update(theirs)
            mine.update(both)


def alone(report: Features) -> Group:
    """A report by itself, to be compared; it shares the report's terms, so that nothing may be added to it."""
    days = {} if report.day is None else {report.day: 1}
    return Group(1, report.vector.astype(np.float64), report.terms, days, report.arrays)  # type: ignore[arg-type]


def total(groups: Iterable[Group]) -> Group:
    """The sum of groups."""
    out = Group()
    for each in groups:
        out.add(each)
    return out


def prior(reports: int) -> float:
    """Log odds that two reports tell one story before they are looked at, by how many reports there are.

    The more stories, the rarer a pair of one story, and the more pairs are alike by chance. On draws of 90 to 3,700
    reports of AllSides the threshold with the best B-cubed F1 rises by just the logarithm of their number. Beyond what
    was measured it is held.
    """
    return -math.log(max(1, min(reports, MOST)))


def odds(one: Group, others: Sequence[Group], prior: float) -> list[float]:
    """Mean log odds that a report of the one group and one of another tell the same story, for each other group."""
    if not others:
        return []
    weights = _weights()
    products = _vectors(others) @ one.vector
    mine, terms = one.terms, one.terms.keys()
    out = []
    for other, product in zip(others, products.tolist(), strict=True):
        theirs = other.terms
        shared = sum([mine[term] * theirs[term] for term in terms & theirs.keys()])
        summed = weights.vector * product + weights.terms * shared + weights.day * _days(one.days, other.days)
        out.append(summed / (one.count * other.count) + weights.bias + prior)
    return out


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


def sums(groups: Sequence[Group], prior: float, places: NDArray[np.int32] | None = None) -> NDArray[np.float64]:
    """The log odds summed over all pairs of reports between each two groups; what is said of one alone is void.

    Args:
        groups: the groups.
        prior: see `prior`.
        places: PLACES numbers to write to, for those who ask often; what they hold does not matter.
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


def _terms_matrix(groups: Sequence[Group], places: NDArray[np.int32] | None) -> NDArray[np.float64]:
    """A row for each group and a column for each term, so that products of two rows are right; not of one with itself.

    Of a group with more terms than all others together only those are taken that another has: a story of a hundred
    reports has thousands.
    """
    found = [g.arrays or (_array(g.terms, np.int64), _array(g.terms.values(), np.float64)) for g in groups]
    sizes = [len(keys) for keys, _ in found]
    largest = sizes.index(max(sizes))
    if 2 * sizes[largest] > sum(sizes):
        mine = groups[largest].terms
        others = set().union(*(g.terms for i, g in enumerate(groups) if i != largest)) & mine.keys()
        found[largest] = _array(others, np.int64), np.array([mine[term] for term in others], dtype=np.float64)
        sizes[largest] = len(others)
    keys = np.concatenate([each for each, _ in found])
    if places is None:
        distinct, columns = np.unique(keys, return_inverse=True)
        width = len(distinct)
    else:
        # of the places of a term in `keys` its column is the one that is written last
        width = len(keys)
        places[keys] = np.arange(width, dtype=np.int32)
        columns = places[keys]
    out = np.zeros((len(groups), width))
    out[np.repeat(np.arange(len(groups)), sizes), columns] = np.concatenate([values for _, values in found])
    return out


def _array(numbers: Collection[int], kind: type[np.generic]) -> NDArray[Any]:
    return np.fromiter(numbers, dtype=kind, count=len(numbers))


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
