"""What the desk keeps in a library: who may use it, when each reader last looked, and what was handed in."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from sayso.errors import LibraryError
from sayso.store.database import Database, insert, now
from sayso.store.records import UNSTORABLE, decode
from sayso.types import Dossier, Unread

Scope = Literal["read", "write", "admin"]
HandedKind = Literal["file", "text", "address"]
_HANDED = "SELECT number, by_reader, kind, name, handed, done, unread FROM handed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Whose token it is, what it lets them do, and when it was made (ISO, UTC)."""

    name: str
    scope: Scope
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """When a reader last looked at a story (ISO, UTC), and the visit before that.

    `latest` is the arrival of the last report that was in it then, `edition` the dossier that was shown, None where
    there was none; `before_at` and `before` are those of the visit before. `new` counts the reports since.
    """

    at: str
    latest: int
    edition: str | None
    before_at: str | None = None
    before: str | None = None
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file, text or address that somebody hands in, with what they say of it; `data` is None for an address."""

    kind: HandedKind
    name: str
    data: bytes | None = None
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What was handed in and is to be taken in next, with its number."""

    number: int
    given: HandedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A report that something gave: its id and title, its story, and whether the library did not have it yet."""

    id: str
    title: str | None
    story: int
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedLine:
    """What was handed in, in a list: by whom, when (ISO, UTC), what came of it, and `unread` why something did not.

    `done` is None while it waits to be taken in.
    """

    number: int
    by: str
    kind: HandedKind
    name: str
    handed: str
    done: str | None
    reports: tuple[Outcome, ...]
    unread: tuple[str, ...]


class DeskRows:
    """The part of a library that the desk alone uses.

    Args:
        db: an open library.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def tokens(self) -> tuple[Token, ...]:
        """See `Library`."""
        rows = self._db.rows("SELECT name, scope, made FROM tokens ORDER BY name")
        return tuple(Token(name=name, scope=scope, made=made) for name, scope, made in rows)

    def add_token(self, name: str, scope: Scope, sha256: str) -> None:
        """See `Library`."""
        with self._db.transaction():
            if self._db.rows("SELECT 1 FROM tokens WHERE name = ?", (name,)):
                raise LibraryError(f"{self._db.where}: {name} has a token already; revoke it first, or name another")
            insert(self._db, "tokens", ("name", "scope", "sha256", "made"), [(name, scope, sha256, now())])

    def revoke_token(self, name: str) -> None:
        """See `Library`."""
        with self._db.transaction():
            if not self._db.rows("SELECT 1 FROM tokens WHERE name = ?", (name,)):
                raise LibraryError(f"{self._db.where}: nobody called {name} has a token; `sayso token list` names them")
            self._db.run("DELETE FROM tokens WHERE name = ?", (name,))

    def token(self, sha256: str) -> Token | None:
        """See `Library`."""
        rows = self._db.rows("SELECT name, scope, made FROM tokens WHERE sha256 = ?", (sha256,))
        return Token(name=rows[0][0], scope=rows[0][1], made=rows[0][2]) if rows else None

    def looks(self, reader: str, stories: Sequence[int]) -> dict[int, Look]:
        """See `Library`."""
        if not stories:
            return {}
        rows = self._db.rows(
            "SELECT l.story, l.at, l.latest, l.edition, l.before_at, l.before,"
            " (SELECT count(*) FROM arrivals a WHERE a.story = l.story AND a.arrival > l.latest)"
            f" FROM looks l WHERE l.reader = ? AND l.story IN ({', '.join('?' * len(stories))})",
            (reader, *stories),
        )
        return {
            story: Look(at=at, latest=latest, edition=edition, before_at=before_at, before=before, new=new)
            for story, at, latest, edition, before_at, before, new in rows
        }

    def keep_look(self, reader: str, story: int, look: Look) -> None:
        """See `Library`."""
        columns = ("reader", "story", "at", "latest", "edition", "before_at", "before")
        renewed = ", ".join(f"{c} = excluded.{c}" for c in columns[2:])
        with self._db.transaction():
            if not self._db.rows("SELECT 1 FROM stories WHERE number = ?", (story,)):
                return
            row = (reader, story, look.at, look.latest, look.edition, look.before_at, look.before)
            insert(self._db, "looks", columns, [row], f"ON CONFLICT (reader, story) DO UPDATE SET {renewed}")
            self._db.run(
                "DELETE FROM seen WHERE story = ? AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.story = seen.story"
                " AND (l.edition = seen.edition OR l.before = seen.edition))",
                (story,),
            )

    def keep_seen(self, story: int) -> None:
        """Keeps the dossier of a story that readers saw, before another takes its place; within a transaction.

        Args:
            story: its number.
        """
        looked = (
            "d.story = ? AND EXISTS (SELECT 1 FROM looks l WHERE l.story = d.story"
            " AND (l.edition = d.edition OR l.before = d.edition))"
        )
        self._db.run(
            "INSERT INTO seen (story, edition, record)"
            f" SELECT d.story, d.edition, d.record FROM dossiers d WHERE {looked} ON CONFLICT DO NOTHING",
            (story,),
        )
        self._db.run(
            "INSERT INTO seen_reports (story, edition, arrival) SELECT d.story, d.edition, r.arrival"
            f" FROM dossiers d JOIN dossier_reports r ON r.story = d.story WHERE {looked} ON CONFLICT DO NOTHING",
            (story,),
        )

    def forget_seen(self, arrival: int) -> None:
        """Lets go of what was kept with a report in it; within a transaction.

        Args:
            arrival: the number of the report.
        """
        self._db.run(
            "DELETE FROM seen WHERE EXISTS (SELECT 1 FROM seen_reports r WHERE r.story = seen.story"
            " AND r.edition = seen.edition AND r.arrival = ?)",
            (arrival,),
        )
        # what is not wholly taken in has other reports to give
        self._db.run(
            "DELETE FROM handed_reports WHERE arrival = ? AND EXISTS"
            " (SELECT 1 FROM handed h WHERE h.number = handed_reports.handed AND h.done IS NULL)",
            (arrival,),
        )
        self._db.run(
            "DELETE FROM handed WHERE EXISTS (SELECT 1 FROM handed_reports r WHERE r.handed = handed.number"
            " AND r.arrival = ?)",
            (arrival,),
        )

    def dossier_seen(self, story: int, edition: str) -> Dossier | None:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT record FROM dossiers WHERE story = ? AND edition = ? UNION ALL"
            " SELECT record FROM seen WHERE story = ? AND edition = ?",
            (story, edition) * 2,
        )
        if not rows:
            return None
        try:
            return decode(zlib.decompress(rows[0][0]).decode(), Dossier)
        except (zlib.error, msgspec.DecodeError) as error:
            raise LibraryError(
                f"{self._db.where}: a dossier of s{story} is damaged ({error}); run `sayso check`"
            ) from error

    def hand_in(self, by: str, given: Sequence[HandedIn]) -> tuple[int, ...]:
        """See `Library`."""
        numbers = []
        columns = (*("by_reader", "kind", "name", "outlet", "title", "url", "published", "data", "handed", "unread"),)
        with self._db.transaction():
            for one in given:
                said = [
                    None if text is None else UNSTORABLE.sub("\ufffd", text)
                    for text in (one.name, one.outlet, one.title, one.url, one.published)
                ]
                packed = None if one.data is None else zlib.compress(one.data)
                insert(self._db, "handed", columns, [(by, one.kind, *said, packed, now(), "[]")])
                numbers += [number for (number,) in self._db.rows("SELECT max(number) FROM handed")]
        return tuple(numbers)

    def waiting(self) -> Waiting | None:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT number, kind, name, data, outlet, title, url, published FROM handed WHERE done IS NULL"
            " ORDER BY number LIMIT 1"
        )
        if not rows:
            return None
        number, kind, name, data, outlet, title, url, published = rows[0]
        given = HandedIn(
            kind=kind,
            name=name,
            data=None if data is None else zlib.decompress(data),
            outlet=outlet,
            title=title,
            url=url,
            published=published,
        )
        return Waiting(number=number, given=given)

    def note_new(self, number: int, arrivals: Sequence[int]) -> None:
        """Notes of something handed in which reports it gave that the library did not have; within a transaction.

        Args:
            number: its number.
            arrivals: the numbers of the reports.
        """
        rows = [(number, arrival, 1) for arrival in arrivals]
        insert(self._db, "handed_reports", ("handed", "arrival", "new"), rows, "ON CONFLICT DO NOTHING")

    def taken_in(self, number: int, reports: Sequence[tuple[str, bool]], unread: Sequence[Unread]) -> None:
        """See `Library`."""
        told = [UNSTORABLE.sub("\ufffd", f"{u.source}: {u.message}") for u in unread]
        with self._db.transaction():
            self._db.run(
                "UPDATE handed SET data = NULL, done = ?, unread = ? WHERE number = ?",
                (now(), msgspec.json.encode(told).decode(), number),
            )
            for name, new in dict(reversed(reports)).items():
                self._db.run(
                    "INSERT INTO handed_reports (handed, arrival, new) SELECT ?, arrival, ? FROM reports WHERE id = ?"
                    " ON CONFLICT DO NOTHING",
                    (number, int(new), name),
                )

    def handed(self, limit: int, *, offset: int = 0) -> tuple[HandedLine, ...]:
        """See `Library`."""
        rows = self._db.rows(f"{_HANDED} ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset))
        return tuple(self._handed(*row) for row in rows)

    def handed_line(self, number: int) -> HandedLine:
        """See `Library`."""
        rows = self._db.rows(f"{_HANDED} WHERE number = ?", (number,))
        if not rows:
            raise LibraryError(f"{self._db.where}: nothing was handed in under the number {number}")
        return self._handed(*rows[0])

    def _handed(self, number: int, by: str, kind: HandedKind, name: str, *rest: Any) -> HandedLine:
        handed, done, unread = rest
        reports = self._db.rows(
            "SELECT a.id, a.title, a.story, h.new FROM handed_reports h JOIN arrivals a ON a.arrival = h.arrival"
            " WHERE h.handed = ? ORDER BY h.arrival",
            (number,),
        )
        return HandedLine(
            number=number,
            by=by,
            kind=kind,
            name=name,
            handed=handed,
            done=done,
            reports=tuple(
                Outcome(id=name, title=title, story=story, new=bool(new)) for name, title, story, new in reports
            ),
            unread=tuple(msgspec.json.decode(unread)),
        )
