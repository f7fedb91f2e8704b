"""The dossier as lines of JSON: one for the dossier itself, then one for every record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from sayso.export.json import dossier_head, dossier_rest, table_records, to_json
from sayso.export.provenance import Found
from sayso.types import Dossier, Table


def jsonl_lines(dossier: Dossier, *, story: str | None = None) -> Iterator[str]:
    """Lines that each hold one object: `table` says of which kind, the other keys are those of the contract.

    The first has `table` "dossier" and everything of the JSON but its tables; each other one is a record with its
    `provenance`.

    Args:
        dossier: the dossier.
        story: the name of its story in a library, which every line then has as `story_id`.
    """
    of = {} if story is None else {"story_id": story}
    yield to_json({"table": "dossier", **of, **dossier_head(dossier), **dossier_rest(dossier)}) + "\n"
    found = Found(dossier)
    for table in get_args(Table):
        for record in table_records(dossier, table):
            yield to_json({"table": table, **of, **record, "provenance": found.of(table, record)}) + "\n"
