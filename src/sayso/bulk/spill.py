"""What a million reports leave behind, on disk in parts that are then taken one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
# bytes that heaps hold before they are written
HELD = 64 * 1024**2


class Buckets:
    """Files of 64-bit numbers that are first written, bucket by bucket, then read."""

    def __init__(self, folder: Path, name: str, count: int) -> None:
        self._paths = [folder / f"{name}-{k:02d}" for k in range(count)]
        self._files = [path.open("wb") for path in self._paths]

    def __len__(self) -> int:
        return len(self._paths)

    def add(self, bucket: int, numbers: Numbers) -> None:
        """More numbers for a bucket."""
        if len(numbers):
            self._files[bucket].write(numbers.tobytes())

    def done(self) -> None:
        """Nothing more is written."""
        for file in self._files:
            file.close()

    def take(self, bucket: int) -> Numbers:
        """The numbers of a bucket, whose file goes."""
        numbers = np.fromfile(self._paths[bucket], np.uint64)
        self._paths[bucket].unlink()
        return numbers


class Heaps:
    """Numbered files in a folder that bytes are added to, a few megabytes at a time, however many files there are.

    Args:
        folder: made when it is missing; what it holds is deleted.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        self._folder = folder
        self._held: dict[int, bytearray] = {}
        self._size = 0

    def add(self, heap: int, data: bytes) -> None:
        """More bytes for a file."""
        self._held.setdefault(heap, bytearray()).extend(data)
        self._size += len(data)
        if self._size > HELD:
            self.done()

    def done(self) -> None:
        """Writes what is held."""
        for heap, block in self._held.items():
            with heap_path(self._folder, heap).open("ab") as file:
                file.write(block)
        self._held.clear()
        self._size = 0


def heap_path(folder: Path, heap: int) -> Path:
    """The file of a heap; there is none of one that nothing was added to."""
    return folder / f"{heap:04}"


def counted(numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different ones of sorted numbers, and how often each stands there."""
    starts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1]))) if len(numbers) else np.zeros(0, int)
    return numbers[starts], np.diff(np.append(starts, len(numbers)))
