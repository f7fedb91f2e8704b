"""Mentions without a proper name: bodies named by their owner and kind, and descriptions of what is already named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.lexicon import heads, listed, world_name
from sayso.language.backbone import Reading
from sayso.types import Name

_WORD = re.compile(r"\w+")
_THE_NAMED = re.compile(r"\b[Tt]he (?=[A-Z12])")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_AHEAD = re.compile(r" ([a-z]+)(?: ([a-z]+))?\b")
_DEFINITE = re.compile(r"\b(?:[Tt]he|[Ii]ts|[Tt]heir)\s+(?:[a-z][\w-]+\s+)?$")


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """The kinds of bodies with the phrases that describe them."""
    found: dict[str, dict[str, Any]] = resources.load("bodies")["kinds"]
    return found


@cache
def _phrases() -> dict[str, str]:
    return {phrase: kind for kind, entry in reversed(kinds().items()) for phrase in entry["heads"]}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The phrases by their first words: one pattern of them all would try each of hundreds at each word of a text."""
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(_phrases(), key=len, reverse=True):
        by_first.setdefault(_WORD.findall(phrase)[0], []).append(phrase)
    return {
        first: re.compile("(" + "|".join(map(re.escape, phrases)) + r")(?![\w-])", re.IGNORECASE)
        for first, phrases in by_first.items()
    }


def _described(text: str) -> Iterator[re.Match[str]]:
    """The phrases of a text that name a kind of body, in order; none overlap."""
    patterns = _patterns()
    end = 0
    for word in _WORD.finditer(text):
        pattern = patterns.get(word[0].lower())
        if pattern is not None and word.start() >= end and (match := pattern.match(text, word.start())):
            end = match.end()
            yield match


def kind_of_phrase(text: str) -> str | None:
    """The kind of body that a description's last words tell ("the country's spy service" -> intelligence)."""
    flat = gazetteer.plain(text)
    found = [m for m in _described(flat) if m.end() == len(flat)]
    return _phrases()[found[0].group(1)] if found else None


@cache
def _kinds_of_word() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for kind, entry in kinds().items():
        for word in entry["names"]:
            table.setdefault(word, set()).add(kind)
    return {word: frozenset(found) for word, found in table.items()}


def kinds_of_name(text: str) -> set[str]:
    """The kinds that a body's proper name shows ("Norland Intelligence Service" -> intelligence, agency)."""
    words = re.findall(r"[\w.]+", gazetteer.plain(text))
    found = {k for word in words for form in (word, word.rstrip(".")) for k in _kinds_of_word().get(form, ())}
    return found | {"company"} if "bank" in found else found


def find_descriptions(reading: Reading, named: Sequence[Name]) -> Iterator[Name]:
    """The bodies that a report names by owner and kind, and its definite descriptions of what it has named.

    "Norland's spy service", "the Norlander government" and "Harrow police" name one body each and are names, whose span
    holds the owner's. "The agency" and "the peninsula" are nominal, and are kept only when something of their kind has
    been named before; "the company" also when it can only be the one body whose kind no word tells.
    """
    text = reading.report.text
    ends = {n.span.end: n for n in named}
    taken = [(n.span.start, n.span.end) for n in named]
    bodies = [n for n in named if n.type == "ORG"]
    first_told: dict[str, int] = {}
    plain: dict[str, int] = {}
    for body in bodies:
        told = _kinds_told(body)
        for kind in told:
            first_told.setdefault(kind, body.span.end)
        if not told and not world_name(body.span.text):
            plain.setdefault(body.span.text, body.span.end)
    at = 0
    for match in _described(text):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end:
            continue
        kind = _phrases()[match.group(1).lower()]
        opening = _owner_before(text, start, kind, ends)
        if opening is not None:
            yield Name(span=reading.report.span(opening, end), type="ORG")
            continue
        definite = _DEFINITE.search(text, max(0, start - 40), start)
        if definite is None:
            continue
        only = kind == "company" and len(plain) == 1 and min(plain.values()) <= start
        if only or first_told.get(kind, start + 1) <= start:
            yield Name(span=reading.report.span(definite.start(), end), type="ORG", nominal=True)
    yield from _described_places(reading, named)
    yield from _happenings(reading, named)


def _kinds_told(name: Name) -> set[str]:
    found = kinds_of_name(name.span.text)
    if name.role and (kind := kind_of_phrase(name.role)):
        found.add(kind)
    return found


def _described_places(reading: Reading, named: Sequence[Name]) -> Iterator[Name]:
    text = reading.report.text
    first: dict[str, int] = {}
    for n in named:
        if n.type in ("LOC", "FAC", "GPE"):
            for word in n.span.text.lower().split():
                first.setdefault(word, n.span.end)
    for match in re.finditer(r"\b[Tt]he (" + "|".join(sorted(heads("place_descriptions"))) + r")\b(?!-)", text):
        noun = match.group(1)
        if first.get(noun, match.start() + 1) <= match.start():
            yield Name(span=reading.report.span(*match.span()), type="LOC", nominal=True)


def _happenings(reading: Reading, named: Sequence[Name]) -> Iterator[Name]:
    """What goes by its kind and the name of its place, victim or year: "the Harrow shooting", "the 2031 uprising".

    It is the one that readers know, so "the" stands before it; one word may stand before the kind ("the Harrow church
    bombing"). The name holds the other name.
    """
    text = reading.report.text
    begin = {idx: i for i, idx in enumerate(reading.doc.to_array("IDX").tolist())}
    ends = {n.span.start: n.span.end for n in named if not n.nominal}
    for match in _THE_NAMED.finditer(text):
        start = match.end()
        year = _YEAR.match(text, start)
        end = year.end() if year else ends.get(start)
        words = _AHEAD.match(text, end) if end is not None else None
        if words is None:
            continue
        for n in (1, 2):
            i = begin.get(words.start(n))
            if i is not None and words[n] in listed("named_happenings"):
                ahead = reading.doc[i + 1] if i + 1 < len(reading.doc) else None
                if ahead is None or ahead.pos_ not in ("NOUN", "PROPN"):
                    yield Name(span=reading.report.span(start, words.end(n)), type="EVENT")
                break


def _owner_before(text: str, end: int, kind: str, ends: dict[int, Name]) -> int | None:
    """Where the country or place that owns a body begins, right before `end`."""
    entry = kinds()[kind]
    before = text[max(0, end - 60) : end]
    if entry.get("country"):
        match = re.search(r"((?:[A-Z][\w.]*\s)?[A-Z][\w.]*)(['’]s?)?\s$", before)
        for candidate in (match.group(1), match.group(1).split()[-1]) if match else ():
            if (match and match.group(2) and gazetteer.country(candidate)) or (
                match and not match.group(2) and (gazetteer.nationality(candidate) or _short(candidate))
            ):
                return end - len(before) + match.start(1) + match.group(1).rfind(candidate)
    if entry.get("local"):
        match = re.search(r"(?:['’]s?)?\s$", before)
        owner = ends.get(end - len(before) + match.start()) if match else None
        if owner is not None and owner.type == "GPE":
            return owner.span.start
    return None


def _short(text: str) -> str | None:
    """A country's abbreviation that stands for its adjective: "the U.S. military"."""
    return gazetteer.country(text) if text in ("U.S.", "US", "U.K.", "UK", "EU", "UAE") else None
