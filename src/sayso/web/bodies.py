"""The bodies of dossiers' pages that were made last, so that a page that many open is made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from markupsafe import Markup

Key = tuple[int, str, str | None]
"""A story, the dossier shown, and the one that it is held against."""
# some 100 kB each
MOST = 64


class Bodies:
    """Holds the bodies that were asked for last."""

    def __init__(self) -> None:
        self._held: OrderedDict[Key, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def body(self, key: Key, make: Callable[[], Markup]) -> Markup:
        """The body of a key: the one that is held, or else the one that `make` makes."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Lets go of all: a report was forgotten."""
        with self._lock:
            self._held.clear()
