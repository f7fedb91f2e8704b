"""Datelines: the place, the day and the agency that stand before a report's first words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.ingest import noise as patterns
from sayso.ingest.agencies import known_agency

_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ’'.-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ’'.-]+)*"
_REGION = r"(?:[A-ZÀ-Þ][\w.’'-]*)(?: (?:of |and )?[A-ZÀ-Þ][\w.’'-]*){0,3}"
_DASH = r"(?:—|–|--|-|―)"
_DAY = rf"(?:[,.]? (?:(?i:{patterns.MONTHS})\.? \d{{1,2}}|\d{{1,2}} (?i:{patterns.MONTHS})\.?)(?:,? \d{{4}})?)"
# what captions and updates begin with, written like a dateline
_NO_PLACES = frozenset(
    [
        "FILE",
        "UPDATE",
        "UPDATED",
        "UPDATES",
        "EXCLUSIVE",
        "WATCH",
        "VIDEO",
        "PHOTOS",
        "LIVE",
        "BREAKING",
        "OPINION",
        "ANALYSIS",
        "NOTE",
        "CORRECTION",
    ]
)
# a dateline stands below headline, summary and captions at the most
_TOP = 6


def find_dateline(paragraphs: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """The place and the agencies that a dateline at the head of one of the first paragraphs gives.

    A body in brackets between a place in capitals and a dash is an agency, whether the lexicon has it or not.
    """
    for text in paragraphs[:_TOP]:
        for pattern in _DATELINES:
            m = pattern.match(text)
            if m is None:
                continue
            said = m.groupdict()
            place, credit, sure = said.get("place"), said.get("agency"), said.get("sure") or said.get("after")
            agencies = _agencies(sure or credit or "")
            if place in _NO_PLACES or (sure and not agencies):
                continue
            return place, agencies or ((credit,) if credit else ())
    return None, ()


def _agencies(credit: str) -> tuple[str, ...]:
    """The agencies of a dateline's brackets; none when something else stands there too."""
    found = [known_agency(name) for name in re.split(r" ?[/,&] ?", credit)] if credit else []
    return tuple(dict.fromkeys(a for a in found if a)) if all(found) else ()


_NAME = r"[A-Z][\w .’'/,&-]{1,60}?"
_PLACE = rf"(?P<place>{_CAPITALS}(?:, {_REGION})?)"
_ANY_PLACE = rf"(?P<place>{_REGION}(?:, {_REGION})?)"
# `sure`: what stands there has to be an agency that the lexicon has
_DATELINES = tuple(
    re.compile(form + r" ?(?=\S)")
    for form in (
        # "PORT FELL, Norland (AP) —", "PORT FELL (Northwire) —"
        rf"{_PLACE}{_DAY}? ?\((?P<agency>{_NAME})\) ?\.?{_DASH}",
        # "PORT FELL —", "PORT FELL — (AP) —"
        rf"{_PLACE}{_DAY}?(?: ?(?:—|–|--|―)| -(?= ))(?: ?\((?P<after>{_NAME})\) ?{_DASH})?",
        # "Port Fell, May 14 (PTI) -", "Port Fell, 14 May (EFE).-"
        rf"{_ANY_PLACE}{_DAY}? ?\((?P<sure>dpa|{_NAME})\) ?\.?{_DASH}",
        # "Port Fell, May 14 (PTI):", "PORT FELL, May 14. /TASS/.", "PORT FELL: (APP)"; only with a day or a colon:
        # a body's short name stands in brackets after its long one too
        rf"{_ANY_PLACE}{_DAY}\.? ?[(/](?P<sure>dpa|{_NAME})[)/][.:]?",
        rf"{_ANY_PLACE}: ?\((?P<sure>dpa|{_NAME})\)[.:]?",
        # "Port Fell, May 14, GNA -"
        rf"{_ANY_PLACE}{_DAY}, (?P<sure>dpa|{_NAME}) ?{_DASH}",
        # "(AP) —", "[AFP] -"
        rf"[(\[](?P<sure>dpa|{_NAME})[)\]] ?{_DASH}",
    )
)
