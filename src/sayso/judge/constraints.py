"""What must stand together and what must stay apart, for any stage that puts items into groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Items of one stage, by their ids, that a person put together or kept apart; the two never contradict each other.

    `same` are sets of ids that are one; `apart` pairs of ids that are two, closed over `same`.
    """

    same: tuple[frozenset[str], ...] = ()
    apart: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def among(self, ids: Sequence[str]) -> Links:
        """The same constraints by the places of ids in a sequence; what is not in it is left out."""
        place = {name: i for i, name in enumerate(ids)}
        same = (tuple(sorted(place[name] for name in one if name in place)) for one in self.same)
        return Links(
            same=tuple(sorted(one for one in same if len(one) > 1)),
            apart=frozenset(
                (min(place[a], place[b]), max(place[a], place[b])) for a, b in self.apart if a in place and b in place
            ),
        )

    def renamed(self, name: Callable[[str], str]) -> Constraints:
        """The same constraints on items of other names; what comes to contradict itself by that is left out."""
        if not (self.same or self.apart):
            return self
        settling = Settling()
        for a, b in sorted(self.apart):
            settling.apart(name(a), name(b))
        for one in self.same:
            first, *others = sorted(one)
            for other in others:
                settling.together(name(first), name(other))
        return settling.settled()


@dataclass(frozen=True, slots=True)
class Links:
    """Constraints on items 0 to n - 1: sets that are one, and pairs (i, j), i < j, that are two."""

    same: tuple[tuple[int, ...], ...] = ()
    apart: frozenset[Pair] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.same or self.apart)

    def without(self, pairs: Mapping[Pair, float]) -> dict[Pair, float]:
        """Likenesses without those of pairs that are two."""
        return {pair: p for pair, p in pairs.items() if pair not in self.apart}

    def joined(self, groups: Sequence[Sequence[int]]) -> list[list[int]]:
        """Groups put together where a person said that items of theirs are one.

        What is one stays whole, and goes with everything that its items stood with, as far as that may stand together;
        the rest of a group that may not stays behind.

        Args:
            groups: a partition of all items, in which no two items that are apart share a group.

        Returns:
            A partition in which every constraint holds, groups in the order of their first item.
        """
        if not self.same:
            return [list(g) for g in groups]
        unit: dict[int, tuple[int, ...]] = {i: one for one in self.same for i in one}
        barred: dict[int, set[int]] = {}
        for i, j in self.apart:
            barred.setdefault(i, set()).add(j)
            barred.setdefault(j, set()).add(i)
        out: list[set[int]] = [set(g) for g in groups]
        for one in self.same:
            whole, left = set(one), []
            for group in (g for g in out if not g.isdisjoint(one)):
                behind: set[int] = set()
                for i in sorted(group - whole):
                    # another set that is one stays whole too
                    its = set(unit.get(i, (i,))) & group
                    fits = not any(barred.get(k, set()) & whole for k in its)
                    (whole if fits else behind).update(its)
                left.append(behind)
            out = [g for g in out if g.isdisjoint(one)] + [whole] + [g for g in left if g]
        return sorted((sorted(g) for g in out), key=lambda g: g[0])


NOTHING_DECIDED = Links()
UNDECIDED = Constraints()


class Settling:
    """Takes judgements, the latest first, and keeps those that no later one contradicts."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}
        self._barred: dict[str, set[str]] = {}

    def together(self, a: str, b: str) -> bool:
        """Puts two items together; False when a later judgement keeps them apart."""
        x, y = self._find(a), self._find(b)
        if x == y:
            return True
        if y in self._barred.get(x, ()):
            return False
        self._up[y] = x
        for other in self._barred.pop(y, set()):
            self._barred[other].discard(y)
            self._bar(other, x)
        return True

    def apart(self, a: str, b: str) -> bool:
        """Keeps two items apart; False when later judgements put them together."""
        x, y = self._find(a), self._find(b)
        if x == y:
            return False
        self._bar(x, y)
        return True

    def settled(self) -> Constraints:
        """All that was taken."""
        members: dict[str, list[str]] = {}
        for item in list(self._up):
            members.setdefault(self._find(item), []).append(item)
        same = [frozenset(found) for found in members.values() if len(found) > 1]
        return Constraints(same=tuple(sorted(same, key=min)), apart=frozenset(self._pairs(members)))

    def _pairs(self, members: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
        for x, others in self._barred.items():
            for y in others:
                for a in members[x]:
                    for b in members[y]:
                        yield (min(a, b), max(a, b))

    def _bar(self, x: str, y: str) -> None:
        self._barred.setdefault(x, set()).add(y)
        self._barred.setdefault(y, set()).add(x)

    def _find(self, item: str) -> str:
        self._up.setdefault(item, item)
        while self._up[item] != item:
            self._up[item] = self._up[self._up[item]]
            item = self._up[item]
        return item
