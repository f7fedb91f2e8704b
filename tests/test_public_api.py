"""What a notebook does: import, make a dossier, look at it, take tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator

import sayso
from sayso.export.tables import rows
from sayso.spans import Span
from sayso.types import Dossier, Table

SCHEMA = json.loads((Path(sayso.__file__).parent / "export" / "dossier.schema.json").read_text(encoding="utf-8"))
TABLES = get_args(Table)


def test_every_public_name_is_there_and_an_unknown_one_is_not() -> None:
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None
    with pytest.raises(AttributeError, match="frobnicate"):
        sayso.frobnicate  # noqa: B018


def test_every_dossier_validates_against_the_schema(example: Dossier) -> None:
    record = json.loads(example.to_json())
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(record)] == []


def test_every_span_is_its_characters_in_the_text(example: Dossier) -> None:
    texts = {r.id: r.text for r in example.reports}
    seen = 0
    for span in spans(json.loads(example.to_json())):
        assert texts[span["report"]][span["start"] : span["end"]] == span["text"]
        assert span["text"].strip() == span["text"] != ""
        seen += 1
    assert seen > 500


def test_every_raw_place_holds_the_same_words(example: Dossier) -> None:
    folder = Path(__file__).parent.parent / "examples" / "orrin-dam"
    raw = {r.id: (folder / Path(r.source).name).read_text(encoding="utf-8") for r in example.reports}
    plain = {r.id for r in example.reports if not r.source.endswith(".html")}
    for span in spans(json.loads(example.to_json())):
        if span["report"] in plain:
            a, b = span["raw"]
            assert raw[span["report"]][a:b].split() == span["text"].split()


def test_references_between_records_resolve(example: Dossier) -> None:
    entities = {e.id for e in example.entities}
    statements = {s.id for s in example.statements}
    reports = {r.id for r in example.reports}
    for s in example.statements:
        assert s.report in reports
        assert s.speaker is None or s.speaker in entities
        assert s.parent is None or s.parent in statements
    for f in example.figures:
        assert f.statement is None or f.statement in statements
    for c in example.claims:
        assert {m.statement for m in c.members} <= statements | {None}
        assert set(c.silent) <= reports
        assert {o for m in c.members for o in m.stands_on} == set(c.origins)
        assert {o for g in c.independent for o in g} <= set(c.origins)
    for copy in example.copies:
        assert {copy.a, copy.b} <= reports
    ids = [x.id for kind in (example.statements, example.figures, example.events, example.claims) for x in kind]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("table", TABLES)
def test_tables_hold_a_row_for_each_record(example: Dossier, table: str) -> None:
    count = len(getattr(example, table))
    frame, polar, arrow = example.to_pandas(table), example.to_polars(table), example.to_arrow(table)  # type: ignore[arg-type]
    assert (len(frame), polar.height, arrow.num_rows) == (count, count, count)
    assert isinstance(frame, pd.DataFrame)
    assert isinstance(polar, pl.DataFrame)
    assert isinstance(arrow, pa.Table)
    assert list(frame.columns) == polar.columns == arrow.column_names


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(ValueError, match="rumours"):
        rows(None, "rumours")  # type: ignore[arg-type]


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(example: Dossier) -> None:
    shown = example._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "<script>" not in shown


def test_nothing_readable_raises_with_the_reason_of_each(tmp_path: Path) -> None:
    with pytest.raises(sayso.NothingToRead, match=r"missing\.txt") as caught:
        sayso.dossier([tmp_path / "missing.txt"])
    assert caught.value.unread[0].kind == "missing"


def spans(record: object) -> list[dict[str, object]]:
    if isinstance(record, dict):
        here = [record] if {"report", "start", "end", "text"} <= set(record) and "raw" in record else []
        return here + [s for v in record.values() for s in spans(v)]
    if isinstance(record, list):
        return [s for v in record for s in spans(v)]
    return []


def test_span_is_hashable_and_ordered() -> None:
    a, b = (Span(report="r", start=i, end=i + 1, text="x", raw=(i, i + 1)) for i in (1, 2))
    assert sorted({b, a}) == [a, b]


def test_cells_of_a_table_are_plain(example: Dossier) -> None:
    for table in TABLES:
        for row in rows(example, table):  # type: ignore[arg-type]
            assert {type(cell) for cell in row.values()} <= {str, int, float, bool, type(None)}
