"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside a file to write to; the file appears, on the disk, when all is written, and only then.

    Args:
        path: the file; what it holds stays until then, and for good when the writing fails.

    Raises:
        OSError: when it cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
