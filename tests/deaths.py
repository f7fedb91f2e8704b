"""Has a process die at the Nth thing that it does, and says by which versions such processes read."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from sayso.store import growing
from sayso.store.postgres import Postgres
from sayso.store.sqlite import Sqlite

TODAY = growing.Versions(reading="1", linking="1", models={})
# what runs the statements of a library
STATEMENTS = ((Sqlite, "rows"), (Sqlite, "run"), (Postgres, "rows"))


def dies_at(moment: int, things: Iterable[tuple[Any, str]]) -> Callable[[], int]:
    """Kills this process before the Nth thing that it does from now on; what comes back tells how many it has done.

    Args:
        moment: the number of what it does not come to; 0 lets it live.
        things: the functions that count, each by what has it and its name there.
    """
    done = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*given: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return dying

    for where, name in things:
        setattr(where, name, counted(getattr(where, name)))
    return lambda: done
