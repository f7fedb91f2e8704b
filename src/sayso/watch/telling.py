"""Tells alerts: an Atom feed and a file of lines, and webhooks. What was told once is not told again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from sayso.errors import LibraryError, UnreadableInput
from sayso.export.json import to_json
from sayso.store.library import Library
from sayso.store.watching import Alert, AlertPlace
from sayso.watch import wording
from sayso.watch.schedule import seconds_of, when
from sayso.whole import whole

# alerts that the feed has; who reads it every day misses none
IN_FEED = 200
# alerts that are told at once
AT_ONCE = 100
# bytes at the end of a file of lines that are looked at for what it has already
TAIL = 2_000_000
# seconds until a webhook that failed is tried again, doubled each time, and at most
AGAIN, LONGEST = 15.0, 6 * 3_600.0
# seconds beyond which none is put off, whatever it asks for; what is due later was put off by a clock that was wrong
FARTHEST = 24 * 3_600.0
_WAIT = 20.0
_ID = re.compile(rb'(?m)^\{\s*"id":\s*"(\w+)"')
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where alerts go. `secret` signs what goes to webhooks; `allow_private` lets these be of one's own network."""

    feed: Path | None = None
    file: Path | None = None
    webhooks: tuple[str, ...] = ()
    secret: str | None = None
    allow_private: bool = False


def begin_telling(library: Library, places: Places) -> None:
    """Notes down places to which nothing went yet: they get what is found from now on.

    Raises:
        LibraryError: when the library cannot be used.
    """
    for name in _names(places):
        library.alert_place(name)
    if places.feed is not None and not places.feed.exists():
        write_feed(places.feed, library.where, ())


def tell(library: Library, places: Places, now: Callable[[], float]) -> tuple[str, ...]:
    """Tells each place what it was not told yet; a webhook that fails is tried again later.

    Args:
        library: an open library.
        places: where alerts go.
        now: the time, in seconds since 1970.

    Returns:
        What went wrong.

    Raises:
        LibraryError: when the library cannot be used.
    """
    wrong = []
    for name, send in _names(places).items():
        place = library.alert_place(name)
        if place.due is not None and now() < seconds_of(place.due) <= now() + FARTHEST:
            continue
        while alerts := library.alerts(place.told, AT_ONCE):
            place = send(library, alerts, place, now())
            library.keep_alert_place(place)
            if place.wrong:
                wrong.append(f"{name}: {place.wrong}")
                break
    return tuple(wrong)


def due_again(library: Library, places: Places) -> float | None:
    """When a place that failed is tried again, in seconds since 1970; None when none is."""
    found = [library.alert_place(name).due for name in _names(places)]
    return min((seconds_of(due) for due in found if due is not None), default=None)


_Send = Callable[[Library, Sequence[Alert], AlertPlace, float], AlertPlace]


def _names(places: Places) -> dict[str, _Send]:
    """The places by the names under which the library knows them: no secret that an address may hold is in them."""
    found: dict[str, _Send] = {}
    if places.feed is not None:
        path = places.feed.absolute()
        found[f"feed {path}"] = lambda library, alerts, place, now: _fed(library, path, alerts, place, now)
    if places.file is not None:
        file = places.file.absolute()
        found[f"file {file}"] = lambda library, alerts, place, now: _appended(file, alerts, place, now)
    for url in places.webhooks:
        name = f"webhook {urlsplit(url).hostname or ''} {hashlib.sha256(url.encode()).hexdigest()[:12]}"
        found[name] = _posting(url, places.secret, places.allow_private)
    return found


def record(alert: Alert) -> dict[str, Any]:
    """An alert as it is written for others."""
    return {
        "id": alert.key,
        "kind": alert.kind,
        "story": f"s{alert.story}",
        "made": alert.made,
        "told": alert.told,
        "reports": list(alert.reports),
        **{key: value for key, value in alert.details.items() if key not in ("id", "kind")},
    }


def _fed(library: Library, path: Path, alerts: Sequence[Alert], place: AlertPlace, now: float) -> AlertPlace:
    try:
        write_feed(path, library.where, library.alerts(limit=IN_FEED, last=True))
    except OSError as error:
        return _failed(place, now, f"it cannot be written ({error.strerror or error})")
    return _done(place, alerts[-1].number)


def write_feed(path: Path, library: str, alerts: Sequence[Alert]) -> None:
    """Writes an Atom feed (RFC 4287), which appears under its name only when it is whole and on the disk.

    Args:
        path: the file.
        library: where the library is, which makes the feed's id.
        alerts: the latest first.

    Raises:
        OSError: when it cannot be written.
    """
    own = hashlib.sha256(library.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    # the latest of all, should the clock have been set back
    updated = max((a.made for a in alerts), default=when(time.time()))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{wording.FEED_TITLE}</title><id>urn:sayso:alerts:{own}</id><updated>{updated}</updated>",
        "<author><name>sayso</name></author>",
        *(_entry(a) for a in alerts),
        "</feed>",
    ]
    with whole(path) as beside:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _entry(alert: Alert) -> str:
    """An alert as an entry; its link is the address of the report that it is about, where that has one."""
    after = alert.details.get("after") or alert.details.get("taker") or {}
    urls = [after.get("url"), *(p.get("url") for p in alert.details.get("places") or ())]
    url = next((u for u in urls if u and u.startswith(("http://", "https://"))), None)
    link = f'<link rel="related" href={quoteattr(_clean(url))}/>' if url else ""
    return (
        f"<entry><id>urn:sayso:alert:{alert.key}</id><title>{escape(_clean(alert.told))}</title>"
        f"<updated>{alert.made}</updated><category term={quoteattr(alert.kind)}"
        f" label={quoteattr(wording.KINDS[alert.kind])}/>{link}"
        f'<content type="text">{escape(_clean(alert.told))}</content></entry>'
    )


