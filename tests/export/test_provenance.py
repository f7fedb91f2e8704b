"""Where everything in a dossier comes from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import get_args

import pytest

from sayso import share
from sayso.export.json import table_records
from sayso.export.provenance import STAGES, Found, made_at, provenance_of, provenance_record
from sayso.types import Dossier, Table
from tests.render.sample import sample

MOMENT = "2031-03-05T08:00:00+00:00"


def test_a_dossier_that_says_nothing_is_made_of_its_reports_by_this_version() -> None:
    dossier = sample()
    known = provenance_of(dossier)
    told = "".join(f"report\t{r.id}\t{r.sha256}\n" for r in dossier.reports)
    assert known.input == hashlib.sha256(told.encode()).hexdigest()
    assert known.version.startswith("sayso ")
    assert known.made is None


def test_when_it_was_made_stands_in_the_json_and_makes_it_no_other_dossier() -> None:
    dossier = sample()
    dated = made_at(dossier, MOMENT, version="sayso 9", input="ab" * 32)
    assert dated == dossier
    record = json.loads(dated.to_json())["provenance"]
    assert (record["version"], record["input"], record["made"]) == ("sayso 9", "ab" * 32, MOMENT)
    assert provenance_of(share(dated)) == provenance_of(dated)
    assert provenance_of(made_at(dated, "2032-01-01")).version == "sayso 9"


def test_every_kind_of_record_has_a_stage() -> None:
    assert set(STAGES) == set(get_args(Table))
    assert provenance_record(sample())["stages"] == STAGES


@pytest.mark.parametrize("table", get_args(Table))
def test_a_record_and_its_json_come_from_the_same_reports(table: Table) -> None:
    dossier = sample()
    found = Found(dossier)
    hashes = {r.sha256 for r in dossier.reports}
    for item, record in zip(getattr(dossier, table), table_records(dossier, table), strict=True):
        known = found.of(table, item)
        assert known == found.of(table, record)
        assert known["reports"]
        assert set(known["reports"]) <= hashes
        assert len(known["reports"]) == len(set(known["reports"]))


def test_what_is_found_in_a_report_names_the_models(example: Dossier) -> None:
    found = Found(replace(example, models={"parse": "some_model 1.0"}))
    assert "parse some_model 1.0" in found.of("figures", example.figures[0])["version"]
    assert "some_model" not in found.of("claims", example.claims[0])["version"]
