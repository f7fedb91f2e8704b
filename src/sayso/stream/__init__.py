"""Reports as they come, into stories."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sayso.types import Report, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The story that a report is in: its id, its title, and how surely the report belongs to it, 0 to 1."""

    report: str
    story: str
    title: str | None
    score: float


def stories(
    paths: Iterable[str | os.PathLike[str]], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[Placed | Unread]:
    """Group a heap of reports into stories.

    Args:
        paths: as for `dossier`.
        stdin: the byte stream behind "-".
        allow_private: whether addresses of the local network may be fetched.

    Returns:
        The inputs that gave no report, then the story of each report, in the order given.
    """
    from sayso.ingest import read_inputs
    from sayso.link.story_features import find_features
    from sayso.link.story_terms import Frequencies
    from sayso.stream.decider import join_all, probability

    reports = []
    for item in read_inputs([os.fspath(p) for p in paths], stdin=stdin, allow_private=allow_private):
        if isinstance(item, Report):
            reports.append(item)
        else:
            yield item
    features = find_features(reports, Frequencies())
    decider = join_all(features)
    for report in features:
        story = decider.stories[decider.story_of[report.id]]
        title = next((t for t in story.titles if t), None)
        yield Placed(report=report.id, story=story.id, title=title, score=round(probability(story.odds(report)), 3))
