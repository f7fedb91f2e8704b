"""`python -m bench linking [COUNT…] [--keep FILE] [--data FOLDER]`: how linking grows with the reports of a story.

Made reports of one event (see bench/made_story.py), read before the clock starts, then `sayso.assemble.link`, vectors
and all, for each count. Printed are CPU seconds by stage (the vectors that stages ask for are a line of their own),
how many pairs of reports and of clauses were compared, and by which power of the number of reports each line grows
from one count to the next; n log n would be the power in the last line. With `--keep` the reports are read once and
kept in that file. With `--data` the reports are those of the biggest events of multisource/reports.jsonl, pooled. With
OMP_NUM_THREADS=1 the stages run one after the other, so that each has its own seconds.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.made_story import made_reports
from evals.clusters import KEYS, shuffled
from sayso.ingest import read_inputs
from sayso.types import Annotations, Report

COUNTS = (10, 30, 100, 300)
# the stages of `sayso.assemble.link`, by module and function
STAGES = {
    "names": ("names.entities", "link_entities"),
    "speakers": ("origins.speakers", "link_speakers"),
    "figures": ("figures.quantities", "link_quantities"),
    "copies": ("copies.copies", "link_copies"),
    "origins": ("origins.origins", "find_origins"),
    "claims": ("claims.claims", "link_claims"),
    "conflicts": ("conflicts.conflicts", "find_conflicts"),
    "verdicts": ("claims.verdicts", "judge_claims"),
    "events": ("events.events", "link_events"),
    "stories": ("stories.stories", "part_stories"),
    "quotations": ("quotations.quotations", "compare_quotations"),
    "ledger": ("figures.ledger", "make_ledger"),
    "tracing": ("origins.tracing", "trace_origins"),
}
VECTORS = "vectors"


def measure(annotated: Sequence[Annotations]) -> dict[str, float]:
    """CPU seconds of each stage, of the vectors and altogether, wall seconds, and how many pairs were compared."""
    from sayso.assemble import link
    from sayso.language import embed as embedder

    embedder._memory.clear()
    spent: defaultdict[str, float] = defaultdict(float)
    with _watched(spent):
        began, started = time.process_time(), time.perf_counter()
        made = link(annotated, models={})
        spent["all"], spent["wall"] = time.process_time() - began, time.perf_counter() - started
    spent["pairs of reports"] = len(made.copies)
    return dict(spent)


@contextmanager
def _watched(spent: defaultdict[str, float]) -> Iterator[None]:
    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(stage)
        def watched(*given: Any, **named: Any) -> Any:
            began, inside = time.process_time(), spent[VECTORS]
            try:
                return stage(*given, **named)
            finally:
                took = time.process_time() - began
                spent[name] += took if name == VECTORS else took - (spent[VECTORS] - inside)

        return watched

    def counted(rows: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(rows)
        def watched(story: Any, pairs: Sequence[tuple[int, int]]) -> Any:
            spent["pairs of clauses"] += len(pairs)
            return rows(story, pairs)

        return watched

    with ExitStack() as patched:
        for name, (place, function) in STAGES.items():
            module = import_module(f"sayso.link.{place}")
            patched.enter_context(patch.object(module, function, timed(name, getattr(module, function))))
        embedder, likeness = import_module("sayso.language.embed"), import_module("sayso.link.likeness")
        patched.enter_context(patch.object(embedder, "_vectors", timed(VECTORS, embedder._vectors)))
        patched.enter_context(
            patch.object(likeness.Comparison, "rows", counted(likeness.Comparison.rows)),
        )
        yield


def growth(counts: Sequence[int], values: Sequence[float]) -> list[float]:
    """By which power of the count a value grows from each count to the next."""
    return [
        math.log(max(b, 1e-9) / max(a, 1e-9)) / math.log(m / n)
        for (n, a), (m, b) in zip(
            zip(counts, values, strict=True), zip(counts[1:], values[1:], strict=True), strict=False
        )
    ]


def _read(reports: Sequence[Report], keep: Path | None) -> list[Annotations]:
    """What is read of each report by itself; taken from the file that keeps it where it holds as many."""
    from sayso.assemble import annotate_reports
    from sayso.store.records import decode, encode

    if keep is not None and keep.exists():
        kept = [decode(line, Annotations) for line in keep.read_text(encoding="utf-8").splitlines()]
        if [a.report.text for a in kept[: len(reports)]] == [r.text for r in reports]:
            return kept[: len(reports)]
    annotated = [found for report in reports for found in annotate_reports([report])]
    if keep is not None:
        keep.write_text("".join(f"{encode(a)}\n" for a in annotated), encoding="utf-8")
    return annotated


def _real(data: Path, count: int, folder: Path) -> list[Report]:
    rows = shuffled(data / "multisource" / "reports.jsonl")
    sizes = Counter(str(row["event"]) for row in rows)
    rows.sort(key=lambda row: (-sizes[str(row["event"])], str(row["event"])))
    path = folder / "reports.jsonl"
    lines = [json.dumps({"id": f"r{i}", **{k: row[k] for k in KEYS if row.get(k)}}) for i, row in enumerate(rows)]
    path.write_text("\n".join(lines[:count]), encoding="utf-8")
    return [item for item in read_inputs([str(path)]) if isinstance(item, Report)]


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    ask = argparse.ArgumentParser(prog="python -m bench linking", description=__doc__)
    ask.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT", help="how many reports")
    ask.add_argument("--keep", type=Path, help="a file that keeps what was read of the reports")
    ask.add_argument("--data", type=Path, help="the folder of the corpora, for real reports")
    ask.add_argument("--json", type=Path, help="a file for the figures")
    asked = ask.parse_args(arguments)
    counts = sorted(asked.counts)
    with tempfile.TemporaryDirectory() as folder:
        reports = _real(asked.data, counts[-1], Path(folder)) if asked.data else made_reports(counts[-1])
        annotated = _read(reports, asked.keep)
    counts = [min(count, len(annotated)) for count in counts]
    measure(annotated[:2])
    rows = [measure(annotated[:count]) for count in counts]
    _print(counts, rows)
    if asked.json:
        asked.json.write_text(json.dumps(dict(zip(counts, rows, strict=True)), indent=1) + "\n", encoding="utf-8")
    return 0


def _print(counts: Sequence[int], rows: Sequence[dict[str, float]]) -> None:
    print(f"{'reports':18s}" + "".join(f"{count:>12,}" for count in counts) + "   grows by n to the power of")
    for name in (*STAGES, VECTORS, "all", "wall", "pairs of reports", "pairs of clauses"):
        values = [row.get(name, 0.0) for row in rows]
        shown = "".join(f"{value:12,.0f}" if name.startswith("pairs") else f"{value:12.2f}" for value in values)
        print(f"{name:18s}{shown}   " + "  ".join(f"{power:.2f}" for power in growth(counts, values)))
    print(
        f"{'n log n':18s}{'':{12 * len(counts)}s}   "
        + "  ".join(f"{power:.2f}" for power in growth(counts, [n * math.log(n) for n in counts]))
    )
