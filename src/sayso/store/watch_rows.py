"""The rows of the watch in SQL that SQLite and PostgreSQL both understand."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from sayso.errors import LibraryError, NoReport
from sayso.store.database import Database, insert, now
from sayso.store.records import UNSTORABLE, storable
from sayso.store.watching import After, Alert, AlertPlace, Asked, Body, Got, Took, Version, Watched

_COLUMNS = (
    *("number", "feed", "key", "address", "host", "kind", "every", "title", "published", "added", "asked", "due"),
    *("pause", "failures", "wrong", "etag", "modified", "body", "item", "changed"),
)
_WATCHED = ", ".join(f"w.{c}" for c in _COLUMNS) + ", (SELECT id FROM arrivals a WHERE a.arrival = w.arrival)"
_GIVEN = "(SELECT count(*) FROM watched i WHERE i.feed = w.number AND i.arrival IS NOT NULL)"
# of each host what has been due longest
_DUE = f"""SELECT {_WATCHED} FROM (SELECT DISTINCT host FROM watched WHERE due <= ?) AS h
  JOIN watched w ON w.number = (SELECT number FROM watched f WHERE f.host = h.host AND f.due <= ?
    ORDER BY f.due, f.number LIMIT 1)
  WHERE NOT EXISTS (SELECT 1 FROM busy b WHERE b.host = h.host AND b.until > ?) ORDER BY w.due, w.number"""
_LATEST = "coalesce((SELECT max(r.arrival) FROM dossier_reports r WHERE r.story = dossiers.story), 0)"
_ASKED = ("asked", "due", "pause", "failures", "wrong", "etag", "modified", "body")


class ForgottenError(Exception):
    """The report of an item, by its number, was forgotten while an answer was read: nothing of it comes back."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class WatchRows:
    """The part of a library that the watch alone uses, but for accepting reports.

    Args:
        db: an open library.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    @contextmanager
    def alone(self) -> Iterator[None]:
        """See `Watching`."""
        with self._db.alone() as got:
            if not got:
                raise LibraryError(f"{self._db.where}: another process watches into this library; one is enough")
            yield

    def add_watch(self, address: str, host: str, every: int | None, due: str, pause: int) -> Watched:
        """See `Watching`."""
        with self._db.transaction():
            if self._db.rows("SELECT 1 FROM watched WHERE feed IS NULL AND address = ?", (address,)):
                self._db.run(
                    "UPDATE watched SET every = ?, pause = ?, due = ? WHERE feed IS NULL AND address = ?",
                    (every, pause, due, address),
                )
            else:
                columns = (*_COLUMNS[2:7], "added", "due", "pause", "failures", "wrong")
                row = (address, address, host, "new", every, now(), due, pause, 0, "")
                insert(self._db, "watched", columns, [row])
        return self._watched("w.feed IS NULL AND w.address = ?", (address,))[0]

    def remove_watch(self, address: str) -> None:
        """See `Watching`."""
        with self._db.transaction():
            if not self._db.rows("SELECT 1 FROM watched WHERE feed IS NULL AND address = ?", (address,)):
                raise LibraryError(f"{self._db.where}: {address} is not watched; `sayso watch list` names what is")
            self._db.run("DELETE FROM watched WHERE feed IS NULL AND address = ?", (address,))

    def watched_at(self, address: str) -> Watched | None:
        """See `Watching`."""
        found = self._watched("w.feed IS NULL AND w.address = ?", (address,))
        return found[0] if found else None

    def watches(self, limit: int = 50, offset: int = 0) -> tuple[Watched, ...]:
        """See `Watching`."""
        rows = self._db.rows(
            f"SELECT {_WATCHED}, {_GIVEN} FROM watched w WHERE w.feed IS NULL ORDER BY w.number LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(_record(row) for row in rows)

    def watched_items(self, feed: int) -> tuple[Watched, ...]:
        """See `Watching`."""
        return self._watched("w.feed = ?", (feed,))

    def due_watches(self, now: str) -> tuple[Watched, ...]:
        """See `Watching`."""
        return tuple(_record(row) for row in self._db.rows(_DUE, (now, now, now)))

    def next_due(self) -> str | None:
        """See `Watching`."""
        found: str | None = self._db.rows("SELECT min(due) FROM watched")[0][0]
        return found

    def not_later(self, latest: str, now: str | None = None) -> None:
        """See `Watching`."""
        self._db.run("UPDATE watched SET due = ? WHERE due > ?", (now or latest, latest))
        self._db.run("UPDATE busy SET until = ? WHERE until > ?", (now or latest, latest))
        if now is not None:
            self._db.run("UPDATE watched SET due = ? WHERE due > ? AND asked > ?", (now, now, now))

    def let_go_items(self, before: str) -> None:
        """See `Watching`."""
        self._db.run(
            "DELETE FROM watched WHERE feed IS NOT NULL AND due IS NULL AND held IS NULL AND kind <> 'forgotten'"
            " AND added < ? AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.watched = watched.number)",
            (before,),
        )
        self._db.run("DELETE FROM busy WHERE until < ?", (before,))

    def keep_busy(self, host: str, until: str) -> None:
        """See `Watching`."""
        insert(
            self._db,
            "busy",
            ("host", "until"),
            [(host, until)],
            "ON CONFLICT (host) DO UPDATE SET until = excluded.until",
        )

    def keep_asked(self, asked: Sequence[Asked]) -> None:
        """See `Watching`."""
        with self._db.transaction():
            for one in asked:
                values = [getattr(one, name) for name in _ASKED]
                values[4] = UNSTORABLE.sub("\ufffd", one.wrong)
                self._db.run(
                    f"UPDATE watched SET {', '.join(f'{c} = ?' for c in _ASKED)} WHERE number = ?",
                    (*values, one.number),
                )
                # who was removed while it was asked is asked for nothing
                if one.answer is not None and self._db.rows("SELECT 1 FROM watched WHERE number = ?", (one.number,)):
                    body = one.answer
                    address = UNSTORABLE.sub("\ufffd", body.address)
                    row = (one.number, address, body.media, zlib.compress(body.data, 1), one.asked)
                    insert(self._db, "answers", ("watched", "address", "media", "data", "got"), [row])

    def answers(self, limit: int) -> tuple[Got, ...]:
        """See `Watching`."""
        rows = self._db.rows(
            f"SELECT a.number, a.address, a.media, a.data, a.got, {_WATCHED} FROM answers a"
            " JOIN watched w ON w.number = a.watched ORDER BY a.number LIMIT ?",
            (limit,),
        )
        return tuple(
            Got(
                number=number,
                watched=_record(row),
                body=Body(address=address, media=media, data=zlib.decompress(data)),
                got=got,
            )
            for number, address, media, data, got, *row in rows
        )

    def given_up(self, limit: int) -> tuple[Watched, ...]:
        """See `Watching`."""
        rows = self._db.rows(
            f"SELECT {_WATCHED} FROM watched w WHERE w.held IS NOT NULL AND w.due IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.watched = w.number) ORDER BY w.number LIMIT ?",
            (limit,),
        )
        return tuple(_record(row) for row in rows)

    def held_of(self, number: int) -> bytes | None:
        """See `Watching`."""
        rows = self._db.rows("SELECT held FROM watched WHERE number = ?", (number,))
        return zlib.decompress(rows[0][0]) if rows and rows[0][0] is not None else None

    def _keep_took(self, answer: int | None, number: int, took: Sequence[Took], after: After | None) -> None:
        """Writes what became of an answer, whose reports are accepted; within a transaction.

        Raises:
            ForgottenError: when what was taken has to go, and the transaction with it.
        """
        seen = now()
        if answer is not None:
            self._db.run("DELETE FROM answers WHERE number = ?", (answer,))
        for one in took:
            arrival = self._arrival(one)
            fresh = one.given is not None
            if one.before is not None and arrival is not None:
                self._tie(arrival, one.before, seen)
            values = (
                *(one.kind, one.title, one.due, one.pause, one.failures, UNSTORABLE.sub("\ufffd", one.wrong)),
                *(one.item, one.published, None if one.held is None else zlib.compress(one.held)),
            )
            names = ("kind", "title", "due", "pause", "failures", "wrong", "item", "published", "held")
            if one.number is not None:
                if self._db.rows("SELECT 1 FROM watched WHERE number = ? AND kind = 'forgotten'", (one.number,)):
                    raise ForgottenError(one.number)
                self._db.run(
                    f"UPDATE watched SET {', '.join(f'{c} = ?' for c in names)},"
                    " arrival = coalesce(?, arrival), changed = coalesce(?, changed) WHERE number = ?",
                    (*values, arrival, seen if fresh else None, one.number),
                )
            elif self._db.rows("SELECT 1 FROM watched WHERE number = ?", (number,)):
                insert(
                    self._db,
                    "watched",
                    ("feed", "key", "address", "host", "added", "arrival", "changed", *names),
                    [(number, one.key, one.address, one.host, seen, arrival, seen if fresh else None, *values)],
                    "ON CONFLICT DO NOTHING",
                )
        if after is not None:
            self._db.run(
                "UPDATE watched SET kind = ?, title = ?, due = ?, pause = ?, wrong = ?, changed = coalesce(?, changed)"
                " WHERE number = ? AND kind <> 'forgotten'",
                (
                    *(after.kind, after.title, after.due, after.pause, UNSTORABLE.sub("\ufffd", after.wrong)),
                    *(seen if after.changed else None, number),
                ),
            )

    def _arrival(self, one: Took) -> int | None:
        if one.given is not None:
            report = one.given[0]
            rows = self._db.rows(
                "SELECT arrival FROM arrivals WHERE given = ? AND sha256 = ? AND url = ?",
                (report.id, report.sha256, report.url or ""),
            )
        else:
            rows = self._db.rows("SELECT arrival FROM reports WHERE id = ?", (one.report,)) if one.report else []
        return rows[0][0] if rows else None

    def _tie(self, arrival: int, before: str, seen: str) -> None:
        """Says which version a report replaces; one that was there before cannot be a later version."""
        rows = self._db.rows("SELECT arrival FROM reports WHERE id = ?", (before,))
        if rows and rows[0][0] < arrival:
            insert(
                self._db,
                "versions",
                ("arrival", "before", "seen"),
                [(arrival, rows[0][0], seen)],
                "ON CONFLICT DO NOTHING",
            )

    def _arrivals(self, names: Sequence[str]) -> list[int]:
        """The arrivals of the reports with these ids that the library has."""
        return [a for name in names for (a,) in self._db.rows("SELECT arrival FROM reports WHERE id = ?", (name,))]

    def _arrival_of(self, name: str) -> int:
        found = self._arrivals([name])
        if not found:
            raise NoReport(f"{self._db.where}: there is no report {name}")
        return found[0]

    def versions(self, name: str) -> tuple[Version, ...]:
        """See `Watching`."""
        first = self._arrival_of(name)
        while before := self._db.rows("SELECT before FROM versions WHERE arrival = ?", (first,)):
            first = before[0][0]
        chain: list[int] = [first]
        while after := self._db.rows("SELECT arrival FROM versions WHERE before = ?", (chain[-1],)):
            chain.append(after[0][0])
        out: list[Version] = []
        for arrival in chain:
            # another process may have forgotten one of them meanwhile
            for own, title, published, added in self._db.rows(
                "SELECT id, title, published, added FROM reports WHERE arrival = ?", (arrival,)
            ):
                earlier = out[-1].report if out else None
                out.append(Version(report=own, before=earlier, title=title, published=published, seen=added))
        if all(version.report != name for version in out):
            raise NoReport(f"{self._db.where}: there is no report {name}")
        return tuple(out)

    def unalerted(self, reader: str) -> tuple[int, ...]:
        """See `Watching`."""
        rows = self._db.rows(
            "SELECT d.story FROM dossiers d LEFT JOIN looks l ON l.story = d.story AND l.reader = ?"
            " WHERE coalesce(l.edition, '') <> d.edition AND d.input <> '' ORDER BY d.story",
            (reader,),
        )
        return tuple(row[0] for row in rows)

    def alerts_from_now(self, reader: str) -> None:
        """See `Watching`."""
        with self._db.transaction():
            if self._db.rows("SELECT 1 FROM state WHERE key = 'alerts'"):
                return
            insert(self._db, "state", ("key", "value"), [("alerts", now())])
            self._db.run(
                "INSERT INTO looks (reader, story, at, latest, edition)"
                f" SELECT ?, story, ?, {_LATEST}, edition FROM dossiers"
                " WHERE NOT EXISTS (SELECT 1 FROM looks l WHERE l.reader = ? AND l.story = dossiers.story)",
                (reader, now(), reader),
            )

    def keep_alerts(self, reader: str, story: int, edition: str, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
        """See `Watching`."""
        fresh: list[Alert] = []
        made = now()
        with self._db.transaction():
            # numbers of alerts that were forgotten are not given out again: they say what was told where
            kept, told = ("SELECT max(number) FROM alerts", "SELECT max(told) FROM alert_places")
            number = max(self._db.rows(wanted)[0][0] or 0 for wanted in (kept, told))
            for one in map(storable, alerts):
                if self._db.rows("SELECT 1 FROM alerts WHERE key = ?", (one.key,)):
                    continue
                names = tuple(dict.fromkeys(one.reports))
                of = self._arrivals(names)
                if len(of) < len(names):
                    # what it tells of was forgotten while it was found
                    continue
                number += 1
                fresh.append(replace(one, story=story, number=number, made=made))
                record = msgspec.json.encode({"told": one.told, "details": one.details, "reports": one.reports})
                insert(
                    self._db,
                    "alerts",
                    ("number", "key", "kind", "story", "made", "record"),
                    [(number, one.key, one.kind, story, made, record.decode())],
                )
                insert(self._db, "alert_reports", ("alert", "arrival"), [(number, arrival) for arrival in of])
            if self._db.rows("SELECT 1 FROM stories WHERE number = ?", (story,)):
                told_of = self._db.rows(f"SELECT {_LATEST} FROM dossiers WHERE story = ?", (story,))
                insert(
                    self._db,
                    "looks",
                    ("reader", "story", "at", "latest", "edition"),
                    [(reader, story, now(), told_of[0][0] if told_of else 0, edition)],
                    "ON CONFLICT (reader, story) DO UPDATE SET at = excluded.at, latest = excluded.latest,"
                    " edition = excluded.edition",
                )
            self._db.run(
                "DELETE FROM seen WHERE story = ? AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.story = seen.story"
                " AND (l.edition = seen.edition OR l.before = seen.edition))",
                (story,),
            )
        return tuple(fresh)

    def alerts(self, after: int = 0, limit: int = 50, *, last: bool = False) -> tuple[Alert, ...]:
        """See `Watching`."""
        rows = self._db.rows(
            "SELECT number, key, kind, story, made, record FROM alerts WHERE number > ?"
            f" ORDER BY number {'DESC' if last else ''} LIMIT ?",
            (after, limit),
        )
        out = []
        for number, key, kind, story, made, record in rows:
            told = msgspec.json.decode(record)
            out.append(
                Alert(
                    key=key,
                    kind=kind,
                    told=told["told"],
                    details=told["details"],
                    reports=tuple(told["reports"]),
                    story=story,
                    number=number,
                    made=made,
                )
            )
        return tuple(out)

    def alert_place(self, place: str) -> AlertPlace:
        """See `Watching`."""
        wanted = "SELECT place, told, failures, due, wrong FROM alert_places WHERE place = ?"
        rows = self._db.rows(wanted, (place,))
        if not rows:
            self._db.run(
                "INSERT INTO alert_places (place, told, failures, wrong)"
                " SELECT ?, coalesce(max(number), 0), 0, '' FROM alerts",
                (place,),
            )
            rows = self._db.rows(wanted, (place,))
        return AlertPlace(**dict(zip(AlertPlace.__slots__, rows[0], strict=True)))

    def keep_alert_place(self, place: AlertPlace) -> None:
        """See `Watching`."""
        self._db.run(
            "UPDATE alert_places SET told = ?, failures = ?, due = ?, wrong = ? WHERE place = ?",
            (place.told, place.failures, place.due, UNSTORABLE.sub("\ufffd", place.wrong), place.place),
        )

    def forget_watched(self, arrival: int) -> None:
        """Lets go of what the watch keeps of a report, so that it does not come again; within a transaction."""
        self._db.run(
            "UPDATE watched SET kind = 'forgotten', title = NULL, due = NULL, held = NULL, etag = NULL, modified = NULL"
            " WHERE arrival = ?",
            (arrival,),
        )
        self._db.run(
            "DELETE FROM alerts WHERE EXISTS (SELECT 1 FROM alert_reports r WHERE r.alert = alerts.number"
            " AND r.arrival = ?)",
            (arrival,),
        )
        around = self._db.rows(
            "SELECT (SELECT before FROM versions WHERE arrival = ?), (SELECT arrival FROM versions WHERE before = ?)",
            (arrival, arrival),
        )[0]
        self._db.run("DELETE FROM versions WHERE arrival = ?", (arrival,))
        if None not in around:
            # the versions on both sides of it follow one another now
            self._db.run("UPDATE versions SET before = ? WHERE arrival = ?", around)

    def _watched(self, condition: str, parameters: Sequence[Any]) -> tuple[Watched, ...]:
        rows = self._db.rows(f"SELECT {_WATCHED} FROM watched w WHERE {condition} ORDER BY w.number", parameters)
        return tuple(_record(row) for row in rows)


def _record(row: Sequence[Any]) -> Watched:
    names = (*_COLUMNS, "report", "reports")
    made = Watched(**dict(zip(names[: len(row)], row, strict=True)))
    return replace(made, pause=int(made.pause))
