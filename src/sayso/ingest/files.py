"""Files and folders: what each is, and which files of a folder are reports."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sayso.errors import UnreadableInput
from sayso.ingest.claimreview import read_checks
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.ingest.going_on import going_on
from sayso.ingest.jsonl import read_rows, rows_of
from sayso.ingest.kinds import DOCUMENTS, kind_of
from sayso.ingest.limits import LARGEST_DOCUMENT, LARGEST_FILE, read_file, read_stream
from sayso.ingest.mail import attachments, deep, has_text, open_mail
from sayso.ingest.warc import open_gzip, read_wacz, read_warc

# what a folder is searched for; a file named by itself may be called anything
_ENDINGS = (
    ".txt", ".text", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".jsonl", ".ndjson", ".warc", ".warc.gz",
    ".wacz", ".txt.gz", ".html.gz", ".jsonl.gz", ".pdf", ".docx", ".docm", ".eml",
)  # fmt: skip
_NOT_READ = {
    "binary": "this is a binary file, not text; give the article's text or page",
    "xml": "this is XML, but neither a feed nor a page",
    "gzip": "this is a gzip file within a gzip file",
    "warc": "a web archive must be a file of its own",
    "wacz": "a web archive must be a file of its own",
    "office": "this is an old Office file (.doc, .msg) or an encrypted one; save it as .docx, PDF or .eml, unencrypted",
    "odt": "this is an OpenDocument file; save it as .docx or PDF",
    "rtf": "this is a Rich Text file; save it as .docx or PDF",
    "mbox": "this is a whole mailbox; save its mails as .eml files",
}


def read_path(path: str) -> Iterator[Document | UnreadableInput]:
    """The documents of a file, or of the files of a folder.

    Raises:
        UnreadableInput: when it gives none; see `sayso.errors`.
    """
    place = Path(path)
    try:
        mode = place.stat().st_mode
    except FileNotFoundError as error:
        raise UnreadableInput(path, "missing", "there is no such file or folder") from error
    except PermissionError as error:
        raise UnreadableInput(path, "refused", "no right to read it") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(path, "missing", f"it cannot be opened: {error}") from error
    if stat.S_ISDIR(mode):
        yield from _folder(place, path)
    elif stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        with place.open("rb") as stream:
            yield from read_bytes(read_stream(stream, path, LARGEST_FILE), path, place.name)
    else:
        yield from _file(place, path)


def read_bytes(data: bytes, source: str, name: str = "") -> Iterator[Document | UnreadableInput]:
    """The documents that bytes hold: rows, items of a feed, a mail with its attachments, or one text, page or document.

    Args:
        data: the bytes, not empty.
        source: their name.
        name: the file name, for what the bytes leave open.

    Raises:
        UnreadableInput: "binary" or "format".
    """
    kind = kind_of(data[:8192], name)
    if kind == "jsonl":
        yield from rows_of(data, source)
    elif kind == "feed":
        yield from read_feed(data, source)
    elif kind == "json":
        yield from read_checks(data, source)
    elif kind == "mail":
        yield from _mail(data, source)
    elif kind in ("text", "html", "pdf", "docx"):
        yield Document(source=source, data=data, form=kind)
    else:
        raise UnreadableInput(source, "binary" if kind == "binary" else "format", _NOT_READ[kind])


def _mail(data: bytes, source: str) -> Iterator[Document | UnreadableInput]:
    """A mail and the documents attached to it; the text of one that only carries others is passed over."""
    attached = 0
    body = Document(source=source, data=data, form="mail")
    message = open_mail(data, source)
    yielded = has_text(message, source)
    if yielded:
        yield body
    for found in attachments(message, source):
        if isinstance(found, UnreadableInput):
            yield found
            continue
        name, content = found
        place = f"{source}/{name}"
        kind = kind_of(content[:8192], name)
        if kind == "binary":
            # pictures, sheets, programs
            continue
        attached += 1
        if kind == "mail" and deep(place):
            yield UnreadableInput(place, "too-deep", "it lies in too many mails within each other; save it as a file")
            continue
        yield from going_on(read_bytes(content, place, name), place)
    if not yielded and not attached:
        yield body


def _file(path: Path, source: str) -> Iterator[Document | UnreadableInput]:
    try:
        with path.open("rb") as stream:
            kind = kind_of(stream.read(8192), path.name)
    except PermissionError as error:
        raise UnreadableInput(source, "refused", "no right to read this file") from error
    except OSError as error:
        raise UnreadableInput(source, "missing", f"it cannot be opened: {error}") from error
    if kind == "jsonl":
        with path.open("rb") as stream:
            yield from read_rows(stream, source, path.parent)
    elif kind == "warc":
        yield from read_warc(path, source)
    elif kind == "wacz":
        yield from read_wacz(path, source)
    elif kind in DOCUMENTS:
        yield from read_bytes(read_file(path, source, LARGEST_DOCUMENT), source, path.name)
    elif kind == "gzip":
        yield from read_bytes(open_gzip(path, source), source, path.name.removesuffix(".gz"))
    else:
        yield from read_bytes(read_file(path, source, LARGEST_FILE), source, path.name)


def _folder(folder: Path, source: str) -> Iterator[Document | UnreadableInput]:
    """The reports of a folder's files, sorted by path; files that a manifest in it names are only read as its rows."""
    files = list(_reports(folder))
    named = {target for file in files if file.name.endswith((".jsonl", ".ndjson")) for target in _named(file)}
    wanted = [file for file in files if _resolved(file) not in named]
    if not wanted:
        raise UnreadableInput(source, "empty", f"the folder has no files to read ({', '.join(_ENDINGS[:6])} …)")
    for file in wanted:
        yield from going_on(_file(file, str(file)), str(file))


def _reports(folder: Path) -> Iterator[Path]:
    """The regular files under a folder that may hold reports; links to folders are not followed, so none can loop."""
    found = []
    for root, folders, names in os.walk(folder):
        # a browser saves a page's pictures and scripts beside it in PAGE_files
        folders[:] = [f for f in folders if not f.startswith(".") and not f.endswith("_files")]
        found += [Path(root) / n for n in names if not n.startswith(".") and n.lower().endswith(_ENDINGS)]
    for file in sorted(found):
        try:
            if file.is_file() or file.is_symlink():
                yield file
        except OSError:
            yield file


def _named(manifest: Path) -> Iterator[Path]:
    try:
        with manifest.open("rb") as stream:
            for line in stream:
                try:
                    row = msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    continue
                if isinstance(row, dict) and isinstance(row.get("path"), str):
                    yield _resolved(manifest.parent / row["path"])
    except OSError:
        return


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path
