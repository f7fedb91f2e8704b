"""`python -m bench library [--reports N] [--postgresql ADDRESS]`: a library as it grows, in SQLite and PostgreSQL.

Reports are made of word statistics, and what is read of them is made with them (bench/made_library.py), and so are the
features by which they join stories (bench/stream.py): so only the library is timed. Into a new library N reports are
accepted, their readings kept, and the dossiers of their stories. Then, in a process's first and in its later calls: a
report is added, up to its place in its story's dossier, less the making of this; a story's page is made; and words,
statements, figures and entities are searched for. ADDRESS is an empty database; without it only SQLite is timed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.made_library import SAID, laid_together, made_for_library, people
from bench.stream import made as made_features
from sayso.annotate.together import Read
from sayso.link.stories.features import FeatureReader, Features
from sayso.render import render_html
from sayso.store import open_library
from sayso.store.library import Library, Made
from sayso.store.stale import made_of
from sayso.stream import storage
from sayso.types import Report

VERSION = "made"
BATCH = 256
ADDED, ASKED = 20, 300


class MadeFeatures(FeatureReader):
    """Gives made features in place of read ones."""

    source: Iterator[tuple[int, Features]]

    def one_by_one(self, reports: Sequence[Report]) -> Iterator[Features]:
        """The next features for each report."""
        for report in reports:
            yield replace(next(MadeFeatures.source)[1], id=report.id)


def keep_dossiers(library: Library) -> int:
    """Makes the dossiers that are missing; gives how many those were."""
    stories = library.unmade(VERSION, VERSION)
    for story in stories:
        keep_dossier(library, story)
    return len(stories)


def keep_dossier(library: Library, story: int) -> float:
    """Lays a story's readings together and keeps that; gives the seconds but for the laying."""
    began = time.perf_counter()
    kept = library.readings(story, VERSION)
    input_hash = made_of([(k.report.id, k.sha256) for k in kept], library.judgements(story))
    middle = time.perf_counter()
    dossier = laid_together([k.read.annotations for k in kept if k.read])
    again = time.perf_counter()
    library.keep_dossier(
        story, Made(dossier=dossier, version=VERSION, input=input_hash, made="2030-01-01T00:00:00+00:00")
    )
    return middle - began + time.perf_counter() - again


def questions(library: Library, count: int, draw: Random) -> dict[str, Callable[[], object]]:
    """What is asked: a name of the kind -> a question drawn anew at each call."""
    names = people(max(20, count // 20))
    held = [r.id for s in library.stories(40) for r in library.reports(s.number)][:200]
    words = [w.strip(".,“”").lower() for r in held for w in library.report(r).report.text.split()]

    def some(most: int) -> str:
        return " ".join(draw.choice(words) for _ in range(draw.randint(1, most)))

    return {
        "words of reports": lambda: library.search_reports(some(3)),
        "what X said": lambda: library.search_statements(speaker=draw.choice(names)),
        "what X said about Y": lambda: library.search_statements(some(1), speaker=draw.choice(names).split()[1]),
        "statements with a word, by day": lambda: library.search_statements(
            some(2), since=f"2030-0{draw.randint(1, 9)}-01"
        ),
        "figures of a range": lambda: library.search_figures(
            draw.choice(("sailor", "house", "school")), low=(low := draw.randint(2, 4900)), high=low + 20
        ),
        "entities": lambda: library.search_entities(draw.choice(names).split()[draw.randint(0, 1)]),
        "stories, the latest": lambda: library.stories(50),
    }


def timed(ask: Callable[[], object], times: int) -> list[float]:
    """Seconds of so many calls, ascending."""
    out = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        out.append(time.perf_counter() - began)
    return sorted(out)


def line(backend: str, what: str, seconds: Sequence[float]) -> None:
    """Print one row of the table."""
    middle, late = seconds[len(seconds) // 2], seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    print(f"{backend:11s} {what:32s} {middle * 1000:9.1f} {late * 1000:9.1f} {len(seconds):6d}", flush=True)


def measure(backend: str, where: str, count: int) -> None:
    """Fill a library and print how long it takes to answer."""
    MadeFeatures.source = made_features(count + ADDED)
    vars(storage)["FeatureReader"] = MadeFeatures
    source = made_for_library(count + ADDED)
    began = time.perf_counter()
    with closing(open_library(where, make=True)) as library:
        batch = []
        for number, item in enumerate(source, start=1):
            batch.append(item)
            if len(batch) == BATCH or number == count:
                library.accept([(report, document) for report, document, _ in batch])
                library.keep_readings([read for _, _, read in batch], VERSION)
                batch = []
            if number == count:
                break
        filled = time.perf_counter() - began
        stories = keep_dossiers(library)
        dossiers = time.perf_counter() - began - filled
        print(f"{backend}: {count:,} reports in {filled:,.0f} s, {stories:,} dossiers in {dossiers:,.0f} s", flush=True)
    draw = Random(3)
    with closing(open_library(where)) as library:
        spent = []
        for report, document, read in source:
            began = time.perf_counter()
            (accepted,) = library.accept([(report, document)])
            library.keep_readings([Read(report=report, clues=read.clues, annotations=read.annotations)], VERSION)
            seconds = time.perf_counter() - began
            spent.append(seconds + keep_dossier(library, accepted.story))
        line(backend, "the first report of a process", spent[:1])
        line(backend, "a report more", sorted(spent[1:]))
        stories_held = [s.number for s in library.stories(1000)]
        line(backend, "a story's page", timed(lambda: page(library, draw.choice(stories_held)), ASKED))
        line(backend, "a story's records", timed(lambda: library.dossier(draw.choice(stories_held)), ASKED))
        for what, ask in questions(library, count, draw).items():
            line(backend, what, timed(ask, ASKED))


def page(library: Library, story: int) -> str:
    """The page of a story."""
    made = library.dossier(story)
    assert made is not None
    return render_html(made.dossier)


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench library", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000, metavar="N", help="how many")
    parser.add_argument("--postgresql", metavar="ADDRESS", help="an empty database")
    options = parser.parse_args(arguments)
    print(f"{SAID} statements a report; milliseconds")
    print(f"{'':11s} {'':32s} {'median':>9s} {'95 of 100':>9s} {'times':>6s}")
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", str(Path(folder) / "library.sayso"), options.reports)
    if options.postgresql:
        measure("PostgreSQL", options.postgresql, options.reports)
    return 0
