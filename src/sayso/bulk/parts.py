"""Inputs of any size to parts that a process can read by itself, and a part to the texts of its reports."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from sayso.errors import UnreadableInput
from sayso.ingest import given_documents, read_inputs
from sayso.ingest.documents import Document
from sayso.ingest.files import read_path
from sayso.ingest.jsonl import read_rows
from sayso.ingest.kinds import kind_of
from sayso.ingest.limits import LARGEST_ROW, LONGEST_TEXT
from sayso.types import Report, Unread

Row = TypeVar("Row")
# bytes of a part, some 250 reports: enough for numpy's loops, and what they work on stays in a core's cache
PART = 1024**2
# pages of a part: each takes milliseconds
PAGES = 64
# rows of a part, however short
ROWS = 4096
_SHARDS = (".jsonl", ".ndjson", ".parquet")
_SAID = ("id", "url", "outlet", "title", "published")


@dataclass(frozen=True, slots=True)
class BulkText:
    """What is compared of a report: its text, with the outlet or host whose boilerplate it may carry."""

    id: str
    outlet: str | None
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class RowsPart:
    """Whole lines of a JSONL file: `size` bytes from `start`, the first of them line number `line`."""

    path: str
    start: int
    size: int
    line: int


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What was read already: documents to be cleaned, reports, and what could not be read."""

    items: tuple[BulkText | Document | Report | UnreadableInput | Unread, ...]


Part = RowsPart | ReadPart


class _Row(msgspec.Struct):
    """A row of JSONL whose text is compared; anything else goes the way of `sayso.ingest`."""

    text: str
    id: str | int | None = None
    url: str | None = None
    outlet: str | None = None
    path: str | None = None


_decoder = msgspec.json.Decoder(_Row)


def parts_of(paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False) -> Iterator[Part]:
    """The parts of the inputs, in order; no more than one is in memory.

    Args:
        paths: what `sayso.ingest.read_inputs` takes, and Parquet files with a column `text` or `html`; a folder may
            hold Parquet files too.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    for path in paths:
        if path == "-" or "://" in path:
            yield from _batches(read_inputs((path,), stdin=stdin, allow_private=allow_private))
            continue
        shards = _shards(path)
        if shards is None:
            yield from _file(path)
            continue
        for shard in shards:
            yield from _file(shard)


def documents_of(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[Document | UnreadableInput]:
    """The documents of the inputs, in order, before they are cleaned, with all that was said of them.

    Args:
        paths: as for `parts_of`.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    for path in paths:
        shards = None if path == "-" or "://" in path else _shards(path)
        for one in [path] if shards is None else shards:
            if _head(one).startswith(b"PAR1"):
                yield from _parquet(one, _document_of_row)
            else:
                yield from given_documents([one], stdin=stdin, allow_private=allow_private)


def texts_of(part: Part) -> tuple[list[BulkText], list[Unread]]:
    """The texts of a part's reports, in order, and what could not be read.

    A row's `text` is taken as it is: cleaning takes three milliseconds a report, the whole comparison less than a
    fifth of one. Pages are cleaned as `sayso read` does it.
    """
    texts: list[BulkText] = []
    unread: list[Unread] = []
    for item in _rows(part) if isinstance(part, RowsPart) else part.items:
        try:
            found = item if isinstance(item, Unread) else _text(item)
        except UnreadableInput as error:
            found = Unread(id="", source=error.source, kind=error.kind, message=error.message)
        except Exception as error:
            # one page in a million must not end the run
            found = Unread(id="", source=item.source, kind="failed", message=f"{type(error).__name__}: {error}")
        if isinstance(found, Unread):
            unread.append(found)
        else:
            texts.append(found)
    return texts, unread


def _text(item: BulkText | Document | Report | UnreadableInput) -> BulkText:
    if isinstance(item, UnreadableInput):
        raise item
    if isinstance(item, Report):
        return BulkText(item.id, item.outlet or _host(item.url), item.text, item.source)
    if isinstance(item, Document):
        item = _of_document(item)
    if len(item.text) > LONGEST_TEXT:
        message = f"its text has {len(item.text):,} characters; a report may have {LONGEST_TEXT:,}"
        raise UnreadableInput(item.source, "too-large", message)
    return item


def _of_document(document: Document) -> BulkText:
    text = document.text
    if text is None or document.form != "text":
        from sayso.ingest.build import prepare
        from sayso.ingest.paragraphs import join

        prepared = prepare(document)
        document, (text, _) = prepared.document, join(prepared.paragraphs)
        if not text:
            raise UnreadableInput(document.source, "no-article", "no article was found in it")
    return BulkText(document.made_id, document.outlet or _host(document.url), text, document.source)


def _host(url: str | None) -> str | None:
    return url.split("://", 1)[-1].split("/", 1)[0].lower().removeprefix("www.") or None if url else None


def _rows(part: RowsPart) -> Iterator[BulkText | Document | UnreadableInput]:
    with Path(part.path).open("rb") as file:
        file.seek(part.start)
        data = file.read(part.size)
    for number, line in enumerate(data.split(b"\n"), part.line):
        if not line.strip():
            continue
        try:
            row = _decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield _by_ingest(line, part, number)
            continue
        place = f"{part.path}:{number}"
        if row.id not in (None, ""):
            yield BulkText(str(row.id), row.outlet or _host(row.url), row.text, place)
        else:
            bytes_ = row.text.encode("utf-8", "surrogatepass")
            made = Document(source=row.path or row.url or place, data=bytes_).made_id
            yield BulkText(made, row.outlet or _host(row.url), row.text, place)


