"""A Word file to paragraphs: only its text parts are unpacked, within bounds, and nothing in it is followed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from sayso.errors import UnreadableInput
from sayso.ingest.limits import BROKEN_ZIP, LARGEST_PART, LONGEST_TEXT
from sayso.ingest.metadata import iso_time
from sayso.ingest.paragraphs import Paragraph, plain
from sayso.ingest.parts import Content
from sayso.types import Noise, Part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CORE = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/terms/}created": "date",
}
BODY = "word/document.xml"
_ENTITIES = "{name} in it declares entities, which no Word file does; it was not read"
# heads and feet of a file's sections, which are few
_MOST_HEADS = 12


def read_docx(data: bytes, source: str) -> Content:
    """The text of a Word file in paragraphs, numbered from 1 as far as they have text.

    Read are its body with tables and text boxes, and its heads and feet, which are noise. Deleted text of tracked
    changes is left out. Macros, pictures, embedded files and links are never unpacked, run or fetched. Raw offsets
    count the text of heads, body and feet, a paragraph a line.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        UnreadableInput: "format", "truncated", "encrypted", "too-large" or "empty".
    """
    with _opened(data, source) as archive:
        names = archive.namelist()
        if BODY not in names:
            raise UnreadableInput(source, "format", "this ZIP file holds no Word document; save it as .docx or PDF")
        heads = sorted(n for n in names if n.startswith("word/header") and n.endswith(".xml"))[:_MOST_HEADS]
        feet = sorted(n for n in names if n.startswith("word/footer") and n.endswith(".xml"))[:_MOST_HEADS]
        above = list(dict.fromkeys(t for n in heads for t in _texts(_part(archive, n, source), source)))
        body = list(_texts(_part(archive, BODY, source), source))
        below = list(dict.fromkeys(t for n in feet for t in _texts(_part(archive, n, source), source)))
        facts = _facts(_part(archive, "docProps/core.xml", source)) if "docProps/core.xml" in names else {}
    if not body:
        raise UnreadableInput(source, "empty", "the Word file has no text; of pictures of pages, make a PDF by OCR")
    return _content(above, body, below, facts)


def _content(above: list[str], body: list[str], below: list[str], facts: dict[str, str]) -> Content:
    raw = "\n".join((*above, *body, *below))
    paragraphs: list[Paragraph] = []
    noise: list[Noise] = []
    places: list[Part] = []
    at = 0
    for n, text in enumerate((*above, *body, *below)):
        end = at + len(text)
        if len(above) <= n < len(above) + len(body):
            places.append(Part(kind="paragraph", number=len(places) + 1, start=at, end=end))
            paragraphs.append(plain(raw, [(at, end)]))
        else:
            noise.append(Noise(text=" ".join(text.split()), raw=(at, end), reason="running head"))
        at = end + 1
    return Content(raw=raw, paragraphs=tuple(paragraphs), places=tuple(places), noise=tuple(noise), facts=facts)


def _opened(data: bytes, source: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN_ZIP as error:
        raise UnreadableInput(source, "truncated", f"the Word file is broken or breaks off: {error}") from error


def _part(archive: zipfile.ZipFile, name: str, source: str) -> Any:
    """A part's root element, unpacked up to its bound whatever size it declares, without entities."""
    from lxml import etree

    if archive.getinfo(name).flag_bits & 1:
        raise UnreadableInput(source, "encrypted", "it is encrypted; save it without a password")
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST_PART + 1)
    except BROKEN_ZIP as error:
        raise UnreadableInput(source, "truncated", f"the Word file is broken: {error}") from error
    if len(data) > LARGEST_PART:
        raise UnreadableInput(
            source,
            "too-large",
            f"{name} in it unpacks to more than {LARGEST_PART:,} bytes; it is no text",
        )
    # no program writes one into a Word file; entities that unfold into each other stand in it
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableInput(source, "format", _ENTITIES.format(name=name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(source, "truncated", f"{name} in the Word file is broken: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableInput(source, "format", _ENTITIES.format(name=name))
    return root


def _texts(root: Any, source: str) -> Iterator[str]:
    """The text of each paragraph that has some, in order; a text box's stand where it is anchored."""
    length = 0
    open_: list[list[str]] = []
    done: list[str] = []
    skipped = 0
    from lxml.etree import iterwalk

    for event, element in iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag == _FALLBACK:
            # the same text again, for older programs
            skipped += 1 if event == "start" else -1
        if skipped:
            continue
        if tag == f"{_W}p":
            if event == "start":
                open_.append([])
            elif open_:
                text = "".join(open_.pop()).strip()
                if text:
                    done.append(text)
                if not open_:
                    yield from done
                    done = []
        elif event == "start" and open_:
            piece = _PIECES.get(tag) if tag != f"{_W}t" else element.text
            if piece:
                open_[-1].append(piece.replace("\n", " "))
                length += len(piece)
                if length > LONGEST_TEXT:
                    raise UnreadableInput(
                        source,
                        "too-large",
                        f"its text has more than {LONGEST_TEXT:,} characters; cut it up",
                    )


_PIECES = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


def _facts(root: Any) -> dict[str, str]:
    """What the file says of itself: title, author, and the day on which it was made."""
    facts: dict[str, str] = {}
    for element in root:
        fact = _CORE.get(element.tag) if isinstance(element.tag, str) else None
        value = " ".join((element.text or "").split())
        if fact and value:
            facts[fact] = value
    if "date" in facts:
        day = iso_time(facts.pop("date"))
        if day:
            facts["date"] = day
    return facts
