"""Each kind of record as a flat table: a row a record, spans as columns, lists joined by " | "."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

from sayso.export.json import dossier_record
from sayso.types import Dossier, Table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

JOIN = " | "
Cell = str | int | float | bool | None


def rows(dossier: Dossier, table: Table) -> list[dict[str, Cell]]:
    """The records of one kind as flat rows, every row with the same columns.

    A span becomes the columns `report`, `start`, `end`, `text` (behind its key and a dot, when it is not the record
    itself); a list of names is joined by " | "; a list of records is joined by the words of each.

    Raises:
        ValueError: when there is no table of that name.
    """
    if table not in get_args(Table):
        raise ValueError(f"there is no table {table!r}; tables are {', '.join(get_args(Table))}")
    flat = [_flatten(record) for record in dossier_record(dossier)[table]]
    columns = dict.fromkeys(name for row in flat for name in row)
    return [{name: row.get(name) for name in columns} for row in flat]


def to_arrow(dossier: Dossier, table: Table) -> pyarrow.Table:
    """One kind of record as an Arrow table."""
    return _need("pyarrow").Table.from_pylist(rows(dossier, table))


def to_pandas(dossier: Dossier, table: Table) -> pandas.DataFrame:
    """One kind of record as a pandas frame."""
    frame: pandas.DataFrame = _need("pandas").DataFrame.from_records(rows(dossier, table))
    return frame


def to_polars(dossier: Dossier, table: Table) -> polars.DataFrame:
    """One kind of record as a polars frame."""
    frame: polars.DataFrame = _need("polars").DataFrame(rows(dossier, table), infer_schema_length=None)
    return frame


def _need(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise ImportError(f"this table needs {package}: pip install 'sayso[tables]'") from error


def _flatten(record: Mapping[str, Any], prefix: str = "") -> dict[str, Cell]:
    out: dict[str, Cell] = {}
    for key, value in record.items():
        if key == "raw":
            out[f"{prefix}raw_start"], out[f"{prefix}raw_end"] = value
        elif isinstance(value, dict):
            out |= _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, list | tuple):
            out[f"{prefix}{key}"] = JOIN.join(_words(v) for v in value)
        else:
            out[f"{prefix}{key}"] = value
    return out


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if "text" in value:
            return str(value["text"])
        return "; ".join(f"{k}: {_words(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(v) for v in value)
    return str(value)
