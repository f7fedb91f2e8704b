"""A process that runs for days joins reports to stories by the day that it is, also after a day began badly."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sayso.errors import LibraryError
from sayso.store import sql
from sayso.store.library import Library
from sayso.stream import tomorrow
from sayso.stream.storage import Stories
from tests.store.conftest import Given


def test_the_day_counts_once_the_stories_are_taken_up(
    library: Library, told: Sequence[Given], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.accept(told[:1])
    today = tomorrow() + 1
    days: list[int] = []

    def lost_once(db: object, window: int | None, day: int) -> Stories:
        days.append(day)
        if len(days) == 1:
            raise LibraryError("the library cannot be used")
        return Stories(db, window, day)  # type: ignore[arg-type]

    monkeypatch.setattr(sql, "tomorrow", lambda: today)
    monkeypatch.setattr(sql, "Stories", lost_once)
    with pytest.raises(LibraryError, match="cannot be used"):
        library.accept(told[1:2])
    for given in told[1:3]:
        library.accept([given])
    assert days == [today, today]
