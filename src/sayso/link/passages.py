"""Stretches of words that two texts share, exactly and at full length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

# Six words in a row are rarely written twice by chance; shorter ones are idiom (Clough et al. 2002, METER corpus).
SHINGLE = 6
# a shingle that stands this often in one text is boilerplate
TOO_OFTEN = 8


@dataclass(frozen=True, slots=True)
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
    free_a, free_b = bytearray(b"\x01" * size_a), bytearray(b"\x01" * size_b)
    out: list[Run] = []
    waiting = sorted(found, key=lambda r: (-r.length, r.a, r.b))
    for run in waiting:
        start = end = None
        for k in range(run.length):
            if free_a[run.a + k] and free_b[run.b + k]:
                start = k if start is None else start
                end = k + 1
            elif start is not None:
                break
        if start is None or end is None or end - start < shortest:
            continue
        for k in range(start, end):
            free_a[run.a + k] = free_b[run.b + k] = 0
        out.append(Run(run.a + start, run.b + start, end - start))
    return tuple(sorted(out, key=lambda r: (r.a, r.b)))
