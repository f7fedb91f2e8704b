"""The desk's work: the library, opened once per thread, and the one thread that reads what was handed in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sayso.errors import LibraryError
from sayso.store import open_library
from sayso.store.growing import Versions, dossier_of, versions
from sayso.store.library import Library, Made


class Desk:
    """What the pages of one library work with.

    Args:
        where: a file or a postgresql:// address; None for `sayso.store.default_library`.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when the library cannot be opened.
    """

    def __init__(self, where: str | None = None, *, model: str | None = None) -> None:
        self._where = where
        self._model = model
        self._held = threading.local()
        self._today: Versions | None = None
        with closing(open_library(where, make=True)) as library:
            self.where = library.where

    @contextmanager
    def reading(self) -> Iterator[Library]:
        """The library for reading, in a connection of this thread's own."""
        with self._connection("reading", write=False) as library:
            yield library

    @contextmanager
    def writing(self) -> Iterator[Library]:
        """The library for writing, in a connection of this thread's own."""
        with self._connection("writing", write=True) as library:
            yield library

    @contextmanager
    def _connection(self, kind: str, *, write: bool) -> Iterator[Library]:
        library: Library | None = getattr(self._held, kind, None)
        if library is None:
            library = open_library(self._where, write=write)
            setattr(self._held, kind, library)
        try:
            yield library
        except LibraryError:
            # a connection that broke must not be used again
            setattr(self._held, kind, None)
            library.close()
            raise

    def renew(self, story: int) -> Made:
        """The dossier of a story as it is to be now: made in this call when reports or judgements are new.

        Raises:
            LibraryError: when there is no such story, or the library cannot be used.
        """
        with self.writing() as library:
            return dossier_of(library, story, self.today(), model=self._model, failed=[])

    def today(self) -> Versions:
        """The versions of sayso and its models that dossiers are to be of."""
        if self._today is None:
            self._today = versions(self._model)
        return self._today

    def begin(self) -> None:
        """Starts the thread that reads."""

    def end(self) -> None:
        """Ends the thread that reads, when the story that it is at is done."""
