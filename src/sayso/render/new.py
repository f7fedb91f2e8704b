"""What is new: the claims, differences and values that came with the reports since a given time."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.link.lead.weights import claim_weight
from sayso.render import wording
from sayso.render.differences import Difference, difference
from sayso.render.formats import count
from sayso.render.lookup import Item, Lookup
from sayso.render.short import Line, line
from sayso.types import Change, Claim, Figure, News


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """A claim that is new, or stands differently than before: how, and what it was."""

    line: Line
    tag: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """A value that a quantity did not have before: its words in their sentence, the value before, who tells it."""

    item: Item
    before: str
    text: str
    after: str
    change: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What came since a time: the reports, then what they changed, what matters most first."""

    intro: str
    standing: tuple[NewClaim, ...]
    conflicts: tuple[Difference, ...]
    values: tuple[NewValue, ...]
    claims: tuple[NewClaim, ...]


def what_is_new(lookup: Lookup) -> New | None:
    """Orders the news of a dossier; None when nobody asked for it."""
    news = lookup.dossier.news
    if news is None:
        return None
    claims = {c.id: c for c in lookup.dossier.claims if c.score >= wording.UNSURE_BELOW}
    changed = [(claims[c.id], c) for c in news.changes if c.kind == "claim" and c.id in claims]
    changed.sort(key=lambda pair: -claim_weight(pair[0], lookup.lengths))
    ids = {c.id for c in news.changes if c.kind == "conflict"}
    conflicts = [c for c in lookup.dossier.conflicts if c.id in ids and c.score >= wording.UNSURE_BELOW]
    opposed = {(s.report, s.start) for c in conflicts for side in c.sides for s in side.members}
    values = [lookup.figures[c.id] for c in news.changes if c.kind == "figure"]
    was = {c.id: c.was or "" for c in news.changes}
    return New(
        intro=_intro(lookup, news),
        standing=tuple(_claim(lookup, claim, c) for claim, c in changed if c.change != "new"),
        conflicts=tuple(difference(lookup, c) for c in conflicts),
        # a difference tells its values already
        values=tuple(_value(lookup, f, was[f.id]) for f in values if (f.report, f.span.start) not in opposed),
        claims=tuple(_claim(lookup, claim, c) for claim, c in changed if c.change == "new"),
    )


def _intro(lookup: Lookup, news: News) -> str:
    since = lookup.day(news.since)
    if not news.reports:
        return wording.NOTHING_NEW.format(since=since)
    return wording.NEW_REPORTS.format(
        n=count(len(news.reports), "new report"), since=since, reports=", ".join(lookup.names(news.reports))
    )


def _claim(lookup: Lookup, claim: Claim, change: Change) -> NewClaim:
    if change.change == "new":
        return NewClaim(line=line(lookup, claim), tag="", change="")
    was, now = change.was or "", change.now or ""
    if change.change == "origins":
        return NewClaim(
            line=line(lookup, claim),
            tag="corroborated",
            change=wording.NOW.format(now=count(int(now), "origin"), was=was),
        )
    told = wording.NOW.format(now=wording.VERDICTS[now], was=wording.VERDICTS[was])
    return NewClaim(line=line(lookup, claim), tag=claim.verdict, change=told)


def _value(lookup: Lookup, figure: Figure, was: str) -> NewValue:
    before, text, after = lookup.sentence(figure.span)
    return NewValue(
        item=Item(key=f"figure-{figure.id}", title=text, places=(figure.span,)),
        before=before,
        text=text,
        after=after,
        change=wording.BEFORE.format(was=was),
        reports=lookup.names([figure.report]),
    )
