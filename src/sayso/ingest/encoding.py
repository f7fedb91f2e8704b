"""Bytes to characters: which encoding an input is in, and when it is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from sayso.errors import UnreadableInput

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I
)
# browsers read these names as their Windows superset: https://encoding.spec.whatwg.org/#names-and-labels
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# control characters that no text has; more than one in a thousand means a binary file
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.001
_MOST_LOST = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """An input's characters and the name of the encoding that gave them."""

    text: str
    encoding: str


def decode(data: bytes, source: str, declared: str | None = None) -> Decoded:
    """The characters of an input, in the encoding that its mark, its declaration or its bytes speak for.

    The order is that of browsers: a byte-order mark, then what the transport declared, then UTF-8 if the bytes are
    valid UTF-8, then a `charset` in the first 2,048 bytes, then resiliparse's guess. A UTF-8 byte-order mark stays in
    the text as U+FEFF, as `open()` leaves it.

    Args:
        data: the bytes handed in.
        source: the input's name, for messages.
        declared: encoding that a Content-Type header gave, if any.

    Raises:
        UnreadableInput: kind "binary" when the bytes are no text, "encoding" when too much of it cannot be decoded.
    """
    for mark, name in _BOMS:
        if data.startswith(mark) and (name != "utf-32" or len(data) % 4 == 0):
            return _checked(Decoded(data.decode(name, "replace"), name), source)
    head = _DECLARED.search(data[:2048])
    wanted = [declared, "utf-8", head[1].decode("ascii") if head else None]
    for label in wanted:
        codec = _codec(label)
        if codec is None:
            continue
        try:
            return _checked(Decoded(data.decode(codec), codec), source)
        except UnicodeDecodeError:
            continue
    if b"\0" in data[:4096]:
        raise UnreadableInput(source, "binary", "this is a binary file, not text; give the article's text or page")
    # a few broken bytes in what is otherwise UTF-8 do not make it Latin-1
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") <= len(broken) * 0.001 and not head:
        return _checked(Decoded(broken, "utf-8"), source)
    from resiliparse.parse.encoding import detect_encoding

    said = _codec(head[1].decode("ascii")) if head else None
    best = said or _codec(detect_encoding(data[:200_000])) or "cp1252"
    return _checked(Decoded(data.decode(best, "replace"), best), source)


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        # unknown, or with a character that no name can have
        return None
    return _SUPERSETS.get(name, name)


def _checked(decoded: Decoded, source: str) -> Decoded:
    text = decoded.text
    if len(_CONTROLS.findall(text[:200_000])) > min(len(text), 200_000) * _MOST_CONTROLS:
        raise UnreadableInput(source, "binary", "this is a binary file, not text; give the article's text or page")
    if text.count("\ufffd") > max(3, len(text) * _MOST_LOST):
        raise UnreadableInput(
            source, "encoding", f"too many of its bytes are no {decoded.encoding}; save it as UTF-8 and try again"
        )
    return decoded
