"""Grouping by average likeness: what is alike in pairs becomes groups that are alike on the whole."""

from __future__ import annotations

import heapq
from collections.abc import Mapping


def average_linkage(count: int, pairs: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
    """Joins items while two groups' average pairwise likeness is at least `least`; pairs not given count 0.

    UPGMA (Sokal & Michener 1958) over a sparse matrix, with a heap: a chain of likenesses does not swallow what its
    ends do not share.

    Args:
        count: number of items, 0 to count - 1.
        pairs: likeness in 0..1 of (i, j) with i < j.
        least: where to stop.

    Returns:
        The groups, each in ascending order, by their first item.
    """
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    sums: dict[int, dict[int, float]] = {i: {} for i in range(count)}
    for (i, j), p in pairs.items():
        sums[i][j] = sums[j][i] = p
    heap = [(-p, i, j) for (i, j), p in pairs.items() if p >= least]
    heapq.heapify(heap)
    fresh = count
    while heap:
        _, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        joined = members.pop(i) + members.pop(j)
        row: dict[int, float] = {}
        for old in (i, j):
            for k, p in sums.pop(old).items():
                if k in members:
                    row[k] = row.get(k, 0.0) + p
        members[fresh], sums[fresh] = joined, row
        for k, p in row.items():
            sums[k].pop(i, None)
            sums[k].pop(j, None)
            sums[k][fresh] = p
            average = p / (len(joined) * len(members[k]))
            if average >= least:
                heapq.heappush(heap, (-average, k, fresh))
        fresh += 1
    return sorted((sorted(g) for g in members.values()), key=lambda g: g[0])
