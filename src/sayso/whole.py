"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# it is full, the share of it that one may take is, a file is as large as it may be, it is damaged
_OF_A_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside a file to write to; the file appears, on the disk, when all is written, and only then.

    Args:
        path: the file; what it holds stays until then, and for good when the writing fails.

    Raises:
        OSError: when it cannot be written; it names the file.
    """
    beside = path.with_name(f".{path.name}.part")
    with naming(path, beside):
        try:
            yield beside
            with beside.open("rb+") as written:
                os.fsync(written.fileno())
            beside.replace(path)
        except BaseException:
            # where there is no such folder, there is nothing to take away
            with suppress(OSError):
                beside.unlink()
            raise
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """Puts the names of a folder's files on the disk, where the system lets one: a power cut could take them back."""
    with suppress(OSError):
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


@contextmanager
def naming(path: Path, beside: Path | None = None) -> Iterator[None]:
    """Lets an error name what was asked for: the system does not of a full disk, and nobody asked for a place beside.

    Args:
        path: what was asked for.
        beside: where it is written until it is whole.

    Raises:
        OSError: in place of one that names nothing, or the place beside.
    """
    try:
        yield
    except OSError as error:
        unnamed = error.filename is None and error.errno in _OF_A_DISK
        if not unnamed and (beside is None or str(error.filename) != str(beside)):
            raise
        raise OSError(error.errno, os.strerror(error.errno or 0), str(path)) from error
