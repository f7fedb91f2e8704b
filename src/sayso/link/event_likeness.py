"""How probable it is that two tellings are of one event, from named features of both."""

from __future__ import annotations

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
    *("party", "place", "thing", "thing_differs", "one"),
)
# Log odds for days that agree, and for days that exclude each other by more than the time zones; ECB+ gives its
# documents no day, so these are set by hand.
SAME_DAYS, OTHER_DAYS = 1.0, -6.0
# Log odds for a day long past beside news without a day, which is seldom told of old things; set by hand as well.
OLD_BESIDE_NEWS = -1.5
GRACE = timedelta(days=1)


def compare(events: Sequence[Event], texts: Sequence[str]) -> NDArray[np.float32]:
    """The features of each two events, as an array (n, n, features).

    Args:
        events: each with one mention.
        texts: the report's text for each event.
    """
    clauses = embed([_clause(e, t) for e, t in zip(events, texts, strict=True)])
    words = embed([e.trigger for e in events])
    count = len(events)
    out = np.zeros((count, count, len(FEATURES)), dtype=np.float32)
    out[:, :, 0] = words @ words.T
    out[:, :, 1] = clauses @ clauses.T
    out[:, :, 2] = out[:, :, 0] * out[:, :, 1]
    out[:, :, -1] = 1.0
    things = [e.thing or "" for e in events]
    meanings = embed(things)
    alike = meanings @ meanings.T
    parties = [{_key(n) for n in (*e.actors, *e.recipients)} for e in events]
    for i, a in enumerate(events):
        for j in range(i + 1, count):
            b = events[j]
            coded = OTHER not in (a.type, b.type)
            row = (
                coded and a.type == b.type,
                coded and a.type != b.type,
                bool(parties[i] & parties[j]),
                a.place is not None and b.place is not None and _key(a.place) == _key(b.place),
            )
            out[i, j, 3:7] = out[j, i, 3:7] = row
            if things[i] and things[j]:
                out[i, j, 7:9] = out[j, i, 7:9] = alike[i, j], things[i] != things[j]
    return out


def probability(features: NDArray[np.float32], events: Sequence[Event]) -> NDArray[np.float64]:
    """The probability that each two events are one, from their features and their days.

    Source: logistic regression on pairs of events of ECB+ (Cybulska and Vossen 2014), training part; see
        training/event_links.py and the scores in evals.
    """
    weights = load("event_likeness")["weights"]
    logits = features.astype(np.float64) @ np.array([weights[name] for name in FEATURES])
    for i, a in enumerate(events):
        for j in range(i + 1, len(events)):
            b = events[j]
            logits[i, j] += _days(a, b)
            logits[j, i] = logits[i, j]
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def _days(a: Event, b: Event) -> float:
    if not a.start or not b.start:
        old = (a.start and a.background and not b.background) or (b.start and b.background and not a.background)
        return OLD_BESIDE_NEWS if old else 0.0
    last_start = date.fromisoformat(max(a.start, b.start))
    first_end = date.fromisoformat(min(a.end or a.start, b.end or b.start))
    if last_start <= first_end:
        return SAME_DAYS
    return 0.0 if last_start - first_end <= GRACE else OTHER_DAYS


def _clause(event: Event, text: str) -> str:
    """The words around the event's, within its sentence."""
    mention = event.mentions[0]
    return text[max(event.what.start, mention.start - AROUND) : min(event.what.end, mention.end + AROUND)]


def _key(name: str) -> str:
    """A name by its last word, which reports keep when they shorten it."""
    words = name.lower().replace("’", "'").removesuffix("'s").split()
    return words[-1] if words else ""
