"""What can be decided of an item, as forms: their fields, and what there is to choose from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sayso.judge.rows import CHECKS, HOW, RULES, About, Decides
from sayso.render import wording as page
from sayso.render.formats import count, joined
from sayso.render.lookup import Lookup
from sayso.types import Claim, Conflict, Copy, Entity, Event, Figure, Report, Statement
from sayso.web import wording
from sayso.web.judging.chosen import (
    Chosen,
    Record,
    giver_of,
    records,
    reference,
    reference_of,
    spans_of,
    speaker_of,
    title_of,
)

Input = Literal["text", "number", "date", "select", "radio", "checks"]
MOST = 20  # others that are offered at once; a search names the rest
SPEAKERS = 60
LONGEST = 160  # characters of another item that are shown


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen: what is sent, its words, and what is told beside them."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An input: its name, label and kind, what there is to choose from, what it holds, and a hint."""

    name: str
    label: str
    kind: Input = "text"
    options: tuple[Option, ...] = ()
    value: str = ""
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One decision: its name, what it is for, its fields, and the words on its button.

    `search` says whether there are others to choose from beside those that it offers.
    """

    name: str
    head: str
    told: str
    fields: tuple[Field, ...]
    act: str
    search: bool = False


def forms(lookup: Lookup, chosen: Chosen, words: str = "") -> tuple[Form, ...]:
    """The decisions that make sense for an item, the likeliest first; none for what is not judged by itself.

    Args:
        lookup: the dossier.
        chosen: the item.
        words: what others to choose from must hold; without, those that share most words are offered.
    """
    if not chosen.records:
        return ()
    first = chosen.records[0]
    match first:
        case Claim():
            made = _of_claim(lookup, first, words)
        case Entity():
            made = _of_entity(lookup, first, words)
        case Figure():
            made = _of_figure(lookup, chosen, first, words)
        case Statement():
            made = _of_statement(lookup, chosen, first)
        case Event():
            made = _of_event(lookup, chosen, first, words)
        case Conflict():
            made = _of_conflict(first)
        case Copy():
            made = iter((_of_pair(lookup, first),))
        case Report():
            made = _of_report(lookup, first)
    return tuple(made)


def _of_claim(lookup: Lookup, claim: Claim, words: str) -> Iterator[Form]:
    outcomes = tuple(Option(c, wording.JUDGING_OUTCOMES[c]) for c in CHECKS)
    how = (Option("", wording.JUDGING_UNSAID), *(Option(h, wording.JUDGING_HOW[h]) for h in HOW))
    yield _form(
        "found",
        Field(name="outcome", label=wording.JUDGING_OUTCOME, kind="radio", options=outcomes, required=True),
        Field(name="who", label=wording.JUDGING_WHO, hint=wording.JUDGING_WHO_HINT),
        Field(name="how", label=wording.JUDGING_HOW_LABEL, kind="select", options=how),
        Field(name="on", label=wording.JUDGING_ON, kind="date"),
    )
    stand = tuple(Option(r, page.RELATIONS[r]) for r in _values("conflict", "relation"))
    yield _pair(lookup, [claim], words, "claim", (Option("same", wording.JUDGING_SAME_CLAIM), *stand))
    if len({m.span.report for m in claim.members}) > 1:
        yield _split(lookup, claim)
    verdicts = tuple(Option(v, page.VERDICTS[v]) for v in _values("claim", "verdict"))
    verdict = Field(name="verdict", label=wording.JUDGING_VERDICT, kind="select", options=verdicts, value=claim.verdict)
    yield _form("verdict", verdict)


def _of_entity(lookup: Lookup, entity: Entity, words: str) -> Iterator[Form]:
    yield _pair(lookup, [entity], words, "entity")
    if len({m.report for m in entity.mentions}) > 1:
        yield _split(lookup, entity)
    types = tuple(Option(k, wording.ENTITY_TYPES[k]) for k in _values("entity", "type"))
    yield _form(
        "correct-entity",
        Field(name="name", label=wording.JUDGING_NAME, value=entity.name),
        Field(name="type", label=wording.JUDGING_TYPE, kind="select", options=types, value=entity.type),
    )
    yield _form("dismiss-entity")


def _of_figure(lookup: Lookup, chosen: Chosen, figure: Figure, words: str) -> Iterator[Form]:
    parts = _parts(lookup, chosen)
    statuses = tuple(Option(s, wording.JUDGING_STATUS[s]) for s in _values("figure", "status"))
    exact = figure.low is not None and figure.low == figure.high
    yield _form(
        "correct-figure",
        *parts,
        Field(name="value", label=wording.JUDGING_VALUE, kind="number", value=f"{figure.low:g}" if exact else ""),
        Field(name="as_of", label=wording.JUDGING_AS_OF, value=figure.as_of or "", hint=wording.JUDGING_AS_OF_HINT),
        Field(name="status", label=wording.JUDGING_STATUS_LABEL, kind="select", options=statuses, value=figure.status),
        _who(lookup, "giver", wording.JUDGING_GIVER, giver_of(lookup.dossier, figure), wording.JUDGING_ITSELF),
        Field(name="other", label=wording.JUDGING_OTHER),
    )
    stand = tuple(Option(r, page.RELATIONS[r]) for r in _values("conflict", "relation"))
    same = Option("same", wording.JUDGING_SAME_FIGURE)
    yield _pair(lookup, chosen.records, words, "figure", (same, *stand))
    if figure.quantity and any(f.quantity == figure.quantity and f is not figure for f in lookup.dossier.figures):
        # which of them is to be chosen: all together may be the whole quantity
        yield _form("split-figure", *(replace(part, value="") for part in parts))
    yield _form("dismiss", *parts)


def _of_statement(lookup: Lookup, chosen: Chosen, statement: Statement) -> Iterator[Form]:
    parts = _parts(lookup, chosen)
    modes = tuple(Option(m, page.MODES.get(m, wording.JUDGING_ASSERTS)) for m in _values("statement", "mode"))
    yield _form(
        "correct-statement",
        *parts,
        _who(lookup, "speaker", wording.JUDGING_SPEAKER, speaker_of(lookup.dossier, statement), ""),
        Field(name="other", label=wording.JUDGING_OTHER),
        Field(name="unnamed", label=wording.JUDGING_UNNAMED, hint=wording.JUDGING_UNNAMED_HINT),
        Field(name="mode", label=wording.JUDGING_MODE, kind="select", options=modes, value=statement.mode),
    )
    yield _form("dismiss", *parts)


def _of_event(lookup: Lookup, chosen: Chosen, event: Event, words: str) -> Iterator[Form]:
    types = tuple(Option(t, t.lower()) for t in _values("event", "type"))
    statuses = tuple(Option(s, page.EVENT_STATUS.get(s, wording.JUDGING_HAPPENED)) for s in _values("event", "status"))
    yield _pair(lookup, chosen.records, words, "event")
    if len({m.report for m in event.mentions}) > 1:
        yield _split(lookup, event)
    yield _form(
        "correct-event",
        Field(name="type", label=wording.JUDGING_TYPE, kind="select", options=types, value=event.type),
        Field(name="status", label=wording.JUDGING_STATUS_LABEL, kind="select", options=statuses, value=event.status),
    )
    yield _form("dismiss", *_parts(lookup, chosen))


def _of_conflict(conflict: Conflict) -> Iterator[Form]:
    relations = tuple(Option(r, page.RELATIONS[r], page.RELATION_REASONS[r]) for r in _values("conflict", "relation"))
    yield _form(
        "relation",
        Field(
            name="relation",
            label=wording.JUDGING_RELATION,
            kind="radio",
            options=relations,
            value=conflict.relation,
            required=True,
        ),
    )
    yield _form("dismiss-conflict")


def _of_report(lookup: Lookup, report: Report) -> Iterator[Form]:
    others = tuple(
        Option(reference_of(r), lookup.dated_label(r), r.title or "") for r in lookup.reports if r is not report
    )
    if others:
        field = Field(name="with", label=wording.JUDGING_OTHER_REPORT, kind="select", options=others, required=True)
        yield _form(
            "copy-report", field, *_copy_fields(wording.JUDGING_THIS, wording.JUDGING_THAT, "rewrite", "second")
        )


def _of_pair(lookup: Lookup, copy: Copy) -> Form:
    source = {"a": "first", "b": "second", None: ""}.get(copy.source, "third")
    fields = _copy_fields(lookup.label(copy.a), lookup.label(copy.b), copy.relation, source)
    third = (copy.source or "").removeprefix("third:").strip() if source == "third" else ""
    return _form("copy", *fields[:-1], Field(name="third", label=wording.JUDGING_THIRD, value=third))


def _copy_fields(first: str, second: str, relation: str, source: str) -> tuple[Field, ...]:
    relations = tuple(Option(r, page.COPY_RELATIONS[r]) for r in _values("copy", "relation"))
    sources = (
        Option("first", first),
        Option("second", second),
        Option("third", wording.JUDGING_THIRD_SOURCE),
        Option("", wording.JUDGING_UNSAID),
    )
    return (
        Field(name="relation", label=wording.JUDGING_DEPEND, kind="select", options=relations, value=relation),
        Field(name="source", label=wording.JUDGING_SOURCE, kind="select", options=sources, value=source),
        Field(name="third", label=wording.JUDGING_THIRD),
    )


def _form(name: str, *fields: Field, search: bool = False) -> Form:
    head, told, act = wording.JUDGING_FORMS[name]
    return Form(name=name, head=head, told=told, fields=fields, act=act, search=search)


def _values(about: About, decides: Decides) -> tuple[str, ...]:
    return RULES[about, decides].values or ()


def _who(lookup: Lookup, name: str, label: str, value: str, nobody: str) -> Field:
    """The people and bodies of a story to choose from, those named oftenest first."""
    able = (e for e in lookup.dossier.entities if e.mentions and e.type in ("PERSON", "ORG", "GPE"))
    often = sorted(able, key=lambda e: (-len(e.mentions), e.name))[:SPEAKERS]
    names = dict.fromkeys([*([value] if value else []), *(e.name for e in often)])
    options = (*((Option("", nobody),) if nobody else ()), *(Option(n, n) for n in names))
    return Field(name=name, label=label, kind="select", options=options, value=value)


def _parts(lookup: Lookup, chosen: Chosen) -> tuple[Field, ...]:
    """Which of several items that the page shows as one are meant."""
    if len(chosen.records) < 2:
        return ()
    options = tuple(Option(reference_of(r), _labels(lookup, r), _cut(_words(r))) for r in chosen.records)
    return (Field(name="item", label=wording.JUDGING_PARTS, kind="checks", options=options, value="all"),)


def _split(lookup: Lookup, record: Claim | Entity | Event) -> Form:
    """What an item has in each report, one of which can be set off."""
    about = type(record).__name__.lower()
    first: dict[str, Option] = {}
    for span in lookup.ordered(spans_of(record)):
        before, text, after = lookup.sentence(span)
        label = lookup.label(span.report)
        first.setdefault(span.report, Option(reference(about, span), label, _cut(f"{before}{text}{after}")))
    part = Field(name="part", label=wording.JUDGING_PART, kind="radio", options=tuple(first.values()), required=True)
    return _form(f"split-{about}", part)


def _pair(lookup: Lookup, own: Sequence[Record], words: str, about: str, relations: tuple[Option, ...] = ()) -> Form:
    """Others of its kind that an item can be put together with, or held against."""
    others = [r for (kind, _), r in records(lookup.dossier).items() if kind == about and not _is_one(r, own)]
    ranked = _searched(lookup, others, words) if words.strip() else _likest(lookup, own[0], others)
    options = tuple(Option(reference_of(r), _cut(title_of(lookup, r)), _detail(lookup, r)) for r in ranked[:MOST])
    fields = [Field(name="with", label=wording.JUDGING_WITH[about], kind="radio", options=options, required=True)]
    if relations:
        fields.append(Field(name="relation", label=wording.JUDGING_STAND, kind="select", options=relations))
    return _form(f"pair-{about}", *fields, search=len(others) > len(options) or bool(words.strip()))


def _is_one(record: Record, own: Sequence[Record]) -> bool:
    if any(record is r for r in own):
        return True
    return isinstance(record, Figure) and any(
        isinstance(r, Figure) and r.quantity and r.quantity == record.quantity and r.low == record.low for r in own
    )


def _searched(lookup: Lookup, others: Iterable[Record], words: str) -> list[Record]:
    wanted = words.casefold().split()
    return [r for r in others if all(w in _all_words(lookup, r) for w in wanted)]


def _likest(lookup: Lookup, record: Record, others: Sequence[Record]) -> list[Record]:
    """Those that share most words with an item, a word counting more the fewer have it (inverse document frequency)."""
    told = [_tokens(_all_words(lookup, r)) for r in others]
    own = _tokens(_all_words(lookup, record))
    having = {w: sum(w in words for words in told) for w in own}
    weight = {w: math.log((1 + len(others)) / n) for w, n in having.items() if n}
    alike = [sum(weight.get(w, 0.0) for w in words & own) / math.sqrt(1 + len(words)) for words in told]
    same = [_kind(r) == _kind(record) for r in others]
    order = sorted(range(len(others)), key=lambda i: (alike[i] == 0, not same[i], -alike[i], -len(spans_of(others[i]))))
    return [others[i] for i in order]


def _kind(record: Record) -> str:
    return record.type if isinstance(record, Entity) else (record.unit or "") if isinstance(record, Figure) else ""


def _all_words(lookup: Lookup, record: Record) -> str:
    forms_ = " ".join(record.aliases) if isinstance(record, Entity) else _words(record)
    return f"{title_of(lookup, record)} {forms_}".casefold()


def _words(record: Record) -> str:
    return " ".join(" ".join(s.text for s in spans_of(record)).split())


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{2,}", text))


def _labels(lookup: Lookup, record: Record) -> str:
    return joined(lookup.names(s.report for s in spans_of(record)))


def _detail(lookup: Lookup, record: Record) -> str:
    if isinstance(record, Entity):
        named = count(len(record.mentions), "mention")
        also = [a for a in record.aliases if a != record.name]
        return f"{wording.ENTITY_TYPES.get(record.type, record.type)}, {named}{': ' + joined(also[:4]) if also else ''}"
    return _labels(lookup, record)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0] or text[:LONGEST]} …"
