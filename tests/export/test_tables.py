"""Tables: typed columns that are the same for every dossier, read back by pyarrow, pandas and polars."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sayso
from sayso import share
from sayso.export.columns import COLUMNS, Kind, columns
from sayso.export.json import table_records
from sayso.export.tables import arrow_schema, typed_rows
from sayso.types import Dossier, Table
from tests.export.hostile import hostile
from tests.render.sample import empty, sample

TABLES = get_args(Table)
SCHEMA = json.loads((Path(sayso.__file__).parent / "export" / "dossier.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", TABLES)
def test_parquet_is_read_back_with_its_types(example: Dossier, table: Table) -> None:
    data = example.to_parquet(table)
    rows = list(typed_rows(example, table))
    arrow = pq.read_table(io.BytesIO(data))
    assert arrow.schema.equals(arrow_schema(table))
    assert arrow.to_pylist() == rows
    assert pl.read_parquet(io.BytesIO(data)).to_dicts() == rows
    frame = pd.read_parquet(io.BytesIO(data))
    assert len(frame) == len(getattr(example, table))
    assert list(frame.columns) == list(columns(table))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_the_same_whatever_is_in_it(example: Dossier, table: Table) -> None:
    made = [empty(), sample(), example, share(example), hostile()]
    tables = [one.to_arrow(table) for one in made]
    assert {t.schema for t in tables} == {arrow_schema(table)}
    assert pa.concat_tables(tables).num_rows == sum(len(getattr(one, table)) for one in made)
    assert {tuple(one.to_polars(table).schema.items()) for one in made} == {
        tuple(made[0].to_polars(table).schema.items())
    }
    frames = [one.to_pandas(table) for one in made]
    assert {tuple(frame.columns) for frame in frames} == {tuple(columns(table))}
    kinds = {name for name, kind in columns(table).items() if isinstance(kind, str)}
    assert len({tuple((n, str(t)) for n, t in frame.dtypes.items() if n in kinds) for frame in frames}) == 1


def test_whole_numbers_of_a_frame_stay_whole_beside_what_is_missing(example: Dossier) -> None:
    frame = example.to_pandas("statements")
    assert frame["source.start"].isna().any()
    assert str(frame["source.start"].dtype) == "Int64"
    assert frame["source.start"].dropna().tolist() == [s.source.start for s in example.statements if s.source]


def test_numbers_are_numbers_and_lists_are_lists(example: Dossier) -> None:
    figures = example.to_arrow("figures")
    assert figures.schema.field("low").type == pa.float64()
    assert figures.schema.field("span.start").type == pa.int64()
    assert figures.schema.field("scope").type == pa.list_(pa.string())
    members = example.to_arrow("claims").schema.field("members").type
    assert pa.types.is_struct(members.value_type)
    claims = pl.read_parquet(io.BytesIO(example.to_parquet("claims")))
    told = claims.explode("members").unnest("members", separator=".")
    assert told.height == sum(len(c.members) for c in example.claims)
    assert set(told["members.report"]) == {r.id for r in example.reports}


@pytest.mark.parametrize("table", TABLES)
def test_no_key_of_the_contract_is_left_out(example: Dossier, table: Table) -> None:
    for record in (
        *table_records(example, table),
        *table_records(sample(), table),
        *table_records(share(sample()), table),
    ):
        lost(record, COLUMNS[table], table)


def lost(value: Any, kind: Kind, where: str) -> None:
    """Compares a plain value with the type of its column, down to its innermost parts."""
    if isinstance(kind, Mapping) and value is not None:
        known = {*kind, *(["raw"] if "raw_start" in kind else [])}
        assert set(value) <= known, (where, set(value) - known)
        for key, inner in kind.items():
            lost(value.get(key), inner, f"{where}.{key}")
    elif not isinstance(kind, str) and value is not None:
        for one in value:
            lost(one, kind[0], f"{where}[]")  # type: ignore[index]


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_the_json_schema_has_a_column(table: Table) -> None:
    item = SCHEMA["properties"][table]["items"]
    keys = (SCHEMA["$defs"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item)["properties"]
    assert set(keys) - {"raw"} <= set(COLUMNS[table])


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_where_it_comes_from(example: Dossier, table: Table) -> None:
    hashes = {r.sha256 for r in example.reports}
    for row in typed_rows(example, table, story="s1"):
        assert row["story"] == "s1"
        assert row["provenance.version"].startswith("sayso ")
        assert set(row["provenance.reports"]) <= hashes
        assert row["provenance.reports"]


def test_features_are_json_that_keeps_their_types(example: Dossier) -> None:
    for row, claim in zip(typed_rows(example, "claims"), example.claims, strict=True):
        assert json.loads(row["why"]) == dict(claim.why)


@pytest.mark.parametrize("take", ["to_csv", "to_parquet", "to_arrow", "to_pandas", "to_polars"])
def test_an_unknown_table_is_named(take: str) -> None:
    with pytest.raises(ValueError, match=r"no table 'rumours'; tables are reports"):
        getattr(sample(), take)("rumours")


def test_halves_of_characters_break_no_table() -> None:
    made = hostile()
    for table in TABLES:
        assert made.to_arrow(table).num_rows == made.to_polars(table).height == len(getattr(made, table))
        made.to_parquet(table)
