"""The library in SQL that SQLite and PostgreSQL both understand; what differs is asked of the `Database`."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from sayso.annotate.dates import Clues
from sayso.annotate.together import Read
from sayso.errors import LibraryError, NoReport
from sayso.ingest.documents import Document
from sayso.judge.decided import in_force
from sayso.judge.rows import Judgement, from_row, to_row
from sayso.store.database import Database, insert, now
from sayso.store.desk import DeskRows
from sayso.store.drawn import body, keep_body
from sayso.store.library import PAGE, Accepted, Held, Kept, Made, Problem, ReportLine, StoryLine
from sayso.store.placing import Placing, forget_placed, keep_placing, next_placing, placings, went_into
from sayso.store.records import decode, encode, storable
from sayso.store.remembered import encoded, forget_encoded, keep_encoded
from sayso.store.search import Search
from sayso.store.stale import Known, made_of, that_may_hold
from sayso.store.trail import TrailLine, meant, trail
from sayso.store.twins import named, read_of_twin
from sayso.store.watch_rows import ForgottenError, WatchRows
from sayso.store.watching import After, Took
from sayso.stream import tomorrow
from sayso.stream.storage import Joined, OneStory, Stories, fingerprint, read_features_anew
from sayso.types import Annotations, Dossier, Progress, Report
from sayso.version import this_version

ACCEPT, READ, LINK, ENCODE = "accept", "read", "link", "encode"
_REPORT = (
    *("arrival", "id", "input", "whole", "given_as", "charset", "source"),
    *("url", "outlet", "title", "published", "text", "record", "added", "stage"),
)
_LINE = "r.id, a.story, r.title, r.outlet, r.source, r.url, r.published, r.added, r.input"
_STORY = """SELECT s.number,
    coalesce(d.title, s.title, (SELECT r.title FROM reports r JOIN arrivals a ON a.arrival = r.arrival
      WHERE a.story = s.number AND r.title IS NOT NULL ORDER BY r.arrival LIMIT 1)),
    coalesce(d.first_day, (SELECT min(r.published) FROM reports r JOIN arrivals a ON a.arrival = r.arrival
      WHERE a.story = s.number)),
    coalesce(d.last_day, (SELECT max(r.published) FROM reports r JOIN arrivals a ON a.arrival = r.arrival
      WHERE a.story = s.number)),
    (SELECT count(*) FROM arrivals a WHERE a.story = s.number),
    (SELECT r.added FROM reports r WHERE r.arrival = l.latest), d.made,
    d.edition, coalesce(d.input, '') <> '', l.latest,
    (SELECT count(*) FROM dossier_reports o WHERE o.story = s.number)
  FROM (SELECT a.story, a.arrival AS latest FROM arrivals a WHERE {this}
          NOT EXISTS (SELECT 1 FROM arrivals b WHERE b.story = a.story AND b.arrival > a.arrival)
        ORDER BY a.arrival DESC {page}) AS l
  JOIN stories s ON s.number = l.story LEFT JOIN dossiers d ON d.story = s.number ORDER BY l.latest DESC"""

# read off indexes alone: the rows themselves are large
_UNMADE = """SELECT a.story
    FROM (SELECT arrival FROM arrivals EXCEPT SELECT arrival FROM readings WHERE stage = ?) AS unread
    JOIN arrivals a ON a.arrival = unread.arrival
  UNION SELECT story FROM (SELECT story FROM arrivals EXCEPT SELECT story FROM dossiers WHERE stage = ?) AS undone
  UNION SELECT story FROM dossiers WHERE input = '' ORDER BY story"""


class SqlLibrary(Search, DeskRows, WatchRows):
    """A `Library` in an open database; see there for the contract.

    Args:
        db: the database, which `sayso.stream.storage.begin` made a library.
    """

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self._joining: Stories | OneStory | None = None
        self._joining_on = 0
        self._judged: tuple[tuple[Any, ...], tuple[Judgement, ...]] = ((0, 0), ())

    @property
    def where(self) -> str:
        """See `Library`."""
        return self._db.where

    def accept(self, given: Sequence[tuple[Report, Document]], *, handed: int | None = None) -> tuple[Accepted, ...]:
        """See `Library`."""
        return self._accept(given, lambda new: None if handed is None else self.note_new(handed, new))

    def take_in(self, answer: int | None, number: int, took: Sequence[Took], after: After | None) -> tuple[str, ...]:
        """See `Watching`."""
        given = [one.given for one in took if one.given is not None]
        kept = False

        def also(_: Sequence[int] = ()) -> None:
            nonlocal kept
            self._keep_took(answer, number, took, after)
            kept = True

        try:
            accepted = self._accept(given, also) if given else ()
            if not kept:
                # nothing of it was new
                with self._db.transaction():
                    also()
        except ForgottenError as error:
            return self.take_in(answer, number, [one for one in took if one.number != error.number], after)
        return tuple(a.id for a in accepted if a.new)

    def _accept(
        self, given: Sequence[tuple[Report, Document]], then: Callable[[Sequence[int]], None]
    ) -> tuple[Accepted, ...]:
        """Adds reports; `then` is called within the transaction with the numbers of the new ones, when any is new."""
        reports = [storable(r) for r, _ in given]
        documents = {(r.id, r.sha256, r.url): d for r, (_, d) in zip(reports, given, strict=True)}
        stage = self._stage(ACCEPT, this_version(), write=True)

        def also(new: Sequence[tuple[int, str, Report]], touched: set[int]) -> None:
            added = now()
            for arrival, name, report in new:
                document = documents[report.id, report.sha256, report.url]
                self._keep_input(document.sha256, document.data)
                whole = None
                if document.whole is not None:
                    whole = hashlib.sha256(document.whole).hexdigest()
                    self._keep_input(whole, document.whole)
                row = _report_row(arrival, named(report, name), document, whole, added, stage)
                insert(self._db, "reports", _REPORT, [row])
            self._unmake(touched)
            then([arrival for arrival, _, _ in new])

        joined = self._join().take(reports, also)
        return tuple(Accepted(id=j.id, story=self._story_of(j), new=j.new) for j in joined)

    def get_ready(self) -> None:
        """See `Library`."""
        self._join().get_ready()

    def reading(self, name: str) -> Annotations | None:
        """See `Watching`."""
        rows = self._db.rows(
            "SELECT r.record, r.text, g.clues, g.annotations FROM readings g JOIN reports r ON r.arrival = g.arrival"
            " WHERE r.id = ?",
            (name,),
        )
        if not rows:
            return None
        record, text, clues, found = rows[0]
        return self._read(self._report(record, text), clues, found).annotations

    def latest_at(self, address: str) -> Report | None:
        """See `Watching`."""
        rows = self._db.rows("SELECT record, text FROM reports WHERE url = ? ORDER BY arrival DESC LIMIT 1", (address,))
        return self._report(*rows[0]) if rows else None

    def _join(self) -> Stories | OneStory:
        today = tomorrow()
        # a process may run for many days, and a report of tomorrow counts as undated
        if self._joining is None or today != self._joining_on:
            state = dict(self._db.rows("SELECT key, value FROM state"))
            if state["kind"] == "story":
                self._joining = OneStory(self._db)
            else:
                if state["weights"] != fingerprint():
                    read_features_anew(self._db, self._at, today)
                self._joining = Stories(self._db, None, today)
            self._joining_on = today
        return self._joining

    def _at(self, arrival: int) -> Report:
        return self._report(*self._db.rows("SELECT record, text FROM reports WHERE arrival = ?", (arrival,))[0])

    def _story_of(self, joined: Joined) -> int:
        story: int = self._db.rows("SELECT story FROM arrivals WHERE arrival = ?", (joined.arrival,))[0][0]
        return story

    def _keep_input(self, sha256: str, data: bytes) -> None:
        if not self._db.rows("SELECT 1 FROM inputs WHERE sha256 = ?", (sha256,)):
            insert(self._db, "inputs", ("sha256", "size", "data"), [(sha256, len(data), zlib.compress(data))])

    def _unmake(self, stories: set[int]) -> None:
        for story in sorted(stories):
            self._db.run("UPDATE dossiers SET input = '' WHERE story = ?", (story,))

    def place(self, names: Sequence[str], story: int | None, *, by: str, note: str = "") -> int:
        """See `Library`."""
        if not names or not by.strip():
            raise LibraryError(f"{self.where}: reports are placed by naming them, and who decides")
        joining = self._join()
        with self._db.transaction():
            if story is not None:
                self.story(story)
            arrivals = [self._arrival_of(name) for name in dict.fromkeys(names)]
            placing = next_placing(self._db)
            number, came_from = joining.place(arrivals, story, placing)
            if came_from:
                keep_placing(self._db, placing, number, came_from, by=by, note=note)
                self._unmake({number, *came_from.values()})
        return number

    def placings(self, story: int | None = None, *, limit: int = PAGE, offset: int = 0) -> tuple[Placing, ...]:
        """See `Library`."""
        return placings(self._db, story, limit, offset)

    def went_into(self, number: int) -> int | None:
        """See `Library`."""
        return went_into(self._db, number)

    def story(self, number: int) -> StoryLine:
        """See `Library`."""
        found = self._db.rows(_STORY.format(this="a.story = ? AND", page=""), (number,))
        if not found:
            into = self.went_into(number)
            went = f"it went into s{into}" if into is not None else "`sayso list` names them"
            raise LibraryError(f"{self.where}: there is no story s{number}; {went}")
        return story_line(found[0])

    def stories(self, limit: int = PAGE, offset: int = 0) -> tuple[StoryLine, ...]:
        """See `Library`."""
        rows = self._db.rows(_STORY.format(this="", page="LIMIT ? OFFSET ?"), (limit, offset))
        return tuple(story_line(row) for row in rows)

    def reports(self, story: int) -> tuple[ReportLine, ...]:
        """See `Library`."""
        rows = self._db.rows(
            f"SELECT {_LINE} FROM reports r JOIN arrivals a USING (arrival) WHERE a.story = ? ORDER BY r.arrival",
            (story,),
        )
        return tuple(report_line(row) for row in rows)

    def report(self, name: str) -> Held:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT r.record, r.text, a.story, r.added FROM reports r JOIN arrivals a USING (arrival) WHERE r.id = ?",
            (name,),
        )
        if not rows:
            raise NoReport(f"{self.where}: there is no report {name}")
        record, text, story, added = rows[0]
        return Held(report=self._report(record, text), story=story, added=added)

    def named(self, name: str) -> tuple[str, ...]:
        """See `Library`."""
        rows = self._db.rows("SELECT id FROM reports WHERE id = ?", (name,)) or self._db.rows(
            "SELECT id FROM reports WHERE url = ? OR source = ? ORDER BY arrival", (name, name)
        )
        return tuple(row[0] for row in rows)

    def input(self, sha256: str) -> bytes:
        """See `Library`."""
        rows = self._db.rows("SELECT data FROM inputs WHERE sha256 = ?", (sha256,))
        if not rows:
            raise LibraryError(f"{self.where}: there is no input {sha256}")
        return zlib.decompress(rows[0][0])

    def unmade(self, reading: str, linking: str, story: int | None = None) -> tuple[int, ...]:
        """See `Library`."""
        stages = self._stage(READ, reading), self._stage(LINK, linking)
        if story is None:
            return tuple(row[0] for row in self._db.rows(_UNMADE, stages))
        rows = self._db.rows(
            "SELECT 1 FROM arrivals a JOIN reports r ON r.arrival = a.arrival"
            " LEFT JOIN readings g ON g.arrival = a.arrival AND g.stage = ?"
            " LEFT JOIN dossiers d ON d.story = a.story AND d.stage = ? AND d.input <> ''"
            " WHERE a.story = ? AND (g.arrival IS NULL OR d.story IS NULL) LIMIT 1",
            (*stages, story),
        )
        return (story,) if rows else ()

    def readings(self, story: int, version: str) -> tuple[Kept, ...]:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT r.record, r.text, r.added, g.clues, g.annotations, g.sha256 FROM arrivals a"
            " JOIN reports r ON r.arrival = a.arrival LEFT JOIN readings g ON g.arrival = a.arrival AND g.stage = ?"
            " WHERE a.story = ? ORDER BY a.arrival",
            (self._stage(READ, version), story),
        )
        out = []
        for record, text, added, clues, found, sha256 in rows:
            report = self._report(record, text)
            read = self._read(report, clues, found) if found is not None else None
            out.append(Kept(report=report, added=added, read=read, sha256=sha256))
        return tuple(out)

    def read_before(self, report: Report, version: str) -> Read | None:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT r.record, r.text, g.clues, g.annotations FROM readings g JOIN reports r ON r.arrival = g.arrival"
            " WHERE g.input = ? AND g.stage = ? AND r.id <> ? ORDER BY g.arrival",
            (report.sha256, self._stage(READ, version), report.id),
        )
        for record, text, clues, found in rows:
            twin = self._report(record, text)
            if (own := read_of_twin(self._read(twin, clues, found), report)) is not None:
                return own
        return None

    def keep_readings(self, reads: Sequence[Read], version: str) -> None:
        """See `Library`."""
        stage = self._stage(READ, version, write=True)
        columns = ("arrival", "stage", "input", "sha256", "made", "clues", "annotations")
        renewed = ", ".join(f"{c} = excluded.{c}" for c in columns[1:])
        with self._db.transaction():
            for read in reads:
                found = self._db.rows(
                    "SELECT r.arrival, a.story FROM reports r JOIN arrivals a USING (arrival) WHERE r.id = ?",
                    (read.report.id,),
                )
                if not found:
                    continue
                arrival, story = found[0]
                text = encode(read.annotations).encode()
                row = (
                    *(arrival, stage, read.report.sha256, hashlib.sha256(text).hexdigest(), now()),
                    *(encode(read.clues), zlib.compress(text)),
                )
                insert(self._db, "readings", columns, [row], f"ON CONFLICT (arrival) DO UPDATE SET {renewed}")
                self._unmake({story})

    def encoded(self, story: int, version: str) -> tuple[bytes, ...]:
        """See `Library`."""
        return encoded(self._db, story, self._stage(ENCODE, version))

    def keep_encoded(self, names: Sequence[str], version: str, data: bytes) -> None:
        """See `Library`."""
        keep_encoded(self._db, names, self._stage(ENCODE, version, write=True), data)

    def dossier(self, story: int) -> Made | None:
        """See `Library`."""
        rows = self._db.rows(
            "SELECT record, version, input, made FROM dossiers JOIN stages ON id = stage WHERE story = ?", (story,)
        )
        if not rows:
            return None
        record, version, made_from, made = rows[0]
        try:
            dossier = decode(zlib.decompress(record).decode(), Dossier)
        except (zlib.error, msgspec.DecodeError) as error:
            raise LibraryError(
                f"{self.where}: the dossier of s{story} is damaged ({error}); run `sayso check`"
            ) from error
        return Made(dossier=dossier, version=version, input=made_from, made=made)

    def keep_dossier(self, story: int, made: Made) -> bool:
        """See `Library`."""
        stage = self._stage(LINK, made.version, write=True)
        dossier = made.dossier
        with self._db.transaction():
            if self._made_of(story) != made.input:
                return False
            arrivals = {
                name: arrival
                for arrival, name in self._db.rows(
                    "SELECT r.arrival, r.id FROM reports r JOIN arrivals a USING (arrival) WHERE a.story = ?", (story,)
                )
            }
            self.keep_seen(story)
            self._db.run("DELETE FROM dossiers WHERE story = ?", (story,))
            record = encode(dossier).encode()
            insert(
                self._db,
                "dossiers",
                ("story", "stage", "input", "made_of", "made", "title", "first_day", "last_day", "record", "edition"),
                [
                    (
                        *(story, stage, made.input, made.input, made.made),
                        *(dossier.story.title, dossier.story.start, dossier.story.end),
                        *(zlib.compress(record), hashlib.sha256(record).hexdigest()),
                    )
                ],
            )
            insert(
                self._db, "dossier_reports", ("story", "arrival"), [(story, arrivals[r.id]) for r in dossier.reports]
            )
            self.keep_lines(story, dossier, arrivals)
        return True

    def body(self, story: int, edition: str, version: str) -> str | None:
        """See `Library`."""
        return body(self._db, story, edition, version)

    def keep_body(self, story: int, edition: str, version: str, text: str) -> None:
        """See `Library`."""
        keep_body(self._db, story, edition, version, text)

    def _made_of(self, story: int) -> str:
        rows = self._db.rows(
            "SELECT a.id, g.sha256 FROM arrivals a LEFT JOIN readings g ON g.arrival = a.arrival WHERE a.story = ?"
            " ORDER BY a.arrival",
            (story,),
        )
        return made_of([(name, sha256) for name, sha256 in rows], self.judgements(story))

    def judgements(self, story: int | None = None) -> tuple[Judgement, ...]:
        """See `Library`."""
        every = self._decided()
        if story is None or not every:
            return every
        return that_may_hold(in_force(every), self._known(story))

    def trail(self, story: int | None = None, *, limit: int = PAGE, offset: int = 0) -> tuple[TrailLine, ...]:
        """See `Library`."""
        return trail(self._db, self._decided(), None if story is None else self._known(story), limit, offset)

    def _known(self, story: int) -> list[Known]:
        reports = self._db.rows(
            "SELECT r.input, r.url, r.text FROM reports r JOIN arrivals a USING (arrival) WHERE a.story = ?", (story,)
        )
        return [Known(*row) for row in reports]

    def _decided(self) -> tuple[Judgement, ...]:
        # rows are only added, and emptied, so that these counts tell whether there is anything new
        counts = self._db.rows("SELECT count(*), count(record) FROM judgements")[0]
        if self._judged[0] != counts:
            rows = self._db.rows("SELECT record FROM judgements WHERE record IS NOT NULL ORDER BY number")
            self._judged = counts, tuple(from_row(msgspec.json.decode(record)) for (record,) in rows)
        return self._judged[1]

    def add_judgements(self, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
        """See `Library`."""
        columns = ("id", "about", "decides", "decided_by", "made", "added", "record")
        with self._db.transaction():
            held = {row[0] for row in self._db.rows("SELECT id FROM judgements")}
            fresh = tuple(j for j in dict.fromkeys(judgements) if j.id not in held)
            insert(
                self._db,
                "judgements",
                columns,
                (
                    (j.id, j.about, j.decides, j.by, j.made, now(), msgspec.json.encode(to_row(j)).decode())
                    for j in fresh
                ),
            )
            if fresh:
                self._unmake({s for s in self._concerned(fresh) if self._kept_of(s) != self._made_of(s)})
        return fresh

    def _concerned(self, judgements: Sequence[Judgement]) -> set[int]:
        """The stories in whose dossiers judgements, or what they take back, may hold."""
        every = {j.id: j for j in self._decided()}
        out: set[int] = set()
        for one in judgements:
            of = meant(one, every)
            for anchor in of.anchors if of is not None else ():
                source, condition = "reports", "reports.input = ? OR reports.url = ?"
                parameters: tuple[str | None, ...]
                if anchor.report is not None:
                    parameters = (anchor.report.sha256, anchor.report.url)
                else:
                    found = self._db.found("reports", [(("title", "text"), anchor.text or "")])
                    source, condition, parameters = found.source, found.condition, found.parameters
                rows = self._db.rows(
                    f"SELECT DISTINCT a.story FROM {source} JOIN arrivals a ON a.arrival = reports.arrival"
                    f" JOIN dossiers d ON d.story = a.story WHERE {condition}",
                    parameters,
                )
                out |= {row[0] for row in rows}
        return out

    def _kept_of(self, story: int) -> str:
        kept: str = self._db.rows("SELECT input FROM dossiers WHERE story = ?", (story,))[0][0]
        return kept

    def forget(self, name: str) -> ReportLine:
        """See `Library`."""
        joining = self._join()
        with self._db.transaction():
            rows = self._db.rows(
                f"SELECT {_LINE}, r.arrival, r.whole FROM reports r JOIN arrivals a USING (arrival) WHERE r.id = ?",
                (name,),
            )
            if not rows:
                raise NoReport(f"{self.where}: there is no report {name}")
            *line, arrival, whole = rows[0]
            gone = report_line(line)
            self._db.run(
                "DELETE FROM dossiers WHERE story IN (SELECT story FROM dossier_reports WHERE arrival = ?)", (arrival,)
            )
            self.forget_seen(arrival)
            forget_encoded(self._db, arrival)
            self.forget_watched(arrival)
            forget_placed(self._db, arrival)
            self._db.run("DELETE FROM reports WHERE arrival = ?", (arrival,))
            for sha256 in {gone.sha256, whole} - {None}:
                self._db.run(
                    "DELETE FROM inputs WHERE sha256 = ? AND NOT EXISTS"
                    " (SELECT 1 FROM reports WHERE input = inputs.sha256 OR whole = inputs.sha256)",
                    (sha256,),
                )
            story = joining.forget(arrival)
            self._forget_words(gone)
            if story is not None:
                self._unmake({story})
        self._db.let_go()
        return gone

    def _forget_words(self, gone: ReportLine) -> None:
        """Takes the words of judgements on a forgotten report away, unless another report has the same bytes."""
        if self._db.rows("SELECT 1 FROM reports WHERE input = ? LIMIT 1", (gone.sha256,)):
            return
        for one in self.judgements():
            if any(a.report is not None and a.report.sha256 == gone.sha256 for a in one.anchors):
                self._db.run("UPDATE judgements SET record = NULL, forgotten = ? WHERE id = ?", (now(), one.id))

    def check(self, progress: Progress | None = None) -> tuple[Problem, ...]:
        """See `Library`."""
        from sayso.store.checking import check

        return tuple(check(self._db, self, progress))

    def backup(self, path: Path) -> None:
        """See `Library`."""
        from sayso.store.copying import back_up

        back_up(self._db, path)

    def close(self) -> None:
        """See `Library`."""
        self._db.close()

    def _stage(self, name: str, version: str, *, write: bool = False) -> int:
        """The number of a version of a stage; 0 when nothing was ever made by it."""
        wanted = "SELECT id FROM stages WHERE name = ? AND version = ?"
        found = self._db.rows(wanted, (name, version))
        if not found and write:
            with self._db.transaction():
                insert(self._db, "stages", ("name", "version"), [(name, version)], "ON CONFLICT DO NOTHING")
            found = self._db.rows(wanted, (name, version))
        number: int = found[0][0] if found else 0
        return number

    def _report(self, record: str, text: str) -> Report:
        try:
            return replace(decode(record, Report), text=text)
        except msgspec.DecodeError as error:
            raise LibraryError(f"{self.where}: a report in it is damaged ({error}); run `sayso check`") from error

    def _read(self, report: Report, clues: str, annotations: bytes) -> Read:
        try:
            return Read(
                report=report,
                clues=decode(clues, Clues),
                annotations=decode(zlib.decompress(annotations).decode(), Annotations),
            )
        except (zlib.error, msgspec.DecodeError) as error:
            raise LibraryError(
                f"{self.where}: what was read of {report.id} is damaged ({error}); run `sayso check`"
            ) from error


def story_line(row: Sequence[Any]) -> StoryLine:
    """The line of a row with the columns that it is made of, in their order."""
    told = dict(zip(StoryLine.__slots__, row, strict=True))
    return StoryLine(**told | {"current": bool(told["current"])})


def report_line(row: Sequence[Any]) -> ReportLine:
    """The line of a row with the columns that it is made of, in their order."""
    return ReportLine(**dict(zip(ReportLine.__slots__, row, strict=True)))


def _report_row(
    arrival: int, report: Report, document: Document, whole: str | None, added: str, stage: int
) -> tuple[Any, ...]:
    return (
        *(arrival, report.id, report.sha256, whole, "bytes" if document.text is None else "characters"),
        *(document.charset, report.source, report.url, report.outlet, report.title, report.published),
        *(report.text, encode(replace(report, text="")), added, stage),
    )
