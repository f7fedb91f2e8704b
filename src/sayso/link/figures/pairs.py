"""What speaks for and against each two figures of a story measuring the same thing, all pairs at once.

Every table has a row and a column for each figure, in the order of the measures. Those that are not symmetrical have
the figure that is asked about in the row, the other in the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso import resources
from sayso.link.figures.measures import CONVERTED, Measure, counts_left, persons

Table = NDArray[np.float64]
Flags = NDArray[np.bool_]

# two unlike values in one sentence are mostly of two quantities, though it may say what a count was and is
BESIDE = 0.01
# a number from which on it is not taken up again by chance, and sentences within which it is
SIZEABLE, NEXT = 10, 3
# sentences below the headline that make the lead, and how sure it is that a headline counts what its lead counts
LEAD, HEADED = 2, 0.9
# share of figures of other quantities that have the same word for many ("dozens"); set by hand
VAGUE_CHANCE = 0.15
# how far two counts of people with one fate lie apart when one may round the other, from which count on, and how far a
# word like "dozens" goes
ROUNDED, LARGE_COUNT, VAGUE_TIMES = 0.03, 50, 5
# the odds that unlike counts of an old and a new happening of one kind are of one quantity
OTHER_DAY = 0.1
# how many times the one number is the other when a report that gives both tells of two things
TIMES_MORE = 3

_MORE = re.compile(r"(?:more|additional|further|extra)\s+(?!than\b)[a-z]", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The measures of a story as columns; what is compared for equality is numbered."""

    report: NDArray[np.int64]
    sentence: NDArray[np.int64]
    dimension: NDArray[np.int64]
    unit: NDArray[np.int64]
    head: NDArray[np.int64]
    action: NDArray[np.int64]
    of: NDArray[np.int64]
    scope: NDArray[np.int64]
    status: NDArray[np.int64]
    year: NDArray[np.int64]
    low: Table
    high: Table
    value: Table
    told: Table
    count: Flags
    age: Flags
    bygone: Flags
    person: Flags
    exclusive: Flags
    vague: Flags
    more: Flags
    left: Flags
    kinds: Flags
    words: Table
    head_words: NDArray[np.int64]
    names: Table
    equal: Flags


def columns(measures: Sequence[Measure]) -> Columns:
    """The measures of a story as columns."""
    fates = resources.load("counting")["exclusive"]
    vocabulary = {w: k for k, w in enumerate(dict.fromkeys(w for m in measures for w in sorted(m.words)))}
    bases = [m.base for m in measures]
    first = [x if x is not None else y for x, y in bases]
    low, high = _numbers(x for x, _ in bases), _numbers(y for _, y in bases)
    dimension, unit = _codes(m.dimension for m in measures), _codes(m.figure.unit for m in measures)
    count = _flags(m.dimension == "count" for m in measures)
    return Columns(
        report=_codes(m.figure.report for m in measures),
        sentence=np.array([m.sentence for m in measures], dtype=np.int64),
        dimension=dimension,
        unit=unit,
        head=_codes(m.figure.head for m in measures),
        action=_codes(m.action for m in measures),
        of=_codes(m.figure.of for m in measures),
        scope=_codes(m.figure.scope for m in measures),
        status=_codes(m.figure.status for m in measures),
        year=np.array([_year(m.figure.as_of) for m in measures], dtype=np.int64),
        low=low,
        high=high,
        value=_numbers(first),
        told=_numbers(m.figure.low or m.figure.high or 0.0 for m in measures),
        count=count,
        age=_flags(m.dimension == "age" for m in measures),
        bygone=_flags(m.bygone for m in measures),
        person=_flags(m.figure.head in persons() for m in measures),
        exclusive=_flags(m.action in fates for m in measures),
        vague=_flags(m.figure.modifier == "vague" for m in measures),
        more=_flags(m.dimension == "count" and _MORE.match(m.figure.of) is not None for m in measures),
        left=_flags(counts_left(m.figure) for m in measures),
        kinds=_shared(_bags([m.kinds for m in measures])[0]) > 0,
        words=_bags([m.words for m in measures], vocabulary)[0],
        head_words=np.array([vocabulary[m.figure.head] for m in measures], dtype=np.int64),
        names=_bags([m.names for m in measures])[0],
        equal=_equal(low, high, count, unit),
    )


