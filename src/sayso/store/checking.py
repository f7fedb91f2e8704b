"""Looks through a whole library for what is not as it must be."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from sayso.errors import UnreadableInput
from sayso.ingest.build import characters
from sayso.ingest.documents import Document
from sayso.judge.rows import from_row
from sayso.store.database import Database
from sayso.store.library import Library, Problem
from sayso.store.records import UNSTORABLE, decode
from sayso.types import Dossier, Progress, Report

# reports that are looked at before the next ones are fetched
AT_ONCE = 200


def check(db: Database, library: Library, progress: Progress | None = None) -> Iterator[Problem]:
    """Everything that is wrong in a library: the database's own damage, hashes, places, rows that do not fit.

    Args:
        db: its database.
        library: the library.
        progress: is told what is being done.
    """
    for wrong in db.damage():
        yield Problem(what=library.where, wrong=wrong)
    yield from _inputs(db, progress)
    yield from _reports(db, progress)
    yield from _dossiers(db, progress)
    yield from _judgements(db)
    for story in [row[0] for row in db.rows("SELECT story FROM bodies ORDER BY story")]:
        if _unpacked(db.rows("SELECT data FROM bodies WHERE story = ?", (story,))[0][0]) is None:
            yield Problem(what=f"story s{story}", wrong="the body of its page is damaged, and is not used")
    for number, sha256 in db.rows("SELECT number, sha256 FROM encoded ORDER BY number"):
        data = db.rows("SELECT data FROM encoded WHERE number = ?", (number,))[0][0]
        if hashlib.sha256(data).hexdigest() != sha256:
            yield Problem(what=f"encoded {number}", wrong="it is not what was kept, and is not used")
    for name in db.rows(
        "SELECT id FROM arrivals a WHERE placed IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM placings p WHERE p.number = a.placed) ORDER BY arrival"
    ):
        yield Problem(what=f"report {name[0]}", wrong="it is held in its story, and nobody decided that")


def _inputs(db: Database, progress: Progress | None) -> Iterator[Problem]:
    count = db.rows("SELECT count(*) FROM inputs")[0][0]
    done, last = 0, ""
    while rows := db.rows(
        "SELECT sha256, size, data FROM inputs WHERE sha256 > ? ORDER BY sha256 LIMIT ?", (last, AT_ONCE)
    ):
        for sha256, size, packed in rows:
            data = _unpacked(packed)
            if data is None or len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
                yield Problem(what=f"input {sha256}", wrong="its bytes are not those that were handed in")
        last = rows[-1][0]
        done += len(rows)
        if progress:
            progress("checking inputs", done, count)
    for (sha256,) in db.rows(
        "SELECT sha256 FROM inputs WHERE NOT EXISTS (SELECT 1 FROM reports WHERE input = sha256 OR whole = sha256)"
    ):
        yield Problem(what=f"input {sha256}", wrong="no report is of these bytes")


def _reports(db: Database, progress: Progress | None) -> Iterator[Problem]:
    count = db.rows("SELECT count(*) FROM arrivals")[0][0]
    done = last = 0
    while rows := db.rows(
        "SELECT a.arrival, a.id, r.text, r.record, r.given_as, r.charset, i.data, w.data, g.annotations, g.sha256"
        " FROM arrivals a LEFT JOIN reports r ON r.arrival = a.arrival LEFT JOIN inputs i ON i.sha256 = r.input"
        " LEFT JOIN inputs w ON w.sha256 = r.whole LEFT JOIN readings g ON g.arrival = a.arrival"
        " WHERE a.arrival > ? ORDER BY a.arrival LIMIT ?",
        (last, AT_ONCE),
    ):
        for _, name, text, record, given_as, charset, data, whole, reading, sha256 in rows:
            what = f"report {name}"
            if text is None or data is None:
                yield Problem(what=what, wrong="its text or its input is not there")
                continue
            yield from _report(what, name, text, record, _raw(name, given_as, charset, data, whole))
            if reading is not None:
                yield from _reading(what, text, _unpacked(reading), sha256)
        last = rows[-1][0]
        done += len(rows)
        if progress:
            progress("checking reports", done, count)


def _report(what: str, name: str, text: str, record: str, raw: str | None) -> Iterator[Problem]:
    try:
        report = replace(decode(record, Report), text=text)
    except msgspec.DecodeError as error:
        yield Problem(what=what, wrong=f"its record is damaged ({error})")
        return
    if report.id != name:
        yield Problem(what=what, wrong=f"its record is that of {report.id}")
    if report.offsets.length != len(text):
        yield Problem(what=what, wrong="its text is not as long as the map to its input")
    elif raw is None:
        yield Problem(what=what, wrong="its input cannot be read")
    elif any(
        not _same(text[s.start : s.end], raw[s.raw_start : s.raw_end])
        for s in report.offsets.segments
        if s.end - s.start == s.raw_end - s.raw_start
    ):
        yield Problem(what=what, wrong="its text does not stand in its input where it should")


def _reading(what: str, text: str, packed: bytes | None, sha256: str) -> Iterator[Problem]:
    if packed is None or hashlib.sha256(packed).hexdigest() != sha256:
        yield Problem(what=what, wrong="what was read of it is not what was kept")
        return
    yield from (
        Problem(what=what, wrong=f"{place} in what was read of it are other words than there")
        for place in _misplaced(msgspec.json.decode(packed), {}, text)
    )


def _dossiers(db: Database, progress: Progress | None) -> Iterator[Problem]:
    stories = [row[0] for row in db.rows("SELECT story FROM dossiers ORDER BY story")]
    for done, story in enumerate(stories, start=1):
        what = f"story s{story}"
        packed = _unpacked(db.rows("SELECT record FROM dossiers WHERE story = ?", (story,))[0][0])
        if packed is None:
            yield Problem(what=what, wrong="its dossier is damaged")
            continue
        try:
            dossier = decode(packed.decode(), Dossier)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Problem(what=what, wrong=f"its dossier is damaged ({error})")
            continue
        texts = {r.id: r.text for r in dossier.reports}
        for place in _misplaced(msgspec.json.decode(packed), texts, None):
            yield Problem(what=what, wrong=f"{place} in its dossier are other words than there")
        held = {
            row[0]
            for row in db.rows(
                "SELECT id FROM reports r JOIN dossier_reports d ON d.arrival = r.arrival WHERE d.story = ?", (story,)
            )
        }
        if held != set(texts):
            yield Problem(what=what, wrong="its dossier has other reports than it says")
        for table, ids in (
            ("statements", {s.id for s in dossier.statements if s.content}),
            ("figures", {f.id for f in dossier.figures}),
            ("entities", {e.id for e in dossier.entities}),
        ):
            if {row[0] for row in db.rows(f"SELECT id FROM {table} WHERE story = ?", (story,))} != ids:
                yield Problem(what=what, wrong=f"its {table} in search are not those of its dossier")
        if progress:
            progress("checking dossiers", done, len(stories))


def _judgements(db: Database) -> Iterator[Problem]:
    for name, record in db.rows("SELECT id, record FROM judgements WHERE record IS NOT NULL ORDER BY number"):
        try:
            if from_row(msgspec.json.decode(record)).id != name:
                yield Problem(what=f"judgement {name}", wrong="its record is that of another one")
        except (msgspec.DecodeError, ValueError) as error:
            yield Problem(what=f"judgement {name}", wrong=f"its record is damaged ({error})")


def _raw(source: str, given_as: str, charset: str | None, data: bytes, whole: bytes | None) -> str | None:
    """The characters that raw offsets count."""
    given, around = _unpacked(data), _unpacked(whole) if whole is not None else None
    if given is None or (whole is not None and around is None):
        return None
    text = given.decode("utf-8", "surrogatepass") if given_as == "characters" and around is None else None
    try:
        return characters(Document(source=source, data=given if around is None else around, text=text, charset=charset))
    except UnreadableInput:
        return None


def _same(text: str, raw: str) -> bool:
    """Whether a run of text is that of the input, in which any white space may stand for another.

    What cannot be kept has U+FFFD in its place.
    """
    raw = UNSTORABLE.sub("\ufffd", raw)
    return text == raw or (
        len(text) == len(raw) and all(a == b or (a.isspace() and b.isspace()) for a, b in zip(text, raw, strict=True))
    )


def _misplaced(value: Any, texts: dict[str, str], text: str | None) -> Iterator[str]:
    """The places in a tree of JSON at which their reports have other words."""
    if isinstance(value, dict):
        if {"report", "start", "end", "text", "raw"} == value.keys():
            own = texts.get(value["report"], "") if text is None else text
            if own[value["start"] : value["end"]] != value["text"]:
                yield f"{value['start']} to {value['end']} of {value['report']}"
            return
        for inner in value.values():
            yield from _misplaced(inner, texts, text)
    elif isinstance(value, list):
        for inner in value:
            yield from _misplaced(inner, texts, text)


def _unpacked(data: bytes) -> bytes | None:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return None
