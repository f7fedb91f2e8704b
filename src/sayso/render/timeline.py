"""What happened: events in their own order, undated ones apart, with the reports that tell each."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import count, period
from sayso.render.lookup import Item, Lookup, Pips
from sayso.render.short import overlap
from sayso.spans import Span
from sayso.types import Event

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event as a line of the timeline. `mark` is "now", "plan" or "back" (background)."""

    item: Item
    when: str
    mark: str
    before: str
    trigger: str
    after: str
    place: str
    status: str
    pips: Pips
    reports: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events with a date, in order; those without; those with a low score."""

    dated: tuple[Happening, ...]
    undated: tuple[Happening, ...]
    unsure: tuple[Happening, ...]


def timeline(lookup: Lookup) -> Timeline:
    """Orders the events of a dossier by when they happened."""
    sure = [e for e in lookup.dossier.events if e.score >= wording.UNSURE_BELOW]
    unsure = sorted((e for e in lookup.dossier.events if e.score < wording.UNSURE_BELOW), key=lambda e: -e.score)
    dated = sorted((e for e in sure if e.start or e.end), key=lambda e: (e.start or e.end or "", e.end or ""))
    return Timeline(
        dated=tuple(_happening(lookup, e) for e in dated),
        undated=tuple(_happening(lookup, e) for e in sure if not (e.start or e.end)),
        unsure=tuple(_happening(lookup, e) for e in unsure),
    )


def _happening(lookup: Lookup, event: Event) -> Happening:
    places = lookup.ordered((*event.mentions, event.what)) if not event.mentions else lookup.ordered(event.mentions)
    reports = {s.report for s in places}
    before, trigger, after = _words(event)
    same_year = lookup.one_year and (event.start or event.end or "")[:4] == (lookup.reports[0].published or "")[:4]
    return Happening(
        item=Item(key=f"event-{event.id}", title=" ".join(event.what.text.split()), places=places),
        when=period(event.start, event.end, year=not same_year),
        mark="plan" if event.status in ("planned", "hypothetical") else "back" if event.background else "now",
        before=before,
        trigger=trigger,
        after=after,
        place=event.place or "",
        status=wording.EVENT_STATUS.get(event.status, ""),
        pips=_pips(lookup, event, reports),
        reports=lookup.names(reports),
        score=event.score,
    )


def _words(event: Event) -> tuple[str, str, str]:
    """The event's sentence, cut at the word that names it; of a very long one only what stands around that word."""
    what = event.what
    inside = [m for m in event.mentions if m.report == what.report and what.start <= m.start and m.end <= what.end]
    if not inside:
        return _shortened(what.text), "", ""
    at = inside[0].start - what.start
    before, trigger = what.text[:at], what.text[at : at + len(inside[0].text)]
    after = what.text[at + len(trigger) :]
    if len(what.text) > _LONGEST:
        before = before if len(before) <= 150 else "… " + before[-140:].partition(" ")[2]
        after = after if len(after) <= 150 else after[:140].rpartition(" ")[0] + " …"
    return before, trigger, after


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"


def _pips(lookup: Lookup, event: Event, reports: set[str]) -> Pips:
    """The origins behind an event: those of the claims whose words hold its mentions, else its reports alone."""
    spans: tuple[Span, ...] = event.mentions or (event.what,)
    groups: set[str] = set()
    for claim in lookup.dossier.claims:
        if claim.independent and any(overlap(m.span, s) for m in claim.members for s in spans):
            groups.update(lookup.group_of.get(group[0], group[0]) for group in claim.independent)
    filled = min(len(groups), len(reports)) if len(reports) > 1 else min(len(groups), 1)
    in_reports = count(len(reports), "report")
    text = f"{count(filled, 'origin')} in {in_reports}" if filled else in_reports
    return Pips(filled=filled, hollow=max(0, len(reports) - filled), text=text)
