"""How many figures and events of a story are compared, so that no input takes the time of all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sayso.types import Annotations

# Comparing takes time and memory by the square. These are ten times what a report of 1,000 words holds, and what is
# compared within half a minute; of more, the first of each report are compared, as news tells first what matters.
FIGURES_EACH, FIGURES_TOGETHER = 400, 1200
EVENTS_EACH, EVENTS_TOGETHER = 400, 2400


def compared_figures(reports: Sequence[str]) -> tuple[list[int], list[int]]:
    """Which figures are compared, and which are too many to be and stay alone.

    Args:
        reports: the report of each figure, in the order of the text.
    """
    return _first_of_each(reports, FIGURES_EACH, FIGURES_TOGETHER)


def compared_events(reports: Sequence[str]) -> tuple[list[int], list[int]]:
    """Which events are compared, and which are too many to be and are left out; see `compared_figures`.

    Args:
        reports: the report of each event, in the order of the text.
    """
    return _first_of_each(reports, EVENTS_EACH, EVENTS_TOGETHER)


def notes_on_bounds(annotated: Sequence[Annotations]) -> tuple[str, ...]:
    """A sentence for each kind of which not all are compared."""
    from sayso.link.copies.partners import MANY, NEAREST
    from sayso.link.folding import first_with_text

    distinct = [annotated[n] for n, first in enumerate(first_with_text(annotated)) if n == first]
    kinds = (
        ("figures", compared_figures([a.report.id for a in distinct for _ in a.figures])),
        ("events", compared_events([a.report.id for a in distinct for _ in a.events])),
    )
    few = tuple(
        f"of {len(taken) + len(left):,} {kind} {len(taken):,} were compared, the first of each report"
        for kind, (taken, left) in kinds
        if left
    )
    if len(annotated) <= MANY:
        return few
    return (
        *few,
        f"of {len(annotated):,} reports each was compared for copied text with {2 * NEAREST} others, the nearest",
    )


def _first_of_each(reports: Sequence[str], each: int, together: int) -> tuple[list[int], list[int]]:
    rank: Counter[str] = Counter()
    ranks = []
    for report in reports:
        ranks.append(rank[report])
        rank[report] += 1
    # the largest share that all together have room for: as many of each report as of any other
    sizes = sorted(rank.values())
    room, share = together, each
    for n, size in enumerate(sizes):
        share = min(each, room // (len(sizes) - n))
        if size > share:
            break
        room -= size
    taken = [i for i, at in enumerate(ranks) if at < share]
    return taken, [i for i, at in enumerate(ranks) if at >= share]
