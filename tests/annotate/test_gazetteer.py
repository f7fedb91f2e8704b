from __future__ import annotations

from importlib.resources import files

import pytest

from sayso import resources
from sayso.annotate.gazetteer import TOWNS, town
from training.towns import lines


def test_the_table_of_towns_is_sorted_and_what_its_script_writes() -> None:
    table = files(resources).joinpath(TOWNS).read_bytes().splitlines()
    assert table == sorted(table)
    # a later edition of GeoNames counts other people
    keys = {line.split(b"\t")[0].decode() for line in table}
    assert len(keys) == len(table)
    assert len(keys & {line.split("\t")[0] for line in lines()}) > 0.95 * len(keys)


def test_every_name_of_the_table_is_found() -> None:
    every = lines()
    for line in (*every[::997], every[-1]):
        key, name, people, country = line.split("\t")
        found = town(key)
        assert found is not None
        assert (found.name, found.population, found.country) == (name, int(people), country)


@pytest.mark.parametrize("name", ["", "Nowhereton", "zz", "\t", "‘"])
def test_what_is_no_town_is_none(name: str) -> None:
    assert town(name) is None
