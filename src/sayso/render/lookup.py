"""A dossier turned so that the parts of a page can ask it: which report is this, who copied, which origins count."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from pathlib import PurePath
from typing import cast
from urllib.parse import urlsplit

from sayso.annotate.along import Along
from sayso.annotate.gazetteer import countries
from sayso.judge.rows import Judgement
from sayso.render import wording
from sayso.render.formats import count, day
from sayso.render.sentences import sentence_around, sentence_starts
from sayso.resources import load
from sayso.spans import GAP, Span
from sayso.types import Claim, Conflict, Copy, Dossier, Entity, Figure, Report, Statement, part_of

_OWN_VOICE = "(own voice)"
_NUMBERING = re.compile(r"^\d+\s+(?=\D)")
_GAPS = re.compile(rf"{GAP}{{2,}}(?:\s+{GAP}{{2,}})*")
_NO_NAME = re.compile(r"^[\W\d]*$|\b(?=\w*\d)[0-9a-f]{8,}\b|^-$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something on the page that opens its words in place: a title, remarks if any, and every place it stands.

    `key` is unique on the page; `places` are in the order of the reports; `behind` says for each of them who stands
    behind the words there, or is empty.
    """

    key: str
    title: str
    places: tuple[Span, ...]
    notes: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pips:
    """How much stands behind something: `filled` independent origins, `hollow` reports that only repeat them."""

    filled: int
    hollow: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Text that two reports have in common: who took it, from whom, and what share of the taker's text it is (0..1).

    Where nothing tells who took from whom, `known` is False and the later report stands as the taker.
    """

    taker: str
    giver: str
    copy: Copy
    share: float
    known: bool


def items_in(view: object) -> list[Item]:
    """Every Item anywhere inside a part's view, in page order."""
    found: list[Item] = []
    _gather(view, found)
    return found


def _gather(view: object, found: list[Item]) -> None:
    if isinstance(view, Item):
        found.append(view)
    elif isinstance(view, list | tuple):
        for one in view:
            if one.__class__ is not str:
                _gather(one, found)
    else:
        for name in _fields_of(cast(Hashable, type(view))):
            _gather(getattr(view, name), found)


@cache
def _fields_of(kind: type[object]) -> tuple[str, ...]:
    """The fields of a record in which there may be an Item; none of anything else."""
    return () if issubclass(kind, Span) or not is_dataclass(kind) else tuple(f.name for f in fields(kind))


Places = dict[str, Along[tuple[int, Span]]]
"""For each report the places of numbered things in it."""


