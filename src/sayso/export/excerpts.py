"""A dossier without the full texts: of each report only excerpts, with every offset where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import groupby
from pathlib import PurePath
from typing import Any

from sayso.annotate.along import Along
from sayso.judge.decided import REMARK
from sayso.render.sentences import sentence_around, sentence_starts
from sayso.spans import GAP, Span
from sayso.types import Claim, Conflict, Dossier, Figure, LeadSentence, News, Origin, Quantity, Report, Side

# words to either side of what is shown, as in a narrow concordance: enough to see what a figure counts
AROUND = 5
# words between two excerpts, or left of a sentence, that are shown too, since leaving them out would save little
BRIDGED = 3
# How much of a report's text may be shown, and the characters that always may: two sentences, for a brief. No law names
# a number; a third is little enough that nobody reads the report here in place of there. See decision 0037.
PART, ALWAYS = 1 / 3, 300
# words of a report that a record may hold beside the excerpts, such as what a figure is of
FEW = 5
SURE = 0.5
NOTE = "in excerpts: at most a third of each text is shown, and {claims} of {all} claims stand in what is shown"

_WORD = re.compile(r"\S+")
# what is said of a judgement that does not hold, which may name whom the desk spoke with
_REMARK = re.compile(".*".join(map(re.escape, re.split(r"\{\w+\}", REMARK))), re.DOTALL)


def share(dossier: Dossier) -> Dossier:
    """The dossier for others' eyes: each report's text with all but excerpts blanked, so that every offset stays true.

    Excerpts stand around the first lines, the sides of conflicts, quotations that differ, passages of documents
    that statements cite, events that several reports tell, shared claims, figures, other events, statements and claims
    of one report, in this order, each with 5 words of its sentence to either side, until a third of a report's text is
    shown (of a short one 300 characters); words that another report has too count where they are shown in either. Every
    character between them is "…", in the text and in all spans alike, so that `report.text[start:end] == span.text`
    holds as before; `Report.excerpts` lists what is shown. Claims, conflicts, quotations and events of which no words
    are shown are left out; all others stay, with all their counts. What the desk keeps to itself goes too: what it has
    found out, notes on judgements, folders, what was no part of an article, inputs that could not be read.

    Args:
        dossier: as it was made; one that is shared already stays as it is.
    """
    if any(r.excerpts is not None for r in dossier.reports):
        return dossier
    shown = _Shown(dossier)
    for span in _by_weight(dossier):
        shown.take(span)
    shown.close_gaps()
    return _Sharing(dossier, shown).made()


class _Shown:
    """What of each report may be seen, character by character."""

    def __init__(self, dossier: Dossier) -> None:
        self.reports = {r.id: r for r in dossier.reports}
        self.masks = {r.id: bytearray(len(r.text)) for r in self.reports.values()}
        # what of a report is shown here or in another that has the same words
        self._known = {r.id: bytearray(len(r.text)) for r in self.reports.values()}
        same: dict[str, list[tuple[Span, Span]]] = {}
        for passage in (p for c in dossier.copies for p in c.passages if p.relation == "same"):
            same.setdefault(passage.a.report, []).append((passage.a, passage.b))
            same.setdefault(passage.b.report, []).append((passage.b, passage.a))
        self._same = {r: Along(pairs, lambda pair: (pair[0].start, pair[0].end)) for r, pairs in same.items()}
        self._left = {r.id: max(int(len(r.text) * PART), min(len(r.text), ALWAYS)) for r in self.reports.values()}
        self._starts = {r.id: sentence_starts(r) for r in self.reports.values()}

    def take(self, span: Span) -> None:
        """Shows a place with the words around it, or by itself, if there is room for it; no crumb by itself."""
        if span.report not in self.reports or self._take(span.report, *self._around(span)):
            return
        if len(span.text.split()) >= AROUND:
            self._take(span.report, span.start, span.end)

    def _take(self, report: str, start: int, end: int) -> bool:
        # of a report of which enough is shown most places are passed over here
        if self._known[report].count(0, start, end) > self._left[report]:
            return False
        places = [(report, start, end), *self._elsewhere(report, start, end)]
        if any(self._known[r].count(0, a, b) > self._left[r] for r, a, b in places):
            return False
        self.masks[report][start:end] = b"\1" * (end - start)
        for r, a, b in places:
            self._left[r] -= self._known[r].count(0, a, b)
            self._known[r][a:b] = b"\1" * (b - a)
        return True

    def _elsewhere(self, report: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Where the same words stand in reports that share them."""
        for here, there in self._same[report].over(start, end) if report in self._same else ():
            a, b = max(start, here.start), min(end, here.end)
            if there.report in self.masks:
                low = there.start + a - here.start
                yield there.report, min(low, there.end), min(low + b - a, there.end)

    def _around(self, span: Span) -> tuple[int, int]:
        report = self.reports[span.report]
        low, high = sentence_around(report, self._starts[span.report], span.start, span.end)
        before = [m.start() for m in _WORD.finditer(report.text, low, span.start)]
        behind = [m.end() for m in _WORD.finditer(report.text, span.end, high)]
        # a sentence is not cut for the sake of a few words
        start = before[-AROUND] if len(before) > AROUND + BRIDGED else low
        end = behind[AROUND - 1] if len(behind) > AROUND + BRIDGED else high
        return min(start, span.start), max(end, span.end)

    def close_gaps(self) -> None:
        """Shows what stands between two excerpts and has no letter, or a few words if there is room."""
        for report, mask in self.masks.items():
            text = self.reports[report].text
            for start, end in list(_runs(mask, 0)):
                between = start > 0 and end < len(mask)
                if not any(c.isalnum() for c in text[start:end]):
                    mask[start:end] = b"\1" * (end - start)
                elif between and len(text[start:end].split()) <= BRIDGED and "\n" not in text[start:end]:
                    self._take(report, start, end)

    def whole(self, span: Span) -> bool:
        """Whether every character of a place is shown."""
        mask = self.masks.get(span.report)
        return mask is not None and span.start < span.end and not mask.count(0, span.start, span.end)

    def text(self, report: str) -> str:
        """The text with a GAP for each character that is not shown; lines stay lines."""
        plain, mask = self.reports[report].text, self.masks[report]
        return "".join(c if seen or c == "\n" else GAP for c, seen in zip(plain, mask, strict=True))

    def excerpts(self, report: str) -> tuple[tuple[int, int], ...]:
        """What is shown of a report, as ranges."""
        return tuple(_runs(self.masks[report], 1))


