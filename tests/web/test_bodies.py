"""The bodies that are held ready."""

from __future__ import annotations

import pytest

from sayso.web import bodies
from sayso.web.bodies import Bodies
from sayso.web.desk import Desk


def test_body_is_made_once_and_the_oldest_goes_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    render = bodies._made

    def counted(library: object, story: int, look: object) -> object:
        made.append(story)
        return render(library, story, look)  # type: ignore[arg-type]

    monkeypatch.setattr(bodies, "_made", counted)
    held = Bodies()
    with desk.reading() as library:
        first, second = library.story(1), library.story(2)
        one = held.body(library, first)
        assert one is not None
        assert held.body(library, first) is one
        assert made == [1]
        monkeypatch.setattr(bodies, "MOST", len(one) + 1)
        held.body(library, second)
        held.body(library, first)
        assert made == [1, 2, 1]
        held.clear()
        held.body(library, first)
        assert made == [1, 2, 1, 1]