class Lookup:
    """Answers about one dossier, computed once.

    Args:
        dossier: the dossier that is shown; reports are ordered by publication, undated ones last.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.reports = tuple(sorted(dossier.reports, key=lambda r: (r.published is None, r.published or "")))
        self.number = {r.id: n for n, r in enumerate(self.reports, start=1)}
        self.by_id: dict[str, Report] = {r.id: r for r in self.reports}
        self.entities: dict[str, Entity] = {e.id: e for e in dossier.entities}
        self.statements: dict[str, Statement] = {s.id: s for s in dossier.statements}
        self.figures: dict[str, Figure] = {f.id: f for f in dossier.figures}
        self.claims: dict[str, Claim] = {c.id: c for c in dossier.claims}
        self.conflicts: dict[str, Conflict] = {c.id: c for c in dossier.conflicts}
        self.lengths = {r.id: max(1, len(r.text)) for r in self.reports}
        self.labels = _labels(self.reports)
        years = {(r.published or "")[:4] for r in self.reports} - {""}
        self.one_year = len(years) == 1

    def day(self, iso: str | None) -> str:
        """A date in short, without its year when all reports are of that year."""
        same = self.one_year and any((r.published or "")[:4] == (iso or "")[:4] for r in self.reports)
        return day(iso, year=not same)

    def label(self, report: str) -> str:
        """The short name of a report on this page: its outlet, or else its address or file name."""
        return self.labels.get(report, report)

    def dated_label(self, report: Report) -> str:
        """A report's label with its date, unless the date is part of the label already."""
        label, published = self.label(report.id), self.day(report.published)
        return label if not published or label.endswith(")") else f"{label}, {published}"

    def place(self, span: Span) -> str:
        """The page or paragraph of a document where a span begins, "" where the report has none."""
        report = self.by_id.get(span.report)
        part = part_of(report, span.start) if report is not None else None
        return wording.PLACES[part.kind].format(number=part.number) if part is not None else ""

    def document(self, report: Report) -> str:
        """What kind of document a report is, and whose: "press release of the Harbour Board"."""
        if report.issuer is not None:
            return wording.DOCUMENT_OF.format(genre=report.genre, issuer=" ".join(report.issuer.split()))
        return wording.DOCUMENT_IN.format(genre=report.genre, label=self.label(report.id))

    def names(self, reports: Iterable[str]) -> tuple[str, ...]:
        """The labels of reports, each once, in the order of publication."""
        wanted = set(reports) & self.number.keys()
        return tuple(self.labels[name] for name in sorted(wanted, key=self.number.__getitem__))

    def ordered(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans in the order of the reports and of their text, each place once, those with words to show."""
        unique = {(s.report, s.start, s.end): s for s in spans if self.shows(s)}
        return tuple(sorted(unique.values(), key=lambda s: (self.number[s.report], s.start, s.end)))

    @cached_property
    def shared(self) -> bool:
        """Whether the reports are shown in excerpts alone."""
        return any(r.excerpts is not None for r in self.reports)

    def shows(self, span: Span) -> bool:
        """Whether a place stands in a report of the dossier, and half of it in excerpts where there is no more."""
        report = self.by_id.get(span.report)
        if report is None or report.excerpts is None:
            return report is not None
        seen = (min(end, span.end) - max(start, span.start) for start, end in report.excerpts)
        return 2 * sum(max(0, n) for n in seen) >= span.end - span.start

    def chain(self, name: str, via: Sequence[str]) -> str:
        """The way that words took: who said them, then those who passed them on, nearest to the report last."""
        return " → ".join([self.who(name), *(self.who(v) for v in reversed(via))])

    @cached_property
    def starts(self) -> dict[str, tuple[int, ...]]:
        """Where the sentences of each report begin."""
        return {r.id: sentence_starts(r) for r in self.reports}

    def sentence(self, span: Span) -> tuple[str, str, str]:
        """The words before a span in its sentence, its own, and those after it."""
        report = self.by_id.get(span.report)
        if report is None:
            return "", span.text, ""
        start, end = sentence_around(report, self.starts[span.report], span.start, span.end)
        return report.text[start : span.start], span.text, report.text[span.end : end]

    def where(self, name: str) -> str:
        """A place by its name, a town or state with its country."""
        return f"{name}, {self._countries[name]}" if name in self._countries else name

    @cached_property
    def _countries(self) -> dict[str, str]:
        by_code = {c.code: c.name for c in countries().values() if c.code}
        placed = ((e.name, e.place) for e in self.dossier.entities if e.place and e.place.kind in ("town", "division"))
        return {name: by_code[p.country] for name, p in placed if p.country in by_code}

    def speaker(self, statement: Statement) -> str:
        """The name of a statement's speaker as the page shows it."""
        if statement.speaker and statement.speaker in self.entities:
            return self.entities[statement.speaker].name
        return statement.speaker_name or wording.NO_SPEAKER

    def who(self, name: str) -> str:
        """A speaker's or origin's name in running text: an unnamed one by its description, marked as unnamed."""
        if name == wording.NOT_STATED:
            return wording.NOT_STATED_SHOWN.lower()
        if own_voice(name):
            outlet = name.removesuffix(_OWN_VOICE).strip()
            return f"{self.labels.get(outlet, outlet)} {_OWN_VOICE}"
        if name.startswith("unnamed:"):
            return wording.UNNAMED_WHO.format(who=name.removeprefix("unnamed:").strip())
        return name

    def agency(self, name: str) -> str:
        """One name for an agency or body that goes by several: the agency lexicon's, else the dossier's."""
        return self._agencies.get(name) or self._bodies.get(name, name)

    @cached_property
    def _agencies(self) -> dict[str, str]:
        return {form: a["name"] for a in load("agencies")["agencies"] for form in a["forms"]}

    @cached_property
    def _bodies(self) -> dict[str, str]:
        bodies = (e for e in self.dossier.entities if e.type == "ORG")
        return {alias: self._agencies.get(e.name, e.name) for e in bodies for alias in e.aliases}

    def claim_pips(self, claim: Claim) -> Pips:
        """Independent origins and repeating reports of a claim."""
        reports = {m.span.report for m in claim.members}
        groups = len(claim.independent)
        in_reports = count(len(reports), "report")
        if not groups:
            text = f"{in_reports}, {wording.OWN_VOICE if len(reports) == 1 else wording.OWN_VOICES}"
        else:
            text = f"{count(groups, 'origin')} in {in_reports}"
        return Pips(filled=groups, hollow=max(0, len(reports) - groups), text=text)

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Each origin's name mapped to the name that stands for its independent group over all claims."""
        head: dict[str, str] = {}

        def find(name: str) -> str:
            while head.setdefault(name, name) != name:
                name = head[name]
            return name

        weight: dict[str, int] = {}
        for claim in self.dossier.claims:
            for group in claim.independent:
                named = [name for name in group if name != wording.NOT_STATED] or list(group)
                for name in named:
                    weight[name] = weight.get(name, 0) + 1
                    first, other = find(named[0]), find(name)
                    if first != other:
                        head[other] = first
        members: dict[str, list[str]] = {}
        for name in head:
            members.setdefault(find(name), []).append(name)
        best = {
            root: max(names, key=lambda n: (not n.startswith("unnamed:"), weight.get(n, 0), n))
            for root, names in members.items()
        }
        return {name: best[find(name)] for name in head}

    def checks(self, spans: Iterable[Span]) -> tuple[Judgement, ...]:
        """What the desk found out of claims in whose clauses some places stand."""
        spans = tuple(spans)
        return tuple(
            dict.fromkeys(
                row
                for claim, clauses in self._checked
                if any(c.overlaps(s) for c in clauses for s in spans)
                for row in claim.checks
            )
        )

    @cached_property
    def _checked(self) -> tuple[tuple[Claim, tuple[Span, ...]], ...]:
        return tuple((c, tuple(m.span for m in c.members)) for c in self.dossier.claims if c.checks)

    def claims_over(self, spans: Iterable[Span]) -> tuple[Claim, ...]:
        """The claims of which some words stand in one of these places, in their order."""
        return tuple(self.dossier.claims[n] for n in _over(self._claimed, spans))

    def conflicts_over(self, spans: Iterable[Span]) -> tuple[Conflict, ...]:
        """The conflicts of which a side has words in one of these places, in their order."""
        return tuple(self.dossier.conflicts[n] for n in _over(self._disputed, spans))

    @cached_property
    def _claimed(self) -> Places:
        return _places((n, m.span) for n, claim in enumerate(self.dossier.claims) for m in claim.members)

    @cached_property
    def _disputed(self) -> Places:
        sides = ((n, side) for n, conflict in enumerate(self.dossier.conflicts) for side in conflict.sides)
        return _places((n, span) for n, side in sides for span in side.members)

    @cached_property
    def takings(self) -> tuple[Taking, ...]:
        """Which report took its text from which other one, the largest share first."""
        found = []
        for copy in self.dossier.copies:
            if copy.relation in ("independent", "shared-origin") or not {copy.a, copy.b} <= self.by_id.keys():
                continue
            giver = self._giver(copy)
            if giver is None and copy.source is not None:
                continue
            later = max(copy.a, copy.b, key=lambda r: self.number[r])
            taker = later if giver is None else copy.b if giver == copy.a else copy.a
            found.append(
                Taking(
                    taker=taker,
                    giver=copy.a if taker == copy.b else copy.b,
                    copy=copy,
                    share=self.share(copy, taker),
                    known=giver is not None,
                )
            )
        return tuple(sorted(found, key=lambda t: (-t.share, self.number[t.taker], self.number[t.giver])))

    @cached_property
    def taken_by(self) -> dict[str, list[Taking]]:
        """For each report what it took from others, the largest share first."""
        found: dict[str, list[Taking]] = {}
        for taking in self.takings:
            found.setdefault(taking.taker, []).append(taking)
        return found

    @cached_property
    def families(self) -> dict[str, dict[str, list[str]]]:
        """For each report who owns its outlet and those of other reports too -> these, in the page's order."""
        found: dict[str, dict[str, list[str]]] = {r.id: {} for r in self.reports}
        for copy in self.dossier.copies:
            owner = copy.why.get("one_owner")
            if isinstance(owner, str) and {copy.a, copy.b} <= found.keys():
                found[copy.a].setdefault(owner, []).append(copy.b)
                found[copy.b].setdefault(owner, []).append(copy.a)
        for owned in found.values():
            for others in owned.values():
                others.sort(key=lambda r: self.number[r])
        return found

    def _giver(self, copy: Copy) -> str | None:
        """The report of the two from which the other one took; None when neither is named as the source."""
        if copy.source in ("a", "b"):
            return copy.a if copy.source == "a" else copy.b
        third = (copy.source or "").removeprefix("third:").strip().casefold()
        named = [r for r in (copy.a, copy.b) if self.labels[r].casefold() == third]
        return named[0] if len(named) == 1 else None

    def share(self, copy: Copy, taker: str) -> float:
        """What part of a report's text (0..1) stands in a copy's passages."""
        report = self.by_id[taker]
        covered, at = 0, 0
        sides = (p.a if copy.a == taker else p.b for p in copy.passages)
        for span in sorted(sides, key=lambda s: s.start):
            covered += max(0, span.end - max(at, span.start))
            at = max(at, span.end)
        return min(1.0, covered / len(report.text)) if report.text else 0.0

    @cached_property
    def quoted_as(self) -> dict[str, tuple[str, bool]]:
        """For each statement that a quotation's member stands in: the quotation, and whether its words are altered."""
        return {
            m.statement: (q.id, m.form in ("altered", "reworded"))
            for q in self.dossier.quotations
            for m in q.members
            if m.statement
        }

    @cached_property
    def origin_count(self) -> int:
        """How many independent origins stand behind the claims of the dossier together."""
        return len(set(self.group_of.values()))


def _places(found: Iterable[tuple[int, Span]]) -> Places:
    """Numbered spans by their reports."""
    by_report: dict[str, list[tuple[int, Span]]] = {}
    for n, span in found:
        by_report.setdefault(span.report, []).append((n, span))
    return {report: Along(held, lambda one: (one[1].start, one[1].end)) for report, held in by_report.items()}


def _over(places: Places, spans: Iterable[Span]) -> list[int]:
    """The numbers of what has a place in one of the spans, ascending."""
    return sorted({n for s in spans if s.report in places for n, _ in places[s.report].over(s.start, s.end)})


def encodable(text: str) -> str:
    """A text with lone surrogates, which no file can hold, as question marks; every other character stays."""
    return text.encode("utf-8", "replace").decode("utf-8")


def marked_gaps(text: str) -> str:
    """A text in which each run of characters that a shared dossier does not show stands as "[…]"."""
    return _GAPS.sub(f" {wording.GAP} ", text)


def own_voice(origin: str) -> bool:
    """Whether an origin is an outlet's own voice."""
    return origin.endswith(_OWN_VOICE)


def _labels(reports: tuple[Report, ...]) -> dict[str, str]:
    plain = {r.id: plain_label(r) or wording.REPORT_NUMBER.format(n=n) for n, r in enumerate(reports, start=1)}
    twice = {label for label in plain.values() if sum(other == label for other in plain.values()) > 1}
    labels: dict[str, str] = {}
    for label in twice:
        same = [r for r in reports if plain[r.id] == label]
        days = [day(r.published, year=False) for r in same]
        for n, (report, published) in enumerate(zip(same, days, strict=True), start=1):
            apart = published if published and days.count(published) == 1 else str(n)
            labels[report.id] = f"{label} ({apart})"
    return {r.id: labels.get(r.id, plain[r.id]) for r in reports}


def plain_label(report: Report, *, of_file: bool = True) -> str:
    """The outlet, the address's host, or the file's name unless that is a number or a hash; else ""."""
    if report.outlet:
        return " ".join(report.outlet.split())
    for address in (report.url, report.source):
        host = urlsplit(address or "").hostname if "://" in (address or "") else None
        if host:
            return host.removeprefix("www.")
    if not of_file:
        return ""
    words = PurePath(report.source).stem.replace("_", " ").replace("-", " ")
    return "" if not words.strip() or _NO_NAME.search(words) else _NUMBERING.sub("", words.strip())
