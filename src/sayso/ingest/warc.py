"""Web archives: the pages among the responses of a WARC or WACZ."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.going_on import going_on
from sayso.ingest.kinds import DOCUMENTS, kind_of
from sayso.ingest.limits import BROKEN_ZIP, LARGEST_DOCUMENT, LARGEST_FILE

_PAGES = ("text/html", "application/xhtml+xml")
# a document that may be read, and the headers of its response
_LARGEST_RECORD = LARGEST_DOCUMENT + 1_000_000
_DOCUMENTS = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def read_warc(path: Path, source: str) -> Iterator[Document | UnreadableInput]:
    """The pages of a WARC file, compressed or not: its successful responses that are HTML, PDF or Word, in order.

    A report's raw offsets count the code points of its record's payload, decoded. Records that are no page (images,
    redirects, requests) are passed over; one that is too large is named. Of a file that breaks off all pages are given
    that are there to their last byte, and none of which a part is missing.

    Raises:
        UnreadableInput: "truncated" when the file breaks off or is damaged, after what it held, with the byte at which
            that is; "no-article" when it has no page.
    """
    with path.open("rb") as stream:
        yield from _pages(stream, source)


def read_wacz(path: Path, source: str) -> Iterator[Document | UnreadableInput]:
    """The pages of a WACZ: of every WARC in its archive folder, whatever is wrong with another one.

    Raises:
        UnreadableInput: "truncated" when the ZIP is broken, "no-article" when it has no WARC.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.endswith((".warc", ".warc.gz")))
            if not names:
                raise UnreadableInput(source, "no-article", "the WACZ holds no WARC")
            for name in names:
                with archive.open(name) as stream:
                    place = f"{source}/{name}"
                    yield from going_on(_pages(stream, place), place)  # type: ignore[arg-type]
    except BROKEN_ZIP as error:
        raise UnreadableInput(source, "truncated", f"the WACZ is broken: {error}") from error


def _pages(stream: BinaryIO, source: str) -> Iterator[Document | UnreadableInput]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found = records = 0
    ends: Any = _Ends(stream)
    begun = 0
    try:
        wanted = WarcRecordType.response | WarcRecordType.resource
        for record in ArchiveIterator(ends, record_types=wanted, parse_http=False):
            records += 1
            begun = record.stream_pos
            page = _page(record, source)
            if page is not None:
                found += 1
                yield page
    except UnreadableInput:
        raise
    except _CutOffError as cut:
        message = f"{_told(ends, found)}, within the page {cut}, which begins at byte {begun:,} and is left out"
        raise UnreadableInput(source, "truncated", message) from cut
    except BaseException as error:
        # a panic inside fastwarc derives from BaseException alone
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        message = (
            f"the archive breaks off or is damaged at or behind byte {begun:,}, after {_pages_of(found)} ({error})"
        )
        raise UnreadableInput(source, "truncated", message) from error
    if ends.broken():
        raise UnreadableInput(source, "truncated", _told(ends, found))
    if not found:
        seen = f"none of its {records} responses is a page" if records else "it has no responses"
        raise UnreadableInput(source, "no-article", f"the archive holds no article: {seen}")


def _told(ends: _Ends, found: int) -> str:
    return f"the archive breaks off at byte {ends.tell():,}, after {_pages_of(found)}"


def _pages_of(found: int) -> str:
    return "1 page" if found == 1 else f"{found:,} pages"


class _CutOffError(Exception):
    """The archive ends within a page, whose address this names."""


def _page(record: Any, source: str) -> Document | UnreadableInput | None:
    url = record.headers.get("WARC-Target-URI")
    url = url.strip("<>") if url else None
    large = record.content_length > _LARGEST_RECORD
    whole = large or _held_whole(record)
    record.parse_http(auto_decode="all")
    http = record.http_headers
    if http is not None:
        if http.status_code is not None and not 200 <= http.status_code < 300:
            return None
        declared = http.get("Content-Type") or ""
    else:
        declared = record.headers.get("Content-Type") or ""
    media = declared.partition(";")[0].strip().lower()
    if media and media not in _PAGES and media not in _DOCUMENTS:
        return None
    largest = LARGEST_DOCUMENT if media in _DOCUMENTS else LARGEST_FILE
    if not whole:
        raise _CutOffError(url or "without an address")
    data = b"" if large else record.reader.read(largest + 1)
    if large or len(data) > largest:
        return UnreadableInput(source, "too-large", f"the page {url} has more than {largest:,} bytes")
    if media in _DOCUMENTS:
        # what a server calls a document may be a page that says that there is none
        kind = kind_of(data[:8192])
        return Document(source=source, data=data, form=kind, url=url) if kind in DOCUMENTS else None
    if not data.strip() or (not media and kind_of(data[:4096], url or "") != "html"):
        return None
    _, _, charset = declared.lower().partition("charset=")
    return Document(source=source, data=data, form="html", url=url, charset=charset.strip(" \"';") or None)


def _held_whole(record: Any) -> bool:
    """Takes a record into memory; whether all of its bytes are in the archive."""
    length = record.content_length
    record.freeze()
    return bool(record.content_length == length)


class _Ends:
    """A stream that follows what is read from it, to tell whether the archive was cut off.

    fastwarc takes the end of a cut file for the end of the archive.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._packed: bool | None = None
        self._member: Any = None
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the archive."""
        data = self._stream.read(size)
        self._at += len(data)
        if self._packed is None and data:
            self._packed = data.startswith(b"\x1f\x8b")
        if self._packed:
            self._follow(data)
        else:
            self._last = (self._last + data)[-4:]
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def broken(self) -> bool:
        """Whether the last gzip member, or the last record of a plain archive, lacks its end."""
        if self._packed:
            return self._member is not None
        return bool(self._last) and self._last != b"\r\n\r\n"

    def _follow(self, data: bytes) -> None:
        while data:
            if self._member is None:
                data = data.lstrip(b"\0")
                if not data:
                    return
                self._member = zlib.decompressobj(wbits=31)
            try:
                self._member.decompress(data, 1 << 20)
                while self._member.unconsumed_tail and not self._member.eof:
                    self._member.decompress(self._member.unconsumed_tail, 1 << 20)
            except zlib.error:
                return
            if not self._member.eof:
                return
            data, self._member = self._member.unused_data, None


def open_gzip(path: Path, source: str) -> bytes:
    """The content of a gzipped text or page, within the limit of a single file.

    Raises:
        UnreadableInput: "truncated" or "too-large".
    """
    try:
        with gzip.open(path) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(source, "truncated", f"the gzip file is broken or breaks off: {error}") from error
    if len(data) > LARGEST_FILE:
        raise UnreadableInput(source, "too-large", f"unpacked it has more than {LARGEST_FILE:,} bytes")
    if not data.strip():
        raise UnreadableInput(source, "empty", "the file is empty")
    return data
