"""Paragraphs with their place in the raw input, and how they become a report's canonical text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.spans import OffsetMap, Segment

SPACES = re.compile(r"\s+")
# characters that show nothing and may stand at the edge of a line
BLANK = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of running text and where each of its characters stands in the raw input.

    Args:
        text: the characters, white space runs already collapsed to one space.
        segments: as in `OffsetMap`, relative to this paragraph's text.
        tag: name of the HTML element it came from, "" for plain text.
    """

    text: str
    segments: tuple[Segment, ...]
    tag: str = ""

    @property
    def raw(self) -> tuple[int, int]:
        """The raw range from the first to the last character."""
        return (self.segments[0].raw_start, self.segments[-1].raw_end) if self.segments else (0, 0)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The raw range of text[start:end]."""
        return OffsetMap(self.segments).raw(start, end)

    def cut(self, start: int, end: int) -> Paragraph:
        """The paragraph that text[start:end] is, without white space at its edges."""
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        end -= len(self.text[start:end]) - len(self.text[start:end].rstrip())
        kept = []
        for s in self.segments:
            low, high = max(s.start, start), min(s.end, end)
            if low >= high:
                continue
            if s.end - s.start == s.raw_end - s.raw_start:
                raw = s.raw_start + low - s.start, s.raw_start + high - s.start
            else:
                raw = s.raw_start, s.raw_end
            kept.append(Segment(low - start, high - start, *raw))
        return Paragraph(self.text[start:end], tuple(kept), self.tag)

    def around(self, low: int, high: int) -> tuple[Paragraph, ...]:
        """What of the paragraph stands before a raw range, and what behind it; all of it where it lies elsewhere."""
        if not self.segments or self.raw[1] <= low or self.raw[0] >= high:
            return (self,)
        before, behind = 0, len(self.text)
        for s in self.segments:
            # one that does not correspond character by character has to lie on one side
            even = s.end - s.start == s.raw_end - s.raw_start
            if s.raw_end <= low or (even and s.raw_start < low):
                before = s.end - max(0, s.raw_end - low)
            if s.raw_start >= high or (even and s.raw_end > high):
                behind = min(behind, s.start + max(0, high - s.raw_start))
        parts = (self.cut(0, before), self.cut(behind, len(self.text)))
        return tuple(p for p in parts if p.text)

    def through(self, outer: OffsetMap) -> Paragraph:
        """The same paragraph with its places mapped on, from the string it was found in to what holds that string."""
        segments: list[Segment] = []
        for s in self.segments:
            if s.end - s.start != s.raw_end - s.raw_start:
                segments.append(Segment(s.start, s.end, *outer.raw(s.raw_start, s.raw_end)))
                continue
            for o in outer.segments[max(0, bisect_right(outer.segments, s.raw_start, key=lambda x: x.start) - 1) :]:
                low, high = max(o.start, s.raw_start), min(o.end, s.raw_end)
                if o.start >= s.raw_end:
                    break
                if low < high:
                    start = s.start + low - s.raw_start
                    segments.append(Segment(start, start + high - low, *outer.raw(low, high)))
        return Paragraph(self.text, tuple(segments), self.tag)


class Weaver:
    """Builds one paragraph out of raw pieces, in order, collapsing white space and joining what corresponds."""

    def __init__(self, tag: str = "") -> None:
        self._tag = tag
        self._text: list[str] = []
        self._segments: list[Segment] = []
        # what corresponds character by character and may go on: start in the text and in the input, and end there
        self._run: tuple[int, int, int] | None = None
        self._length = 0
        self._space: tuple[int, int] | None = None

    def add(self, text: str, raw_start: int, raw_end: int) -> None:
        """Append text that stands at raw_start:raw_end; white space is kept back until something follows it."""
        if not text:
            # an entity that stands for no character, such as &#x1F;
            return
        if raw_end - raw_start != len(text):
            if text.isspace():
                self.space(raw_start, raw_end)
            else:
                self._flush()
                self._put(text, raw_start, raw_end)
            return
        at = 0
        for gap in SPACES.finditer(text):
            if gap.start() > at:
                self._flush()
                self._put(text[at : gap.start()], raw_start + at, raw_start + gap.start())
            self.space(raw_start + gap.start(), raw_start + gap.end())
            at = gap.end()
        if at < len(text):
            self._flush()
            self._put(text[at:], raw_start + at, raw_end)

    def space(self, raw_start: int, raw_end: int) -> None:
        """Note a space between words that stands at raw_start:raw_end."""
        if self._length:
            self._space = (self._space[0] if self._space else raw_start, raw_end)

    def done(self) -> Paragraph:
        """The paragraph, without white space at its edges."""
        self._end_run()
        return Paragraph("".join(self._text), tuple(self._segments), self._tag)

    def _flush(self) -> None:
        if self._space:
            self._put(" ", *self._space)
            self._space = None

    def _put(self, text: str, raw_start: int, raw_end: int) -> None:
        start, end = self._length, self._length + len(text)
        if len(text) == raw_end - raw_start:
            if self._run is not None and self._run[2] == raw_start:
                self._run = (self._run[0], self._run[1], raw_end)
            else:
                self._end_run()
                self._run = (start, raw_start, raw_end)
        else:
            self._end_run()
            self._segments.append(Segment(start, end, raw_start, raw_end))
        self._text.append(text)
        self._length = end

    def _end_run(self) -> None:
        if self._run is not None:
            start, raw_start, raw_end = self._run
            self._segments.append(Segment(start, start + raw_end - raw_start, raw_start, raw_end))
            self._run = None


def join(paragraphs: Sequence[Paragraph]) -> tuple[str, OffsetMap]:
    """The canonical text of the paragraphs, one a line, and its map to the raw input.

    The line break between two paragraphs points at what stands between them in the raw input.
    """
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for p in paragraphs:
        if not p.text:
            continue
        if parts:
            parts.append("\n")
            segments.append(Segment(at, at + 1, segments[-1].raw_end, max(segments[-1].raw_end, p.raw[0])))
            at += 1
        parts.append(p.text)
        # two paragraphs may share a run that replaces the raw one, cut in its middle: the first has its place
        taken = segments[-1].raw_end if segments else 0
        segments += (
            Segment(s.start + at, s.end + at, max(s.raw_start, taken), max(s.raw_end, taken)) for s in p.segments
        )
        at += len(p.text)
    return "".join(parts), OffsetMap(tuple(segments))


def plain(text: str, pieces: Iterable[tuple[int, int]]) -> Paragraph:
    """The paragraph that the raw pieces of `text` make when a space is put between them.

    A piece that ends in a hyphen after a letter is joined to the next without one.
    """
    weaver = Weaver()
    last = None
    for start, end in pieces:
        start += len(BLANK.match(text[start:end])[0])  # type: ignore[index]
        if last is not None and not (text[last - 1] == "-" and text[last - 2 : last - 1].isalpha()):
            weaver.space(last, start)
        weaver.add(text[start:end], start, end)
        last = start + len(text[start:end].rstrip())
    return weaver.done()
