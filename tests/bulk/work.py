"""What the workers of test_processes.py are given to do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

from sayso.bulk.readings import ReadBatch, read_batch
from sayso.bulk.taken import Numbered
from sayso.language.threads import threads


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
