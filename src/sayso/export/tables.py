"""Each kind of record as a table: a row a record, typed columns, the same ones for every dossier."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sayso.export.columns import COLUMNS, PROVENANCE, Kind, check_table, columns, flattener
from sayso.export.json import table_records
from sayso.export.provenance import Found
from sayso.export.spreadsheet import csv_text
from sayso.types import Dossier, Table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

JOIN = " | "
Cell = str | int | float | bool | None


def typed_rows(dossier: Dossier, table: Table, *, story: str | None = None) -> Iterator[dict[str, Any]]:
    """The records of one kind as rows with a cell for each of `columns`; lists and the records in them stay such.

    Args:
        dossier: the dossier.
        table: the kind of record.
        story: the name of its story, for the first column; None for no such column.

    Raises:
        ValueError: when there is no table of that name.
    """
    check_table(table)
    found = Found(dossier)
    flatten = flattener({**COLUMNS[table], "provenance": PROVENANCE})
    head = {} if story is None else {"story": story}
    for record in table_records(dossier, table):
        yield head | flatten({**record, "provenance": found.of(table, record)})


def rows(dossier: Dossier, table: Table) -> list[dict[str, Cell]]:
    """The records of one kind as flat rows, every row with the same columns.

    A span becomes the columns `report`, `start`, `end`, `text` (behind its key and a dot, when it is not the record
    itself); a list of names is joined by " | "; a list of records is joined by the words of each.

    Raises:
        ValueError: when there is no table of that name.
    """
    return [joined(row) for row in typed_rows(dossier, table)]


def joined(row: dict[str, Any]) -> dict[str, Cell]:
    """A row whose lists are joined to text."""
    return {
        name: JOIN.join(_words(one) for one in cell) if isinstance(cell, list) else cell for name, cell in row.items()
    }


def to_csv(dossier: Dossier, table: Table) -> str:
    """One kind of record as CSV, lists joined; see `sayso.export.spreadsheet` for what stands before some cells."""
    return csv_text(list(columns(table)), rows(dossier, table))


def to_parquet(dossier: Dossier, table: Table) -> bytes:
    """One kind of record as a Parquet file, with the types of `arrow_schema`."""
    out = _need("pyarrow").BufferOutputStream()
    with parquet_writer(out, table) as writer:
        writer.write_table(to_arrow(dossier, table))
    return bytes(out.getvalue())


def parquet_writer(out: Any, table: Table, *, story: bool = False) -> pyarrow.parquet.ParquetWriter:
    """What writes Arrow tables of one kind of record to a Parquet file; `story` as for `columns`."""
    schema = arrow_schema(table, story=story)
    return _need("pyarrow.parquet").ParquetWriter(out, schema, compression="zstd")


def to_arrow(dossier: Dossier, table: Table, *, story: str | None = None) -> pyarrow.Table:
    """One kind of record as an Arrow table; lists are lists, and records in them structs; `story` as for rows."""
    arrow = _need("pyarrow")
    found = list(typed_rows(dossier, table, story=story))
    return arrow.Table.from_pylist(found, schema=arrow_schema(table, story=story is not None))


def to_pandas(dossier: Dossier, table: Table) -> pandas.DataFrame:
    """One kind of record as a pandas frame, with the same types whatever is missing; a list is a list, a record in it
    a dictionary."""
    kinds = columns(table)
    frame = _need("pandas").DataFrame.from_records(list(typed_rows(dossier, table)), columns=list(kinds))
    typed: pandas.DataFrame = frame.astype(
        {name: _PANDAS.get(kind, "string") for name, kind in kinds.items() if isinstance(kind, str)}
    )
    return typed


# types that know a missing value, so that whole numbers stay such beside one
_PANDAS = {"integer": "Int64", "number": "float64", "flag": "boolean"}


def to_polars(dossier: Dossier, table: Table) -> polars.DataFrame:
    """One kind of record as a polars frame; a list is a List, a record in it a Struct."""
    of = _need("polars")
    schema = {name: _polars_type(of, kind) for name, kind in columns(table).items()}
    frame: polars.DataFrame = of.DataFrame(list(typed_rows(dossier, table)), schema=schema)
    return frame


def arrow_schema(table: Table, *, story: bool = False) -> pyarrow.Schema:
    """The Arrow schema of a table, the same for every dossier; `story` as for `columns`."""
    arrow = _need("pyarrow")
    return arrow.schema([(name, _arrow_type(arrow, kind)) for name, kind in columns(table, story=story).items()])


def _need(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise ImportError(f"this table needs {package}: pip install 'sayso[tables]'") from error


def _arrow_type(arrow: Any, kind: Kind) -> Any:
    if isinstance(kind, str):
        scalars = {"integer": arrow.int64, "number": arrow.float64, "flag": arrow.bool_}
        return scalars.get(kind, arrow.string)()
    if isinstance(kind, dict):
        return arrow.struct([(name, _arrow_type(arrow, inner)) for name, inner in kind.items()])
    return arrow.list_(_arrow_type(arrow, kind[0]))  # type: ignore[index]


def _polars_type(of: Any, kind: Kind) -> Any:
    if isinstance(kind, str):
        return {"integer": of.Int64, "number": of.Float64, "flag": of.Boolean}.get(kind, of.String)
    if isinstance(kind, dict):
        return of.Struct({name: _polars_type(of, inner) for name, inner in kind.items()})
    return of.List(_polars_type(of, kind[0]))  # type: ignore[index]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if "text" in value:
            return str(value["text"])
        return "; ".join(f"{k}: {_words(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, list | tuple):
        return ", ".join(_words(v) for v in value)
    return str(value)
