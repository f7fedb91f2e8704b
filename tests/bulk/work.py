"""What the workers of test_processes.py are given to do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sayso import assemble
from sayso.assemble import read_bounded
from sayso.bulk.leads import Leads, Repeated, open_leads
from sayso.bulk.memory import MOST
from sayso.bulk.readings import ReadBatch, read_batch
from sayso.bulk.taken import Numbered
from sayso.ingest.documents import Document
from sayso.language.threads import threads
from sayso.types import Dossier, Report, Story, Unread


class Stubborn(Exception):
    """Cannot be built again from its pickle."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__(f"{a} and {b}")


def double(n: int) -> int:
    # the first of many is slow, so that others are done before it
    time.sleep(0.2 if n == 0 else 0)
    return 2 * n


def talk(n: int) -> int:
    print("words on stdout")  # noqa: T201
    return n


def process(_: object) -> int:
    return os.getpid()


def allowed_threads(_: object) -> int:
    return threads()


def stuck_on_three(n: int) -> int:
    if n == 3:
        time.sleep(600)
    return n


def killed_on_r1(item: tuple[int, Sequence[Numbered], bool], *, model: str | None) -> ReadBatch:
    if any(one.document.id == "r1" for one in item[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_batch(item[1], model=model)


def read_the_harmless(item: Document | Unread, *, model: str | None) -> Dossier | Unread:
    """`sayso read` in a worker that finds nothing in most reports, and is harmed by some."""
    assemble._read_report = _read_report
    return read_bounded(item, model=model)


def _read_report(report: Report, model: str | None) -> Dossier:
    if report.id in _HARMFUL:
        _HARMFUL[report.id]()
    nothing: dict[str, Any] = dict.fromkeys(
        ("entities", "statements", "figures", "times", "events", "claims", "conflicts", "copies"), ()
    )
    return Dossier(story=Story(title=None, start=None, end=None), reports=(report,), models={}, **nothing)


_HARMFUL: dict[str, Callable[[], object]] = {
    "r1": lambda: time.sleep(600),
    "r2": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "r3": lambda: bytearray(2 * MOST),
}


def die_on_three(n: int) -> int:
    if n == 3:
        os._exit(7)
    return n


def killed_on_three(n: int) -> int:
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def fail(n: int) -> int:
    raise (ValueError(f"no {n}") if n else Stubborn(1, 2))


def sleep_long(n: int) -> int:
    time.sleep(60)
    return n


def uncleaned(repeated: Repeated, *, folder: Path) -> Leads:
    """As `clean_leads`, with no lines left out and so without the embedder."""
    leads = open_leads(repeated.shard, folder=folder)
    return replace(leads, left=leads.places)


def killed_with_leads(shard: int, *, folder: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_with_places(coming: Sequence[tuple[int, tuple[int, int]]]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
