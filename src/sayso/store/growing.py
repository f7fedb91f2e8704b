"""Adds reports to a library and brings it up to date: reads what was not read, makes dossiers of what changed."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from sayso import failing
from sayso.annotate.dates import Clues
from sayso.annotate.together import Read, read_together
from sayso.assemble import link, models_of
from sayso.errors import LibraryError, NoReport, SaysoError
from sayso.ingest import read_given
from sayso.ingest.documents import Document
from sayso.store.database import now
from sayso.store.library import Accepted, Kept, Library, Made
from sayso.store.stale import made_of
from sayso.types import Annotations, Progress, Report, Unread
from sayso.version import this_version, with_models

_NOTHING_SAID = Clues(
    behind=frozenset(), ahead=frozenset(), months=frozenset(), latest=None, latest_past=None, address=None
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What was brought up to date: how many stories, and the reports and stories where that failed."""

    stories: int
    failed: tuple[Unread, ...]


def versions(model: str | None = None) -> Versions:
    """The versions of today.

    Args:
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
    """
    models = models_of(model)
    own = this_version()
    return Versions(reading=with_models(own, models), linking=own, models=models)


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
        the last, and then come reports and stories at which sayso failed.

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
    yield from bring_up_to_date(library, today, model=model, progress=progress).failed


def bring_up_to_date(
    library: Library, today: Versions, *, model: str | None = None, progress: Progress = lambda doing, done, of: None
) -> Renewed:
    """Reads what is to be read and makes the dossiers that are to be made; what is done is kept story by story.

    Args:
        library: an open library.
        today: the versions to bring it to.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        progress: is told what is being done.

    Raises:
        LibraryError: when the library cannot be used.
        ModelError: when the language model is missing or is not what it claims to be.
    """
    failed: list[Unread] = []
    stories = 0
    unmade = library.unmade(today.reading, today.linking)
    for number, story in enumerate(unmade, start=1):
        progress("making dossiers", number, len(unmade))
        stories += make_dossier(library, story, today, failed, model=model, progress=progress)
    return Renewed(stories=stories, failed=tuple(failed))


def make_dossier(
    library: Library,
    story: int,
    today: Versions,
    failed: list[Unread],
    *,
    model: str | None = None,
    progress: Progress = lambda doing, done, of: None,
) -> bool:
    """Reads a story's new reports and makes its dossier; what sayso fails at, and a story that goes, end nothing else.

    Args:
        library: an open library.
        story: its number.
        today: the versions that it is to be of.
        failed: gets the reports that could not be annotated, and the story when its dossier could not be made.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        progress: is told what is being done.

    Returns:
        Whether the dossier is there.

    Raises:
        LibraryError: when the library cannot be used.
        ModelError: when the language model is missing or is not what it claims to be.
    """
    try:
        with unless_gone(library, story):
            dossier_of(library, story, today, model=model, failed=failed, progress=progress)
            return True
    except SaysoError:
        raise
    except Exception as error:
        failed.append(failing.failed(f"s{story}", f"s{story}", failing.UNTOLD, error))
    return False


@contextmanager
def unless_gone(library: Library, story: int) -> Iterator[None]:
    """Lets pass what goes wrong with a story that is no more, or has a report no more that it had: another process may
    have put it into another one, or forgotten the report. What is left of it comes up again as a story to be made.
    """
    try:
        yield
    except NoReport:
        return
    except LibraryError:
        if library.reports(story):
            raise


def dossier_of(
    library: Library,
    story: int,
    today: Versions,
    *,
    model: str | None = None,
    failed: list[Unread] | None = None,
    progress: Progress = lambda doing, done, of: None,
) -> Made:
    """The dossier of a story: the one that is kept, or one made now when it is missing or made of something else.

    Args:
        library: an open library.
        story: its number.
        today: the versions that it is to be of.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        failed: gets the reports that could not be annotated, which stand there with nothing found in them; None lets
            the error through.
        progress: is told what is being done.

    Raises:
        LibraryError: when there is no such story, or it changes faster than its dossier can be made.
    """
    library.story(story)
    for _ in range(TRIES):
        kept = None if library.unmade(today.reading, today.linking, story) else library.dossier(story)
        if kept is not None:
            return kept
        with recalled(library, story) as of:
            readings = read_story(library, story, today, model=model, failed=failed, progress=progress)
            of.update(k.report.id for k in readings)
            judgements = library.judgements(story)
            annotated = [k.read.annotations for k in readings if k.read is not None]
            if not annotated:
                raise LibraryError(f"{library.where}: story s{story} has no reports any more")
            dossier = link(annotated, models=today.models, judgements=judgements)
        made = Made(
            dossier=dossier,
            version=today.linking,
            input=made_of([(k.report.id, k.sha256) for k in readings], judgements),
            made=now(),
        )
        if library.keep_dossier(story, made):
            return made
    raise LibraryError(f"{library.where}: story s{story} changes faster than its dossier is made; try again")


@contextmanager
def recalled(library: Library, story: int) -> Iterator[set[str]]:
    """Lets the encoders take what is kept of a story's texts, and keeps what they make of the others.

    Args:
        library: an open library.
        story: its number.

    Returns:
        The ids of the reports whose words the encoders are given; those that come to the story are to be added.
    """
    from sayso.language.encoders import version_of_encoders
    from sayso.language.recall import Recall, recalling

    version = version_of_encoders()
    recall = Recall(library.encoded(story, version))
    names = {r.id for r in library.reports(story)}
    with recalling(recall):
        yield names
    if (new := recall.new()) is not None:
        library.keep_encoded(sorted(names), version, new)


def read_story(
    library: Library,
    story: int,
    today: Versions,
    *,
    model: str | None = None,
    failed: list[Unread] | None = None,
    progress: Progress = lambda doing, done, of: None,
) -> tuple[Kept, ...]:
    """The readings of a story's reports, all of the version of today; what has to be read is kept part by part.

    A report whose day another one moves is read again, since its times hang on that.

    Args:
        library: an open library.
        story: its number.
        today: the versions that they are to be of.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        failed: gets the reports that could not be annotated, of which nothing is kept; None lets the error through.
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
        beside = [*already, *twins.values()]
        try:
            reads = read_together(fresh, beside, model=model)
        except Exception as error:
            if failed is None or isinstance(error, SaysoError) or not fresh:
                raise
            reads = _one_by_one(fresh, beside, model, failed)
        known = {r.report.id: r for r in already}
        changed = [r for r in reads if known.get(r.report.id) != r]
        if not changed:
            return readings
        library.keep_readings(changed, today.reading)


def _one_by_one(
    reports: Sequence[Report], beside: Sequence[Read], model: str | None, failed: list[Unread]
) -> tuple[Read, ...]:
    """What is read of reports of which one makes the reader fail: that one is kept with nothing found in it."""
    reads = tuple(beside)
    for report in reports:
        try:
            reads = read_together([report], reads, model=model)
        except SaysoError:
            raise
        except Exception as error:
            failed.append(failing.failed(report.id, report.id, failing.UNREAD, error))
            nothing: dict[str, Any] = dict.fromkeys(("names", "times", "statements", "figures", "events"), ())
            found = Annotations(report=report, sentences=(), propositions=(), **nothing)
            reads = (*reads, Read(report=report, clues=_NOTHING_SAID, annotations=found))
    return reads
