"""A desk to test on: a copy of the examples' library for each test, and a real server for browsers."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.web.app import make_app
from sayso.web.desk import Desk


@pytest.fixture
def desk(examples_library: Path, tmp_path: Path) -> Desk:
    """A desk on a copy of the examples' library; its reader does not run."""
    path = tmp_path / "library.sayso"
    shutil.copyfile(examples_library, path)
    return Desk(str(path))


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """Asks the desk without a network."""
    return TestClient(make_app(desk), base_url="http://127.0.0.1:8000", follow_redirects=False)


NEW_TEXT = (
    "A ferry ran aground off Tessin Point on Monday evening with 61 people on board.\n\n"
    "Nobody was hurt, the coast guard said. Captain Odo Farrin said the rudder had failed twice.\n\n"
    "\u201cWe felt one long scrape,\u201d said Mira Holt, a passenger."
)


@pytest.fixture(scope="session")
def new_text() -> str:
    """A report of a happening that the examples do not tell."""
    return NEW_TEXT


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    """The address of a real server of the desk, whose reader runs."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(make_app(desk), host="127.0.0.1", port=0, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    running.join()