def same_values(measures: Sequence[Measure]) -> Flags:
    """Whether each two have equal bounds, up to the rounding of a value that was converted to another unit."""
    low, high = _numbers(m.base[0] for m in measures), _numbers(m.base[1] for m in measures)
    count = _flags(m.dimension == "count" for m in measures)
    return _equal(low, high, count, _codes(m.figure.unit for m in measures))


def word_features(its: Columns, measures: Sequence[Measure], weight: dict[str, float]) -> Iterator[tuple[str, Table]]:
    """The features of each two figures that need no vectors, one after the other."""
    of_words = _weights_of([m.words for m in measures], weight)
    of_names = _weights_of([m.names for m in measures], weight)
    shared = (its.words * of_words) @ its.words.T
    mass = its.words @ of_words
    mass = np.where(mass == 0.0, 1.0, mass)
    yield "bias", np.ones_like(shared)
    heads = _same(its.head)
    kinds = ~heads & its.kinds
    people = ~heads & ~kinds & _both(its.person)
    other_words = its.words[:, its.head_words] > 0
    yield "same_head", _float(heads)
    yield "kindred_heads", _float(kinds)
    yield "both_persons", _float(people)
    yield "head_in_context", _float(~heads & ~kinds & (other_words | other_words.T))
    yield "shared_words", shared / (mass[:, None] + mass[None, :] - shared)
    yield "contained_words", shared / np.minimum.outer(mass, mass)
    named = (its.names * of_names) @ its.names.T if its.names.size else np.zeros_like(shared)
    names = its.names @ of_names if its.names.size else np.zeros(len(shared))
    union = names[:, None] + names[None, :] - named
    yield "names_shared", named / np.where(union == 0.0, 1.0, union)
    yield "names_apart", _float(_both(names > 0) & (named == 0.0))
    years = its.year
    yield "years_apart", _float(_both(years >= 0) & (np.abs(np.subtract.outer(years, years)) > 1))
    told = its.action >= 0
    acts = _same(its.action)
    yield "same_action", _float(acts & _both(told))
    yield "other_action", _float(~acts & _both(told))
    yield "one_action", _float(np.not_equal.outer(told, told))
    yield "counts", _float(np.broadcast_to(its.count[:, None], shared.shape))
    yield "counts_other_heads", _float(its.count[:, None] & ~(heads | kinds | people))


def settled(its: Columns) -> Table:
    """The likeness where a rule gives it, NaN where the words have to be weighed."""
    one_report, gap = _same(its.report), np.abs(np.subtract.outer(its.sentence, its.sentence))
    one_sentence = one_report & (gap == 0)
    apart = ~_same(its.dimension) | (_both(its.exclusive) & ~_same(its.action))
    ahead = _heads_lead(its, one_report)
    rules = (
        (apart, 0.0),
        (one_report & ~its.equal & _retold(its, gap), 1.0),
        (one_sentence & ~its.equal, BESIDE),
        (np.not_equal.outer(its.more, its.more), 0.0),
        (ahead | ahead.T, HEADED),
        # two ages are two people's
        ((its.age[:, None] & ~its.equal) | _another_occasion(its, one_report, gap), 0.0),
    )
    return np.select([holds for holds, _ in rules], [likeness for _, likeness in rules], default=np.nan)


