"""What an input is, told from its first bytes; the file's name only decides where the bytes leave it open."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["text", "html", "feed", "jsonl", "warc", "wacz", "gzip", "json", "xml", "binary"]

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|div|p|h1|script|section|main|table|span|br|a\s)\b", re.I
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_OPENING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*", re.S)
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
    b"PAR1",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)


def kind_of(head: bytes, name: str = "") -> Kind:
    """The kind of an input.

    Args:
        head: its first bytes, 4,096 or more where it has them.
        name: its file name or address, for what the bytes do not settle.
    """
    name = name.lower()
    if head.startswith(b"\x1f\x8b"):
        return "warc" if name.endswith(".warc.gz") else "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PK\x03\x04") and name.endswith(".wacz"):
        return "wacz"
    if head.startswith(_BINARY):
        return "binary"
    opening = head[_OPENING.match(head).end() :]  # type: ignore[union-attr]
    if _FEED.match(opening):
        return "feed"
    if _HTML.match(opening):
        return "html"
    if opening.startswith(b"{") and (name.endswith((".jsonl", ".ndjson", ".json")) or _OBJECT.match(opening)):
        return "jsonl" if name.endswith((".jsonl", ".ndjson")) or not _SPREAD.match(opening) else "json"
    if opening.startswith(b"[") and name.endswith(".json"):
        return "json"
    if name.endswith((".html", ".htm", ".xhtml")) and b"<" in head:
        return "html"
    if opening.startswith(b"<") and len(re.findall(rb"</?[a-zA-Z][\w:-]*[\s/>]", head)) >= 5 and _HTML.search(head):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "xml"
    return "text"


_OBJECT = re.compile(rb'\{\s*"\w+"\s*:')
# an object whose first line ends before the object does
_SPREAD = re.compile(rb"\{\s*\r?\n")
