"""What a command takes with all the processes that it starts: time, CPU time, and memory at its peak."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

# seconds from one look at the memory to the next: a look takes milliseconds, so that a long run has fewer of them
FIRST_PAUSE, LONGEST_PAUSE, SLOWER = 0.05, 0.25, 1.1


def measure(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak memory in MiB of a command with all its processes.

    Args:
        command: what is run.
        env: its environment; that of this process where none is given.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(command, env=env)
    peak, pause = 0.0, FIRST_PAUSE
    while process.poll() is None:
        peak = max(peak, held(process.pid))
        with suppress(subprocess.TimeoutExpired):
            # ends with the process, whose seconds are not to depend on the pause
            process.wait(pause)
        pause = min(LONGEST_PAUSE, SLOWER * pause)
    seconds = time.perf_counter() - began
    if process.returncode:
        # without a program of several lines
        raise SystemExit(f"{' '.join(part for part in command if part.isprintable())} failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, peak


def held(root: int) -> float:
    """MiB that a process and those which it started hold in memory."""
    parents, pages = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)], pages[int(folder.name)] = int(fields[1]), int(fields[21])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(pages.get(pid, 0) for pid in family) * resource.getpagesize() / 1024**2
