"""A shard's reports to what stories need of them, by worker processes: day, lines of the lead, terms and vector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.bulk.readings import Readings
from sayso.link.stories.features import BATCH, day_of, open_lead, top_vectors, without
from sayso.link.stories.terms import find_terms
from sayso.spans import OffsetMap
from sayso.types import Report

_COLUMNS = ("number", "id", "outlet", "title", "published", "text", "vector")


class Lead(msgspec.Struct, array_like=True, frozen=True):
    """What is kept of a report: id, title, vector, and the places of its terms with their weights (64-bit floats)."""

    id: str
    title: str | None
    vector: bytes
    places: bytes
    weights: bytes


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of some reports of a shard.

    Args:
        shard: its number.
        numbers: of the reports.
        days: theirs, counted from the year 1; 0 where it is not known.
        headlines: keys of their headlines.
        sizes: how many lines each lead has that its outlet might repeat.
        lines: keys of those lines, one report's behind the other's.
        places: the places of all their terms, as often as a report has them.
        left: the same, of terms that reports had before lines were left out.
        packed: each `Lead` as MessagePack.
    """

    shard: int
    numbers: NDArray[np.int64]
    days: NDArray[np.int64]
    headlines: NDArray[np.uint32]
    sizes: NDArray[np.int64]
    lines: NDArray[np.uint32]
    places: NDArray[np.uint32]
    left: NDArray[np.uint32]
    packed: list[bytes]


@dataclass(frozen=True, slots=True)
class Repeated:
    """Reports of a shard with lines that their outlets put on every page: their numbers, and the keys of such lines."""

    shard: int
    numbers: frozenset[int]
    lines: frozenset[int]


def open_leads(shard: int, *, folder: Path) -> Leads:
    """The leads of a shard's reports, all lines in them.

    Args:
        shard: its number.
        folder: the folder of the run.
    """
    return _leads(shard, (_opened(row, frozenset()) for row in Readings(folder).rows(shard, _COLUMNS)))


def clean_leads(repeated: Repeated, *, folder: Path) -> Leads:
    """The leads of some of a shard's reports without the lines that an outlet repeats, with vectors of what is left.

    Args:
        repeated: the reports and lines.
        folder: the folder of the run.
    """
    rows = Readings(folder).rows(repeated.shard, _COLUMNS)
    opened = [_opened(row, repeated.lines) for row in rows if row["number"] in repeated.numbers]
    for at in range(0, len(opened), BATCH):
        batch = opened[at : at + BATCH]
        for one, vector in zip(batch, top_vectors([(one.report.title, one.body) for one in batch]), strict=True):
            one.vector = vector.tobytes()
    return _leads(repeated.shard, opened)


@dataclass(slots=True)
class _Opened:
    number: int
    report: Report
    headline: int
    lines: tuple[int, ...]
    body: str
    terms: dict[int, float]
    # the terms with all lines in it, where some are left out
    left: dict[int, float]
    vector: bytes


def _opened(row: dict[str, Any], repeated: frozenset[int]) -> _Opened:
    said = {name: row[name] for name in ("id", "outlet", "title", "published", "text")}
    report = Report(source="", sha256="", offsets=OffsetMap(()), **said)
    learnt, lines = open_lead(report)
    keys = learnt.lines or (None,) * len(lines)
    body = without(lines, [key in repeated for key in keys])
    title = report.title or ""
    return _Opened(
        number=row["number"],
        report=report,
        headline=learnt.headline,
        lines=learnt.lines,
        body=body,
        terms=find_terms(title, body),
        left=find_terms(title, "\n".join(lines)) if repeated else {},
        vector=row["vector"],
    )


def _leads(shard: int, found: Iterable[_Opened]) -> Leads:
    numbers, days, headlines, sizes, places, left, packed = [], [], [], [], [], [], []
    lines: list[int] = []
    for one in found:
        mine = np.fromiter(one.terms, np.uint32, len(one.terms))
        weights = np.fromiter(one.terms.values(), np.float64, len(one.terms))
        lead = Lead(one.report.id, one.report.title, one.vector, mine.tobytes(), weights.tobytes())
        numbers.append(one.number)
        days.append(day_of(one.report.published) or 0)
        headlines.append(one.headline)
        sizes.append(len(one.lines))
        lines += one.lines
        places.append(mine)
        left.append(np.fromiter(one.left, np.uint32, len(one.left)))
        packed.append(msgspec.msgpack.encode(lead))
    return Leads(
        shard=shard,
        numbers=np.array(numbers, np.int64),
        days=np.array(days, np.int64),
        headlines=np.array(headlines, np.uint32),
        sizes=np.array(sizes, np.int64),
        lines=np.array(lines, np.uint32),
        places=np.concatenate(places) if places else np.zeros(0, np.uint32),
        left=np.concatenate(left) if left else np.zeros(0, np.uint32),
        packed=packed,
    )
