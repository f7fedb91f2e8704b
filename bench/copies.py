"""`python -m bench copies [--reports N …] [--record]`: copies among many reports, beside MinHash libraries alone.

The reports are made from word statistics with copies planted among them (bench/made_reports.py), so that it is known
what there is to find. All systems read the same file, each in a process of its own, and write pairs; datasketch and
rensa on no more than PEERS_UP_TO reports, from where on their time grows in proportion at best. A planted copy is found
when it is paired with its original; a pair is right when both go back to one original. The clock runs from start to
exit. CPU seconds are those of all processes of a system, and so is memory: the sum of what they hold, at its peak.
sayso uses all cores that it may, the others one, which is why the last column counts CPU seconds. `--record` keeps the
table in bench/copies.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.copies_peers import PEERS
from bench.family import measure
from bench.made_reports import RATES, write_reports
from bench.rounds import one_thread
from bench.side_by_side import Comparison, run

COLUMNS = (
    "near-identical", "excerpt", "rewrite", "identical", "precision", "seconds", "cpu_seconds", "peak_mib",
    "reports_per_cpu_second",
)  # fmt: skip
SIZES = (10_000, 100_000)
PEERS_UP_TO = 20_000


def compare(sizes: Sequence[int]) -> dict[str, dict[str, float]]:
    """System and number of reports -> its figures in COLUMNS.

    Args:
        sizes: how many reports; each of these is made and searched.
    """
    rows = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            reports, planted = write_reports(Path(folder), size)
            systems = {"sayso": [sys.executable, "-m", "sayso", "copies", str(reports), "-q", "-o"]}
            if size <= PEERS_UP_TO:
                systems |= {name: [sys.executable, "-m", "bench.copies_peers", name, str(reports)] for name in PEERS}
            for name, command in systems.items():
                found = Path(folder, name)
                seconds, cpu, peak = measure([*command, str(found)], env=one_thread())
                rows[f"{name}, {size:,}"] = score(found, planted) | {
                    "seconds": seconds,
                    "cpu_seconds": cpu,
                    "peak_mib": peak,
                    "reports_per_cpu_second": size / cpu,
                }
    return rows


def score(found: Path, planted: Path) -> dict[str, float]:
    """Which part of the planted copies of each kind was found, and which part of the pairs is right."""
    pairs = {(p["a"], p["b"]) for p in map(json.loads, found.open(encoding="utf-8"))}
    copies = [tuple(json.loads(line)) for line in planted.open(encoding="utf-8")]
    original = {b: a for a, b, _ in copies}
    counts = dict.fromkeys(RATES, 0)
    hits = dict.fromkeys(RATES, 0)
    for a, b, kind in copies:
        counts[kind] += 1
        hits[kind] += (a, b) in pairs
    right = sum(_end(a, original) == _end(b, original) for a, b in pairs)
    return {kind: hits[kind] / max(1, counts[kind]) for kind in RATES} | {"precision": right / max(1, len(pairs))}


def _end(report: str, of: dict[str, str]) -> str:
    while report in of:
        report = of[report]
    return report


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when a peer is not there."""
    ask = argparse.ArgumentParser(prog="python -m bench copies", description=__doc__, add_help=False)
    ask.add_argument("--reports", type=int, nargs="+", default=SIZES, metavar="N")
    asked, rest = ask.parse_known_args(arguments)
    comparison = Comparison(
        name="copies",
        about=f"{__doc__}\n\n--reports N …: how many reports, instead of {SIZES}",
        corpora=(),
        peers=("datasketch", "rensa"),
        compare=partial(compare, asked.reports),
        columns=COLUMNS,
        published={},
    )
    return run(comparison, rest)
