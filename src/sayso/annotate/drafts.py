"""Statements while they are being made: token ranges of source, cue and content, and how they were found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.annotate.quotations import CLOSING, OPENING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.annotate.tagged import Tagged

Range = tuple[int, int]
_TRIM = frozenset(",.;:!?-–—―…()[]{}*•|/")
_QUOTES = OPENING | CLOSING | {"'"}


@dataclass(slots=True)
class Draft:
    """One attribution in the making, in token indices.

    `head` is the cue's deciding word (-1 when there is no cue), `pattern` the name of the construction that found it,
    `content` is kept sorted and without overlaps. `cited` is whom the source names as its own source ("citing X"),
    `bearer` whom a relative pronoun that is the source stands for, `tagged` what the tagger found at the same cue.
    """

    pattern: str
    head: int
    cue: Range | None
    source: Range | None
    content: list[Range]
    passive: bool = False
    negated: bool = False
    score: float = 0.5
    cited: Range | None = None
    bearer: Range | None = None
    tagged: Tagged | None = None

    @property
    def start(self) -> int:
        """First token of the content."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """The token after the last one of the content."""
        return self.content[-1][1]

    @property
    def size(self) -> int:
        """Number of tokens in the content."""
        return sum(b - a for a, b in self.content)


def join(ranges: Iterable[Range]) -> list[Range]:
    """The ranges sorted, with those that touch or overlap made one."""
    out: list[Range] = []
    for a, b in sorted(r for r in ranges if r[0] < r[1]):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def cut(ranges: Iterable[Range], hole: Range) -> list[Range]:
    """The ranges without what the hole covers."""
    out: list[Range] = []
    for a, b in ranges:
        if hole[1] <= a or b <= hole[0]:
            out.append((a, b))
            continue
        if a < hole[0]:
            out.append((a, hole[0]))
        if hole[1] < b:
            out.append((hole[1], b))
    return out


def trim(doc: Doc, r: Range, *, marks: bool = False) -> Range:
    """The range without outer punctuation and white space.

    Punctuation before a closing quotation mark stays. `marks` also takes away quotation marks.
    """
    a, b = r
    while a < b and (doc[a].is_space or doc[a].text in _TRIM or (marks and doc[a].text in _QUOTES)):
        a += 1
    while a < b and (doc[b - 1].is_space or _outer(doc[b - 1].text) or (marks and doc[b - 1].text in _QUOTES)):
        b -= 1
    return a, b


def _outer(text: str) -> bool:
    return text in _TRIM and text not in ("?", "!", ")", "]", "…")
