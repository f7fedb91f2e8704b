"""A whole library into a new SQLite file, from whatever database it is in, while others go on using it."""

from __future__ import annotations

from pathlib import Path

from sayso.errors import LibraryError
from sayso.store.database import Database, insert
from sayso.store.sqlite import Sqlite
from sayso.whole import whole

TABLES = (
    *("state", "learnt", "stories", "arrivals", "inputs", "stages", "reports", "readings"),
    *("dossiers", "dossier_reports", "statements", "figures", "entities", "judgements"),
    *("tokens", "looks", "seen", "seen_reports", "handed", "handed_reports"),
    *("placings", "placed_reports", "merged", "encoded", "encoded_reports", "bodies"),
    *("watched", "answers", "busy", "versions", "alerts", "alert_reports", "alert_places"),
)
"""All tables, each behind those that it points at."""
# rows that are fetched and written at once
AT_ONCE = 200


def back_up(db: Database, path: Path) -> None:
    """Writes a library to a new file, which appears under its name only when it is whole and on the disk.

    Raises:
        LibraryError: when there is such a file already, or it cannot be written.
    """
    if path.exists():
        raise LibraryError(f"{path}: there is such a file already; name a new one")
    if not path.parent.is_dir():
        raise LibraryError(f"{path}: there is no folder {path.parent}")
    try:
        with whole(path) as beside:
            # a copy that was cut off may lie there
            beside.unlink(missing_ok=True)
            try:
                if isinstance(db, Sqlite):
                    db.copy_to(beside)
                else:
                    _copy(db, beside)
            except LibraryError as error:
                # the place beside is nothing that somebody asked for
                raise LibraryError(str(error).replace(str(beside), str(path))) from error
            finally:
                for ending in ("-wal", "-shm"):
                    beside.with_name(f"{beside.name}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"{path}: the copy cannot be written ({error.strerror or error})") from error


def _copy(db: Database, path: Path) -> None:
    target = Sqlite(path)
    try:
        with db.snapshot(), target.transaction():
            for table in TABLES:
                columns = [row[1] for row in target.rows(f"PRAGMA table_info({table})")]
                key = ", ".join(row[1] for row in target.rows(f"PRAGMA table_info({table})") if row[5])
                at = 0
                while rows := db.rows(
                    f"SELECT {', '.join(columns)} FROM {table} ORDER BY {key} LIMIT ? OFFSET ?", (AT_ONCE, at)
                ):
                    insert(target, table, columns, rows)
                    at += len(rows)
        target.run("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
