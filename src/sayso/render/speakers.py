"""Who says so: statements by speaker, the same words once, with the chain through which they came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.link.names.reasons import BETWEEN, PART, TITLE
from sayso.render import wording
from sayso.render.formats import count, few, joined
from sayso.render.judged import judged
from sayso.render.lookup import Item, Lookup
from sayso.render.quoted import changed_words
from sayso.types import Cited, Entity, Statement

_SAME_WORDS = 0.7
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One way that words took: the speaker, those who passed them on (farthest first), and the reports at its end."""

    through: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InDocument:
    """Where the words of a statement stand in a document, and what the statement made of them."""

    item: Item
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The same words of one speaker in one or several reports."""

    item: Item
    text: str
    direct: bool
    mode: str
    chains: tuple[Chain, ...]
    other_words: str
    score: float
    judged: tuple[str, ...] = ()
    documents: tuple[InDocument, ...] = ()
    checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who says something; `kind` tells unnamed sources and bodies from named persons."""

    name: str
    kind: str
    role: str
    summary: str
    said: tuple[Said, ...]
    reports: int
    statements: int
    also: str = ""
    judged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Everybody who says something, those in most reports first; statements of low score apart."""

    speakers: tuple[Speaker, ...]
    unsure: tuple[tuple[str, Said], ...]


def speakers(lookup: Lookup) -> Speakers:
    """Groups the statements of a dossier by who stands behind them."""
    told = [s for s in lookup.dossier.statements if not s.content or any(map(lookup.shows, s.content))]
    sure = [s for s in told if s.score >= wording.UNSURE_BELOW]
    unsure = sorted((s for s in told if s.score < wording.UNSURE_BELOW), key=lambda s: -s.score)
    by_speaker: dict[str, list[Statement]] = {}
    for statement in sure:
        by_speaker.setdefault(statement.speaker or f"\0{lookup.speaker(statement)}", []).append(statement)
    found = [_speaker(lookup, statements) for statements in by_speaker.values()]
    found.sort(key=lambda s: (s.kind == "not-stated", -s.reports, -s.statements, s.name))
    return Speakers(
        speakers=tuple(found),
        unsure=tuple((_shown_name(lookup.speaker(s))[0], _said(lookup, [s])) for s in unsure),
    )


def _speaker(lookup: Lookup, statements: list[Statement]) -> Speaker:
    name, kind = _shown_name(lookup.speaker(statements[0]))
    entity = lookup.entities.get(statements[0].speaker or "")
    reports = len({s.report for s in statements})
    groups = _same_words(lookup, statements)
    groups.sort(key=lambda g: -len({s.report for s in g}))
    said = [_said(lookup, g) for g in groups]
    how_many = count(len(statements), "statement")
    if reports == 1:
        summary = wording.STATEMENTS_IN.format(n=how_many, report=lookup.label(statements[0].report))
    else:
        summary = f"{how_many} in {count(reports, 'report')}"
    return Speaker(
        name=name,
        kind=kind,
        role=entity.roles[0] if entity and entity.roles else "",
        summary=f"{wording.UNNAMED} · {summary}" if kind == "unnamed" else summary,
        said=tuple(said),
        reports=reports,
        statements=len(statements),
        also=_also(entity) if entity else "",
        judged=judged(entity.judged) if entity else (),
    )


def _also(entity: Entity) -> str:
    """The other names of somebody with why they are names of one; parts of the name and titles explain themselves."""
    told = []
    for why, forms in entity.why.items():
        if why not in (PART, TITLE):
            names = {form.lower(): form for form in reversed(str(forms).split(BETWEEN))}
            told.append(wording.ALSO.format(name=joined(tuple(reversed(names.values()))), why=why))
    return wording.ALSO_NAMED.format(names=few(told, 6)) if told else ""


def _shown_name(name: str) -> tuple[str, str]:
    if name in (wording.NOT_STATED, wording.NO_SPEAKER):
        return wording.NOT_STATED_SHOWN, "not-stated"
    if name.startswith("unnamed:"):
        return name.removeprefix("unnamed:").strip(), "unnamed"
    return name, "named"


def _same_words(lookup: Lookup, statements: list[Statement]) -> list[list[Statement]]:
    """Statements of one speaker put together where they share most of their words, or one holds the other."""
    groups: list[tuple[set[str], list[Statement]]] = []
    for statement in sorted(statements, key=lambda s: (lookup.number.get(s.report, 0), _start(s), -_end(s))):
        holder = next((g for _, g in groups if any(_holds(s, statement) for s in g)), None)
        if holder is not None:
            holder.append(statement)
            continue
        words = set(_WORD.findall(" ".join(c.text for c in statement.content).lower()))
        best, members = 0.0, None
        for other, group in groups:
            likeness = len(words & other) / max(1, len(words | other))
            if likeness > best and all(g.report != statement.report for g in group):
                best, members = likeness, group
        if members is not None and best >= _SAME_WORDS:
            members.append(statement)
        else:
            groups.append((words, [statement]))
    return [group for _, group in groups]


def _start(statement: Statement) -> int:
    return statement.content[0].start if statement.content else 0


def _end(statement: Statement) -> int:
    return statement.content[-1].end if statement.content else 0


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether one statement's content stands inside the other's, word for word."""
    return (
        outer.report == inner.report
        and bool(inner.content)
        and all(any(o.start <= i.start and i.end <= o.end for o in outer.content) for i in inner.content)
    )


