"""How hosts are asked: at their pace, by conditions, and not before they want to be."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from sayso.errors import UnreadableInput
from sayso.ingest.fetch import Fetcher
from sayso.ingest.hosts import LONGEST_HOLD, LONGEST_WAIT, Clock, Hosts, NotNow, retry_after
from sayso.store import open_library
from sayso.store.library import Library
from sayso.watch.naming import add_watches
from sayso.watch.polling import poll
from sayso.watch.schedule import seconds_of
from tests.ingest.pages import BODY, HEADLINE
from tests.watch.asking import ask, reports, watched
from tests.watch.site import Page, Site, item

TEXT = "\n".join((*BODY, *BODY[1:]))


class Still(Clock):
    """A clock in which time passes only by sleeping."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_hosts_take_turns_at_their_pace() -> None:
    clock = Still()
    hosts = Hosts(2.0, clock)
    for name in ("a", "a", "b", "a"):
        with hosts.turn(name, name):
            clock.now += 0.5
    # b is asked while a rests, which shortens a's next wait
    assert clock.slept == [2.0, 1.5]
    with hosts.turn("a", "a", delay=10.0):
        pass
    assert clock.slept[-1] == 10.0
    hosts.hold("a", LONGEST_WAIT + 1)
    with pytest.raises(NotNow) as error, hosts.turn("a", "https://a.example/x"):
        pass
    assert error.value.seconds == LONGEST_WAIT + 1
    assert error.value.source == "https://a.example/x"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 09 May 2029 12:10:00 GMT", 600.0),
        ("Wed, 09 May 2029 11:00:00 GMT", 0.0),
        ("99999999999999999999", LONGEST_HOLD),
        ("Wed, 09 May 2099 11:00:00 GMT", LONGEST_HOLD),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Wed, 99 May 2029 11:00:00 GMT", None),
        ("٣", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2029, 5, 9, 12, tzinfo=UTC)) == seconds


