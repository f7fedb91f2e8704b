"""Where a dateline stands at the head of a paragraph: place, day and agency before the dash are nobody's words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.annotate.drafts import Range

# "HARBOUR CITY, Norland (NPA) —", "Oslo, March 8 (Northwire) -", "LONDON —": capitals, or an agency in brackets
_DATELINE = re.compile(
    r"^[ \t]*(?:[A-Z][A-Z.'’\-]{2,}(?: [A-Z][A-Z.'’\-]*){0,4}(?:,[^\n()—–:]{1,40})?(?:\s?\([^)\n]{1,40}\))?"
    r"|[A-Z][^\n()—–:]{1,60}\([A-Z][^)\n]{1,30}\))\s*[—–-]{1,2}\s+(?=\S)",
    re.MULTILINE,
)


def dateline_offsets(text: str) -> list[tuple[int, int]]:
    """Where each dateline starts and where the sentence after it does, in characters."""
    return [m.span() for m in _DATELINE.finditer(text)]


def find_datelines(doc: Doc) -> list[Range]:
    """The tokens of each dateline, its dash included, in the order of the text."""
    starts = doc.to_array("IDX").tolist()
    found = []
    for start, end in dateline_offsets(doc.text):
        a, b = max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)
        if a < b:
            found.append((a, b))
    return found
