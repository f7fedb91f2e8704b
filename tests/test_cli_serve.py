"""`sayso serve` and `sayso token` as a user starts them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main
from sayso.store import open_library


def sayso(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@contextmanager
def serving(library: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running server on a free port, and its address."""
    command = [sys.executable, "-m", "sayso", "serve", "--library", library, "--port", "0", *options]
    process = subprocess.Popen([str(c) for c in command], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"is at (http://\S+/)", said)
        assert found, said + process.stderr.read()
        yield found[1], process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stderr.close()


def ask(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_desk_is_served_where_it_says_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    with serving(tmp_path / "library.sayso") as (address, process):
        status, page = ask(address)
        assert status == 200
        assert "The library is empty" in page
    assert process.returncode in (0, -signal.SIGINT)
    assert (tmp_path / "library.sayso").exists()


def test_through_a_proxy_everybody_needs_a_token(tmp_path: Path) -> None:
    library = tmp_path / "library.sayso"
    token = sayso("token", "add", "ada", "--library", library).stdout.strip()
    with serving(library, "--public-name", "desk.example") as (address, _):
        assert ask(address, host="desk.example", x_forwarded_for="198.51.100.7")[0] == 200
        assert "Sign in" in ask(address, host="desk.example")[1]
        assert "The library is empty" in ask(address, host="desk.example", authorization=f"Bearer {token}")[1]
        assert ask(address, host="other.example", authorization=f"Bearer {token}")[0] == 403


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--public-name", "desk.example")])
def test_nobody_is_let_in_from_elsewhere_while_there_is_no_token(tmp_path: Path, options: tuple[str, ...]) -> None:
    refused = sayso("serve", "--library", tmp_path / "library.sayso", "--port", "0", *options)
    assert refused.exit_code == 1
    assert "first: sayso token add NAME" in refused.stderr


def test_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = sayso("serve", "--library", tmp_path / "library.sayso", "--port", str(port))
    assert refused.exit_code == 1
    assert f"port {port} cannot be listened at" in refused.stderr


def test_what_is_no_library_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and no library at all; nothing is written over them.")
    refused = sayso("serve", "--library", tmp_path / "notes.txt", "--port", "0")
    assert refused.exit_code == 1
    assert "notes.txt" in refused.stderr
    assert (tmp_path / "notes.txt").read_text().startswith("These are notes")


def test_token_is_shown_once_and_kept_as_its_hash(tmp_path: Path) -> None:
    library = tmp_path / "library.sayso"
    made = sayso("token", "add", "Ada Roe", "--scope", "write", "--library", library)
    token = made.stdout.strip()
    assert re.fullmatch(r"sayso_[\w-]{43}", token)
    assert token.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
    listed = sayso("token", "list", "--library", library).stdout
    assert re.match(r"Ada Roe +write +20\d\d-", listed)
    again = sayso("token", "add", "Ada Roe", "--library", library)
    assert again.exit_code == 1
    assert "Ada Roe has a token already" in again.stderr
    assert sayso("token", "revoke", "Ada Roe", "--library", library).exit_code == 0
    assert sayso("token", "list", "--library", library).stdout == ""
    gone = sayso("token", "revoke", "Ada Roe", "--library", library)
    assert gone.exit_code == 1
    assert "nobody called Ada Roe" in gone.stderr


@pytest.mark.parametrize("name", ["", "-", "a\nb", "<script>", "x" * 65])
def test_names_that_are_none_are_refused(tmp_path: Path, name: str) -> None:
    refused = CliRunner().invoke(main, ["token", "add", "--library", str(tmp_path / "l"), "--", name])
    assert refused.exit_code == 2


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_desk_loses_nothing_that_it_accepted(tmp_path: Path) -> None:
    library = tmp_path / "library.sayso"
    text = "A ferry ran aground off Tessin Point on Monday. Nobody was hurt, the coast guard said."
    with serving(library) as (address, process):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = opener.open(f"{address}add", timeout=20).read().decode()
        form = re.search(r'name="csrf" value="([^"]+)"', page)
        assert form
        sent = urllib.parse.urlencode({"csrf": form[1], "text": text}).encode()
        assert "A ferry ran aground" in opener.open(f"{address}add/text", sent, timeout=20).read().decode()
        process.kill()
        process.wait(20)
    with closing(open_library(library, write=False)) as opened:
        (line,) = opened.handed(5)
    assert line.name.startswith("A ferry ran aground")
    assert line.done is None or line.reports
