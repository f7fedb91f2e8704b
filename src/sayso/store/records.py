"""Records to JSON text and back, whole: spans, offset maps and all."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sayso.spans import OffsetMap, Segment

Record = TypeVar("Record")


def encode(record: object) -> str:
    """The JSON text of a record; `decode` makes the same record of it."""
    return msgspec.json.encode(record, enc_hook=_plain).decode()


def decode(text: str, kind: type[Record]) -> Record:
    """The record that `encode` wrote.

    Raises:
        msgspec.ValidationError: when the text is no record of this kind.
    """
    return msgspec.json.decode(text, type=kind, dec_hook=_made)


def _plain(value: Any) -> Any:
    if isinstance(value, OffsetMap):
        return [[s.start, s.end, s.raw_start, s.raw_end] for s in value.segments]
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _made(kind: type, value: Any) -> Any:
    if kind is OffsetMap:
        return OffsetMap(tuple(Segment(*numbers) for numbers in value))
    raise NotImplementedError(f"no {kind.__name__} from JSON")
