"""Why the names of an entity are one: for each other form, what ties it to the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from sayso.annotate import gazetteer
from sayso.annotate.lexicon import title_words
from sayso.link.names.matching import (
    SAME,
    body_tokens,
    flat,
    is_acronym_of,
    person_tokens,
    same_body,
    same_person,
    token_likeness,
)
from sayso.types import EntityType

PART, TITLE, LONGER = "part of the name", "with a title", "with more words"
SPELLING, INITIALS = "spelled otherwise", "its initials"
KNOWN, CAPITAL = "known as its name", "its capital"
DESCRIBED, HANDLE, OTHER = "a description", "a handle", "another name"
DECIDED = "a person decided so"
BETWEEN = "; "
# how alike a word of a short form must be to a word of the name, as where short forms are placed
ALIKE = 0.85


def why_one(name: str, kind: EntityType, forms: Iterable[str], described: Iterable[str]) -> Mapping[str, str]:
    """What ties the forms of an entity to its name: each tie with the forms that have it, parted by BETWEEN.

    Forms that are the name but for case or an article are left out.

    Args:
        name: the name of the entity.
        kind: its type.
        forms: the other forms.
        described: those that only describe it ("the agency").
    """
    nominal = set(described)
    found: dict[str, list[str]] = {}
    for form in forms:
        if _words(form) != _words(name):
            found.setdefault(DESCRIBED if form in nominal else _tie(form, name, kind), []).append(form)
    return {tie: BETWEEN.join(its) for tie, its in found.items()}


def _words(text: str) -> str:
    return re.sub(r"^the ", "", " ".join(re.findall(r"\w+", flat(text))))


def _tie(form: str, name: str, kind: EntityType) -> str:
    if form.startswith(("@", "#")):
        return HANDLE
    if kind == "PERSON":
        bare = _without_title(form)
        if bare != form and (person_tokens(bare) == person_tokens(name) or _tie(bare, name, kind) == PART):
            return TITLE
        return (
            TITLE if person_tokens(form) == person_tokens(name) else _by_tokens(form, name, person_tokens, same_person)
        )
    if is_acronym_of(form, name) or is_acronym_of(name, form) or _initials(name) == form.replace(".", "").lower():
        return INITIALS
    if kind in ("GPE", "LOC"):
        if gazetteer.capital_of(form) == name:
            return CAPITAL
        if gazetteer.country(form) or gazetteer.state(form) == name:
            return KNOWN
    return _by_tokens(form, name, body_tokens, same_body)


def _without_title(form: str) -> str:
    words = form.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _titles():
        words.pop(0)
    return " ".join(words)


@cache
def _titles() -> frozenset[str]:
    return frozenset[str]().union(*(title_words(kind) for kind in ("honorifics", "offices", "qualifiers", "ranks")))


def _initials(name: str) -> str:
    return "".join(word[0] for word in body_tokens(name))


def _by_tokens(
    form: str, name: str, tokens: Callable[[str], tuple[str, ...]], alike: Callable[[str, str], float]
) -> str:
    other, own = tokens(form), tokens(name)
    short, long = sorted((other, own), key=len)
    if len(short) < len(long) and all(max(token_likeness(s, w) for w in long) >= ALIKE for s in short):
        return PART if len(other) < len(own) else TITLE if tokens is person_tokens else LONGER
    return SPELLING if alike(form, name) >= SAME else OTHER
