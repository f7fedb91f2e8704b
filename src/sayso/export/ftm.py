"""The dossier as entities of FollowTheMoney, the model of Aleph and OpenSanctions: reports, people, bodies, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sayso.export.characters import without_controls
from sayso.export.json import to_json
from sayso.export.names import item_uuid, report_key, source_of
from sayso.export.provenance import Found, provenance_of
from sayso.resources import load
from sayso.types import Dossier, Entity, Event, Report, Statement

SCHEMATA: Mapping[str, str] = {"PERSON": "Person", "ORG": "Organization"}
"""Type of an entity: its schema. A place is an Address, and a LegalEntity too where it says or does something."""
PLACES = frozenset({"GPE", "LOC", "FAC"})
SPEAKER, AUTHOR, PUBLISHER, AGENCY, BEHIND = "speaker", "author", "publisher", "agency", "behind the report"
"""The roles in which somebody is tied to a report."""
# what FollowTheMoney takes, in characters (followthemoney.types, max_length)
NAME, STRING, TEXT = 384, 1024, 65_000


def ftm_lines(dossier: Dossier) -> Iterator[str]:
    """The entities as lines of JSON, as `ftm` reads them."""
    for entity in ftm_entities(dossier):
        yield to_json(entity) + "\n"


def ftm_entities(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """The entities of a dossier: each an object of `id`, `schema` and `properties`, with its `provenance` beside them.

    An Article's id is made from the bytes that were handed in and its address, so that it is the same in every dossier.
    Any other id is made from its schema, its name, and the Article that is the first of the dossier: people of one name
    in two stories are two, and stay the same as a story grows.
    """
    return _Exported(dossier).entities()


class _Exported:
    """One dossier on its way to FollowTheMoney."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.found = Found(dossier)
        self.known = provenance_of(dossier)
        self.articles = {r.id: _id("Article", report_key(r)) for r in dossier.reports}
        self.reports = {r.id: r for r in dossier.reports}
        self.scope = next(iter(self.articles.values()), "")
        names = {name for e in dossier.events for name in (*e.actors, *e.recipients)}
        self.speaking = {s.speaker for s in dossier.statements}
        self.acting = {e.id for e in dossier.entities if e.name in names}
        self.parties: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        taken: dict[tuple[str, str], int] = {}
        for entity in dossier.entities:
            if schema := self.schema(entity):
                self.parties[entity.id] = self.own_id(schema, entity.name, taken)
            if entity.type in PLACES:
                self.addresses[entity.id] = self.own_id("Address", entity.name, taken)
        self.by_name = {n: e for e in reversed(dossier.entities) for n in (*e.aliases, e.name)}

    def schema(self, entity: Entity) -> str | None:
        """The schema of a party; None for what says and does nothing."""
        if entity.type in PLACES:
            does = entity.id in self.speaking or (entity.type == "GPE" and entity.id in self.acting)
            return "LegalEntity" if does else None
        return SCHEMATA.get(entity.type)

    def own_id(self, schema: str, name: str, taken: dict[tuple[str, str], int]) -> str:
        """The id of something within this story; the second of a name gets a number."""
        number = taken[schema, name] = taken.get((schema, name), 0) + 1
        return _id(schema, self.scope, name, *([number] if number > 1 else []))

    def entities(self) -> Iterator[dict[str, Any]]:
        """All of them: what others point at comes first."""
        for report in self.dossier.reports:
            yield self.article(report)
        for entity in self.dossier.entities:
            yield from self.party(entity)
        yield from self.documentations()
        for entity in self.dossier.entities:
            yield from self.mentions(entity)
        for event in self.dossier.events:
            yield self.event(event)

    def article(self, report: Report) -> dict[str, Any]:
        """A report; its text only where the dossier has the whole of it."""
        agent, made = self.known.version, self.known.made
        whole = report.excerpts is None
        properties = {
            "title": [report.title or report.outlet or report.id],
            "author": report.bylines,
            "publisher": [report.outlet],
            "publishedAt": [_moment(report.published)],
            "date": [_moment(report.published)],
            "sourceUrl": [source_of(report) if report.url else None],
            "language": [load("languages")["followthemoney"].get(report.language)],
            "fileName": [report.source.replace("\\", "/").rsplit("/", 1)[-1] if "://" not in report.source else None],
            "notes": [f"sha256: {report.sha256}"],
            "bodyText": [report.text[at : at + TEXT] for at in range(0, len(report.text), TEXT)] if whole else (),
            "processingAgent": [agent],
            "processedAt": [_moment(made)],
        }
        return self.made(self.articles[report.id], "Article", properties, self.found.of("reports", report))

    def party(self, entity: Entity) -> Iterator[dict[str, Any]]:
        """A person, a body, or a place."""
        provenance = self.found.of("entities", entity)
        documents = dict.fromkeys((*(m.report for m in entity.mentions), *entity.reports))
        others = [alias for alias in entity.aliases if alias != entity.name]
        told = {
            "name": [entity.name],
            "alias": [alias for alias in others if not _weak(entity, alias)],
            "weakAlias": [alias for alias in others if _weak(entity, alias)],
            "proof": [self.articles[r] for r in documents if r in self.articles],
        }
        country = entity.place.country.lower() if entity.place is not None and entity.place.country else None
        if entity.id in self.parties:
            schema = self.schema(entity) or ""
            more = {"position": entity.roles} if schema == "Person" else {"country": [country]}
            yield self.made(self.parties[entity.id], schema, told | more, provenance)
        if entity.id in self.addresses:
            place = entity.place
            where = {} if place is None else {"latitude": [f"{place.lat}"], "longitude": [f"{place.lon}"]}
            yield self.made(
                self.addresses[entity.id],
                "Address",
                told | {"full": [entity.name], "country": [country], **where},
                provenance,
            )

    def documentations(self) -> Iterator[dict[str, Any]]:
        """Who stands in which report in what role: those that it quotes with their words, and those behind it."""
        said: dict[tuple[str, str], list[Statement]] = {}
        for statement in self.dossier.statements:
            if statement.speaker in self.parties:
                said.setdefault((statement.speaker, statement.report), []).append(statement)
        for (speaker, report), statements in said.items():
            words = [" ".join(" ".join(c.text for c in s.content).split()) for s in statements]
            yield self.documentation(
                speaker, report, SPEAKER, {"summary": words}, self.found.of("statements", tuple(statements))
            )
        for entity in self.dossier.entities:
            for report in entity.reports:
                if entity.id in self.parties and report in self.reports:
                    role = _role(entity, self.reports[report])
                    yield self.documentation(entity.id, report, role, {}, self.found.of("entities", entity))

    def documentation(
        self, party: str, report: str, role: str, more: Mapping[str, Any], provenance: dict[str, Any]
    ) -> dict[str, Any]:
        """A party's tie to a report."""
        document, entity = self.articles[report], self.parties[party]
        properties = {
            "document": [document],
            "entity": [entity],
            "role": [role],
            "date": [_moment(self.reports[report].published)],
            "sourceUrl": [self.reports[report].url],
            **more,
        }
        return self.made(_id("Documentation", document, entity, role), "Documentation", properties, provenance)

    def mentions(self, entity: Entity) -> Iterator[dict[str, Any]]:
        """The names under which a report names somebody, each once."""
        seen = {(m.report, " ".join(m.text.split())): m for m in reversed(entity.mentions)}
        resolved = self.parties.get(entity.id)
        if resolved is None:
            return
        for (report, name), span in sorted(seen.items()):
            document = self.articles[report]
            properties = {
                "document": [document],
                "name": [name],
                "resolved": [resolved],
                "detectedSchema": [self.schema(entity)],
            }
            yield self.made(
                _id("Mention", document, resolved, name), "Mention", properties, self.found.of("entities", span)
            )

    def event(self, event: Event) -> dict[str, Any]:
        """Something that happened: its sentence, its PLOVER type and status as keywords, who was in it, where, when."""
        place = self.by_name.get(event.place or "")
        involved = [self.by_name[n] for n in (*event.actors, *event.recipients) if n in self.by_name]
        country = place.place.country.lower() if place and place.place and place.place.country else None
        address = self.addresses.get(place.id) if place else None
        words = " ".join(event.what.text.split())
        properties = {
            "name": [words],
            "summary": [words],
            "keywords": [event.type, event.status],
            "startDate": [event.start],
            "endDate": [event.end],
            "date": [event.start if event.start == event.end else None],
            "location": [event.place],
            "country": [country],
            "addressEntity": [address],
            "involved": [self.parties[e.id] for e in involved if e.id in self.parties],
            "proof": list(dict.fromkeys(self.articles[m.report] for m in event.mentions)),
            "recordId": [event.id],
        }
        first = min(event.mentions, key=lambda m: (m.report != event.what.report, m.start))
        name = _id("Event", self.articles[first.report], first.start, first.end, event.type)
        return self.made(name, "Event", properties, self.found.of("events", event))

    def made(self, name: str, schema: str, properties: Mapping[str, Any], provenance: dict[str, Any]) -> dict[str, Any]:
        """An entity without what nobody knows."""
        told = {key: list(dict.fromkeys(_value(key, v) for v in values if v)) for key, values in properties.items()}
        return {
            "id": name,
            "schema": schema,
            "properties": {key: values for key, values in told.items() if values},
            "provenance": provenance,
        }