def _runs(mask: bytearray, value: int) -> Iterator[tuple[int, int]]:
    at = 0
    for found, run in groupby(mask):
        end = at + sum(1 for _ in run)
        if found == value:
            yield at, end
        at = end


def _by_weight(dossier: Dossier) -> Iterator[Span]:
    """The places that are shown while there is room, those that matter most first."""
    tellers = {c.id: len({m.span.report for m in c.members}) for c in dossier.claims}
    yield from (s.span for s in dossier.lead)
    grave = sorted(dossier.conflicts, key=lambda c: (c.relation != "dispute", c.kind == "name", -c.score))
    yield from (m for c in grave for side in c.sides for m in side.members)
    differing = (q for q in dossier.quotations if q.relation in ("altered", "reworded"))
    yield from (s for q in differing for m in q.members for s in m.spans)
    yield from (c.span for s in dossier.statements for c in s.cites)
    events = sorted(dossier.events, key=lambda e: -len({m.report for m in e.mentions}))
    yield from (e.what for e in events if len({m.report for m in e.mentions}) > 1)
    yield from (m.span for c in dossier.claims if tellers[c.id] > 1 for m in c.members)
    yield from (f.span for f in dossier.figures if f.score >= SURE)
    yield from (e.what for e in events)
    sure = sorted((s for s in dossier.statements if s.score >= SURE), key=lambda s: -s.score)
    yield from (c for s in sure for c in (*s.content, s.source, s.cue) if c is not None)
    yield from (m.span for c in dossier.claims if tellers[c.id] == 1 for m in c.members)