def _by_ingest(line: bytes, part: RowsPart, number: int) -> Document | UnreadableInput:
    """A row that is a page, names a file, or is broken."""
    found = next(read_rows(io.BytesIO(line), part.path, Path(part.path).parent))
    place = f"{part.path}:{number}"
    if found.source != f"{part.path}:1":
        return found
    if isinstance(found, Document):
        return replace(found, source=place)
    return UnreadableInput(place, found.kind, found.message)


def _shards(path: str) -> list[str] | None:
    """The files of a folder that holds nothing but rows; None for anything else."""
    folder = Path(path)
    if not folder.is_dir():
        return None
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [str(Path(root) / n) for n in names if not n.startswith(".")]
    rows = sorted(f for f in found if f.lower().endswith(_SHARDS))
    return rows if rows and len(rows) == len(found) else None


def _file(path: str) -> Iterator[Part]:
    head = _head(path)
    if head.startswith(b"PAR1"):
        yield from _batches(_parquet(path, _of_row))
    elif kind_of(head, path) == "jsonl":
        yield from _row_parts(path)
    else:
        yield from _batches(_documents(path))


def _head(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(8192)
    except (OSError, ValueError):
        return b""


def _documents(path: str) -> Iterator[Document | UnreadableInput]:
    try:
        yield from read_path(path)
    except UnreadableInput as error:
        yield error


def _batches(items: Iterator[Any]) -> Iterator[ReadPart]:
    batch: list[Any] = []
    size = pages = 0
    for item in items:
        batch.append(item)
        if isinstance(item, Document):
            size += len(item.data)
            pages += item.form != "text" or item.text is None
        elif isinstance(item, Report | BulkText):
            size += len(item.text)
        if size >= PART or pages >= PAGES or len(batch) >= ROWS:
            yield ReadPart(tuple(batch))
            batch, size, pages = [], 0, 0
    if batch:
        yield ReadPart(tuple(batch))


def _row_parts(path: str) -> Iterator[Part]:
    """A JSONL file in parts that end where a line ends; a row that is too long is named and passed over."""
    start, line = 0, 1
    with Path(path).open("rb") as file:
        while True:
            block = file.read(PART)
            if not block:
                break
            size = block.rfind(b"\n") + 1
            lines = block.count(b"\n")
            if not size:
                rest = file.readline(LARGEST_ROW)
                size, lines = len(block) + len(rest), 1
                if size > LARGEST_ROW:
                    while rest and not rest.endswith(b"\n"):
                        rest = file.readline(PART)
                        size += len(rest)
                    message = f"this row is longer than {LARGEST_ROW:,} bytes"
                    yield ReadPart((UnreadableInput(f"{path}:{line}", "too-large", message),))
                    start, line = start + size, line + 1
                    continue
            yield RowsPart(path, start, size, line)
            start, line = start + size, line + lines
            file.seek(start)


def _parquet(
    path: str, of_row: Callable[[dict[str, Any], str], Row | UnreadableInput]
) -> Iterator[Row | UnreadableInput]:
    """The rows of a Parquet file, a batch at a time."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        yield UnreadableInput(path, "format", "to read Parquet, sayso needs pyarrow: pip install 'sayso[bulk]'")
        return
    try:
        file = pq.ParquetFile(path, buffer_size=1 << 20, page_checksum_verification=True)
        columns = [c for c in ("text", "html", *_SAID) if c in file.schema_arrow.names]
        if not {"text", "html"} & set(columns):
            raise UnreadableInput(path, "format", "this Parquet file has no column `text` or `html`")
        done = 0
        for batch in file.iter_batches(batch_size=1024, columns=columns):
            values = (batch.column(c).to_pylist() for c in columns)
            for number, row in enumerate(zip(*values, strict=True), done + 1):
                yield of_row(dict(zip(columns, row, strict=True)), f"{path}:{number}")
            done += batch.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield UnreadableInput(path, "truncated", f"this Parquet file cannot be read: {error}")
    except UnreadableInput as error:
        yield error


def _of_row(row: dict[str, Any], place: str) -> BulkText | Document | UnreadableInput:
    found = _document_of_row(row, place)
    if isinstance(found, UnreadableInput) or found.form != "text" or not found.id:
        return found
    return BulkText(found.id, found.outlet or _host(found.url), found.text or "", place)


def _document_of_row(row: dict[str, Any], place: str) -> Document | UnreadableInput:
    form = "text" if row.get("text") is not None else "html"
    text = row.get(form)
    if text is None:
        return UnreadableInput(place, "format", "this row has neither `text` nor `html`")
    if not isinstance(text, str):
        return UnreadableInput(place, "format", f"`{form}` must be a string, not {type(text).__name__}")
    said: dict[str, Any] = {k: str(row[k]) for k in _SAID if row.get(k) not in (None, "")}
    data = text.encode("utf-8", "surrogatepass")
    return Document(source=said.get("url") or place, data=data, text=text, form=form, **said)
