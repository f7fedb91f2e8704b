"""A library's database in PostgreSQL, in a schema of its own, by the driver pg8000."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from sayso.errors import LibraryError
from sayso.store.database import BUSY, FULL, KEYS, PATIENCE, Asked, Found, migrations, pending, sought
from sayso.store.records import UNSTORABLE

if TYPE_CHECKING:
    from pg8000.native import Connection, PreparedStatement

SCHEMA = "sayso"
# a number of ours among the locks that programs agree on: whoever has it is the one writer
WRITER = 0x5361794C
# whoever has this one watches
WATCHER = 0x53617957
# what a page out of order costs a plan, one in order being 1. The default, 4, is that of disks with heads, and lets
# words be looked for without their index; PostgreSQL's documentation names this value for all others
NEAR = 1.1
# statements that are held ready at the server
PREPARED = 200
# by PostgreSQL's error codes: lock_not_available, disk_full
_ADVICE = {"55P03": BUSY, "53100": FULL}
_SSL = {"disable": None, "require": False, "verify-full": True}


class Postgres:
    """One connection to a library in a database, in which its tables are made when they are missing.

    Args:
        address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full; `host` in the query names the folder
            of a socket instead.
        make: whether to make the tables when they are missing.

    Raises:
        LibraryError: when it cannot be reached, lets nobody of that name in, or a newer sayso made the tables.
    """

    def __init__(self, address: str, *, make: bool = True) -> None:
        self.where = _without_password(address)
        try:
            from pg8000.native import Connection
        except ImportError as error:
            raise LibraryError(
                f"{self.where}: PostgreSQL needs pg8000; install it with: pip install 'sayso[postgres]'"
            ) from error
        self._held: dict[str, PreparedStatement] = {}
        self._within = False
        options = _options(address, self.where)
        try:
            self._db: Connection = Connection(**options)
        except Exception as error:
            # the driver raises OSError, ssl.SSLError, its own errors and struct.error where no PostgreSQL answers
            raise LibraryError(f"{self.where}: the library cannot be reached ({_reason(error)})") from error
        try:
            self._begin(make)
        except BaseException:
            self.close()
            raise

    def _begin(self, make: bool) -> None:
        self.run(f"SET search_path TO {SCHEMA}, pg_catalog")
        self.run(f"SET lock_timeout TO {int(PATIENCE * 1000)}")
        self.run("SET client_min_messages TO warning")
        # a library is searched from memory or from disks without heads: what an index points at is near
        self.run(f"SET random_page_cost TO {NEAR}")
        steps = migrations("postgresql")
        version = self._version()
        if version == 0 and not make:
            raise LibraryError(f"{self.where}: there is no library; `sayso add` makes one")
        if pending(self.where, version, steps):
            with self.transaction():
                self.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                self.run("CREATE TABLE IF NOT EXISTS format (version BIGINT NOT NULL)")
                # another process may have done it while this one waited
                for number, script in pending(self.where, self._version(), steps):
                    self._script(script)
                    self.run("DELETE FROM format")
                    self.run("INSERT INTO format (version) VALUES (?)", (number,))

    def _version(self) -> int:
        found = self.rows("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'format'", (SCHEMA,))
        version = self.rows("SELECT max(version) FROM format")[0][0] if found else None
        return int(version or 0)

    def _script(self, script: str) -> None:
        try:
            self._db.run(script)
        except Exception as error:
            raise self._failed(error) from error

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """See `Database`."""
        try:
            found = self._ready(statement).run(**{f"p{i}": value for i, value in enumerate(parameters)})
        except Exception as error:
            raise self._failed(error) from error
        return [tuple(row) for row in found or ()]

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """See `Database`."""
        self.rows(statement, parameters)

    def _ready(self, statement: str) -> PreparedStatement:
        found = self._held.get(statement)
        if found is None:
            if len(self._held) >= PREPARED:
                for old in self._held.values():
                    old.close()
                self._held.clear()
            parts = statement.split("?")
            marked = parts[0] + "".join(f":p{i}{part}" for i, part in enumerate(parts[1:]))
            found = self._held[statement] = self._db.prepare(marked)
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database`."""
        self.run("BEGIN")
        try:
            self.run("SELECT pg_advisory_xact_lock(?)", (WRITER,))
            yield
            self.run("COMMIT")
        except BaseException:
            # without a connection there is no transaction any more
            with suppress(LibraryError):
                self.run("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Database`."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            with suppress(LibraryError):
                self.run("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """See `Database`."""
        got = bool(self.rows("SELECT pg_try_advisory_lock(?)", (WATCHER,))[0][0])
        try:
            yield got
        finally:
            if got:
                with suppress(LibraryError):
                    self.rows("SELECT pg_advisory_unlock(?)", (WATCHER,))

    def found(self, table: str, asked: Asked) -> Found:
        """See `Database`."""
        # the parts of a statement are looked for one by one, those of others together
        conditions: list[str] = []
        parameters: list[str] = []
        for columns, text in asked:
            column = f"{columns[0]}_words" if table == "statements" else "all_words"
            text = UNSTORABLE.sub(" ", text)
            asking = [("plainto", part) for part in sought(text, quoted=False)]
            asking += [("phraseto", part) for part in sought(text, quoted=True)]
            conditions += [f"{table}.{column} @@ {how}_tsquery('words', folded(?))" for how, _ in asking] or ["1 = 0"]
            parameters += [part for _, part in asking]
        return Found(table, " AND ".join(conditions), tuple(parameters), f"{table}.{KEYS[table]} DESC")

    def damage(self) -> list[str]:
        """See `Database`."""
        return []

    def let_go(self) -> None:
        """See `Database`."""
        for table in (
            *("reports", "inputs", "readings", "dossiers", "statements", "figures", "entities", "arrivals"),
            *("placings", "placed_reports", "encoded", "bodies", "watched", "versions", "alerts"),
        ):
            self.run(f"VACUUM {table}")

    def close(self) -> None:
        """See `Database`."""
        with suppress(Exception):
            self._db.close()

    def _failed(self, error: Exception) -> LibraryError:
        told = error.args[0] if error.args else None
        advice = _ADVICE.get(told.get("C", ""), "") if isinstance(told, dict) else ""
        return LibraryError(f"{self.where}: the library cannot be used ({_reason(error)}){advice}")


def _options(address: str, where: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port or 5432
    except ValueError as error:
        raise LibraryError(f"{where}: this is no address of a database ({error})") from error
    said = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    mode = said.get("sslmode", "prefer")
    if not parts.username or not parts.path.strip("/") or mode not in (*_SSL, "prefer"):
        raise LibraryError(
            f"{where}: the address must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE, sslmode one of"
            f" {', '.join(_SSL)}"
        )
    folder = said.get("host")
    options: dict[str, Any] = {
        "user": unquote(parts.username),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")),
        "application_name": "sayso",
    }
    if folder:
        return options | {"unix_sock": f"{folder}/.s.PGSQL.{port}"}
    return options | {"host": parts.hostname or "localhost", "port": port, "ssl_context": _context(mode)}


def _context(mode: str) -> Any:
    if mode in ("disable", "prefer"):
        # the driver itself asks for an encrypted connection where the server has one, and takes a plain one else
        return None if mode == "prefer" else False
    context = ssl.create_default_context()
    if not _SSL[mode]:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address)
        password = parts.password
    except ValueError:
        return "the library"
    if password is None:
        return address.partition("?")[0]
    return address.replace(f":{password}@", "@", 1).partition("?")[0]


def _reason(error: Exception) -> str:
    told = error.args[0] if error.args else error
    return str(told.get("M", told)) if isinstance(told, dict) else f"{told}"
