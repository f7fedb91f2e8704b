"""Records to JSON text or MessagePack and back, whole: spans, offset maps and all."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from sayso.spans import OffsetMap, Segment

Record = TypeVar("Record")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def encode(record: object) -> str:
    """The JSON text of a record; `decode` makes the same record of it."""
    return msgspec.json.encode(record, enc_hook=_plain).decode()


def decode(text: str, kind: type[Record]) -> Record:
    """The record that `encode` wrote.

    Raises:
        msgspec.ValidationError: when the text is no record of this kind.
    """
    return msgspec.json.decode(text, type=kind, dec_hook=_made)


def pack(record: object) -> bytes:
    """A record in few bytes, as MessagePack, which holds bytes as they are; `unpack` makes the same record of it.

    Of half a character, which UTF-8 cannot hold, U+FFFD stands there.
    """
    try:
        return msgspec.msgpack.encode(record, enc_hook=_plain)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(storable(record), enc_hook=_plain)


def unpack(data: bytes, kind: type[Record]) -> Record:
    """The record that `pack` wrote.

    Raises:
        msgspec.ValidationError: when the bytes are no record of this kind.
    """
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_made)


def storable(record: Record) -> Record:
    """A record in which U+FFFD stands for each character that UTF-8 or a database cannot hold: half of one, and nought.

    Lengths stay, and with them all offsets.
    """
    tree = msgspec.to_builtins(record, enc_hook=_plain)
    held = _held(tree)
    return record if held == tree else msgspec.convert(held, type(record), dec_hook=_made)


def _held(value: Any) -> Any:
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _held(inner) for key, inner in value.items()}
    return [_held(inner) for inner in value] if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, OffsetMap):
        return [[s.start, s.end, s.raw_start, s.raw_end] for s in value.segments]
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _made(kind: type, value: Any) -> Any:
    if kind is OffsetMap:
        return OffsetMap(tuple(Segment(*numbers) for numbers in value))
    raise NotImplementedError(f"no {kind.__name__} from JSON")
