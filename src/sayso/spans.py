"""Places in a report: the Span that every record points with, and the map from canonical text to raw input."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

GAP = "…"
"""What stands for each character of a text that a shared dossier does not show; `sayso.share` puts it there."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A piece of one report's canonical text and the same place in what was handed in.

    Args:
        report: id of the report.
        start: 0-based code-point offset into the report's text.
        end: the offset after the last character.
        text: the characters themselves; `report.text[start:end] == text` always holds.
        raw: (start, end) of the same place in the decoded input, in code points.
    """

    report: str
    start: int
    end: int
    text: str
    raw: tuple[int, int]

    def overlaps(self, other: Span) -> bool:
        """Whether two spans of one report share at least one character."""
        return self.report == other.report and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of canonical text and the run of raw input that it came from.

    When both runs are equally long they correspond character by character; otherwise the run is a replacement
    (an entity that was decoded, a space that stands for a line break) and any part of it points at the whole raw run.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int


class OffsetMap:
    """Finds for a stretch of canonical text where it stands in the raw input.

    Args:
        segments: in order of `start`, covering the canonical text without gaps or overlaps; raw runs may skip
            ahead (removed noise) but never go back.

    Raises:
        ValueError: when the segments leave a gap, overlap, or run backwards.
    """

    __slots__ = ("_starts", "segments")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        at = raw = 0
        for s in segments:
            if s.start != at or s.end <= s.start or s.raw_start < raw or s.raw_end < s.raw_start:
                raise ValueError(f"segments of an offset map must be ordered and without gaps, got {s} at {at}/{raw}")
            at, raw = s.end, s.raw_end
        self.segments = segments
        self._starts = [s.start for s in segments]

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that was handed in as it is."""
        return cls((Segment(0, length, 0, length),) if length else ())

    @property
    def length(self) -> int:
        """Number of code points of the canonical text."""
        return self.segments[-1].end if self.segments else 0

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw range of text[start:end].

        Raises:
            ValueError: when the range does not lie in the text.
        """
        if not 0 <= start <= end <= self.length:
            raise ValueError(f"range {start}:{end} lies outside a text of {self.length} characters")
        if not self.segments:
            return 0, 0
        first = self.segments[max(0, bisect_right(self._starts, start) - 1)]
        low = first.raw_start + (start - first.start) if _aligned(first) else first.raw_start
        if end == start:
            return low, low
        last = self.segments[bisect_right(self._starts, end - 1) - 1]
        high = last.raw_start + (end - last.start) if _aligned(last) else last.raw_end
        return low, max(low, high)


def _aligned(segment: Segment) -> bool:
    return segment.end - segment.start == segment.raw_end - segment.raw_start
