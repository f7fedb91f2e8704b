"""One slot, two numbers: clauses of one claim that tell the same and differ in the one figure that each has alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sayso.annotate.units import convert
from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.conflicts.scopes import DIMENSIONS, occasion_of
from sayso.link.conflicts.sides import side_of
from sayso.link.figures.judging import Ends
from sayso.link.figures.moments import far_apart, moment
from sayso.link.figures.titles import find_title
from sayso.link.figures.values import is_compatible, is_rounding, values_of
from sayso.types import Annotations, Claim, Conflict, ConflictRelation, Figure, Member

# likeness of a claim's clauses from which on what stands in one place of two of them is held against each other
ALIGNED = 0.5
# a number so many times another is of another thing
FAR = 5.0


def find_slots(
    annotated: Sequence[Annotations],
    figures: Sequence[Figure],
    origins: Ends,
    claims: Sequence[Claim],
    judged: Constraints = UNDECIDED,
) -> Iterator[Conflict]:
    """Finds figures of two lines of the ledger that fill one slot of a claim.

    What is counted may be named so differently that no words tell that it is one thing ("the $47 billion purchase",
    "made its $38 billion bid"). Where two clauses of one claim share all their figures but one each, of one unit, the
    clauses say that it is: *update* when a later report's count is higher, else *dispute*.

    Args:
        annotated: the reports, for their dates.
        figures: all figures, with quantities.
        origins: names the far ends of chains of attribution.
        claims: what the reports share.
        judged: which figures a person put together or kept apart, by their ids.
    """
    by_id = {a.report.id: a for a in annotated}
    published = {a.report.id: a.report.published for a in annotated}
    by_report: dict[str, list[Figure]] = {}
    for figure in figures:
        by_report.setdefault(figure.report, []).append(figure)
    quantity = {f.id: f.quantity for f in figures}
    # what a person keeps apart fills no slot together
    met = {frozenset({quantity.get(a), quantity.get(b)}) for a, b in judged.apart}
    for claim in claims:
        if claim.score < ALIGNED or len({m.span.report for m in claim.members}) < 2:
            continue
        told = [(m, _within(m, by_report.get(m.span.report, ()))) for m in claim.members]
        known = [frozenset(f.quantity for f in fs) for _, fs in told]
        for x, y in _slots(told, published):
            if any(_is_measure(f) and occasion_of(f, by_id[f.report]) for f in (x, y)):
                continue
            lines = frozenset({x.quantity, y.quantity})
            # a report that has both does not take the one for the other
            both = any(lines <= k for k in known)
            if lines in met or both or len(lines) < 2 or not _differ(x, y):
                continue
            met.add(lines)
            yield _conflict(claim, x, y, published, origins)


def _slots(
    told: Sequence[tuple[Member, Sequence[Figure]]], published: Mapping[str, str | None]
) -> Iterator[tuple[Figure, Figure]]:
    """The figures that fill one slot in the clauses of two reports that are not far apart in time."""
    for i, (m, fs) in enumerate(told):
        for n, gs in told[:i]:
            apart = far_apart(published[m.span.report], published[n.span.report])
            if m.span.report != n.span.report and not apart and (pair := _only(gs, fs)) is not None:
                yield pair


def _within(member: Member, figures: Sequence[Figure]) -> list[Figure]:
    span = member.span
    return [f for f in figures if span.start <= f.span.start and f.span.end <= span.end]


def _only(figures: Sequence[Figure], others: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The one figure of each clause that no figure of the other stands for, when no more of their kind are told."""
    one, other = _alone(figures, others), _alone(others, figures)
    if len(one) != 1 or len(other) != 1 or not _of_one_kind(one[0], other[0]):
        return None
    x, y = one[0], other[0]
    rivals = [f for f in figures if f is not x and _of_one_kind(f, x)]
    rivals += [f for f in others if f is not y and _of_one_kind(f, y)]
    return None if rivals else (x, y)


def _alone(figures: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    """The figures that no other one stands for, by its quantity or its value."""
    return [
        f for f in figures if not any(f.quantity == o.quantity or (f.low, f.high) == (o.low, o.high) for o in others)
    ]


def _of_one_kind(x: Figure, y: Figure) -> bool:
    """Whether two figures are measured in one dimension, or count one noun; ages belong to somebody and are none."""
    counts = x.unit == x.head, y.unit == y.head
    if any(counts):
        return all(counts) and x.head == y.head
    if x.unit is None or y.unit is None or "year" in (x.unit, y.unit):
        return False
    return x.unit == y.unit or convert(1.0, x.unit)[0] == convert(1.0, y.unit)[0]


def _is_measure(figure: Figure) -> bool:
    """Whether a figure is of a dimension that is measured anew on each occasion."""
    return figure.unit is not None and convert(1.0, figure.unit)[0] in DIMENSIONS


def _differ(x: Figure, y: Figure) -> bool:
    """Whether two figures cannot both stand in one place; very unlike ones stand for two things."""
    if None in (x.low, y.low) or "vague" in (x.modifier, y.modifier) or not x.quantity or not y.quantity:
        return False
    values = values_of([x]) + values_of([y])
    if len(values) != 2 or is_rounding(*values) or is_compatible(*values):
        return False
    low, high = sorted(v.low or 0.0 for v in values)
    return low > 0 and high / low <= FAR


def _conflict(claim: Claim, x: Figure, y: Figure, published: Mapping[str, str | None], origins: Ends) -> Conflict:
    then, now = moment(published[x.report]), moment(published[y.report])
    if then is not None and now is not None and now.before(then):
        x, y, then, now = y, x, now, then
    later = then is not None and now is not None and then.before(now)
    grown = later and x.unit == x.head and (y.low or 0) > (x.low or 0)
    relation: ConflictRelation = "update" if grown else "dispute"
    return Conflict(
        id="",
        kind="figure",
        about=f"{'how many' if x.unit == x.head else 'how much'}: {find_title([x, y])}",
        sides=(
            side_of([x.span], origins.of(x.report, x.statement)),
            side_of([y.span], origins.of(y.report, y.statement)),
        ),
        relation=relation,
        why={"claim": claim.id, "quantity": x.quantity, "other_quantity": y.quantity, "likeness": claim.score},
        score=claim.score,
    )
