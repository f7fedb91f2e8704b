"""The field's scores of coreference: two partitions of the same items compared by MUC, B-cubed and CEAFe.

CoNLL F1 is the mean of the three F1s (Pradhan et al. 2014, "Scoring Coreference Partitions of Predicted Mentions: A
Reference Implementation"). Both partitions hold the same items, as they do when mentions are given, so that none of the
ways to treat items that only one side has is needed. Items that stand alone count as groups of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.clusters import bcubed

Partition = Mapping[str, Hashable]
Scores = tuple[float, float, float]  # precision, recall, F1


def conll(found: Partition, gold: Partition) -> dict[str, float]:
    """F1 of each measure and their mean, "conll".

    Args:
        found: item -> its group; groups may be named by anything.
        gold: the same items with their true groups.

    Raises:
        ValueError: when the two do not hold the same items.
    """
    if found.keys() != gold.keys():
        raise ValueError("the two partitions hold different items; give each item a group in both")
    scores = {"muc": muc(found, gold)[2], "bcubed": bcubed(found, gold)[2], "ceafe": ceafe(found, gold)[2]}
    return {"conll": sum(scores.values()) / len(scores), **scores}


def muc(found: Partition, gold: Partition) -> Scores:
    """The share of links that a partition needs and the other has (Vilain et al. 1995)."""
    return _f1(_links(found, gold), _links(gold, found))


def _links(mine: Partition, theirs: Partition) -> float:
    """The share of the links that hold my groups together which their partition does not cut."""
    parts: dict[Hashable, set[Hashable]] = defaultdict(set)
    sizes = Counter(mine.values())
    for item, group in mine.items():
        parts[group].add(theirs[item])
    needed = sum(size - 1 for size in sizes.values())
    return sum(size - len(parts[group]) for group, size in sizes.items()) / needed if needed else 0.0


def ceafe(found: Partition, gold: Partition) -> Scores:
    """The likeness of groups that are matched one to one so that it is greatest (Luo 2005, with his phi 4).

    Two groups are as alike as twice what they share over both their sizes.
    """
    shared = Counter((found[item], gold[item]) for item in gold)
    ours, true = Counter(found.values()), Counter(gold.values())
    total = 0.0
    for rows, columns in _connected(list(shared)):
        alike = np.array([[2 * shared[r, c] / (ours[r] + true[c]) for c in columns] for r in rows])
        total += best_matching(alike)
    return _f1(total / len(ours) if ours else 0.0, total / len(true) if true else 0.0)


def _connected(pairs: Sequence[tuple[Hashable, Hashable]]) -> list[tuple[list[Hashable], list[Hashable]]]:
    """The groups of either side that overlap, directly or by others, so that each lot can be matched by itself."""
    near: dict[tuple[int, Hashable], list[tuple[int, Hashable]]] = defaultdict(list)
    for row, column in pairs:
        near[0, row].append((1, column))
        near[1, column].append((0, row))
    seen: set[tuple[int, Hashable]] = set()
    out = []
    for node in near:
        if node in seen:
            continue
        seen.add(node)
        lot = [node]
        for one in lot:
            fresh = [other for other in near[one] if other not in seen]
            seen.update(fresh)
            lot += dict.fromkeys(fresh)
        out.append(([name for side, name in lot if side == 0], [name for side, name in lot if side == 1]))
    return out


def best_matching(alike: NDArray[np.float64]) -> float:
    """The greatest sum of likenesses of rows and columns matched one to one (Kuhn 1955, Munkres 1957).

    Shortest augmenting paths with potentials (Jonker and Volgenant 1987), in the number of rows times all cells.
    """
    cost = -(alike if alike.shape[0] <= alike.shape[1] else alike.T)
    rows, columns = cost.shape
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    matched = np.zeros(columns + 1, dtype=np.int64)  # the row of each column, 0 for none
    for row in range(1, rows + 1):
        matched[0], at = row, 0
        least, way = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=np.int64)
        used = np.zeros(columns + 1, dtype=np.bool_)
        while matched[at]:
            used[at] = True
            free = np.flatnonzero(~used[1:]) + 1
            now = cost[matched[at] - 1, free - 1] - of_row[matched[at]] - of_column[free]
            better = now < least[free]
            least[free[better]], way[free[better]] = now[better], at
            following = free[np.argmin(least[free])]
            step = least[following]
            of_row[matched[used]] += step
            of_column[used] -= step
            least[free] -= step
            at = int(following)
        while at:
            matched[at] = matched[way[at]]
            at = int(way[at])
    return float(-sum(cost[matched[c] - 1, c - 1] for c in range(1, columns + 1) if matched[c]))


def _f1(precision: float, recall: float) -> Scores:
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
