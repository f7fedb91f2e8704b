"""A page to the paragraphs of its article: trafilatura says which text it is, the source says where it stands."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby
from typing import Any

from sayso.errors import UnreadableInput
from sayso.ingest import noise as patterns
from sayso.ingest.html import TextNode, decoded, read_nodes
from sayso.ingest.limits import LONGEST_TEXT, MOST_LINES
from sayso.ingest.paragraphs import Paragraph, Weaver
from sayso.types import Noise

_WHITE = re.compile(r"\s+")
_ENDED = re.compile(r"""[.!?:;…][”"’')\]]*\s*$""")
# a stretch of a block that is looked for by itself when the whole is not found
_SHORTEST_PIECE = 12


@dataclass(frozen=True, slots=True)
class Article:
    """What a page holds.

    Args:
        paragraphs: the headline, where the page shows it, and the article, in the order of the source.
        noise: visible text that is not the article.
        facts: what trafilatura found: title, author, sitename, date, url.
        headline: the one of the paragraphs that is the headline and not of the body, if any.
    """

    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]
    facts: dict[str, str]
    headline: Paragraph | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of visible text: the nodes between two block-level tags, and its characters without white space."""

    paragraph: Paragraph
    path: tuple[str, ...]
    start: int
    end: int


def read_article(source: str, name: str, url: str | None = None) -> Article:
    """The article of a page, with every character's place in the page's source.

    trafilatura (Barbaresi 2021) decides which blocks are the article. Its blocks are looked for in the page's visible
    text, white space left out of the comparison, and the best chain of places in ascending order is taken; a block of
    which trafilatura left out inner parts is found in pieces.

    Args:
        source: the page, decoded.
        name: its name, for messages.
        url: its address.

    Raises:
        UnreadableInput: "too-deep" or "too-large".
    """
    lines = _visible_lines(source, name)
    squeezed = "".join(_WHITE.sub("", line.paragraph.text) for line in lines)
    blocks, facts = _extract(source, url)
    covered = _cover(squeezed, [b for b in (_WHITE.sub("", b) for b in blocks) if b])
    if not covered:
        covered = _prose(lines)
    headline = _headline(lines, facts.get("title"), covered[0][0] if covered else 0)
    paragraphs, noise = _part(lines, covered, headline)
    return Article(paragraphs, noise, facts, headline.paragraph if headline else None)


def read_fragment(source: str, name: str) -> tuple[Paragraph, ...]:
    """The paragraphs of markup that holds nothing but an article, such as a feed's item.

    Raises:
        UnreadableInput: "too-deep".
    """
    return tuple(line.paragraph for line in _visible_lines(source, name))


def _visible_lines(source: str, name: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    nodes = (n for n in read_nodes(source, name) if not n.hidden and "head" not in n.path and "title" not in n.path)
    for _, group in groupby(nodes, key=lambda n: n.block):
        for part in _split_at_breaks(source, list(group)):
            weaver = Weaver(part[0].path[-1] if part[0].path else "")
            for node in part:
                if node.after_break:
                    weaver.space(node.start, node.start)
                shown = [(node.shown, node.start, node.end)] if node.shown else decoded(source, node.start, node.end)
                for text, a, b in shown:
                    weaver.add(text, a, b)
            paragraph = weaver.done()
            if paragraph.text:
                length = len(_WHITE.sub("", paragraph.text))
                lines.append(_Line(paragraph, part[0].path, at, at + length))
                at += length
                if at > LONGEST_TEXT or len(lines) > MOST_LINES:
                    much = f"{LONGEST_TEXT:,} characters or {MOST_LINES:,} lines"
                    raise UnreadableInput(name, "too-large", f"the page shows more than {much}; no article does")
    return lines


def _split_at_breaks(source: str, nodes: list[TextNode]) -> Iterator[list[TextNode]]:
    """A <br> ends a line of text where the words before it end a sentence; within one it is a space."""
    part: list[TextNode] = []
    for node in nodes:
        if node.after_break and part:
            last = next((n for n in reversed(part) if not source[n.start : n.end].isspace()), None)
            if last and _ENDED.search(source, max(last.start, last.end - 12), last.end):
                yield part
                part = []
        part.append(node)
    if part:
        yield part


def _extract(source: str, url: str | None) -> tuple[list[str], dict[str, str]]:
    """The article's blocks and what the page says of itself, by trafilatura."""
    from trafilatura import bare_extraction

    try:
        found: Any = bare_extraction(
            source, url=url, with_metadata=True, include_comments=False, include_tables=True, include_images=False
        )
    except Exception:
        return [], {}
    if found is None:
        return [], {}
    fields = ("title", "author", "sitename", "date", "url", "hostname")
    facts = {f: str(v) for f in fields if (v := getattr(found, f, None))}
    return list(_blocks(found.body)), facts