def _altered(lookup: Lookup, a: Statement, b: Statement) -> bool:
    """Whether two statements give one quotation in words of which one is an alteration of the other."""
    none = ("", False)
    first, second = lookup.quoted_as.get(a.id, none), lookup.quoted_as.get(b.id, none)
    return first[0] == second[0] and first[1] != second[1]


def _said(lookup: Lookup, group: list[Statement]) -> Said:
    first = group[0]
    text = " … ".join(" ".join(c.text.split()) for c in first.content)
    chains: dict[tuple[str, ...], list[str]] = {}
    for statement in group:
        chains.setdefault(tuple(lookup.who(v) for v in reversed(statement.via)), []).append(statement.report)
    changed = [s.report for s in group[1:] if _altered(lookup, first, s)]
    name, _ = _shown_name(lookup.speaker(first))
    places = lookup.ordered(c for s in group for c in s.content)
    behind = {c: lookup.chain(lookup.speaker(s), s.via) for s in group for c in s.content}
    return Said(
        item=Item(
            key=f"statement-{first.id}",
            title=name,
            places=places,
            behind=tuple(behind[p] for p in places),
        ),
        text=text,
        direct=first.kind == "direct",
        mode=wording.MODES.get(first.mode, ""),
        chains=tuple(Chain(through=through, reports=lookup.names(ids)) for through, ids in chains.items()),
        other_words=wording.OTHER_WORDS.format(reports=few(lookup.names(changed), 4)) if changed else "",
        score=min(s.score for s in group),
        judged=tuple(dict.fromkeys(judged([j for s in group for j in s.judged]))),
        documents=tuple(_in_documents(lookup, group)),
        checked=tuple(dict.fromkeys(text for s in group for text in _checked(lookup, s))),
    )


def _checked(lookup: Lookup, statement: Statement) -> Iterator[str]:
    """What checks of a statement's claim came to, as the report in which it stands tells it."""
    report = lookup.by_id.get(statement.report)
    for review in report.reviews if report is not None else ():
        if review.rating and any(review.span.overlaps(c) for c in statement.content):
            yield wording.REVIEWED.format(
                checker=review.checker or wording.REVIEWED_BY_SOMEBODY,
                date=wording.REVIEWED_ON.format(date=lookup.day(review.checked)) if review.checked else "",
                rating=" ".join(review.rating.split()),
            )


def _in_documents(lookup: Lookup, group: list[Statement]) -> Iterator[InDocument]:
    """The passages of documents that statements with the same words are from, what differs once."""
    told: dict[str, tuple[Statement, Cited]] = {}
    for statement in group:
        for cited in statement.cites:
            document = lookup.by_id.get(cited.span.report)
            if document is not None and lookup.shows(cited.span):
                told.setdefault(in_document(lookup, cited), (statement, cited))
    for text, (statement, cited) in told.items():
        item = Item(
            key=f"cites-{statement.id}-{lookup.number[cited.span.report]}",
            title=text,
            places=lookup.ordered((*statement.content, cited.span)),
        )
        yield InDocument(item=item, text=text)


def in_document(lookup: Lookup, cited: Cited) -> str:
    """In plain words where a passage stands that a statement is from, and whether its words are the same."""
    document = lookup.document(lookup.by_id[cited.span.report])
    place = lookup.place(cited.span)
    where = wording.PLACE_IN.format(document=document, place=place) if place else document
    how = wording.CITES[cited.form].format(document=f"the {where}")
    changes = changed_words(cited.changes)
    return wording.CITES_CHANGES.format(how=how, changes="; ".join(changes)) if changes else how
