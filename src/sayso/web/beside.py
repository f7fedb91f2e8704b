"""What the page of two reports side by side shows around their texts: which pairs there are, and how two depend."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, islice

from sayso.render.formats import count
from sayso.render.lookup import Lookup
from sayso.render.side_by_side import SideBySide
from sayso.render.wording import COPY_RELATIONS
from sayso.types import Copy, Dossier, Report
from sayso.web import wording
from sayso.web.places import beside_place, report_place

# pairs that are offered, those first that share most
_OFFERED = 15
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A report that can be chosen: its id and how it is named."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Two reports worth reading side by side, with how they depend on each other and the page's address."""

    names: tuple[str, str]
    relation: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The head of a column: the report's name, day, headline, language and addresses."""

    label: str
    day: str
    title: str
    language: str
    to: str


def choices(lookup: Lookup) -> tuple[Choice, ...]:
    """All reports of a dossier, in the page's order."""
    return tuple(Choice(id=r.id, label=lookup.dated_label(r)) for r in lookup.reports)


def offers(story: str, lookup: Lookup, with_report: str = "") -> tuple[Offer, ...]:
    """The pairs whose texts depend on each other, most first; where none do, the reports that came first.

    Args:
        story: its name.
        lookup: its dossier.
        with_report: the report that one of each pair is to be; any, where the dossier lacks it.
    """
    held = {r.id for r in lookup.reports}
    wanted = {with_report} & held or held
    found: list[tuple[float, Copy]] = []
    for copy in lookup.dossier.copies:
        if copy.passages and {copy.a, copy.b} <= held and wanted & {copy.a, copy.b}:
            found.append((max(lookup.share(copy, copy.a), lookup.share(copy, copy.b)), copy))
    found.sort(key=lambda f: -f[0])
    pairs = [(*_in_order(lookup, copy), COPY_RELATIONS[copy.relation]) for _, copy in found[:_OFFERED]]
    if not pairs:
        every = ((a.id, b.id, "") for a, b in combinations(lookup.reports, 2) if wanted & {a.id, b.id})
        pairs = list(islice(every, _OFFERED))
    return tuple(
        Offer(names=(lookup.label(a), lookup.label(b)), relation=relation, to=beside_place(story, a, b))
        for a, b, relation in pairs
    )


def _in_order(lookup: Lookup, copy: Copy) -> tuple[str, str]:
    first, second = sorted((copy.a, copy.b), key=lambda r: lookup.number[r])
    return first, second


def side(lookup: Lookup, story: int, report: Report) -> Side:
    """The head of a report's column."""
    language = report.language or ""
    return Side(
        label=lookup.label(report.id),
        day=lookup.day(report.published) or wording.UNDATED,
        title=report.title or "",
        language=language if _LANGUAGE.fullmatch(language) else "",
        to=report_place(story, report.id),
    )


def told(lookup: Lookup, found: SideBySide) -> tuple[str, ...]:
    """In words how two reports depend on each other, and how many sentences they share."""
    out = []
    a, b = found.a.id, found.b.id
    if found.copy is None:
        out.append(wording.SIDE_NOT_COMPARED)
    else:
        relation = COPY_RELATIONS[found.copy.relation]
        taking = next((t for t in lookup.takings if t.copy is found.copy), None)
        text = relation[:1].upper() + relation[1:]
        if taking is not None and round(taking.share * 100):
            form = wording.SIDE_TAKEN if taking.known else wording.SIDE_COMMON
            taker, giver = lookup.label(taking.taker), lookup.label(taking.giver)
            text = f"{text}. {form.format(taker=taker, giver=giver, share=round(taking.share * 100))}"
        else:
            text = f"{text}."
        out.append(text)
    for name, kinds in ((a, found.kinds_a), (b, found.kinds_b)):
        parts = [form.format(n=kinds[kind]) for kind, form in wording.SIDE_KINDS.items() if kinds.get(kind)]
        sentences = count(sum(kinds.values()), "sentence")
        out.append(f"{lookup.label(name)}, {sentences}: {', '.join(parts)}." if parts else f"{lookup.label(name)}.")
    return tuple(out)


def chosen(dossier: Dossier, a: str, b: str) -> tuple[str, str] | None:
    """The two reports that were asked for, where both are there and they are two."""
    held = {r.id for r in dossier.reports}
    return (a, b) if {a, b} <= held and a != b else None
