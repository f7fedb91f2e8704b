"""How large an input may be, and reading files within it.

A news article has some 5 kB of text; its page up to 5 MB of source. What is far beyond is refused before it is parsed,
so that no input takes the memory or the time of all others.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from sayso.errors import UnreadableInput

# bytes of a single text or page
LARGEST_FILE = 10_000_000
# characters of canonical text, 80,000 words: the longest articles of magazines have 25,000, what is longer is a book
LONGEST_TEXT = 500_000
# lines of text between block-level tags; trafilatura needs 0.5 ms for each, news pages have under 3,000
MOST_LINES = 20_000
# bytes of a row of a JSONL file, which may hold a page with JSON's escapes
LARGEST_ROW = 2 * LARGEST_FILE
# bytes of standard input, which may hold many rows
LARGEST_STREAM = 100_000_000
# bytes of a document's file, whose pictures are passed over: 100 pages with photographs have some 30 MB
LARGEST_DOCUMENT = 50_000_000
# pages of a document; 500,000 characters fill some 200
MOST_PAGES = 2_000
# seconds that a document may take; 200 pages of text take PDFium half a second
SECONDS_A_DOCUMENT = 20
# bytes of memory of the process that reads a PDF
MOST_MEMORY = 2_000_000_000
# bytes of one unpacked part of a Word file; 500,000 characters with the marks of an edited file have some 10 MB
LARGEST_PART = 20_000_000
# lines of a mail that begin as the border of a part does: Python's parser needs 0.1 ms for each part
MOST_BORDERS = 20_000
# documents that are read of one mail, and mails within each other; a desk's mail has at most some 20 of the one
MOST_ATTACHMENTS = 50
MAILS_DEEP = 5
# levels of nested elements; libxml2 stops at 256 itself, and real pages stay under 60
DEEPEST = 250

# what Python's zipfile raises for files that are broken or made to break it
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, KeyError, IndexError),
)


def read_file(path: Path, source: str, largest: int) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableInput: "missing", "refused" (no access, or no regular file), "too-large" or "empty".
    """
    try:
        if not path.is_file():
            kind = "refused" if path.exists() else "missing"
            raise UnreadableInput(source, kind, "there is no such file" if kind == "missing" else "this is not a file")
        size = path.stat().st_size
        if size > largest:
            raise UnreadableInput(
                source, "too-large", f"the file has {size:,} bytes; a report may have {largest:,}. Cut it into articles"
            )
        data = path.read_bytes()
    except PermissionError as error:
        raise UnreadableInput(source, "refused", "no right to read this file") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(source, "missing", f"the file cannot be read: {error}") from error
    if not data.strip():
        raise UnreadableInput(source, "empty", "the file is empty")
    return data


def read_stream(stream: BinaryIO, source: str, largest: int) -> bytes:
    """The bytes of a stream.

    Raises:
        UnreadableInput: "too-large" or "empty".
    """
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise UnreadableInput(source, "too-large", f"it holds more than {largest:,} bytes; hand in files instead")
    if not data.strip():
        raise UnreadableInput(source, "empty", "there is nothing in it")
    return data
