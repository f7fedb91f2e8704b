"""Adds reports to a library and brings it up to date: reads what was not read, makes dossiers of what changed."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as distribution_version
from typing import BinaryIO

from sayso.annotate.together import read_together
from sayso.assemble import link, models_of
from sayso.errors import LibraryError
from sayso.ingest import read_given
from sayso.ingest.documents import Document
from sayso.store.library import Accepted, Kept, Library, Made
from sayso.store.stale import made_of
from sayso.types import Progress, Report, Unread

# reports that are accepted at once; what is not accepted yet when a process ends has to be added again
ACCEPTED_AT_ONCE = 32
# reports of a story that are read and then kept at once
READ_AT_ONCE = 8
# how often a dossier is made anew because the story changed while it was made
TRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What reads reports and what makes dossiers today: two versions in words, and the models by their parts."""

    reading: str
    linking: str
    models: dict[str, str]


def versions(model: str | None = None) -> Versions:
    """The versions of today.

    Args:
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
    """
    models = models_of(model)
    own = f"sayso {distribution_version('sayso')}"
    return Versions(
        reading="; ".join((own, *(f"{part} {its}" for part, its in models.items()))), linking=own, models=models
    )


def add(
    library: Library,
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None = None,
    model: str | None = None,
    allow_private: bool = False,
    progress: Progress = lambda doing, done, of: None,
) -> Generator[Accepted | Unread, None, None]:
    """Adds reports to a library, joins them to stories, and makes the dossiers of all stories that changed.

    What an earlier call left undone because it was cut off is done too, and what another version read is read anew.

    Args:
        library: an open library.
        paths: as for `sayso.dossier`; none brings the library up to date.
        stdin: the byte stream behind "-".
        model: an installed spaCy pipeline; None takes the one that is preferred.
        allow_private: whether addresses of the local network may be fetched.
        progress: is told what is being done.

    Returns:
        Each report as it is accepted, in the order given, and each input that gave none; the dossiers are made after
        the last.

    Raises:
        LibraryError: when the library cannot be used.
        ModelError: when the language model is missing or is not what it claims to be.
    """
    today = versions(model)
    batch: list[tuple[Report, Document]] = []
    done = 0
    for outcome, document in read_given([os.fspath(p) for p in paths], stdin=stdin, allow_private=allow_private):
        if isinstance(outcome, Unread) or document is None:
            if isinstance(outcome, Unread):
                yield outcome
            continue
        batch.append((outcome, document))
        if len(batch) == ACCEPTED_AT_ONCE:
            yield from library.accept(batch)
            done += len(batch)
            progress("adding", done, 0)
            batch = []
    if batch:
        yield from library.accept(batch)
    bring_up_to_date(library, today, model=model, progress=progress)


def bring_up_to_date(
    library: Library, today: Versions, *, model: str | None = None, progress: Progress = lambda doing, done, of: None
) -> int:
    """Reads what is to be read and makes the dossiers that are to be made; what is done is kept story by story.

    Args:
        library: an open library.
        today: the versions to bring it to.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        progress: is told what is being done.

    Returns:
        How many dossiers were made.
    """
    made = 0
    unmade = library.unmade(today.reading, today.linking)
    for number, story in enumerate(unmade, start=1):
        progress("making dossiers", number, len(unmade))
        try:
            dossier_of(library, story, today, model=model)
            made += 1
        except LibraryError:
            # another process may have brought two stories together meanwhile
            if library.reports(story):
                raise
    return made


def dossier_of(library: Library, story: int, today: Versions, *, model: str | None = None) -> Made:
    """The dossier of a story: the one that is kept, or one made now when it is missing or made of something else.

    Args:
        library: an open library.
        story: its number.
        today: the versions that it is to be of.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when there is no such story, or it changes faster than its dossier can be made.
    """
    library.story(story)
    for _ in range(TRIES):
        kept = None if library.unmade(today.reading, today.linking, story) else library.dossier(story)
        if kept is not None:
            return kept
        readings = read_story(library, story, today, model=model)
        judgements = library.judgements(story)
        annotated = [k.read.annotations for k in readings if k.read is not None]
        if not annotated:
            raise LibraryError(f"{library.where}: story s{story} has no reports any more")
        made = Made(
            dossier=link(annotated, models=today.models, judgements=judgements),
            version=today.linking,
            input=made_of([(k.report.id, k.sha256) for k in readings], judgements),
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if library.keep_dossier(story, made):
            return made
    raise LibraryError(f"{library.where}: story s{story} changes faster than its dossier is made; try again")


def read_story(
    library: Library,
    story: int,
    today: Versions,
    *,
    model: str | None = None,
    progress: Progress = lambda doing, done, of: None,
) -> tuple[Kept, ...]:
    """The readings of a story's reports, all of the version of today; what has to be read is kept part by part.

    A report whose day another one moves is read again, since its times hang on that.

    Args:
        library: an open library.
        story: its number.
        today: the versions that they are to be of.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        progress: is told what is being done.

    Raises:
        LibraryError: when the library cannot be used.
    """
    while True:
        readings = library.readings(story, today.reading)
        unread = [k.report for k in readings if k.read is None]
        already = [k.read for k in readings if k.read is not None]
        batch = unread[:READ_AT_ONCE]
        twins = {r.id: twin for r in batch if (twin := library.read_before(r, today.reading)) is not None}
        fresh = [r for r in batch if r.id not in twins]
        if fresh:
            progress("reading", len(already), len(readings))
        reads = read_together(fresh, [*already, *twins.values()], model=model)
        known = {r.report.id: r for r in already}
        changed = [r for r in reads if known.get(r.report.id) != r]
        if not changed:
            return readings
        library.keep_readings(changed, today.reading)
