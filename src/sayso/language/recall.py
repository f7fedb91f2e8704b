"""What the encoders made of texts, remembered: by the process, and by a story that is linked again and again.

What an encoder makes of a text depends on nothing else, so any of it may go at any time and is made anew. Texts are
known by their hashes alone.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from threading import Lock
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Asked = TypeVar("Asked")
Row = NDArray[Any]
Kind = Literal["vectors", "pairs"]

# how many numbers of which type an encoder makes of a text, or of two
SHAPES: dict[Kind, tuple[int, np.dtype[Any]]] = {
    "vectors": (384, np.dtype("<f4")),
    "pairs": (6, np.dtype("<f8")),
}
HASH = 16  # bytes
_COUNT = struct.Struct("<I")


def hash_of(*texts: str) -> bytes:
    """What texts are known by."""
    digest = blake2b(digest_size=HASH)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(_COUNT.pack(len(data)))
        digest.update(data)
    return digest.digest()


class Recall:
    """What the encoders made of the texts of one story: what was kept of it before, and what is new since."""

    def __init__(self, packed: Iterable[bytes] = ()) -> None:
        """Takes up what was kept.

        Args:
            packed: what `new` gave at other times.

        Raises:
            ValueError: when it is nothing that `new` gave.
        """
        self._known: dict[Kind, dict[bytes, Row]] = {kind: {} for kind in SHAPES}
        self._new: dict[Kind, dict[bytes, Row]] = {kind: {} for kind in SHAPES}
        for data in packed:
            for kind, rows in _unpacked(data):
                self._known[kind].update(rows)

    def get(self, kind: Kind, key: bytes) -> Row | None:
        """What an encoder made of a text; None when this story does not know it."""
        return self._known[kind].get(key)

    def add(self, kind: Kind, key: bytes, row: Row) -> None:
        """Remembers what an encoder made of a text."""
        if key not in self._known[kind]:
            self._known[kind][key] = self._new[kind][key] = row

    def new(self) -> bytes | None:
        """What was added since the last call, to be kept; None when that is nothing."""
        fresh, self._new = self._new, {kind: {} for kind in SHAPES}
        return _packed(fresh) if any(fresh.values()) else None


_story: ContextVar[Recall | None] = ContextVar("sayso_story", default=None)


@contextmanager
def recalling(story: Recall) -> Iterator[None]:
    """Lets encoders take from what a story knows, and tell it what they make, in this thread and those it begins."""
    before = _story.set(story)
    try:
        yield
    finally:
        _story.reset(before)


class Memory:
    """What one encoder made of texts last, in this process."""

    def __init__(self, kind: Kind, most: int) -> None:
        """An empty memory.

        Args:
            kind: which encoder's.
            most: texts that are remembered.
        """
        self._kind = kind
        self._most = most
        self._rows: dict[bytes, Row] = {}
        self._lock = Lock()

    def rows(self, asked: Mapping[bytes, Asked], make: Callable[[list[Asked]], Iterable[Row]]) -> dict[bytes, Row]:
        """What the encoder makes of texts.

        Args:
            asked: the texts by their hashes.
            make: lets the encoder read those that nobody remembers.
        """
        story = _story.get()
        known: dict[bytes, Row] = {}
        with self._lock:
            for key in asked:
                # what is asked for again moves to the end, so that the words which many reports share stay
                if (row := self._rows.pop(key, None)) is not None:
                    known[key] = self._rows[key] = row
        if story is not None:
            # these stay with their story, so that a large one does not put out all others
            known |= {key: row for key in asked if (row := story.get(self._kind, key)) is not None}
        new = [key for key in asked if key not in known]
        made = dict(zip(new, make([asked[key] for key in new]), strict=True))
        known |= made
        with self._lock:
            self._rows |= made
            while len(self._rows) > self._most:
                self._rows.pop(next(iter(self._rows)))
        if story is not None:
            for key, row in known.items():
                story.add(self._kind, key, row)
        return known

    def clear(self) -> None:
        """Forgets all."""
        with self._lock:
            self._rows.clear()


def _packed(rows: Mapping[Kind, Mapping[bytes, Row]]) -> bytes:
    parts: list[bytes] = []
    for kind, (_, number) in SHAPES.items():
        parts += [_COUNT.pack(len(rows[kind])), *rows[kind]]
        parts += [np.ascontiguousarray(row, dtype=number).tobytes() for row in rows[kind].values()]
    return b"".join(parts)


def _unpacked(data: bytes) -> Iterator[tuple[Kind, dict[bytes, Row]]]:
    at = 0
    for kind, (width, number) in SHAPES.items():
        if len(data) < at + _COUNT.size:
            raise ValueError("what an encoder made is cut off")
        (count,) = _COUNT.unpack_from(data, at)
        at += _COUNT.size
        keys: Sequence[bytes] = [data[at + n * HASH : at + (n + 1) * HASH] for n in range(count)]
        at += count * HASH
        if len(data) < at + count * width * number.itemsize:
            raise ValueError("what an encoder made is cut off")
        rows = np.frombuffer(data, number, count * width, at).reshape(count, width)
        at += count * width * number.itemsize
        yield kind, dict(zip(keys, rows, strict=True))
    if at != len(data):
        raise ValueError("there is more than an encoder made")
