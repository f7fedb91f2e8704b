"""Opens libraries: one that an older sayso wrote, and dies at the Nth statement of taking it over."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from typing import Any

from sayso.store import open_library, sql
from sayso.store.postgres import Postgres
from sayso.stream import storage

# imported here, so that who is forked from this process need not
__all__ = ["make", "sql", "storage", "take_over"]


def take_over(place: str, dies: int) -> None:
    """Opens the library, closes it, and prints how many statements that took.

    Args:
        place: where it is.
        dies: the number of the statement that it does not come to; 0 lets it live.
    """
    ran = 0

    def step() -> None:
        nonlocal ran
        ran += 1
        if ran == dies:
            os.kill(os.getpid(), signal.SIGKILL)

    class Dying(sqlite3.Connection):
        def execute(self, *given: Any) -> sqlite3.Cursor:
            step()
            return super().execute(*given)

    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **named, factory=Dying)  # type: ignore[assignment]
    for name in ("rows", "_script"):
        real = getattr(Postgres, name)

        def dying(self: Postgres, *given: Any, real: Any = real) -> Any:
            step()
            return real(self, *given)

        setattr(Postgres, name, dying)
    with closing(open_library(place, make=True)) as library:
        assert library.stories(100)
    print(ran)  # noqa: T201


def make(place: str) -> None:
    """Opens a library that may not be there yet."""
    open_library(place, make=True).close()
