"""A clock that was ahead and is put right stops nothing, doubles nothing, and lets no older decision win."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.store import open_library
from sayso.store.desk import Look
from sayso.store.library import Library
from sayso.watch.naming import add_watches
from sayso.watch.polling import Wall
from sayso.watch.schedule import DAY, FIRST, HOUR, after_taking, next_look, seconds_of, when
from sayso.watch.telling import LONGEST, Places, begin_telling, tell
from sayso.web.looking import VISIT, look_again, worth_keeping
from tests.conftest import SEED
from tests.watch.site import Page, Site
from tests.watch.test_killed import Run, publish
from tests.watch.test_schedule import FEED, NOW, PAGE
from tests.watch.test_telling import alerts, keep

AHEAD = 400 * DAY


@pytest.mark.parametrize("ahead", [AHEAD, 2 * HOUR] if SEED else [AHEAD])
def test_what_was_watched_by_a_clock_that_was_ahead_is_asked_at_once(site: Site, tmp_path: Path, ahead: int) -> None:
    feeds = publish(site, 0)
    run = Run(site, str(tmp_path / "ahead.sayso"), tmp_path, "ahead")
    with closing(open_library(run.place, make=True)) as library:
        list(add_watches(library, feeds, None))
    run.go(ahead=ahead)
    assert run.versions() == {1: 6}
    publish(site, 1)
    # nothing is due by the clock of before
    run.go()
    assert run.versions() == {2: 6, 1: 3}
    publish(site, 2)
    run.make_due()
    run.go()
    assert run.versions() == {3: 9, 1: 3}
    assert set(run.reports().values()) == {1}
    assert len(run.alerts()) >= 6
    assert run.in_file() == run.in_feed() == Counter(run.alerts())
    assert {headers["webhook-id"] for headers, _ in site.posted} == run.alerts()
    assert len(site.posted) == len(run.alerts())


def test_the_clock_is_followed_and_noticed_when_it_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(time, "time", lambda: at[0])
    wall = Wall()
    seen = []
    for moment in (1001.0, 90_000.0, 89_000.0, 89_001.0):
        at[0] = moment
        seen.append((wall.now(), wall.went_back()))
    assert seen == [(1001.0, False), (90_000.0, False), (89_000.0, True), (89_001.0, False)]


def test_what_a_wrong_clock_put_off_is_due_now(library: Library) -> None:
    far, near = when(NOW + AHEAD), when(NOW + HOUR)
    for name, due in (("far", far), ("near", near)):
        library.add_watch(f"https://{name}.example/feed", f"{name}.example", None, due, FIRST)
    library.keep_busy("near.example", far)
    library.not_later(when(NOW + 8 * DAY), when(NOW))
    assert {w.address: w.due for w in library.watches()} == {
        "https://far.example/feed": when(NOW),
        "https://near.example/feed": near,
    }
    library.not_later(when(NOW + 8 * DAY), when(NOW))
    assert [w.host for w in library.due_watches(near)] == ["far.example", "near.example"]


def test_times_ahead_move_nothing_far_off() -> None:
    ahead = when(NOW + AHEAD)
    _, due = after_taking(replace(FEED, asked=ahead), NOW, new=True)
    assert seconds_of(due) <= NOW + DAY
    look = next_look(replace(PAGE, added=ahead, changed=ahead), NOW)
    assert look is not None
    assert seconds_of(look) <= NOW + DAY


def test_a_webhook_that_a_wrong_clock_put_off_is_told_now(library: Library, site: Site) -> None:
    site.pages["/hook"] = Page(b"", status=500)
    places = Places(webhooks=(site.url("/hook"),), allow_private=True)
    begin_telling(library, places)
    keep(library, alerts(0, 2))
    assert tell(library, places, lambda: NOW + AHEAD)
    site.pages["/hook"] = Page(b"")
    assert tell(library, places, lambda: NOW) == ()
    assert len(site.posted) == 2
    # what failed by a clock that is right waits all the same
    keep(library, alerts(2, 1))
    site.pages["/hook"] = Page(b"", status=500)
    assert tell(library, places, lambda: NOW)
    site.pages["/hook"] = Page(b"")
    assert tell(library, places, lambda: NOW) == ()
    assert len(site.posted) == 2
    assert tell(library, places, lambda: NOW + LONGEST) == ()
    assert len(site.posted) == 3


def test_the_feed_of_alerts_is_as_new_as_its_newest(tmp_path: Path) -> None:
    from sayso.watch.telling import write_feed

    told = [replace(a, made=when(NOW - n * DAY), number=n, story=1) for n, a in enumerate(alerts(0, 3), start=1)]
    write_feed(tmp_path / "a.xml", "library", [told[2], told[0], told[1]])
    assert f"</id><updated>{told[0].made}</updated>" in (tmp_path / "a.xml").read_text(encoding="utf-8")


def test_a_look_by_a_clock_that_was_ahead_is_another_visit() -> None:
    look = Look(at=when(NOW + AHEAD), latest=1, edition="one")
    again = look_again(look, now=when(NOW), latest=2, edition="two")
    assert (again.at, again.before) == (when(NOW), "one")
    assert worth_keeping(look, replace(look, at=when(NOW)))
    same = look_again(replace(look, at=when(NOW + VISIT.total_seconds() / 2)), now=when(NOW), latest=1, edition="one")
    assert same.before is None
