"""The dossier as W3C Web Annotations: every item at its place in its report, by position and by its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sayso.export.json import to_json
from sayso.export.names import Names, bytes_name, item_name, source_of
from sayso.export.provenance import Found, provenance_of
from sayso.spans import GAP, Span
from sayso.types import Dossier, Entity, Report, Table

CONTEXT: tuple[object, ...] = (
    "http://www.w3.org/ns/anno.jsonld",
    {"provenance": {"@id": "http://www.w3.org/ns/prov#wasGeneratedBy", "@type": "@json"}},
)
LABEL = "sayso"
AROUND = 32
"""Characters before and behind the words, which tell them from the same words elsewhere."""

Body = dict[str, str]


def page_text(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The text of an AnnotationPage in JSON-LD piece by piece, so that there may be any number of annotations.

    What is known only behind the last of them stands behind them: the name of the page, made of theirs, and how many
    there are. Without any it is an empty AnnotationCollection, since a page has at least one.
    """
    names = hashlib.sha256()
    total = 0
    for item in items:
        yield ",\n" if total else f'{{"@context":{to_json(CONTEXT)},"type":"AnnotationPage","startIndex":0,"items":[\n'
        yield to_json(item)
        names.update(item["id"].encode())
        total += 1
    page, collection = (item_name(kind, names.hexdigest()) for kind in ("page", "collection"))
    whole = {"id": collection, "type": "AnnotationCollection", "label": LABEL, "total": total}
    if total:
        yield f'\n],"id":{to_json(page)},"partOf":{to_json(whole)}}}\n'
    else:
        yield to_json({"@context": CONTEXT, **whole}) + "\n"


def web_annotations(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """An annotation for each statement, figure, time, event, claim, conflict and named person, body or place.

    Its targets are the item's places in the reports: the report's address (or the name of its bytes), the state that
    was read (by its hash), and two selectors. Positions count code points of the report's text, as the standard says;
    the words go with what stands around them. Where a shared dossier shows a place in part, it has its position alone.
    Its bodies are tags: the kind of item, and what sayso holds of it in the words of the contract.
    """
    made = _Made(dossier)
    for s in dossier.statements:
        yield made.annotation("statements", s, s.content, _tags("statement", s.kind, s.mode), s.speaker_name)
    for f in dossier.figures:
        yield made.annotation("figures", f, (f.span,), _tags("figure", f.modifier, f.status), f.giver_name)
    for t in dossier.times:
        yield made.annotation("times", t, (t.span,), _tags("time"), described=t.value)
    for e in dossier.events:
        yield made.annotation("events", e, e.mentions, _tags("event", e.type, e.status))
    for c in dossier.claims:
        yield made.annotation("claims", c, [m.span for m in c.members], _tags("claim", c.verdict))
    for x in dossier.conflicts:
        for side in x.sides:
            tags = _tags("conflict", x.kind, x.relation)
            yield made.annotation("conflicts", x, side.members, tags, described=side.value)
    for n in dossier.entities:
        if n.mentions:
            yield made.annotation("entities", n, n.mentions, _tags(n.type), n.name)


class _Made:
    """One dossier on its way to annotations."""

    def __init__(self, dossier: Dossier) -> None:
        self.reports = {r.id: r for r in dossier.reports}
        self.found = Found(dossier)
        known = provenance_of(dossier)
        self.names = Names("annotation", dossier.reports)
        self.generated = _utc(known.made)
        self.generator = {"type": "Software", "name": known.version}

    def annotation(
        self,
        table: Table,
        item: object,
        places: Sequence[Span],
        tags: list[Body],
        identified: str | None = None,
        *,
        described: str | None = None,
    ) -> dict[str, Any]:
        """An item as an annotation.

        Args:
            table: the kind of record that it is.
            item: the record.
            places: where it stands.
            tags: what it is, as bodies.
            identified: whom or what it names.
            described: its value in other words.
        """
        bodies = list(tags)
        for purpose, value in (("identifying", identified), ("describing", described)):
            if value:
                bodies.append({"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"})
        targets = [self.target(place) for place in places]
        return {
            "id": self.names.of_entity(item) if isinstance(item, Entity) else self.names.of(table, places[0]),
            "type": "Annotation",
            "motivation": "identifying" if table == "entities" else "classifying",
            "generator": self.generator,
            **({"generated": self.generated} if self.generated else {}),
            "body": bodies,
            "target": targets[0] if len(targets) == 1 else targets,
            "provenance": self.found.of(table, item),
        }

    def target(self, place: Span) -> dict[str, Any]:
        """A place in a report, as a specific resource."""
        report = self.reports[place.report]
        source = source_of(report)
        return {
            "type": "SpecificResource",
            "source": {
                "id": source,
                "type": "Text",
                **({"language": report.language} if report.language else {}),
            },
            "state": {"type": "TimeState", "cached": bytes_name(report.sha256)},
            "selector": _selectors(report, place),
            "renderedVia": self.generator,
        }


def _selectors(report: Report, place: Span) -> list[dict[str, Any]]:
    position = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
    if report.excerpts is not None and GAP in place.text:
        return [position]
    before = report.text[max(0, place.start - AROUND) : place.start]
    behind = report.text[place.end : place.end + AROUND]
    if report.excerpts is not None:
        before, behind = before.rpartition(GAP)[2], behind.partition(GAP)[0]
    return [position, {"type": "TextQuoteSelector", "exact": place.text, "prefix": before, "suffix": behind}]


def _tags(*words: str) -> list[Body]:
    return [{"type": "TextualBody", "purpose": "tagging", "value": word, "format": "text/plain"} for word in words]


def _utc(made: str | None) -> str | None:
    """A moment as xsd:dateTime in UTC, expressed as "Z" as the model requires."""
    from datetime import UTC, datetime

    return None if made is None else datetime.fromisoformat(made).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
