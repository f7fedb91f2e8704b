"""A library's database in one SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sayso.errors import LibraryError
from sayso.store.database import BUSY, FULL, KEYS, PATIENCE, WORD, Asked, Found, migrations, pending, sought

APPLICATION = 0x5361794C  # "SayL", so that `file` and others can tell the file from any other SQLite file
AGAIN = 0.02  # seconds after which it is tried again to set the journal
_ADVICE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    # what a limit on the sizes of files gives, and a disk that fails
    sqlite3.SQLITE_IOERR: FULL,
}
INDEXES = tuple(f"{table}_words" for table in KEYS)


class Sqlite:
    """One connection to a file, which is made when it is missing.

    Args:
        path: the file.
        make: whether to make it when it is missing.
        write: whether anything will be written.

    Raises:
        LibraryError: when it is missing, another kind of file, written by a newer sayso, or cannot be read or written.
    """

    def __init__(self, path: Path, *, make: bool = True, write: bool = True) -> None:
        self.where = str(path)
        if not make and not path.exists():
            raise LibraryError(f"{path}: there is no library; `sayso add` makes one")
        try:
            if write:
                self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            else:
                self._db = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None
                )
        except sqlite3.Error as error:
            raise self._failed(error) from error
        try:
            self._begin(write)
        except sqlite3.Error as error:
            self._db.close()
            raise self._failed(error) from error
        except LibraryError:
            self._db.close()
            raise

    def _begin(self, write: bool) -> None:
        made = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if made and self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise LibraryError(f"{self.where}: this is an SQLite file of another program; name a file of its own")
        steps = migrations("sqlite")
        due = pending(self.where, self._version(), steps)
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA cache_size = -65536")
        if not write:
            if due:
                raise LibraryError(f"{self.where}: an older sayso wrote it and it may not be written; run `sayso add`")
            return
        self._log_ahead()
        self._db.execute("PRAGMA synchronous = FULL")
        # what is forgotten is overwritten, not only let go
        self._db.execute("PRAGMA secure_delete = ON")
        if due:
            self._migrate(steps)

    def _log_ahead(self) -> None:
        """Sets the journal that lets others read while one writes; SQLite itself waits for nobody with that."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if _kind(error) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(AGAIN)

    def _migrate(self, steps: Sequence[tuple[int, str]]) -> None:
        with self.transaction():
            # another process may have done it while this one waited
            for number, script in pending(self.where, self._version(), steps):
                for statement in _statements(script):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        version: int = self._db.execute("PRAGMA user_version").fetchone()[0]
        return version

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """See `Database`."""
        try:
            return self._db.execute(statement, parameters).fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise self._failed(error) from error

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """See `Database`."""
        try:
            self._db.execute(statement, parameters)
        except (sqlite3.Error, OverflowError) as error:
            raise self._failed(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database`."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # a full disk has ended the transaction already
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Database`."""
        self.run("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """See `Database`."""
        import fcntl

        # beside the file: SQLite loses its own locks on it when the process closes it a second time
        with ExitStack() as closing:
            try:
                beside = closing.enter_context(Path(f"{self.where}.watch").open("ab"))
            except OSError as error:
                raise self._failed(error) from error
            try:
                fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def found(self, table: str, asked: Asked) -> Found:
        """See `Database`."""
        key = KEYS[table]
        if not asked:
            return Found(table, "", (), f"{table}.{key} DESC")
        parts = []
        for columns, text in asked:
            words = " ".join(_phrases(text))
            if not words:
                return Found(table, "1 = 0", (), f"{table}.{key} DESC")
            parts.append(f"({{{' '.join(columns)}}} : ({words}))")
        # the index gives rows in the order of their keys, so that the newest are found without looking at the others
        return Found(
            f"{table}_words CROSS JOIN {table} ON {table}.{key} = {table}_words.rowid",
            f"{table}_words MATCH ?",
            (" AND ".join(parts),),
            f"{table}_words.rowid DESC",
        )

    def damage(self) -> list[str]:
        """See `Database`."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"row {row} of {table} points at nothing in {parent}"
            for table, row, parent, _ in self.rows("PRAGMA foreign_key_check")
        ]
        for index in INDEXES:
            try:
                self._db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.Error as error:
                found.append(f"the words in {index} are not those of its table ({error})")
        return found

    def let_go(self) -> None:
        """See `Database`."""
        for index in INDEXES:
            self.run(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path) -> None:
        """Copies the whole file as it is at one moment, while others go on writing."""
        try:
            target = sqlite3.connect(path)
            try:
                self._db.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()
        except sqlite3.Error as error:
            advice = _ADVICE.get(_kind(error), "")
            raise LibraryError(f"{path}: the copy cannot be written ({error}){advice}") from error

    def close(self) -> None:
        """See `Database`."""
        self._db.close()

    def _failed(self, error: Exception) -> LibraryError:
        advice = _ADVICE.get(_kind(error), "")
        return LibraryError(f"{self.where}: the library cannot be used ({error}){advice}")


def _kind(error: Exception) -> int:
    """The kind of an error without what SQLite says of it beyond (its primary result code)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _phrases(text: str) -> Iterator[str]:
    """What a text asks for, in strings of FTS5, in which no operator is one."""
    for quoted in (False, True):
        for part in sought(text, quoted=quoted):
            words = WORD.findall(part)
            yield from (f'"{words}"' for words in ([" ".join(words)] if quoted else words))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger has semicolons within."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
