"""How probable it is that two tellings are of one event, from named features of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import OTHER
from sayso.language.embed import embed
from sayso.resources import load
from sayso.types import Event

Kind = TypeVar("Kind", np.float32, np.bool_)

# Characters on either side of the event's word that tell which event it is.
AROUND = 70
# What the words that name two events say, their codes and parties, and whether both happened; it is all that counts
# within a report. There the clauses around them say nothing more: on pairs of ECB+'s development part that stand in
# one document average precision is .82 with these, .79 with all.
OF_WORDS = ("word", "code", "code_differs", "party", "status", "one")
OF_CLAUSES = (
    "clause",
    "word_and_clause",
    "place",
    "thing",
    "thing_differs",
    "words",
    "number",
    "nearest",
    "nearest_both",
)
FEATURES = (*OF_WORDS, *OF_CLAUSES)
# Letters of a word that count, so that its forms are one.
STEM = 5
LONGER = 3  # letters that a word has more than, to tell anything
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
WORD = re.compile(r"[^\W_]+")
# Log odds for days that agree, and for days that exclude each other by more than the time zones; ECB+ gives its
# documents no day, so these are set by hand.
SAME_DAYS, OTHER_DAYS = 1.0, -6.0
# Log odds for a day long past beside news without a day, which is seldom told of old things; set by hand as well.
OLD_BESIDE_NEWS = -1.5
GRACE = timedelta(days=1)


def words_around(event: Event, text: str) -> str:
    """The words around those that name an event, within their sentence.

    Args:
        event: with a mention in its sentence.
        text: of the report whose sentence it is.
    """
    what = event.what
    named = next(m for m in event.mentions if m.report == what.report and what.start <= m.start < what.end)
    return text[max(what.start, named.start - AROUND) : min(what.end, named.end + AROUND)]


def compare(events: Sequence[Event], texts: Sequence[str]) -> NDArray[np.float32]:
    """The features of each two events, as an array (n, n, features) in the order of FEATURES.

    Args:
        events: each with one mention.
        texts: the report's text for each event.
    """
    words = list(_of_words(events))
    return np.stack([*words, *_of_clauses(events, texts, words[0])], axis=-1)


def _of_words(events: Sequence[Event]) -> Iterator[NDArray[Any]]:
    """One feature of each two events after the other, in the order of OF_WORDS."""
    words = embed([e.trigger for e in events])
    yield words @ words.T
    coded = _both([e.type != OTHER for e in events])
    same_code = _same([e.type for e in events])
    yield _of_two(coded & same_code)
    yield _of_two(coded & ~same_code)
    yield _of_two(_shared([{_key(n) for n in (*e.actors, *e.recipients)} for e in events]))
    yield _of_two(_same([e.status for e in events]))
    yield np.ones((len(events), len(events)), dtype=np.bool_)


def _of_clauses(
    events: Sequence[Event], texts: Sequence[str], same_word: NDArray[np.float32]
) -> Iterator[NDArray[Any]]:
    """One feature of each two events after the other, in the order of OF_CLAUSES."""
    around = [words_around(e, text) for e, text in zip(events, texts, strict=True)]
    vectors = embed(around)
    same_clause = vectors @ vectors.T
    yield same_clause
    yield same_word * same_clause
    yield _of_two(_shared([set() if e.place is None else {_key(e.place)} for e in events]))
    things = [e.thing or "" for e in events]
    named = _both([bool(thing) for thing in things])
    meanings = embed(things)
    # rounding makes a product of matrices a little uneven; either side of a pair sees the same
    upper = np.triu(meanings @ meanings.T, 1)
    yield _of_two(named * (upper + upper.T))
    yield _of_two(named & ~_same(things))
    yield _of_two(_overlap([stems(clause) for clause in around]))
    yield _of_two(_shared([set(NUMBER.findall(e.what.text)) for e in events]))
    rank = _nearness(same_clause, [e.what.report for e in events])
    yield np.maximum(rank, rank.T)
    yield np.minimum(rank, rank.T)


def _of_two(feature: NDArray[Kind]) -> NDArray[Kind]:
    """A feature, with nothing for an event and itself."""
    np.fill_diagonal(feature, 0)
    return feature


def _nearness(clauses: NDArray[np.float32], reports: Sequence[str]) -> NDArray[np.float32]:
    """How near each event stands to another among those of its report, by their clauses: 1 for the nearest.

    A report tells an event once or twice, so that what is nearest in it says more than how near it is. The second
    nearest counts one by the root of two, and so on.
    """
    out = np.zeros_like(clauses)
    for report in dict.fromkeys(reports):
        own = np.flatnonzero([r == report for r in reports])
        order = np.argsort(-clauses[:, own], axis=1, kind="stable")
        place = np.empty_like(order)
        np.put_along_axis(place, order, np.arange(len(own))[None, :], axis=1)
        out[:, own] = 1 / np.sqrt(1 + place)
    return out


def _both(flags: Sequence[bool]) -> NDArray[np.bool_]:
    found = np.array(flags, dtype=np.bool_)
    return np.logical_and.outer(found, found)


def _same(values: Sequence[str]) -> NDArray[np.bool_]:
    number = {v: i for i, v in enumerate(dict.fromkeys(values))}
    numbers = np.array([number[v] for v in values], dtype=np.int64)
    return np.equal.outer(numbers, numbers)


def _shared(keys: Sequence[set[str]]) -> NDArray[np.bool_]:
    """Whether each two sets have an element in common."""
    holders: dict[str, list[int]] = {}
    for i, found in enumerate(keys):
        for key in found:
            holders.setdefault(key, []).append(i)
    out = np.zeros((len(keys), len(keys)), dtype=np.bool_)
    for rows in holders.values():
        out[np.ix_(rows, rows)] = True
    return out


def _overlap(bags: Sequence[set[str]]) -> NDArray[np.float32]:
    """The cosine of each two sets of words, where a word weighs the more the fewer sets hold it."""
    holders: dict[str, list[int]] = {}
    for i, bag in enumerate(bags):
        for word in sorted(bag):
            holders.setdefault(word, []).append(i)
    products = np.zeros((len(bags), len(bags)), dtype=np.float32)
    weights = np.log((len(bags) + 1) / (np.arange(len(bags) + 1) + 0.5)) ** 2
    for rows in holders.values():
        if len(rows) == 1:
            # most words stand in one clause alone
            products[rows[0], rows[0]] += weights[1]
        else:
            products[np.ix_(rows, rows)] += weights[len(rows)]
    lengths = np.sqrt(np.maximum(products.diagonal(), 1e-9))
    return np.asarray(products / np.outer(lengths, lengths), dtype=np.float32)


def stems(text: str) -> set[str]:
    """The beginnings of the words of a text that tell anything."""
    return {w[:STEM] for w in WORD.findall(text.lower()) if len(w) > LONGER or w.isdigit()}


def probability(events: Sequence[Event], texts: Sequence[str]) -> NDArray[np.float64]:
    """The probability that each two events are one, from their features and their days.

    Two of one report are weighed by their words alone, two of different reports by their clauses too.

    Source: logistic regressions on pairs of events of ECB+ (Cybulska and Vossen 2014), training part, for those of
        different reports also of stories annotated by hand, which weigh as much; see training/event_links.py and the
        scores in evals.

    Args:
        events: each with one mention.
        texts: the report's text for each event.
    """
    reports = [e.what.report for e in events]
    words = list(_of_words(events))
    days = day_odds(events)
    within = _even(_weighed("within", OF_WORDS, words) + days)
    if len(set(reports)) == 1:
        return within
    across = _even(_weighed("across", FEATURES, chain(words, _of_clauses(events, texts, words[0]))) + days)
    return np.where(_same(reports), within, across)


def _weighed(pairs: str, names: Sequence[str], features: Iterable[NDArray[Any]]) -> NDArray[np.float64]:
    """The log odds that features give by the weights for pairs within a report or across reports."""
    weights = load("event_likeness")[pairs]
    products = (np.multiply(f, weights[name], dtype=np.float64) for name, f in zip(names, features, strict=True))
    return reduce(np.add, products)


def _even(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities, the same on either side of a pair."""
    upper = np.triu(logits, 1)
    both = np.asarray(1 / (1 + np.exp(-(upper + upper.T))), dtype=np.float64)
    np.fill_diagonal(both, 1.0)
    return both


def day_odds(events: Sequence[Event]) -> NDArray[np.float64]:
    """The log odds that the days of each two events give."""
    out = np.zeros((len(events), len(events)))
    old = [i for i, e in enumerate(events) if e.start and e.background]
    news = [i for i, e in enumerate(events) if not e.background]
    out[np.ix_(old, news)] = out[np.ix_(news, old)] = OLD_BESIDE_NEWS
    dated = [i for i, e in enumerate(events) if e.start]
    first = np.array([_ordinal(events[i].start) for i in dated], dtype=np.int64)
    last = np.array([_ordinal(events[i].end or events[i].start) for i in dated], dtype=np.int64)
    gap = np.maximum.outer(first, first) - np.minimum.outer(last, last)
    out[np.ix_(dated, dated)] = np.where(gap <= 0, SAME_DAYS, np.where(gap <= GRACE.days, 0.0, OTHER_DAYS))
    return out


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _key(name: str) -> str:
    """A name by its last word, which reports keep when they shorten it."""
    words = name.lower().replace("’", "'").removesuffix("'s").split()
    return words[-1] if words else ""
