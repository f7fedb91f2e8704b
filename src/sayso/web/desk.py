"""The desk's work: the library, opened once per thread, and the one thread that reads what was handed in."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sayso.errors import LibraryError, SaysoError
from sayso.store import open_library
from sayso.store.desk import HandedIn, Waiting
from sayso.store.growing import Versions, dossier_of, unless_gone, versions
from sayso.store.library import Library, Made
from sayso.types import Unread
from sayso.web import wording
from sayso.web.bodies import Bodies
from sayso.web.changes import Changes
from sayso.web.taking_in import take_in

# seconds after which a library that could not be used is tried again
AGAIN = 10.0
# seconds that the end of the desk waits for the reader to finish what it is at; it goes on with the rest next time
LAST = 5.0
# seconds that a reader waits for a new dossier before the old one is shown
PATIENCE = 1.5
# seconds after which it is asked again whether a dossier is made
ASKED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What the reader is at: a story or something handed in, how far it is, and what keeps it from its work."""

    story: int | None = None
    told: str = ""
    trouble: str = ""


class Desk:
    """What the pages of one library work with.

    Args:
        where: a file or a postgresql:// address; None for `sayso.store.default_library`.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        allow_private: whether addresses of the local network may be fetched.

    Raises:
        LibraryError: when the library cannot be opened, not even for reading.
    """

    def __init__(self, where: str | None = None, *, model: str | None = None, allow_private: bool = False) -> None:
        self._where = where
        self._model = model
        self._allow_private = allow_private
        self._held = threading.local()
        self._today: Versions | None = None
        self._thread: threading.Thread | None = None
        self._called, self._ending = threading.Event(), threading.Event()
        self._first: deque[int] = deque()
        self._failed: dict[int, tuple[Unread, ...]] = {}
        self.bodies, self.changes = Bodies(), Changes()
        self.doing = Doing()
        try:
            library = open_library(where, make=True)
        except LibraryError:
            # one that may not be written can be read all the same
            library = open_library(where, write=False)
        with closing(library):
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

    def hand_in(self, by: str, given: Sequence[HandedIn]) -> tuple[int, ...]:
        """Keeps what a reader hands in, and calls the thread that reads.

        Returns:
            The numbers under which the library tells what comes of it.

        Raises:
            LibraryError: when the library cannot be used; then nothing is kept.
        """
        with self.writing() as library:
            numbers = library.hand_in(by, given)
        self.wake()
        return numbers

    def renew_soon(self, story: int, patience: float) -> bool:
        """Has the thread that reads make a story's dossier before all else, and waits for it a while.

        Args:
            story: its number.
            patience: how long, in seconds.

        Returns:
            Whether it is there; never where the story has gone into another one.

        Raises:
            LibraryError: when the library cannot be used.
        """
        self._failed.pop(story, None)
        self._first.append(story)
        self.wake()
        # without its thread nobody makes it
        until = time.monotonic() + (patience if self._thread is not None else 0.0)
        while True:
            # another process may just have put it into another story
            with self.reading() as library, unless_gone(library, story):
                if library.story(story).current:
                    return True
            if time.monotonic() >= until:
                return False
            time.sleep(ASKED)

    def failed_at(self, story: int) -> tuple[Unread, ...]:
        """The reports of a story, or the story itself, at which sayso failed since the desk began."""
        return self._failed.get(story, ())

    def told(self, error: SaysoError) -> str:
        """An error as readers are told: where the library lies is nothing that those from elsewhere need to know."""
        return str(error).removeprefix(f"{self.where}: ")

    def today(self) -> Versions:
        """The versions of sayso and its models that dossiers are to be of."""
        if self._today is None:
            self._today = versions(self._model)
        return self._today

    def begin(self) -> None:
        """Starts the thread that reads: what is left from before, and whatever it is called for."""
        self._ending.clear()
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Calls the thread that reads: there is something new."""
        self._called.set()

    def end(self) -> None:
        """Ends the thread that reads; what it leaves undone is done when a desk begins again."""
        self._ending.set()
        self._called.set()
        if self._thread is not None:
            self._thread.join(LAST)

    def _work(self) -> None:
        self.bodies.get_ready()
        due: deque[int] = deque()
        while not self._ending.is_set():
            self._called.clear()
            try:
                with self.writing() as library:
                    while not self._ending.is_set() and self._step(library, due):
                        pass
                    # what others left to do is looked for when nobody waits: that takes longest in a large library
                    due.extend(s for s in library.unmade(*self._versions()) if s not in self._failed)
                    if not due:
                        # so that whoever hands in the next report need not wait for it
                        library.get_ready()
            except Exception as error:
                # whatever it is, what waits must not wait for a reader that is gone
                told = self.told(error) if isinstance(error, SaysoError) else f"{type(error).__name__}: {error}"
                self.doing = Doing(trouble=wording.TROUBLE.format(error=told))
                self._called.wait(AGAIN)
                continue
            if not due:
                self.doing = Doing()
                self._called.wait()

    def _step(self, library: Library, due: deque[int]) -> bool:
        """Takes one thing in, or makes one dossier: those that a reader waits for, texts and files, then the rest.

        Returns:
            Whether there was anything to do.
        """
        waiting = library.waiting()
        if self._first:
            story = self._first.popleft()
            if story in due:
                due.remove(story)
            self._make(library, story)
        elif waiting is not None and (waiting.given.kind != "address" or not due):
            self._take_in(library, waiting, due)
        elif due:
            self._make(library, due.popleft())
        else:
            return False
        return True

    def _take_in(self, library: Library, waiting: Waiting, due: deque[int]) -> None:
        self.doing = Doing(told=wording.TAKING_IN.format(name=waiting.given.name))
        try:
            stories = take_in(library, waiting, allow_private=self._allow_private)
        except SaysoError:
            raise
        except Exception as error:
            message = wording.FAILED.format(error=f"{type(error).__name__}: {error}")
            unread = Unread(id="", source=waiting.given.name, kind="failed", message=message)
            library.taken_in(waiting.number, [], [unread])
            return
        for story in stories:
            self._failed.pop(story, None)
            if story in due:
                due.remove(story)
            due.append(story)
        # what somebody waits for goes before what only a newer version of sayso makes anew
        due.rotate(len(stories))

    def _make(self, library: Library, story: int) -> None:
        def progress(doing: str, done: int, of: int) -> None:
            self.doing = Doing(story=story, told=f"{doing} {done}/{of}" if of else doing)

        self.doing = Doing(story=story, told=wording.LINKING)
        failed: list[Unread] = []
        try:
            with unless_gone(library, story):
                dossier_of(library, story, self.today(), model=self._model, failed=failed, progress=progress)
                # whoever opens the page first need not wait for it
                self.bodies.body(library, library.story(story))
                self.bodies.keep(library)
        except SaysoError:
            raise
        except Exception as error:
            message = wording.FAILED.format(error=f"{type(error).__name__}: {error}")
            failed.append(Unread(id=f"s{story}", source=f"s{story}", kind="failed", message=message))
        if failed:
            self._failed[story] = tuple(failed)

    def _versions(self) -> tuple[str, str]:
        today = self.today()
        return today.reading, today.linking
