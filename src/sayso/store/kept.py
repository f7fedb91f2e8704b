"""A library of one story in a file, so that a report that comes later needs no other to be read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sayso.errors import KeptError, LibraryError
from sayso.ingest.documents import Document
from sayso.store import open_library
from sayso.store.growing import read_story, recalled, versions
from sayso.store.library import Kept
from sayso.types import Progress, Report, Unread

ONLY = 1  # the number of the only story


@contextmanager
def reading_kept(
    path: Path,
    given: Sequence[tuple[Report, Document]],
    *,
    model: str | None = None,
    failed: list[Unread] | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[Kept, ...]]:
    """Reads the reports that a file does not hold yet, and those in it that another version read; keeps and gives all.

    A report that comes again is not read again. Another text under the id of one that is kept is another report, with
    an id of its own. What encoders make of the story's texts until this ends is kept in the file too.

    Args:
        path: the file; made when it is missing.
        given: reports as they were handed in.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        failed: gets the reports that could not be annotated, in which nothing is found; None lets the error through.
        progress: is told what is being done.

    Raises:
        KeptError: when the file cannot be read or written.
    """
    try:
        with closing(open_library(path, make=True, kind="story")) as library:
            library.accept(given)
            told = progress or (lambda doing, done, of: None)
            with recalled(library, ONLY) as of:
                kept = read_story(library, ONLY, versions(model), model=model, failed=failed, progress=told)
                of.update(k.report.id for k in kept)
                yield kept
    except LibraryError as error:
        raise KeptError(str(error)) from error
