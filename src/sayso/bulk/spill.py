"""Numbers on disk in buckets, so that what a million reports leave behind is sorted a bucket at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]


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


def counted(numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different ones of sorted numbers, and how often each stands there."""
    starts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1]))) if len(numbers) else np.zeros(0, int)
    return numbers[starts], np.diff(np.append(starts, len(numbers)))
