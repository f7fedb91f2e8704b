"""Mentions without a proper name: bodies named by their country and kind, and descriptions of bodies already named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sayso import resources
from sayso.annotate import gazetteer
from sayso.language.backbone import Reading
from sayso.types import Name


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """The kinds of bodies with the phrases that describe them."""
    found: dict[str, dict[str, Any]] = resources.load("bodies")["kinds"]
    return found


@cache
def _phrases() -> dict[str, str]:
    return {phrase: kind for kind, entry in kinds().items() for phrase in entry["heads"]}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(_phrases(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


def kind_of_phrase(text: str) -> str | None:
    """The kind of body that a description's last words tell ("the country's spy service" -> intelligence)."""
    flat = gazetteer.plain(text)
    found = [m for m in _pattern().finditer(flat) if m.end() == len(flat)]
    return _phrases()[found[0].group(1)] if found else None


def kinds_of_name(text: str) -> set[str]:
    """The kinds that a body's proper name shows ("Norland Intelligence Service" -> intelligence, agency)."""
    parts = set(re.findall(r"[\w.]+", gazetteer.plain(text)))
    return {kind for kind, entry in kinds().items() if parts & set(entry["names"])}


def find_descriptions(reading: Reading, named: Sequence[Name]) -> Iterator[Name]:
    """The bodies that a report names by country and kind, and its definite descriptions of bodies it has named.

    "Norland's spy service" and "the Norlander government" name one body each and are names; "the agency" is nominal and
    is kept only when a body of its kind has been named before it.
    """
    text = reading.report.text
    taken = [(n.span.start, n.span.end) for n in named]
    for match in _pattern().finditer(text):
        start, end = match.span()
        if any(a < end and start < b for a, b in taken):
            continue
        kind = _phrases()[match.group(1).lower()]
        opening = _country_before(text, start)
        if opening is not None and kinds()[kind].get("country"):
            yield Name(span=reading.report.span(opening, end), type="ORG")
        elif re.search(r"\b(?:the|its|their)\s+$", text[:start][-8:], re.IGNORECASE):
            article = text.rfind(" ", 0, start - 1) + 1
            if any(n.type == "ORG" and n.span.end <= start and kind in kinds_of_name(n.span.text) for n in named):
                begin = re.search(r"\b(the|its|their)\s+$", text[:start], re.IGNORECASE)
                yield Name(span=reading.report.span(begin.start() if begin else article, end), type="ORG", nominal=True)


def _country_before(text: str, end: int) -> int | None:
    """Where a country's possessive or nationality word stands right before `end`."""
    before = text[max(0, end - 60) : end]
    match = re.search(r"((?:[A-Z][\w.]*\s)?[A-Z][\w.]*)(['’]s?)?\s$", before)
    if not match:
        return None
    owner = match.group(2)
    for candidate in (match.group(1), match.group(1).split()[-1]):
        offset = match.start(1) + match.group(1).rfind(candidate)
        known = gazetteer.country(candidate) if owner else gazetteer.nationality(candidate) or _short(candidate)
        if known:
            return end - len(before) + offset
    return None


def _short(text: str) -> str | None:
    """A country's abbreviation that stands for its adjective: "the U.S. military"."""
    return gazetteer.country(text) if text in ("U.S.", "US", "U.K.", "UK", "EU", "UAE") else None