def _blocks(body: Any) -> Iterator[str]:
    """The text of each block of trafilatura's tree: paragraphs, headings, list items, cells."""
    if body is None:
        return
    run: list[str] = []
    for event, element in _walk(body):
        if event in ("start", "end") and element.tag in (
            "p",
            "head",
            "quote",
            "item",
            "cell",
            "row",
            "list",
            "table",
            "lb",
            "code",
            "ab",
            "div",
        ):
            if text := "".join(run).strip():
                yield text
            run = []
        if event == "start" and element.text:
            run.append(element.text)
        elif event == "end" and element.tail:
            run.append(element.tail)
    if text := "".join(run).strip():
        yield text


def _walk(body: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    yield from iterwalk(body, events=("start", "end"))


def _cover(squeezed: str, blocks: Sequence[str]) -> list[tuple[int, int]]:
    """Where the blocks stand in the page's squeezed text: disjoint ranges in ascending order."""
    places: list[tuple[int, int, int]] = []
    number = 0
    for block in blocks:
        number += 1
        found = [(number, m, m + len(block)) for m in _occurrences(squeezed, block)]
        if not found and len(block) >= _SHORTEST_PIECE:
            for a, b in _pieces(squeezed, block):
                number += 1
                found.append((number, a, b))
        places += found
    return _chain(places)


def _occurrences(text: str, part: str, most: int = 8) -> Iterator[int]:
    at = text.find(part)
    while at >= 0 and most:
        yield at
        most -= 1
        at = text.find(part, at + 1)


def _pieces(text: str, block: str) -> Iterator[tuple[int, int]]:
    """The stretches of a block that the page has in this order, each as long as possible."""
    done = at = 0
    while done + _SHORTEST_PIECE <= len(block):
        place = text.find(block[done : done + _SHORTEST_PIECE], at)
        if place < 0:
            done += _SHORTEST_PIECE
            continue
        length = _SHORTEST_PIECE
        while (
            done + length < len(block) and place + length < len(text) and block[done + length] == text[place + length]
        ):
            length += 1
        yield place, place + length
        done, at = done + length, place + length


def _chain(places: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Of the places of numbered blocks, the heaviest chain in which numbers and places both ascend."""
    order = sorted(places, key=lambda p: (p[1], p[2]))
    if not order:
        return []
    # the best chain that ends in each number, in a tree of prefix maxima: O(n log n)
    best: list[tuple[float, int]] = [(0.0, -1)] * (max(p[0] for p in order) + 2)
    weight: list[float] = []
    back: list[int] = []
    ending: list[tuple[int, int]] = []
    for k, (number, start, end) in enumerate(order):
        while ending and ending[0][0] <= start:
            _, done = heappop(ending)
            _raise(best, order[done][0], (weight[done], done))
        total, previous = _highest(best, number - 1)
        # of two equal places the one that needs no leap is taken
        leap = previous >= 0 and start > order[previous][2]
        weight.append(total + (end - start) - (0.001 if leap else 0))
        back.append(previous)
        heappush(ending, (end, k))
    k = max(range(len(order)), key=lambda i: weight[i])
    chain = []
    while k >= 0:
        chain.append((order[k][1], order[k][2]))
        k = back[k]
    return chain[::-1]


def _raise(tree: list[tuple[float, int]], at: int, value: tuple[float, int]) -> None:
    while at < len(tree):
        if value[0] > tree[at][0]:
            tree[at] = value
        at += at & -at


def _highest(tree: list[tuple[float, int]], at: int) -> tuple[float, int]:
    found = (0.0, -1)
    while at > 0:
        found = max(found, tree[at])
        at -= at & -at
    return found


_OUTSIDE = {
    "nav": "navigation", "header": "page header", "footer": "site footer", "aside": "other stories", "form": "form",
    "button": "button", "figcaption": "picture caption", "menu": "navigation", "label": "form",
}  # fmt: skip


def _outside(path: Iterable[str]) -> str:
    return next((_OUTSIDE[e] for e in reversed(tuple(path)) if e in _OUTSIDE), "page around the article")


def _prose(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """Where no extractor found an article: the lines of running text outside of navigation, if there are any."""
    found = [
        (line.start, line.end)
        for line in lines
        if _outside(line.path) == "page around the article" and line.paragraph.tag != "a"
    ]
    has_prose = any(
        len(line.paragraph.text) >= 60 and _ENDED.search(line.paragraph.text)
        for line in lines
        if (line.start, line.end) in set(found)
    )
    return found if has_prose else []


def _headline(lines: Sequence[_Line], title: str | None, first: int) -> _Line | None:
    """The line above the article that shows its headline: the last <h1>, or the one that says what the title says."""
    above = [line for line in lines if line.end <= first]
    key = _WHITE.sub("", title or "").casefold()
    same = [line for line in above if key and _WHITE.sub("", line.paragraph.text).casefold() == key]
    heads = [line for line in above if "h1" in line.path and len(line.paragraph.text.split()) >= 3]
    for line in (*reversed([s for s in same if {"h1", "h2"} & set(s.path)]), *reversed(heads), *reversed(same)):
        if (
            line in same
            or not key
            or _WHITE.sub("", line.paragraph.text).casefold()[:30] in key
            or key[:30] in _WHITE.sub("", line.paragraph.text).casefold()
        ):
            return line
    return None


def _part(
    lines: Sequence[_Line], covered: Sequence[tuple[int, int]], headline: _Line | None
) -> tuple[tuple[Paragraph, ...], tuple[Noise, ...]]:
    """The lines that the ranges cover, and the rest as noise."""
    ends = array("l", [b for _, b in covered])
    paragraphs: list[Paragraph] = []
    outside: list[tuple[str, Paragraph]] = []
    shows_headline = False
    for line in lines:
        shows_headline = shows_headline or line is headline or "h1" in line.path
        if line is headline:
            paragraphs.append(line.paragraph)
            continue
        first = bisect_left(ends, line.start + 1)
        inside = []
        for a, b in covered[first:]:
            if a >= line.end:
                break
            inside.append((max(a, line.start) - line.start, min(b, line.end) - line.start))
        total = sum(b - a for a, b in inside)
        length = line.end - line.start
        if total >= 0.9 * length:
            paragraphs.append(line.paragraph)
            continue
        if not inside:
            below_headline = len(paragraphs) == 1 and shows_headline
            reason = (below_headline and _head_reason(line.paragraph.text)) or _outside(line.path)
            outside.append((reason, line.paragraph))
            continue
        places = _unsqueeze(line.paragraph.text)
        at = 0
        for a, b in inside:
            low, high = places[a], places[b - 1] + 1
            if low > at and (cut := line.paragraph.cut(at, low)).text:
                outside.append((_outside(line.path), cut))
            paragraphs.append(line.paragraph.cut(low, high))
            at = high
        if (cut := line.paragraph.cut(at, len(line.paragraph.text))).text:
            outside.append((_outside(line.path), cut))
    noise = tuple(Noise(text=p.text, raw=p.raw, reason=reason) for reason, p in outside)
    return tuple(p for p in paragraphs if p.text), noise


def _head_reason(text: str) -> str | None:
    """What a line between the headline and the article is by its own words: who wrote it, and when it was published."""
    return "credit" if patterns.byline(text) else patterns.whole(text)


def _unsqueeze(text: str) -> list[int]:
    return [k for k, c in enumerate(text) if not c.isspace()]
