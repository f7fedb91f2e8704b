"""What the watch goes on after: a clock that jumps while it asks, a feed or library that is lost; and what ends it."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest

from sayso.errors import LibraryError
from sayso.ingest.fetch import Fetcher
from sayso.store import open_library
from sayso.watch import running
from sayso.watch.polling import Polled, Wall
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


def test_a_feed_that_cannot_be_written_while_the_library_is_lost_does_not_end_the_watch(
    fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    asked: list[int] = []

    def gone_once(*_: object, **__: object) -> Polled:
        asked.append(len(asked))
        if asked == [0]:
            shutil.rmtree(share)
            raise LibraryError("the library cannot be used")
        watch.end()
        return Polled()

    monkeypatch.setattr(running, "poll", gone_once)
    monkeypatch.setattr(running, "AGAIN", 0.01)
    monkeypatch.setattr(running, "versions", lambda model=None: TODAY)
    wrong: list[str] = []
    log = Log(alert=lambda alert: None, wrong=wrong.append)
    watch = Watch(str(tmp_path / "library.sayso"), fetcher, Places(feed=share / "alerts.xml"), log)
    assert watch.run() == 0
    assert asked == [0, 1]
    assert wrong == ["the library cannot be used"]


def test_a_place_where_nobody_can_note_that_they_watch_is_told(tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    Path(f"{place}.watch").mkdir()
    with (
        closing(open_library(place, make=True)) as library,
        pytest.raises(LibraryError, match=r"library.sayso: the library cannot be used \(.*directory"),
        library.alone(),
    ):
        pass


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
