"""JSONL manifests: one report a row, given as text, as a page, or as a path."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sayso.errors import UnreadableInput
from sayso.ingest.documents import Document
from sayso.ingest.kinds import DOCUMENTS, kind_of
from sayso.ingest.limits import LARGEST_DOCUMENT, LARGEST_FILE, LARGEST_ROW, read_file

_FIELDS = ("url", "outlet", "title", "published")


def read_rows(stream: BinaryIO, source: str, folder: Path | None) -> Iterator[Document | UnreadableInput]:
    """The reports of a JSONL file, row by row; a broken row is named by its line and the rest goes on.

    Args:
        stream: the file, open for bytes.
        source: its name.
        folder: where a row's `path` starts, None where rows may not name files (standard input).
    """
    number = 0
    found = False
    while True:
        line = stream.readline(LARGEST_ROW + 1)
        if not line:
            break
        number += 1
        place = f"{source}:{number}"
        if len(line) > LARGEST_ROW:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST_ROW)
            yield UnreadableInput(place, "too-large", f"this row is longer than {LARGEST_ROW:,} bytes")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        found = True
        try:
            yield _document(_row(line, place), place, folder)
        except UnreadableInput as error:
            yield error
    if not found:
        yield UnreadableInput(
            source, "empty", "the file has no rows; give a JSON object with `text`, `html` or `path` a line"
        )


def _row(line: bytes, place: str) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableInput(place, "format", f"this line is not JSON ({error})") from error
    if not isinstance(row, dict):
        raise UnreadableInput(
            place, "format", 'this line is JSON but no object; give {"text": …}, {"html": …} or {"path": …}'
        )
    for key in ("text", "html", "path", "id", *_FIELDS):
        if row.get(key) is not None and not isinstance(row[key], (str, int) if key == "id" else str):
            raise UnreadableInput(place, "format", f"`{key}` must be a string, not {type(row[key]).__name__}")
    return row


def _document(row: dict[str, Any], place: str, folder: Path | None) -> Document:
    said: dict[str, Any] = {k: row.get(k) or None for k in _FIELDS}
    said["id"] = str(row["id"]) if row.get("id") not in (None, "") else None
    for form in ("text", "html"):
        if row.get(form) is not None:
            text = row[form]
            data = text.encode("utf-8", "surrogatepass")
            return Document(source=row.get("path") or row.get("url") or place, data=data, text=text, form=form, **said)
    if not row.get("path"):
        raise UnreadableInput(place, "format", "this row has none of `text`, `html` and `path`")
    path = row["path"]
    if folder is None:
        raise UnreadableInput(place, "refused", f"rows from standard input may not name files ({path})")
    root = folder.resolve()
    try:
        target = (root / path).resolve()
        inside = target.is_relative_to(root)
    except (OSError, RuntimeError, ValueError) as error:
        raise UnreadableInput(place, "missing", f"`path` {path!r} cannot be followed: {error}") from error
    if not inside:
        raise UnreadableInput(place, "refused", f"`path` {path!r} leaves the folder of the JSONL file")
    data = read_file(target, path, LARGEST_DOCUMENT)
    form = kind_of(data[:8192], path)
    if form not in ("text", "html") and form not in DOCUMENTS:
        raise UnreadableInput(
            path, "format", f"a row's `path` must be a text, a page or a document, this is a {form} file"
        )
    if form not in DOCUMENTS and len(data) > LARGEST_FILE:
        raise UnreadableInput(
            path, "too-large", f"the file has {len(data):,} bytes; a report may have {LARGEST_FILE:,}"
        )
    return Document(source=path, data=data, form=form, **said)


def rows_of(data: bytes, source: str) -> Iterator[Document | UnreadableInput]:
    """As `read_rows`, for bytes that did not come from a file."""
    return read_rows(io.BytesIO(data), source, None)
