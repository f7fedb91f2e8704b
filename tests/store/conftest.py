"""Libraries of both kinds to test on: a file, and a database on a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store import open_library
from sayso.store.library import Library
from sayso.types import Report
from tests.forked import free_port

PASSWORD = "barge and harbour"
BACKENDS = ("sqlite", "postgresql")
Given = tuple[Report, Document]

TOLD = (
    (
        "wire",
        "2029-05-09",
        "A grain barge sank in the harbour of Tarrow on Tuesday. Three sailors were hurt, the harbour police said on"
        " Wednesday. Mayor Ila Brandt said the quay would stay closed for two weeks.",
    ),
    (
        "post",
        "2029-05-10",
        "A barge laden with grain sank in the harbour of Tarrow. Five sailors were hurt, said the clinic of Tarrow."
        ' "We did all we could," said Ila Brandt, the mayor of Tarrow.',
    ),
    (
        "bank",
        "2029-06-02",
        "Castell Bank will close 61 branches in Estmark and cut 900 jobs by next summer, said its chairman Orvo Lint.",
    ),
)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server: its port, and the folder of its programs."""

    port: int
    programs: Path
    folder: Path

    def address(self, database: str = "postgres", password: str = PASSWORD) -> str:
        return f"postgresql://sayso:{password.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server in a folder of its own, on a free port, run by a user that is not the superuser."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert programs, "the tests need PostgreSQL: apt-get install postgresql, or make test"
    found = programs[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="sayso-pg-"))
    user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    words = folder / "password"
    words.write_text(PASSWORD)
    for path in (folder, words):
        os.chown(path, user.pw_uid, user.pw_gid)
    port = free_port()
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(c) for c in command],
            check=True,
            capture_output=True,
            user=user.pw_uid if os.geteuid() == 0 else None,
            cwd=folder,
            timeout=120,
        )

    try:
        run(
            *(found / "initdb", "-D", data, "-U", "sayso", f"--pwfile={words}"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync"),
        )
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run(found / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield Server(port, found, folder)
        finally:
            run(found / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_NUMBERS = count(1)


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a library can be: a file that is not there yet, or an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "library.sayso")
    from pg8000.native import Connection

    started: Server = request.getfixturevalue("server")
    name = f"library{next(_NUMBERS)}"
    with closing(
        Connection(user="sayso", password=PASSWORD, host="127.0.0.1", port=started.port, database="postgres")
    ) as db:
        db.run(f"CREATE DATABASE {name}")
    return started.address(name)


@pytest.fixture
def library(place: str) -> Iterator[Library]:
    """An empty library."""
    with closing(open_library(place, make=True)) as opened:
        yield opened


def given(name: str, text: str, published: str | None = None, **fields: str) -> Given:
    """A report as it is handed in, with what was handed in."""
    document = Document(
        source=f"{name}.txt", data=text.encode(), id=name, published=published, outlet=name.title(), **fields
    )
    return build_report(document), document


@pytest.fixture(scope="session")
def told() -> Sequence[Given]:
    """Three reports of two stories."""
    return [given(name, text, day) for name, day, text in TOLD]


@pytest.fixture(scope="session")
def hand_in() -> Callable[..., Given]:
    """`hand_in(name, text, published)` makes a report with what was handed in."""
    return given
