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


def test_large_bodies_outlast_the_process(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    render = bodies._made

    def counted(library: object, story: int, look: object) -> object:
        made.append(story)
        return render(library, story, look)  # type: ignore[arg-type]

    monkeypatch.setattr(bodies, "_made", counted)
    with desk.writing() as library:
        first, second = library.story(1), library.story(2)
        sizes = [len(Bodies().body(library, line) or "") for line in (first, second)]
        monkeypatch.setattr(bodies, "LARGE", max(sizes))
        large, small = (first, second) if sizes[0] > sizes[1] else (second, first)
        held = Bodies()
        drawn = held.body(library, large)
        held.body(library, small)
        assert held.has_drawn
        held.keep(library)
        assert not held.has_drawn
        del made[:]
        again = Bodies()
        assert again.body(library, large) == drawn
        assert made == []
        assert again.body(library, small) is not None
        assert made == [small.number]
        assert not again.has_drawn
        monkeypatch.setattr(bodies, "version_of_pages", lambda: "newer")
        assert Bodies().body(library, large) == drawn
        assert made == [small.number, large.number]
