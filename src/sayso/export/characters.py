"""Characters that a form cannot hold, or that would do something there."""

from __future__ import annotations

import re
from typing import Any

MISSING = "\ufffd"
HALF = re.compile("[\ud800-\udfff]")
# XML 1.0, production 2: what a document may hold, white space apart
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Unicode's explicit directional marks (UAX 9): one that is not closed would turn what stands behind it
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")


def whole(value: Any) -> Any:
    """A plain value in which U+FFFD stands for each half of a character, which UTF-8 cannot hold; lengths stay."""
    if isinstance(value, str):
        return HALF.sub(MISSING, value)
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    return [whole(inner) for inner in value] if isinstance(value, list | tuple) else value


def for_xml(text: str) -> str:
    """A text with U+FFFD for what no XML may hold, and without marks that turn the direction of what follows."""
    return _NOT_IN_XML.sub(MISSING, _TURNS.sub("", text))


def without_controls(text: str) -> str:
    """A text with U+FFFD for control characters, tab and line ends apart, and for halves of characters."""
    return _CONTROL.sub(MISSING, HALF.sub(MISSING, text))
