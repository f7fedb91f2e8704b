"""Addresses: fetched politely, within limits, and never from inside the reader's own network."""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.ingest.hosts import Clock, Hosts, NotNow, retry_after
from sayso.ingest.jsonl import rows_of
from sayso.ingest.kinds import Kind, kind_of
from sayso.ingest.limits import LARGEST_FILE

if TYPE_CHECKING:
    import httpx2
    from protego import Protego

# seconds to connect, to wait for data, and for a whole page
_CONNECT, _WAIT, _WHOLE = 10.0, 20.0, 60.0
_MOST_REDIRECTS = 5
# seconds between two requests to one host, where its robots.txt asks for none
PACE = 1.0
# RFC 9309: a crawler reads at least this much of a robots.txt, and uses what it read for a day at most
_LARGEST_ROBOTS, _ROBOTS_FOR = 512_000, 86_400.0
# seconds for which a host is left alone that answers 429 or 503 and does not say how long
_BUSY = 300.0
_UNHEARD = logging.NullHandler()
_MOVED = (301, 302, 303, 307, 308)
# the document type of a feed, with the entities that it declares
_DOCTYPE = re.compile(
    rb"^(\s*<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*<!DOCTYPE\s+(?:rss|feed|rdf:RDF)\b[^<>\[]*(?:\[.*?\]\s*)?>", re.S
)
_LONGEST_MARK = 1_000
_ETAG = re.compile(r'(?:W/)?"[!#-~]{0,990}"')
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands at an address: the address that it led to in the end, the bytes, and their declared type.

    `etag` and `modified` are to be sent when it is asked again; `data` is None when nothing changed since those of the
    question. `fresh_for` is how many seconds the server calls it fresh, None where it does not say.
    """

    address: str
    data: bytes | None
    media: str
    etag: str | None
    modified: str | None
    fresh_for: float | None


class Fetcher:
    """Fetches pages, each host one request at a time at its pace; many threads may use one.

    Args:
        allow_private: let addresses lead to private, loopback and link-local hosts.
        cache: folder of the HTTP cache; None takes the user's cache folder, or none where it cannot be written.
        pace: seconds between two requests to one host.
        cached: whether there is an HTTP cache; who asks with `etag` and `modified` needs none.
        clock: the time.
        whole: seconds that an answer may take from the first byte asked to the last one received.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        cache: Path | None = None,
        pace: float = PACE,
        cached: bool = True,
        clock: Clock | None = None,
        whole: float = _WHOLE,
    ) -> None:
        self._allow_private = allow_private
        self._whole = whole
        self._clock = clock or Clock()
        self._hosts = Hosts(pace, self._clock)
        self._robots: dict[str, tuple[float, Protego | None]] = {}
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._deadline = threading.local()
        self._client = _client(allow_private, cache, cached, self._deadline)

    def stop(self) -> None:
        """Lets nobody wait for a host any more: who would have to is told to come back."""
        self._clock.stop()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str) -> Iterator[Document | UnreadableInput]:
        """The report at an address, or the items of the feed there.

        Raises:
            UnreadableInput: "refused" (private host, robots.txt, no such scheme), "fetch" (no answer, an error status),
                "too-large", "format" (neither a page nor text nor a feed).
        """
        answer = self.ask(url)
        yield from documents(url, answer.address, answer.media, answer.data or b"")

    def ask(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """What stands at an address, unless it is what stood there when it was asked last.

        Args:
            url: the address.
            etag: the ETag that came with it then.
            modified: the Last-Modified that came with it then.

        Raises:
            NotNow: when the host is busy, or was asked too lately.
            UnreadableInput: as for `fetch`.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        address = url
        for _ in range(_MOST_REDIRECTS + 1):
            delay = self._check(address, url)
            status, told, data = self._request(address, url, LARGEST_FILE, headers=headers, delay=delay)
            target = told.get("location")
            if status in _MOVED and target:
                address = urljoin(address, target)
                continue
            if status == 304 and headers:
                data, etag, modified = None, _etag(told) or etag, _modified(told) or modified
            elif status >= 400 or status < 200:
                raise Refused(url, status)
            elif not (data or b"").strip():
                raise UnreadableInput(url, "empty", "the page is empty")
            else:
                etag, modified = _etag(told), _modified(told)
            age = _MAX_AGE.search(told.get("cache-control", ""))
            return Answer(
                address=address,
                data=data,
                media=told.get("content-type", ""),
                etag=etag,
                modified=modified,
                fresh_for=float(age[1]) if age else None,
            )
        raise UnreadableInput(url, "fetch", f"the address leads on more than {_MOST_REDIRECTS} times")

    def _check(self, address: str, url: str) -> float:
        """The seconds that the host asks for between two requests, when the address may be fetched."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise UnreadableInput(url, "refused", f"{address!r} is no address: {error}") from error
        if parts.scheme not in ("https", "http") or not host:
            raise UnreadableInput(url, "refused", f"only https:// and http:// addresses are fetched, not {address!r}")
        if not self._allow_private:
            public_address(host, port or (443 if parts.scheme == "https" else 80), url)
        rules = self._rules(f"{parts.scheme}://{parts.netloc}", url)
        if rules is None:
            return 0.0
        if not rules.can_fetch(address, user_agent()):
            raise UnreadableInput(url, "refused", f"the robots.txt of {host} does not allow fetching it")
        return float(rules.crawl_delay(user_agent()) or 0)

    def _rules(self, origin: str, url: str) -> Protego | None:
        """What a host's robots.txt asks for; none where it has none (RFC 9309, section 2.3.1)."""
        from protego import Protego

        with self._lock:
            asking = self._asking.setdefault(origin, threading.Lock())
        # one thread asks, the others wait for what it hears
        with asking:
            held = self._robots.get(origin)
            if held is not None and held[0] > self._clock.monotonic():
                return held[1]
            status, headers, data = self._request(f"{origin}/robots.txt", url, _LARGEST_ROBOTS, cut=True)
            for _ in range(_MOST_REDIRECTS):
                target = urljoin(f"{origin}/robots.txt", headers.get("location", ""))
                if status not in _MOVED or not target.startswith(f"{origin}/"):
                    break
                status, headers, data = self._request(target, url, _LARGEST_ROBOTS, cut=True)
            if status >= 500:
                raise UnreadableInput(url, "fetch", f"{origin}/robots.txt answers {status}; try again later")
            text = (data or b"").decode("utf-8", "replace") if status < 300 else ""
            rules = Protego.parse(text) if text else None
            self._robots[origin] = self._clock.monotonic() + _ROBOTS_FOR, rules
            return rules

    def _request(
        self,
        address: str,
        url: str,
        largest: int,
        *,
        cut: bool = False,
        headers: dict[str, str] | None = None,
        delay: float | None = None,
    ) -> tuple[int, Any, bytes | None]:
        host = (urlsplit(address).hostname or "").lower()
        with self._hosts.turn(host, url, delay):
            status, told, data = self._stream(address, url, largest, cut=cut, headers=headers)
        if status in (429, 503):
            said = retry_after(told.get("retry-after"))
            self._hosts.hold(host, _BUSY if said is None else said)
            seconds = _BUSY if said is None else said
            message = f"the server answered {status}; {host} is left alone for {seconds:,.0f} seconds"
            raise NotNow(url, message, seconds, said=said is not None)
        return status, told, data

    def _stream(
        self, address: str, url: str, largest: int, *, cut: bool, headers: dict[str, str] | None
    ) -> tuple[int, Any, bytes]:
        import httpx2

        host = urlsplit(address).netloc
        parts: list[bytes] = []
        size = 0
        # of this thread: the transport reads of the network up to then
        self._deadline.at = deadline = time.monotonic() + self._whole
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                for chunk in response.iter_bytes():
                    parts.append(chunk)
                    size += len(chunk)
                    if size > largest:
                        if cut:
                            break
                        raise UnreadableInput(url, "too-large", f"the page has more than {largest:,} bytes")
                    if time.monotonic() > deadline:
                        raise UnreadableInput(url, "fetch", f"the page took longer than {self._whole:.0f} seconds")
                return response.status_code, response.headers, b"".join(parts)[:largest]
        except UnreadableInput as error:
            # the transport knows the address that it was led to, not the one that was handed in
            raise UnreadableInput(url, error.kind, error.message) from error
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            if time.monotonic() > deadline:
                reason = f"it took longer than {self._whole:.0f} seconds"
            raise UnreadableInput(url, "fetch", f"{host} could not be reached: {reason}") from error
        except httpx2.InvalidURL as error:
            raise UnreadableInput(url, "refused", f"{address!r} is no address: {error}") from error


def _etag(told: Mapping[str, str]) -> str | None:
    """The ETag of an answer, if it is one (RFC 9110, section 8.8.3): what is none cannot be sent back."""
    value = told.get("etag", "").strip()
    return value if _ETAG.fullmatch(value) else None


def _modified(told: Mapping[str, str]) -> str | None:
    """The Last-Modified of an answer, if it may be sent back."""
    value = told.get("last-modified", "").strip()
    return value if value and value.isascii() and value.isprintable() and len(value) < _LONGEST_MARK else None


class Refused(UnreadableInput):
    """An address that the server answered with a status of 400 or more."""

    def __init__(self, source: str, status: int) -> None:
        super().__init__(source, "fetch", f"the server answered {status}")
        self.status = status


def documents(url: str, address: str, media: str, data: bytes) -> Iterator[Document | UnreadableInput]:
    """The report that was fetched, or the items of the feed.

    Args:
        url: the address that was asked.
        address: the address that it led to.
        media: the declared type.
        data: the bytes.

    Raises:
        UnreadableInput: "format" when it is neither a page nor text nor a feed, and what reading it raises.
    """
    kind = kind_at(address, data)
    if kind == "feed":
        yield from read_feed(data, url)
    elif kind == "jsonl":
        yield from rows_of(data, url)
    else:
        yield page(url, address, media, data)


def kind_at(address: str, data: bytes) -> Kind:
    """The kind of what stands at an address, whatever document type its XML declares.

    Args:
        address: the address.
        data: the bytes.
    """
    return kind_of(_DOCTYPE.sub(rb"\1", data[:8192], count=1), urlsplit(address).path)


def page(url: str, address: str, media: str, data: bytes) -> Document:
    """The page, text or document that was fetched.

    Args:
        url: the address that was asked.
        address: the address that it led to.
        media: the declared type.
        data: the bytes.

    Raises:
        UnreadableInput: "format" when it is something else.
    """
    if b"<!ENTITY" in data[:8192]:
        raise UnreadableInput(url, "format", "it declares entities of its own, which are not expanded")
    _, _, charset = media.lower().partition("charset=")
    kind = kind_at(address, data)
    if kind not in ("html", "text", "pdf", "docx") or media.startswith(("image/", "audio/", "video/")):
        raise UnreadableInput(url, "format", f"there is neither a page nor a text nor a feed ({media or kind})")
    return Document(source=url, data=data, form=kind, url=address, charset=charset.strip(" \"';") or None)


@lru_cache
def user_agent() -> str:
    """How sayso names itself to servers."""
    return f"sayso/{version('sayso')} (reads news reports; obeys robots.txt)"


def public_address(host: str, port: int, url: str) -> str:
    """The first address of a host.

    Raises:
        UnreadableInput: "refused" when any of its addresses is not public; "fetch" when it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableInput(url, "fetch", f"the host {host} is not known: {error}") from error
    addresses = [str(info[4][0]).partition("%")[0] for info in found]
    for text in addresses:
        ip = ipaddress.ip_address(text)
        mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
        if not ip.is_global or ip.is_multicast or (mapped is not None and not mapped.is_global):
            raise UnreadableInput(
                url, "refused", f"{host} is a private address ({text}); allow private addresses if you trust it"
            )
    return addresses[0]


def _client(allow_private: bool, cache: Path | None, cached: bool, deadline: threading.local) -> httpx2.Client:
    import httpx2

    from sayso.ingest.network import transport

    resolve = None if allow_private else public_address
    through: httpx2.BaseTransport = transport(resolve, deadline)
    storage = _storage(cache) if cached else None
    if storage is not None:
        from hishel.httpx2 import CacheTransport

        through = CacheTransport(next_transport=through, storage=storage, rfc=True)
    return httpx2.Client(
        transport=through,
        headers={
            "User-Agent": user_agent(),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        timeout=httpx2.Timeout(_WAIT, connect=_CONNECT, pool=None),
        follow_redirects=False,
        trust_env=False,
    )


def _storage(cache: Path | None) -> Any:
    from hishel import SqliteStorage

    # a cache that is damaged, held or full is gone without, which hishel would tell of with a traceback on stderr
    logging.getLogger("hishel").addHandler(_UNHEARD)
    folder = cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return SqliteStorage(database_path=folder / "http.db", max_stream_size=LARGEST_FILE, max_size=200_000_000)
    except OSError:
        return None
