"""The stories of a run: those of `sayso.stories` over a heap, without holding the reports in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.leads import Leads, Repeated, clean_leads, open_leads
from sayso.bulk.processes import Lost, side_by_side
from sayso.bulk.proposing import AT_ONCE, Arriving, Proposer
from sayso.bulk.spool import Spool
from sayso.errors import WorkerError
from sayso.link.stories.features import Features, prior
from sayso.link.stories.lines import Repeats
from sayso.link.stories.terms import PLACES
from sayso.stream import WINDOW, Placed, group_heap, in_order, last_day, tomorrow
from sayso.types import Progress

Item = TypeVar("Item")
Result = TypeVar("Result")
# shards, and batches of AT_ONCE reports, from which on processes beside this one pay
_SHARDS, _BATCHES = 4, 8
_NO_KEYS = np.zeros(0, np.uint32)


def group(
    folder: Path, shards: Sequence[int], count: int, *, processes: int, progress: Progress, window: int = WINDOW
) -> Iterator[tuple[int, Placed]]:
    """The story of each report that was read, with the report's number, in the order of the numbers.

    What is read of single reports is read shard by shard, in processes side by side. Then one process looks up what is
    near each report while this one joins them, for what is near does not hang on the stories.

    Args:
        folder: that of the run; for files in between it needs some 2 kB a report.
        shards: the shards.
        count: how many documents there were.
        processes: how many may work at once.
        progress: is told what is being done.
        window: reports after which a report is forgotten.

    Raises:
        WorkerError: when a worker process cannot be started or crashes.
    """
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".stories-") as scratch,
        closing(Spool(path := Path(scratch) / "leads", count)) as spool,
    ):
        known = _Known(spool)
        for _, leads in _done(partial(open_leads, folder=folder), shards, least=_SHARDS, processes=processes):
            known.add(leads)
            progress("reading for stories", known.reports, count)
        numbers, days, changed = known.all()
        again = _done(partial(clean_leads, folder=folder), changed, least=_SHARDS, processes=processes)
        for done, (_, leads) in enumerate(again, start=1):
            known.clean(leads)
            progress("reading without repeated lines", done, len(changed))
        spool.flush()
        today = last_day((day or None for day in days.tolist()), tomorrow())
        # a report that is dated ahead is taken as undated
        days = np.where(days > today, 0, days)
        order = in_order(days)
        coming = (
            list(zip(days[batch].tolist(), map(spool.place, numbers[batch].tolist()), strict=True))
            for batch in (order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE))
        )
        proposer = Proposer(path, known.frequencies, window)
        # what comes next is looked up in one other process, if at all
        ahead = _done(proposer, coming, least=_BATCHES, processes=processes, most=1)
        for position, placed in group_heap(order, _arriving(ahead, len(order), progress), window):
            yield int(numbers[position]), placed


class _Known:
    """What is known of all reports while their leads are read.

    Args:
        spool: where the leads go.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._leads: list[Leads] = []
        self.frequencies = prior()
        self.reports = 0

    def add(self, leads: Leads) -> None:
        """The leads of a shard's reports."""
        self.reports += len(leads.numbers)
        self.frequencies.reports += len(leads.numbers)
        self._keep(leads)
        self._leads.append(replace(leads, places=_NO_KEYS, packed=[]))

    def clean(self, leads: Leads) -> None:
        """The leads of reports that were there, without lines that are repeated."""
        self.frequencies.counts -= np.bincount(leads.left, minlength=PLACES).astype(np.uint32)
        self._keep(leads)

    def _keep(self, leads: Leads) -> None:
        self.frequencies.counts += np.bincount(leads.places, minlength=PLACES).astype(np.uint32)
        for number, data in zip(leads.numbers.tolist(), leads.packed, strict=True):
            self._spool.write(number, data)

    def all(self) -> tuple[NDArray[np.int64], NDArray[np.int64], list[Repeated]]:
        """The numbers of all reports, ascending, the day of each, and those with lines that their outlets repeat."""
        numbers = np.concatenate([one.numbers for one in self._leads])
        lines = np.concatenate([one.lines for one in self._leads])
        headlines = np.concatenate([one.headlines for one in self._leads])
        bounds = np.concatenate([[0], np.cumsum(np.concatenate([one.sizes for one in self._leads]))])
        order = np.argsort(numbers)
        repeats = Repeats()
        each = zip(headlines[order].tolist(), bounds[order].tolist(), bounds[order + 1].tolist(), strict=True)
        for headline, start, stop in each:
            repeats.learn(headline, lines[start:stop].tolist())
        changed = []
        for leads in self._leads:
            repeated = repeats.repeated(leads.lines)
            if repeated.any():
                of = np.repeat(leads.numbers, leads.sizes)
                changed.append(
                    Repeated(leads.shard, frozenset(of[repeated].tolist()), frozenset(leads.lines[repeated].tolist()))
                )
        days = np.concatenate([one.days for one in self._leads])
        self._leads = []
        return numbers[order], days[order], changed


def _arriving(
    batches: Iterable[tuple[object, Arriving]], count: int, progress: Progress
) -> Iterator[tuple[Features, Mapping[int, int]]]:
    done = 0
    for _, batch in batches:
        yield from batch.features()
        done += len(batch.leads)
        progress("grouping", done, count)


def _done(
    work: Callable[[Item], Result], items: Iterable[Item], *, least: int, processes: int, most: int | None = None
) -> Iterator[tuple[Item, Result]]:
    """As `side_by_side`, where no process may be lost."""
    with closing(side_by_side(work, items, least=least, processes=processes, most=most)) as results:
        for item, result in results:
            if isinstance(result, Lost):
                raise WorkerError(f"reports could not be put into stories: {result.reason}")
            yield item, result
