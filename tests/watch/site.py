"""A real web server whose feeds and articles a test changes as it goes: `python -m tests.watch.site` is none of it."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Page:
    """What stands at a path: its type, its bytes, its status and further headers."""

    body: bytes
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    # answers instead of all that
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(frozen=True)
class Request:
    """A request as it came: host, path, time, status of the answer, and its headers."""

    host: str
    path: str
    began: float
    status: int
    headers: Mapping[str, str]


class Site:
    """A server at all addresses of 127.0.0.0/8; `pages` are by host and path, or by path alone."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.posted: list[tuple[Mapping[str, str], bytes]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                began = time.monotonic()
                host, path = (self.headers["Host"] or "").partition(":")[0], self.path
                page = site.pages.get(f"{host}{path}") or site.pages.get(path)
                if page is None:
                    page = Page(b"gone", status=404)
                etag = f'"{sha256(page.body).hexdigest()[:16]}"'
                status = page.status
                if status == 200 and self.headers["If-None-Match"] == etag:
                    status = 304
                site.requests.append(Request(host, path, began, status, dict(self.headers)))
                if page.answer is not None:
                    page.answer(self)
                    return
                self.send_response(status)
                self.send_header("Content-Type", page.media)
                self.send_header("ETag", etag)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0" if status == 304 else str(len(page.body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(page.body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                page = site.pages.get(self.path) or Page(b"")
                if page.status < 300:
                    site.posted.append((dict(self.headers), body))
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                """Keep the test's output clean."""

        self._server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[int]:
        """The statuses with which a path was answered."""
        return [r.status for r in self.requests if r.path == path]

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def article(self, path: str, title: str, text: str, *, around: str = "") -> str:
        """Puts an article at a path, with something around it; gives its address."""
        paragraphs = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in text.split("\n"))
        page = (
            f"<!doctype html><html lang=en><head><title>{title}</title>"
            "<meta property='og:site_name' content='Tarrow Post'></head><body><nav><a href=/>Home</a></nav>"
            f"<article><h1>{title}</h1>{paragraphs}</article><footer>{around}</footer></body></html>"
        )
        self.pages[path] = Page(page.encode())
        return self.url(path)

    def feed(self, path: str, items: Iterator[str] | list[str], title: str = "Tarrow Post") -> str:
        """Puts a feed at a path; gives its address."""
        self.pages[path] = Page(
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
            f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>'
            f"{''.join(items)}</channel></rss>".encode(),
            media="application/rss+xml",
        )
        return self.url(path)


def item(link: str, title: str, text: str, *, whole: bool, guid: str | None = None, day: int = 9) -> str:
    """An item of a feed; with its whole article, or a summary."""
    content = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in text.split("\n"))
    body = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if whole else ""
    return (
        f"<item><title>{html.escape(title)}</title><link>{html.escape(urlsplit(link).geturl())}</link>"
        f"<guid isPermaLink='false'>{html.escape(guid or link)}</guid>"
        f"<pubDate>Wed, {day:02d} May 2029 08:00:00 +0000</pubDate>"
        f"<description>{html.escape(' '.join(text.split()[:12]))} …</description>{body}</item>"
    )
