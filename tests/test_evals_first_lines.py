"""The scores of first lines and of places, on small things made by hand."""

from __future__ import annotations

from dataclasses import replace

from evals import first_lines, places
from sayso.types import Entity, Place
from tests.render.sample import at, sample


def _member(report: str, words: str) -> dict[str, object]:
    span = at(report, words)
    return {"report": report, "start": span.start, "end": span.end}


GOLD = {
    "reports": [{"report": "wire", "noise": []}],
    "claims": [
        {"members": [_member("wire", "A cable car stopped above Hollin Gorge"), _member("radio", "stood still")]},
        {"members": [_member("wire", "We heard the cable sing"), _member("post", "We heard the cable sing loudly")]},
        {"members": [_member("later", "Inspectors will test the cable")]},
    ],
    "conflicts": [
        {"relation": "dispute", "kind": "figure", "sides": [{"members": [_member("wire", "At least four")]}]},
        {"relation": "update", "kind": "figure", "sides": [{"members": [_member("later", "Five")]}]},
    ],
}


def test_first_lines_are_scored_by_the_shared_claims_that_they_carry() -> None:
    found = first_lines.scores(first_lines.count(sample(), GOLD))
    # of the two claims that two reports carry, the lead tells the one, and its first sentence does
    assert found["shared"] == 0.5
    assert found["first"] == 1.0
    assert found["dispute"] == 1.0
    assert found["noise"] == 0.0
    assert found["sentences"] == 4
    assert found["best_shared"] == 1.0


def test_no_lead_tells_nothing() -> None:
    found = first_lines.scores(first_lines.count(replace(sample(), lead=()), GOLD))
    assert (found["shared"], found["first"], found["dispute"], found["sentences"]) == (0.0, 0.0, 0.0, 0.0)


def _entity(name: str, geonames: int | None, country: str | None) -> Entity:
    place = Place(
        name=name,
        kind="town",
        country=country,
        division=None,
        lat=0.0,
        lon=0.0,
        population=None,
        geonames=geonames,
        at="its middle",
    )
    known = geonames is not None
    return Entity(
        id=name, name=name, type="GPE", aliases=(name,), roles=(), mentions=(), place=place if known else None
    )


def test_places_are_scored_by_what_is_given_and_what_is_right() -> None:
    labels = [
        {"event": "e", "name": "Tarn", "country": "NO", "geonames": 1},
        {"event": "e", "name": "Orle", "country": "SE", "geonames": 2},
        {"event": "e", "name": "Lune", "country": None, "geonames": None},
        {"event": "e", "name": "Marl", "country": "SE", "geonames": 3},
    ]
    entities = {"e": (_entity("Tarn", 1, "NO"), _entity("Orle", 9, "SE"), _entity("Lune", None, None))}
    assert places.score(labels, entities) == {"found": 0.3333, "right": 0.5, "country": 1.0}
