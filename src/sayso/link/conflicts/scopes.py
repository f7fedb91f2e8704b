"""Figures that look alike and are of two occasions: the altitude of this launch, and of the one in August."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sayso.annotate.units import convert
from sayso.link.conflicts.sides import side_of
from sayso.link.figures.judging import Ends
from sayso.link.figures.measures import action_of, kindred
from sayso.link.figures.moments import BYGONE
from sayso.link.figures.titles import find_title
from sayso.resources import load
from sayso.types import Annotations, Conflict, Figure, Side

# what is measured once for each occasion; prices and shares are measured all the time
DIMENSIONS = ("length", "area", "volume", "mass", "speed", "temperature", "power", "energy", "pressure")
# sentences before a figure's in which the day of its occasion is looked for
BACK = 2


def find_other_occasions(
    annotated: Sequence[Annotations], figures: Sequence[Figure], origins: Ends
) -> Iterator[Conflict]:
    """Finds figures of different quantities that measure one kind of thing on two occasions, so that both may be right.

    Both are exact measures of one dimension whose nouns are of one kind; the sentences of one name a day well before
    its report, those of the other do not, and they stand in different reports or lines of the ledger.

    Args:
        annotated: the reports.
        figures: all figures, with quantities.
        origins: names the far ends of chains of attribution.
    """
    by_id = {a.report.id: a for a in annotated}
    measures = [f for f in figures if f.quantity and f.low is not None and f.low == f.high and f.status != "expected"]
    then = {f.id: occasion for f in measures if (occasion := occasion_of(f, by_id[f.report])) is not None}
    lines: dict[str, list[Figure]] = {}
    for f in measures:
        lines.setdefault(f.quantity or "", []).append(f)
    now = {key: fs for key, fs in lines.items() if not any(f.id in then for f in fs)}
    past = {key: fs for key, fs in lines.items() if all(f.id in then for f in fs)}
    told = {key: _told_apart(fs) for key, fs in lines.items()}
    for key, fs in past.items():
        rivals = [
            other
            for other, gs in now.items()
            if any(_is_alike(f, g) for f in told[key] for g in told[other]) and not _met(fs, gs)
        ]
        if len(rivals) != 1:
            continue
        gs = now[rivals[0]]
        yield Conflict(
            id="",
            kind="figure",
            about=f"how much, on two occasions: {find_title(gs)}",
            sides=(_side(fs, origins), _side(gs, origins)),
            relation="different-scope",
            why={"quantity": rivals[0], "other_quantity": key, "occasion": then[fs[0].id]},
            score=0.6,
        )


def _told_apart(figures: Sequence[Figure]) -> list[Figure]:
    """One for each way in which figures tell what they measure."""
    return list({(f.unit, f.head, f.scope, f.of): f for f in figures}.values())


def _is_alike(x: Figure, y: Figure) -> bool:
    """Whether two figures measure one kind of thing in one dimension, with the same said to have happened to it."""
    (one, _), (other, _) = convert(1.0, x.unit), convert(1.0, y.unit)
    if x.unit == x.head or y.unit == y.head or one != other or one not in DIMENSIONS:
        return False
    named = {x.head, y.head} <= set(load("ledger")["measured"])
    return named and kindred(x.head, y.head) and action_of(x) == action_of(y)


def _met(fs: Sequence[Figure], gs: Sequence[Figure]) -> bool:
    return not {(f.low, f.unit) for f in fs}.isdisjoint((g.low, g.unit) for g in gs)


def occasion_of(figure: Figure, annotations: Annotations) -> str | None:
    """The day, well before its report, that the sentences of a figure place it on; None when they name none."""
    published = (annotations.report.published or "")[:10]
    at = next((i for i, (a, b) in enumerate(annotations.sentences) if a <= figure.span.start < b), None)
    if not published or at is None:
        return None
    limit = (date.fromisoformat(published) - BYGONE).isoformat()
    for i in range(at, max(-1, at - BACK - 1), -1):
        start, end = annotations.sentences[i]
        days = [
            (t.end or t.start or "")[:10]
            for t in annotations.times
            if start <= t.span.start < end and t.start and not t.value.startswith("P")
        ]
        if days:
            return max(days) if max(days) < limit else None
    return None


def _side(figures: Sequence[Figure], origins: Ends) -> Side:
    return side_of([f.span for f in figures], (o for f in figures for o in origins.of(f.report, f.statement)))
