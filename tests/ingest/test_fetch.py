"""Addresses, against a real server on this machine."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sayso.errors import UnreadableInput
from sayso.ingest import fetch, read_inputs
from sayso.ingest.documents import Document
from sayso.ingest.fetch import Fetcher
from sayso.types import Report, Unread
from tests.ingest.pages import BODY, HEADLINE, PAGE
from tests.ingest.test_feed import RSS


class Site(BaseHTTPRequestHandler):
    """A small site whose paths are the cases."""

    seen: list[tuple[str, str]] = []  # noqa: RUF012  shared by the handlers of one server
    robots = (200, b"User-agent: *\nDisallow: /private\n")

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["User-Agent"]))
        status, media, body = 200, "text/html; charset=utf-8", PAGE.encode()
        if self.path == "/robots.txt":
            (status, body), media = self.robots, "text/plain"
        elif self.path == "/feed":
            media, body = "application/rss+xml", RSS.encode()
        elif self.path == "/gone":
            status, body = 404, b"gone"
        elif self.path == "/empty":
            body = b""
        elif self.path == "/picture":
            media, body = "image/png", b"\x89PNG\r\n\x1a\n" + bytes(100)
        elif self.path == "/huge":
            body = b"x" * 11_000_000
        elif self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Cache-Control", "max-age=60")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Keep the test's output clean."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.seen = []
    Site.robots = (200, b"User-agent: *\nDisallow: /private\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    made = Fetcher(allow_private=True, cache=tmp_path / "cache", pace=0)
    yield made
    made.close()


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(UnreadableInput) as error:
        list(fetcher.fetch(url))
    assert error.value.source == url
    return error.value.kind


def test_a_page_is_read(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (report,) = read_inputs([f"{site}/ferry"], allow_private=True)
    assert isinstance(report, Report)
    assert report.text.split("\n") == [HEADLINE, *BODY]
    assert (report.source, report.url) == (f"{site}/ferry", f"{site}/ferry")
    assert [path for path, _ in Site.seen] == ["/robots.txt", "/ferry"]
    assert all(agent.startswith("sayso/") for _, agent in Site.seen)


def test_a_feed_is_read(site: str, fetcher: Fetcher) -> None:
    assert len(list(fetcher.fetch(f"{site}/feed"))) == 2


def test_redirects_are_followed_and_named(site: str, fetcher: Fetcher) -> None:
    (document,) = fetcher.fetch(f"{site}/to//ferry")
    assert isinstance(document, Document)
    assert (document.source, document.url) == (f"{site}/to//ferry", f"{site}/ferry")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/gone", "fetch"), ("/empty", "empty"), ("/picture", "format"), ("/huge", "too-large"), ("/loop", "fetch"),
        ("/private/x", "refused"), ("/to/file:///etc/hostname", "refused"), ("/to/ftp://fell.example/", "refused"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched(site: str, fetcher: Fetcher, path: str, kind: str) -> None:
    assert refused(fetcher, site + path) == kind


def test_a_page_is_fetched_once_while_it_is_fresh(site: str, fetcher: Fetcher) -> None:
    list(fetcher.fetch(f"{site}/ferry"))
    list(fetcher.fetch(f"{site}/ferry"))
    assert [path for path, _ in Site.seen].count("/ferry") == 1


def test_a_host_without_robots_txt_allows_and_a_failing_one_does_not(site: str, fetcher: Fetcher) -> None:
    Site.robots = (404, b"")
    assert list(fetcher.fetch(f"{site}/private/x"))
    Site.robots = (503, b"")
    other = site.replace("127.0.0.1", "localhost")
    assert refused(fetcher, f"{other}/ferry") == "fetch"


def test_one_host_is_asked_at_its_pace(site: str, tmp_path: Path) -> None:
    fetcher = Fetcher(allow_private=True, cache=tmp_path, pace=0.15)
    start = time.monotonic()
    list(fetcher.fetch(f"{site}/a"))
    list(fetcher.fetch(f"{site}/b"))
    assert time.monotonic() - start >= 0.3
    fetcher.close()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://0.0.0.0:{port}/",
     "http://[::ffff:127.0.0.1]:{port}/", "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest",
     "http://100.64.0.1/", "http://[fe80::1]/", "http://[fc00::1]/", "http://2130706433:{port}/", "http://0x7f.1:{port}/"],
)  # fmt: skip
def test_private_addresses_are_refused(site: str, tmp_path: Path, url: str) -> None:
    fetcher = Fetcher(cache=tmp_path)
    assert refused(fetcher, url.format(port=site.rpartition(":")[2])) in ("refused", "fetch")
    assert Site.seen == []
    fetcher.close()


def test_a_public_name_that_leads_inside_is_refused(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.rpartition(":")[2])
    answers = [[(2, 1, 6, "", ("93.184.216.34", port))], [(2, 1, 6, "", ("127.0.0.1", port))]]
    monkeypatch.setattr(
        fetch.socket, "getaddrinfo", lambda *_, **__: answers.pop(0) if len(answers) > 1 else answers[0]
    )
    fetcher = Fetcher(cache=tmp_path)
    # the name is public when it is checked and private when it is connected to
    assert refused(fetcher, f"http://rebinding.example:{port}/ferry") == "refused"
    assert Site.seen == []
    fetcher.close()


def test_a_redirect_inside_is_refused(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = Fetcher(cache=tmp_path, pace=0)
    monkeypatch.setattr(fetcher, "_request", lambda address, *_, **__: (302, {"location": f"{site}/ferry"}, b""))
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda host, *_, **__: [(2, 1, 6, "", (
        "93.184.216.34" if host.endswith(".example") else "127.0.0.1", 80))])  # fmt: skip
    monkeypatch.setattr(fetcher, "_rules", lambda *_: None)
    assert refused(fetcher, "http://public.example/") == "refused"
    fetcher.close()


def test_an_unknown_host_is_named() -> None:
    (found,) = read_inputs(["https://no-such-host.invalid/"])
    assert isinstance(found, Unread)
    assert found.kind == "fetch"
    assert "no-such-host.invalid" in found.message


FETCHING = """
import resource, sys
from pathlib import Path
from sayso.ingest.fetch import Fetcher
fetcher = Fetcher(allow_private=True, cache=Path(sys.argv[2]), pace=0)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
print(len(list(fetcher.fetch(sys.argv[1]))))
"""


@pytest.mark.parametrize("wrong", ["damaged", "full"])
def test_a_cache_that_cannot_be_used_is_gone_without(site: str, tmp_path: Path, wrong: str) -> None:
    if wrong == "damaged":
        (tmp_path / "http.db").write_bytes(b"no database" * 5000)
    room = "4096" if wrong == "full" else "-1"
    command = [sys.executable, "-c", FETCHING, f"{site}/ferry", str(tmp_path), room]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
