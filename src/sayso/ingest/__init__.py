"""Bytes to reports: files, folders, feeds, archives and addresses, cleaned, with every place in the raw input kept."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import UnreadableInput
from sayso.failing import UNOPENED, failed
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.ingest.files import read_bytes, read_path
from sayso.ingest.going_on import going_on
from sayso.ingest.limits import LARGEST_STREAM, read_stream
from sayso.types import Report, Unread

if TYPE_CHECKING:
    from sayso.ingest.fetch import Fetcher

__all__ = ["given_documents", "named_documents", "read_document", "read_given", "read_inputs"]

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
    for found in named_documents(paths, stdin=stdin, allow_private=allow_private):
        yield read_document(found) if isinstance(found, Document) else found


def named_documents(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[Document | Unread]:
    """What the inputs hold before it is cleaned, each with an id that none before it has; else as `read_inputs`.

    Args:
        paths: as for `read_inputs`.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    taken: dict[str, int] = {}
    for found in given_documents(paths, stdin=stdin, allow_private=allow_private):
        if isinstance(found, Document):
            yield dataclasses.replace(found, id=_distinct(found.made_id, taken))
        else:
            unread = _unread(found)
            yield dataclasses.replace(unread, id=_distinct(unread.id, taken))


def read_given(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[tuple[Report, Document] | tuple[Unread, None]]:
    """As `read_inputs`, each report with what was handed in; the same bytes from the same place have the same id.

    Args:
        paths: as for `read_inputs`.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    for found in given_documents(paths, stdin=stdin, allow_private=allow_private):
        outcome = read_document(found)
        if isinstance(outcome, Report) and isinstance(found, Document):
            yield outcome, found
        elif isinstance(outcome, Unread):
            yield outcome, None


def given_documents(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, allow_private: bool = False
) -> Iterator[Document | UnreadableInput]:
    """What the inputs hold before it is cleaned; an input that cannot be read gives an error, and the rest goes on.

    Args:
        paths: as for `read_inputs`.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
    """
    with closing(_Addresses(allow_private)) as addresses:
        for path in paths:
            yield from going_on(_documents(path, stdin, addresses), path)


def read_document(found: Document | UnreadableInput) -> Report | Unread:
    """The report of a document, or why there is none; what breaks sayso gives an `Unread` of kind "failed"."""
    if isinstance(found, UnreadableInput):
        return _unread(found)
    try:
        return build_report(found)
    except UnreadableInput as error:
        return dataclasses.replace(_unread(error), id=found.made_id)
    except Exception as error:
        return failed(found.made_id, found.source, UNOPENED, error)


def _unread(error: UnreadableInput) -> Unread:
    return Unread(id=_hash_id(error.source), source=error.source, kind=error.kind, message=error.message)


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

    def close(self) -> None:
        if self._fetcher is not None:
            self._fetcher.close()


def _documents(path: str, stdin: BinaryIO | None, addresses: _Addresses) -> Iterator[Document | UnreadableInput]:
    if path == "-":
        if stdin is None:
            raise UnreadableInput("-", "missing", "there is no standard input to read")
        yield from read_bytes(read_stream(stdin, "-", LARGEST_STREAM), "-")
    elif _ADDRESS.match(path):
        yield from addresses.fetch(path)
    else:
        yield from read_path(path)


def _hash_id(source: str) -> str:
    return f"r{hashlib.sha256(source.encode('utf-8', 'replace')).hexdigest()[:10]}"


def _distinct(made: str, taken: dict[str, int]) -> str:
    """The id itself, or with "-2", "-3"… when it was given out before."""
    taken[made] = taken.get(made, 0) + 1
    if taken[made] == 1:
        return made
    candidate = f"{made}-{taken[made]}"
    return _distinct(candidate, taken) if candidate in taken else candidate
