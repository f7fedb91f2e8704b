"""What a desk found out of claims by itself: kept beside what the reports say, and never counted among it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.judge.decided import LATER, NOTHING, Decided, Valued, remark
from sayso.judge.places import overlap
from sayso.judge.rows import Judgement
from sayso.spans import Span
from sayso.types import Claim

NOT_HELD = frozenset({"false", "withdrawn"})
"""What a desk does not hold of a claim any more; one that was confirmed contradicts either."""


def carried(valued: Valued, claims: Sequence[Claim], places: dict[str, Span]) -> int | None:
    """The claim that most of the clauses of a judgement stand in, by its number; None when no claim has any.

    Args:
        valued: the judgement, with the clauses that it was made of.
        claims: those of today.
        places: where each clause stands, by its id.
    """
    spans = [places[item] for item in valued.items]
    shares = [sum(any(overlap(s, m.span) >= 0.5 for m in c.members) for s in spans) for c in claims]
    return shares.index(max(shares)) if any(shares) else None


def checked(claims: Sequence[Claim], decided: Decided) -> tuple[Claim, ...]:
    """The claims with what a desk found out of them, oldest first.

    Origins, independent groups and verdict stay as they are: they tell what the reports say, of which the desk is none.
    What was confirmed and is found false or withdrawn later, or the other way round, stands as it was found last.
    """
    if not decided.checks:
        return tuple(claims)
    places = {p.id: p.span for a in decided.annotated for p in a.propositions}
    found: dict[int, list[Judgement]] = {}
    for valued in reversed(decided.checks):
        number = carried(valued, claims, places)
        if number is None:
            continue
        held = found.setdefault(number, [])
        if not held or is_not_held(held[0]) == is_not_held(valued.row):
            held.append(valued.row)
    return tuple(replace(c, checks=tuple(reversed(found[n]))) if n in found else c for n, c in enumerate(claims))


def is_not_held(check: Judgement) -> bool:
    """Whether a desk holds by this that a claim is false or was withdrawn."""
    return check.decides in NOT_HELD


def remarks_on_checks(claims: Sequence[Claim], decided: Decided) -> tuple[str, ...]:
    """A sentence on each of these judgements that no claim has, or that a later one contradicts."""
    held = {row.id for c in claims for row in c.checks}
    places = {p.id: p.span for a in decided.annotated for p in a.propositions}
    left = [valued for valued in decided.checks if valued.row.id not in held]
    return tuple(remark(v.row, NOTHING if carried(v, claims, places) is None else LATER) for v in left)


def notes_on_checks(claims: Sequence[Claim]) -> tuple[str, ...]:
    """How many claims the desk found false or withdrawn, which the first lines leave out; nothing when none."""
    number = sum(any(map(is_not_held, c.checks)) for c in claims)
    if not number:
        return ()
    which = (
        "1 claim was found false or withdrawn, and is"
        if number == 1
        else (f"{number:,} claims were found false or withdrawn, and are")
    )
    return (f"{which} left out of the first lines",)
