"""What servers may do to a watch: each is named where it is listed, and the others go on."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler

import pytest

from sayso.ingest import fetch
from sayso.ingest.fetch import Fetcher
from sayso.store.library import Library
from tests.ingest.pages import BODY, HEADLINE
from tests.watch.asking import ask, reports, watched
from tests.watch.site import Page, Site, item

TEXT = "\n".join((*BODY, *BODY[1:]))


@pytest.fixture
def good(site: Site) -> str:
    """A feed that nothing is wrong with."""
    return site.feed("/good", [item(site.url("/ferry"), HEADLINE, TEXT, whole=True)])


def wrong(library: Library, fetcher: Fetcher, good: str, bad: str) -> str:
    """What is said of something bad beside something good, which is read all the same."""
    first, second = watched(library, fetcher, bad, good)
    assert [r.url for r in reports(library)][-1:] == [good.replace("/good", "/ferry")]
    assert second.wrong == ""
    assert library.check() == ()
    return first.wrong


def test_an_entity_bomb_is_not_expanded(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    one = item("http://a.example/", "T", "&e11;", whole=True)
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>&e11;</title>{one}</channel></rss>'
    site.pages["/bomb"] = Page(feed.replace("<rss", f'<!DOCTYPE rss [<!ENTITY e0 "boom">{levels}]><rss').encode())
    began = time.process_time()
    assert "declares entities" in wrong(library, fetcher, good, site.url("/bomb"))
    assert time.process_time() - began < 5
    assert all("boom" not in r.text for r in reports(library))


def test_redirects_without_end(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    site.pages["/loop"] = Page(b"", status=302, headers={"Location": "/loop"})
    assert "more than 5 times" in wrong(library, fetcher, good, site.url("/loop"))
    assert len(site.asked("/loop")) == 6


@pytest.mark.parametrize(
    "where", ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd"]
)
def test_a_redirect_inside_is_refused(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    site.pages["/inside"] = Page(b"", status=302, headers={"Location": where})
    real = fetch.public_address
    # the site stands for one on the internet
    monkeypatch.setattr(
        fetch, "public_address", lambda host, port, url: host if host == "127.0.0.1" else real(host, port, url)
    )
    with closing(Fetcher(cached=False, pace=0)) as fetcher:
        (found,) = watched(library, fetcher, site.url("/inside"))
    assert re.search("private address|only https:// and http://", found.wrong)
    assert found.due is not None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.8.7", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_refused(site: Site, library: Library, host: str) -> None:
    with closing(Fetcher(cached=False, pace=0)) as fetcher:
        (found,) = watched(library, fetcher, site.url("/good", host))
    assert "private address" in found.wrong or "not known" in found.wrong
    assert site.requests == []


def test_a_name_that_leads_elsewhere_when_it_is_used(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Iterator[str] = iter(["93.184.216.34"])
    monkeypatch.setattr(
        fetch.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers, "127.0.0.1"), site.port))]
    )
    with closing(Fetcher(cached=False, pace=0)) as fetcher:
        (found,) = watched(library, fetcher, site.url("/good", "rebinding.example"))
    assert "private address (127.0.0.1)" in found.wrong
    assert site.requests == []


def endless(head: bytes, part: bytes, pause: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that never ends."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(head)
            while True:
                handler.wfile.write(part)
                time.sleep(pause)

    return answer


def test_a_body_of_ten_gigabytes_is_left_after_ten_megabytes(
    site: Site, library: Library, fetcher: Fetcher, good: str
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000000\r\n\r\n"
    site.pages["/huge"] = Page(b"", answer=endless(head, b"x" * 65_536))
    assert "more than 10,000,000 bytes" in wrong(library, fetcher, good, site.url("/huge"))


def test_a_packed_body_that_swells_is_left(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    bomb = gzip.compress(gzip.compress(bytes(300_000_000)))
    site.pages["/packed"] = Page(bomb, headers={"Content-Encoding": "gzip, gzip"})
    assert "more than 10,000,000 bytes" in wrong(library, fetcher, good, site.url("/packed"))


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips(site: Site, library: Library, fetcher: Fetcher, good: str, head: bytes) -> None:
    site.pages["/drip"] = Page(b"", answer=endless(head, b"x", 0.1))
    began = time.monotonic()
    assert "longer than 2 seconds" in wrong(library, fetcher, good, site.url("/drip"))
    assert time.monotonic() - began < 6


def test_a_server_that_never_answers(library: Library, fetcher: Fetcher, good: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.2:{silent.getsockname()[1]}/feed".replace("127.0.0.2", "127.0.0.1")
        assert "could not be reached" in wrong(library, fetcher, good, address)


def test_a_server_that_hangs_up(library: Library, fetcher: Fetcher, good: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as rude:

        def hang_up() -> None:
            with suppress(OSError):
                while True:
                    rude.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        assert "could not be reached" in wrong(library, fetcher, good, f"http://127.0.0.1:{rude.getsockname()[1]}/feed")


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "application/rss+xml", "neither a page nor a text nor a feed"),
        (b"%PDF-1.7 of something", "text/html", "PDF"),
        (b'<?xml version="1.0"?><rss version="2.0"><item>&#x110000;</item></rss>', "text/xml", "cannot be parsed"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "text/xml", "no items"),
        (b"<!doctype html><html><head><title>Sign in</title></head><body></body></html>", "text/html", "no article"),
        (b" \n", "text/html", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_feed(
    site: Site, library: Library, fetcher: Fetcher, good: str, body: bytes, media: str, said: str
) -> None:
    site.pages["/odd"] = Page(body, media=media)
    assert said in wrong(library, fetcher, good, site.url("/odd"))


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_error_is_said_and_asked_again_later(
    site: Site, library: Library, fetcher: Fetcher, good: str, status: int
) -> None:
    site.pages["/odd"] = Page(b"no", status=status)
    assert str(status) in wrong(library, fetcher, good, site.url("/odd"))
    first = library.watches()[0]
    ask(library, fetcher, again=True)
    second = library.watches()[0]
    assert (first.failures, second.failures) == (1, 2)
    site.feed("/odd", [item(site.url("/x"), HEADLINE, TEXT + "\nIt ended well, she said.", whole=True)])
    ask(library, fetcher, again=True)
    third = library.watches()[0]
    assert (third.failures, third.wrong, third.reports) == (0, "", 1)


def test_a_feed_whose_items_all_have_one_id(site: Site, library: Library, fetcher: Fetcher) -> None:
    items = [
        item(site.url(f"/{n}"), f"{HEADLINE} {n}", f"{TEXT}\nIt was the ferry number {n}.", whole=True, guid="same")
        for n in range(20)
    ]
    (feed,) = watched(library, fetcher, site.feed("/same", items))
    assert "20 of its items share an id" in feed.wrong
    assert {r.url for r in reports(library)} == {site.url(f"/{n}") for n in range(20)}
    ask(library, fetcher, again=True)
    assert len(reports(library)) == 20


def test_a_feed_of_a_million_items(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    many = "<item><title>T</title><link>http://a.example/1</link></item>"
    site.pages["/million"] = Page(f'<rss version="2.0"><channel>{many * 1_000_000}</channel></rss>'.encode())
    assert "more than 10,000,000 bytes" in wrong(library, fetcher, good, site.url("/million"))


def test_of_a_feed_of_many_items_the_first_are_read(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    many = "".join(f"<item><guid>urn:{n}</guid><title>{n}</title></item>" for n in range(100_000))
    site.pages["/many"] = Page(f'<rss version="2.0"><channel><title>T</title>{many}</channel></rss>'.encode())
    began = time.process_time()
    assert "100,000 items, of which the first 5,000 are read" in wrong(library, fetcher, good, site.url("/many"))
    assert time.process_time() - began < 20


def test_an_article_in_another_language_does_not_hold_up_the_feed(
    site: Site, library: Library, fetcher: Fetcher
) -> None:
    german = (
        "Die Fähre lief am Montag vor dem Hafen auf Grund, wie die Polizei mitteilte. Niemand wurde verletzt. " * 12
    )
    items = [
        item(site.url("/a"), "Fähre auf Grund", german, whole=True),
        item(site.url("/b"), HEADLINE, TEXT, whole=True),
    ]
    (feed,) = watched(library, fetcher, site.feed("/mixed", items))
    assert feed.wrong == ""
    assert [r.url for r in reports(library)] == [site.url("/b")]
    found = {w.address: w.wrong for w in library.watched_items(feed.number)}
    assert "not English" in found[site.url("/a")]


def test_robots_txt_is_obeyed(site: Site, library: Library, fetcher: Fetcher, good: str) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: sayso\nDisallow: /private\n", media="text/plain")
    assert "robots.txt" in wrong(library, fetcher, good, site.url("/private/feed"))
    assert site.asked("/private/feed") == []
    assert all(r.headers["User-Agent"].startswith("sayso/") for r in site.requests)
