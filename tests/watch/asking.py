"""What tests of the watch do with a library: ask all that is due, and take in what came."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sayso.ingest.fetch import Fetcher
from sayso.store.library import Library
from sayso.store.watching import Watched
from sayso.types import Report
from sayso.watch.naming import add_watches
from sayso.watch.polling import poll
from sayso.watch.taking_in import take_held, take_in

PAST = "2020-01-01T00:00:00+00:00"


def ask(library: Library, fetcher: Fetcher, *, again: bool = False) -> None:
    """Asks what is due until nothing is; `again` makes everything due first."""
    if again:
        library.not_later(PAST)
    while True:
        poll(library, fetcher, time.time)
        while take_in(library, time.time).answers:
            pass
        for watched in library.given_up(100):
            take_held(library, watched, watched.wrong, time.time())
        if not library.due_watches(time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())):
            return


def watched(library: Library, fetcher: Fetcher, *addresses: str) -> list[Watched]:
    """Watches addresses, asks them, and gives what is known of them then."""
    list(add_watches(library, addresses, None))
    ask(library, fetcher)
    return list(library.watches())


def reports(library: Library) -> Sequence[Report]:
    """All reports of a library in the order in which they came."""
    lines = [line for story in library.stories(1000) for line in library.reports(story.number)]
    held = sorted((library.report(line.id) for line in lines), key=lambda h: h.added)
    return [h.report for h in held]
