"""Where sentences begin and end, for showing a span in its surroundings (records never depend on it)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from sayso.annotate.datelines import dateline_offsets
from sayso.types import Report

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Maj|Col|Lt|Sgt|Capt|Cmdr|Adm|Prof|Rev|Hon|No|Jr|Sr|vs|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z]|[A-Z]\.[A-Z])\.$"
)


def sentence_starts(report: Report) -> tuple[int, ...]:
    """The offsets at which the sentences of a report begin, in order; a line break or a dateline always ends one."""
    text = report.text
    datelines = dict(dateline_offsets(text))
    starts: list[int] = []
    for line in re.finditer(r"[^\n]+", text):
        at = line.start()
        # what follows a dateline may stand in the next line
        if datelines.get(at, line.end()) < line.end():
            starts.append(at)
            at = datelines[at]
        for end in _END.finditer(text, at, line.end()):
            if _NOT_AN_END.search(text, max(at, end.start() - 8), end.start() + 1):
                continue
            starts.append(at)
            at = _skip(text, end.end())
        starts.append(at)
    return tuple(starts)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def sentence_places(report: Report, starts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where the sentences of a report stand, without white space at their ends."""
    for n, start in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else len(report.text)
        text = report.text[start:end].rstrip()
        if text:
            yield start, start + len(text)


def sentence_around(report: Report, starts: tuple[int, ...], start: int, end: int) -> tuple[int, int]:
    """The range of the sentence or sentences that hold text[start:end], without white space at its ends."""
    if not starts:
        return start, end
    first = starts[max(0, bisect_right(starts, start) - 1)]
    after = bisect_right(starts, max(start, end - 1))
    last = starts[after] if after < len(starts) else len(report.text)
    while last > end and report.text[last - 1].isspace():
        last -= 1
    return min(first, start), max(last, end)
