"""A watch whose database goes away for a while goes on when it is back; one without a reader ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.ingest.fetch import Fetcher
from sayso.store import growing, open_library
from sayso.watch import running
from sayso.watch.naming import add_watches
from sayso.watch.running import Log, Watch
from sayso.watch.telling import Places
from tests.deaths import TODAY
from tests.store.adding import link, read
from tests.store.conftest import Server, server
from tests.store.test_migrating import open_plainly
from tests.watch.site import Site
from tests.watch.test_killed import Run, publish

__all__ = ["server"]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it does not come to it"
        time.sleep(0.1)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that costs nothing, and short waits."""
    monkeypatch.setattr(growing, "read_together", read)
    monkeypatch.setattr(growing, "link", link)
    monkeypatch.setattr(running, "versions", lambda model=None: TODAY)
    monkeypatch.setattr(running, "AGAIN", 0.2)
    monkeypatch.setattr(running, "MOST", 0.5)


@pytest.mark.usefixtures("cheap")
def test_a_watch_outlives_a_database_that_goes_away(
    site: Site, fetcher: Fetcher, server: Server, tmp_path: Path
) -> None:
    with closing(open_plainly(server.address())) as admin:
        admin.run("CREATE DATABASE watched")
        run = Run(site, server.address("watched"), tmp_path, "lost")
        feeds = publish(site, 0)
        with closing(open_library(run.place, make=True)) as library:
            list(add_watches(library, feeds, None))
        wrong: list[str] = []
        watch = Watch(run.place, fetcher, Places(), Log(alert=lambda alert: None, wrong=wrong.append))
        watching = threading.Thread(target=watch.run)
        watching.start()
        try:
            until(lambda: run.versions() == {1: 6})
            publish(site, 1)
            admin.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'watched'")
            run.make_due()
            until(lambda: run.versions() == {2: 6, 1: 3})
        finally:
            watch.end()
            watching.join()
    assert wrong
    assert all("the library cannot be used" in told for told in wrong)
    assert set(run.reports().values()) == {1}


@pytest.mark.usefixtures("cheap")
def test_a_watch_does_not_go_on_without_its_reader(
    site: Site, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "library.sayso")
    with closing(open_library(place, make=True)) as library:
        list(add_watches(library, publish(site, 0), None))

    def broken(*_: object) -> int:
        raise ZeroDivisionError("so much for that")

    monkeypatch.setattr(running, "alert", broken)
    watch = Watch(place, fetcher, Places(), Log(alert=lambda alert: None, wrong=lambda told: None))
    with pytest.raises(ZeroDivisionError):
        watch.run()
