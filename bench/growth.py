"""`python -m bench growth [--sizes N …]`: what joins many reports, as they become more.

CPU time a report, memory and disk. Copies are sought among texts of word statistics (bench/made_reports.py), a bulk run
joins readings into stories and pairs of copies (bench/made_readings.py), a stream joins stories by made features
(bench/stream.py), and a library in SQLite takes in reports with what would have been read of them, and keeps the
dossiers of their stories (bench/made_library.py); a dossier is made of reports of one story that are read already
(bench/made_story.py). What makes the reports is not counted. Each is measured in a process of its own, on one core with
one thread.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice, pairwise
from math import log
from pathlib import Path
from typing import Any

from bench.rounds import apart, peak_mib, spent, start

SIZES = (1_000, 10_000)
# reports of one story
OF_A_STORY = (10, 30, 100)
_BATCH = 256


def copies(count: int) -> dict[str, float]:
    """`sayso copies` among so many reports."""
    from bench.made_reports import write_reports
    from sayso.bulk.copies import find_copies

    with tempfile.TemporaryDirectory() as folder:
        reports, _ = write_reports(Path(folder), count)
        return {"cpu": spent(lambda: deque(find_copies([str(reports)]), maxlen=0))}


def joins(count: int) -> dict[str, float]:
    """The copies and stories of `sayso bulk`, of so many reports that are read."""
    from bench.made_readings import write_readings
    from sayso.bulk.joining import join

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shards = write_readings(folder, count)
        told: dict[str, Any] = {"processes": 1, "progress": lambda doing, done, of: None}
        return {"cpu": spent(lambda: join(folder, range(shards), count, **told))}


def stream(count: int) -> dict[str, float]:
    """So many reports that join stories, one after the other, their features given."""
    from bench.stream import made
    from sayso.stream import WINDOW
    from sayso.stream.decider import Decider

    decider = Decider(WINDOW)

    def arrive(batch: Sequence[Any]) -> None:
        for one in batch:
            decider.arrive(one)

    return {"cpu": sum(spent(partial(arrive, batch)) for batch in _batches(report for _, report in made(count)))}


def library(count: int) -> dict[str, float]:
    """A library in SQLite that takes in so many reports, what was read of them, and the dossiers of their stories."""
    from bench.library import VERSION, MadeFeatures, keep_dossiers
    from bench.made_library import made_for_library
    from bench.stream import made
    from sayso.store import open_library
    from sayso.stream import storage

    vars(storage)["FeatureReader"] = MadeFeatures
    features, took = made(count), 0.0

    def take_in(batch: Sequence[Any]) -> None:
        opened.accept([(report, document) for report, document, _ in batch])
        opened.keep_readings([read for _, _, read in batch], VERSION)

    with tempfile.TemporaryDirectory() as folder:
        with closing(open_library(Path(folder) / "library.sayso", make=True)) as opened:
            for batch in _batches(made_for_library(count)):
                MadeFeatures.source = iter(list(islice(features, len(batch))))
                took += spent(partial(take_in, batch))
            took += spent(partial(keep_dossiers, opened))
        disk = sum(file.stat().st_size for file in Path(folder).iterdir())
    return {"cpu": took, "disk": float(disk)}


def dossier(count: int) -> dict[str, float]:
    """The dossier of so many reports of one story, which are read already."""
    from bench.contenders import sayso_link
    from bench.made_story import made_reports

    # loads what linking needs
    sayso_link(made_reports(2, seed=3))()
    return {"cpu": spent(sayso_link(made_reports(count)))}


GROWING: dict[str, Callable[[int], dict[str, float]]] = {
    "copies": copies,
    "joins": joins,
    "stream": stream,
    "library": library,
    "dossier": dossier,
}


def _batches(source: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(source, _BATCH)):
        yield batch


def grow(sizes: Sequence[int]) -> Iterator[dict[str, dict[str, dict[str, Any]]]]:
    """What grows -> number of reports -> CPU seconds, memory in MiB and, where there is any, bytes on the disk.

    Args:
        sizes: how many reports; of one story those of OF_A_STORY.

    Yields:
        One thing that grows, when it is measured.
    """
    for name in GROWING:
        counts = OF_A_STORY if name == "dossier" else sizes
        yield {name: {str(size): apart(["-m", "bench", "growth", "--one", name, str(size)]) for size in counts}}


def power(sizes: Sequence[int], values: Sequence[float]) -> float:
    """By which power of their number the time for all reports grows, over the whole range."""
    (least, few), (most, many) = (sizes[0], values[0]), (sizes[-1], values[-1])
    return log(many / few) / log(most / least)


def rows(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    """A line for each that grows and each number of reports."""
    for name, measured in found.items():
        whole = {int(size): one for size, one in measured.items() if "failed" not in one}
        for size, one in measured.items():
            if "failed" in one:
                yield f"  {name:10} {int(size):9,} failed: {one['failed']}"
                continue
            disk = f"{one['disk'] / int(size) / 1000:7.1f} kB a report on the disk" if "disk" in one else ""
            yield f"  {name:10} {int(size):9,} {1000 * one['cpu'] / int(size):9.2f} ms {one['peak']:7,.0f} MiB {disk}"
        for a, b in pairwise(sorted(whole)):
            grown = power([a, b], [whole[a]["cpu"], whole[b]["cpu"]])
            yield f"  {name:10} from {a:,} to {b:,} the time grows by their number to the power of {grown:.2f}"


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    ask = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    ask.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="reports")
    ask.add_argument("--one", nargs=2, metavar=("NAME", "N"), help=argparse.SUPPRESS)
    asked = ask.parse_args(arguments)
    if asked.one:
        start()
        measured = GROWING[asked.one[0]](int(asked.one[1]))
        print(json.dumps(measured | {"peak": peak_mib()}))
    else:
        for found in grow(asked.sizes):
            print("\n".join(rows(found)), flush=True)
    return 0
