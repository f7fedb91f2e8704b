"""Puts the mentions of one event together across reports, and orders the events by when they happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.annotate.plover import OTHER
from sayso.link.event_likeness import compare, probability
from sayso.link.linkage import average_linkage
from sayso.spans import Span
from sayso.types import Annotations, Event

if TYPE_CHECKING:
    from sayso.link.entities import Entities

# Groups are joined while the mean over their pairs is at least LEAST and their best pair at least STRONG; set where
# ECB+'s development part gives the best F1 of pairs (0.70).
LEAST, STRONG = 0.3, 0.4
# Pairs below this are left out of the linkage.
LOW = 0.02


def link_events(annotated: Sequence[Annotations], entities: Entities) -> tuple[Event, ...]:
    """The events of a story, each with its mentions in every report that tells it, in the order of what happened.

    Two tellings are one event when the words that name it and their clauses lie close in meaning, they share code,
    parties and place, and their days do not exclude each other. Groups grow by average linkage.

    Args:
        annotated: the reports of the story.
        entities: names across the reports; actors, recipients and places are given by their canonical names.
    """
    events = [_canonical(e, a, entities) for a in annotated for e in a.events]
    if not events:
        return ()
    texts = {a.report.id: a.report.text for a in annotated}
    ranks = {a.report.id: i for i, a in enumerate(annotated)}
    features = compare(events, [texts[e.what.report] for e in events])
    alike = probability(features, events)
    pairs = {
        (i, j): float(alike[i, j])
        for i in range(len(events))
        for j in range(i + 1, len(events))
        if alike[i, j] > LOW and events[i].what != events[j].what
    }
    groups = average_linkage(len(events), pairs, LEAST, STRONG)
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
