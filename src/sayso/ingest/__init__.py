"""Bytes to reports: files, folders, feeds, archives and addresses, cleaned, with every place in the raw input kept."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import UnreadableInput
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.ingest.jsonl import read_rows, rows_of
from sayso.ingest.kinds import kind_of
from sayso.ingest.limits import LARGEST_FILE, read_file
from sayso.ingest.warc import open_gzip, read_wacz, read_warc
from sayso.types import Report, Unread

if TYPE_CHECKING:
    from sayso.ingest.fetch import Fetcher

__all__ = ["read_inputs"]

_BINARY = "this is a binary file, not text; give the article's text or page"
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")


def read_inputs(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[Report | Unread]:
    """Every report that the inputs hold, in order; an input that cannot be read gives an `Unread` and the rest goes on.

    Args:
        paths: text and HTML files, folders (their files, sorted), JSONL files, WARC and WACZ archives, RSS and Atom
            files, `https://` addresses, and "-" for standard input.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    taken: dict[str, int] = {}
    addresses = _Addresses(allow_private)
    for path in paths:
        for found in _documents(path, stdin, addresses):
            try:
                if isinstance(found, UnreadableInput):
                    raise found
                report = build_report(found)
            except UnreadableInput as error:
                made = found.made_id if isinstance(found, Document) else _hash_id(error.source)
                yield Unread(id=_distinct(made, taken), source=error.source, kind=error.kind, message=error.message)
            else:
                yield dataclasses.replace(report, id=_distinct(report.id, taken))


class _Addresses:
    """Makes the fetcher when the first address comes, so that reading files loads no network code."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._fetcher: Fetcher | None = None

    def fetch(self, url: str) -> Iterator[Document | UnreadableInput]:
        if self._fetcher is None:
            from sayso.ingest.fetch import Fetcher

            self._fetcher = Fetcher(allow_private=self._allow_private)
        yield from self._fetcher.fetch(url)


def _documents(path: str, stdin: BinaryIO | None, addresses: _Addresses) -> Iterator[Document | UnreadableInput]:
    try:
        if path == "-":
            yield from _stream(stdin)
        elif _ADDRESS.match(path):
            yield from addresses.fetch(path)
        elif Path(path).is_dir():
            yield from _folder(Path(path))
        else:
            yield from _file(Path(path), path)
    except UnreadableInput as error:
        yield error


def _folder(folder: Path) -> Iterator[Document | UnreadableInput]:
    files = sorted(
        Path(root) / name for root, _, names in os.walk(folder) for name in names if not name.startswith(".")
    )
    if not files:
        raise UnreadableInput(str(folder), "empty", "the folder has no files")
    for file in files:
        try:
            yield from _file(file, str(file))
        except UnreadableInput as error:
            yield error


def _file(path: Path, source: str) -> Iterator[Document | UnreadableInput]:
    head = _head(path, source)
    kind = kind_of(head, path.name)
    if kind == "jsonl":
        with path.open("rb") as stream:
            yield from read_rows(stream, source, path.parent)
    elif kind == "warc":
        yield from read_warc(path, source)
    elif kind == "wacz":
        yield from read_wacz(path, source)
    elif kind == "gzip":
        yield from _bytes(open_gzip(path, source), source, path.name.removesuffix(".gz"))
    else:
        yield from _bytes(read_file(path, source, LARGEST_FILE), source, path.name)


def _bytes(data: bytes, source: str, name: str = "") -> Iterator[Document | UnreadableInput]:
    kind = kind_of(data[:8192], name)
    if kind == "jsonl":
        yield from rows_of(data, source)
    elif kind == "feed":
        yield from read_feed(data, source)
    elif kind in ("text", "html"):
        yield Document(source=source, data=data, form=kind)
    else:
        raise UnreadableInput(source, "binary", _BINARY)


def _stream(stdin: BinaryIO | None) -> Iterator[Document | UnreadableInput]:
    if stdin is None:
        raise UnreadableInput("-", "missing", "there is no standard input to read")
    data = stdin.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UnreadableInput("-", "too-large", f"standard input holds more than {LARGEST_FILE:,} bytes")
    if not data.strip():
        raise UnreadableInput("-", "empty", "standard input is empty")
    yield from _bytes(data, "-")


def _head(path: Path, source: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8192)
    except FileNotFoundError as error:
        raise UnreadableInput(source, "missing", "there is no such file or folder") from error
    except PermissionError as error:
        raise UnreadableInput(source, "refused", "no right to read this file") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(source, "missing", f"it cannot be opened: {error}") from error


def _hash_id(source: str) -> str:
    return f"r{hashlib.sha256(source.encode('utf-8', 'replace')).hexdigest()[:10]}"


def _distinct(made: str, taken: dict[str, int]) -> str:
    """The id itself, or with "-2", "-3"… when it was given out before."""
    taken[made] = taken.get(made, 0) + 1
    if taken[made] == 1:
        return made
    candidate = f"{made}-{taken[made]}"
    return _distinct(candidate, taken) if candidate in taken else candidate
