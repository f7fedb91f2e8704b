"""A file that remembers a stream's stories, so that the next reports join them: SQLite, a transaction a batch."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from sayso.errors import LibraryError, StateError
from sayso.link.stories.features import FeatureReader, Features
from sayso.link.stories.likeness import WIDTH
from sayso.store.database import Database, Kind, insert, open_database
from sayso.stream import BATCH, WINDOW, Placed, placed
from sayso.stream.decider import Changes, Decider, Described, Known
from sayso.stream.remembered import Kept, Remembered, kept, unpacked
from sayso.types import Report

# arrivals after which what was learnt is written anew; what came since is learnt again from the reports
SNAPSHOT = 4096
_ARRIVAL = (
    *("arrival", "id", "given", "sha256", "url", "story"),
    *("title", "day", "headline", "vector", "terms", "lines"),
)
_STORY = ("number", "title", "first_day", "last_day", "continues", "closed")
_RENEWED = "ON CONFLICT (number) DO UPDATE SET " + ", ".join(f"{c} = excluded.{c}" for c in _STORY[1:])
Also = Callable[[Sequence[tuple[int, str, Report]], set[int]], None]
"""Done in the same transaction: gets number, name and report of all that is new, and the stories that changed."""
_KINDS = {
    "library": "a library of many stories",
    "story": "a file that keeps the readings of one story",
    "stream": "a file that remembers the stories of `sayso stories`",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """A report that was handed in: its number and name in the library, and whether it is new there."""

    arrival: int
    id: str
    new: bool


class Stories:
    """The stories in a database: which report is in which, and what is needed to say so of the next one.

    Several processes may do this to one database in turn; each goes on from what the others decided.

    Args:
        db: an open library.
        window: reports after which a report is forgotten; None for the one that the library was begun with.
        today: reports dated after this day (counted from the year 1) are taken as undated.

    Raises:
        LibraryError: when the library was made with other weights or another window.
    """

    def __init__(self, db: Database, window: int | None, today: int) -> None:
        self._db = db
        self._today = today
        state = self._state()
        self._window = int(state["window"])
        if state["weights"] != fingerprint():
            raise LibraryError(
                f"{db.where}: another version of sayso wrote it, whose features differ; begin a new file"
            )
        if window not in (None, self._window):
            raise LibraryError(
                f"{db.where}: it was begun with a window of {self._window:,} reports, not {window:,}; "
                "name that window, or begin a new file"
            )
        self._seen: str | None = None

    def _go_on(self, seen: str) -> None:
        """Takes up the decider and the reader as they were after the last change, whoever made it."""
        if self._seen == seen:
            return
        state = self._state()
        snapshot = int(state["snapshot"])
        self._reader = FeatureReader(self._today)
        learnt = dict(self._db.rows("SELECT key, data FROM learnt"))
        if snapshot:
            frequencies, repeats = self._reader.frequencies, self._reader.repeats
            frequencies.reports = int(state["learnt"])
            frequencies.counts[:] = _unpacked(learnt["frequencies"], np.uint32)
            repeats.keys[:] = _unpacked(learnt["line keys"], np.uint32)
            repeats.counts[:] = _unpacked(learnt["line counts"], np.uint16)
            repeats.headlines[:] = _unpacked(learnt["line headlines"], np.uint32)
        reports: dict[int, Kept] = {}
        story_of: dict[int, int] = {}
        rows = self._db.rows(
            "SELECT arrival, story, closed, placed, id, arrivals.title, day, headline, vector, terms, lines"
            " FROM arrivals JOIN stories ON number = story WHERE vector IS NOT NULL ORDER BY arrival"
        )
        held = set()
        for arrival, story, closed, placing, *features in rows:
            one = Kept._make(features)
            if arrival > snapshot:
                self._reader.learn(unpacked(one).learnt)
            if not closed:
                reports[arrival], story_of[arrival] = one, story
                if placing is not None:
                    held.add(arrival)
        continued = self._db.rows("SELECT number, continues FROM stories WHERE closed = 0 AND continues IS NOT NULL")
        pivots = learnt.get("pivots")
        known = Known(
            reports=Remembered(reports),
            story_of=story_of,
            continues=dict(continued),
            arrivals=int(state["arrivals"]),
            numbers=int(state["numbers"]),
            pivots=None if pivots is None else np.frombuffer(pivots, dtype=np.int8).reshape(-1, WIDTH),
            built=int(state.get("built", 0)),
            placed=frozenset(held),
        )
        self._decider = Decider(self._window, known=known)
        self._seen = seen

    def take(
        self,
        reports: Sequence[Report],
        also: Also = lambda new, touched: None,
    ) -> list[Joined]:
        """Joins reports to stories and keeps the outcome, all of them or none; those that are known are not new.

        Args:
            reports: as they were handed in.
            also: is called within the transaction with number, name and report of all that is new, and the stories that
                changed.

        Raises:
            LibraryError: when the library cannot be written.
        """
        if self._seen is None:
            self.get_ready()
        with self._changing():
            joined, new = _unknown(self._db, reports, self._decider.arrivals)
            if new:
                changes = []
                features = []
                for one in self._reader.one_by_one([r for _, _, r in new]):
                    changes.append(self._decider.arrive(one))
                    features.append(one)
                also(new, self._keep(new, features, changes))
                self._seen = self.changed()
        return joined

    def get_ready(self) -> None:
        """Takes up what is known of the stories, while others may write, so that the next `take` need not."""
        try:
            with self._db.snapshot():
                self._go_on(self._state()["changes"])
        except BaseException:
            self._seen = None
            raise

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A transaction in which the decider is that of the database; after what fails it is taken up anew."""
        try:
            with self._db.transaction():
                self._go_on(self._state()["changes"])
                yield
        except BaseException:
            self._seen = None
            raise

    def _keep(
        self, new: Sequence[tuple[int, str, Report]], features: Sequence[Features], changes: Sequence[Changes]
    ) -> set[int]:
        decider, first = self._decider, new[0][0]
        moved: dict[int, int] = {}
        touched: set[int] = set()
        merged: dict[int, int] = {}
        closed: list[Described] = []
        for change in changes:
            moved |= change.moved
            touched |= change.touched
            merged |= change.merged
            closed += change.closed
        still = touched - {d.number for d in closed}
        open_now = [(n, decider.stories[n]) for n in sorted(still & decider.stories.keys())]
        insert(
            self._db,
            "stories",
            _STORY,
            [
                *((n, None, s.first_day, s.last_day, s.continues, 0) for n, s in open_now),
                *((d.number, d.title, d.first_day, d.last_day, d.continues, 1) for d in closed),
            ],
            _RENEWED,
        )
        insert(
            self._db,
            "arrivals",
            _ARRIVAL,
            (
                (arrival, name, r.id, r.sha256, r.url or "", moved[arrival], *kept(f)[1:])
                for (arrival, name, r), f in zip(new, features, strict=True)
            ),
        )
        for arrival, story in moved.items():
            if arrival < first:
                self._db.run("UPDATE arrivals SET story = ? WHERE arrival = ?", (story, arrival))
        for number in sorted(still - decider.stories.keys()):
            self._lead_on(number, _end(number, merged))
        for arrival, score in ((a, score) for d in closed for a, score in d.scores.items()):
            self._db.run(
                "UPDATE arrivals SET score = ?, vector = NULL, terms = NULL, lines = NULL WHERE arrival = ?",
                (score, arrival),
            )
        self._learn()
        return touched

    def _lead_on(self, number: int, story: int) -> None:
        """Lets go of a story that went into another one, which its number leads on to."""
        # reports whose features are gone, since their story was closed once, are unknown to the decider
        self._db.run("UPDATE arrivals SET story = ? WHERE story = ?", (story, number))
        self._db.run("DELETE FROM stories WHERE number = ?", (number,))
        insert(self._db, "merged", ("number", "story"), [(number, story)])

    def _learn(self) -> None:
        """Writes what counts for the next reports: the pivots, and now and then what was learnt."""
        state = self._state()
        decider, reader = self._decider, self._reader
        values: dict[str, int] = {"numbers": decider.numbers, "arrivals": decider.arrivals}
        if decider.pivots is not None and int(state.get("built", -1)) != decider.index.built:
            self._put("learnt", "data", {"pivots": decider.pivots.tobytes()})
            values["built"] = decider.index.built
        if decider.arrivals - int(state["snapshot"]) >= min(SNAPSHOT, self._window // 2):
            values |= {"snapshot": decider.arrivals, "learnt": reader.frequencies.reports}
            self._put(
                "learnt",
                "data",
                {
                    "frequencies": _packed(reader.frequencies.counts),
                    "line keys": _packed(reader.repeats.keys),
                    "line counts": _packed(reader.repeats.counts),
                    "line headlines": _packed(reader.repeats.headlines),
                },
            )
        self._put("state", "value", {key: str(value) for key, value in values.items()})

    def place(self, arrivals: Sequence[int], story: int | None, placing: int) -> tuple[int, dict[int, int]]:
        """Puts reports into a story and holds them there; within a transaction of the caller's.

        So are all others held that are in that story now, and in those that the reports leave. A closed story to which
        a recent report comes is open again.

        Args:
            arrivals: numbers of the reports.
            story: the story; None for a new one, unless they are all the reports of one already.
            placing: number of the decision.

        Returns:
            The story's number, and the story that each report was in; none when all was so already.
        """
        marks = ", ".join("?" * len(arrivals))
        rows = self._db.rows(f"SELECT arrival, story, placed FROM arrivals WHERE arrival IN ({marks})", arrivals)
        came_from = {arrival: before for arrival, before, _ in rows}
        left = set(came_from.values())
        if story is None and len(left) == 1 and len(self._members(min(left))) == len(came_from):
            story = min(left)
        if story is not None and left == {story} and all(held is not None for _, _, held in rows):
            return story, {}
        if story is None:
            story = int(self._state()["numbers"]) + 1
            self._put("state", "value", {"numbers": str(story)})
            insert(self._db, "stories", _STORY, [(story, None, None, None, None, 0)])
        self._db.run(f"UPDATE arrivals SET story = ? WHERE arrival IN ({marks})", (story, *arrivals))
        for number in sorted(left | {story}):
            self._db.run("UPDATE arrivals SET placed = ? WHERE story = ?", (placing, number))
            if members := self._members(number):
                moved = [a for a, before in came_from.items() if before == number != story]
                self._continue_from(moved, members[0])
                self._renew(number)
            else:
                self._lead_on(number, story)
        self.changed()
        return story, came_from

    def _members(self, story: int) -> list[int]:
        return [row[0] for row in self._db.rows("SELECT arrival FROM arrivals WHERE story = ? ORDER BY 1", (story,))]

    def _continue_from(self, gone: Sequence[int], other: int | None) -> None:
        """Lets the stories that went on from reports that left their story go on from another one that is in it."""
        for arrival in gone:
            self._db.run("UPDATE stories SET continues = ? WHERE continues = ?", (other, arrival))

    def _renew(self, story: int) -> None:
        """The days of a story that a person gave other reports, and whether later ones may join it."""
        first, last = self._db.rows("SELECT min(day), max(day) FROM arrivals WHERE story = ?", (story,))[0]
        oldest = int(self._state()["arrivals"]) - self._window
        latest = "SELECT max(arrival) FROM arrivals WHERE story = ? AND vector IS NOT NULL"
        closed = (self._db.rows(latest, (story,))[0][0] or 0) <= oldest
        self._db.run(
            "UPDATE stories SET first_day = ?, last_day = ?, title = NULL, closed = ? WHERE number = ?",
            (first, last, int(closed), story),
        )

    def forget(self, arrival: int) -> int | None:
        """Takes a report out of its story; within a transaction of the caller's.

        What was learnt of how common words are keeps no words, and stays.

        Returns:
            The story that it was in, None when no report is left in it.
        """
        (story,) = self._db.rows("SELECT story FROM arrivals WHERE arrival = ?", (arrival,))[0]
        self._db.run("DELETE FROM arrivals WHERE arrival = ?", (arrival,))
        others = self._db.rows("SELECT min(arrival) FROM arrivals WHERE story = ?", (story,))[0][0]
        self._continue_from([arrival], others)
        # cells are made about vectors of reports; they are made anew about others
        self._db.run("DELETE FROM learnt WHERE key = 'pivots'")
        self._db.run("DELETE FROM state WHERE key = 'built'")
        if others is None:
            self._db.run("DELETE FROM stories WHERE number = ?", (story,))
        else:
            first, last = self._db.rows("SELECT min(day), max(day) FROM arrivals WHERE story = ?", (story,))[0]
            self._db.run(
                "UPDATE stories SET first_day = ?, last_day = ?, title = NULL WHERE number = ?", (first, last, story)
            )
        self.changed()
        return story if others is not None else None

    def changed(self) -> str:
        """Tells other processes, within a transaction, that what they know is not of today any more."""
        seen = str(int(self._state()["changes"]) + 1)
        self._put("state", "value", {"changes": seen})
        return seen

    def tell(self, given: Sequence[Joined]) -> Iterator[Placed]:
        """The story of each report that was handed in, then of those that are in another story than was told last."""
        self.get_ready()
        told: dict[int, int] = {}
        described: dict[int, Described] = {}
        columns = "SELECT arrival, id, story FROM arrivals"
        for one in given:
            arrival, name, story = self._db.rows(f"{columns} WHERE arrival = ?", (one.arrival,))[0]
            if arrival not in told:
                told[arrival] = story
                yield self._placed(arrival, name, story, described)
        moved = self._db.rows(f"{columns} WHERE told IS NULL OR told <> story ORDER BY arrival")
        for arrival, name, story in moved:
            if arrival not in told:
                told[arrival] = story
                yield self._placed(arrival, name, story, described)
        # only now, so that what was not told to the end is told again
        with self._db.transaction():
            for arrival, story in told.items():
                self._db.run("UPDATE arrivals SET told = ? WHERE arrival = ?", (story, arrival))

    def _placed(self, arrival: int, name: str, number: int, described: dict[int, Described]) -> Placed:
        if number not in described:
            described[number] = self._describe(number)
        story = described[number]
        return placed(name, story.scores[arrival], story, self._story_of(story.continues))

    def _describe(self, number: int) -> Described:
        if number in self._decider.stories:
            return self._decider.describe(self._decider.stories[number])
        title, first, last, continues = self._db.rows(
            "SELECT title, first_day, last_day, continues FROM stories WHERE number = ?", (number,)
        )[0]
        scores = dict(self._db.rows("SELECT arrival, score FROM arrivals WHERE story = ?", (number,)))
        return Described(
            number=number,
            title=title,
            first_day=first,
            last_day=last,
            continues=continues,
            scores=scores,
        )

    def _story_of(self, arrival: int | None) -> int | None:
        found = [] if arrival is None else self._db.rows("SELECT story FROM arrivals WHERE arrival = ?", (arrival,))
        return found[0][0] if found else None

    def _state(self) -> dict[str, str]:
        return dict(self._db.rows("SELECT key, value FROM state"))

    def _put(self, table: str, column: str, values: dict[str, Any]) -> None:
        clause = f"ON CONFLICT (key) DO UPDATE SET {column} = excluded.{column}"
        insert(self._db, table, ("key", column), values.items(), clause)


def begin(db: Database, kind: Kind, window: int = WINDOW, *, write: bool = True) -> None:
    """Makes an empty database a library of some kind; one that is a library already must be of that kind.

    Raises:
        LibraryError: when it is of another kind.
    """
    held = dict(db.rows("SELECT key, value FROM state"))
    if not held and write:
        with db.transaction():
            first = {"kind": kind, "window": window, "weights": fingerprint()}
            counts = dict.fromkeys(("snapshot", "numbers", "arrivals", "changes"), 0)
            rows = [(key, str(value)) for key, value in (first | counts).items()]
            # another process may have begun it meanwhile
            insert(db, "state", ("key", "value"), rows, "ON CONFLICT (key) DO NOTHING")
        held = dict(db.rows("SELECT key, value FROM state"))
    if held.get("kind", kind) != kind:
        raise LibraryError(f"{db.where}: this is {_KINDS[held['kind']]}, not {_KINDS[kind]}; name another one")


def read_features_anew(db: Database, reports: Callable[[int], Report], today: int) -> None:
    """Reads the features of all open stories' reports from their texts, when a newer sayso judges by others.

    The stories stay as they are; later reports join them.

    Args:
        db: an open library that has texts.
        reports: gives the report that came at a number.
        today: reports dated after this day (counted from the year 1) are taken as undated.
    """
    with db.transaction():
        if dict(db.rows("SELECT key, value FROM state"))["weights"] == fingerprint():
            return
        reader = FeatureReader(today)
        held = [row[0] for row in db.rows("SELECT arrival FROM arrivals WHERE vector IS NOT NULL ORDER BY arrival")]
        for at in range(0, len(held), BATCH):
            numbers = held[at : at + BATCH]
            for arrival, one in zip(numbers, reader.one_by_one([reports(n) for n in numbers]), strict=True):
                db.run(
                    "UPDATE arrivals SET day = ?, headline = ?, vector = ?, terms = ?, lines = ? WHERE arrival = ?",
                    (*kept(one)[2:], arrival),
                )
        db.run("DELETE FROM learnt")
        db.run("DELETE FROM state WHERE key IN ('built', 'learnt')")
        db.run("UPDATE state SET value = '0' WHERE key = 'snapshot'")
        db.run("UPDATE state SET value = ? WHERE key = 'weights'", (fingerprint(),))


class OneStory:
    """The only story of a library: every report is in it.

    Args:
        db: an open library.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, reports: Sequence[Report], also: Also) -> list[Joined]:
        """Adds reports to the story, all of them or none; see `Stories.take`."""
        with self._db.transaction():
            count = int(self._db.rows("SELECT value FROM state WHERE key = 'arrivals'")[0][0])
            joined, new = _unknown(self._db, reports, count)
            if new:
                insert(self._db, "stories", _STORY, [(1, None, None, None, None, 0)], "ON CONFLICT DO NOTHING")
                insert(
                    self._db,
                    "arrivals",
                    _ARRIVAL[:6],
                    ((arrival, name, r.id, r.sha256, r.url or "", 1) for arrival, name, r in new),
                )
                also(new, {1})
                self._db.run("UPDATE state SET value = ? WHERE key = 'arrivals'", (str(new[-1][0]),))
        return joined

    def get_ready(self) -> None:
        """Nothing has to be known to put a report into the only story."""

    def place(self, arrivals: Sequence[int], story: int | None, placing: int) -> tuple[int, dict[int, int]]:
        """See `Stories.place`.

        Raises:
            LibraryError: always, for there is one story alone.
        """
        raise LibraryError(f"{self._db.where}: this is a file that keeps one story, to which all of its reports belong")

    def forget(self, arrival: int) -> int | None:
        """Takes a report out of the story; see `Stories.forget`."""
        self._db.run("DELETE FROM arrivals WHERE arrival = ?", (arrival,))
        if self._db.rows("SELECT 1 FROM arrivals LIMIT 1"):
            return 1
        self._db.run("DELETE FROM stories")
        return None


class StoryFile:
    """The stories of a stream in a file, which is made when it is missing: a library without texts.

    Args:
        path: the file.
        window: reports after which a report is forgotten.
        today: reports dated after this day (counted from the year 1) are taken as undated.

    Raises:
        StateError: when the file is of another program, of a newer sayso or of other weights, or cannot be written.
    """

    def __init__(self, path: Path, window: int, today: int) -> None:
        self._given: list[Joined] = []
        try:
            self._db = open_database(str(path))
            try:
                begin(self._db, "stream", window)
                self._stories = Stories(self._db, window, today)
            except BaseException:
                self._db.close()
                raise
        except LibraryError as error:
            raise StateError(str(error)) from error

    def take(self, reports: Sequence[Report]) -> None:
        """Joins reports to stories and keeps the outcome, all of them or none; those that are known are not new.

        Raises:
            StateError: when the file cannot be written.
        """
        try:
            self._given += self._stories.take(reports)
        except LibraryError as error:
            raise StateError(str(error)) from error

    def tell(self) -> Iterator[Placed]:
        """The story of each report that was handed in, then of those that are in another story than was told last."""
        try:
            yield from self._stories.tell(self._given)
        except LibraryError as error:
            raise StateError(str(error)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _unknown(
    db: Database, reports: Sequence[Report], arrivals: int
) -> tuple[list[Joined], list[tuple[int, str, Report]]]:
    """What is known of each report, and the number and name of each that is not known yet."""
    joined: list[Joined] = []
    new: list[tuple[int, str, Report]] = []
    taken: set[str] = set()
    fresh: dict[tuple[str, str, str], Joined] = {}
    for report in reports:
        identity = (report.id, report.sha256, report.url or "")
        known = db.rows("SELECT arrival, id FROM arrivals WHERE given = ? AND sha256 = ? AND url = ?", identity)
        if known:
            joined.append(Joined(known[0][0], known[0][1], new=False))
            continue
        if identity in fresh:
            joined.append(Joined(fresh[identity].arrival, fresh[identity].id, new=False))
            continue
        name, number = report.id, 1
        while name in taken or db.rows("SELECT 1 FROM arrivals WHERE id = ?", (name,)):
            number += 1
            name = f"{report.id}-{number}"
        taken.add(name)
        arrival = arrivals + len(new) + 1
        fresh[identity] = Joined(arrival, name, new=True)
        joined.append(fresh[identity])
        new.append((arrival, name, report))
    return joined, new


def _end(number: int, merged: Mapping[int, int]) -> int:
    """The story that one which is no more went into in the end."""
    while number in merged:
        number = merged[number]
    return number


def _packed(values: np.ndarray[Any, Any]) -> bytes:
    return zlib.compress(values.tobytes(), 1)


def _unpacked(stored: bytes, kind: type[np.generic]) -> np.ndarray[Any, Any]:
    return np.frombuffer(zlib.decompress(stored), dtype=kind)


@cache
def fingerprint() -> str:
    """Of the weights that features and decisions come from: with others, what is kept would mean something else."""
    found = hashlib.sha256()
    for folder, name in (
        ("sayso.resources", "stories.npz"),
        ("sayso.resources", "stories.yaml"),
        ("sayso.language", "models/embedder.onnx"),
    ):
        found.update((files(folder) / name).read_bytes())
    return found.hexdigest()
