"""Which reports tell one story: by what they lead with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.linkage import average_linkage
from sayso.types import Annotations

# Sentences at the top of a report that say what it is about; news puts first what matters (the inverted pyramid).
LEAD = 6
# Mean likeness of two groups of reports above which they tell one story. On the reports of 52 real events (multisource)
# it keeps 98 % of the events whole and parts 95 % of 300 random pairs of events exactly, and so does anything from .24
# to .30; names, terms and later sentences only made it worse.
SAME_STORY = 0.27
# Among more reports than one would hand in for one story, every second one is another story: there the threshold with
# the best B-cubed F1 over all 282 reports at once holds (.93 from .42; .85 with the one above).
MANY = 30
SAME_STORY_AMONG_MANY = 0.42


def part_stories(annotated: Sequence[Annotations]) -> tuple[tuple[str, ...], ...]:
    """Puts the reports of one story together.

    Two reports are alike by the cosine of what they lead with; groups join while their reports are alike on average, so
    that two reports worded apart stay together when the rest holds them, and two stories do not join over one report.

    Args:
        annotated: the reports.

    Returns:
        Ids of the reports of each story; the largest story first, reports in the order given.
    """
    if not annotated:
        return ()
    alike = likeness(annotated)
    pairs = {(i, j): float(alike[i, j]) for i in range(len(annotated)) for j in range(i + 1, len(annotated))}
    least = SAME_STORY if len(annotated) <= MANY else SAME_STORY_AMONG_MANY
    groups = average_linkage(len(annotated), pairs, least, least)
    groups.sort(key=lambda g: (-len(g), g[0]))
    return tuple(tuple(annotated[i].report.id for i in g) for g in groups)


def likeness(annotated: Sequence[Annotations]) -> NDArray[np.float32]:
    """Likeness of each pair of reports, -1 to 1: the cosine of their leads."""
    tops = [_lead(a) for a in annotated]
    # a report without words is like no other
    leads = embed(tops) * np.array([[bool(top)] for top in tops], dtype=np.float32)
    alike: NDArray[np.float32] = leads @ leads.T
    return alike


def _lead(annotations: Annotations) -> str:
    text = annotations.report.text
    top = " ".join(text[a:b] for a, b in annotations.sentences[:LEAD])
    return f"{annotations.report.title or ''} {top}".strip()
