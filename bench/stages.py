"""`python -m bench stages [PATH] [--record]`: what each stage of reading and linking takes of a report's time.

CPU milliseconds a report, the second time, one thread, reports read one after the other; the share of it in all; and
how many reports a day two cores read at that pace. Stages are timed where the package calls them. PATH is anything that
`sayso read` takes; without it the stories in examples/ are read. `--record` keeps the table in bench/stages.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parent.parent
EXAMPLES = [str(ROOT / "examples" / name / "manifest.jsonl") for name in ("orrin-dam", "varn-lodge")]
KEPT = ROOT / "bench" / "stages.json"
# where the package calls a stage: module, function, and what it is called here
STAGES = (
    ("sayso.annotate.times", "find_times", "times"),
    ("sayso.annotate.names", "find_names", "names"),
    ("sayso.annotate.statements", "tag", "statements: the tagger"),
    ("sayso.annotate.statements", "find_statements", "statements: rules and scores"),
    ("sayso.annotate.figures", "find_figures", "figures"),
    ("sayso.annotate.events", "find_events", "events"),
    ("sayso.annotate.propositions", "find_propositions", "propositions"),
    ("sayso.link.names.entities", "link_entities", "names of one report linked"),
    ("sayso.link.figures.quantities", "link_quantities", "figures of one report linked"),
    ("sayso.link.events.events", "link_events", "events of one report linked"),
)
DAY, CORES = 86_400, 2


class Clock:
    """CPU seconds by stage; what a stage spends in another one counts there alone."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times what happens within."""
        began = time.process_time()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - began
            self.spent[name] += took - self._inner.pop()
            self._inner[-1] += took

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            with self.stage(name):
                return work(*given, **named)

        return timed


def measure(paths: list[str]) -> tuple[dict[str, float], int, int]:
    """CPU milliseconds a report by stage, the number of reports, and of their words.

    Args:
        paths: what `sayso.read` takes.
    """
    from sayso.annotate.together import Read, read_apart
    from sayso.assemble import alone
    from sayso.ingest import given_documents, read_document
    from sayso.language import embed, recall
    from sayso.language.backbone import parse
    from sayso.types import Report

    documents = list(given_documents(paths))

    def run(clock: Clock) -> list[Read]:
        with clock.stage("ingest"):
            reports = [r for r in map(read_document, documents) if isinstance(r, Report)]
        with mock.patch.object(
            import_module("sayso.annotate.together"), "parse", lambda given, model: _parsed(clock, parse, given, model)
        ):
            reads = list(read_apart(reports))
        for read in reads:
            alone(read.annotations, models={})
        return reads

    run(Clock())
    clock = Clock()
    with ExitStack() as patches:
        # the embedder forgets what it saw: it is to work as much as the first time
        patches.enter_context(mock.patch.object(embed, "_memory", recall.Memory("vectors", embed.KEPT)))
        for module, name, label in STAGES:
            timed = clock.timed(label, getattr(import_module(module), name))
            patches.enter_context(mock.patch(f"{module}.{name}", timed))
        with clock.stage("the rest"):
            reads = run(clock)
    words = sum(len(read.report.text.split()) for read in reads)
    return {name: 1000 * spent / len(reads) for name, spent in clock.spent.items()}, len(reads), words


def _parsed(clock: Clock, parse: Callable[..., Iterator[Any]], given: Any, model: str | None) -> list[Any]:
    with clock.stage("parse"):
        return list(parse(given, model))


def main(arguments: list[str]) -> int:
    """Print the table."""
    ask = argparse.ArgumentParser(prog="python -m bench stages", description=__doc__)
    ask.add_argument("paths", nargs="*", metavar="PATH")
    ask.add_argument("--record", action="store_true", help="keep the table in bench/stages.json")
    asked = ask.parse_args(arguments)
    os.environ["OMP_NUM_THREADS"] = "1"
    spent, reports, words = measure(asked.paths or EXAMPLES)
    whole = sum(spent.values())
    for name, milliseconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        print(f"{name:32} {milliseconds:8.1f} ms {milliseconds / whole:6.0%}")
    print(f"{'all':32} {whole:8.1f} ms a report of {words / reports:.0f} words")
    print(f"{CORES} cores: {CORES * 1000 / whole:.1f} reports a second, {CORES * 1000 / whole * DAY:,.0f} a day")
    if asked.record:
        table = {"reports": reports, "words": words, "milliseconds": spent}
        KEPT.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
