"""Stretches of words that two texts share, exactly and at full length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

# Six words in a row are rarely written twice by chance; shorter ones are idiom (Clough et al. 2002, METER corpus).
SHINGLE = 6
# a shingle that stands this often in one text is boilerplate
TOO_OFTEN = 8


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """`length` words from position `a` of the first text are those from position `b` of the second."""

    a: int
    b: int
    length: int


def shared_runs(a: Sequence[Hashable], b: Sequence[Hashable], shortest: int = SHINGLE) -> tuple[Run, ...]:
    """The longest stretches that two texts share, none overlapping another in either text.

    Greedy string tiling (Wise 1993) over shingles: longest first, so that a sentence is one run and not its pieces.

    Args:
        a: the words of the first text.
        b: the words of the second.
        shortest: number of words below which a stretch does not count.

    Returns:
        In the order of the first text.
    """
    if len(a) < shortest or len(b) < shortest:
        return ()
    places: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for j in range(len(b) - shortest + 1):
        places[tuple(b[j : j + shortest])].append(j)
    found: list[Run] = []
    covered: dict[int, int] = {}
    for i in range(len(a) - shortest + 1):
        for j in places.get(tuple(a[i : i + shortest]), ())[:TOO_OFTEN]:
            if covered.get(j - i, -1) >= i:
                continue
            length = shortest
            while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
                length += 1
            covered[j - i] = i + length - shortest
            found.append(Run(i, j, length))
    return tiled(found, len(a), len(b), shortest)


def tiled(found: Sequence[Run], size_a: int, size_b: int, shortest: int = SHINGLE) -> tuple[Run, ...]:
    """The longest of some runs that do not overlap, what another run covers cut off.

    Args:
        found: stretches that two texts share, as long as they can be.
        size_a: number of words of the first text.
        size_b: number of words of the second.
        shortest: number of words below which a rest does not count.
    """
    free_a, free_b = np.ones(size_a, dtype=bool), np.ones(size_b, dtype=bool)
    out: list[Run] = []
    for run in sorted(found, key=lambda r: (-r.length, r.a, r.b)):
        free = free_a[run.a : run.a + run.length] & free_b[run.b : run.b + run.length]
        start = int(free.argmax())
        if not free[start]:
            continue
        rest = free[start:]
        end = run.length if rest.all() else start + int(rest.argmin())
        if end - start < shortest:
            continue
        free_a[run.a + start : run.a + end] = False
        free_b[run.b + start : run.b + end] = False
        out.append(Run(run.a + start, run.b + start, end - start))
    return tuple(sorted(out, key=lambda r: (r.a, r.b)))
