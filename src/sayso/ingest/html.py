"""HTML source to its visible text, piece by piece with places; no tree is built, so nothing can nest too deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from sayso.errors import UnreadableInput
from sayso.ingest.limits import DEEPEST

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "iframe",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "picture",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
        "audio",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# their content is no text of the page
_OPAQUE = frozenset(
    ["script", "style", "noscript", "template", "textarea", "iframe", "svg", "math", "object", "canvas", "select"]
)
# an end tag that HTML lets authors leave out
_CLOSED_BY = {
    "p": BLOCKS - {"button"},
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "option": frozenset({"option", "optgroup"}),
}
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\x00]*)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_HIDDEN = re.compile(
    r"""\shidden(?=[\s=/>])|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden\s*=\s*["']?true""", re.I
)
_CLOSERS = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in _OPAQUE}
# a tag's attributes are cut here when a quotation mark in them is never closed
_LONGEST_TAG = 100_000


@dataclass(frozen=True, slots=True)
class TextNode:
    """A run of text in a page's source.

    Args:
        start, end: its place in the source.
        block: number of the innermost stretch between block-level tags; nodes of one block are one line of text.
        path: names of the elements around it, outermost first.
        hidden: whether an element around it is marked as not shown.
        after_break: whether a <br> stands right before it.
        shown: what the page shows here in place of its source: the quotation marks of <q>.
    """

    start: int
    end: int
    block: int
    path: tuple[str, ...]
    hidden: bool
    after_break: bool
    shown: str | None = None


def read_nodes(source: str, name: str) -> Iterator[TextNode]:
    """The text nodes of a page, in order; scripts, styles and comments are passed over.

    Args:
        source: the page, decoded.
        name: its name, for messages.

    Raises:
        UnreadableInput: "too-deep" when more than DEEPEST elements lie within each other.
    """
    at, block, size = 0, 0, len(source)
    stack: list[tuple[str, bool]] = []
    path: tuple[str, ...] = ()
    breaks = False
    while at < size:
        lt = source.find("<", at)
        tag = None
        while lt >= 0:
            tag = _TAG.match(source, lt)
            if tag or source.startswith(("<!", "<?"), lt):
                break
            lt = source.find("<", lt + 1)
        stop = lt if lt >= 0 else size
        if stop > at:
            yield TextNode(at, stop, block, path, any(h for _, h in stack), breaks)
            if not source[at:stop].isspace():
                breaks = False
        if lt < 0:
            return
        if tag is None:
            at = _after_declaration(source, lt)
            continue
        element = tag[2].lower()
        at = _after_tag(source, tag.end())
        if element == "q":
            yield TextNode(lt, at, block, path, any(h for _, h in stack), breaks, "”" if tag[1] else "“")
            breaks = False
        if element in BLOCKS or element == "br":
            breaks = breaks or element == "br"
            block += element != "br"
        if tag[1]:
            for k in range(len(stack) - 1, -1, -1):
                if stack[k][0] == element:
                    del stack[k:]
                    path = tuple(e for e, _ in stack)
                    break
            continue
        while stack and element in _CLOSED_BY.get(stack[-1][0], ()):
            stack.pop()
        attributes = source[tag.end() : at]
        if element in _OPAQUE and not attributes.endswith("/>"):
            closer = _CLOSERS[element].search(source, at)
            at = _after_tag(source, closer.end()) if closer else size
        elif element not in _VOID and not attributes.endswith("/>"):
            stack.append((element, bool(_HIDDEN.search(attributes))))
            if len(stack) > DEEPEST:
                raise UnreadableInput(name, "too-deep", f"its elements are nested more than {DEEPEST} deep; no page is")
        path = tuple(e for e, _ in stack)


def _after_declaration(source: str, at: int) -> int:
    """The offset after a comment, a doctype or a processing instruction; an unclosed comment takes the rest."""
    if source.startswith("<!--", at):
        end = source.find("-->", at + 2)
        return end + 3 if end >= 0 else len(source)
    if source.startswith("<![CDATA[", at):
        end = source.find("]]>", at)
        return end + 3 if end >= 0 else len(source)
    end = source.find(">", at)
    return end + 1 if end >= 0 else len(source)


def _after_tag(source: str, at: int) -> int:
    """The offset after the ">" that closes a tag; one within quotation marks does not."""
    limit = min(len(source), at + _LONGEST_TAG)
    k = at
    while k < limit:
        end = source.find(">", k, limit)
        if end < 0:
            break
        quote = min((q for q in (source.find('"', k, end), source.find("'", k, end)) if q >= 0), default=-1)
        if quote < 0 or source[quote - 1] not in "= \t\n\r":
            return end + 1
        close = source.find(source[quote], quote + 1, limit)
        if close < 0:
            return end + 1
        k = close + 1
    end = source.find(">", at)
    return end + 1 if end >= 0 else len(source)


def decoded(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The characters that source[start:end] shows, with entities decoded: (text, raw start, raw end)."""
    at = start
    for m in _ENTITY.finditer(source, start, end):
        shown = unescape(m[0])
        if shown == m[0]:
            continue
        if m.start() > at:
            yield source[at : m.start()], at, m.start()
        yield shown, m.start(), m.end()
        at = m.end()
    if at < end:
        yield source[at:end], at, end