def test_one_host_is_asked_at_its_pace_by_many_threads(site: Site) -> None:
    with closing(Fetcher(allow_private=True, cached=False, pace=0.1)) as fetcher:
        site.article("/a", HEADLINE, TEXT)
        threads = [threading.Thread(target=fetcher.ask, args=(site.url("/a"),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = sorted(r.began for r in site.requests)
    assert len(times) == 7
    assert [r.path for r in site.requests].count("/robots.txt") == 1
    assert min(b - a for a, b in pairwise(times)) >= 0.099


@pytest.mark.allow_hosts(["127.0.0.1", *(f"127.0.3.{n}" for n in range(1, 21))])
def test_many_hosts_are_asked_at_one_time_and_none_twice(site: Site, library: Library) -> None:
    feeds = [site.url(f"/feed{n % 2}", f"127.0.3.{n // 2 + 1}") for n in range(40)]
    for n in range(2):
        site.feed(f"/feed{n}", [])
    list(add_watches(library, feeds, None))
    with closing(Fetcher(allow_private=True, cached=False, pace=0.15)) as fetcher:
        began = time.monotonic()
        polled = poll(library, fetcher, time.time)
        took = time.monotonic() - began
    assert (polled.asked, polled.new, polled.failed) == (40, 40, 0)
    # 60 requests one after the other would take 9 seconds
    assert took < 6
    for host in {r.host for r in site.requests}:
        times = [r.began for r in site.requests if r.host == host]
        assert min(b - a for a, b in pairwise(times)) >= 0.149


def test_who_waits_for_a_host_is_let_go_when_it_ends(site: Site, library: Library) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 60\n", media="text/plain")
    for path in ("/one", "/two"):
        site.feed(path, [])
    list(add_watches(library, [site.url("/one"), site.url("/two")], None))
    with closing(Fetcher(allow_private=True, cached=False, pace=0.05)) as fetcher:
        stop = threading.Timer(1.0, fetcher.stop)
        stop.start()
        began = time.monotonic()
        poll(library, fetcher, time.time, ending=lambda: time.monotonic() > began + 1)
        assert time.monotonic() - began < 10
    assert len(site.asked("/one") + site.asked("/two")) == 1
    waited = next(w for w in library.watches() if w.wrong)
    assert (waited.failures, waited.due is not None) == (0, True)


def test_crawl_delay_is_kept(site: Site, library: Library) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 0.4\n", media="text/plain")
    site.feed("/one", [])
    site.feed("/two", [])
    with closing(Fetcher(allow_private=True, cached=False, pace=0.05)) as fetcher:
        watched(library, fetcher, site.url("/one"), site.url("/two"))
    times = [r.began for r in site.requests if r.path != "/robots.txt"]
    assert times[1] - times[0] >= 0.39


def test_conditions_survive_a_restart(site: Site, tmp_path: Path, fetcher: Fetcher) -> None:
    place = tmp_path / "kept.sayso"
    site.feed("/feed", [item(site.url("/a"), HEADLINE, TEXT, whole=True)])
    with closing(open_library(place, make=True)) as library:
        watched(library, fetcher, site.url("/feed"))
    with closing(open_library(place)) as library, closing(Fetcher(allow_private=True, cached=False, pace=0)) as again:
        ask(library, again, again=True)
        assert len(reports(library)) == 1
    assert site.asked("/feed") == [200, 304]


def test_same_bytes_without_a_condition_are_nothing_new(site: Site, library: Library, fetcher: Fetcher) -> None:
    feed = site.feed("/feed", [item(site.url("/a"), HEADLINE, TEXT, whole=True)])
    site.pages["/feed"].headers = {"ETag": ""}
    watched(library, fetcher, feed)
    before = library.watches()[0]
    ask(library, fetcher, again=True)
    after = library.watches()[0]
    assert site.asked("/feed") == [200, 200]
    assert (after.changed, after.reports) == (before.changed, before.reports)
    assert after.pause > before.pause


@pytest.mark.parametrize("status", [429, 503])
def test_busy_host_is_left_alone_for_as_long_as_it_says(
    site: Site, library: Library, fetcher: Fetcher, status: int
) -> None:
    site.feed("/other", [])
    site.pages["/feed"] = Page(b"busy", status=status, headers={"Retry-After": "3000"})
    first, second = watched(library, fetcher, site.url("/feed"), site.url("/other"))
    assert f"answered {status}" in first.wrong
    assert first.failures == 0
    assert first.due is not None
    assert 2900 < seconds_of(first.due) - time.time() <= 3000
    # nor is anything else asked of it
    assert second.asked is None
    assert site.asked("/other") == []
    assert library.due_watches(datetime.now(UTC).isoformat()) == ()


def test_busy_host_says_a_date(site: Site, library: Library, fetcher: Fetcher) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    site.pages["/feed"] = Page(b"busy", status=503, headers={"Retry-After": format_datetime(until, usegmt=True)})
    (feed,) = watched(library, fetcher, site.url("/feed"))
    assert feed.due is not None
    assert abs(seconds_of(feed.due) - until.timestamp()) < 5


def test_robots_txt_that_fails_forbids_for_now(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Page(b"", status=500)
    site.article("/a", HEADLINE, TEXT)
    with pytest.raises(UnreadableInput, match=r"robots.txt answers 500"):
        fetcher.ask(site.url("/a"))
    site.pages["/robots.txt"] = Page(b"", status=404)
    assert fetcher.ask(site.url("/a")).data


def test_robots_txt_is_read_again_after_a_day(site: Site) -> None:
    clock = Still()
    site.article("/a", HEADLINE, TEXT)
    with closing(Fetcher(allow_private=True, cached=False, pace=0, clock=clock)) as fetcher:
        for _ in range(3):
            fetcher.ask(site.url("/a"))
            clock.now += 50_000
    assert len(site.asked("/robots.txt")) == 2


def test_what_is_due_far_off_since_a_clock_was_wrong_is_due_within_days(site: Site, library: Library) -> None:
    from sayso.watch.schedule import FARTHEST, latest

    library.add_watch(site.url("/feed"), "127.0.0.1", None, "2094-01-01T00:00:00+00:00", 900)
    library.not_later(latest(time.time()))
    due = library.next_due()
    assert due is not None
    assert seconds_of(due) <= time.time() + FARTHEST
