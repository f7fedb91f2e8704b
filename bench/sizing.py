"""`python -m bench sizing [PATH] [--reports N] [--record]`: what `sayso bulk` takes for a report, from end to end.

A whole run with one worker process, into a folder that is thrown away: CPU seconds of each step, memory of the process
that was started and of its worker, bytes of each kind in the folder. What a run of two reports takes is taken off, so
that the start of the workers does not count as theirs. PATH is anything that `sayso bulk` takes; without it N reports
of made events are read, ten of each (bench/made_story.py). `--record` keeps the figures in bench/sizing.json, those of
made and of real texts apart, and what docs/howto/sizing.md says comes from there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

from bench.contenders import jsonl
from bench.parts import several_stories, story
from bench.rounds import cpu_seconds
from bench.side_by_side import machine

KEPT = Path(__file__).with_name("sizing.json")
REPORTS = 120
# reports of a run that does nothing but start: two, so that there is a dossier
FEWEST = 2
# kinds of what is in the folder of a run, by how their paths begin
KINDS = {
    "annotations": ("annotations",),
    "readings": ("readings",),
    "dossiers": ("dossiers",),
    "the rest": ("copies", "stories", "unread", "run.json"),
}


def measure(path: str) -> dict[str, Any]:
    """CPU seconds by step, MiB by process, bytes by kind, and how many reports, words and dossiers those are.

    Args:
        path: the reports.
    """
    from sayso.bulk import run
    from sayso.bulk.runner import Here
    from sayso.bulk.taken import Taken

    spent: dict[str, float] = defaultdict(float)
    taken = [0]

    def timed(name: str, step: Callable[..., Iterator[int]]) -> Callable[..., Iterator[int]]:
        # the workers of a step have ended when it has: what they took is known then
        def watched(*given: Any) -> Iterator[int]:
            began = cpu_seconds()
            yield from step(*given)
            spent[name] += cpu_seconds() - began

        return watched

    def joined(*given: Any, **named: Any) -> None:
        began = cpu_seconds()
        join(*given, **named)
        spent["copies and stories"] += cpu_seconds() - began

    def counted(self: Taken) -> Any:
        taken[0] = max(taken[0], _size(folder))
        return counts(self)

    counts, join = Taken.counts, vars(run)["join"]
    with tempfile.TemporaryDirectory() as place, ExitStack() as patches:
        folder = Path(place) / "run"
        patches.enter_context(mock.patch.object(Here, "read", timed("reading", Here.read)))
        patches.enter_context(mock.patch.object(run, "join", joined))
        patches.enter_context(mock.patch.object(Here, "tell", timed("dossiers", Here.tell)))
        # when all is taken in, the folder has a copy of the inputs and nothing else
        patches.enter_context(mock.patch.object(Taken, "counts", counted))
        began = cpu_seconds()
        ran = run.bulk([path], folder, processes=1)
        spent["the rest"] = cpu_seconds() - began - sum(spent.values())
        words, told = _contents(folder)
        disk = {
            kind: sum(_size(one) for one in folder.iterdir() if one.name.startswith(heads))
            for kind, heads in KINDS.items()
        }
    own, worker = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "reports": ran.reports,
        "words": words,
        "stories": ran.stories,
        "dossiers": ran.dossiers,
        "in_dossiers": told,
        "cpu_seconds": dict(spent),
        "bytes": {**disk, "inputs while it runs": taken[0]},
        "mib": {"the process that is started": own, "a worker": worker},
    }


def without(found: dict[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured, without what only its start took.

    Args:
        found: of a run.
        start: of a run of FEWEST reports, which are taken to cost nothing.
    """
    count = found["reports"]
    share = count / max(1, count - FEWEST)
    spent = {
        step: max(0.0, seconds - start["cpu_seconds"].get(step, 0.0)) * share
        for step, seconds in found["cpu_seconds"].items()
    }
    return {**found, "cpu_seconds": spent, "start": sum(start["cpu_seconds"].values())}


def _contents(folder: Path) -> tuple[int, int]:
    """The words of all reports of a run, and how many of the reports stand in a dossier."""
    import pyarrow.parquet as pq

    texts = pq.read_table(folder / "annotations" / "reports", columns=["text"]).column("text").to_pylist()
    told = 0
    for path in (folder / "dossiers").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            told += len(json.loads(line).get("dossier", {}).get("reports", ()))
    return sum(len(text.split()) for text in texts), told


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def main(arguments: Sequence[str]) -> int:
    """Print what a report takes."""
    ask = argparse.ArgumentParser(prog="python -m bench sizing", description=__doc__)
    ask.add_argument("path", nargs="?", metavar="PATH", help="real texts")
    ask.add_argument("--reports", type=int, default=REPORTS, metavar="N", help=f"made ones, without PATH: {REPORTS}")
    ask.add_argument("--record", action="store_true", help=f"keep the figures in bench/{KEPT.name}")
    asked = ask.parse_args(arguments)
    os.environ["OMP_NUM_THREADS"] = "1"
    start = measure(str(jsonl(story(0, FEWEST))))
    found = without(measure(asked.path or str(jsonl(several_stories(0, asked.reports)))), start)
    print(f"{found['reports']:,} reports of {found['words'] / found['reports']:.0f} words, a report:")
    for step, seconds in found["cpu_seconds"].items():
        print(f"  {step:28} {1000 * seconds / found['reports']:9.1f} CPU ms")
    print(f"  {'all starts together':28} {found['start']:9.1f} CPU s, once")
    for kind, size in found["bytes"].items():
        print(f"  {kind:28} {size / 1000 / found['reports']:9.1f} kB")
    for process, mib in found["mib"].items():
        print(f"  {process:28} {mib:9.0f} MiB")
    if asked.record:
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        head = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "versions": {"sayso": version("sayso")},
        }
        kept["real" if asked.path else "made"] = {**head, **found}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0