def value_odds(its: Columns, measures: Sequence[Measure]) -> Table:
    """Log odds of one quantity that the values of each two give, and what happened to those they count."""
    known = lexicon()
    chance = np.array([_chance(m) for m in measures])[:, None]
    chance = np.maximum(chance, np.where(its.vague[:, None] | its.vague[None, :], VAGUE_CHANCE, 0.0))
    near = _nearness(its)
    with np.errstate(divide="ignore"):
        unlike = np.where(np.isnan(near), (1 - known["equal"]) / np.maximum(1 - chance, 1e-9), near)
        odds: Table = np.log(np.where(its.equal, known["equal"] / chance, unlike))
    told = its.action >= 0
    other_day = _both(told) & _same(its.action) & np.not_equal.outer(its.bygone, its.bygone) & ~its.equal
    return odds + np.where(other_day, np.log(OTHER_DAY), 0.0)


def one_fate(its: Columns) -> Flags:
    """Whether two counts are of people to whom the same happened, and one may be a rounding of the other.

    A story seldom counts two groups of one fate so near to each other: "scores escaped", "dozens of girls escaped".
    """
    people = _both(its.person & its.count & (its.action >= 0)) & _same(its.action) & ~its.equal
    value = np.nan_to_num(its.value)
    low, high = np.minimum.outer(value, value), np.maximum.outer(value, value)
    vague = (low >= SIZEABLE) & (high <= VAGUE_TIMES * low)
    near = (low >= LARGE_COUNT) & (high - low <= ROUNDED * high)
    as_near = np.where(its.vague[:, None] | its.vague[None, :], vague, near)
    left = its.left[:, None] | its.left[None, :]
    return np.asarray(people & (left | (np.equal.outer(its.bygone, its.bygone) & as_near)))


def may_be_unlike(its: Columns) -> Flags:
    """Whether two counts are of things of other kinds, as far as their words tell: paintings and guards.

    The silver pairs hold next to no such pair of one quantity, so that the regression cannot learn how much it tells.
    """
    other_words = its.words[:, its.head_words] > 0
    return np.asarray(its.count[:, None] & ~its.kinds & ~_both(its.person) & ~other_words & ~other_words.T)


@cache
def lexicon() -> dict[str, Any]:
    """The weights and odds by which figures are linked; see training/quantities.py."""
    known: dict[str, Any] = resources.load("likeness")
    return known


def _another_occasion(its: Columns, one_report: Flags, gap: NDArray[np.int64]) -> Flags:
    """Whether one report gives two numbers of quite another size, far from each other: then it tells of two things.

    Who holds a number against another does so in one breath.
    """
    value = np.where(np.nan_to_num(its.low) != 0.0, np.nan_to_num(its.low), np.nan_to_num(its.high))
    low, high = np.minimum.outer(value, value), np.maximum.outer(value, value)
    return np.asarray(one_report & (gap > 1) & (low > 0) & (high >= TIMES_MORE * low))


def _retold(its: Columns, gap: NDArray[np.int64]) -> Flags:
    """Whether one report counts one thing twice in one sentence or the next, as it was and as it is.

    Such a pair has one phrase: "raised its count of evacuees to 13,200, from 11,400", "it had spoken of 11,400".
    """
    large = _both(its.told >= SIZEABLE)
    again = _same(its.scope) & large & (gap <= NEXT)
    return np.asarray(_same(its.of) & _same(its.head) & np.where(gap == 0, ~_same(its.status), again))


def _heads_lead(its: Columns, one_report: Flags) -> Flags:
    """Whether one stands in the headline and the other in the lead, of people to whom the same happened."""
    lead = (its.sentence > 0) & (its.sentence <= LEAD)
    told = its.action >= 0
    below = (its.sentence == 0)[:, None] & lead[None, :]
    return np.asarray(one_report & below & _both(told) & _same(its.action) & _compatible(its))


def _compatible(its: Columns) -> Flags:
    """Whether one value may satisfy both: "more than 200" and 276."""
    low = np.where(np.isnan(its.low), -np.inf, its.low)
    high = np.where(np.isnan(its.high), np.inf, its.high)
    return np.asarray(np.maximum.outer(low, low) <= np.minimum.outer(high, high))


