"""Serves the desk of a library with a reader that costs nothing, and dies at the Nth statement that it runs."""

from __future__ import annotations

import os
import signal
from typing import Any

import uvicorn

from sayso.cli import main as command
from sayso.store import growing
from sayso.store.postgres import Postgres
from sayso.store.sqlite import Sqlite
from sayso.web import app, desk
from tests.store.adding import link, read

TODAY = growing.Versions(reading="1", linking="1", models={})

# who is forked from this process need not import and compile again; nothing is opened
app.make_app(desk.Desk.__new__(desk.Desk))
uvicorn.Config(app.FastAPI()).load()
app.compile_templates()


def serve(place: str, port: int, dies: int) -> None:
    """Runs `sayso serve`, whose statements count from the first on; 0 lets it live."""
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    desk.versions = lambda model=None: TODAY  # type: ignore[assignment]
    done = 0

    def counted(kind: type, name: str) -> None:
        run = getattr(kind, name)

        def dying(self: Any, *given: Any) -> Any:
            nonlocal done
            done += 1
            if done == dies:
                os.kill(os.getpid(), signal.SIGKILL)
            return run(self, *given)

        setattr(kind, name, dying)

    for kind, name in ((Sqlite, "rows"), (Sqlite, "run"), (Postgres, "rows")):
        counted(kind, name)
    command(["serve", "--library", place, "--port", str(port), "--quiet"], standalone_mode=False)
