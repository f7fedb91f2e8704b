"""Who holds an office that one person holds at a time: two heads of one body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.link.conflicts.sides import side_of
from sayso.link.figures.judging import Ends
from sayso.link.figures.moments import moment
from sayso.link.names.matching import person_tokens
from sayso.spans import Span
from sayso.types import Annotations, Conflict, ConflictRelation, Entity, Name

if TYPE_CHECKING:
    from sayso.link.names.entities import Entities

# characters before and after a name in which its office is told
NEAR = 80


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where a report gives an office of a body to a person, and whether it says that this one is newly given it."""

    annotations: Annotations
    person: Entity
    span: Span
    statement: str | None
    new: bool


def find_office_holders(annotated: Sequence[Annotations], entities: Entities, origins: Ends) -> Iterator[Conflict]:
    """Finds two people to whom the highest office of one body is given.

    Former holders, deputies and acting ones are none. *update* where a later report tells in its own voice that
    somebody was named, else *dispute*.

    Args:
        annotated: the reports.
        entities: what names stand for.
        origins: names the far ends of chains of attribution.
    """
    held: dict[str, list[_Holder]] = {}
    for a in annotated:
        for name in a.names:
            if name.type == "PERSON" and not name.nominal and (found := _holder(a, name, entities)) is not None:
                held.setdefault(found[0].id, []).append(found[1])
    for body, holders in held.items():
        people = list(dict.fromkeys(h.person.id for h in holders))
        sides = [[h for h in holders if h.person.id == who] for who in people]
        if len(sides) != 2 or _share_a_name(sides[0][0].person, sides[1][0].person):
            continue
        about = next(e.name for e in entities.entities if e.id == body)
        yield Conflict(
            id="",
            kind="fact",
            about=f"who leads: {about}",
            sides=tuple(
                side_of(
                    [h.span for h in side], (o for h in side for o in origins.of(h.annotations.report.id, h.statement))
                )
                for side in sides
            ),
            relation=_relation(sides),
            why={"body": body, "named": any(h.new for side in sides for h in side)},
            score=0.6,
        )


def _share_a_name(a: Entity, b: Entity) -> bool:
    return bool(set(person_tokens(a.name)) & set(person_tokens(b.name)))


def _relation(sides: Sequence[Sequence[_Holder]]) -> ConflictRelation:
    for old, new in (sides, sides[::-1]):
        told = [h for h in new if h.new and h.statement is None]
        if told and all(_comes_first(h, told[0]) for h in old):
            return "update"
    return "dispute"


def _comes_first(a: _Holder, b: _Holder) -> bool:
    one, other = moment(a.annotations.report.published), moment(b.annotations.report.published)
    return one is not None and one.before(other)


def _holder(a: Annotations, name: Name, entities: Entities) -> tuple[Entity, _Holder] | None:
    """The body whose highest office the words around a name give to it, and the holder."""
    text, span = a.report.text, name.span
    before = text[max(text.rfind("\n", 0, span.start) + 1, span.start - NEAR) : span.start]
    behind = text[span.end : span.end + NEAR].split("\n", 1)[0]
    offices, taken = _patterns()
    found = offices.behind.match(behind) if taken.search(before) else offices.apposed.match(behind)
    new = found is not None and taken.search(before) is not None
    found = found or offices.before.search(before)
    if found is None or _no_holder(found.group(), before[: found.start()] if found.string is before else ""):
        return None
    words = found.groupdict()
    said_of = (words.get("of") or words.get("whose") or words.get("bare") or "").split()
    # a sentence may end in a capitalised word right before
    bodies = (entities.resolve(a.report.id, " ".join(said_of[at:])) for at in range(len(said_of)))
    body = next((b for b in bodies if b is not None), None)
    if body is None:
        at = max(0, span.start - NEAR) if found.string is before else span.end
        inside = a.report.span(at, min(len(text), at + NEAR))
        named = [e for _, _, e in entities.within(inside) if e.type == "ORG"]
        body = named[0] if (words.get("of") or "").strip() in ("the group", "the company") and named else None
    person = entities.resolve(a.report.id, span.text, span)
    if body is None or body.type != "ORG" or person is None or person.type != "PERSON":
        return None
    said = [s for s in a.statements if any(c.start <= span.start < c.end for c in s.content)]
    innermost = min(said, key=lambda s: sum(c.end - c.start for c in s.content), default=None)
    return body, _Holder(a, person, span, innermost.id if innermost else None, new)


def _no_holder(words: str, before: str) -> bool:
    tail = " ".join([*before.split()[-2:], words]).lower()
    return any(re.search(rf"\b{re.escape(w)}\b", tail) for w in resources.load("offices")["not_now"])


@dataclass(frozen=True, slots=True)
class _Offices:
    """Where an office and its body stand beside a name: "as its head", ", the head of the firm", "head of the firm"."""

    behind: re.Pattern[str]
    apposed: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _patterns() -> tuple[_Offices, re.Pattern[str]]:
    lexicon = resources.load("offices")
    office = "|".join(re.escape(w) for w in sorted(lexicon["highest"], key=len, reverse=True))
    kind = r"(?:(?:new|longtime|long-time|current|overall|top)\s+)*"
    # bounded, so that a line of capitalised words costs no more than its length
    proper = r"[A-Z][\w.&-]*(?:\s(?:(?:of|for|the|and)\s)?[A-Z][\w.&-]*){0,4}"
    named = rf"(?:the\s+)?{kind}(?:{office})\s+of\s+(?P<of>the\s+(?:group|company)|(?:the\s+)?{proper})"
    owned = rf"(?:the\s+)?(?P<whose>{proper})['’]s?\s+{kind}(?:{office})"
    return (
        _Offices(
            behind=re.compile(rf"\s+(?:as|to be)\s+(?:{owned}|{named})(?=\s*(?:[.,;]|$|\s[a-z]))"),
            apposed=re.compile(rf",\s+(?:{owned}|{named})(?=\s*[.,;]|\s+[a-z]|$)"),
            before=re.compile(rf"(?:{owned},?\s+|(?P<bare>{proper})\s+{kind}(?:{office})\s+|{named},?\s+)$"),
        ),
        re.compile(rf"\b(?:{'|'.join(lexicon['naming'])})\s+$", re.I),
    )
