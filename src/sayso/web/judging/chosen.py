"""Which item of a dossier is judged: by the key that the page has for it, or by its words, which outlast the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from sayso.judge.rows import About, Judgement
from sayso.render.formats import amount, few
from sayso.render.lookup import Lookup, items_in
from sayso.render.speakers import speakers
from sayso.render.timeline import timeline
from sayso.spans import Span
from sayso.types import Claim, Conflict, Copy, Dossier, Entity, Event, Figure, Report, Statement

Record = Claim | Conflict | Copy | Entity | Event | Figure | Report | Statement
# items of each kind that are named beside the chosen one
_BESIDE = 5
# places that an item is known by
_KNOWN_BY = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is judged: its kind, None for what nothing can be decided of by itself, and its records in the dossier.

    There are several when the page shows one line for what several reports give in the same words. `key` is that of the
    page, `title` its words, `spans` every place where it stands.
    """

    about: About | None
    key: str
    records: tuple[Record, ...]
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another item: its kind, key and title, and the reports that have it."""

    about: About
    key: str
    title: str
    where: str = ""


def beside_of(lookup: Lookup, key: tuple[str, str], record: Record) -> Beside:
    """An item as it is named beside others."""
    kind, name = key
    reports = lookup.names(s.report for s in spans_of(record))
    return Beside(kind, f"{kind}-{name}", title_of(lookup, record), few(reports, 3))  # type: ignore[arg-type]


def choose(lookup: Lookup, key: str) -> Chosen | None:
    """The item that the page has a key for; None when it has none of that key.

    Args:
        lookup: the dossier.
        key: as in `sayso.render.lookup.Item`; also `entity-ID`, `conflict-ID` and `report-ID`.
    """
    kind, _, name = key.partition("-")
    if kind == "side":
        kind, name = "conflict", name.rpartition("-")[0]
    if kind == "cites":
        # where a statement stands in a document: what can be decided is the statement
        kind, name = "statement", name.rpartition("-")[0]
    if kind == "report" and name in lookup.by_id:
        return Chosen("copy", key, (lookup.by_id[name],), lookup.label(name), ())
    if kind == "copy":
        number = name.partition("-")[0]
        copies = lookup.dossier.copies
        if number.isdecimal() and int(number) < len(copies):
            return _chosen(lookup, "copy", key, (copies[int(number)],))
        return None
    known = records(lookup.dossier).get((kind, name))
    if known is not None:
        return _chosen(lookup, kind, key, _alike(lookup, kind, known))  # type: ignore[arg-type]
    spans = _words(lookup.dossier, kind, name)
    return Chosen(None, key, (), " … ".join(" ".join(s.text.split()) for s in spans[:3]), spans) if spans else None


def records(dossier: Dossier) -> dict[tuple[str, str], Record]:
    """The items of a dossier that can be judged, by their kind and id."""
    found: dict[tuple[str, str], Record] = {}
    lists: tuple[tuple[str, Iterable[Record]], ...] = (
        # an outlet that no report names has no words that a judgement could hold on to
        ("entity", (e for e in dossier.entities if e.mentions)),
        ("statement", dossier.statements),
        ("figure", dossier.figures),
        ("event", dossier.events),
        ("claim", dossier.claims),
        ("conflict", dossier.conflicts),
        ("report", dossier.reports),
    )
    for kind, items in lists:
        found |= {(kind, item.id): item for item in items}  # type: ignore[union-attr]
    return found


def spans_of(record: Record) -> tuple[Span, ...]:
    """Every place where an item stands, the first its clearest."""
    match record:
        case Claim():
            return tuple(m.span for m in sorted(record.members, key=lambda m: m.span.text != record.text))
        case Entity() | Event():
            return record.mentions
        case Figure():
            return (record.span,)
        case Statement():
            return record.content
        case Conflict():
            return tuple(s for side in record.sides for s in side.members)
        case Copy():
            return tuple(s for p in record.passages for s in (p.a, p.b))
    return ()


def title_of(lookup: Lookup, record: Record) -> str:
    """An item in a few words."""
    match record:
        case Entity():
            told = record.name
        case Conflict():
            told = f"{record.about}: {' / '.join(side.value for side in record.sides)}"
        case Claim():
            told = record.text
        case Event():
            # several events can stand in one sentence
            told = f"{record.mentions[0].text}: {record.what.text}" if record.mentions else record.what.text
        case Figure():
            told = f"{record.span.text}: {record.of}" if record.of else record.span.text
        case Statement():
            told = f"{lookup.speaker(record)}: {' … '.join(c.text for c in record.content)}"
        case Copy():
            told = f"{lookup.label(record.a)} / {lookup.label(record.b)}"
        case Report():
            told = lookup.dated_label(record)
    return " ".join(told.split())


def judged_on(record: Record) -> tuple[Judgement, ...]:
    """What a person decided of an item or found out of it."""
    if isinstance(record, Report):
        return ()
    return (*record.checks, *record.judged) if isinstance(record, Claim) else record.judged


def speaker_of(dossier: Dossier, statement: Statement) -> str:
    """The name of a statement's speaker, empty when it has none."""
    return next((e.name for e in dossier.entities if e.id == statement.speaker), statement.speaker_name or "")


