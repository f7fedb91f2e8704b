"""Puts the mentions of one event together across reports, and orders the events by when they happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import OTHER
from sayso.language.embed import embed
from sayso.spans import Span
from sayso.types import Annotations, Event

if TYPE_CHECKING:
    from sayso.link.entities import Entities

# Characters on either side of the event's word that tell which event it is.
AROUND = 70
# Pairs below this are never one event; groups are joined while the mean over their pairs stays above it.
JOIN = 0.55


def link_events(annotated: Sequence[Annotations], entities: Entities) -> tuple[Event, ...]:
    """The events of a story, each with its mentions in every report that tells it, in the order of what happened.

    Two tellings are one event when their clauses and the words that name it lie close in meaning, they share parties,
    and their days do not exclude each other. Groups grow by average linkage.

    Args:
        annotated: the reports of the story.
        entities: names across the reports; actors, recipients and places are given by their canonical names.
    """
    events = [_canonical(e, a, entities) for a in annotated for e in a.events]
    if not events:
        return ()
    texts = {a.report.id: a.report.text for a in annotated}
    ranks = {a.report.id: i for i, a in enumerate(annotated)}
    clauses = embed([_clause(e, texts[e.what.report]) for e in events])
    words = embed([e.mentions[0].text.lower() for e in events])
    likeness = _likeness(events, clauses, words)
    groups = _groups(events, likeness)
    joined = [_join([events[i] for i in group], ranks) for group in groups]
    joined.sort(key=lambda e: (e.start is None, e.start or "", ranks[e.what.report], e.what.start))
    return tuple(replace(e, id=f"ev{n}") for n, e in enumerate(joined, start=1))


def _canonical(event: Event, annotations: Annotations, entities: Entities) -> Event:
    report = annotations.report.id

    def known(name: str) -> str:
        entity = entities.resolve(report, name)
        return entity.name if entity else name

    return replace(
        event,
        actors=tuple(dict.fromkeys(known(n) for n in event.actors)),
        recipients=tuple(dict.fromkeys(known(n) for n in event.recipients)),
        place=known(event.place) if event.place else None,
    )


def _clause(event: Event, text: str) -> str:
    """The words around the event's, within its sentence."""
    mention = event.mentions[0]
    start, end = max(event.what.start, mention.start - AROUND), min(event.what.end, mention.end + AROUND)
    return text[start:end]


def _likeness(events: Sequence[Event], clauses: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
    clause, word = clauses @ clauses.T, words @ words.T
    out = 0.55 * clause + 0.30 * word
    for i, a in enumerate(events):
        for j in range(i + 1, len(events)):
            b = events[j]
            out[i, j] += _agreement(a, b)
            out[j, i] = out[i, j]
    return out


def _agreement(a: Event, b: Event) -> float:
    """What lemma, code, parties, place and days add to or take from the likeness of two tellings."""
    score = 0.10 * (a.trigger == b.trigger)
    if a.type != OTHER and b.type != OTHER:
        score += 0.08 if a.type == b.type else -0.08
    parties = {*a.actors, *a.recipients} & {*b.actors, *b.recipients}
    score += 0.08 * bool(parties)
    if a.actors and b.actors and not parties:
        score -= 0.08
    score += 0.04 * (a.place is not None and a.place == b.place)
    if a.start and b.start:
        apart = max(a.start, b.start) > min(a.end or a.start, b.end or b.start)
        score += -0.25 if apart else 0.10
    return score


def _groups(events: Sequence[Event], likeness: NDArray[np.float32]) -> list[list[int]]:
    """Average linkage over pairs of different reports, best first."""
    members: dict[int, list[int]] = {i: [i] for i in range(len(events))}
    home = list(range(len(events)))
    pairs = [
        (float(likeness[i, j]), i, j)
        for i in range(len(events))
        for j in range(i + 1, len(events))
        if likeness[i, j] >= JOIN and events[i].what.report != events[j].what.report
    ]
    for _, i, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        a, b = home[i], home[j]
        if a == b:
            continue
        if float(likeness[np.ix_(members[a], members[b])].mean()) < JOIN:
            continue
        members[a] += members.pop(b)
        for k in members[a]:
            home[k] = a
    return [sorted(group) for group in members.values()]


def _join(events: Sequence[Event], ranks: dict[str, int]) -> Event:
    best = max(events, key=lambda e: (e.score, e.start is not None, -len(e.what.text)))
    reports = {e.what.report for e in events}
    mentions: list[Span] = sorted((m for e in events for m in e.mentions), key=lambda m: (ranks[m.report], m.start))
    dated = [e for e in events if e.start]
    day = Counter((e.start, e.end) for e in dated).most_common(1)
    start, end = day[0][0] if day else (None, None)
    coded = Counter(e.type for e in events if e.type != OTHER).most_common(1)
    return replace(
        best,
        type=coded[0][0] if coded else OTHER,
        actors=_ordered(n for e in events for n in e.actors),
        recipients=_ordered(n for e in events for n in e.recipients),
        place=next(iter(_ordered(e.place for e in events if e.place)), None),
        start=start,
        end=end,
        status=Counter(e.status for e in events).most_common(1)[0][0],
        mentions=tuple(mentions),
        statements=tuple(dict.fromkeys(s for e in events for s in e.statements)),
        score=round(min(1.0, best.score + 0.1 * (len(reports) - 1)), 2),
        background=all(e.background for e in events),
    )


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(names)
    return tuple(name for name, _ in counts.most_common())
