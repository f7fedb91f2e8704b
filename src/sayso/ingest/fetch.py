"""Addresses: fetched politely, with a cache, within limits, and never from inside the reader's own network."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.ingest.jsonl import rows_of
from sayso.ingest.kinds import kind_of
from sayso.ingest.limits import LARGEST_FILE

if TYPE_CHECKING:
    import httpx2
    from protego import Protego

# seconds to connect, to wait for data, and for a whole page
_CONNECT, _WAIT, _WHOLE = 10.0, 20.0, 60.0
_MOST_REDIRECTS = 5
# seconds between two requests to one host, where its robots.txt asks for none; the longest that is granted
_PACE, _LONGEST_PACE = 1.0, 30.0
# RFC 9309: a crawler reads at least this much of a robots.txt
_LARGEST_ROBOTS = 512_000


class Fetcher:
    """Fetches pages, one host at a time at its pace, for one run.

    Args:
        allow_private: let addresses lead to private, loopback and link-local hosts.
        cache: folder of the HTTP cache; None takes the user's cache folder, or none where it cannot be written.
        pace: seconds between two requests to one host.
    """

    def __init__(self, *, allow_private: bool = False, cache: Path | None = None, pace: float = _PACE) -> None:
        self._allow_private = allow_private
        self._pace = pace
        self._last: dict[str, float] = {}
        self._robots: dict[str, Protego | None] = {}
        self._client = _client(allow_private, cache)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str) -> Iterator[Document | UnreadableInput]:
        """The report at an address, or the items of the feed there.

        Raises:
            UnreadableInput: "refused" (private host, robots.txt, no such scheme), "fetch" (no answer, an error status),
                "too-large", "format" (neither a page nor text nor a feed).
        """
        address, data, declared = self._get(url)
        _, _, charset = declared.lower().partition("charset=")
        kind = kind_of(data[:8192], urlsplit(address).path)
        if kind == "feed":
            yield from read_feed(data, url)
        elif kind == "jsonl":
            yield from rows_of(data, url)
        elif kind in ("html", "text") and not declared.startswith(("image/", "audio/", "video/")):
            yield Document(source=url, data=data, form=kind, url=address, charset=charset.strip(" \"';") or None)
        else:
            raise UnreadableInput(url, "format", f"there is neither a page nor a text nor a feed ({declared or kind})")

    def _get(self, url: str) -> tuple[str, bytes, str]:
        """The final address, the bytes and the content type."""
        address = url
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(address, url)
            status, headers, data = self._request(address, url, LARGEST_FILE)
            target = headers.get("location")
            if status in (301, 302, 303, 307, 308) and target:
                address = urljoin(address, target)
                continue
            if status >= 400 or status < 200:
                raise UnreadableInput(url, "fetch", f"the server answered {status}")
            if not data.strip():
                raise UnreadableInput(url, "empty", "the page is empty")
            return address, data, headers.get("content-type", "")
        raise UnreadableInput(url, "fetch", f"the address leads on more than {_MOST_REDIRECTS} times")

    def _check(self, address: str, url: str) -> None:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise UnreadableInput(url, "refused", f"{address!r} is no address: {error}") from error
        if parts.scheme not in ("https", "http") or not host:
            raise UnreadableInput(url, "refused", f"only https:// and http:// addresses are fetched, not {address!r}")
        if not self._allow_private:
            _resolve(host, port or (443 if parts.scheme == "https" else 80), url)
        rules = self._rules(f"{parts.scheme}://{parts.netloc}", url)
        if rules is not None and not rules.can_fetch(address, _agent()):
            raise UnreadableInput(url, "refused", f"the robots.txt of {host} does not allow fetching it")

    def _rules(self, origin: str, url: str) -> Protego | None:
        """What a host's robots.txt asks for; none where it has none (RFC 9309, section 2.3.1)."""
        from protego import Protego

        if origin not in self._robots:
            status, headers, data = self._request(f"{origin}/robots.txt", url, _LARGEST_ROBOTS, cut=True)
            for _ in range(_MOST_REDIRECTS):
                target = urljoin(f"{origin}/robots.txt", headers.get("location", ""))
                if status not in (301, 302, 303, 307, 308) or not target.startswith(f"{origin}/"):
                    break
                status, headers, data = self._request(target, url, _LARGEST_ROBOTS, cut=True)
            if status >= 500:
                raise UnreadableInput(url, "fetch", f"{origin}/robots.txt answers {status}; try again later")
            text = data.decode("utf-8", "replace") if status < 300 else ""
            self._robots[origin] = Protego.parse(text) if text else None
        return self._robots[origin]

    def _request(self, address: str, url: str, largest: int, *, cut: bool = False) -> tuple[int, Any, bytes]:
        import httpx2

        host = urlsplit(address).netloc
        self._wait(host, address)
        deadline = time.monotonic() + _WHOLE
        parts: list[bytes] = []
        size = 0
        try:
            with self._client.stream("GET", address) as response:
                for chunk in response.iter_bytes(65_536):
                    parts.append(chunk)
                    size += len(chunk)
                    if size > largest:
                        if cut:
                            break
                        raise UnreadableInput(url, "too-large", f"the page has more than {largest:,} bytes")
                    if time.monotonic() > deadline:
                        raise UnreadableInput(url, "fetch", f"the page took longer than {_WHOLE:.0f} seconds")
                return response.status_code, response.headers, b"".join(parts)[:largest]
        except UnreadableInput as error:
            # the transport knows the address that it was led to, not the one that was handed in
            raise UnreadableInput(url, error.kind, error.message) from error
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise UnreadableInput(url, "fetch", f"{host} could not be reached: {reason}") from error
        except httpx2.InvalidURL as error:
            raise UnreadableInput(url, "refused", f"{address!r} is no address: {error}") from error
        finally:
            self._last[host] = time.monotonic()

    def _wait(self, host: str, address: str) -> None:
        parts = urlsplit(address)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(_agent()) if rules is not None else None
        pace = min(max(self._pace, float(asked or 0)), _LONGEST_PACE)
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + pace - time.monotonic()))


@lru_cache
def _agent() -> str:
    return f"sayso/{version('sayso')} (reads news reports; obeys robots.txt)"


def _resolve(host: str, port: int, url: str) -> str:
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


def _client(allow_private: bool, cache: Path | None) -> httpx2.Client:
    import httpx2

    class Guarded(httpx2.HTTPTransport):
        """Connects to the very address that was checked, so that a name cannot lead elsewhere in between."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            host, address = request.url.host, str(request.url)
            port = request.url.port or (443 if request.url.scheme == "https" else 80)
            ip = _resolve(host, port, address)
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=ip)
            return super().handle_request(request)

    transport: httpx2.BaseTransport = httpx2.HTTPTransport() if allow_private else Guarded()
    storage = _storage(cache)
    if storage is not None:
        from hishel.httpx2 import CacheTransport

        transport = CacheTransport(next_transport=transport, storage=storage, rfc=True)
    return httpx2.Client(
        transport=transport,
        headers={"User-Agent": _agent(), "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"},
        timeout=httpx2.Timeout(_WAIT, connect=_CONNECT),
        follow_redirects=False,
        trust_env=False,
    )


def _storage(cache: Path | None) -> Any:
    from hishel import SqliteStorage

    folder = cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return SqliteStorage(database_path=folder / "http.db", max_stream_size=LARGEST_FILE, max_size=200_000_000)
    except OSError:
        return None
