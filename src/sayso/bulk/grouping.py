"""The stories of a run: those of `sayso.stories` over a heap, without holding the reports in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sayso.bulk.readings import Readings
from sayso.bulk.spool import Spool
from sayso.link.stories.features import BATCH, FeatureReader, Features, Learnt, day_of, open_lead, top_vectors
from sayso.link.stories.terms import find_terms
from sayso.spans import OffsetMap
from sayso.stream import Placed, group_heap, last_day, placed, tomorrow
from sayso.types import Progress, Report

_COLUMNS = ("number", "id", "outlet", "title", "published", "text", "vector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What stories need of a report: id, title, day, the lines of its lead with their keys, and the vector of both."""

    id: str
    title: str | None
    published: str | None
    headline: int
    keys: tuple[int, ...]
    lines: list[str]
    vector: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of a report when all were known: its terms with their weights, and its vector."""

    terms: dict[int, float]
    vector: bytes


def group(
    readings: Readings, shards: Sequence[int], count: int, scratch: Path, progress: Progress
) -> Iterator[tuple[int, Placed]]:
    """The story of each report that was read, with the report's number, in the order of the numbers.

    Args:
        readings: what was read.
        shards: the shards.
        count: how many documents there were.
        scratch: a folder for files in between, some 3 kB a report.
        progress: is told what is being done.
    """
    with (
        tempfile.TemporaryDirectory(dir=scratch, prefix=".stories-") as folder,
        closing(Spool(Path(folder) / "leads", Lead, count)) as leads,
        closing(Spool(Path(folder) / "read", Read, count)) as read,
    ):
        days: dict[int, int | None] = {}
        for shard in shards:
            for row in readings.rows(shard, _COLUMNS):
                days[row["number"]] = day_of(row["published"])
                leads.write(row["number"], _lead(row))
        reader = FeatureReader(last_day(days.values(), tomorrow()))
        numbers = sorted(days)
        for number in numbers:
            one = leads.read(number)
            reader.repeats.learn(one.headline, one.keys)
        for at in range(0, len(numbers), BATCH):
            _read(numbers[at : at + BATCH], leads, read, reader)
            progress("reading for stories", at, len(numbers))
        done = 0

        def features(number: int) -> Features:
            nonlocal done
            done += 1
            if not done % 1000:
                progress("grouping", done, len(numbers))
            return _features(leads.read(number), read.read(number), reader)

        known = {number: reader.day(leads.read(number).published) for number in numbers}
        for number, story, arrival, continued in group_heap(known, features):
            yield number, placed(leads.read(number).id, arrival, story, continued)


def _lead(row: dict[str, object]) -> Lead:
    said = {name: row[name] for name in ("id", "outlet", "title", "published", "text")}
    report = Report(source="", sha256="", offsets=OffsetMap(()), **said)  # type: ignore[arg-type]
    learnt, lines = open_lead(report)
    return Lead(
        id=report.id,
        title=report.title,
        published=report.published,
        headline=learnt.headline,
        keys=learnt.lines,
        lines=lines,
        vector=row["vector"],  # type: ignore[arg-type]
    )


def _read(numbers: Sequence[int], leads: Spool[Lead], read: Spool[Read], reader: FeatureReader) -> None:
    """Terms and vectors of some reports, less the lines that an outlet repeats; the vector that is there where it has
    none."""
    opened = [leads.read(number) for number in numbers]
    bodies = [reader.body(one.lines, _learnt(one)) for one in opened]
    changed = [i for i, one in enumerate(opened) if bodies[i] != "\n".join(one.lines)]
    anew = top_vectors([(opened[i].title, bodies[i]) for i in changed]) if changed else ()
    vectors = {i: vector.tobytes() for i, vector in zip(changed, anew, strict=True)}
    for i, (number, one) in enumerate(zip(numbers, opened, strict=True)):
        terms = find_terms(one.title or "", bodies[i])
        reader.frequencies.learn(terms)
        read.write(number, Read(terms=terms, vector=vectors.get(i, one.vector)))


def _learnt(lead: Lead) -> Learnt:
    return Learnt(terms=(), headline=lead.headline, lines=lead.keys)


def _features(lead: Lead, read: Read, reader: FeatureReader) -> Features:
    return Features(
        id=lead.id,
        title=lead.title,
        vector=np.frombuffer(read.vector, dtype=np.int8),
        terms=reader.frequencies.weigh(read.terms),
        day=reader.day(lead.published),
        learnt=_learnt(lead),
    )
