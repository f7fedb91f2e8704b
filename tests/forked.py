"""Runs functions in processes of their own that may be killed, forked from one that has imported what they need."""

from __future__ import annotations

import multiprocessing
import os
import resource
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

_FORKED = multiprocessing.get_context("forkserver")
# imported once: what they import, open no library and load no model
_FORKED.set_forkserver_preload(
    ["tests.store.adding", "tests.store.busy", "tests.store.migrating", "tests.watch.dying", "tests.web.dying"]
)


def begin(function: Callable[..., object], *given: object) -> ForkServerProcess:
    """A process in which a function of a module of the tests runs."""
    process = _FORKED.Process(target=function, args=given)
    process.start()
    return process


def run(function: Callable[..., object], *given: object, seconds: float = 120) -> tuple[int, str, str]:
    """Runs a function to its end, or its process's: the exit status, and what it wrote to stdout and stderr."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "stdout", Path(folder) / "stderr"]
        process = begin(_into, [str(f) for f in files], function, given)
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"{function} took more than {seconds} seconds")
        _note(process.exitcode, function)
        out, err = (f.read_text(encoding="utf-8") if f.exists() else "" for f in files)
        return process.exitcode, out, err


def end(process: ForkServerProcess, function: Callable[..., object]) -> None:
    """Kills a process in which a function runs, if it has not been killed yet."""
    process.kill()
    process.join()
    assert process.exitcode == -9
    _note(process.exitcode, function)


def _note(status: int, function: Callable[..., object]) -> None:
    """Counts who died, where `make soak` says that it wants to know."""
    if status == -9 and (file := os.environ.get("SAYSO_DEATHS")):
        with Path(file).open("a", encoding="utf-8") as deaths:
            deaths.write(f"{function.__module__}.{function.__name__}\n")


def _into(files: list[str], function: Callable[..., object], given: tuple[Any, ...]) -> None:
    for number, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    function(*given)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes, so that writing fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def in_room(size: int, function: Callable[..., object], *given: object) -> None:
    """Runs a function where there is room for so many bytes in a file."""
    with room_for(size):
        function(*given)


def free_port() -> int:
    """A port at which nobody listens, for a process that will."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
