"""Who does what to whom, to how many of them and where: the arguments of a clause, by its syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sayso.resources import load
from sayso.types import Name

if TYPE_CHECKING:
    from spacy.tokens import Token

# prepositions of where something happens, not of where it goes or comes from
LOCATIVE = frozenset({"in", "at", "near", "off", "on", "outside", "inside", "around"})
PLACES = frozenset({"GPE", "LOC", "FAC"})
# what hangs on a noun without being part of it
_BESIDE = frozenset({"relcl", "acl", "appos", "punct", "cc", "conj"})
# words behind a preposition among which the name of a place is looked for: "in the northern town of Arlen"
_LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The arguments of a clause: lemmas or names, and characters of its text."""

    agent: str | None
    patient: str | None
    portion: tuple[int, int] | None
    places: tuple[tuple[int, int], ...]


def frame_of(head: Token, names: Sequence[Name]) -> Frame:
    """Finds who does what a verb tells, whom or what it is done to, of how many of them it is said, and where.

    The agent is the subject of an active verb and the "by" phrase of a passive one, the patient the object and the
    subject. A portion is a subject that is a part or a number of something ("nearly all of whom"). Places are names
    behind a preposition of place that hangs on the verb.

    Args:
        head: the main word of the clause.
        names: names of its sentence.
    """
    subject = passive = thing = by = None
    located: list[Token] = []
    for c in head.children:
        dep = c.dep_
        if dep == "nsubj":
            subject = subject or c
        elif dep == "nsubjpass":
            passive = passive or c
        elif dep == "dobj":
            thing = thing or c
        elif dep == "agent":
            by = by or c
        elif dep == "prep" and c.lower_ in LOCATIVE:
            located.append(c)
    doer = subject if passive is None else _object_of(by)
    patient = thing if passive is None else passive
    places = (_place_behind(c, names) for c in located)
    return Frame(_said(doer, names), _said(patient, names), _portion(subject or passive), tuple(p for p in places if p))


def _object_of(preposition: Token | None) -> Token | None:
    return next((c for c in preposition.children if c.dep_ == "pobj"), None) if preposition is not None else None


def _said(token: Token | None, names: Sequence[Name]) -> str | None:
    """A noun as the name that it is part of, else as its lemma; None for a relative pronoun."""
    if token is None or token.tag_ in ("WDT", "WP"):
        return None
    name = _name_at(token, names)
    return name.span.text if name is not None else token.lemma_.lower()


def _name_at(token: Token, names: Sequence[Name]) -> Name | None:
    at = token.idx
    for n in names:
        if n.span.start <= at < n.span.end:
            return n
    return None


@cache
def _parts() -> frozenset[str]:
    return frozenset(load("portions")["parts"])


def _portion(subject: Token | None) -> tuple[int, int] | None:
    if subject is None or not (subject.pos_ == "NUM" or subject.lemma_.lower().rpartition("-")[2] in _parts()):
        return None
    last = subject
    for c in subject.children:
        told = c.lower_ in ("of", "but") if c.dep_ == "prep" else c.dep_ not in _BESIDE
        if told and c.i > subject.i:
            last = max(last, c.right_edge, key=lambda t: t.i)
    return subject.left_edge.idx, last.idx + len(last.text)


def _place_behind(preposition: Token, names: Sequence[Name]) -> tuple[int, int] | None:
    noun = _object_of(preposition)
    if noun is None or not names:
        return None
    inside = [noun, *(t for t in noun.subtree if t.dep_ == "appos" or t.head.dep_ == "prep")]
    for token in inside[:_LOOKED_AT]:
        name = _name_at(token, names)
        if name is not None and name.type in PLACES and not name.nominal:
            return name.span.start, name.span.end
    return None
