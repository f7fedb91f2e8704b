"""RSS and Atom: each item's full content, or its summary, as a report of its own."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.html import decoded
from sayso.spans import OffsetMap, Segment

_ITEM = re.compile(r"<(item|entry)(?=[\s>])")
_CONTENT = re.compile(r"<((?:\w+:)?(?:encoded|content|description|summary))(?=[\s>])([^>]*)>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_MOST_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class _Inner:
    """The markup or text that an element of the feed holds, and where in the feed its characters stand."""

    text: str
    offsets: OffsetMap


def read_feed(data: bytes, source: str) -> Iterator[Document]:
    """The items of a feed, in its order.

    fastfeedparser reads the items' titles, addresses, times and authors, feedparser where it fails. The content is cut
    out of the feed's own source, so that raw offsets count its code points.

    Args:
        data: the feed's bytes.
        source: its path or address.

    Raises:
        UnreadableInput: "format" when it cannot be parsed, "empty" when it has no items with text.
    """
    text = decode(data, source).text
    channel, entries = _parse(data, source)
    spans = list(_items(text))
    found = 0
    for number, entry in enumerate(entries[:_MOST_ITEMS]):
        inner = _inner(text, *spans[number]) if len(spans) == len(entries) else None
        whole = data if inner is not None else None
        if inner is None:
            value = _value(entry)
            inner = _Inner(value, OffsetMap.identity(len(value)))
        if not inner.text.strip():
            continue
        found += 1
        author = entry.get("author") or ""
        person = re.search(r"\(([^()]+)\)", author)
        yield Document(
            source=source,
            data=inner.text.encode("utf-8", "surrogatepass"),
            text=inner.text,
            offsets=inner.offsets,
            whole=whole,
            form="fragment",
            url=entry.get("link") or None,
            outlet=channel,
            title=_plain(entry.get("title")),
            published=entry.get("published") or entry.get("updated") or None,
            bylines=((person[1] if person else author).strip(),) if author.strip() else (),
        )
    if not found:
        raise UnreadableInput(source, "empty", "the feed has no items with text")


def _parse(data: bytes, source: str) -> tuple[str | None, list[Mapping[str, Any]]]:
    try:
        import fastfeedparser

        with warnings.catch_warnings():
            # dateutil warns of time zones that it does not know; the time is then taken without one
            warnings.simplefilter("ignore")
            feed = fastfeedparser.parse(data)
        return _plain(feed.feed.get("title")), list(feed.entries)
    except Exception as first:
        # a feed that breaks this parser goes to the lenient one, which breaks on some too
        import feedparser

        try:
            loose = feedparser.parse(data)
        except Exception as second:
            raise UnreadableInput(source, "format", f"the feed cannot be parsed: {second}") from first
        if not loose.entries:
            raise UnreadableInput(source, "format", f"the feed cannot be parsed: {first}") from first
        return _plain(loose.feed.get("title")), list(loose.entries)


def _items(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while m := _ITEM.search(text, at):
        end = text.find(f"</{m[1]}>", m.end())
        if end < 0:
            return
        # an <item> that CDATA quotes is none of the feed's
        if text.rfind("<![CDATA[", 0, m.start()) <= text.rfind("]]>", 0, m.start()):
            yield m.end(), end
        at = end


def _inner(text: str, start: int, end: int) -> _Inner | None:
    """The longest of an item's content, description and summary."""
    best: _Inner | None = None
    at = start
    while m := _CONTENT.search(text, at, end):
        close = text.find(f"</{m[1]}>", m.end(), end)
        if m[2].endswith("/") or close < 0:
            at = m.end()
            continue
        inner = _verbatim(text, m.end(), close) if "xhtml" in m[2] else _unescaped(text, m.end(), close)
        if best is None or len(inner.text) > len(best.text):
            best = inner
        at = close
    return best


def _verbatim(text: str, start: int, end: int) -> _Inner:
    return _Inner(text[start:end], OffsetMap((Segment(0, end - start, start, end),) if end > start else ()))


def _unescaped(text: str, start: int, end: int) -> _Inner:
    pieces: list[tuple[str, int, int]] = []
    at = start
    for m in _CDATA.finditer(text, start, end):
        pieces += decoded(text, at, m.start())
        pieces.append((m[1], m.start(1), m.end(1)))
        at = m.end()
    pieces += decoded(text, at, end)
    segments = []
    length = 0
    for shown, a, b in pieces:
        if shown:
            segments.append(Segment(length, length + len(shown), a, b))
            length += len(shown)
    return _Inner("".join(p[0] for p in pieces), OffsetMap(tuple(segments)))


def _value(entry: Mapping[str, Any]) -> str:
    values = [c.get("value") or "" for c in entry.get("content") or ()]
    values += [entry.get("summary") or "", entry.get("description") or ""]
    return max(values, key=len)


def _plain(value: str | None) -> str | None:
    shown = re.sub(r"<[^>]*>", "", value or "").strip()
    return " ".join(shown.split()) or None
