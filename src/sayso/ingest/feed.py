"""RSS and Atom: each item's full content, or its summary, as a report of its own."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.html import decoded
from sayso.spans import OffsetMap, Segment

_ITEM_BYTES = re.compile(rb"<(?:item|entry)(?=[\s>])")
_ITEM = re.compile(r"<(item|entry)(?=[\s>])")
_CONTENT = re.compile(r"<((?:\w+:)?(?:encoded|content|description|summary))(?=[\s>])([^>]*)>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_TAGS = re.compile(r"<[^>]*>")
_MOST_ITEMS = 5_000
# words of an item below which its article is fetched; of 282 reports in the wild 24 are shorter, and of these a request
# is made that gives no more
_SUMMARY_WORDS = 100
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|&hellip;"
    r"|\b(?:continue reading|read (?:more|on|the rest|(?:the )?full (?:story|article|post))|keep reading"
    r"|view (?:entire )?post|full story|the post .{1,200} appeared first on .{1,100}))"
    r"[\s.…»→>›]*$",
    re.I | re.S,
)
# characters at the end of an item in which the words stand that lead on to the article
_TAIL = 400
_ENTITY = re.compile(r"<!ENTITY\s")
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.I)


@dataclass(frozen=True, slots=True)
class _Inner:
    """The markup or text that an element of the feed holds, and where in the feed its characters stand."""

    text: str
    offsets: OffsetMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed.

    `key` tells it from the feed's other items, and stays when the item changes; `print` is a hash of all that the feed
    says of it. `link` is the address of its article. `document` is what the feed has of that, None where it has no
    text, and `whole` says whether that is all of it rather than a summary.
    """

    key: str
    print: str
    link: str | None
    title: str | None
    document: Document | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it was read: its title, its items in their order, and what is wrong with it.

    `fresh_for` is how many seconds it asks not to be asked again (`ttl`), None where it does not say; `wrong` is empty
    where nothing is.
    """

    title: str | None
    items: tuple[Item, ...]
    fresh_for: float | None
    wrong: str


def read_feed(data: bytes, source: str) -> Iterator[Document]:
    """The items of a feed that have a text, in its order.

    Args:
        data: the feed's bytes.
        source: its path or address.

    Raises:
        UnreadableInput: "format" when it cannot be parsed, "empty" when it has no items with text.
    """
    found = False
    for item in read_items(data, source).items:
        if item.document is not None:
            found = True
            yield item.document
    if not found:
        raise UnreadableInput(source, "empty", "the feed has no items with text")


def read_items(data: bytes, source: str) -> Feed:
    """A feed with all of its items.

    fastfeedparser reads the items' titles, addresses, times and authors, feedparser where it fails. The content is cut
    out of the feed's own source, so that raw offsets count its code points.

    Args:
        data: the feed's bytes.
        source: its path or address.

    Raises:
        UnreadableInput: "format" when it cannot be parsed, or declares entities, which no feed needs.
    """
    text = decode(data, source).text
    if _ENTITY.search(text):
        raise UnreadableInput(source, "format", "the feed declares entities of its own, which are not expanded")
    cut, count = _first_items(data)
    channel, entries = _parse(cut, source)
    wrong = []
    if count > _MOST_ITEMS:
        wrong.append(f"it has {count:,} items, of which the first {_MOST_ITEMS:,} are read")
    spans = list(islice(_items(text), _MOST_ITEMS + 1))
    entries = entries[:_MOST_ITEMS]
    named = Counter(_said_id(entry) for entry in entries)
    shared = sum(count for key, count in named.items() if key and count > 1)
    if shared:
        wrong.append(f"{shared:,} of its items share an id with another; they are told apart by address and text")
    taken: Counter[str] = Counter()
    items = []
    aligned = len(spans) == len(entries) or len(spans) > _MOST_ITEMS
    for number, entry in enumerate(entries):
        inner = _inner(text, *spans[number]) if aligned and number < len(spans) else None
        item = _item(entry, inner, data, source, channel, named)
        # the very same item twice is one
        taken[item.key] += 1
        if taken[item.key] == 1:
            items.append(item)
    ttl = _TTL.search(text, 0, spans[0][0] if spans else len(text))
    return Feed(
        title=channel,
        items=tuple(items),
        fresh_for=float(ttl[1]) * 60 if ttl else None,
        wrong="; ".join(wrong),
    )


def _first_items(data: bytes) -> tuple[bytes, int]:
    """A feed that ends behind the most items that are read, and how many it has; parsers take long for what is more."""
    starts = [m.start() for m in _ITEM_BYTES.finditer(data)]
    if len(starts) <= _MOST_ITEMS:
        return data, len(starts)
    end = b"</feed>" if data.startswith(b"<entry", starts[0]) else b"</channel></rss>"
    return data[: starts[_MOST_ITEMS]] + end, len(starts)


def _said_id(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or entry.get("guid") or entry.get("link") or "").strip()


def _item(
    entry: Mapping[str, Any],
    inner: _Inner | None,
    data: bytes,
    source: str,
    channel: str | None,
    named: Mapping[str, int],
) -> Item:
    whole = data if inner is not None else None
    if inner is None:
        value = _value(entry)
        inner = _Inner(value, OffsetMap.identity(len(value)))
    author = entry.get("author") or ""
    person = re.search(r"\(([^()]+)\)", author)
    said = entry.get("link") or None
    link = said if said is None or "://" in said or "://" not in source else urljoin(source, said)
    title = _plain(entry.get("title"))
    document = None
    if inner.text.strip():
        document = Document(
            source=source,
            data=inner.text.encode("utf-8", "surrogatepass"),
            text=inner.text,
            offsets=inner.offsets,
            whole=whole,
            form="fragment",
            url=link,
            outlet=channel,
            title=title,
            published=entry.get("published") or entry.get("updated") or None,
            bylines=((person[1] if person else author).strip(),) if author.strip() else (),
        )
    told = "\n".join((title or "", link or "", inner.text))
    marked = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    key = _said_id(entry)
    if not key or named[key] > 1:
        key = f"{key} {link}" if link and link != key else f"{key} {marked}"
    return Item(
        key=key.strip(),
        print=marked,
        link=link,
        title=title,
        document=document,
        whole=document is not None and is_whole(inner.text, link),
    )


def is_whole(content: str, link: str | None) -> bool:
    """Whether an item's content is its article, rather than the beginning or a summary of it.

    Args:
        content: its markup.
        link: the address of the article; without one there is nothing else to be had.
    """
    if link is None or not link.startswith(("http://", "https://")):
        return True
    shown = " ".join(_TAGS.sub(" ", content).split())
    return len(shown.split()) >= _SUMMARY_WORDS and not _CUT_OFF.search(shown[-_TAIL:])


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
    opened = closed = -1
    while m := _ITEM.search(text, at):
        end = text.find(f"</{m[1]}>", m.end())
        if end < 0:
            return
        # only what came since the last item is looked at, so that a feed of many takes no longer for it
        opened = max(opened, text.rfind("<![CDATA[", at, m.start()))
        closed = max(closed, text.rfind("]]>", at, m.start()))
        # an <item> that CDATA quotes is none of the feed's
        if opened <= closed:
            yield m.end(), end
        # CDATA within the item counts for the next one
        opened = max(opened, text.rfind("<![CDATA[", m.start(), end))
        closed = max(closed, text.rfind("]]>", m.start(), end))
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
