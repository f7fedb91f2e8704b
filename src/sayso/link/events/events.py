"""Puts the mentions of one event together across reports, and orders the events by when they happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sayso.annotate.calendar import day_of, is_ahead
from sayso.annotate.datelines import dateline_offsets
from sayso.annotate.plover import OTHER
from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.bounds import compared_events
from sayso.link.events.likeness import STEM, probability, stems
from sayso.link.events.salience import salient
from sayso.link.folding import first_tellings
from sayso.link.linkage import average_linkage
from sayso.spans import Span
from sayso.types import Annotations, Event, EventStatus, Report, Why

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sayso.link.names.entities import Entities

# Groups are joined while the mean over their pairs is at least LEAST and their best pair at least STRONG. In seventeen
# annotated stories this joins most tellings without joining more of different events: a LEAST of .10 joins no more and
# is less often right, .15 joins fewer, and so does a STRONG of .30.
LEAST, STRONG = 0.12, 0.25
# Of the words of two sentences the part that both have from which they are one sentence to a reader; by hand
SAME_WORDS = 0.7
# How sure a telling is by which an event is shown, where it has such a one
FIRM = 0.5
# Pairs below this are left out of the linkage.
LOW = 0.02
# What two reports so many days apart tell as news without a day is not the same; by hand.
APART = 120


def link_events(
    annotated: Sequence[Annotations], entities: Entities, judged: Constraints = UNDECIDED
) -> tuple[Event, ...]:
    """The events of a story, each with its mentions in every report that tells it, in the order of what happened.

    Two tellings are one event when the words that name it and their clauses lie close in meaning, they share code,
    parties and place, and their days do not exclude each other. Groups grow by average linkage; what one sentence
    tells in two words stays apart, and whatever is joined to either. Of very many events only the first of each report
    count; see `bounds`.

    Args:
        annotated: the reports of the story.
        entities: names across the reports; actors, recipients and places are given by their canonical names.
        judged: which tellings a person put together or kept apart, by their ids.
    """
    every = [(a, e) for a in annotated for e in a.events]
    first = first_tellings(annotated, lambda a: a.events)
    distinct = [i for i, of in enumerate(first) if i == of]
    taken = [distinct[at] for at in compared_events([every[i][0].report.id for i in distinct])[0]]
    events = [canonical(e, a, entities) for a, e in (every[i] for i in taken)]
    also: dict[int, list[Event]] = {}
    for i, of in enumerate(first):
        if i != of:
            also.setdefault(of, []).append(canonical(every[i][1], every[i][0], entities))
    if not events:
        return ()
    texts = {a.report.id: a.report.text for a in annotated}
    ranks = {a.report.id: i for i, a in enumerate(annotated)}
    published = {a.report.id: day_of(a.report.published) for a in annotated}
    alike = np.triu(probability(events, [texts[e.what.report] for e in events]), 1)
    beside = _beside(events)
    told_on = [published.get(e.what.report) for e in events]
    untimely = set(zip(*np.nonzero(_untimely(events, told_on) & (alike > LOW)), strict=True))
    pairs = {pair: p for pair, p in _pairs(alike).items() if pair not in beside and pair not in untimely}
    links = judged.among([e.id for e in events])
    apart = links.apart | untimely | {(i, j) for i, j in beside if _stem(events[i]) != _stem(events[j])}
    groups = links.joined(average_linkage(len(events), links.without(pairs), LEAST, STRONG, apart))
    tellings = [[told for i in group for told in (events[i], *also.get(taken[i], ()))] for group in groups]
    whys = [_why(told, _mean(group, alike)) for group, told in zip(groups, tellings, strict=True)]
    found = [(replace(_join(told, ranks, published), why=why), told) for told, why in zip(tellings, whys, strict=True)]
    central = _central(events, groups, alike)
    ordered = {event.mentions: _clearest_first(event, told, central) for event, told in found}
    joined = _each_in_its_own_words(salient(found, annotated), ordered)
    joined.sort(key=lambda e: (e.start is None, e.start or "", ranks[e.what.report], e.what.start))
    reports = {a.report.id: a.report for a in annotated}
    shown = (replace(e, what=_behind_dateline(e, reports[e.what.report])) for e in joined)
    return tuple(replace(e, id=f"ev{n}") for n, e in enumerate(shown, start=1))


def _each_in_its_own_words(
    events: Sequence[Event], tellings: Mapping[tuple[Span, ...], Sequence[Event]]
) -> list[Event]:
    """Shows each event in a sentence of other words than those before it, where one of its tellings stands in such.

    An event whose clearest words are taken leaves to others what they alone are told in. What has no words of its own
    is shown where another is, and not in a copy of that sentence.

    Args:
        events: the likeliest first.
        tellings: of each event, the clearest first, by its mentions.
    """
    tried = [tellings[event.mentions] for event in events]
    only = {_place(mine[0].what) for mine in tried if len({_place(t.what) for t in mine}) == 1}
    taken: dict[tuple[str, int, int], set[str]] = {}
    out = []
    for event, mine in zip(events, tried, strict=True):
        dated = [t for t in mine if t.start == event.start] or mine
        own = [t for t in dated if not any(_reworded(stems(t.what.text), words) for words in taken.values())]
        if own and own[0] is not mine[0]:
            own = [t for t in own if _place(t.what) not in only]
        beside = [t for t in dated if _place(t.what) in taken]
        shown = (own or beside or mine)[0]
        taken[_place(shown.what)] = stems(shown.what.text)
        out.append(replace(event, what=shown.what, trigger=shown.trigger, clause=shown.clause, thing=shown.thing))
    return out


def _central(events: Sequence[Event], groups: Sequence[Sequence[int]], alike: NDArray[np.float64]) -> dict[str, float]:
    """How alike each telling is to the others of its event on average, by its id; 1 where there is no other."""
    whole = alike + alike.T
    return {
        events[i].id: float(whole[i, list(group)].sum() / (len(group) - 1)) if len(group) > 1 else 1.0
        for group in groups
        for i in group
    }


def _clearest_first(event: Event, tellings: Sequence[Event], central: Mapping[str, float]) -> list[Event]:
    """The tellings by how well they show the event: sure words, its day and status, what most others tell, clearness.

    Args:
        event: the tellings together.
        tellings: of it.
        central: how alike each is to the others, by its id; copies of a telling have no number of their own.
    """

    def shows(told: Event) -> tuple[bool | float, ...]:
        typical = round(central.get(told.id, 0.0), 1)
        return (told.score >= FIRM, told.start == event.start, told.status == event.status, typical, *_clear(told))

    return sorted(tellings, key=shows, reverse=True)


def _reworded(one: set[str], other: set[str]) -> bool:
    """Whether two sentences are much the same words, as where one report copied the other."""
    return len(one & other) >= SAME_WORDS * len(one | other)


def _clear(telling: Event) -> tuple[float, bool, int]:
    """How clearly a telling shows its event: what is surer, then what is dated, then what is shorter."""
    return telling.score, telling.start is not None, -len(telling.what.text)


def _place(span: Span) -> tuple[str, int, int]:
    return span.report, span.start, span.end


def _behind_dateline(event: Event, report: Report) -> Span:
    """The words of an event without the dateline that the parser may have left before them ("FELL, May 3 — …")."""
    what = event.what
    first = min(m.start for m in event.mentions if m.report == report.id)
    begin = next((b for a, b in dateline_offsets(report.text) if a <= what.start < b <= first), what.start)
    return report.span(begin, what.end)


def _pairs(alike: NDArray[np.float64]) -> dict[tuple[int, int], float]:
    """The pairs that are alike enough to count."""
    rows, columns = np.nonzero(alike > LOW)
    return dict(zip(zip(rows.tolist(), columns.tolist(), strict=True), alike[rows, columns].tolist(), strict=True))


def _untimely(events: Sequence[Event], told_on: Sequence[date | None]) -> NDArray[np.bool_]:
    """Which pairs cannot be one event for when they are told: one is news APART before the other, or before its day.

    Args:
        events: the tellings.
        told_on: the day on which the report of each appeared.

    Returns:
        An array (n, n).
    """
    news = np.array([e.status in ("happened", "ongoing", "denied") and not e.background for e in events])
    day = np.array([d.toordinal() if d else 0 for d in told_on])
    start = np.array([s.toordinal() if (s := day_of(e.start)) else 0 for e in events])
    both = news[:, None] & news[None, :] & (day[:, None] > 0) & (day[None, :] > 0)
    undated = (start[:, None] == 0) & (start[None, :] == 0)
    far = undated & (np.abs(day[:, None] - day[None, :]) > APART)
    # a report of an earlier day than the event's own, in any time zone
    before = (start[:, None] > 0) & (day[None, :] < start[:, None] - 1)
    untimely: NDArray[np.bool_] = both & (far | before | before.T)
    return untimely


def _beside(events: Sequence[Event]) -> set[tuple[int, int]]:
    """The pairs that one sentence tells."""
    told: dict[tuple[str, int, int], list[int]] = {}
    for i, event in enumerate(events):
        told.setdefault(_place(event.what), []).append(i)
    return {pair for together in told.values() for pair in combinations(together, 2)}


def _stem(event: Event) -> str:
    return event.trigger.lower()[:STEM]


def canonical(event: Event, annotations: Annotations, entities: Entities) -> Event:
    """An event of one report with its parties and place by the names that they have across the reports."""
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


def _join(events: Sequence[Event], ranks: Mapping[str, int], published: Mapping[str, date | None]) -> Event:
    best = max(events, key=_clear)
    mentions: list[Span] = sorted((m for e in events for m in e.mentions), key=lambda m: (ranks[m.report], m.start))
    start, end = _days(events)
    ahead = all(is_ahead(start, published.get(e.what.report)) for e in events)
    codes = Counter(e.type for e in events if e.type != OTHER)
    coded = codes.most_common(1) if 2 * codes.total() >= len(events) else []
    return replace(
        best,
        type=coded[0][0] if coded else OTHER,
        actors=_ordered(n for e in events for n in e.actors),
        recipients=_ordered(n for e in events for n in e.recipients),
        place=next(iter(_ordered(e.place for e in events if e.place)), None),
        start=start,
        end=end,
        status=_status(events, ahead=ahead),
        mentions=tuple(mentions),
        statements=tuple(dict.fromkeys(s for e in events for s in e.statements)),
        background=all(e.background for e in events),
    )


def _status(events: Sequence[Event], *, ahead: bool) -> EventStatus:
    """What most tellings say of whether it happened; of as many on either side those that say that it did.

    Where its day lay ahead of all of them, none of them tells that it did.
    """
    counts = Counter(e.status for e in events if not (ahead and e.status in ("happened", "ongoing")))
    return max(counts, key=lambda status: (counts[status], status == "happened"), default="planned")


def _mean(group: Sequence[int], alike: NDArray[np.float64]) -> float:
    """How alike the tellings of a group are on average."""
    pairs = len(group) * (len(group) - 1) / 2
    return float(alike[np.ix_(group, group)].sum() / pairs) if pairs else 1.0


def _why(events: Sequence[Event], likeness: float) -> Why:
    """What two or more tellings of an event share; nothing of a single one."""
    if len(events) < 2:
        return {}
    shared = {
        "words": Counter(e.trigger for e in events),
        "actors": Counter(n for e in events for n in dict.fromkeys(e.actors)),
        "recipients": Counter(n for e in events for n in dict.fromkeys(e.recipients)),
        "places": Counter(e.place for e in events if e.place),
        "days": Counter(e.start for e in events if e.start),
    }
    common = {name: [value for value, n in counts.most_common() if n > 1] for name, counts in shared.items()}
    told = {name: ", ".join(values) for name, values in common.items() if values}
    return {"tellings": len(events), "likeness": round(likeness, 3), **told}


def _days(events: Sequence[Event]) -> tuple[str | None, str | None]:
    """The days on which most tellings agree: the narrowest among those that the most others overlap."""
    news = [e for e in events if not e.background]
    told = [(e.start, e.end or e.start) for e in (news or events) if e.start]
    if not told and 2 * len(news) < len(events):
        # a day long past that one telling in passing gives is not the day of what most tell as news
        told = [(e.start, e.end or e.start) for e in events if e.start]
    if not told:
        return None, None

    def support(days: tuple[str, str]) -> int:
        return sum(a <= days[1] and days[0] <= b for a, b in told)

    def width(days: tuple[str, str]) -> int:
        return (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days

    return min(told, key=lambda days: (-support(days), width(days), -told.count(days), days))


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(names)
    return tuple(name for name, _ in counts.most_common())
