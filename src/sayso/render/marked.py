"""The reports in full: each text cut at every span's edge, so that overlapping spans mark it without crossing."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from sayso.ingest.agencies import owning_state
from sayso.render import wording
from sayso.render.formats import count, day, few, joined
from sayso.render.header import HASH
from sayso.render.lookup import Lookup
from sayso.spans import GAP
from sayso.types import Report, part_of

_LANGUAGE = re.compile(r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A stretch of a report that something was found in. `kind` is one letter of wording.MARKS, or "" for no mark.

    `key` names the page's item that it opens, "" for none.
    """

    start: int
    end: int
    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text under the same covers; `start` is its place, `kinds` how it is marked, `key` what it opens."""

    start: int
    text: str
    kinds: tuple[str, ...]
    key: str
    covered: bool


PICKED = "at"
"""The key of a place that is shown as picked."""
Sentence = tuple[Piece, ...]
Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullReport:
    """One report with what is known of it and its text in marked pieces; `titled` when the text brings its title.

    `places` says for each paragraph of a document on which page it begins, "" where that is the one before's.
    """

    number: int
    label: str
    title: str
    titled: bool
    facts: tuple[str, ...]
    url: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    noise: tuple[tuple[str, str], ...]
    noise_text: str
    damage: tuple[str, ...]
    places: tuple[str, ...] = ()


def full_reports(lookup: Lookup, keys: dict[tuple[str, int, int], str]) -> tuple[FullReport, ...]:
    """All reports of a dossier with their spans marked.

    Args:
        lookup: the dossier.
        keys: (report id, start, end) of each place that an item of the page opens, with the item's key.
    """
    covers = _covers(lookup, keys)
    return tuple(_full(lookup, r, covers[r.id]) for r in lookup.reports)


def one_report(lookup: Lookup, report: str, at: tuple[int, int] | None = None) -> FullReport:
    """One report of a dossier with its spans marked.

    Args:
        lookup: the dossier.
        report: the report's id.
        at: start and end of a place whose pieces have the key PICKED.
    """
    keys = {(report, *at): PICKED} if at is not None else {}
    return _full(lookup, lookup.by_id[report], _covers(lookup, keys)[report])


def _covers(lookup: Lookup, keys: dict[tuple[str, int, int], str]) -> dict[str, list[Cover]]:
    covers: dict[str, list[Cover]] = {r.id: [] for r in lookup.reports}
    dossier = lookup.dossier
    seen: set[tuple[str, int, int]] = set()

    def add(report: str, start: int, end: int, kind: str) -> None:
        place = (report, start, end)
        seen.add(place)
        whole = report in covers and 0 <= start < end <= len(lookup.by_id[report].text)
        if whole and not (lookup.shared and GAP in lookup.by_id[report].text[start:end]):
            covers[report].append(Cover(start=start, end=end, kind=kind, key=keys.get(place, "")))

    for s in dossier.statements:
        for content in s.content:
            add(content.report, content.start, content.end, "s" if s.score >= wording.UNSURE_BELOW else "")
        if s.cue:
            add(s.cue.report, s.cue.start, s.cue.end, "c" if s.score >= wording.UNSURE_BELOW else "")
    for f in dossier.figures:
        add(f.report, f.span.start, f.span.end, "f" if f.score >= wording.UNSURE_BELOW else "")
    for t in dossier.times:
        add(t.span.report, t.span.start, t.span.end, "t")
    for e in dossier.entities:
        for mention in e.mentions:
            add(mention.report, mention.start, mention.end, "n")
    for r in lookup.reports:
        for damage in r.damage:
            add(r.id, damage.span.start, damage.span.end, "d")
    for report, start, end in keys:
        if (report, start, end) not in seen:
            add(report, start, end, "")
    return covers


def pieces(text: str, covers: list[Cover], start: int, end: int) -> tuple[Piece, ...]:
    """Cuts text[start:end] at the edges of all covers.

    Every cover is a run of whole pieces; the pieces' texts joined are the text again.
    """
    cuts = {start, end}
    inside = [c for c in covers if c.start < end and c.end > start]
    for c in inside:
        cuts.update(x for x in (c.start, c.end) if start < x < end)
    order = sorted(cuts)
    opening: dict[int, list[Cover]] = {}
    for c in inside:
        opening.setdefault(max(c.start, start), []).append(c)
    found: list[Piece] = []
    active: list[Cover] = []
    for at, until in pairwise(order):
        active = [c for c in active if c.end > at] + opening.get(at, [])
        opens = (
            min((c for c in active if c.key), key=lambda c: (c.end - c.start, c.key), default=None) if active else None
        )
        found.append(
            Piece(
                start=at,
                text=text[at:until],
                kinds=tuple(sorted({c.kind for c in active if c.kind})),
                key=opens.key if opens else "",
                covered=bool(active),
            )
        )
    return tuple(found)


def _full(lookup: Lookup, report: Report, covers: list[Cover]) -> FullReport:
    ordered = sorted(covers, key=lambda c: c.start)
    text, starts = report.text, lookup.starts[report.id]
    paragraphs, places, at, hid = [], [], 0, False
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        # of paragraphs of which nothing is shown one stands for all
        hidden = lookup.shared and not text[at:end].strip(f"{GAP} ")
        if text[at:end].strip() and not (hidden and hid):
            paragraphs.append(_sentences(text, ordered, starts, at, end))
            part = part_of(report, at)
            places.append(wording.PLACES[part.kind].format(number=part.number) if part is not None else "")
        at, hid = end + 1, hidden or (hid and not text[at:end].strip())
    return FullReport(
        number=lookup.number[report.id],
        label=lookup.label(report.id),
        title=report.title or "",
        titled=bool(report.title) and text.lstrip().startswith(report.title or ""),
        facts=_facts(lookup, report),
        url=report.url if report.url and report.url.startswith(("https://", "http://")) else "",
        language=report.language if report.language and _LANGUAGE.match(report.language) else "",
        paragraphs=tuple(paragraphs),
        noise=tuple((n.reason, n.text) for n in report.noise if n.text.strip()),
        noise_text=wording.NOISE.format(n=count(len(report.noise), "piece")),
        damage=tuple(d.reason for d in report.damage),
        places=tuple(place if k == 0 or place != places[k - 1] else "" for k, place in enumerate(places)),
    )


def _sentences(text: str, covers: list[Cover], starts: tuple[int, ...], at: int, end: int) -> Paragraph:
    first, last = bisect_left(starts, at + 1), bisect_left(starts, end)
    bounds = [at, *starts[first:last], end]
    near = [c for c in covers if c.start < end and c.end > at]
    cut = []
    for low, high in pairwise(bounds):
        if low < high:
            cut.append(pieces(text, near, low, high))
    return tuple(cut)


def _facts(lookup: Lookup, report: Report) -> tuple[str, ...]:
    facts = []
    if report.genre != "article":
        document = lookup.document(report) if report.issuer is not None else report.genre
        facts.append(f"{document[:1].upper()}{document[1:]}")
    if report.reviews:
        facts.append(wording.REVIEWS.format(n=count(len(report.reviews), "claim")))
    if report.published:
        published = day(report.published)
        inferred = report.published_basis == "inferred"
        facts.append(wording.INFERRED.format(date=published) if inferred else published)
    else:
        facts.append(wording.NO_PUBLISHED)
    if report.dateline:
        facts.append(report.dateline)
    if report.bylines:
        facts.append(joined(report.bylines))
    if report.agencies:
        facts.append(wording.VIA.format(names=joined([_with_state(a) for a in report.agencies])))
    givers = [lookup.label(t.giver) for t in lookup.takings if t.known and t.taker == report.id]
    if givers:
        facts.append(wording.TAKES_FROM.format(names=few(givers, 5)))
    takers = [lookup.label(t.taker) for t in lookup.takings if t.known and t.giver == report.id]
    if takers:
        facts.append(wording.TAKEN_BY.format(names=few(takers, 5)))
    common = [t for t in lookup.takings if not t.known and report.id in (t.taker, t.giver)]
    if common:
        others = [lookup.label(t.giver if t.taker == report.id else t.taker) for t in common]
        facts.append(wording.TEXT_IN_COMMON.format(names=few(others, 5)))
    for owner, others in lookup.families[report.id].items():
        facts.append(wording.ONE_OWNER.format(names=few([lookup.label(r) for r in others], 5), owner=owner))
    if report.damage:
        facts.append(wording.DAMAGE.format(n=count(len(report.damage), "place")))
    facts.append(wording.HASHED.format(sha256=report.sha256[:HASH]))
    return tuple(facts)


def _with_state(agency: str) -> str:
    """An agency with the state that owns it, where one does."""
    state = owning_state(agency)
    return wording.OWNED_BY_STATE.format(name=agency, state=state) if state else agency
