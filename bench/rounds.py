"""Rounds in which systems do the same work in turn, what each takes, and how that of one stands to that of another.

CPU seconds, since others may use the machine. A ratio is taken within a round, where both had the same texts and about
the same neighbours; its spread is that over the rounds. Each round has texts of its own: nobody remembers them.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


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
    """A ratio in two or three digits."""
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


def in_turn(systems: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, list[float]]:
    """What each system takes in each round; another one begins each time, so that none is always the first.

    Args:
        systems: name -> from the number of a round to the CPU seconds that it takes.
        rounds: how many.
    """
    names = list(systems)
    out: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            out[name].append(systems[name](number))
    return out


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times as long ours takes as theirs, round by round."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])


def start() -> None:
    """Has this process use one core and one thread, as far as the system lets it, before models are loaded."""
    os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
