"""What people decided of which story reports belong to: kept for the trail, and where the numbers of stories lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso.store.database import Database, insert, now
from sayso.store.records import UNSTORABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedReport:
    """A report that was placed: its id, its title, the story that it was in before, and that in which it is today."""

    id: str
    title: str | None
    came_from: int
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """That a person put reports into a story: its number among such decisions, the story, who, when (ISO, UTC) and why.

    `reports` lacks those that were forgotten since; `forgotten` says when the first of them was (ISO, UTC).
    """

    number: int
    story: int
    by: str
    made: str
    note: str
    reports: tuple[PlacedReport, ...]
    forgotten: str | None


def next_placing(db: Database) -> int:
    """The number of the next decision; within a transaction."""
    last: int | None = db.rows("SELECT max(number) FROM placings")[0][0]
    return (last or 0) + 1


def keep_placing(db: Database, number: int, story: int, came_from: Mapping[int, int], *, by: str, note: str) -> None:
    """Keeps a decision; within a transaction.

    Args:
        db: the library.
        number: its number.
        story: the story that the reports came to.
        came_from: the story that each report was in before, by arrival.
        by: who decides.
        note: why.
    """
    who, why = (UNSTORABLE.sub("\ufffd", " ".join(text.split())) for text in (by, note))
    insert(db, "placings", ("number", "story", "placed_by", "made", "note"), [(number, story, who, now(), why)])
    rows = [(number, arrival, before) for arrival, before in sorted(came_from.items())]
    insert(db, "placed_reports", ("decision", "arrival", "came_from"), rows)


def placings(db: Database, story: int | None, limit: int, offset: int) -> tuple[Placing, ...]:
    """The decisions of a library, the last first.

    Args:
        db: the library.
        story: the only story to tell of: what came to it and what left it; None for all.
        limit: how many at most.
        offset: how many to pass over.
    """
    where: str = ""
    asked: tuple[Any, ...] = ()
    if story is not None:
        left = "SELECT 1 FROM placed_reports r WHERE r.decision = p.number AND r.came_from = ?"
        where, asked = f" WHERE p.story = ? OR EXISTS ({left})", (story, story)
    rows = db.rows(
        "SELECT p.number, p.story, p.placed_by, p.made, p.note, p.forgotten FROM placings p"
        f"{where} ORDER BY p.number DESC LIMIT ? OFFSET ?",
        (*asked, limit, offset),
    )
    return tuple(
        Placing(
            number=number,
            story=to,
            by=by,
            made=made,
            note=note or "",
            reports=_reports(db, number),
            forgotten=forgotten,
        )
        for number, to, by, made, note, forgotten in rows
    )


def _reports(db: Database, placing: int) -> tuple[PlacedReport, ...]:
    rows = db.rows(
        "SELECT r.id, r.title, p.came_from, a.story FROM placed_reports p JOIN reports r ON r.arrival = p.arrival"
        " JOIN arrivals a ON a.arrival = p.arrival WHERE p.decision = ? ORDER BY p.arrival",
        (placing,),
    )
    return tuple(
        PlacedReport(id=name, title=title, came_from=before, story=today) for name, title, before, today in rows
    )


def forget_placed(db: Database, arrival: int) -> None:
    """Takes the notes away with which a report was placed, since they may quote it; within a transaction.

    Args:
        db: the library.
        arrival: the number of the report, which is about to be forgotten.
    """
    db.run(
        "UPDATE placings SET note = NULL, forgotten = coalesce(forgotten, ?) WHERE number IN"
        " (SELECT decision FROM placed_reports WHERE arrival = ?)",
        (now(), arrival),
    )


def went_into(db: Database, number: int) -> int | None:
    """The story that one which is no more went into in the end; see `Library`."""
    passed = {number}
    while found := db.rows("SELECT story FROM merged WHERE number = ?", (number,)):
        number = found[0][0]
        if number in passed:
            return None
        passed.add(number)
    there = db.rows("SELECT 1 FROM stories WHERE number = ?", (number,))
    return number if there and len(passed) > 1 else None
