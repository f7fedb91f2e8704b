"""What the library asks of a database, so that one body of SQL serves SQLite and PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Protocol

from sayso.errors import LibraryError

Kind = Literal["library", "story", "stream"]
"""What a library is for: stories as they come, one story that a file keeps, or stories alone without any texts."""

PATIENCE = 30.0  # seconds to wait for another process that is writing
BUSY = f"; another process has been writing into it for {PATIENCE:.0f} seconds: try again when that is done"
FULL = "; see whether its disk is full or damaged, and do it again then: what was accepted before is kept"
PARAMETERS = 10_000  # of one statement; SQLite takes 32,766 and PostgreSQL 65,535
KEYS = {"reports": "arrival", "statements": "number", "figures": "number", "entities": "number"}
"""The tables whose words can be looked for, with their keys."""
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")
MARKS = re.compile(r"[\"“”„]")
QUOTED = re.compile(r"[\"“„]([^\"“”„]*)[\"”“]")
WORD = re.compile(r"[^\W_]+")

Asked = Sequence[tuple[Sequence[str], str]]
"""Texts whose words are looked for, each with the columns to look in; words in quotation marks stand in a row."""


@dataclass(frozen=True, slots=True)
class Found:
    """SQL that finds rows by their words: what to select from, a condition with its parameters, and newest first."""

    source: str
    condition: str
    parameters: tuple[str, ...]
    newest: str


class Database(Protocol):
    """One connection.

    Statements have `?` for their parameters; every error is a `LibraryError` that names the place.
    """

    where: str

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement gives, all of it."""

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Runs a statement for what it does."""

    def transaction(self) -> AbstractContextManager[None]:
        """All of what is done inside, or nothing; one writer at a time, and the others wait for it."""

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read inside is of one moment."""

    def alone(self) -> AbstractContextManager[bool]:
        """Whether this is the only process that has this for the library; ends with the process, however that ends."""

    def found(self, table: str, asked: Asked) -> Found:
        """How the rows of a table are found that have all words of a text in some columns, for each such text."""

    def damage(self) -> list[str]:
        """What the database itself finds wrong with its file, its keys and its indexes of words."""

    def let_go(self) -> None:
        """Takes what was deleted out of the file and the indexes for good."""

    def close(self) -> None:
        """Ends the connection."""


def sought(text: str, *, quoted: bool) -> tuple[str, ...]:
    """The parts of a text that have words: each that stands between quotation marks, or else all that does not.

    The words of the one are looked for in a row, those of the other anywhere. Nothing else in a text means anything,
    and a lone quotation mark means nothing either.
    """
    parts = QUOTED.findall(text) if quoted else [QUOTED.sub(" ", text)]
    return tuple(part for part in parts if WORD.search(part))


def now() -> str:
    """This moment as rows are dated: ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def insert(db: Database, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], clause: str = "") -> None:
    """Inserts rows, many by one statement.

    Args:
        db: where.
        table: into which.
        columns: what each row gives.
        rows: the rows.
        clause: what follows the values, such as ON CONFLICT.
    """
    every = list(rows)
    at_once = max(1, PARAMETERS // len(columns))
    one = f"({', '.join('?' * len(columns))})"
    for at in range(0, len(every), at_once):
        part = every[at : at + at_once]
        # numbers of rows that are powers of two, so that few statements have to be prepared
        while part:
            count = 1 << (len(part).bit_length() - 1)
            db.run(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * count)} {clause}",
                [value for row in part[:count] for value in row],
            )
            part = part[count:]


def migrations(dialect: str) -> list[tuple[int, str]]:
    """The numbered steps from an empty database to today's library: number and SQL, in order."""
    folder = files("sayso.store") / "migrations" / dialect
    found = [(m, f) for f in folder.iterdir() if (m := _NUMBERED.fullmatch(f.name))]
    return sorted((int(m[1]), f.read_text(encoding="utf-8")) for m, f in found)


def pending(where: str, version: int, steps: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The steps that a library of some version still needs.

    Raises:
        LibraryError: when a newer sayso wrote it.
    """
    newest = steps[-1][0]
    if version > newest:
        raise LibraryError(f"{where}: a newer sayso wrote it (format {version}, this one knows {newest}); update sayso")
    return [step for step in steps if step[0] > version]


def open_database(where: str, *, make: bool = True, write: bool = True) -> Database:
    """Opens a library's database; see `sayso.store.open_library`."""
    if where.startswith(("postgresql://", "postgres://")):
        from sayso.store.postgres import Postgres

        return Postgres(where, make=make)
    from sayso.store.sqlite import Sqlite

    return Sqlite(Path(where), make=make, write=write)
