"""Grouping by average likeness: what is alike in pairs becomes groups that are alike on the whole."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Set


def average_linkage(
    count: int,
    pairs: Mapping[tuple[int, int], float],
    least: float,
    strong: float,
    apart: Set[tuple[int, int]] = frozenset(),
) -> list[list[int]]:
    """Joins items while two groups are alike enough; pairs not given count 0.

    UPGMA (Sokal & Michener 1958) over a sparse matrix, with a heap: a chain of likenesses does not swallow what its
    ends do not share. A group that repeats itself (a headline, its lead, a quotation) is alike on average far less
    than two of its items are, so the average may be low where one pair is strong.

    Args:
        count: number of items, 0 to count - 1.
        pairs: likeness in 0..1 of (i, j) with i < j.
        least: average likeness that two groups must reach to be joined.
        strong: likeness that the best pair between them must reach.
        apart: pairs (i, j) with i < j that may not come into one group, however alike.

    Returns:
        The groups, each in ascending order, by their first item.
    """
    # a group keeps the place of that part of it which has most neighbours, and gets a new number
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    number = list(range(count))
    place = list(range(count))
    # for each two groups the sum of their likenesses, and whether the best of them is strong
    near: list[dict[int, float]] = [{} for _ in range(count)]
    tied: dict[int, set[int]] = {}
    for i, j in (pair for pair, p in pairs.items() if p >= strong):
        tied.setdefault(i, set()).add(j)
        tied.setdefault(j, set()).add(i)
    reach = _components(count, tied)
    for (i, j), p in pairs.items():
        # what no chain of strong pairs ties together never meets
        if reach[i] == reach[j]:
            near[i][j] = near[j][i] = p
    barred: dict[int, set[int]] = {}
    for i, j in apart:
        barred.setdefault(i, set()).add(j)
        barred.setdefault(j, set()).add(i)
    heap = [(-p, i, j) for (i, j), p in pairs.items() if p >= max(least, strong) and j not in barred.get(i, ())]
    heapq.heapify(heap)
    while heap:
        _, a, b = heapq.heappop(heap)
        i, j = place[a], place[b]
        if number[i] != a or number[j] != b:
            continue
        if len(near[i]) < len(near[j]):
            i, j = j, i
        joined = members[i]
        joined += members.pop(j)
        number[i], number[j] = len(place), -1
        place.append(i)
        row, other = near[i], near[j]
        row.pop(j, None)
        other.pop(i, None)
        for k, total in other.items():
            theirs = near[k]
            del theirs[j]
            row[k] = theirs[i] = row.get(k, 0.0) + total
        other.clear()
        for groups in (tied, barred):
            if j in groups:
                gone = groups.pop(j)
                kept = groups.setdefault(i, set())
                for k in gone:
                    groups[k].discard(j)
                    groups[k].add(i)
                kept |= gone
                groups[i].discard(i)
        held_back = barred.get(i, ())
        for k in tied.get(i, ()):
            average = row[k] / (len(joined) * len(members[k]))
            if average >= least and k not in held_back:
                heapq.heappush(heap, (-average, number[k], number[i]))
    return sorted((sorted(g) for g in members.values()), key=lambda g: g[0])


def _components(count: int, tied: Mapping[int, Set[int]]) -> list[int]:
    """For each item the number of one that stands for all that chains of ties lead to."""
    root = list(range(count))
    seen: set[int] = set()
    for first in tied:
        ahead = [] if first in seen else [first]
        seen.add(first)
        while ahead:
            i = ahead.pop()
            root[i] = first
            ahead += tied[i] - seen
            seen |= tied[i]
    return root
