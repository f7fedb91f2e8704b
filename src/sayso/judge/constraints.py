"""What must stand together and what must stay apart, for any stage that puts items into groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sayso.link.groups import Groups

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
            settling.bar(name(a), name(b))
        for one in self.same:
            first, *others = sorted(one)
            for other in others:
                settling.join(name(first), name(other))
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


class Settling(Groups[str]):
    """Takes judgements, the latest first, and keeps those that no later one contradicts.

    `join` and `bar` are False for one that a later one contradicts.
    """

    def settled(self) -> Constraints:
        """All that was taken."""
        same = [frozenset(one) for one in self.members() if len(one) > 1]
        apart = frozenset((min(pair), max(pair)) for pair in self.apart())
        return Constraints(same=tuple(sorted(same, key=min)), apart=apart)
