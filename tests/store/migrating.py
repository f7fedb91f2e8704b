"""Opens libraries: one that an older sayso wrote, and dies at the Nth statement of taking it over."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sayso.store import open_library, sql
from sayso.store.postgres import Postgres
from sayso.stream import storage
from tests.deaths import dies_at

# imported here, so that who is forked from this process need not
__all__ = ["make", "sql", "storage", "take_over"]


def take_over(place: str, dies: int) -> None:
    """Opens the library, closes it, and prints how many statements that took.

    Args:
        place: where it is.
        dies: the number of the statement that it does not come to; 0 lets it live.
    """

    class Dying(sqlite3.Connection):
        """One whose functions can be set, as those of its kind cannot."""

    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **named, factory=Dying)  # type: ignore[assignment]
    ran = dies_at(dies, ((Dying, "execute"), (Postgres, "rows"), (Postgres, "_script")))
    with closing(open_library(place, make=True)) as library:
        assert library.stories(100)
    print(ran())  # noqa: T201


def make(place: str) -> None:
    """Opens a library that may not be there yet."""
    open_library(place, make=True).close()
