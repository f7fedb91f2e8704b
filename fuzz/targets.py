"""What is fuzzed: each target takes any bytes, and must come back soon with a result that holds, or a named error."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sayso.annotate.amounts import find_amounts
from sayso.annotate.dates import day_in_address
from sayso.annotate.quotations import find_quotations
from sayso.errors import UnreadableInput
from sayso.ingest import read_document
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.ingest.files import read_bytes
from sayso.ingest.jsonl import rows_of
from sayso.ingest.metadata import iso_time
from sayso.ingest.warc import read_wacz, read_warc
from sayso.types import Report

# documents of one input that are looked at
MOST = 50
# characters of a text that is parsed: what is longer only takes longer
LONGEST = 2_000


def text(data: bytes) -> None:
    """A text file: decoding, cleaning, what is said of it."""
    _holds(Document(source="fuzzed.txt", data=data))


def html(data: bytes) -> None:
    """A page: its article, what is around it, its facts."""
    _holds(Document(source="fuzzed.html", data=data, form="html", url="https://fuzzed.example/2031/03/04/a"))


def fragment(data: bytes) -> None:
    """Markup that is all article, as in feeds."""
    _holds(Document(source="fuzzed.xml", data=data, form="fragment"))


def feed(data: bytes) -> None:
    """RSS and Atom."""
    _all_hold(lambda: read_feed(data, "fuzzed.xml"))


def rows(data: bytes) -> None:
    """JSONL."""
    _all_hold(lambda: rows_of(data, "fuzzed.jsonl"))


def warc(data: bytes) -> None:
    """Web archives, plain and gzipped."""
    _archive(data, "fuzzed.warc.gz" if data[:2] == b"\x1f\x8b" else "fuzzed.warc", read_warc)


def wacz(data: bytes) -> None:
    """Web archives in a zip."""
    _archive(data, "fuzzed.wacz", read_wacz)


def file(data: bytes) -> None:
    """Whatever a file holds: mail, Word documents and feeds of checked claims among it."""
    if data.strip() and not data.startswith(b"%PDF"):
        _all_hold(lambda: read_bytes(data, "fuzzed"))


def numbers(data: bytes) -> None:
    """Numbers and amounts in a text."""
    words = _text(data)
    for amount in find_amounts(words):
        assert 0 <= amount.start < amount.end <= len(words)


def quotations(data: bytes) -> None:
    """Quotation marks in a text."""
    words = _text(data)
    at = 0
    for found in find_quotations(words):
        assert at <= found.start < found.end <= len(words)
        at = found.end


def times(data: bytes) -> None:
    """Dates and times: in texts, in stamps of pages and feeds, in addresses."""
    from sayso.annotate.times import find_times
    from sayso.language.backbone import parse

    words = _text(data)[:LONGEST]
    iso_time(words[:200])
    day_in_address(words[:200])
    outcome = read_document(Document(source="fuzzed.txt", data=words.encode("utf-8", "replace")))
    if isinstance(outcome, Report):
        for reading in parse([replace(outcome, published="2031-03-04")]):
            for time in find_times(reading):
                assert outcome.text[time.span.start : time.span.end] == time.span.text


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text,
    "html": html,
    "fragment": fragment,
    "feed": feed,
    "rows": rows,
    "warc": warc,
    "wacz": wacz,
    "file": file,
    "numbers": numbers,
    "quotations": quotations,
    "times": times,
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _archive(data: bytes, name: str, read: Callable[[Path, str], Iterable[Document | UnreadableInput]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        _all_hold(lambda: read(path, name))


def _all_hold(documents: Callable[[], Iterable[Document | UnreadableInput]]) -> None:
    try:
        for found in islice(documents(), MOST):
            if isinstance(found, Document):
                _holds(found)
    except UnreadableInput:
        # a named error is a right answer
        return


def _holds(document: Document) -> None:
    """That a report stands in its text and in what was handed in as it says, or that it says why there is none."""
    outcome = read_document(document)
    if not isinstance(outcome, Report):
        assert outcome.kind != "failed", outcome.message
        assert outcome.message
        return
    assert outcome.text
    assert outcome.offsets.length == len(outcome.text)
    ends = [outcome.offsets.raw(at, at + 1) for at in range(0, len(outcome.text), max(1, len(outcome.text) // 50))]
    assert all(0 <= a <= b for a, b in ends)
    for part in outcome.parts:
        assert 0 <= part.start <= part.end <= len(outcome.text)
    for place in outcome.damage:
        assert outcome.text[place.span.start : place.span.end] == place.span.text
