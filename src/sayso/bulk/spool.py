"""Bytes in a file that are written as they come and read again in any order."""

from __future__ import annotations

from array import array
from pathlib import Path

# bytes that wait to be written at once
_HELD = 8 * 1024**2


class Spool:
    """Pieces of bytes, by the number that they are written under; what is written under it anew takes the place.

    Args:
        path: the file; made anew.
        count: how many numbers there are.
    """

    def __init__(self, path: Path, count: int) -> None:
        self._file = path.open("wb", buffering=_HELD)
        # where each begins, and its size
        self._starts, self._sizes = array("q", bytes(8 * count)), array("q", bytes(8 * count))
        self._end = 0

    def write(self, number: int, data: bytes) -> None:
        """Keeps bytes under a number."""
        self._starts[number], self._sizes[number] = self._end, len(data)
        self._end += len(data)
        self._file.write(data)

    def place(self, number: int) -> tuple[int, int]:
        """Where in the file the bytes of a number begin, and how many they are."""
        return self._starts[number], self._sizes[number]

    def flush(self) -> None:
        """Has all that was written stand in the file."""
        self._file.flush()

    def close(self) -> None:
        """Ends the use of the file."""
        self._file.close()
