from __future__ import annotations

from importlib.resources import files

import pytest

from sayso import resources
from sayso.annotate.gazetteer import NAMES_OF_TOWNS, TOWNS, countries, state_codes, town, towns, towns_of
from training.towns import lines


def test_the_tables_of_towns_are_sorted_and_what_their_script_writes() -> None:
    for name, made in zip((TOWNS, NAMES_OF_TOWNS), lines(), strict=True):
        table = files(resources).joinpath(name).read_bytes().splitlines()
        assert table == sorted(table)
        # a later edition of GeoNames counts other people
        keys = {line.split(b"\t")[0].decode() for line in table}
        assert len(keys) == len(table)
        assert len(keys & {line.split("\t")[0] for line in made}) > 0.95 * len(keys)


def test_every_name_of_the_table_is_found() -> None:
    every_town, every_name = lines()
    known = {row.split("\t")[0]: row.split("\t") for row in every_town}
    for line in (*every_name[::997], every_name[-1]):
        key, ids = line.split("\t")
        found = towns(key)
        assert [str(t.geonames) for t in found] == ids.split(",")
        assert all(t.name == known[str(t.geonames)][1] for t in found)
        most = town(key)
        assert most is not None
        assert most.population == max(int(known[i][2]) for i in ids.split(","))
        assert all(-90 <= t.lat <= 90 and -180 <= t.lon <= 180 for t in found)


def test_the_town_whose_usual_name_it_is_stands_first() -> None:
    assert towns("Paris")[0].country == "FR"
    assert {t.country for t in towns("Paris")} >= {"FR", "US"}


def test_countries_have_their_code_and_regions_of_several_have_none() -> None:
    assert countries()["Norway"].code == "NO"
    assert countries()["Scandinavia"].code is None


def test_the_towns_of_a_state() -> None:
    code, _ = state_codes()["Maine"]
    assert {"Portland", "Bangor"} <= {t.name for t in towns_of("US", code)}


@pytest.mark.parametrize("name", ["", "Nowhereton", "zz", "\t", "‘"])
def test_what_is_no_town_is_none(name: str) -> None:
    assert town(name) is None
