"""What the watch does about a clock that jumps while it asks, and about a reader that cannot even say what is wrong."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from sayso.errors import LibraryError
from sayso.ingest.fetch import Fetcher
from sayso.store import open_library
from sayso.watch import running
from sayso.watch.polling import Wall
from sayso.watch.running import Log, Watch
from sayso.watch.telling import Places
from tests.watch.dying import TODAY


def test_a_clock_that_was_ahead_only_while_it_was_asked_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(time, "time", lambda: at[0])
    wall = Wall()
    assert not wall.went_back()
    at[0] = 90_000.0
    assert wall.now() == 90_000.0
    at[0] = 1001.0
    assert wall.went_back()
    assert not wall.went_back()


def test_a_reader_that_cannot_say_what_is_wrong_ends_the_watch(
    fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "library.sayso")
    with closing(open_library(place, make=True)):
        pass

    def lost(*_: object) -> int:
        raise LibraryError("the library cannot be used")

    def gone(_: str) -> None:
        raise BrokenPipeError("nobody reads that")

    monkeypatch.setattr(running, "alert", lost)
    monkeypatch.setattr(running, "versions", lambda model=None: TODAY)
    watch = Watch(place, fetcher, Places(), Log(alert=lambda alert: None, wrong=gone))
    with pytest.raises(BrokenPipeError):
        watch.run()