def giver_of(dossier: Dossier, figure: Figure) -> str:
    """The name of who gives a figure, empty for the report itself."""
    return next((e.name for e in dossier.entities if e.id == figure.giver), figure.giver_name or "")


def beside(lookup: Lookup, chosen: Chosen) -> tuple[Beside, ...]:
    """What else stands in the same words and can be judged: a statement's speaker, the figures of a claim."""
    own = {id(r) for r in chosen.records}
    at: dict[str, list[Span]] = {}
    for span in chosen.spans:
        at.setdefault(span.report, []).append(span)
    counts: dict[str, int] = {}
    found = []
    for (kind, name), record in records(lookup.dossier).items():
        if id(record) in own or kind == "report" or counts.get(kind, 0) == _BESIDE:
            continue
        if any(s.overlaps(o) for s in spans_of(record) for o in at.get(s.report, ())):
            counts[kind] = counts.get(kind, 0) + 1
            found.append(beside_of(lookup, (kind, name), record))
    named = (r.speaker for r in chosen.records if isinstance(r, Statement) and r.speaker)
    given = (r.giver for r in chosen.records if isinstance(r, Figure) and r.giver in lookup.entities)
    for name in dict.fromkeys((*named, *given)):
        one = beside_of(lookup, ("entity", name or ""), lookup.entities[name or ""])
        found += [one] if one not in found else []
    return tuple(found)


def reference(about: str, *spans: Span, name: str = "") -> str:
    """What a form carries for an item: its kind, and its id where that outlasts a run, or else places that it has."""
    places = [[s.report, s.start, s.end] for s in spans]
    return msgspec.json.encode([about, name, places]).decode()


def reference_of(record: Record) -> str:
    """The reference of an item; see `reference`."""
    match record:
        case Figure() | Statement() | Report():
            return reference(type(record).__name__.lower(), name=record.id)
        case Conflict():
            return reference("conflict", *(side.members[0] for side in record.sides))
        case Claim() | Entity() | Event():
            return reference(type(record).__name__.lower(), *spans_of(record)[:_KNOWN_BY])
    return reference("copy", name=msgspec.json.encode([record.a, record.b]).decode())


def referred(dossier: Dossier, sent: str) -> tuple[Record, str | None] | None:
    """The item that a reference means in a dossier of today, and the report of its place; None when it is gone.

    Raises:
        ValueError: when it is no reference.
    """
    try:
        about, name, places = msgspec.json.decode(sent.encode(), type=tuple[str, str, list[tuple[str, int, int]]])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"{sent[:80]!r} is no item") from error
    if about == "copy":
        pair = {str(part) for part in msgspec.json.decode(name.encode(), type=list[str])}
        return next(((c, None) for c in dossier.copies if {c.a, c.b} == pair), None)
    known = records(dossier)
    if name:
        record = known.get((about, name))
        return (record, None) if record is not None else None
    if not places:
        return None
    best, most = None, (0, 0)
    for (kind, _), record in known.items():
        its = {(s.report, s.start, s.end) for s in spans_of(record)} if kind == about else set()
        # a clause may tell two claims
        share = (len(its.intersection(places)), -len(its))
        if places[0] in its and share > most:
            best, most = record, share
    return (best, places[0][0]) if best is not None else None


def _chosen(lookup: Lookup, about: About, key: str, group: tuple[Record, ...]) -> Chosen:
    spans = dict.fromkeys(s for record in group for s in spans_of(record))
    return Chosen(about, key, group, title_of(lookup, group[0]), tuple(spans))


def _alike(lookup: Lookup, kind: str, record: Record) -> tuple[Record, ...]:
    """The items that the page shows in one line with another."""
    if isinstance(record, Figure) and record.quantity:
        said = (amount(record).lower(), record.status)
        others = (f for f in lookup.dossier.figures if f.quantity == record.quantity)
        return (record, *(f for f in others if f is not record and (amount(f).lower(), f.status) == said))
    if isinstance(record, Statement | Event):
        view: object = speakers(lookup) if isinstance(record, Statement) else timeline(lookup)
        item = next((i for i in items_in(view) if i.key == f"{kind}-{record.id}"), None)
        places = set(item.places) if item is not None else set()
        same: Iterator[Record] = iter(lookup.dossier.statements if kind == "statement" else lookup.dossier.events)
        others_ = (r for r in same if r is not record and spans_of(r) and places.issuperset(spans_of(r)))
        return (record, *others_)
    return (record,)


def _words(dossier: Dossier, kind: str, name: str) -> tuple[Span, ...]:
    """The places of what stands on the page and is not judged by itself: a quotation, a sum, one of the first lines."""
    if kind == "quotation":
        return tuple(s for q in dossier.quotations if q.id == name for m in q.members for s in m.spans)
    if kind == "lead":
        return tuple(s.span for n, s in enumerate(dossier.lead, 1) if str(n) == name)
    if kind == "sum":
        figures = {f.id: f.span for f in dossier.figures}
        sums = (s for q in dossier.ledger for s in q.sums if "-".join(s.parts[:2]) == name)
        return tuple(figures[part] for s in sums for part in (*s.parts, *s.totals))
    return ()
