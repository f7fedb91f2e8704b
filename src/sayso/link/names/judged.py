"""What a person decided of names: put together, set off, called otherwise; held while the rest is grouped around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sayso.judge.rows import FIRST, Judgement
from sayso.link.groups import Groups
from sayso.link.names.forms import Key
from sayso.link.names.mentions import Mention
from sayso.types import EntityType, Name

At = tuple[str, int, int]
"""A mention: its report, start and end."""
Node = frozenset[At]
"""The mentions that an anchor stands for."""


@dataclass(frozen=True, slots=True)
class NameJudgements:
    """The judgements on entities, each with the mentions that its anchors stand for, the latest judgement first."""

    rows: tuple[tuple[Judgement, tuple[Node, ...]], ...] = ()

    @property
    def types(self) -> Mapping[At, EntityType]:
        """The type that each mention was said to be of."""
        out: dict[At, EntityType] = {}
        for row, nodes in reversed(self.rows):
            if row.decides == "type":
                out |= dict.fromkeys((at for node in nodes for at in node), row.value)  # type: ignore[arg-type]
        return out


@dataclass(slots=True)
class HeldNames:
    """Names in groups as far as a person decided on them, to be asked before and after all others are grouped.

    Args:
        judged: what was decided.
        mentions: all mentions but nominal ones, with the forms that they take.
        groups: the groups that they come into.
    """

    judged: NameJudgements
    mentions: Sequence[Mention]
    groups: Groups[Key]
    _off: dict[At, Key] = field(default_factory=dict)
    _home: dict[At, Key] = field(default_factory=dict)

    def begin(self) -> list[Mention]:
        """Sets mentions off, bars and joins groups; gives the mentions that are left for the rules."""
        if not self.judged.rows:
            return list(self.mentions)
        keys: dict[Key, set[At]] = defaultdict(set)
        for m in self.mentions:
            keys[m.form.key].add(_at(m.name))
            self._home[_at(m.name)] = m.form.key
        whole = {node for _, nodes in self.judged.rows for node in nodes if self._is_whole(node, keys)}
        off = {node for row, nodes in self.judged.rows if row.decides == "apart" for node in nodes[1:]} - whole
        # of two that are set off from the same names the smaller is the more exact
        for number, node in enumerate(sorted(off, key=lambda n: (-len(n), sorted(n)))):
            self._off |= dict.fromkeys((at for at in node if at in self._home), ("judged", str(number)))
        for row, nodes in self.judged.rows:
            firm = [self._key(node) for node in nodes if node in whole or node in off]
            if row.decides == "same":
                for other in firm[1:]:
                    self.groups.join(firm[0], other)
            elif row.decides == "apart":
                if row.value == FIRST:
                    for node in nodes[2:]:
                        self.groups.join(self._key(nodes[1]), self._key(node))
                for one, two in self._two(row, nodes):
                    self.groups.bar(self._key(one), self._key(two))
        for m in self.mentions:
            if _at(m.name) in self._off:
                m.home = self._off[_at(m.name)]
        return [m for m in self.mentions if _at(m.name) not in self._off]

    def end(self) -> None:
        """Brings together what the rules left apart, and takes back what they put where it may not stand."""
        if not self.judged.rows:
            return
        for m in self.mentions:
            if m.home != m.form.key and _at(m.name) not in self._off and self.groups.barred(m.form.key, m.home):
                m.home = m.form.key
        self._home |= {_at(m.name): m.home for m in self.mentions}
        for row, nodes in self.judged.rows:
            if row.decides == "same":
                roots = [root for node in nodes if (root := self.root(node)) is not None]
                for other in roots[1:]:
                    self.groups.join(roots[0], other)

    def described(self, found: Mapping[Key, Sequence[Name]]) -> dict[Key, list[Name]]:
        """Descriptions ("the agency") by the group that they stand for, with those moved that a person moved."""
        out = {key: list(names) for key, names in found.items()}
        nominal = {_at(n): (key, n) for key, names in found.items() for n in names}
        for row, nodes in reversed(self.judged.rows):
            if row.decides not in ("same", "apart"):
                continue
            roots = [root for node in nodes if (root := self.root(node)) is not None]
            for at in {at for node in nodes for at in node} & nominal.keys():
                key, name = nominal[at]
                if name in out.get(key, ()) and (row.decides == "same" or key in roots):
                    out[key].remove(name)
                if row.decides == "same" and roots:
                    out.setdefault(roots[0], []).append(name)
                    nominal[at] = roots[0], name
        return {key: names for key, names in out.items() if names}

    def root(self, node: Node) -> Key | None:
        """The group in which most mentions of an anchor stand; None when it stands for descriptions alone."""
        roots = Counter(self.groups.find(self._home[at]) for at in self._own(node))
        return roots.most_common(1)[0][0] if roots else None

    def settled(self) -> dict[Key, tuple[Judgement, ...]]:
        """The judgements that hold, oldest first, by the groups that they are about."""
        out: dict[Key, list[Judgement]] = defaultdict(list)
        left = self.contradicted()
        taken: set[tuple[Key, str]] = set()
        for row, nodes in self.judged.rows:
            for root in dict.fromkeys(r for node in nodes if (r := self.root(node)) is not None):
                if row not in left and (row.decides in ("same", "apart") or (root, row.decides) not in taken):
                    out[root].insert(0, row)
                    taken.add((root, row.decides))
        return {root: tuple(rows) for root, rows in out.items()}

    def contradicted(self) -> tuple[Judgement, ...]:
        """The judgements that cannot hold beside later ones."""
        left = []
        values: dict[tuple[Key, str], str | None] = {}
        for row, nodes in self.judged.rows:
            roots = [root for node in nodes if (root := self.root(node)) is not None]
            if row.value == FIRST and row.decides == "apart":
                held = len(set(roots[1:])) <= 1 and not set(roots[:1]) & set(roots[1:])
            else:
                held = len(set(roots)) == (1 if row.decides == "same" else len(roots))
            if row.decides in ("name", "type") and roots:
                held = values.setdefault((roots[0], row.decides), row.value) == row.value
            if roots and not held:
                left.append(row)
        return tuple(left)

    def _two(self, row: Judgement, nodes: Sequence[Node]) -> list[tuple[Node, Node]]:
        """The anchors of a judgement that are two: each two of them, or the first and each other."""
        return [(nodes[0], node) for node in nodes[1:]] if row.value == FIRST else list(combinations(nodes, 2))

    def _is_whole(self, node: Node, keys: Mapping[Key, set[At]]) -> bool:
        """Whether an anchor stands for every mention of its forms, and these are no part of a name of someone else."""
        forms = {self._home[at] for at in node if at in self._home}
        part = any(key[0] == "person" and len(key) == 2 for key in forms)
        return bool(forms) and not part and all(keys[key] <= node for key in forms)

    def _key(self, node: Node) -> Key:
        """The key by which an anchor's mentions are known before the rules."""
        keys = Counter(self._off.get(at) or self._home[at] for at in self._own(node))
        return keys.most_common(1)[0][0] if keys else ("judged", "none")

    def _own(self, node: Node) -> list[At]:
        """The mentions of an anchor without those that were set off from it, if it is not what was set off itself."""
        named = [at for at in sorted(node) if at in self._home]
        return [at for at in named if at not in self._off] or named


def _at(name: Name) -> At:
    return name.span.report, name.span.start, name.span.end
