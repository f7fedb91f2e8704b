"""Runs `sayso watch run` with a reader that costs nothing, and dies at the Nth thing that it does."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, tzinfo

from sayso.cli import main as command
from sayso.store import database, growing
from sayso.watch import running, telling
from tests.deaths import STATEMENTS, TODAY, dies_at
from tests.store.adding import link, read


def set_ahead(seconds: int) -> None:
    """Sets the clock of this process ahead, as sayso sees it."""
    right = time.time

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Ahead:
            return cls.fromtimestamp(time.time(), tz)

    time.time = lambda: right() + seconds
    database.datetime = Ahead  # type: ignore[misc]


def main(dies: int, arguments: list[str], ahead: int = 0) -> None:
    """Runs the command, and prints on stderr how much it did: statements, writes to the disk, messages to webhooks.

    Args:
        dies: the number of what it does not come to; 0 lets it live.
        arguments: options of the command.
        ahead: seconds by which the machine's clock is ahead.
    """
    set_ahead(ahead)
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    running.versions = lambda model=None: TODAY  # type: ignore[assignment]
    done = dies_at(dies, (*STATEMENTS, (os, "fsync"), (telling, "_post")))
    try:
        command(["watch", "run", "--allow-private", "--pace", "0", *arguments], standalone_mode=False)
    finally:
        print(done(), file=sys.stderr)  # noqa: T201
