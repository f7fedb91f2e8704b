"""A file that remembers a stream's stories, so that the next reports join them: SQLite, a transaction a batch."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from sayso.errors import StateError
from sayso.link.stories.features import FeatureReader, Features, Learnt
from sayso.link.stories.likeness import WIDTH
from sayso.stream import Placed, placed
from sayso.stream.decider import Changes, Decider, Described, Known
from sayso.types import Report

APPLICATION = 0x53617954  # "SayT"
FORMAT = 1
PATIENCE = 30.0  # seconds to wait for another process that is writing
# arrivals after which what was learnt is written anew; what came since is learnt again from the reports
SNAPSHOT = 4096
_TABLES = """
CREATE TABLE reports (
  arrival INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  given TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  story INTEGER NOT NULL,
  told INTEGER,
  score REAL,
  title TEXT,
  day INTEGER,
  headline INTEGER,
  vector BLOB,
  terms BLOB,
  lines BLOB,
  UNIQUE (given, sha256)
) STRICT;
CREATE TABLE stories (
  number INTEGER PRIMARY KEY,
  title TEXT,
  first_day INTEGER,
  last_day INTEGER,
  continues INTEGER,
  closed INTEGER NOT NULL
) STRICT;
CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT;
CREATE INDEX untold ON reports (arrival) WHERE told IS NOT story;
"""
_TERM = np.dtype([("key", "<u4"), ("weight", "<u2")])


class StoryFile:
    """The stories of a stream in a file, which is made when it is missing.

    Args:
        path: the file.
        window: reports after which a report is forgotten.
        today: reports dated after this day (counted from the year 1) are taken as undated.

    Raises:
        StateError: when the file is of another program, of a newer sayso or of other weights, or cannot be written.
    """

    def __init__(self, path: Path, window: int, today: int) -> None:
        self._path = path
        self._given: list[str] = []
        self._reader = FeatureReader(today)
        try:
            self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise self._failed(error) from error
        try:
            self._begin(window)
            self._decider = self._go_on(window)
        except sqlite3.Error as error:
            self._db.close()
            raise self._failed(error) from error
        except StateError:
            self._db.close()
            raise

    def _begin(self, window: int) -> None:
        made = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if made and self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise StateError(f"{self._path}: this is an SQLite file of another program; name a file of its own")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise StateError(
                f"{self._path}: a newer sayso wrote it (format {version}, this one knows {FORMAT}); update"
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        # one writer at a time, from the first look to the end: what a second one decided would be of another state
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not made:
            self._db.execute("BEGIN IMMEDIATE")
            for statement in _TABLES.split(";")[:-1]:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {FORMAT}")
            self._set({"window": window, "weights": _fingerprint(), "snapshot": 0, "numbers": 0})
            self._db.execute("COMMIT")
        state = self._state()
        if state["weights"] != _fingerprint():
            raise StateError(
                f"{self._path}: another version of sayso wrote it, whose features differ; begin a new file"
            )
        if state["window"] != window:
            raise StateError(
                f"{self._path}: it was begun with a window of {state['window']:,} reports, not {window:,}; "
                "name that window, or begin a new file"
            )

    def _go_on(self, window: int) -> Decider:
        """The decider and the reader as they were after the last batch."""
        state = self._state()
        snapshot: int = state["snapshot"]
        if snapshot:
            frequencies, repeats = self._reader.frequencies, self._reader.repeats
            frequencies.reports = state["learnt"]
            frequencies.counts[:] = _unpacked(state["frequencies"], np.uint32)
            repeats.keys[:] = _unpacked(state["line keys"], np.uint32)
            repeats.counts[:] = _unpacked(state["line counts"], np.uint16)
            repeats.headlines[:] = _unpacked(state["line headlines"], np.uint32)
        reports: dict[int, Features] = {}
        story_of: dict[int, int] = {}
        rows = self._db.execute(
            "SELECT arrival, id, story, reports.title, day, headline, vector, terms, lines, closed FROM reports"
            " JOIN stories ON number = story WHERE vector IS NOT NULL ORDER BY arrival"
        )
        for arrival, name, story, title, day, headline, vector, terms, lines, closed in rows:
            one = _features(name, title, day, headline, vector, terms, lines)
            if arrival > snapshot:
                self._reader.learn(one.learnt)
            if not closed:
                reports[arrival], story_of[arrival] = one, story
        continued = self._db.execute("SELECT number, continues FROM stories WHERE NOT closed AND continues IS NOT NULL")
        pivots = state.get("pivots")
        known = Known(
            reports=reports,
            story_of=story_of,
            continues=dict(continued.fetchall()),
            arrivals=self._db.execute("SELECT coalesce(max(arrival), 0) FROM reports").fetchone()[0],
            numbers=state["numbers"],
            pivots=None if pivots is None else np.frombuffer(pivots, dtype=np.int8).reshape(-1, WIDTH),
            built=state.get("built", 0),
        )
        return Decider(window, known=known)

    def take(self, reports: Sequence[Report]) -> None:
        """Join reports to stories and keep the outcome, all of them or none; those that are known already are not new.

        Raises:
            StateError: when the file cannot be written.
        """
        try:
            new, names = self._unknown(reports)
            changes = []
            features = []
            for one in self._reader.one_by_one(new):
                changes.append(self._decider.arrive(one))
                features.append(one)
            self._keep(new, names, features, changes)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _unknown(self, reports: Sequence[Report]) -> tuple[list[Report], list[str]]:
        """The reports that the file does not hold, and the name of each there."""
        new: list[Report] = []
        names: list[str] = []
        taken: set[str] = set()
        fresh: dict[tuple[str, str], str] = {}
        for report in reports:
            known = self._db.execute(
                "SELECT id FROM reports WHERE given = ? AND sha256 = ?", (report.id, report.sha256)
            ).fetchone()
            name = known[0] if known else fresh.get((report.id, report.sha256))
            if name is None:
                name, number = report.id, 1
                while name in taken or self._db.execute("SELECT 1 FROM reports WHERE id = ?", (name,)).fetchone():
                    number += 1
                    name = f"{report.id}-{number}"
                taken.add(name)
                fresh[report.id, report.sha256] = name
                new.append(report)
                names.append(name)
            self._given.append(name)
        return new, names

    def _keep(
        self, new: Sequence[Report], names: Sequence[str], features: Sequence[Features], changes: Sequence[Changes]
    ) -> None:
        if not new:
            return
        decider, first = self._decider, self._decider.arrivals - len(new) + 1
        moved: dict[int, int] = {}
        touched: set[int] = set()
        closed: list[Described] = []
        for change in changes:
            moved |= change.moved
            touched |= change.touched
            closed += change.closed
        touched -= {d.number for d in closed}
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, ?, ?)",
                (
                    (first + i, name, r.id, r.sha256, moved[first + i], f.title, f.day, *_blobs(f))
                    for i, (r, name, f) in enumerate(zip(new, names, features, strict=True))
                ),
            )
            self._db.executemany(
                "UPDATE reports SET story = ? WHERE arrival = ?",
                ((story, arrival) for arrival, story in moved.items() if arrival < first),
            )
            gone = [n for n in touched if n not in decider.stories]
            self._db.executemany("DELETE FROM stories WHERE number = ?", ((n,) for n in gone))
            self._db.executemany(
                "INSERT OR REPLACE INTO stories VALUES (?, NULL, ?, ?, ?, 0)",
                ((n, s.first_day, s.last_day, s.continues) for n, s in sorted(decider.stories.items()) if n in touched),
            )
            self._db.executemany(
                "INSERT OR REPLACE INTO stories VALUES (?, ?, ?, ?, ?, 1)",
                ((d.number, d.title, d.first_day, d.last_day, d.continues) for d in closed),
            )
            self._db.executemany(
                "UPDATE reports SET score = ?, vector = NULL, terms = NULL, lines = NULL WHERE arrival = ?",
                ((score, arrival) for d in closed for arrival, score in d.scores.items()),
            )
            self._learn()
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _learn(self) -> None:
        """Write what counts for the next reports: the pivots, and now and then what was learnt."""
        state = self._state("snapshot", "built", "window")
        decider, reader = self._decider, self._reader
        self._set({"numbers": decider.numbers})
        if decider.pivots is not None and state.get("built") != decider.index.built:
            self._set({"pivots": decider.pivots.tobytes(), "built": decider.index.built})
        if decider.arrivals - state["snapshot"] >= min(SNAPSHOT, state["window"] // 2):
            self._set(
                {
                    "snapshot": decider.arrivals,
                    "learnt": reader.frequencies.reports,
                    "frequencies": _packed(reader.frequencies.counts),
                    "line keys": _packed(reader.repeats.keys),
                    "line counts": _packed(reader.repeats.counts),
                    "line headlines": _packed(reader.repeats.headlines),
                }
            )

    def tell(self) -> Iterator[Placed]:
        """The story of each report that was handed in, then of those that are in another story than was told last."""
        told: dict[int, int] = {}
        described: dict[int, Described] = {}
        columns = "SELECT arrival, id, story FROM reports"
        for name in self._given:
            arrival, _, story = self._db.execute(f"{columns} WHERE id = ?", (name,)).fetchone()
            if arrival not in told:
                told[arrival] = story
                yield self._placed(arrival, name, story, described)
        moved = self._db.execute(f"{columns} WHERE told IS NOT story ORDER BY arrival").fetchall()
        for arrival, name, story in moved:
            if arrival not in told:
                told[arrival] = story
                yield self._placed(arrival, name, story, described)
        # only now, so that what was not told to the end is told again
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("UPDATE reports SET told = ? WHERE arrival = ?", ((s, a) for a, s in told.items()))
        self._db.execute("COMMIT")

    def _placed(self, arrival: int, name: str, number: int, described: dict[int, Described]) -> Placed:
        if number not in described:
            described[number] = self._describe(number)
        story = described[number]
        return placed(name, arrival, story, self._story_of(story.continues))

    def _describe(self, number: int) -> Described:
        if number in self._decider.stories:
            return self._decider.describe(self._decider.stories[number])
        title, first, last, continues = self._db.execute(
            "SELECT title, first_day, last_day, continues FROM stories WHERE number = ?", (number,)
        ).fetchone()
        scores = dict(self._db.execute("SELECT arrival, score FROM reports WHERE story = ?", (number,)).fetchall())
        return Described(number=number, title=title, first_day=first, last_day=last, continues=continues, scores=scores)

    def _story_of(self, arrival: int | None) -> int | None:
        if arrival is None:
            return None
        found: int = self._db.execute("SELECT story FROM reports WHERE arrival = ?", (arrival,)).fetchone()[0]
        return found

    def _state(self, *keys: str) -> dict[str, Any]:
        if not keys:
            return dict(self._db.execute("SELECT key, value FROM state").fetchall())
        marks = ", ".join("?" * len(keys))
        return dict(self._db.execute(f"SELECT key, value FROM state WHERE key IN ({marks})", keys).fetchall())

    def _set(self, values: dict[str, Any]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", values.items())

    def _failed(self, error: sqlite3.Error) -> StateError:
        return StateError(f"{self._path}: the stories kept there cannot be used ({error})")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _features(
    name: str, title: str | None, day: int | None, headline: int, vector: bytes, terms: bytes, lines: bytes
) -> Features:
    pairs = np.frombuffer(terms, dtype=_TERM)
    keys, weights = pairs["key"].tolist(), pairs["weight"].tolist()
    return Features(
        id=name,
        title=title,
        vector=np.frombuffer(vector, dtype=np.int8),
        terms={k: w for k, w in zip(keys, weights, strict=True) if w},
        day=day,
        learnt=Learnt(terms=tuple(keys), headline=headline, lines=tuple(np.frombuffer(lines, dtype="<u4").tolist())),
    )


def _blobs(one: Features) -> tuple[int, bytes, bytes, bytes]:
    terms = np.zeros(len(one.learnt.terms), dtype=_TERM)
    terms["key"] = one.learnt.terms
    terms["weight"] = [one.terms.get(t, 0) for t in one.learnt.terms]
    lines = np.array(one.learnt.lines, dtype="<u4")
    return one.learnt.headline, one.vector.tobytes(), terms.tobytes(), lines.tobytes()


def _packed(values: np.ndarray[Any, Any]) -> bytes:
    return zlib.compress(values.tobytes(), 1)


def _unpacked(stored: bytes, kind: type[np.generic]) -> np.ndarray[Any, Any]:
    return np.frombuffer(zlib.decompress(stored), dtype=kind)


@cache
def _fingerprint() -> str:
    """Of the weights that features and decisions come from: with others, what is kept would mean something else."""
    found = hashlib.sha256()
    for folder, name in (
        ("sayso.resources", "stories.npz"),
        ("sayso.resources", "stories.yaml"),
        ("sayso.language", "models/embedder.onnx"),
    ):
        found.update((files(folder) / name).read_bytes())
    return found.hexdigest()
