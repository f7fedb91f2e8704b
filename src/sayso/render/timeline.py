"""What happened: events in their own order, undated ones apart, with the reports that tell each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import count, joined, period
from sayso.render.judged import judged
from sayso.render.lookup import Item, Lookup, Pips
from sayso.spans import Span
from sayso.types import Event

_LONGEST = 300
_FEW_BACKGROUND = 3
_MOST = 25
# what has no day is out of order, and a dozen lines of it are as many as are read
_MOST_UNDATED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of an event's sentence; `named` when it is a word that names the event."""

    text: str
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What one sentence tells of one time, as a line of the timeline; `mark` is "now", "plan" or "back"."""

    item: Item
    when: str
    mark: str
    words: tuple[Words, ...]
    place: str
    status: str
    pips: Pips
    reports: tuple[str, ...]
    score: float
    judged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events in order: the background where there is much of it, the main ones, those folded, unsure.

    Of those without a day, `told` are the ones that several reports tell, and `undated` the rest.
    """

    background: tuple[Happening, ...]
    dated: tuple[Happening, ...]
    told: tuple[Happening, ...]
    more: tuple[Happening, ...]
    undated: tuple[Happening, ...]
    unsure: tuple[Happening, ...]


def timeline(lookup: Lookup) -> Timeline:
    """Orders the events of a dossier by when they happened; events that one sentence tells of one time are one line."""
    dated, undated, unsure = [], [], []
    for events in sorted(_lines(lookup.dossier.events), key=lambda line: (_begin(line[0]), line[0].what.start)):
        happening = _happening(lookup, events)
        if happening.score < wording.UNSURE_BELOW:
            unsure.append(happening)
        elif events[0].start or events[0].end:
            dated.append(happening)
        else:
            undated.append(happening)
    background = [h for h in dated if h.mark == "back"]
    if len(background) > _FEW_BACKGROUND:
        dated = [h for h in dated if h.mark != "back"]
    else:
        background = []
    more: list[Happening] = []
    if len(dated) > _MOST:
        weight = sorted(dated, key=lambda h: (-len(h.reports), -h.pips.filled, -h.score))
        kept = {h.item.key for h in weight[:_MOST]}
        more = [h for h in dated if h.item.key not in kept]
        dated = [h for h in dated if h.item.key in kept]
    # what several reports tell is shown as far as there is room, whether or not one of them says when
    shared = sorted((h for h in undated if len(h.reports) > 1), key=lambda h: (-len(h.reports), -h.score))
    shown = {h.item.key for h in shared[: max(0, min(_MOST_UNDATED, _MOST - len(dated)))]}
    return Timeline(
        told=tuple(h for h in shared if h.item.key in shown),
        background=tuple(background),
        dated=tuple(dated),
        more=tuple(more),
        undated=tuple(h for h in undated if h.item.key not in shown),
        unsure=tuple(sorted(unsure, key=lambda h: -h.score)),
    )


def _lines(events: Sequence[Event]) -> Iterator[list[Event]]:
    """The events of each line: those that a sentence tells of one time, with those that it tells without a day.

    The likeliest stand first, of those that have the line's day.
    """
    by_sentence: dict[Span, dict[tuple[str | None, str | None], list[Event]]] = {}
    for event in sorted(events, key=lambda e: -e.score):
        by_sentence.setdefault(event.what, {}).setdefault((event.start, event.end), []).append(event)
    for by_day in by_sentence.values():
        undated = by_day.pop((None, None), [])
        first, *others = by_day.values() or [[]]
        yield first + undated
        yield from others


def _begin(event: Event) -> tuple[str, str]:
    return event.start or event.end or "", event.end or ""


def _mark(event: Event) -> str:
    return "plan" if event.status in ("planned", "hypothetical") else "back" if event.background else "now"


def _happening(lookup: Lookup, events: list[Event]) -> Happening:
    first = events[0]
    mentions = [m for e in events for m in e.mentions]
    places = lookup.ordered(mentions or [first.what])
    reports = {s.report for s in places}
    year = (first.start or first.end or "")[:4]
    same_year = lookup.one_year and any((r.published or "")[:4] == year for r in lookup.reports)
    places_named = dict.fromkeys(lookup.where(e.place) for e in events if e.place)
    # what a sentence tells beside what happened is not said of the whole of it
    told = all(e.status in wording.EVENT_STATUS for e in events)
    statuses = dict.fromkeys(wording.EVENT_STATUS[e.status] for e in events) if told else {}
    return Happening(
        item=Item(
            key=f"event-{first.id}",
            title=" ".join(first.what.text.split()),
            places=places,
            notes=tuple(dict.fromkeys(_held_together(e) for e in events if e.why)),
        ),
        when=period(first.start, first.end, year=not same_year),
        mark=_mark(first),
        words=_words(first.what, mentions),
        place=joined(tuple(places_named)),
        status=", ".join(statuses),
        pips=_pips(lookup, places, reports),
        reports=lookup.names(reports),
        score=max(e.score for e in events),
        judged=tuple(dict.fromkeys(judged([j for e in events for j in e.judged]))),
    )


def _held_together(event: Event) -> str:
    """Why several tellings are held for one event."""
    named = (
        ("words", wording.SHARED_WORDS),
        ("days", wording.SHARED_DAY),
        ("places", wording.SHARED_PLACE),
        ("actors", wording.SHARED_PARTIES),
    )
    shared = [sentence.format(words=event.why[name]) for name, sentence in named if event.why.get(name)]
    return wording.TOLD_AS_ONE.format(shared=joined(tuple(shared)) or wording.TOLD_ALIKE)


def _words(what: Span, mentions: list[Span]) -> tuple[Words, ...]:
    """The event's sentence with the words that name it; of a very long one what stands around the first of them."""
    inside = sorted(
        {(m.start - what.start, m.end - what.start) for m in mentions if _within(m, what)},
    )
    text, at, runs = what.text, 0, list[Words]()
    for start, end in inside:
        if start < at:
            continue
        runs += [Words(text=text[at:start], named=False), Words(text=text[start:end], named=True)]
        at = end
    runs.append(Words(text=text[at:], named=False))
    if len(text) <= _LONGEST:
        return tuple(r for r in runs if r.text)
    if len(runs) < 3:
        return (Words(text=text[:_LONGEST].rpartition(" ")[0] + " …", named=False),)
    before, named, after = runs[0].text, runs[1].text, text[inside[0][1] :]
    return (
        Words(text=before if len(before) <= 150 else "… " + before[-140:].partition(" ")[2], named=False),
        Words(text=named, named=True),
        Words(text=after if len(after) <= 150 else after[:140].rpartition(" ")[0] + " …", named=False),
    )


def _within(mention: Span, what: Span) -> bool:
    return mention.report == what.report and what.start <= mention.start and mention.end <= what.end


def _pips(lookup: Lookup, places: tuple[Span, ...], reports: set[str]) -> Pips:
    """The origins behind an event: those of the claims whose words hold its mentions, else its reports alone."""
    groups: set[str] = set()
    for claim in lookup.claims_over(places):
        groups.update(lookup.group_of.get(group[0], group[0]) for group in claim.independent)
    filled = min(len(groups), len(reports)) if len(reports) > 1 else min(len(groups), 1)
    in_reports = count(len(reports), "report")
    text = f"{count(filled, 'origin')} in {in_reports}" if filled else in_reports
    return Pips(filled=filled, hollow=max(0, len(reports) - filled), text=text)
