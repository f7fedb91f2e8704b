"""How probable it is that two tellings are of one event, from named features of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import OTHER
from sayso.language.embed import embed
from sayso.resources import load
from sayso.types import Event

# Characters on either side of the event's word that tell which event it is.
AROUND = 70
FEATURES = (
    *("word", "clause", "word_and_clause", "code", "code_differs"),
    *("party", "place", "thing", "thing_differs", "words", "number", "status", "nearest", "nearest_both", "one"),
)
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
# rows that are weighed at a time, so that they stay in the processor's cache
ROWS = 32


def compare(events: Sequence[Event], texts: Sequence[str]) -> NDArray[np.float32]:
    """The features of each two events, as an array (n, n, features).

    Args:
        events: each with one mention.
        texts: the report's text for each event.
    """
    words = embed([e.trigger for e in events])
    count = len(events)
    out = np.zeros((count, count, len(FEATURES)), dtype=np.float32)
    out[:, :, 0] = words @ words.T
    out[:, :, -1] = 1.0
    things = [e.thing or "" for e in events]
    meanings = embed(things)
    alike = meanings @ meanings.T
    coded = _both([e.type != OTHER for e in events])
    same_code = _same([e.type for e in events])
    out[:, :, 3] = coded & same_code
    out[:, :, 4] = coded & ~same_code
    out[:, :, 5] = _shared([{_key(n) for n in (*e.actors, *e.recipients)} for e in events])
    out[:, :, 6] = _shared([set() if e.place is None else {_key(e.place)} for e in events])
    named = _both([bool(thing) for thing in things])
    # rounding makes a product of matrices a little uneven; either side of a pair sees the same
    upper = np.triu(alike, 1)
    out[:, :, 7] = named * (upper + upper.T)
    out[:, :, 8] = named & ~_same(things)
    out[np.arange(count), np.arange(count), 3:9] = 0.0
    around = [_clause(e, text) for e, text in zip(events, texts, strict=True)]
    out[:, :, 9] = _overlap([_stems(clause) for clause in around])
    out[:, :, 10] = _shared([set(NUMBER.findall(e.what.text)) for e in events])
    out[:, :, 11] = _same([e.status for e in events])
    out[np.arange(count), np.arange(count), 9:12] = 0.0
    clauses = embed(around)
    out[:, :, 1] = clauses @ clauses.T
    out[:, :, 2] = out[:, :, 0] * out[:, :, 1]
    rank = _nearness(out[:, :, 1], [e.what.report for e in events])
    out[:, :, 12], out[:, :, 13] = np.maximum(rank, rank.T), np.minimum(rank, rank.T)
    return out


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
    for rows in holders.values():
        products[np.ix_(rows, rows)] += np.log((len(bags) + 1) / (len(rows) + 0.5)) ** 2
    lengths = np.sqrt(np.maximum(products.diagonal(), 1e-9))
    return np.asarray(products / np.outer(lengths, lengths), dtype=np.float32)


def _stems(text: str) -> set[str]:
    return {w[:STEM] for w in WORD.findall(text.lower()) if len(w) > LONGER or w.isdigit()}


def probability(features: NDArray[np.float32], events: Sequence[Event]) -> NDArray[np.float64]:
    """The probability that each two events are one, from their features and their days.

    Source: logistic regression on pairs of events of ECB+ (Cybulska and Vossen 2014), training part, and of stories
        annotated by hand, which weigh as much; see training/event_links.py and the scores in evals.
    """
    logits = _weighed(features)
    upper = np.triu(logits + day_odds(events), 1)
    logits = upper + upper.T + np.diag(np.diag(logits))
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def _weighed(features: NDArray[np.float32]) -> NDArray[np.float64]:
    """The weighted sum of the features of each two events, some rows at a time."""
    trained = load("event_likeness")["weights"]
    weights = np.array([trained[name] for name in FEATURES])
    out = np.empty(features.shape[:2])
    for start in range(0, len(features), ROWS):
        out[start : start + ROWS] = features[start : start + ROWS].astype(np.float64) @ weights
    return out


def day_odds(events: Sequence[Event]) -> NDArray[np.float64]:
    """The log odds that the days of each two events give."""
    dated = np.array([bool(e.start) for e in events], dtype=np.bool_)
    first = np.array([_ordinal(e.start) for e in events], dtype=np.int64)
    last = np.array([_ordinal(e.end or e.start) for e in events], dtype=np.int64)
    gap = np.maximum.outer(first, first) - np.minimum.outer(last, last)
    odds = np.where(gap <= 0, SAME_DAYS, np.where(gap <= GRACE.days, 0.0, OTHER_DAYS))
    background = np.array([e.background for e in events], dtype=np.bool_)
    beside = np.logical_and.outer(dated & background, ~background)
    undated = np.where(beside | beside.T, OLD_BESIDE_NEWS, 0.0)
    return np.where(_both([bool(e.start) for e in events]), odds, undated)


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _clause(event: Event, text: str) -> str:
    """The words around the event's, within its sentence."""
    mention = event.mentions[0]
    return text[max(event.what.start, mention.start - AROUND) : min(event.what.end, mention.end + AROUND)]


def _key(name: str) -> str:
    """A name by its last word, which reports keep when they shorten it."""
    words = name.lower().replace("’", "'").removesuffix("'s").split()
    return words[-1] if words else ""
