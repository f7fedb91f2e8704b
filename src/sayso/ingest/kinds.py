"""What an input is, told from its first bytes; the file's name only decides where the bytes leave it open."""

from __future__ import annotations

import re
from typing import Literal

# fmt: off
Kind = Literal[
    "text", "html", "feed", "jsonl", "warc", "wacz", "gzip", "json", "xml", "binary",
    "pdf", "docx", "mail", "office", "odt", "rtf", "mbox",
]
# fmt: on
DOCUMENTS: frozenset[Kind] = frozenset({"pdf", "docx", "mail"})
"""The kinds of a document's file; their text has pages or paragraphs with numbers."""

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|div|p|h1|script|section|main|table|span|br|a\s)\b", re.I
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_OPENING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*", re.S)
_BINARY = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
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
    if head.startswith(b"PK\x03\x04") and (document := _zipped(head, name)):
        return document
    if _PDF.search(head[:1024]) and not head.lstrip().startswith((b"<", b"{")):
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "office"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"From ") and _is_mail(head.partition(b"\n")[2], "mbox"):
        return "mbox"
    if _is_mail(head, name):
        return "mail"
    if head.startswith(_BINARY):
        return "binary"
    opening = head[_OPENING.match(head).end() :]  # type: ignore[union-attr]
    if _FEED.match(opening):
        return "feed"
    if _HTML.match(opening):
        return "html"
    if _LINKED.match(opening) and not name.endswith((".jsonl", ".ndjson")):
        return "json"
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


def _zipped(head: bytes, name: str) -> Kind | None:
    if b"application/vnd.oasis.opendocument" in head[:200] or name.endswith((".odt", ".ods", ".odp")):
        return "odt"
    # the first entry's name stands in the first bytes
    if name.endswith((".docx", ".docm", ".dotx")) or re.search(rb"\[Content_Types\]\.xml|word/|_rels/", head[:200]):
        return "docx"
    return None


# programs may write something before it, and readers look for it in the first kilobyte
_PDF = re.compile(rb"%PDF-[12]\.\d")
# linked data, which is one object however it is broken into lines
_LINKED = re.compile(rb"[\[{]\s*(?:\{\s*)?\"@(?:context|type|graph|id)\"")
_HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t]")
_HEADERS = re.compile(rb"(?:[!-9;-~]{1,60}:[ \t][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
# headers that only programs write, and those that every mail has one of
_POSTED = re.compile(rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|DKIM-Signature):", re.I | re.M)
_SENT = re.compile(rb"^(?:From|Date|Subject):", re.IGNORECASE | re.MULTILINE)


def _is_mail(head: bytes, name: str) -> bool:
    """Whether the first lines are a mail's headers: by its name, or by headers that nobody types."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if name.endswith((".eml", "mbox")):
        return _HEADER.match(head) is not None
    headers = _HEADERS.match(head)
    return headers is not None and bool(_POSTED.search(headers[0]) and _SENT.search(headers[0]))


_OBJECT = re.compile(rb'\{\s*"\w+"\s*:')
# an object whose first line ends before the object does
_SPREAD = re.compile(rb"\{\s*\r?\n")
