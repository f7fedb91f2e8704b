"""Names put into groups, one for each real person, body or place."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.link.names.forms import Form, Key
from sayso.types import Name


class Groups:
    """Keys put into groups, each known by its smallest member (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[Key, Key] = {}
        self._barred: dict[Key, set[Key]] = {}

    def find(self, key: Key) -> Key:
        """The group that the key belongs to."""
        up = self._up
        up.setdefault(key, key)
        while up[key] != key:
            up[key] = up[up[key]]
            key = up[key]
        return key

    def join(self, a: Key, b: Key) -> bool:
        """Puts two groups together under the smaller key; False when they were barred from one another."""
        low, high = sorted((self.find(a), self.find(b)))
        if low == high:
            return True
        if high in self._barred.get(low, ()):
            return False
        self._up[high] = low
        for other in self._barred.pop(high, set()):
            self._barred[other].discard(high)
            self._barred[other].add(low)
            self._barred.setdefault(low, set()).add(other)
        return True

    def bar(self, a: Key, b: Key) -> bool:
        """Keeps two groups apart from now on; False when they are one already."""
        x, y = self.find(a), self.find(b)
        if x == y:
            return False
        self._barred.setdefault(x, set()).add(y)
        self._barred.setdefault(y, set()).add(x)
        return True

    def barred(self, a: Key, b: Key) -> bool:
        """Whether two groups are kept apart."""
        return self.find(b) in self._barred.get(self.find(a), ())


@dataclass(slots=True, eq=False)
class Mention:
    """A name in its report with the form it takes; `home` is the key whose group it belongs to."""

    name: Name
    form: Form
    home: Key

    @property
    def text(self) -> str:
        """The words of the name."""
        return self.name.span.text

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.name.span.report
