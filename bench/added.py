"""`python -m bench added [PATH] [--runs N]`: how soon a report stands in the dossier of its story, beyond its reading.

Into a library of one story go all reports of PATH but the last, and their dossier; then the last is added, and the
dossier made anew: in the process that made the first, as a running desk does it, and in one that has only its models.
What is printed are the medians of N runs, in seconds: from the first call until the dossier is kept, less what the
reading of the report took. PATH is anything that `sayso read` takes; without it the story in examples/ is read.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest import mock

from bench.commands import STORY

if TYPE_CHECKING:
    from sayso.ingest.documents import Document
    from sayso.types import Report


def spent(path: str, library: str, *, running: bool) -> dict[str, float]:
    """The seconds that the last report takes, by the clock and of the processor, beyond its reading.

    Args:
        path: the reports.
        library: one that has the others and their dossier.
        running: whether the process has made a dossier of the story before.
    """
    from sayso.annotate.together import read_together
    from sayso.store import growing, open_library

    given = _given(path)
    reading = [0.0, 0.0]

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        def read(*given: Any, **named: Any) -> Any:
            wall, cpu = time.perf_counter(), time.process_time()
            found = work(*given, **named)
            reading[0] += time.perf_counter() - wall
            reading[1] += time.process_time() - cpu
            return found

        return read

    with closing(open_library(library, kind="story")) as opened:
        today = growing.versions()
        if running:
            # a report that comes and goes again, so that all that a desk has at hand is at hand
            opened.accept([given[-1]])
            growing.dossier_of(opened, 1, today)
            opened.forget(given[-1][0].id)
            growing.dossier_of(opened, 1, today)
        with mock.patch("sayso.store.growing.read_together", timed(read_together)):
            wall, cpu = time.perf_counter(), time.process_time()
            opened.accept([given[-1]])
            made = growing.dossier_of(opened, 1, today)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"reports": len(made.dossier.reports), "wall": wall - reading[0], "cpu": cpu - reading[1]}


def fill(path: str, library: str) -> None:
    """Makes a library of all reports but the last, with their dossier."""
    from sayso.store import growing, open_library

    with closing(open_library(library, make=True, kind="story")) as opened:
        opened.accept(_given(path)[:-1])
        growing.dossier_of(opened, 1, growing.versions())


def _given(path: str) -> list[tuple[Report, Document]]:
    from sayso.ingest import read_given
    from sayso.types import Report

    return [(r, d) for r, d in read_given([path]) if isinstance(r, Report) and d is not None]


def main(arguments: list[str]) -> int:
    """Print a line for each of the two ways."""
    ask = argparse.ArgumentParser(prog="python -m bench added", description=__doc__)
    ask.add_argument("path", nargs="?", default=str(STORY), metavar="PATH")
    ask.add_argument("--runs", type=int, default=3, metavar="N")
    ask.add_argument("--once", nargs=2, metavar=("LIBRARY", "WAY"), help=argparse.SUPPRESS)
    asked = ask.parse_args(arguments)
    if asked.once:
        print(json.dumps(spent(asked.path, asked.once[0], running=asked.once[1] == "running")))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        whole = str(Path(folder) / "whole.sayso")
        fill(asked.path, whole)
        for way in ("running", "fresh"):
            runs = []
            for run in range(asked.runs):
                place = str(Path(folder) / f"{way}{run}.sayso")
                shutil.copyfile(whole, place)
                # as the command line has it
                given = [*arguments, "--once", place, way]
                code = f"import sayso.cli, sys; from bench.added import main; sys.exit(main({given!r}))"
                done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=os.environ)
                runs.append(json.loads(done.stdout))
            wall, cpu = (median(run[key] for run in runs) for key in ("wall", "cpu"))
            told = f"report {runs[0]['reports']} of a story, {way} process"
            print(f"{told:44} {wall:6.2f} s beyond its reading, {cpu:.2f} s of CPU")
    return 0
