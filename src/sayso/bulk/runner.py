"""Who does the work of a run on single reports and stories: processes of this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sayso.bulk.dossiers import Teller, make_dossiers, teller
from sayso.bulk.processes import affordable
from sayso.bulk.readings import Reader, Readings, read_shards, reader
from sayso.bulk.taken import Taken

TAKEN, PARTED, DOSSIERS = "taken", "parted", "dossiers"
"""Folders in that of a run: documents by shard, what was read by story, and dossiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be worked on: the folder of a run, the number of its shards, and what reads.

    `model` is an installed spaCy pipeline; None takes the one that is preferred.
    """

    folder: Path
    shards: int
    model: str | None

    def read(self, shards: Sequence[int], reader: Reader) -> Iterator[int]:
        """Reads the documents of some shards, and says how many, time and again."""
        taken, readings = Taken(self.folder / TAKEN, self.shards), Readings(self.folder)
        yield from read_shards(taken, readings, shards, reader, model=self.model)

    def tell(self, parts: Sequence[int], teller: Teller) -> Iterator[int]:
        """Makes the dossiers of the stories of some parts, and says how many, time and again."""
        yield from make_dossiers(self.folder / PARTED, self.folder / DOSSIERS, parts, teller)


class Runner(Protocol):
    """Who does the work; each shard is whole on the disk when all of it is counted."""

    def read(self, shards: Sequence[int]) -> Iterator[int]:
        """As `Work.read`."""

    def tell(self, parts: Sequence[int]) -> Iterator[int]:
        """As `Work.tell`."""


class Here:
    """Processes of this machine.

    Args:
        work: what to work on.
        processes: how many; None for one a core, as far as memory goes.
    """

    def __init__(self, work: Work, processes: int | None) -> None:
        self._work = work
        self._processes = processes or affordable()

    def read(self, shards: Sequence[int]) -> Iterator[int]:
        """See `Runner`."""
        with closing(reader(self._processes, self._work.model)) as pool:
            yield from self._work.read(shards, pool)

    def tell(self, parts: Sequence[int]) -> Iterator[int]:
        """See `Runner`."""
        with closing(teller(self._processes, self._work.model)) as pool:
            yield from self._work.tell(parts, pool)
