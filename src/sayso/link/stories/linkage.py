"""Average linkage over all pairs of a few groups: which two to join next, and how alike they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def join_order(sums: NDArray[np.float64], sizes: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """The joins of average linkage (UPGMA, Sokal & Michener 1958), the most alike groups first, down to one group.

    Args:
        sums: for each two groups the sum of the likeness of their members, over all pairs between them; symmetric.
        sizes: members of each group.

    Returns:
        `(i, j, mean)` with i < j: group j joins i, which stands for both from then on, and the mean likeness of their
        members. The mean never rises from one join to the next. Of equal ones the first by number goes first.
    """
    sums, counts = sums.astype(np.float64), np.array(sizes, dtype=np.float64)
    means = sums / np.outer(counts, counts)
    np.fill_diagonal(means, -np.inf)
    for _ in range(len(counts) - 1):
        i, j = sorted(divmod(int(means.argmax()), len(counts)))
        yield i, j, float(means[i, j])
        sums[i] += sums[j]
        sums[:, i] = sums[i]
        counts[i] += counts[j]
        # of groups that are no more, and of those that may not be joined, the sum is -inf
        sums[j] = sums[:, j] = -np.inf
        means[i] = means[:, i] = sums[i] / (counts[i] * counts)
        means[j] = means[:, j] = means[i, i] = -np.inf


def join(sums: NDArray[np.float64], sizes: Sequence[int], least: float = 0.0) -> list[list[int]]:
    """Groups that are alike on average: the joins of `join_order` down to a mean likeness of `least`.

    Returns:
        Numbers of the groups given that are together now, each list and all of them ascending.
    """
    return cut(join_order(sums, sizes), len(sizes), least)


def cut(joins: Iterable[tuple[int, int, float]], count: int, least: float) -> list[list[int]]:
    """What the joins of `join_order` down to a mean likeness of `least` put together, of `count` groups."""
    together = {i: [i] for i in range(count)}
    for i, j, mean in joins:
        if mean < least:
            break
        together[i] += together.pop(j)
    return sorted(sorted(group) for group in together.values())
