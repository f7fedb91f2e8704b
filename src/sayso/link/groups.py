"""Items put into groups, two at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Groups(Generic[Item]):
    """Items put into groups, each known by its least member (union-find with path halving).

    Args:
        order: what items are compared by; None compares them themselves.
    """

    def __init__(self, order: Callable[[Item], Any] | None = None) -> None:
        self._order = order
        self._up: dict[Item, Item] = {}
        self._barred: dict[Item, set[Item]] = {}

    def find(self, item: Item) -> Item:
        """The group that the item belongs to."""
        up = self._up
        up.setdefault(item, item)
        while up[item] != item:
            up[item] = up[up[item]]
            item = up[item]
        return item

    def join(self, a: Item, b: Item) -> bool:
        """Puts two groups together under the lesser item; False when they were barred from one another."""
        low, high = sorted((self.find(a), self.find(b)), key=self._order)  # type: ignore[type-var, arg-type]
        if low == high:
            return True
        if high in self._barred.get(low, ()):
            return False
        self._up[high] = low
        for other in self._barred.pop(high, set()):
            self._barred[other].discard(high)
            self._bar(other, low)
        return True

    def bar(self, a: Item, b: Item) -> bool:
        """Keeps two groups apart from now on; False when they are one already."""
        x, y = self.find(a), self.find(b)
        if x == y:
            return False
        self._bar(x, y)
        return True

    def barred(self, a: Item, b: Item) -> bool:
        """Whether two groups are kept apart."""
        return self.find(b) in self._barred.get(self.find(a), ())

    def members(self) -> list[list[Item]]:
        """The items of each group, in the order in which they were first asked about."""
        found: dict[Item, list[Item]] = {}
        for item in list(self._up):
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())

    def apart(self) -> Iterator[tuple[Item, Item]]:
        """Every two items whose groups are kept apart, either way round."""
        members = {self.find(one[0]): one for one in self.members()}
        for x, others in self._barred.items():
            for y in others:
                yield from ((a, b) for a in members[x] for b in members[y])

    def _bar(self, x: Item, y: Item) -> None:
        self._barred.setdefault(x, set()).add(y)
        self._barred.setdefault(y, set()).add(x)
