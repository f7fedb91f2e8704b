"""When something watched is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.store.watching import Watched
from sayso.watch.schedule import (
    AGAIN,
    DAY,
    FARTHEST,
    FIRST,
    GIVE_UP,
    HOUR,
    LEAST,
    LONGEST,
    LOOKS,
    MINUTE,
    MOST,
    OLDEST,
    Came,
    after_asking,
    after_taking,
    next_look,
    seconds_of,
    version_time,
    when,
)

NOW = datetime(2029, 5, 9, 12, tzinfo=UTC).timestamp()
FEED = Watched(
    number=1,
    feed=None,
    key="k",
    address="https://wire.example/feed",
    host="wire.example",
    kind="feed",
    every=None,
    title=None,
    published=None,
    added=when(NOW),
    asked=when(NOW),
    due=when(NOW),
    pause=FIRST,
    failures=0,
    wrong="",
    etag=None,
    modified=None,
    body=None,
    item=None,
    changed=None,
    report=None,
)
PAGE = replace(FEED, number=2, feed=1, kind="page")


def due_in(watched: Watched, came: Came, now: float = NOW) -> float:
    due = after_asking(watched, came, now).due
    assert due is not None
    return seconds_of(due) - now


def test_what_gives_more_is_asked_oftener_within_bounds() -> None:
    watched = FEED
    for expected in (450, LEAST, LEAST):
        pause, due = after_taking(watched, NOW, new=True)
        assert pause == expected
        assert pause <= seconds_of(due) - NOW <= 1.06 * pause
        watched = replace(watched, pause=pause)
    for _ in range(20):
        watched = replace(watched, pause=after_asking(watched, Came(what="same"), NOW).pause)
    assert watched.pause == MOST


def test_what_somebody_set_stays() -> None:
    watched = replace(FEED, every=HOUR, pause=HOUR)
    for came in (Came(what="same"), Came(what="new"), Came(what="same", seconds=5 * HOUR)):
        assert HOUR <= due_in(watched, came) <= 1.06 * HOUR
    assert after_taking(watched, NOW, new=True)[0] == HOUR


def test_a_host_s_own_word_is_kept_to_up_to_a_day() -> None:
    assert 3 * HOUR <= due_in(FEED, Came(what="same", seconds=3 * HOUR)) <= 3.2 * HOUR
    assert due_in(FEED, Came(what="same", seconds=9 * DAY)) <= 1.06 * DAY
    assert due_in(FEED, Came(what="later", seconds=2 * HOUR)) == 2 * HOUR
    assert seconds_of(after_taking(FEED, NOW, new=True, fresh_for=HOUR)[1]) - NOW >= HOUR


def test_pauses_after_failures_double_up_to_a_day() -> None:
    watched, pauses = FEED, []
    for _ in range(14):
        following = after_asking(watched, Came(what="failed", wrong="no"), NOW)
        pauses.append(due_in(watched, Came(what="failed", wrong="no")))
        watched = replace(watched, failures=following.failures, pause=following.pause)
    assert AGAIN <= pauses[0] <= 1.06 * AGAIN
    assert all(b >= 1.9 * a or a >= LONGEST / 2 for a, b in pairwise(pauses))
    assert LONGEST <= pauses[-1] <= 1.06 * LONGEST
    assert after_asking(watched, Came(what="same"), NOW).failures == 0
    assert watched.pause == FIRST


def test_what_is_gone_is_asked_seldom_and_a_page_of_an_item_no_more() -> None:
    assert due_in(FEED, Came(what="gone")) >= 6 * HOUR
    assert after_asking(PAGE, Came(what="gone", wrong="404"), NOW).due is None
    failing = PAGE
    for _ in range(GIVE_UP - 1):
        following = after_asking(failing, Came(what="failed"), NOW)
        assert following.due is not None
        failing = replace(failing, failures=following.failures)
    assert after_asking(failing, Came(what="failed"), NOW).due is None
    assert after_asking(failing, Came(what="later", seconds=60.0), NOW).due is not None


def test_articles_are_looked_at_less_and_less_and_then_no_more() -> None:
    now, looks = NOW, []
    while (due := next_look(PAGE, now)) is not None:
        now = seconds_of(due)
        looks.append(now - NOW)
    assert looks == list(LOOKS)


def test_an_article_that_changed_is_looked_at_again_soon() -> None:
    changed = replace(PAGE, changed=when(NOW + 2 * DAY))
    assert next_look(changed, NOW + 2 * DAY) == when(NOW + 2 * DAY + LOOKS[0])
    old = replace(PAGE, changed=when(NOW + OLDEST))
    assert next_look(old, NOW + OLDEST) is None


def test_not_all_are_due_at_one_moment() -> None:
    dues = {after_asking(replace(FEED, address=f"https://{n}.example/"), Came(what="same"), NOW).due for n in range(60)}
    assert len(dues) > 30


@pytest.mark.parametrize(
    ("first", "said", "hours", "expected"),
    [
        ("2029-05-09T12:00:00+00:00", "2029-05-09T12:00:00+00:00", 2, "2029-05-09T14:00:00+00:00"),
        ("2029-05-09T14:00:00+02:00", None, 2, "2029-05-09T14:00:00+00:00"),
        ("2029-05-09T12:00:00+00:00", "2029-05-09T13:30:00+00:00", 2, "2029-05-09T13:30:00+00:00"),
        ("2029-05-09T12:00:00+00:00", "2029-05-09T12:00:00+00:00", 30, "2029-05-09T12:00:00+00:00"),
        ("2029-05-09", "2029-05-09", 2, "2029-05-09"),
        (None, "2029-05-09", 2, "2029-05-09"),
        ("soon", None, 2, None),
    ],
)
def test_time_of_a_later_version(first: str | None, said: str | None, hours: int, expected: str | None) -> None:
    assert version_time(first, said, NOW + hours * HOUR) == expected


@given(
    what=st.sampled_from(["new", "same", "failed", "gone", "later"]),
    seconds=st.none() | st.floats(0, 1e12),
    pause=st.integers(1, 10**7),
    failures=st.integers(0, 10**6),
    every=st.none() | st.integers(MINUTE, 7 * DAY),
    feed=st.none() | st.just(1),
    age=st.integers(0, 10**8),
)
def test_it_is_never_due_at_once_and_never_for_ever(
    what: str, seconds: float | None, pause: int, failures: int, every: int | None, feed: int | None, age: int
) -> None:
    watched = replace(FEED, feed=feed, pause=pause, failures=failures, every=every, added=when(NOW - age))
    following = after_asking(watched, Came(what=what, seconds=seconds), NOW)  # type: ignore[arg-type]
    if following.due is None:
        assert feed is not None
    else:
        assert NOW <= seconds_of(following.due) <= NOW + FARTHEST
        assert what == "later" or seconds_of(following.due) > NOW
