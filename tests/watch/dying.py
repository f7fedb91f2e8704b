"""Runs `sayso watch run` with a reader that costs nothing, and dies at the Nth thing that it does.

python -m tests.watch.dying N OPTION…: what counts are statements, writes to the disk and messages to webhooks; N 0 lets
it live and prints how many there were on stderr.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sayso.cli import main as command
from sayso.store import growing
from sayso.store.postgres import Postgres
from sayso.store.sqlite import Sqlite
from sayso.watch import running, telling
from tests.store.adding import link, read

TODAY = growing.Versions(reading="1", linking="1", models={})


def main(dies: int, arguments: list[str]) -> None:
    """Runs the command."""
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    running.versions = lambda model=None: TODAY  # type: ignore[assignment]
    done = 0

    def counted(where: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(where, name)

        def dying(*given: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done == dies:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        setattr(where, name, dying)

    for where, name in (
        *((Sqlite, "rows"), (Sqlite, "run"), (Postgres, "rows")),
        *((os, "fsync"), (telling, "_post")),
    ):
        counted(where, name)
    try:
        command(["watch", "run", "--allow-private", "--pace", "0", *arguments], standalone_mode=False)
    finally:
        print(done, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