def _weak(entity: Entity, alias: str) -> bool:
    """Whether others may go by an alias too, so that nobody is to be matched by it: a description, or a surname alone.

    FollowTheMoney keeps these apart, and so does whoever screens names against them.
    """
    titles = load("titles")
    no_names = {*titles["honorifics"], *titles["ranks"], *titles["offices"], "the", "a", "an"}
    names = [w for w in alias.split() if w[:1].isupper() and w.strip(".").casefold() not in no_names]
    return len(names) < (2 if entity.type == "PERSON" else 1)


def _role(entity: Entity, report: Report) -> str:
    names = {entity.name, *entity.aliases}
    if report.outlet in names:
        return PUBLISHER
    if names & set(report.bylines):
        return AUTHOR
    return AGENCY if names & set(report.agencies) else BEHIND


_LONGEST = {"name": NAME, "alias": NAME, "weakAlias": NAME, "full": 250, "location": 250, "sourceUrl": 4096}
_TEXTS = frozenset({"summary", "notes", "bodyText"})


def _value(key: str, value: str) -> str:
    text = without_controls(value)
    longest = TEXT if key in _TEXTS else _LONGEST.get(key, STRING)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _moment(told: str | None) -> str | None:
    """A day or moment as FollowTheMoney writes it: in UTC without saying so, where the offset is known."""
    if told is None or len(told) <= len("2028-03-07"):
        return told
    moment = datetime.fromisoformat(told)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%S")


def _id(*parts: object) -> str:
    return f"sayso-{item_uuid('followthemoney', *parts).hex}"