def _clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return text.translate(_NOT_XML).encode("utf-8", "replace").decode()


def _appended(path: Path, alerts: Sequence[Alert], place: AlertPlace, now: float) -> AlertPlace:
    try:
        append_lines(path, alerts)
    except OSError as error:
        return _failed(place, now, f"it cannot be written ({error.strerror or error})")
    return _done(place, alerts[-1].number)


def append_lines(path: Path, alerts: Sequence[Alert]) -> None:
    """Appends a line of JSON for each alert that the file does not have yet, on the disk when it returns.

    A line that was cut off when a process ended in the middle of it is taken away first.

    Args:
        path: the file, which is made when it is missing.
        alerts: in order.

    Raises:
        OSError: when it cannot be written.
    """
    # without a buffer, which would write what is left in it when the file is closed, whatever went wrong before
    with path.open("a+b", buffering=0) as out:
        size = out.seek(0, os.SEEK_END)
        out.seek(max(0, size - TAIL))
        tail = out.read()
        ended = tail[: tail.rfind(b"\n") + 1]
        size += len(ended) - len(tail)
        if ended != tail:
            out.truncate(size)
        there = set(_ID.findall(ended))
        new = [to_json(record(one)).encode("utf-8", "replace") for one in alerts if one.key.encode() not in there]
        rest = b"".join(line + b"\n" for line in new)
        try:
            while rest:
                rest = rest[out.write(rest) :]
            os.fsync(out.fileno())
        except OSError:
            # who reads the file finds no line that a full disk cut off
            out.truncate(size)
            raise


def _posting(url: str, secret: str | None, allow_private: bool) -> _Send:
    def send(library: Library, alerts: Sequence[Alert], place: AlertPlace, now: float) -> AlertPlace:
        deadline = threading.local()
        with _client(allow_private, deadline) as client:
            for one in alerts:
                deadline.at = time.monotonic() + _WAIT
                try:
                    wrong, seconds = _post(client, url, one, secret, now)
                except UnreadableInput as error:
                    wrong, seconds = error.message, None
                if wrong:
                    return _failed(place, now, wrong, seconds)
                place = _done(place, one.number)
                library.keep_alert_place(place)
        return place

    return send


def _client(allow_private: bool, deadline: threading.local) -> Any:
    import httpx2

    from sayso.ingest.fetch import public_address, user_agent
    from sayso.ingest.network import transport

    return httpx2.Client(
        transport=transport(None if allow_private else public_address, deadline),
        headers={"User-Agent": user_agent(), "Content-Type": "application/json; charset=utf-8"},
        timeout=_WAIT,
        follow_redirects=False,
        trust_env=False,
    )


def _post(client: Any, url: str, alert: Alert, secret: str | None, now: float) -> tuple[str, float | None]:
    """Sends an alert; what went wrong, and how long the receiver asks to be left alone.

    Its headers are those of Standard Webhooks 1.0: the receiver knows by `webhook-id` what came twice, since an answer
    may be lost.
    """
    import httpx2

    from sayso.ingest.hosts import retry_after

    body = to_json(record(alert)).encode("utf-8", "replace")
    stamp = str(int(now))
    headers = {"webhook-id": alert.key, "webhook-timestamp": stamp}
    if secret:
        headers["webhook-signature"] = sign(secret, alert.key, stamp, body)
    try:
        with client.stream("POST", url, content=body, headers=headers) as response:
            if 200 <= response.status_code < 300:
                return "", None
            message = f"it answered {response.status_code}"
            if 300 <= response.status_code < 400:
                message += ", and redirects are not followed; name the address that it leads to"
            return message, retry_after(response.headers.get("retry-after"))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return f"it could not be reached: {str(error) or type(error).__name__}", None


def sign(secret: str, name: str, stamp: str, body: bytes) -> str:
    """The signature of a message by Standard Webhooks 1.0: HMAC-SHA256 over id, time and body.

    Args:
        secret: any words; one that begins with whsec_ is base64 behind that.
        name: the message's id.
        stamp: seconds since 1970, in digits.
        body: the message.
    """
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    made = hmac.new(key, b".".join((name.encode(), stamp.encode(), body)), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def _done(place: AlertPlace, told: int) -> AlertPlace:
    return replace(place, told=told, failures=0, due=None, wrong="")


def _failed(place: AlertPlace, now: float, wrong: str, seconds: float | None = None) -> AlertPlace:
    pause = max(min(AGAIN * 2 ** min(place.failures, 20), LONGEST), min(seconds or 0.0, FARTHEST))
    return replace(place, failures=place.failures + 1, due=when(now + pause), wrong=wrong)


def check_webhook(url: str) -> None:
    """Refuses what can be no webhook.

    Raises:
        LibraryError: when it is no http(s) address.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise LibraryError(f"{url!r} is no address of a webhook; it begins with https:// or http://")
