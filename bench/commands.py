"""`python -m bench commands [PATH]`: reports a second and peak memory of `sayso dossier` and `sayso read`.

On one and two cores, by the clock. Cold is a fresh process, from start to exit, models loaded and all; warm is the
second of two runs in one process. From twelve inputs on `sayso read` starts worker processes on more than one core:
their start counts in warm runs too, and the peak is that of the largest process. The last lines set the warm runs
beside spaCy's pipeline alone on the same texts, which is the least that any reader of syntax must spend. PATH is
anything that `sayso read` takes; without it the story in examples/ is read.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

STORY = Path(__file__).parent.parent / "examples" / "orrin-dam" / "manifest.jsonl"
RUNS = 3

WARM = """
import json, sys, time
task, path = sys.argv[1:]
import sayso
from sayso.ingest import read_inputs
from sayso.types import Report
def work():
    if task == "dossier":
        return len(sayso.dossier([path]).to_html()) and len(reports)
    if task == "read":
        return sum(1 for _ in sayso.read([path]))
    import spacy
    from sayso.language.backbone import available
    global nlp
    try: nlp
    except NameError: nlp = spacy.load(available())
    return sum(1 for _ in nlp.pipe(r.text for r in reports))
reports = [r for r in read_inputs([path]) if isinstance(r, Report)]
work()
began = time.perf_counter()
work()
print(json.dumps({"seconds": time.perf_counter() - began, "reports": len(reports)}))
"""


def measure(command: list[str], cores: int) -> tuple[float, float, str]:
    """Seconds, peak memory in MiB and output of one process bound to so many cores."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": str(cores)},
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"{' '.join(command[:4])} … failed")
    return time.perf_counter() - began, used.ru_maxrss / 1024, output


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    ask = argparse.ArgumentParser(prog="python -m bench commands", description=__doc__)
    ask.add_argument("path", nargs="?", default=str(STORY), metavar="PATH")
    path = ask.parse_args(arguments).path
    print(f"{'task':10s} {'cores':>5s} {'run':5s} {'reports':>8s} {'seconds':>8s} {'reports/s':>10s} {'peak MiB':>9s}")
    warm: dict[tuple[str, int], float] = {}
    for cores in range(1, min(2, len(os.sched_getaffinity(0))) + 1):
        for task in ("spacy", "read", "dossier"):
            results = [measure([sys.executable, "-c", WARM, task, path], cores) for _ in range(RUNS)]
            records = [json.loads(output.splitlines()[-1]) for _, _, output in results]
            count = records[0]["reports"]
            seconds = median(r["seconds"] for r in records)
            warm[task, cores] = count / seconds
            line(task, cores, "warm", count, seconds, max(r[1] for r in results))
            if task != "spacy":
                cold = [measure([sys.executable, "-m", "sayso", task, path, "--quiet"], cores) for _ in range(RUNS)]
                line(task, cores, "cold", count, median(c[0] for c in cold), max(c[1] for c in cold))
    for (task, cores), rate in warm.items():
        if task != "spacy":
            print(f"{task}, warm, {cores} core(s): {rate / warm['spacy', cores]:.2f} of spaCy's pipeline alone")
    return 0


def line(task: str, cores: int, run: str, count: int, seconds: float, memory: float) -> None:
    """Print one row of the table."""
    print(f"{task:10s} {cores:5d} {run:5s} {count:8d} {seconds:8.2f} {count / seconds:10.1f} {memory:9.0f}")