def _nearness(its: Columns) -> Table:
    """Odds for one quantity from two unlike values that may stand for each other; NaN when they exclude each other."""
    near, value = lexicon()["near"], np.abs(its.value)
    with np.errstate(invalid="ignore"):
        largest = np.maximum.outer(value, value)
        gap = np.abs(np.subtract.outer(its.value, its.value)) / np.where(largest == 0.0, 1.0, largest)
        rounded = (np.minimum.outer(value, value) >= 10) & (gap <= 0.1)
        bounded = _compatible(its) & (gap <= 0.9)
        odds = np.where(gap <= 0.67, float(near["bounded"]), 1.0)
        odds = np.where(bounded, odds, np.nan)
        odds = np.where(rounded, np.where(gap <= 0.03, float(near["rounded"]), float(near["revised"])), odds)
    return np.where(np.isnan(its.value)[:, None] | np.isnan(its.value)[None, :], 1.0, odds)


def _chance(a: Measure) -> float:
    """How often two figures of different quantities have this value."""
    value = a.figure.low if a.figure.low is not None else a.figure.high
    table = lexicon()["chance"]
    if value is None:
        return 1.0
    if 0 <= value <= 10 and value == int(value):
        return float(table["small"][int(value)])
    digits = min(4, len(f"{abs(value):.10g}".replace(".", "").strip("0")))
    return float(table["digits"][digits])


def _equal(low: Table, high: Table, count: Flags, unit: NDArray[np.int64]) -> Flags:
    exact = _near(low) & _near(high) & ~_both(np.isnan(low) & np.isnan(high))
    set_low = np.nan_to_num(low) != 0.0
    converted = ~count[:, None] & ~_same(unit) & _both(set_low)
    return np.where(converted, _near(low, CONVERTED, 0.0), exact)


def _near(values: Table, share: float = 1e-6, least: float = 1e-9) -> Flags:
    """Whether each two are equal but for a share of the larger, or both are missing."""
    missing = np.isnan(values)
    size = np.abs(np.nan_to_num(values))
    apart = np.abs(np.subtract.outer(np.nan_to_num(values), np.nan_to_num(values)))
    near = apart <= share * np.maximum(np.maximum.outer(size, size), least)
    return np.where(missing[:, None] | missing[None, :], _both(missing), near)


def _year(day: str | None) -> int:
    return int(day[:4]) if day is not None and day[:4].isdigit() else -1


def _codes(values: Any) -> NDArray[np.int64]:
    """A number for each value, the same for equal ones; -1 for none."""
    number: dict[Any, int] = {}
    return np.array([-1 if v is None else number.setdefault(v, len(number)) for v in values], dtype=np.int64)


def _numbers(values: Any) -> Table:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _flags(values: Any) -> Flags:
    return np.array(list(values), dtype=np.bool_)


def _bags(bags: Sequence[frozenset[str]], known: dict[str, int] | None = None) -> tuple[Table, dict[str, int]]:
    """A row for each set and a column for each element, 1 where the set has it."""
    places = {w: k for k, w in enumerate(dict.fromkeys(w for b in bags for w in sorted(b)))} if known is None else known
    out = np.zeros((len(bags), len(places)))
    for row, bag in zip(out, bags, strict=True):
        row[[places[w] for w in bag]] = 1.0
    return out, places


def _weights_of(bags: Sequence[frozenset[str]], weight: dict[str, float]) -> Table:
    """The weight of each column that `_bags` makes of the same sets."""
    return np.array([weight[w] for w in dict.fromkeys(w for b in bags for w in sorted(b))], dtype=np.float64)


def _shared(rows: Table) -> Table:
    return np.asarray(rows @ rows.T)


def _same(codes: NDArray[np.int64]) -> Flags:
    return np.equal.outer(codes, codes)


def _both(flags: Flags) -> Flags:
    return np.logical_and.outer(flags, flags)


def _float(flags: Flags) -> Table:
    return flags.astype(np.float64)
