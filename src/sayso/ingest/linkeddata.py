"""Linked data of pages and feeds (JSON-LD of schema.org): articles, and claims that somebody checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sayso.ingest.checked import Checked, Words
from sayso.ingest.metadata import iso_time
from sayso.spans import OffsetMap, Segment

# scripts with linked data that are read of a page, and their characters; pages have one to five of some kB
MOST_BLOCKS, LONGEST_BLOCK = 40, 2_000_000
# objects within each other; schema.org's examples have six
DEEPEST = 30
# claims that one page or feed may have checked
MOST_REVIEWS = 2_000

_BLOCK = re.compile(
    r"<script\b[^>]{0,400}?type\s*=\s*[\"']?application/ld\+json[^>]{0,400}>(.*?)</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)


def article_of(source: str) -> tuple[Words | None, dict[str, str]]:
    """The body of a page's article as its linked data has it, and what that says of the article.

    Args:
        source: the page, decoded.

    Returns:
        The longest `articleBody`, None where there is none, and title, author (several parted by "; "), date and
        sitename, as far as they are given.
    """
    best: tuple[Words | None, dict[str, str]] = (None, {})
    for start, end, value in _blocks(source):
        bodies = list(_strings(source, start, end, "articleBody"))
        for item in _objects(value):
            if not any(kind.endswith("Article") or kind == "BlogPosting" for kind in _types(item)):
                continue
            body = next((w for w in bodies if w.text == item.get("articleBody")), None)
            if best[0] is None or (body is not None and len(body.text) > len(best[0].text)):
                best = (body or best[0], best[1] | _facts(item))
    return best


def checked_claims(source: str) -> Iterator[Checked]:
    """The claims that a page checked, by its ClaimReview."""
    for start, end, value in _blocks(source):
        yield from _checked(source, start, end, value)


def checked_in_feed(source: str) -> Iterator[Checked]:
    """The claims of a JSON feed of checks: a DataFeed, an ItemList, or a list of ClaimReview.

    Raises:
        ValueError: when it is no JSON.
    """
    try:
        value = msgspec.json.decode(source.encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    yield from _checked(source, 0, len(source), value)


def _blocks(source: str) -> Iterator[tuple[int, int, Any]]:
    """The linked data of a page: where it stands and what it says; what is broken is passed over."""
    for count, m in enumerate(_BLOCK.finditer(source)):
        if count == MOST_BLOCKS:
            return
        if m.end(1) - m.start(1) > LONGEST_BLOCK:
            continue
        text = m[1].strip().removeprefix("<!--").removesuffix("-->")
        try:
            # control characters in strings are no JSON, and yet common
            yield m.start(1), m.end(1), msgspec.json.decode(_CONTROL.sub(" ", text).encode("utf-8", "surrogatepass"))
        except (msgspec.DecodeError, RecursionError):
            continue


_CONTROL = re.compile("[\x00-\x1f]")


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object in some JSON, in its order, outer ones first."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def _types(item: Mapping[str, Any]) -> Sequence[str]:
    kinds = item.get("@type")
    return [str(k).rpartition("/")[2] for k in (kinds if isinstance(kinds, list) else [kinds])]


def _strings(source: str, start: int, end: int, key: str) -> Iterator[Words]:
    """The strings under a key in source[start:end], in their order."""
    for m in re.compile(rf'"{key}"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL).finditer(source, start, end):
        yield _unescaped(source, m.start(1), m.end(1))


def _unescaped(source: str, start: int, end: int) -> Words:
    """A JSON string's text with the place of each character."""
    parts: list[str] = []
    segments: list[Segment] = []
    at = length = 0

    def put(text: str, low: int, high: int) -> None:
        nonlocal length
        if text:
            parts.append(text)
            segments.append(Segment(length, length + len(text), low, high))
            length += len(text)

    at = start
    for m in _ESCAPE.finditer(source, start, end):
        put(_CONTROL.sub(" ", source[at : m.start()]), at, m.start())
        try:
            shown = msgspec.json.decode(f'"{m[0]}"')
        except (msgspec.DecodeError, UnicodeEncodeError):
            shown = "\ufffd"
        put(shown, m.start(), m.end())
        at = m.end()
    put(_CONTROL.sub(" ", source[at:end]), at, end)
    return Words("".join(parts), OffsetMap(tuple(segments)))


def _facts(item: Mapping[str, Any]) -> dict[str, str]:
    facts = {
        "title": _plain(item.get("headline")) or _plain(item.get("name")),
        "author": "; ".join(_names(item.get("author"))),
        "sitename": next(iter(_names(item.get("publisher"))), ""),
        "date": _day(item.get("datePublished")) or "",
    }
    return {key: value for key, value in facts.items() if value}


def _plain(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(value: Any) -> str | None:
    return iso_time(value) if isinstance(value, str) else None


def _names(value: Any) -> list[str]:
    """The names of people or bodies, given as such or as objects."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = _plain(one.get("name")) if isinstance(one, dict) else _plain(one)
        if name and "://" not in name:
            found.append(name)
    return found


def _checked(source: str, start: int, end: int, value: Any) -> Iterator[Checked]:
    claims = list(_strings(source, start, end, "claimReviewed"))
    bodies = list(_strings(source, start, end, "reviewBody"))
    at = 0
    items = (item for item in _objects(value) if "ClaimReview" in _types(item))
    for count, item in enumerate(items):
        said = item.get("claimReviewed")
        place = next((k for k in range(at, len(claims)) if claims[k].text == said), None)
        if place is None or count >= MOST_REVIEWS or not claims[place].text.strip():
            continue
        at = place + 1
        reviewed = item.get("itemReviewed")
        reviewed = reviewed if isinstance(reviewed, dict) else {}
        yield Checked(
            claim=claims[place],
            claimant=next(iter(_names(reviewed.get("author"))), None),
            claimed=_day(reviewed.get("datePublished")),
            rating=_rating(item.get("reviewRating")),
            checker=next(iter(_names(item.get("author")) or _names(item.get("publisher"))), None),
            checked=_day(item.get("datePublished")),
            url=item["url"] if isinstance(item.get("url"), str) and "://" in item["url"] else None,
            title=_plain(item.get("headline")) or _plain(item.get("name")) or None,
            text=next((b for b in bodies if b.text == item.get("reviewBody")), None),
        )


def _rating(value: Any) -> str | None:
    """What a check came to: in words where it says so, else the number and the best one."""
    if not isinstance(value, dict):
        return None
    if words := _plain(value.get("alternateName")):
        return words
    number, best = value.get("ratingValue"), value.get("bestRating")
    if not isinstance(number, str | int | float) or isinstance(number, bool):
        return None
    return f"{number} of {best}" if isinstance(best, str | int | float) else str(number)
