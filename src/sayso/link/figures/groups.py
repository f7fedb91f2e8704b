"""Groups of figures that measure the same thing, from how alike each two are, and a readable key for each group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sayso.link.figures.measures import Measure, is_rare
from sayso.link.figures.pairs import same_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two figures are of one quantity from this likeness on; see `sayso.link.figures.quantities.likenesses`.
SAME = 0.48
# a count from which on even round numbers seldom meet by chance, and the likeness that it needs
LARGE, LIKELY = 1000, 0.8
# likeness from which on a telling number that comes again makes its figures one before others are weighed
CERTAIN = 0.98
# a count from which on any number is telling
TELLING = 50


def cluster(measures: Sequence[Measure], likenesses: NDArray[np.float64]) -> list[list[int]]:
    """Average-linkage agglomeration down to SAME; a zero between two members keeps their groups apart.

    It starts from the groups that are certain: unusual values that come again, and numbers that one report revises.
    """
    apart = likenesses <= 0.0
    np.fill_diagonal(apart, False)
    groups = _certain(measures, likenesses, apart)
    member = np.zeros((len(groups), len(measures)))
    for at, group in enumerate(groups):
        member[at, group] = 1.0
    sums = member @ likenesses @ member.T
    apart = member @ apart @ member.T > 0
    sizes = member.sum(axis=1)
    averages = sums / np.outer(sizes, sizes)
    averages[apart] = -1.0
    np.fill_diagonal(averages, -1.0)
    alive = np.ones(len(groups), dtype=np.bool_)
    while alive.sum() > 1:
        x, y = divmod(int(averages.argmax()), len(groups))
        if averages[x, y] < SAME:
            break
        keep, gone = min(x, y), max(x, y)
        groups[keep] += groups[gone]
        sums[keep] += sums[gone]
        sums[:, keep] += sums[:, gone]
        apart[keep] |= apart[gone]
        apart[:, keep] |= apart[:, gone]
        sizes[keep] += sizes[gone]
        alive[gone] = False
        averages[gone] = averages[:, gone] = -1.0
        averages[keep] = np.where(apart[keep] | ~alive, -1.0, sums[keep] / (sizes[keep] * sizes))
        averages[:, keep] = np.where(apart[:, keep] | ~alive, -1.0, sums[:, keep] / (sizes * sizes[keep]))
        averages[keep, keep] = -1.0
    return [sorted(groups[i]) for i in np.flatnonzero(alive)]


def _certain(measures: Sequence[Measure], likenesses: NDArray[np.float64], apart: NDArray[np.bool_]) -> list[list[int]]:
    groups = [{i} for i in range(len(measures))]
    needed = np.array([_needed(m) for m in measures])[:, None]
    sure = np.triu((likenesses == 1.0) | (same_values(measures) & (likenesses >= needed)), 1)
    for i, j in np.argwhere(sure).tolist():
        if groups[i] is not groups[j] and not apart[np.ix_(list(groups[i]), list(groups[j]))].any():
            merged = groups[i] | groups[j]
            for at in merged:
                groups[at] = merged
    return [sorted(group) for i, group in enumerate(groups) if min(group) == i]


def _needed(measure: Measure) -> float:
    """The likeness from which on a value that comes again is hardly another thing's; 2 where it never is certain."""
    low, figure = measure.figure.low, measure.figure
    if measure.dimension == "count" and low is not None and low >= LARGE and figure.modifier in ("exact", "about"):
        return LIKELY
    return CERTAIN if is_rare(measure) or (low is not None and low >= TELLING) else 2.0


def name_groups(measures: Sequence[Measure], groups: Sequence[Sequence[int]]) -> dict[int, str]:
    """Readable keys from the words that the figures of a group share; a number is added where two would be alike."""
    keys: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for group in sorted(groups, key=min):
        members = [measures[i] for i in group]
        head = Counter(m.figure.head for m in members).most_common(1)[0][0]
        words = Counter(w for m in members for w in dict.fromkeys(m.figure.scope))
        need = len(members) / 2
        chosen = [w for w, n in words.items() if n >= need and w != head][:3]
        slug = "-".join(
            re.sub(r"[^a-z0-9]+", "-", w.lower()).strip("-") for w in [head or members[0].dimension, *chosen]
        )
        slug = slug.strip("-") or "figure"
        taken[slug] += 1
        key = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        keys.update(dict.fromkeys(group, key))
    return keys
