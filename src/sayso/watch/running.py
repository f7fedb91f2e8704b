"""Runs the watch: one thread asks, one takes in, reads and tells; whatever ends it, it goes on where it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from sayso.errors import LibraryError
from sayso.ingest.fetch import Fetcher
from sayso.store import open_library
from sayso.store.growing import Versions, make_dossier, versions
from sayso.store.library import Library
from sayso.store.watching import Alert, Watched
from sayso.types import Unread
from sayso.watch.finding import READER, alert
from sayso.watch.polling import Wall, poll
from sayso.watch.schedule import DAY, Came, latest, seconds_of, when
from sayso.watch.taking_in import take_held, take_in
from sayso.watch.telling import Places, begin_telling, due_again, tell

# seconds that the thread that asks sleeps at least and at most when nothing is due
LEAST, MOST = 0.2, 30.0
# seconds after which a library that could not be used is tried again
AGAIN = 10.0
# items that are taken from what feeds say of them, at once
HELD = 50
# seconds for which an item of a feed is known without its report being looked up
KEPT = 90 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the watch says while it runs: alerts, and what went wrong."""

    alert: Callable[[Alert], None]
    wrong: Callable[[str], None]


class Watch:
    """The watch of one library.

    Args:
        where: a file or a postgresql:// address; None for `sayso.store.default_library`.
        fetcher: what asks.
        places: where alerts go.
        log: what is told meanwhile.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
    """

    def __init__(
        self, where: str | None, fetcher: Fetcher, places: Places, log: Log, *, model: str | None = None
    ) -> None:
        self._where, self._fetcher, self._places, self._log, self._model = where, fetcher, places, log, model
        self._today: Versions = versions(model)
        self._wall = Wall()
        self._ending, self._came, self._due = threading.Event(), threading.Event(), threading.Event()
        self._failed_at: set[int] = set()
        self._stories: list[int] = []
        self._tidied = 0.0
        self._broken: Exception | None = None

    def end(self) -> None:
        """Ends the watch when what is being asked and read is done; may be called by any thread and by a signal."""
        self._ending.set()
        self._fetcher.stop()
        self._came.set()
        self._due.set()

    def once(self) -> int:
        """Asks everything that is due with the articles that this leads to, reads it and tells; gives the failures.

        Raises:
            SaysoError: when the library or the language model cannot be used.
        """
        with closing(open_library(self._where, make=True)) as library, library.alone():
            self._begin(library)
            self._put_right(library)
            failed = self._take_all(library)
            while not self._ending.is_set():
                polled = self._poll(library)
                failed += polled + self._take_all(library)
                if not library.due_watches(self._now()):
                    break
            while not self._ending.is_set() and self._read_one(library):
                pass
            self._tell(library)
            return failed + len(self._failed_at)

    def run(self) -> int:
        """Watches until `end` is called; gives the stories at which sayso failed.

        Raises:
            SaysoError: when the library cannot be used at the beginning, or the language model cannot be used.
        """
        reader: threading.Thread | None = None
        try:
            while not self._ending.is_set():
                try:
                    with closing(open_library(self._where, make=reader is None)) as library, library.alone():
                        if reader is None:
                            self._begin(library)
                            reader = threading.Thread(target=self._reading, name="reader")
                            reader.start()
                        self._put_right(library)
                        self._ask_on(library)
                except LibraryError as error:
                    if reader is None:
                        raise
                    # a connection that broke does not come back by itself
                    self._log.wrong(str(error))
                    self._ending.wait(AGAIN)
        finally:
            self.end()
            if reader is not None:
                reader.join()
        if self._broken is not None:
            raise self._broken
        return len(self._failed_at)

    def _ask_on(self, library: Library) -> None:
        while not self._ending.is_set():
            self._due.clear()
            if self._wall.went_back():
                self._put_right(library)
            if self._wall.now() > self._tidied + DAY:
                self._tidy(library)
            self._poll(library)
            due = library.next_due()
            seconds = MOST if due is None else seconds_of(due) - self._wall.now()
            self._due.wait(min(MOST, max(LEAST, seconds)))

    def _begin(self, library: Library) -> None:
        self._tidy(library)
        library.alerts_from_now(READER)
        begin_telling(library, self._places)

    def _put_right(self, library: Library) -> None:
        """Asks at once what a clock that was ahead put off."""
        library.not_later(latest(self._wall.now()), self._now())

    def _tidy(self, library: Library) -> None:
        """Lets go of items that were told long ago: one that still stands in its feed is known by its report."""
        library.let_go_items(when(self._wall.now() - KEPT))
        self._tidied = self._wall.now()

    def _now(self) -> str:
        return when(self._wall.now())

    def _poll(self, library: Library) -> int:
        def told(watched: Watched, came: Came) -> None:
            if came.wrong:
                self._log.wrong(f"{watched.address}: {came.wrong}")
            if came.what in ("new", "gone"):
                self._came.set()

        return poll(library, self._fetcher, self._wall.now, ending=self._ending.is_set, told=told).failed

    def _take_all(self, library: Library) -> int:
        """Takes in all that was fetched; gives how many inputs gave no report."""
        failed = 0
        while not self._ending.is_set():
            count, wrong = self._take_some(library)
            failed += wrong
            if not count:
                break
        return failed

    def _take_some(self, library: Library) -> tuple[int, int]:
        taken = take_in(library, self._wall.now, ending=self._ending.is_set)
        for unread in taken.unread:
            self._complain(unread)
        given_up = library.given_up(HELD)
        for watched in given_up:
            take_held(library, watched, watched.wrong, self._wall.now())
        if taken.answers:
            self._due.set()
            self._stories.clear()
        return taken.answers + len(given_up), len(taken.unread)

    def _read_one(self, library: Library) -> bool:
        """Makes one dossier and finds what is to be told; whether there was any to make."""
        if not self._stories:
            unmade = library.unmade(self._today.reading, self._today.linking)
            self._stories = [s for s in unmade if s not in self._failed_at]
        # the newest story first: that is what somebody waits for
        story = self._stories.pop() if self._stories else None
        if story is not None:
            failed: list[Unread] = []
            make_dossier(library, story, self._today, failed, model=self._model)
            for unread in failed:
                self._complain(unread)
            if any(u.id == f"s{story}" for u in failed):
                self._failed_at.add(story)
        alert(library, self._today, self._log.alert)
        return story is not None

    def _tell(self, library: Library) -> None:
        for wrong in tell(library, self._places, self._wall.now):
            self._log.wrong(wrong)

    def _complain(self, unread: Unread) -> None:
        self._log.wrong(f"{unread.source}: {unread.message}")

    def _reading(self) -> None:
        """What the second thread does: takes in first, then one story, then alerts."""
        try:
            while not self._ending.is_set():
                try:
                    with closing(open_library(self._where)) as library:
                        self._read_on(library)
                except LibraryError as error:
                    self._log.wrong(str(error))
                    self._ending.wait(AGAIN)
        except Exception as error:
            # it must not go on asking with nobody left to read
            self._broken = error
            self.end()

    def _read_on(self, library: Library) -> None:
        while not self._ending.is_set():
            self._came.clear()
            taken, _ = self._take_some(library)
            read = self._read_one(library)
            self._tell(library)
            if not taken and not read:
                again = due_again(library, self._places)
                seconds = MOST if again is None else again - self._wall.now()
                self._came.wait(min(MOST, max(LEAST, seconds)))
