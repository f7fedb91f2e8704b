"""A file that keeps what was read of each report, so that a report that comes later needs no other to be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version as distribution_version
from pathlib import Path
from types import TracebackType

import msgspec

from sayso.annotate.dates import Clues
from sayso.annotate.together import Read, read_together
from sayso.errors import KeptError
from sayso.store.records import decode, encode
from sayso.types import Annotations, Progress, Report

APPLICATION = 0x53617953  # "SayS", so that `file` and others can tell the file from any other SQLite file
FORMAT = 1
PATIENCE = 30.0  # seconds to wait for another process that is writing
_TABLES = """
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  added TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE TABLE readings (
  report TEXT PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  made TEXT NOT NULL,
  clues TEXT NOT NULL,
  annotations TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as it was handed in, when it was added (ISO, UTC), and what was read of it.

    `read` is None when another version read it.
    """

    report: Report
    added: str
    read: Read | None


class KeptReadings:
    """The readings of one story's reports in an SQLite file, which is made when it is missing.

    Args:
        path: the file.

    Raises:
        KeptError: when it is another kind of file, was written by a newer sayso, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            self._begin()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _begin(self) -> None:
        made = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if made and self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise KeptError(f"{self._path}: this is an SQLite file of another program; name a file of its own")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise KeptError(f"{self._path}: a newer sayso wrote it (format {version}, this one knows {FORMAT}); update")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if not made:
            with _Transaction(self._db):
                # another process may have made them while this one waited
                if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in _TABLES.split(";")[:-1]:
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA application_id = {APPLICATION}")
                    self._db.execute(f"PRAGMA user_version = {FORMAT}")

    def all(self, version: str) -> tuple[Kept, ...]:
        """Everything kept, in the order in which it was added.

        Args:
            version: of what reads now; readings of another one are as none.
        """
        try:
            rows = self._db.execute(
                "SELECT record, added, clues, annotations FROM reports"
                " LEFT JOIN readings ON report = id AND version = ? ORDER BY reports.rowid",
                (version,),
            ).fetchall()
            return tuple(_kept(*row) for row in rows)
        except sqlite3.Error as error:
            raise self._failed(error) from error
        except msgspec.DecodeError as error:
            raise KeptError(f"{self._path}: what it keeps is damaged ({error}); remove the file, read anew") from error

    def keep(self, reads: Sequence[Read], version: str) -> None:
        """Adds readings, or replaces those of the same report, all of them or none.

        Args:
            reads: what was read.
            version: of what read them.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            with _Transaction(self._db):
                self._db.executemany(
                    "INSERT OR IGNORE INTO reports VALUES (?, ?, ?, ?)",
                    ((r.report.id, r.report.sha256, now, encode(r.report)) for r in reads),
                )
                self._db.executemany(
                    "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)",
                    ((r.report.id, version, now, encode(r.clues), encode(r.annotations)) for r in reads),
                )
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> KeptError:
        return KeptError(f"{self._path}: the kept readings cannot be used ({error})")

    def __enter__(self) -> KeptReadings:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()


def read_kept(
    path: Path,
    reports: Iterable[Report],
    models: Mapping[str, str],
    *,
    model: str | None = None,
    progress: Progress | None = None,
) -> tuple[Kept, ...]:
    """Reads the reports that a file does not hold yet, and those in it that another version read; keeps and gives all.

    A report that comes again is not read again. Another text under the id of one that is kept is another report, with
    an id of its own.

    Args:
        path: the file; made when it is missing.
        reports: as they were handed in.
        models: what would read them: name of a part -> model and version.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        progress: is told what is being done.

    Raises:
        KeptError: when the file cannot be read or written.
    """
    version = "; ".join((f"sayso {distribution_version('sayso')}", *(f"{part} {its}" for part, its in models.items())))
    with KeptReadings(path) as file:
        held = file.all(version)
        known = {k.report.id: k.report for k in held}
        wanted = [k.report for k in held if k.read is None]
        for report in reports:
            fresh = _as_new(report, known)
            if fresh is not None:
                known[fresh.id] = fresh
                wanted.append(fresh)
        if not wanted:
            return held
        current = {k.report.id: k.read for k in held if k.read is not None}
        reads = read_together(wanted, tuple(current.values()), model=model, progress=progress)
        file.keep([r for r in reads if current.get(r.report.id) != r], version)
        return file.all(version)


def _as_new(report: Report, known: Mapping[str, Report]) -> Report | None:
    """A report under an id that no other has; None when it is known already."""
    name, number = report.id, 1
    while name in known:
        if known[name] == _named(report, name):
            return None
        number += 1
        name = f"{report.id}-{number}"
    return _named(report, name)


def _named(report: Report, name: str) -> Report:
    """The report under another id, which the places of its damage carry too."""
    damage = tuple(replace(d, span=replace(d.span, report=name)) for d in report.damage)
    return replace(report, id=name, damage=damage)


def _kept(report: str, added: str, clues: str | None, annotations: str | None) -> Kept:
    given, read = decode(report, Report), None
    if clues is not None and annotations is not None:
        read = Read(report=given, clues=decode(clues, Clues), annotations=decode(annotations, Annotations))
    return Kept(report=given, added=added, read=read)


class _Transaction:
    """All of what is done inside, or nothing; begun for writing, so that two writers wait instead of failing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")
