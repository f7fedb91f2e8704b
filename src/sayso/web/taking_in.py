"""Takes in what was handed in: bytes, texts and addresses become reports, which join stories."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sayso.errors import UnreadableInput
from sayso.ingest import read_document, read_given
from sayso.ingest.documents import Document
from sayso.ingest.files import read_bytes
from sayso.ingest.going_on import going_on
from sayso.ingest.kinds import kind_of
from sayso.ingest.warc import open_gzip, read_wacz, read_warc
from sayso.store.desk import HandedIn, Waiting
from sayso.store.growing import ACCEPTED_AT_ONCE
from sayso.store.library import Library
from sayso.types import Report, Unread

# reports of one handing-in; what is more belongs in `sayso add`, which nobody waits for
MOST_REPORTS = 2_000
# reasons that are kept of what gave no report
MOST_UNREAD = 50
PASTED = "pasted text"


def take_in(library: Library, waiting: Waiting, *, allow_private: bool = False) -> tuple[int, ...]:
    """Adds the reports of something that was handed in, and keeps what came of it.

    Args:
        library: an open library.
        waiting: what is taken in.
        allow_private: whether addresses of the local network may be fetched.

    Returns:
        The stories that they joined.

    Raises:
        LibraryError: when the library cannot be used; then it goes on waiting.
    """
    unread: list[Unread] = []
    accepted: list[tuple[str, bool]] = []
    stories: dict[int, None] = {}
    found = _reports(waiting.given, allow_private, unread)
    while batch := list(islice(found, ACCEPTED_AT_ONCE)):
        for one in library.accept(batch, handed=waiting.number):
            accepted.append((one.id, one.new))
            stories[one.story] = None
    library.taken_in(waiting.number, accepted, unread[:MOST_UNREAD])
    return tuple(stories)


def _reports(given: HandedIn, allow_private: bool, unread: list[Unread]) -> Iterator[tuple[Report, Document]]:
    count = 0
    for outcome, document in _outcomes(given, allow_private):
        if isinstance(outcome, Unread) or document is None:
            if isinstance(outcome, Unread):
                unread.append(outcome)
            continue
        if count == MOST_REPORTS:
            message = f"only its first {MOST_REPORTS:,} reports were taken; add the file with `sayso add`"
            unread.append(Unread(id=outcome.id, source=given.name, kind="too-large", message=message))
            return
        count += 1
        yield outcome, document


def _outcomes(given: HandedIn, allow_private: bool) -> Iterator[tuple[Report, Document] | tuple[Unread, None]]:
    if given.data is None:
        yield from read_given([given.name], allow_private=allow_private)
        return
    for found in going_on(documents_of(given, given.data), given.name):
        outcome = read_document(found)
        if isinstance(outcome, Unread):
            yield outcome, None
        elif isinstance(found, Document):
            yield outcome, found


def documents_of(given: HandedIn, data: bytes) -> Iterator[Document | UnreadableInput]:
    """The documents of a file's or a text's bytes, with what was said of a text.

    Rows of a JSONL file may not name files: they would be this machine's.

    Raises:
        UnreadableInput: when they give none; see `sayso.errors`.
    """
    if not data.strip():
        raise UnreadableInput(given.name, "empty", "there is nothing in it")
    if given.kind == "text":
        pasted = kind_of(data[:8192])
        yield Document(
            source=given.url or PASTED,
            data=data,
            form=pasted if pasted in ("html", "mail") else "text",
            url=given.url,
            outlet=given.outlet,
            title=given.title,
            published=given.published,
        )
        return
    kind = kind_of(data[:8192], given.name)
    if kind not in ("warc", "wacz", "gzip"):
        yield from read_bytes(data, given.name, given.name)
        return
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder:
        # under a name of ours: that of the file is somebody else's
        path = Path(folder) / "handed-in"
        path.write_bytes(data)
        if kind == "gzip":
            yield from read_bytes(open_gzip(path, given.name), given.name, given.name.removesuffix(".gz"))
        else:
            read = read_warc if kind == "warc" else read_wacz
            yield from read(path, given.name)


def file_name(given: str) -> str:
    """The name of a file that somebody hands in, without folders and control characters."""
    name = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c.isprintable()).strip()[:200]
    return name if name.strip(".") else "file"
