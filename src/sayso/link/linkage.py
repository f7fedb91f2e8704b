"""Grouping by average likeness: what is alike in pairs becomes groups that are alike on the whole."""

from __future__ import annotations

import heapq
from collections.abc import Mapping


def average_linkage(count: int, pairs: Mapping[tuple[int, int], float], least: float, strong: float) -> list[list[int]]:
    """Joins items while two groups are alike enough; pairs not given count 0.

    UPGMA (Sokal & Michener 1958) over a sparse matrix, with a heap: a chain of likenesses does not swallow what its
    ends do not share. A group that repeats itself (a headline, its lead, a quotation) is alike on average far less
    than two of its items are, so the average may be low where one pair is strong.

    Args:
        count: number of items, 0 to count - 1.
        pairs: likeness in 0..1 of (i, j) with i < j.
        least: average likeness that two groups must reach to be joined.
        strong: likeness that the best pair between them must reach.

    Returns:
        The groups, each in ascending order, by their first item.
    """
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    # for each two groups the sum of their likenesses and the best of them
    near: dict[int, dict[int, tuple[float, float]]] = {i: {} for i in range(count)}
    for (i, j), p in pairs.items():
        near[i][j] = near[j][i] = (p, p)
    heap = [(-p, i, j) for (i, j), p in pairs.items() if p >= max(least, strong)]
    heapq.heapify(heap)
    fresh = count
    while heap:
        _, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        joined = members.pop(i) + members.pop(j)
        row: dict[int, tuple[float, float]] = {}
        for old in (i, j):
            for k, (total, best) in near.pop(old).items():
                if k in members:
                    before = row.get(k, (0.0, 0.0))
                    row[k] = (before[0] + total, max(before[1], best))
        members[fresh], near[fresh] = joined, row
        for k, (total, best) in row.items():
            near[k].pop(i, None)
            near[k].pop(j, None)
            near[k][fresh] = (total, best)
            average = total / (len(joined) * len(members[k]))
            if average >= least and best >= strong:
                heapq.heappush(heap, (-average, k, fresh))
        fresh += 1
    return sorted((sorted(g) for g in members.values()), key=lambda g: g[0])
