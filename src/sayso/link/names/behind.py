"""Who stands behind the reports: the outlets, the agencies and the people who published, supplied and wrote them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.annotate.lexicon import heads
from sayso.ingest.agencies import known_agency, mention, picture_pattern
from sayso.link.names.forms import Key, agencies, body_form, person_form
from sayso.types import Entity, EntityType, Report

# what was taken off a text and may name who gave it or its pictures
_CREDITS = frozenset(("credit", "picture credit", "copyright", "byline"))


def add_those_behind(entities: Sequence[Entity], reports: Sequence[Report]) -> tuple[Entity, ...]:
    """Adds those behind the reports: to the entity that has their name, else as one more, which no text mentions.

    Args:
        entities: what the texts name.
        reports: the reports, with outlet, bylines, agencies and credits.
    """
    forms: dict[Key, list[str]] = defaultdict(list)
    behind: dict[Key, list[str]] = defaultdict(list)
    types: dict[Key, EntityType] = {}
    for report in reports:
        for text, kind in _named(report):
            key = _key(text, kind)
            types.setdefault(key, kind)
            if text not in forms[key]:
                forms[key].append(text)
            if report.id not in behind[key]:
                behind[key].append(report.id)
    known: dict[Key, int] = {}
    for at, entity in enumerate(entities):
        for text in (entity.name, *entity.aliases):
            if entity.type in ("PERSON", "ORG"):
                known.setdefault(_key(text, entity.type), at)
    out = list(entities)
    for key, reported in behind.items():
        if key in known:
            at = known[key]
            new = [f for f in forms[key] if f not in out[at].aliases]
            out[at] = replace(out[at], aliases=(*out[at].aliases, *new), reports=tuple(reported))
        else:
            full = [agencies()[form] for form in forms[key] if form in agencies()]
            name = max(full or forms[key], key=lambda form: (len(form), form))
            out.append(
                Entity(
                    id=f"e{len(out) + 1}",
                    name=name,
                    type=types[key],
                    aliases=tuple(forms[key]),
                    roles=(),
                    mentions=(),
                    reports=tuple(reported),
                )
            )
    return tuple(out)


def _named(report: Report) -> Iterator[tuple[str, EntityType]]:
    """Who published, wrote and supplied a report, in the words that it or its record has for them."""
    if report.outlet:
        yield report.outlet, "ORG"
    for byline in report.bylines:
        yield byline, "ORG" if known_agency(byline) or byline == report.outlet else "PERSON"
    for agency in report.agencies:
        yield agency, "ORG"
    for piece in report.noise:
        if piece.reason in _CREDITS:
            for found in (*mention().finditer(piece.text), *re.finditer(picture_pattern(), piece.text)):
                yield found[0], "ORG"
        if piece.reason == "picture credit" and mention().search(piece.text):
            yield from ((taker, "PERSON") for taker in _picture_takers(piece.text))


def _picture_takers(credit: str) -> Iterator[str]:
    """The people among the parts of a picture's credit: "Ada Roe, File/AP", "AP Photo/Ada Roe"."""
    for part in re.split(r"[\n/,()\[\]:|]", credit):
        ws = part.split()
        if 2 <= len(ws) <= 4 and all(re.fullmatch(r"[A-ZÀ-Þ][\w'’.-]*", w) for w in ws):
            plain = {w.lower().rstrip(".") for w in ws}
            if not plain & (heads("organisation_heads") | _PICTURE) and not known_agency(part.strip()):
                yield part.strip()


# words of a picture's credit that are nobody's name
_PICTURE = frozenset(
    ("file", "photo", "photos", "picture", "image", "images", "video", "courtesy", "handout", "via", "caption")
)


def _key(text: str, kind: EntityType) -> Key:
    if kind == "PERSON":
        return person_form(text).key
    return body_form(known_agency(text) or text).key
