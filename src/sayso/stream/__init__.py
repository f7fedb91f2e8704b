"""Reports into stories: a heap of them at once, or as they come, with a file that remembers."""

from __future__ import annotations

import os
from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sayso.types import Progress, Report, Unread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sayso.link.stories.features import Features
    from sayso.stream.decider import Described

# arrivals after which a report is not looked up any more, and a story to which none came since is closed
WINDOW = 100_000
# the shortest window: what was learnt is written every so often, and the reports since then must still be there
SHORTEST = 1000
# reports that are joined and then kept at once
BATCH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The story that a report is in.

    `score` is the probability, 0 to 1, that the report tells what the reports of its story tell. `title` is that of
    the story's most typical report, `start` and `end` are the first and last day of its reports (ISO), `continues` the
    id of the story that began earlier and goes on in this one.
    """

    report: str
    story: str
    title: str | None
    score: float
    start: str | None = None
    end: str | None = None
    continues: str | None = None


def stories(
    paths: Iterable[str | os.PathLike[str]],
    *,
    state: str | os.PathLike[str] | None = None,
    window: int = WINDOW,
    stdin: BinaryIO | None = None,
    allow_private: bool = False,
    progress: Progress = lambda doing, done, of: None,
) -> Generator[Placed | Unread, None, None]:
    """Which reports tell the same story.

    Without `state` the reports are one heap: what is common among them is learnt from all first, and they are taken in
    the order of their days. With `state` they join, in the order given, the stories that the file knows; each is
    remembered, so that the next call goes on where this one ended, and so does a call after this one was cut off.

    Args:
        paths: as for `dossier`.
        state: an SQLite file that remembers stories, made when it is missing.
        window: reports after which a report is forgotten: later ones join its story only over reports that came since.
        stdin: the byte stream behind "-".
        allow_private: whether addresses of the local network may be fetched.
        progress: is told what is being done.

    Returns:
        The inputs that gave no report; then the story of each report, in the order given; with `state`, then the
        reports of earlier calls that are in another story now.

    Raises:
        StateError: when the file is of another program or was made with other weights, or cannot be written.
        ValueError: when the window is shorter than SHORTEST reports.
    """
    from sayso.ingest import read_inputs

    if window < SHORTEST:
        raise ValueError(f"a window of {window:,} reports is too short; the shortest is {SHORTEST:,}")
    items = read_inputs([os.fspath(p) for p in paths], stdin=stdin, allow_private=allow_private)
    today = tomorrow()
    if state is None:
        yield from _heap(items, window, today, progress)
    else:
        yield from _stream(items, Path(state), window, today, progress)


def _heap(items: Iterable[Report | Unread], window: int, today: int, progress: Progress) -> Iterator[Placed | Unread]:
    reports: list[Report] = []
    for item in items:
        if isinstance(item, Report):
            reports.append(item)
            progress("reading", len(reports), 0)
        else:
            yield item
    from sayso.link.stories.features import FeatureReader, day_of

    features: list[Features] = []
    for one in FeatureReader(last_day((day_of(report.published) for report in reports), today)).together(reports):
        features.append(one)
        progress("grouping", len(features), len(reports))
    yield from group_features(features, window)


def tomorrow() -> int:
    """The day after this one, counted from the year 1: the last that a report can be of, wherever it is written."""
    return datetime.now(UTC).date().toordinal() + 1


def last_day(days: Iterable[int | None], today: int) -> int:
    """The last day that a report of a heap can be of.

    Where most are of days to come, it is the clock or the world that is another one.

    Args:
        days: of the reports, counted from the year 1; None where it is not known.
        today: the last day by the clock.
    """
    known = sorted(day for day in days if day is not None)
    return known[-1] if known and known[len(known) // 2] > today else today


def group_features(features: list[Features], window: int = WINDOW) -> Iterator[Placed]:
    """The story of each report of a heap, by features read from all of them.

    Args:
        features: of each report.
        window: reports after which a report is forgotten.
    """
    import numpy as np

    order = in_order(np.array([one.day or 0 for one in features], np.int64))
    arriving = proposed((features[i] for i in order.tolist()), window)
    yield from (one for _, one in group_heap(order, arriving, window))


def in_order(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of a heap's reports in the order in which they are taken in: that of their days, then as given.

    Args:
        days: the day of each report, counted from the year 1; 0 where it is not known.
    """
    import numpy as np

    # undated reports come last: they can join any story of the heap then
    return np.lexsort((days, days == 0))


def proposed(features: Iterable[Features], window: int = WINDOW) -> Iterator[tuple[Features, Mapping[int, int]]]:
    """Reports as they come, each with those before it that may tell the same story, as `Index.near` has them.

    Args:
        features: of the reports.
        window: reports after which a report is forgotten.
    """
    from sayso.stream.index import Index
    from sayso.stream.remembered import packed

    index = Index(window)
    waiting, first = iter(features), 1
    while batch := list(islice(waiting, BATCH)):
        yield from zip(batch, index.take(first, *packed(batch)), strict=True)
        first += len(batch)


def group_heap(
    order: NDArray[np.int64], arriving: Iterable[tuple[Features, Mapping[int, int]]], window: int = WINDOW
) -> Iterator[tuple[int, Placed]]:
    """The story of each report of a heap, whose features need not all be in memory.

    Args:
        order: the places of the reports, as `in_order` has them.
        arriving: in that order the features of each report, and those before it that may tell the same story.
        window: reports after which a report is forgotten.

    Yields:
        Each place with the story of its report, by the places.
    """
    import numpy as np

    from sayso.stream.decider import Decider

    decider = Decider(window, among=len(order))
    told: list[Described] = []
    # by arrival: the report's id, its place in what is told, and its score
    names, stories, scores = [""], array("q", bytes(8 * (len(order) + 1))), array("d", bytes(8 * (len(order) + 1)))

    def tell(story: Described) -> None:
        for arrival, score in story.scores.items():
            stories[arrival], scores[arrival] = len(told), score
        told.append(replace(story, scores={}))

    for one, near in arriving:
        names.append(one.id)
        for closed in decider.arrive_near(one, near).closed:
            tell(closed)
    for story in decider.stories.values():
        tell(decider.describe(story))
    for place, arrival in enumerate((np.argsort(order) + 1).tolist()):
        story = told[stories[arrival]]
        continued = told[stories[story.continues]].number if story.continues is not None else None
        yield place, placed(names[arrival], scores[arrival], story, continued)


def _stream(
    items: Iterable[Report | Unread], state: Path, window: int, today: int, progress: Progress
) -> Iterator[Placed | Unread]:
    from sayso.stream.storage import StoryFile

    with closing(StoryFile(state, window, today)) as kept:
        batch: list[Report] = []
        taken = 0
        for item in items:
            if isinstance(item, Unread):
                yield item
                continue
            batch.append(item)
            if len(batch) == BATCH:
                kept.take(batch)
                taken += len(batch)
                progress("joining", taken, 0)
                batch = []
        kept.take(batch)
        yield from kept.tell()


def placed(report: str, score: float, story: Described, continued: int | None) -> Placed:
    """What is told of a report, its score and story, and the story that this continues unless it is that by now."""
    return Placed(
        report=report,
        story=f"s{story.number}",
        title=story.title,
        score=round(score, 3),
        start=_iso(story.first_day),
        end=_iso(story.last_day),
        continues=None if continued in (None, story.number) else f"s{continued}",
    )


def _iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()
