"""Which of many places of a text lie in a stretch of it, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Along(Generic[Item]):
    """Items that each cover a stretch of a text.

    Args:
        items: in any order.
        extent: the first character of an item and the one after its last.
    """

    def __init__(self, items: Sequence[Item], extent: Callable[[Item], tuple[int, int]]) -> None:
        self._items = items
        extents = [extent(item) for item in items]
        self._order = sorted(range(len(items)), key=lambda i: extents[i])
        self._starts = [extents[i][0] for i in self._order]
        self._ends = [extents[i][1] for i in self._order]
        self._longest = max((b - a for a, b in extents), default=0)

    def over(self, start: int, end: int) -> list[Item]:
        """The items that share a character with text[start:end], in the order in which they were given."""
        first = bisect_right(self._starts, start - self._longest - 1)
        last = bisect_left(self._starts, end)
        return [self._items[i] for i in sorted(self._order[k] for k in range(first, last) if self._ends[k] > start)]
