"""The head of the page: what was read, how much is in it, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sayso.export.provenance import provenance_of
from sayso.render import wording
from sayso.render.formats import period
from sayso.render.lookup import Lookup, plain_label
from sayso.types import Conflict, Dossier

# digits of a hash that are shown: 64 bits, which no two inputs of a library share by chance
HASH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Title, counts as (number, noun), the days covered, remarks, what read the reports, and what made it of what."""

    title: str
    counts: tuple[tuple[int, str], ...]
    period: str
    notes: tuple[str, ...]
    models: str
    made: str


def header(lookup: Lookup) -> Header:
    """Counts what a dossier holds."""
    dossier = lookup.dossier
    outlets = {outlet for r in lookup.reports if not r.issuer and (outlet := plain_label(r, of_file=False))}
    disputed = [c for c in dossier.conflicts if c.kind == "figure" and c.relation == "dispute" and _sure(c)]
    numbers: tuple[tuple[int, str, str], ...] = (
        (len(lookup.reports), "report", "reports"),
        (lookup.origin_count, "independent origin", "independent origins"),
        (len(dossier.statements), "statement", "statements"),
        (len(dossier.figures), "figure", "figures"),
        (len(disputed), "figure disputed", "figures disputed"),
    )
    if outlets:
        numbers = (numbers[0], (len(outlets), "outlet", "outlets"), *numbers[1:])
    unread = tuple(wording.UNREAD.format(source=u.source, message=u.message) for u in dossier.unread)
    models = ", ".join(f"{what} {name}" for what, name in dossier.models.items())
    return Header(
        title=" ".join((dossier.story.title or wording.UNTITLED).split()),
        counts=tuple((n, one if n == 1 else many) for n, one, many in numbers),
        period=period((dossier.story.start or "")[:10], (dossier.story.end or "")[:10]),
        notes=(*(_named(lookup, note) for note in dossier.notes), *unread),
        models=wording.MODELS.format(models=models) if models else "",
        made=_made(dossier),
    )


def _made(dossier: Dossier) -> str:
    """What made a dossier, when, and of what: by a part of the hash, which is enough to tell it from others."""
    known = provenance_of(dossier)
    moment = datetime.fromisoformat(known.made).astimezone(UTC) if known.made else None
    when = wording.MADE.format(when=f"{moment:%Y-%m-%d %H:%M} UTC") if moment else ""
    return " · ".join(filter(None, (known.version, when, wording.MADE_OF.format(input=known.input[:HASH]))))


def _sure(conflict: Conflict) -> bool:
    return conflict.score >= wording.UNSURE_BELOW


def _named(lookup: Lookup, note: str) -> str:
    """A remark with the reports' names in the place of their paths and addresses."""
    for report in sorted(lookup.reports, key=lambda r: -len(r.source)):
        note = note.replace(report.source, lookup.label(report.id))
    return note
