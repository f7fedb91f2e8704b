"""What is new in a dossier since a given time: the dossier without the new reports, held against the one with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta

from sayso.spans import Span
from sayso.types import Change, Claim, Conflict, Dossier, Figure, News, Quantity

Place = tuple[str, int, int]


def instant(iso: str) -> datetime:
    """The moment that an ISO day or time names: the first of a day, on this machine's clock where no offset is given.

    Raises:
        ValueError: when it names none.
    """
    try:
        return datetime.fromisoformat(iso.strip()).astimezone()
    except (ValueError, OverflowError):
        raise ValueError(f"{iso!r} is no day or time; write it as 2028-03-07 or 2028-03-07T18:00") from None


def is_later(time: str, since: str) -> bool:
    """Whether a report of this time (ISO, or empty) is new since another; a mere day counts whole."""
    try:
        start = instant(time)
    except ValueError:
        return False
    whole = timedelta(days=1) if len(time.strip()) == len("2028-03-07") else timedelta()
    return start + whole > instant(since)


def find_news(since: str, before: Dossier | None, after: Dossier) -> News:
    """Decides which reports, claims, conflicts and values of a dossier are new, and which claims stand differently.

    A claim is new when a new report tells it and none of its places was told before; it stands differently when its
    verdict changed or more independent groups stand behind it. A conflict is new when a new report tells it and its
    sides were not against each other before. A value is new when no figure of its quantity gave it before.

    Args:
        since: the time from which on things are new, ISO.
        before: the dossier of the reports up to then; None when there were none.
        after: the dossier of all reports.
    """
    known = {r.id for r in before.reports} if before else set()
    new = tuple(r.id for r in after.reports if r.id not in known)
    if before is None or not new:
        return News(since=since, reports=new, changes=())
    changes = (*_claims(before, after, known), *_conflicts(before, after, known), *_values(before, after, known))
    return News(since=since, reports=new, changes=changes)


def _claims(before: Dossier, after: Dossier, known: Container[str]) -> Iterable[Change]:
    earlier = {_place(m.span): c for c in before.claims for m in c.members}
    for claim in after.claims:
        was = _likest(claim, earlier)
        if was is None:
            if any(m.span.report not in known for m in claim.members):
                yield Change(kind="claim", id=claim.id, change="new")
        elif was.verdict != claim.verdict:
            yield Change(kind="claim", id=claim.id, change="verdict", was=was.verdict, now=claim.verdict)
        elif len(claim.independent) > len(was.independent):
            counts = (str(len(c.independent)) for c in (was, claim))
            yield Change(kind="claim", id=claim.id, change="origins", was=next(counts), now=next(counts))


def _likest(claim: Claim, earlier: dict[Place, Claim]) -> Claim | None:
    """The earlier claim that shares most members with this one."""
    shared = [earlier[_place(m.span)] for m in claim.members if _place(m.span) in earlier]
    counts = Counter(c.id for c in shared)
    return max(shared, key=lambda c: counts[c.id], default=None)


def _conflicts(before: Dossier, after: Dossier, known: Container[str]) -> Iterable[Change]:
    earlier = [(c.kind, _sides(c)) for c in before.conflicts]
    for conflict in after.conflicts:
        sides = _sides(conflict)
        told_anew = any(report not in known for side in sides for report, _, _ in side)
        stood = any(kind == conflict.kind and _same_sides(sides, was) for kind, was in earlier)
        if told_anew and not stood:
            yield Change(kind="conflict", id=conflict.id, change="new")


def _sides(conflict: Conflict) -> tuple[frozenset[Place], ...]:
    return tuple(frozenset(_place(s) for s in side.members) for side in conflict.sides)


def _same_sides(now: Sequence[frozenset[Place]], was: Sequence[frozenset[Place]]) -> bool:
    """Whether two sides of a conflict were sides of the other already."""
    return sum(any(side & other for other in was) for side in now) >= 2


def _values(before: Dossier, after: Dossier, known: Container[str]) -> Iterable[Change]:
    of_before = {f: q for q in before.ledger for f in q.figures}
    figures = {f.id: f for f in (*before.figures, *after.figures)}
    for quantity in after.ledger:
        was = next((of_before[f] for f in quantity.figures if f in of_before), None)
        fresh = [figures[f] for f in quantity.figures if figures[f].report not in known]
        if was is None:
            continue
        given = {_value(f) for f in _of(was, figures)}
        for figure in {_value(f): f for f in reversed(fresh) if _value(f) not in given}.values():
            yield Change(kind="figure", id=figure.id, change="value", was=_last(was, figures), now=figure.span.text)


def _of(quantity: Quantity, figures: dict[str, Figure]) -> Sequence[Figure]:
    return [figures[f] for f in quantity.figures]


def _last(quantity: Quantity, figures: dict[str, Figure]) -> str:
    """The words of the latest figure of a quantity."""
    return figures[quantity.figures[-1]].span.text


def _value(figure: Figure) -> tuple[float | None, float | None]:
    return figure.low, figure.high


def _place(span: Span) -> Place:
    return span.report, span.start, span.end