class _Sharing:
    """One dossier on its way to others."""

    def __init__(self, dossier: Dossier, shown: _Shown) -> None:
        self.dossier, self.shown = dossier, shown
        self.texts = {r: shown.text(r) for r in shown.reports}
        seen = (" ".join(t.replace(GAP, " ").split()) for t in self.texts.values())
        self.seen = "\n".join(seen).casefold()

    def made(self) -> Dossier:
        """The dossier with what may be seen."""
        claims = tuple(c for c in self.dossier.claims if any(self.shown.whole(m.span) for m in c.members))
        conflicts = tuple(
            c for c in self.dossier.conflicts if all(any(map(self.shown.whole, s.members)) for s in c.sides)
        )
        kept, differing = {c.id for c in claims}, {c.id for c in conflicts}
        made = replace(
            self.dossier,
            claims=claims,
            conflicts=conflicts,
            quotations=tuple(q for q in self.dossier.quotations if all(map(self.shown.whole, q.members[0].spans))),
            events=tuple(e for e in self.dossier.events if self.shown.whole(e.what)),
            times=tuple(t for t in self.dossier.times if self.shown.whole(t.span)),
            entities=tuple(
                replace(e, mentions=tuple(filter(self.shown.whole, e.mentions))) for e in self.dossier.entities
            ),
            lead=tuple(_kept(s, kept, differing) for s in self.dossier.lead if self.shown.whole(s.span)),
            origins=tuple(_origin(o, kept) for o in self.dossier.origins),
            news=_news(self.dossier.news, kept | differing),
            unread=(),
            aside=(),
        )
        note = NOTE.format(claims=len(claims), all=len(self.dossier.claims))
        told = (self._without_folders(n) for n in self.dossier.notes if not _REMARK.fullmatch(n))
        notes = (*told, *([note] if self.dossier.reports else []))
        seen: Dossier = self._seen(made)
        return replace(seen, notes=notes)

    def _seen(self, record: Any) -> Any:
        """A record and all in it with the words of its spans as they are shown."""
        if isinstance(record, Span):
            return replace(record, text=self.texts[record.report][record.start : record.end])
        if isinstance(record, tuple):
            return tuple(map(self._seen, record))
        if not is_dataclass(record) or isinstance(record, type):
            return record
        changed: dict[str, Any] = {}
        for field in fields(record):
            value = getattr(record, field.name)
            if field.name == "judged":
                changed["judged"] = tuple(replace(j, note=None, anchors=()) for j in value)
            elif field.name == "checks":
                changed["checks"] = ()
            elif isinstance(value, tuple) or is_dataclass(value):
                changed[field.name] = self._seen(value)
        return self._worded(replace(record, **changed), record)

    def _worded(self, made: Any, before: Any) -> Any:
        """A record whose other texts have no more of a report's words than the excerpts, or a few."""
        if isinstance(made, Report):
            return replace(
                made,
                text=self.texts[made.id],
                source=_name(made.source),
                noise=(),
                excerpts=self.shown.excerpts(made.id),
            )
        if isinstance(made, Claim):
            clearest = [m for m in before.members if m.span.text == before.text]
            whole = [m for m in (*clearest, *before.members) if self.shown.whole(m.span)]
            return replace(made, text=whole[0].span.text)
        if isinstance(made, Side):
            return replace(made, value=self._few(made.value))
        if isinstance(made, Conflict):
            kind, colon, words = made.about.partition(": ")
            return replace(made, about=f"{kind}{colon}{self._few(words)}")
        if isinstance(made, Figure):
            return replace(made, of=self._few(made.of), about=tuple(map(self._few, made.about)))
        if isinstance(made, Quantity):
            return replace(made, title=self._few(made.title))
        return made

    def _few(self, words: str) -> str:
        """Words of a report as they are when an excerpt has them, else the first few."""
        plain = " ".join(words.split())
        if plain.casefold() in self.seen or len(plain.split()) <= FEW:
            return words
        return f"{' '.join(plain.split()[:FEW])} {GAP}"

    def _without_folders(self, note: str) -> str:
        for report in sorted(self.dossier.reports, key=lambda r: -len(r.source)):
            note = note.replace(report.source, _name(report.source))
        return note


def _kept(sentence: LeadSentence, claims: set[str], conflicts: set[str]) -> LeadSentence:
    return replace(
        sentence,
        claims=tuple(c for c in sentence.claims if c in claims),
        conflicts=tuple(c for c in sentence.conflicts if c in conflicts),
    )


def _origin(origin: Origin, claims: set[str]) -> Origin:
    together = (replace(o, claims=tuple(c for c in o.claims if c in claims)) for o in origin.counted_with)
    return replace(origin, claims=tuple(c for c in origin.claims if c in claims), counted_with=tuple(together))


def _news(news: News | None, kept: set[str]) -> News | None:
    if news is None:
        return None
    return replace(news, changes=tuple(c for c in news.changes if c.kind == "figure" or c.id in kept))


def _name(source: str) -> str:
    """A source without the folders it lay in; an address as it is."""
    return source if "://" in source else PurePath(source.replace("\\", "/")).name or source
