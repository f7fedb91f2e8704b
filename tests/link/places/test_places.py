"""Which place of the gazetteer a name means, by what the reports say around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.link.names.entities import link_entities
from sayso.link.places.places import place_entities
from sayso.types import Place


@pytest.fixture(scope="module")
def place(read_text: Callable[..., Any]) -> Callable[[str, str], Place | None]:
    def placed(text: str, name: str) -> Place | None:
        annotated = annotate(read_text(text, published="2031-03-04"))
        entities = place_entities(link_entities([annotated]).entities, [annotated])
        return next(e.place for e in entities if name in (e.name, *e.aliases))

    return placed


@pytest.mark.parametrize(
    ("text", "name", "country", "division"),
    [
        ("A bakery burned down in Paris on Monday, police said. Nobody was hurt in Paris.", "Paris", "FR", None),
        (
            "A bakery burned down in Paris, Texas, on Monday. Nobody was hurt in Paris.",
            "Paris",
            "US",
            "TX",
        ),
        (
            "A tram left its rails in the Polish city of Gniezno on Monday. The mayor of Gniezno was hurt.",
            "Gniezno",
            "PL",
            None,
        ),
        (
            "Police in Birmingham arrested two men on Monday. The governor of Alabama praised the police. Alabama has "
            "had nine such cases, more than any other American state, and Birmingham four.",
            "Birmingham",
            "US",
            "AL",
        ),
        (
            "Police in Birmingham arrested two men on Monday, the British government said. The men from Birmingham "
            "will stand before a court in Manchester.",
            "Birmingham",
            "GB",
            None,
        ),
        ("A ferry sank off Norway on Monday. Norway sent two ships.", "Norway", "NO", None),
        ("Voters in Tbilisi, Georgia, went to the polls on Monday. Georgia votes again in May.", "Georgia", "GE", None),
        ("The mayor of New York spoke on Monday. New York will close three bridges.", "New York", "US", "NY"),
    ],
)
def test_a_place_is_found(
    place: Callable[[str, str], Place | None], text: str, name: str, country: str, division: str | None
) -> None:
    found = place(text, name)
    assert found is not None
    assert found.country == country
    assert division is None or found.division == division
    assert -90 <= found.lat <= 90
    assert -180 <= found.lon <= 180


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A barn burned down in Wakefield, N.H., on Monday. Nobody in Wakefield was hurt.", "Wakefield"),
        ("A cable car stopped above Hollinbrack in Norland on Monday. Hollinbrack is small.", "Hollinbrack"),
        (
            "A bus left the road in Springfield on Monday. Springfield has old roads, as the United States do.",
            "Springfield",
        ),
    ],
)
def test_what_stays_in_doubt_gets_no_place(place: Callable[[str, str], Place | None], text: str, name: str) -> None:
    assert place(text, name) is None


def test_a_country_stands_at_its_capital_and_a_state_amid_its_towns(
    place: Callable[[str, str], Place | None],
) -> None:
    norway = place("A ferry sank off Norway on Monday. Norway sent two ships.", "Norway")
    assert norway is not None
    assert (norway.kind, norway.at) == ("country", "its capital, Oslo")
    maine = place("A meteor was seen over Maine on Monday. Maine has dark skies.", "Maine")
    assert maine is not None
    assert (maine.kind, maine.division, maine.population) == ("division", "ME", None)
    assert 43 < maine.lat < 47.5
    assert -71.1 < maine.lon < -66.9


def test_why_is_told_and_people_have_no_place(read_text: Callable[..., Any]) -> None:
    annotated = annotate(read_text("Ada Roe, a lawyer from Oslo in Norway, spoke on Monday. Norway listened."))
    entities = {e.name: e for e in place_entities(link_entities([annotated]).entities, [annotated])}
    assert entities["Ada Roe"].place is None
    assert entities["Ada Roe"].place_why is None
    why = entities["Oslo"].place_why
    assert why is not None
    assert float(str(why["probability"])) > 0.8
