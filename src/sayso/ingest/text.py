"""Plain text to paragraphs: which line breaks end a paragraph and which are only wrapped."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import quantiles

from sayso.ingest.paragraphs import Paragraph, plain

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
# editors and mail programs wrap at 60 to 100 columns; longer lines are whole paragraphs
_NARROWEST, _WIDEST = 40, 110
# share of breaks at which the next line's first word would not have fitted
_WRAPPED = 0.7


def read_paragraphs(text: str, *, wrapped: bool = False) -> tuple[Paragraph, ...]:
    """The paragraphs of a plain text: its lines, or, where they are wrapped at a column, the lines joined.

    A break is taken as wrapping when the next line's first word would not have fitted before the column that the
    text's longest lines reach; blank lines always end a paragraph.

    Args:
        text: the characters.
        wrapped: whether it is known to be wrapped, as mails are; else its lines tell.
    """
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    width = _wrap_width(text, lines, known=wrapped)
    groups: list[list[tuple[int, int]]] = []
    for start, end in lines:
        if not text[start:end].strip("\ufeff \t\u00a0\u200b"):
            groups.append([])
            continue
        if width and groups and groups[-1] and _continues(text, groups[-1][-1], (start, end), width):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return tuple(p for p in (plain(text, g) for g in groups if g) if p.text)


def _continues(text: str, above: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    if text[above[1] : line[0]] not in ("\n", "\r\n", "\r"):
        return False
    if text[line[0]] in " \t":
        return False
    if text[above[1] - 1] == "-" and text[above[1] - 2].isalpha() and text[line[0]].islower():
        return True
    first = text[line[0] : line[1]].split(maxsplit=1)
    return bool(first) and len(text[above[0] : above[1]].rstrip()) + 1 + len(first[0]) > width


def _wrap_width(text: str, lines: list[tuple[int, int]], *, known: bool) -> int:
    lengths = [len(text[a:b].rstrip()) for a, b in lines if text[a:b].strip()]
    if known and lengths:
        return max(lengths) if _NARROWEST <= max(lengths) <= _WIDEST else 0
    if len(lengths) < 4:
        return 0
    longest = max(lengths)
    if not _NARROWEST <= longest <= _WIDEST:
        return 0
    width = longest if len(lengths) < 20 else max(_NARROWEST, round(quantiles(lengths, n=50)[-1]))
    breaks = soft = 0
    for above, line in pairwise(lines):
        if text[above[1] : line[0]] in ("\n", "\r\n", "\r") and text[above[0] : above[1]].strip():
            if not text[line[0] : line[1]].strip():
                continue
            breaks += 1
            soft += _continues(text, above, line, width)
    return width if breaks >= 3 and soft >= breaks * _WRAPPED else 0
