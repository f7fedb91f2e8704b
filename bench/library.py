"""`python -m bench library [--reports N] [--postgresql ADDRESS]`: a library as it grows, in SQLite and PostgreSQL.

Reports are made of word statistics, and what is read of them is made with them (bench/made_library.py), and so are the
features by which they join stories (bench/stream.py): so only the library is timed. Into a new library N reports are
accepted, their readings kept, and the dossiers of their stories. Then a process takes up the stories; reports are
added, each up to its place in its story's dossier, less the making of this; a story's page is made; words, statements,
figures and entities are searched for, in the library and on the desk's pages; and fifty threads ask at once while one
adds reports. ADDRESS is an empty database; without it only SQLite is timed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from random import Random
from threading import Barrier, BrokenBarrierError, Event, Thread
from urllib.parse import urlencode

from bench.made_library import SAID, laid_together, made_for_library, people
from bench.stream import made as made_features
from sayso.annotate.together import Read
from sayso.ingest.documents import Document
from sayso.link.stories.features import FeatureReader, Features
from sayso.render import render_html
from sayso.store import open_library
from sayso.store.library import Library, Made
from sayso.store.stale import made_of
from sayso.stream import storage
from sayso.types import Report
from sayso.web.app import make_app
from sayso.web.desk import Desk

VERSION = "made"
BATCH = 256
ADDED, ASKED = 40, 100
READERS = 50
PAUSE = 0.5  # seconds that a reader looks at an answer, on average
SETTLED = 5.0  # seconds that readers go on when the writer is done


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


def fill(where: str, count: int) -> tuple[float, float, int]:
    """Fills a library; gives the seconds until its reports are in, until its dossiers are kept too, and how many."""
    MadeFeatures.source = made_features(count + ADDED)
    vars(storage)["FeatureReader"] = MadeFeatures
    began = time.perf_counter()
    with closing(open_library(where, make=True)) as library:
        source = islice(made_for_library(count + ADDED), count)
        while batch := list(islice(source, BATCH)):
            library.accept([(report, document) for report, document, _ in batch])
            library.keep_readings([read for _, _, read in batch], VERSION)
        filled = time.perf_counter() - began
        stories = keep_dossiers(library)
    return filled, time.perf_counter() - began, stories


def measure(backend: str, where: str, count: int) -> None:
    """Prints how long a library that `fill` filled takes to answer, as a process finds it and to many at once."""
    # those that are added are made beforehand
    MadeFeatures.source = iter(list(islice(made_features(count + ADDED), count, None)))
    vars(storage)["FeatureReader"] = MadeFeatures
    source = iter(list(islice(made_for_library(count + ADDED), count, None)))
    draw = Random(3)
    with closing(open_library(where)) as library:
        line(backend, "taking up the stories", timed(library.get_ready, 1))
        spent = [added(library, *one) for one in islice(source, ADDED // 2)]
        line(backend, "a report more", sorted(spent))
        line(backend, "what is to be made anew", timed(lambda: library.unmade(VERSION, VERSION), 5))
        stories_held = [s.number for s in library.stories(1000)]
        line(backend, "a story's page", timed(lambda: page(library, draw.choice(stories_held)), ASKED))
        line(backend, "a story's records", timed(lambda: library.dossier(draw.choice(stories_held)), ASKED))
        for what, ask in questions(library, count, draw).items():
            line(backend, what, timed(ask, ASKED))
    with closing(Asking(where)) as asking:
        for what, address in addresses(where, count, draw).items():
            line(backend, what, timed(partial(asking.get, address), ASKED))
    at_once(backend, where, count, source)


def added(library: Library, report: Report, document: Document, read: Read) -> float:
    """Seconds that a report needs until it stands in its dossier, but for the reading and the linking."""
    began = time.perf_counter()
    (accepted,) = library.accept([(report, document)])
    library.keep_readings([Read(report=report, clues=read.clues, annotations=read.annotations)], VERSION)
    seconds = time.perf_counter() - began
    return seconds + keep_dossier(library, accepted.story)


class Asking:
    """Asks a desk for pages over the network of this machine; nothing new is read meanwhile.

    Args:
        where: the library.
    """

    def __init__(self, where: str) -> None:
        import uvicorn

        config = uvicorn.Config(
            make_app(Desk(where)), host="127.0.0.1", port=0, lifespan="off", log_level="warning", access_log=False
        )
        self._server = uvicorn.Server(config)
        self._running = Thread(target=self._server.run)
        self._running.start()
        while not self._server.started:
            time.sleep(0.01)
        self._connection = HTTPConnection("127.0.0.1", self._server.servers[0].sockets[0].getsockname()[1])

    def get(self, draw: Callable[[], str]) -> None:
        """Asks for a page at an address that is drawn; it must be there."""
        self._connection.request("GET", address := draw())
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (address, answer.status, text[-500:])

    def close(self) -> None:
        """Ends the desk."""
        self._connection.close()
        self._server.should_exit = True
        self._running.join()


def addresses(where: str, count: int, draw: Random) -> dict[str, Callable[[], str]]:
    """What is asked of the desk: a name of the kind -> an address drawn anew at each call."""
    names = people(max(20, count // 20))
    with closing(open_library(where, write=False)) as library:
        held = [s.number for s in library.stories(1000)]
        texts = [library.report(r.id).report.text for s in held[:40] for r in library.reports(s)][:200]
    words = [w.strip(".,“”").lower() for text in texts for w in text.split()]

    def searched(**fields: str) -> str:
        return f"/search?{urlencode(fields)}"

    return {
        "page: words of reports": lambda: searched(words=" ".join(draw.choice(words) for _ in range(2))),
        "page: what X said about Y": lambda: searched(
            **{"for": "statements"}, words=draw.choice(words), speaker=draw.choice(names).split()[1]
        ),
        "page: figures of a range": lambda: searched(
            **{"for": "figures"}, words="sailor", low=str(low := draw.randint(2, 4900)), high=str(low + 20)
        ),
        "page: entities": lambda: searched(**{"for": "entities"}, words=draw.choice(names)),
        "page: somebody over all stories": lambda: f"/entities?{urlencode({'name': draw.choice(names)})}",
        "page: a story": lambda: f"/stories/s{draw.choice(held)}",
        "page: the stories": lambda: "/",
    }


def at_once(backend: str, where: str, count: int, source: Iterator[tuple[Report, Document, Read]]) -> None:
    """READERS threads ask and look at the answers while one writes; prints how long each waits, and every error."""
    ending, errors = Event(), list[str]()
    ready = Barrier(READERS + 1)
    seconds: list[float] = []

    def read(seed: int) -> None:
        draw = Random(seed)
        try:
            with closing(open_library(where, write=False)) as library:
                asked = list(questions(library, count, draw).values())
                ready.wait()
                while not ending.is_set():
                    seconds.extend(timed(draw.choice(asked), 1))
                    ending.wait(2 * draw.random() * PAUSE)
        except Exception as error:
            ready.abort()
            errors.append(f"{type(error).__name__}: {error}")

    readers = [Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    with closing(open_library(where)) as library:
        library.get_ready()
        with suppress(BrokenBarrierError):
            ready.wait()
        written = sorted(added(library, *one) for one in source)
    time.sleep(SETTLED)
    ending.set()
    for reader in readers:
        reader.join()
    line(backend, f"{READERS} readers at once, an answer", sorted(seconds))
    line(backend, "a report more, meanwhile", written)
    print(f"{backend:11s} {len(errors)} errors {'; '.join(sorted(set(errors)))}", flush=True)


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
        places = {"SQLite": str(Path(folder) / "library.sayso")}
        if options.postgresql:
            places["PostgreSQL"] = options.postgresql
        for backend, where in places.items():
            accepted, kept, stories = fill(where, options.reports)
            print(
                f"{backend:11s} {options.reports:,} reports in {accepted:,.0f} s, {stories:,} dossiers kept in"
                f" {kept - accepted:,.0f} s",
                flush=True,
            )
            measure(backend, where, options.reports)
    return 0
