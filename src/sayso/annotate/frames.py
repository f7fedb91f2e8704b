"""Who does what to whom, to how many of them and where: the arguments of a clause, by its syntax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sayso.resources import load
from sayso.types import Name

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# prepositions of where something happens, not of where it goes or comes from
LOCATIVE = frozenset({"in", "at", "near", "off", "on", "outside", "inside", "around"})
PLACES = frozenset({"GPE", "LOC", "FAC"})
# what hangs on a noun without being part of it
_BESIDE = frozenset({"relcl", "acl", "appos", "punct", "cc", "conj"})


def agent_of(head: Token, names: Sequence[Name]) -> str | None:
    """Who does what a verb tells: the subject of an active verb, the "by" phrase of a passive one."""
    if _is_passive(head):
        by = next((c for c in head.children if c.dep_ == "agent"), None)
        doer = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
    else:
        doer = next((c for c in head.children if c.dep_ == "nsubj"), None)
    return said(doer, names) if doer is not None and doer.tag_ not in ("WDT", "WP") else None


def patient_of(head: Token, names: Sequence[Name]) -> str | None:
    """Whom or what it is done to: the object of an active verb, the subject of a passive one."""
    wanted = ("nsubjpass",) if _is_passive(head) else ("dobj",)
    found = next((c for c in head.children if c.dep_ in wanted), None)
    return said(found, names) if found is not None and found.tag_ not in ("WDT", "WP") else None


def _is_passive(head: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in head.children)


def said(token: Token, names: Sequence[Name]) -> str:
    """A noun as the name that it is part of, else as its lemma."""
    name = next((n for n in names if n.span.start <= token.idx < n.span.end), None)
    return name.span.text if name is not None else token.lemma_.lower()


def portion_of(head: Token) -> tuple[int, int] | None:
    """Characters of a clause's subject when it is a part or a number of something: "nearly all of whom"."""
    words = load("portions")
    subject = next((c for c in head.children if c.dep_ in SUBJECTS), None)
    if subject is None:
        return None
    counted = subject.pos_ == "NUM" or subject.lemma_.lower().rpartition("-")[2] in words["parts"]
    if not counted:
        return None
    first, last = subject.left_edge, subject
    for c in subject.children:
        told = c.lower_ in ("of", "but") if c.dep_ == "prep" else c.dep_ not in _BESIDE
        if told and c.i > subject.i:
            last = max(last, c.right_edge, key=lambda t: t.i)
    return first.idx, last.idx + len(last.text)


def places_of(head: Token, names: Sequence[Name]) -> Iterator[tuple[int, int]]:
    """Characters of the names of places in which a clause's verb says that it happens."""
    for c in head.children:
        if c.dep_ != "prep" or c.lower_ not in LOCATIVE:
            continue
        noun = next((g for g in c.children if g.dep_ == "pobj"), None)
        if noun is None:
            continue
        inside = [noun, *(g for g in noun.subtree if g.dep_ == "appos" or g.head.dep_ == "prep")]
        for token in inside[:6]:
            name = next((n for n in names if n.span.start <= token.idx < n.span.end), None)
            if name is not None and name.type in PLACES and not name.nominal:
                yield name.span.start, name.span.end
                break
