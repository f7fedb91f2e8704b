"""Rounds in which systems do the same work in turn, what each takes, and how that of one stands to that of another.

CPU seconds, since others may use the machine. A ratio is taken within a round, where both had the same texts and about
the same neighbours; its spread is that over the rounds. Each round has texts of its own: nobody remembers them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle, the least and the most of some rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """That of so many values, at least one."""
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{shown(self.median)} ({shown(self.low)}–{shown(self.high)})"


def shown(value: float) -> str:
    """A number to two decimals, and to none where two would say more than was measured."""
    return f"{value:.2f}" if value < 9.95 else f"{value:.0f}"


def cpu_seconds() -> float:
    """What this process and those that it started and that have ended took of the processor."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_mib() -> float:
    """The most memory that this process held, and the largest of those that it started beside it."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + children) / 1024


def spent(work: Callable[[], object]) -> float:
    """CPU seconds that some work takes."""
    began = cpu_seconds()
    work()
    return cpu_seconds() - began


def turns(systems: Mapping[str, Callable[[int], float]]) -> Iterator[dict[str, float]]:
    """What each system takes, round after round; another one begins each time, so that none is always the first.

    Args:
        systems: name -> from the number of a round to the CPU seconds that it takes.
    """
    names = list(systems)
    for number in count():
        first = number % len(names)
        yield {name: systems[name](number) for name in (*names[first:], *names[:first])}


def in_turn(systems: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, list[float]]:
    """What each system takes in each of so many rounds; see `turns`."""
    took = list(islice(turns(systems), rounds))
    return {name: [one[name] for one in took] for name in systems}


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times as long ours takes as theirs, round by round."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])


def apart(arguments: Sequence[str]) -> dict[str, Any]:
    """What a Python process of its own with one thread measures, or why it failed.

    Args:
        arguments: of Python, for a program whose last line is a JSON object.
    """
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=one_thread(), capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip() or f"ended with {done.returncode}").splitlines()[-1]}
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def one_thread() -> dict[str, str]:
    """The environment of a process whose models are to use one thread."""
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def start() -> None:
    """Has this process use one core and one thread, as far as the system lets it, before models are loaded."""
    os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
