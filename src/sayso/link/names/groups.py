"""Names put into groups, one for each real person, body or place."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.link.names.forms import Form, Key
from sayso.types import Name


class Groups:
    """Keys put into groups, each known by its smallest member (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        """The group that the key belongs to."""
        up = self._up
        up.setdefault(key, key)
        while up[key] != key:
            up[key] = up[up[key]]
            key = up[key]
        return key

    def join(self, a: Key, b: Key) -> None:
        """Puts two groups together under the smaller key."""
        low, high = sorted((self.find(a), self.find(b)))
        self._up[high] = low


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
