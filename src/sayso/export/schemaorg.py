"""The dossier in the vocabulary of schema.org: articles, those who speak, what is quoted of them, and claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sayso.export.json import to_json
from sayso.export.names import Names, bytes_name, item_name, report_key, source_of
from sayso.export.provenance import Found, provenance_of
from sayso.types import Claim, Dossier, Entity, Report, Statement, Table

CONTEXT = "https://schema.org"
TYPES: Mapping[str, str] = {"PERSON": "Person", "ORG": "Organization", "GPE": "AdministrativeArea"}
"""Type of an entity: its type in schema.org. What has none here speaks under its name alone."""
SPEAKERS = frozenset({"Person", "Organization"})
"""What can be the speaker of a Quotation and the author of a work there; a state that speaks is an Organization."""
QUOTED = frozenset({"direct", "mixed"})


def graph_text(nodes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The text of a JSON-LD graph piece by piece, so that there may be any number of nodes."""
    yield f'{{"@context":{to_json(CONTEXT)},"@graph":['
    between = "\n"
    for node in nodes:
        yield between + to_json(node)
        between = ",\n"
    yield "\n]}\n"


def schemaorg_nodes(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """The nodes of a dossier: a NewsArticle a report, a Quotation a statement in quotation marks, a Claim a claim.

    Speakers are nodes of their own where they are named. The verdict of a claim stands in its `keywords`; it is no
    ClaimReview, since sayso tells who says what and not what is true. Where each node comes from stands in its
    `identifier`, as named values.
    """
    made = _Made(dossier)
    for report in dossier.reports:
        yield made.article(report)
    for entity in dossier.entities:
        if entity.id in made.speakers:
            yield made.speaker(entity)
    for statement in dossier.statements:
        if statement.kind in QUOTED:
            yield made.quotation(statement)
    for claim in dossier.claims:
        yield made.claim(claim)


class _Made:
    """One dossier on its way to schema.org."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.found = Found(dossier)
        known = provenance_of(dossier)
        self.made = known.made
        names = self.names = Names("schema.org", dossier.reports)
        self.reports = {r.id: r for r in dossier.reports}
        self.articles = {r.id: item_name("report", report_key(r)) for r in dossier.reports}
        quoted = {s.speaker for s in dossier.statements if s.kind in QUOTED}
        named = {origin for claim in dossier.claims for origin in claim.origins}
        self.speakers = {
            e.id: names.of_entity(e)
            for e in dossier.entities
            if e.type in TYPES and (e.id in quoted or e.name in named)
        }
        self.by_name = {e.name: self.speakers[e.id] for e in reversed(dossier.entities) if e.id in self.speakers}

    def article(self, report: Report) -> dict[str, Any]:
        """A report."""
        return _told(
            {
                "@type": "NewsArticle" if report.genre == "article" else "Article",
                "@id": self.articles[report.id],
                "headline": report.title,
                "url": source_of(report) if report.url else None,
                "datePublished": report.published,
                "inLanguage": report.language,
                "author": [{"@type": "Person", "name": name} for name in report.bylines] or None,
                "publisher": {"@type": "Organization", "name": report.outlet} if report.outlet else None,
                "contributor": [{"@type": "Organization", "name": name} for name in report.agencies] or None,
                **self.origin("reports", report),
            }
        )

    def speaker(self, entity: Entity) -> dict[str, Any]:
        """Somebody who is quoted, or whose words a claim goes back to."""
        kind = TYPES[entity.type]
        return _told(
            {
                "@type": kind if kind in SPEAKERS else "Organization",
                "@id": self.speakers[entity.id],
                "name": entity.name,
                "alternateName": [alias for alias in entity.aliases if alias != entity.name] or None,
                "jobTitle": list(entity.roles) or None if kind == "Person" else None,
                **self.origin("entities", entity),
            }
        )

    def quotation(self, statement: Statement) -> dict[str, Any]:
        """Words in quotation marks, with who says them and in which report."""
        report = self.reports[statement.report]
        speaker: dict[str, str] | None = None
        if statement.speaker in self.speakers:
            speaker = {"@id": self.speakers[statement.speaker]}
        return _told(
            {
                "@type": "Quotation",
                "@id": self.names.of("quotation", statement.content[0]),
                "text": " ".join(" ".join(c.text for c in statement.content).split()),
                "spokenByCharacter": speaker,
                "creditText": statement.speaker_name,
                "isPartOf": {"@id": self.articles[report.id]},
                "inLanguage": report.language,
                **self.origin("statements", statement),
            }
        )

    def claim(self, claim: Claim) -> dict[str, Any]:
        """A claim, with the reports that tell it, the first of these, and those who stand behind it."""
        told = [self.reports[name] for name in dict.fromkeys(m.span.report for m in claim.members)]
        dated = sorted((r for r in told if r.published), key=lambda r: (r.published or "")[:10])
        behind = [{"@id": self.by_name[name]} for name in claim.origins if name in self.by_name]
        return _told(
            {
                "@type": "Claim",
                "@id": self.names.of("claim", claim.members[0].span),
                "text": claim.text,
                "appearance": [{"@id": self.articles[r.id]} for r in told],
                "firstAppearance": {"@id": self.articles[dated[0].id]} if len(dated) == len(told) else None,
                "author": behind or None,
                "keywords": [claim.verdict],
                **self.origin("claims", claim),
            }
        )

    def origin(self, table: Table, item: object) -> dict[str, Any]:
        """Where a node comes from."""
        known = self.found.of(table, item)
        values = [
            ("stage", known["stage"]),
            ("version", known["version"]),
            *(("sha256", digest) for digest in known["reports"]),
            ("input", known["input"]),
        ]
        told = {"identifier": [{"@type": "PropertyValue", "propertyID": key, "value": value} for key, value in values]}
        # what is no work is based on none and published on no day
        if table == "entities":
            return told
        based = [bytes_name(digest) for digest in known["reports"]]
        return told | {"isBasedOn": based, "sdDatePublished": self.made[:10] if self.made else None}


def _told(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None}
