"""Serves the desk of a library with a reader that costs nothing, and dies at the Nth statement that it runs."""

from __future__ import annotations

import uvicorn

from sayso.cli import main as command
from sayso.store import growing
from sayso.web import app, desk
from tests.deaths import STATEMENTS, TODAY, dies_at
from tests.store.adding import link, read

# who is forked from this process need not import and compile again; nothing is opened
app.make_app(desk.Desk.__new__(desk.Desk))
uvicorn.Config(app.FastAPI()).load()
app.compile_templates()


def serve(place: str, port: int, dies: int) -> None:
    """Runs `sayso serve`, whose statements count from the first on; 0 lets it live."""
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    desk.versions = lambda model=None: TODAY  # type: ignore[assignment]
    dies_at(dies, STATEMENTS)
    command(["serve", "--library", place, "--port", str(port), "--quiet"], standalone_mode=False)
