"""Where the quotations of a text are: pairs of quotation marks of any style, kept inside their paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOUBLE = '"“”„‟«»'
SINGLE = "'‘’‚‛`´"
# marks as tokens of a parse, those that may open a quotation and those that may close one
OPENING = frozenset(("“", '"', "„", "«", "‘", "``"))
CLOSING = frozenset(("”", '"', "“", "»", "’", "''"))
_OPENERS = "“„«‘‚‛"
_CLOSERS = {"“": '”"', "„": '“”"', "«": "»", "‘": "’'", "‚": "‘’", "‛": "’'", '"': '"”', "'": "'’", "”": '”"', "‟": "”"}
_MARK = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛]")
_PARAGRAPH = re.compile(r"[^\n]+")
# words that lose their first letters to an apostrophe; none opens a quotation
_CLIPPED = re.compile(r"(?:\d0s?|em|til|cause|tis|twas|bout|n)\b", re.IGNORECASE)
_WORDLESS = re.compile(r"[^\w]*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, in character offsets.

    `closed` says whether its closing mark was found; a quotation that runs on in the next paragraph has none.
    `single` says whether its marks are single ones.
    """

    start: int
    end: int
    closed: bool
    single: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations of a text, in order and without overlap.

    A mark without a partner never reaches beyond its paragraph: an opening one without a closing one ends with the
    paragraph where it starts it or where the next paragraph opens anew (the convention for long quotations), and
    with its sentence elsewhere; a closing one without an opening one is ignored.

    Args:
        text: the report's text; paragraphs end at line breaks.
    """
    found: list[Quotation] = []
    paragraphs = list(_PARAGRAPH.finditer(text))
    for n, paragraph in enumerate(paragraphs):
        follows = paragraphs[n + 1].group().lstrip() if n + 1 < len(paragraphs) else ""
        found.extend(_in_paragraph(text, paragraph.start(), paragraph.end(), follows[:1] in tuple("\"“„«‘'")))
    return tuple(found)


def leaves_open(text: str) -> bool:
    """Whether double quotation marks that open in a text are still open at its end."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _in_paragraph(text: str, start: int, end: int, reopened: bool) -> list[Quotation]:
    marks = [(m.start(), m.end()) for m in _MARK.finditer(text, start, end)]
    found: list[Quotation] = []
    n = 0
    while n < len(marks):
        a, b = marks[n]
        if not _opens(text, a, b, start, end):
            n += 1
            continue
        single = b - a == 1 and text[a] in SINGLE
        close = _partner(text, marks, n, start, end, single)
        if close is not None:
            if not _WORDLESS.fullmatch(text, b, marks[close][0]):
                found.append(Quotation(a, marks[close][1], True, single))
            n = close + 1
            continue
        if single:
            n += 1
            continue
        if not text[start:a].strip() or reopened:
            stop = end
        else:
            sentence = re.compile(r"[.!?](?=\s|$)").search(text, b, end)
            stop = sentence.end() if sentence else end
        stop = len(text[a:stop].rstrip()) + a
        if not _WORDLESS.fullmatch(text, b, stop):
            found.append(Quotation(a, stop, False, single))
        while n < len(marks) and marks[n][0] < stop:
            n += 1
    return found


def _opens(text: str, a: int, b: int, start: int, end: int) -> bool:
    mark = text[a:b]
    if mark in ("``", "“", "„", "«"):
        return True
    if mark in ("''", "”", "»"):
        return False
    before = text[a - 1] if a > start else " "
    after = text[b] if b < end else " "
    if after.isspace():
        return False
    if mark in _OPENERS:
        return not before.isalnum()
    free = before.isspace() or before in "([{-—–―/:" or (before in DOUBLE + SINGLE)
    if mark in ("'", "’"):
        return mark == "'" and free and not _CLIPPED.match(text, b)
    return free


def _partner(text: str, marks: list[tuple[int, int]], n: int, start: int, end: int, single: bool) -> int | None:
    a, b = marks[n]
    mark = text[a:b]
    closers = ("''", '"', "”") if mark == "``" else tuple(_CLOSERS[mark])
    weak = None
    for k in range(n + 1, len(marks)):
        c, d = marks[k]
        if text[c:d] not in closers:
            if text[c:d] == mark and not single:
                return weak
            continue
        before, after = text[c - 1], text[d] if d < end else " "
        if not single:
            if mark == '"' and before.isspace() and not after.isspace() and after.isalnum() and k + 1 < len(marks):
                # it opens another: the first one was never closed
                return weak
            return k
        if before.isspace() or after.isalnum():
            continue
        if before in "sz" and text[c - 2].isalpha():
            # a plural's possessive looks the same; the next better mark decides
            weak = k if weak is None else weak
            continue
        return k
    return weak
