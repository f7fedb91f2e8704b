"""CPU seconds and size of each form in which a dossier goes out, of one story of many made reports.

Made reports of one event (see bench/made_story.py) are read and linked before the clock starts; then each form is
written to a file, once of the whole dossier and once of the shared one.

    python -m bench exports [COUNT]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.made_story import made_reports
from sayso.assemble import annotate_reports, link
from sayso.cli.output import write_one
from sayso.export.excerpts import share
from sayso.export.forms import FORMS
from sayso.types import Dossier

COUNT = 200


def measure(dossier: Dossier) -> dict[str, tuple[float, int]]:
    """For each form the CPU seconds that it takes to write a dossier, and the bytes of what was written."""
    found: dict[str, tuple[float, int]] = {}
    for name, form in FORMS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"dossier{form.endings[0]}"
            began = time.process_time()
            write_one(dossier, name, path)
            spent = time.process_time() - began
            files = path.iterdir() if path.is_dir() else [path]
            found[name] = spent, sum(file.stat().st_size for file in files)
    return found


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    ask = argparse.ArgumentParser(prog="python -m bench exports", description=__doc__)
    ask.add_argument("count", nargs="?", type=int, default=COUNT, metavar="COUNT", help="how many reports")
    asked = ask.parse_args(arguments)
    annotated = [found for report in made_reports(asked.count) for found in annotate_reports([report])]
    dossier = link(annotated, models={})
    began = time.process_time()
    shared = share(dossier)
    print(f"{asked.count} reports, {len(dossier.statements)} statements, {len(dossier.figures)} figures")
    print(f"shared in {time.process_time() - began:.1f} s\n{'':12s}{'s':>8s}{'MB':>8s}{'shared s':>12s}{'MB':>8s}")
    whole, excerpts = measure(dossier), measure(shared)
    for name in FORMS:
        cells = (*whole[name], *excerpts[name])
        print(f"{name:12s}{cells[0]:8.1f}{cells[1] / 1e6:8.1f}{cells[2]:12.1f}{cells[3] / 1e6:8.1f}")
    return 0
