"""Records in a file that are written as they come and read again in any order."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

Record = TypeVar("Record")
_HELD = 8 * 1024**2


class Spool(Generic[Record]):
    """Records of one kind, by the number that they are written under.

    Args:
        path: the file; made anew.
        kind: what msgspec makes of a record.
        count: how many numbers there are.
    """

    def __init__(self, path: Path, kind: type[Record], count: int) -> None:
        self._file = path.open("wb+")
        self._decoder = msgspec.msgpack.Decoder(kind)
        # where each begins, and its size; 0 where there is none
        self._starts, self._sizes = array("q", bytes(8 * count)), array("q", bytes(8 * count))
        self._end = 0
        self._held = bytearray()

    def write(self, number: int, record: Record) -> None:
        """Keeps a record under a number that has none."""
        data = msgspec.msgpack.encode(record)
        self._starts[number], self._sizes[number] = self._end + len(self._held), len(data)
        self._held += data
        if len(self._held) > _HELD:
            self._flush()

    def __contains__(self, number: int) -> bool:
        return self._sizes[number] > 0

    def read(self, number: int) -> Record:
        """The record of a number that has one."""
        if self._held:
            self._flush()
        self._file.seek(self._starts[number])
        return self._decoder.decode(self._file.read(self._sizes[number]))

    def close(self) -> None:
        """Ends the use of the file."""
        self._file.close()

    def _flush(self) -> None:
        self._file.seek(self._end)
        self._file.write(self._held)
        self._end += len(self._held)
        self._held.clear()
