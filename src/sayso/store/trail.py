"""The audit trail: who decided what, when, and whether it is in force; nothing ever leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.judge.rows import Judgement, taken_back
from sayso.store.database import Database
from sayso.store.stale import Known, that_may_hold


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    """A judgement in the trail: its id, what it is about and decides, by whom, and when (made: ISO, added: ISO, UTC).

    `judgement` is the whole row, None when its words went with a report that was forgotten (then, ISO, UTC).
    `taken_back` is the row that takes it back, None while it is in force; `takes_back` the row that it takes back, and
    `of` the one that it is about in the end: what that takes back where it is a taking-back too, itself where it takes
    back none. `stories` are those that have a report of it; none for one on names alone, which may hold in any.
    """

    id: str
    about: str
    decides: str
    by: str
    made: str
    added: str
    forgotten: str | None
    judgement: Judgement | None
    taken_back: Judgement | None
    takes_back: Judgement | None
    of: Judgement | None
    stories: tuple[int, ...]


def trail(
    db: Database, every: Sequence[Judgement], of_story: Sequence[Known] | None, limit: int, offset: int
) -> tuple[TrailLine, ...]:
    """The judgements of a library, the last added first.

    Args:
        db: the library.
        every: all that have their words, in the order in which they came.
        of_story: the reports of the only story to tell of; None for all stories, and for what lost its words too.
        limit: how many at most.
        offset: how many to pass over.
    """
    columns = "SELECT id, about, decides, decided_by, made, added, forgotten FROM judgements"
    if of_story is None:
        rows = db.rows(f"{columns} ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset))
    else:
        wanted = [j.id for j in reversed(concerning(every, of_story))][offset : offset + limit]
        if not wanted:
            return ()
        rows = db.rows(f"{columns} WHERE id IN ({', '.join('?' * len(wanted))}) ORDER BY number DESC", wanted)
    known = {j.id: j for j in every}
    back = taken_back(every)
    return tuple(
        TrailLine(
            id=name,
            about=about,
            decides=decides,
            by=by,
            made=made,
            added=added,
            forgotten=forgotten,
            judgement=known.get(name),
            taken_back=back.get(name),
            takes_back=known.get(known[name].value or "") if decides == "revoke" else None,
            of=meant(known.get(name), known),
            stories=_stories(db, meant(known.get(name), known)),
        )
        for name, about, decides, by, made, added, forgotten in rows
    )


def meant(row: Judgement | None, every: Mapping[str, Judgement]) -> Judgement | None:
    """The judgement that a row is about in the end: what it takes back, or what that takes back; else itself."""
    passed: set[str] = set()
    while row is not None and row.decides == "revoke" and row.id not in passed:
        passed.add(row.id)
        row = every.get(row.value or "")
    return row


def concerning(every: Sequence[Judgement], reports: Sequence[Known]) -> tuple[Judgement, ...]:
    """The judgements that may hold among some reports or once did, with all that takes them back, in their order."""
    known = {j.id: j for j in every}
    held = {j.id for j in that_may_hold((j for j in every if j.decides != "revoke"), reports)}
    return tuple(j for j in every if (m := meant(j, known)) is not None and m.id in held)


def _stories(db: Database, row: Judgement | None) -> tuple[int, ...]:
    """The stories that have a report by which a judgement was made."""
    identities = {a.report for a in row.anchors if a.report is not None} if row is not None else set()
    found: set[int] = set()
    for identity in identities:
        found |= stories_of(db, identity.sha256, identity.url)
    return tuple(sorted(found))


def stories_of(db: Database, sha256: str, url: str | None) -> set[int]:
    """The stories that have a report of these bytes, or of this address."""
    joined = "reports r JOIN arrivals a ON a.arrival = r.arrival"
    rows = db.rows(f"SELECT DISTINCT a.story FROM {joined} WHERE r.input = ? OR r.url = ?", (sha256, url))
    return {story for (story,) in rows}
