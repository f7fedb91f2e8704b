"""The leads of a shard's reports, by worker processes: as they were read, and without the lines that outlets repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.bulk.lead import COLUMNS, Lead, closed, report_of
from sayso.bulk.readings import Readings
from sayso.link.stories.features import BATCH, day_of, open_lead, without


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
    decoder = msgspec.msgpack.Decoder(Lead)
    rows = list(Readings(folder).rows(shard, ("number", "published", "lead")))
    return _leads(shard, rows, [decoder.decode(row["lead"]) for row in rows], [row["lead"] for row in rows])


def clean_leads(repeated: Repeated, *, folder: Path) -> Leads:
    """The leads of some of a shard's reports without the lines that an outlet repeats, with vectors of what is left.

    Args:
        repeated: the reports and lines.
        folder: the folder of the run.
    """
    columns = ("number", *COLUMNS, "lead")
    rows = list(Readings(folder).rows(repeated.shard, columns, only=repeated.numbers))
    before = msgspec.msgpack.Decoder(Lead)
    leads: list[Lead] = []
    for at in range(0, len(rows), BATCH):
        opened = []
        for row in rows[at : at + BATCH]:
            report = report_of(row)
            learnt, lines = open_lead(report)
            keys = learnt.lines or (None,) * len(lines)
            opened.append((report, learnt, without(lines, [key in repeated.lines for key in keys])))
        leads += closed(opened)
    left = [before.decode(row["lead"]).places for row in rows]
    return _leads(repeated.shard, rows, leads, list(map(msgspec.msgpack.encode, leads)), left)


def _leads(
    shard: int,
    rows: Sequence[dict[str, Any]],
    leads: Sequence[Lead],
    packed: list[bytes],
    left: Iterable[bytes] = (),
) -> Leads:
    keys = np.uint32
    return Leads(
        shard=shard,
        numbers=np.array([row["number"] for row in rows], np.int64),
        days=np.array([day_of(row["published"]) or 0 for row in rows], np.int64),
        headlines=np.array([lead.headline for lead in leads], keys),
        sizes=np.array([len(lead.lines) // keys().itemsize for lead in leads], np.int64),
        lines=np.frombuffer(b"".join(lead.lines for lead in leads), keys),
        places=np.frombuffer(b"".join(lead.places for lead in leads), keys),
        left=np.frombuffer(b"".join(left), keys),
        packed=packed,
    )
