"""`python -m bench bulk [N …]`: copies and stories among N reports that were read, as `sayso bulk` joins them.

The reports are made (bench/made_readings.py), 10,000 and 100,000 unless told otherwise; a million take some half
an hour. What is timed is what `sayso bulk` does once all are read: copies alone, stories alone, and both beside each
other, each in a fresh process with two workers. Memory is the sum of what all processes hold, shared pages counted in
each, at its peak. Of the planted copies the part is told that was found, and of the stories B-cubed F1, so that it is
seen that the joining was no idle one. `--folder` keeps what was made for another time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.family import measure
from bench.made_readings import write_readings

SIZES = (10_000, 100_000)
TASKS = ("copies", "stories", "both")
WORKERS = 2
_JOIN = """
import sys
from pathlib import Path
from sayso.bulk import joining
task, folder, shards, count, workers = sys.argv[1], Path(sys.argv[2]), range(int(sys.argv[3])), *map(int, sys.argv[4:])
told = {"processes": workers, "progress": lambda doing, done, of: None}
if task == "copies":
    joining.write_copies(folder, shards, **told)
elif task == "stories":
    joining.write_stories(folder, shards, count, **told)
else:
    joining.join(folder, shards, count, **told)
"""


def run(folder: Path, count: int, tasks: Sequence[str]) -> None:
    """Makes so many readings in a folder, where they are not there yet, and prints a line for each task."""
    import pyarrow.parquet as pq

    from evals.clusters import bcubed

    if not (folder / "planted.parquet").exists():
        write_readings(folder, count)
    shards = len(list((folder / "readings").glob("*.parquet")))
    for task in tasks:
        for name in ("copies.parquet", "stories.parquet"):
            (folder / name).unlink(missing_ok=True)
        seconds, cpu, peak = measure([sys.executable, "-c", _JOIN, task, *map(str, (folder, shards, count, WORKERS))])
        print(f"{count:10,d} {task:8s} {seconds:8,.0f} {cpu:8,.0f} {count / cpu:14,.0f} {peak:9,.0f}", flush=True)
    planted = pq.read_table(folder / "planted.parquet")
    told = []
    if (folder / "stories.parquet").exists():
        found = pq.read_table(folder / "stories.parquet", columns=["number", "story"]).to_pydict()
        gold = dict(zip(map(str, range(count)), map(str, planted["story"].to_pylist()), strict=True))
        mine = dict(zip(map(str, found["number"]), found["story"], strict=True))
        told.append(
            f"{len(set(gold.values())):,} stories made, {len(set(mine.values())):,} found, "
            f"B-cubed F1 {bcubed(mine, gold)[2]:.3f}"
        )
    if (folder / "copies.parquet").exists():
        pairs = pq.read_table(folder / "copies.parquet", columns=["a", "b"]).to_pydict()
        # pairs have the order of the shards
        paired = {*pairs["a"], *pairs["b"]}
        copies = [f"r{k}" for k, of in enumerate(planted["original"].to_pylist()) if of is not None]
        told.append(
            f"{len(copies):,} copies planted, {sum(c in paired for c in copies) / len(copies):.0%} of them found"
        )
    print(f"{'':10s} {'; '.join(told)}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Print a table."""
    ask = argparse.ArgumentParser(prog="python -m bench bulk", description=__doc__)
    ask.add_argument("reports", type=int, nargs="*", default=SIZES, metavar="N")
    ask.add_argument("--tasks", nargs="+", choices=TASKS, default=TASKS)
    ask.add_argument("--folder", type=Path, help="where what is made stays")
    asked = ask.parse_args(arguments)
    print(f"{os.getloadavg()[0]:.1f} processes wanted the {os.cpu_count()} cores a minute before this began")
    print(f"{'reports':>10s} {'task':8s} {'seconds':>8s} {'CPU s':>8s} {'reports/CPU s':>14s} {'peak MiB':>9s}")
    for count in asked.reports:
        if asked.folder is not None:
            kept = asked.folder / str(count)
            kept.mkdir(parents=True, exist_ok=True)
            run(kept, count, asked.tasks)
            continue
        with tempfile.TemporaryDirectory() as folder:
            run(Path(folder), count, asked.tasks)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
