"""Documents of all inputs, parted by the hash of their bytes into shards on the disk."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from sayso.bulk.spill import Heaps, heap_path
from sayso.errors import BulkError, UnreadableInput
from sayso.ingest import read_document
from sayso.ingest.documents import Document
from sayso.store.records import pack, unpack
from sayso.types import Unread
from sayso.whole import whole

# before each record: its number, how many bytes it has, and their checksum
_HEAD = struct.Struct("<QQI")
_COUNTS = "taken.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A document with its number, counted over all inputs from 0."""

    number: int
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many documents the inputs gave, in how many shards, and what gave none."""

    documents: int
    unread: tuple[Unread, ...]


class Taken:
    """The documents of a run, by shards.

    The same bytes are in the same shard whatever they are called, so that they need be read once. An id that was given
    to another document before gets "-2", "-3"… behind it, as `sayso read` has it.

    Args:
        folder: where they lie.
        shards: how many there are.
    """

    def __init__(self, folder: Path, shards: int) -> None:
        self._folder = folder
        self._shards = shards

    def take(self, found: Iterable[Document | UnreadableInput]) -> Iterator[int]:
        """Takes documents in, from the first, and says how many came so far; all of it or, when it is cut off, none."""
        kept = Heaps(self._folder)
        number = 0
        unread: list[Unread] = []
        names: set[int] = set()
        for item in found:
            if isinstance(item, UnreadableInput):
                told = read_document(item)
                assert isinstance(told, Unread)
                unread.append(told)
                continue
            name = _distinct(item.made_id, names)
            data = pack(replace(item, id=name))
            kept.add(int(item.sha256[:12], 16) % self._shards, _HEAD.pack(number, len(data), zlib.crc32(data)) + data)
            number += 1
            yield number
        kept.done()
        with whole(self._folder / _COUNTS) as beside:
            beside.write_bytes(msgspec.json.encode(Counts(documents=number, unread=tuple(unread))))

    def counts(self) -> Counts | None:
        """What was taken in; None while that is not done."""
        try:
            return msgspec.json.decode((self._folder / _COUNTS).read_bytes(), type=Counts)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise BulkError(f"{self._folder / _COUNTS}: it cannot be read: {error}; name a new folder") from error

    def shard(self, number: int) -> list[Numbered]:
        """The documents of a shard, the same bytes side by side, else as they came.

        Raises:
            BulkError: when its file is damaged.
        """
        path = self._path(number)
        try:
            data = path.read_bytes() if path.exists() else b""
            found = list(_records(data))
        except (OSError, struct.error, msgspec.DecodeError, ValueError) as error:
            raise BulkError(
                f"{path}: this shard is damaged: {error}; delete the folder {self._folder} and run again: the inputs "
                "are then taken in anew, and what was read stays"
            ) from error
        first: dict[str, int] = {}
        for one in found:
            first.setdefault(one.document.sha256, one.number)
        return sorted(found, key=lambda one: (first[one.document.sha256], one.number))

    def let_go(self, number: int) -> None:
        """Deletes a shard that is read."""
        self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return heap_path(self._folder, number)


def _records(data: bytes) -> Iterator[Numbered]:
    at = 0
    while at < len(data):
        number, size, checksum = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        record = data[at : at + size]
        if len(record) < size:
            raise ValueError("its end is missing")
        if zlib.crc32(record) != checksum:
            raise ValueError("it holds other bytes than were written")
        document = unpack(record, Document)
        yield Numbered(number=number, document=document)
        at += size


def _distinct(name: str, taken: set[int]) -> str:
    """The name, or with "-2", "-3"… where it was given before."""
    made, count = name, 1
    while hash(made) in taken:
        count += 1
        made = f"{name}-{count}"
    taken.add(hash(made))
    return made
