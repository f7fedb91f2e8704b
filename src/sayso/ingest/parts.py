"""What the file of a document holds: its text, its paragraphs, and where its pages or paragraphs stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.ingest.paragraphs import Paragraph
from sayso.spans import OffsetMap
from sayso.types import Noise, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document's file, read but not cleaned.

    Args:
        raw: what raw offsets count: the text as the format's parser gives it.
        paragraphs: of the text, in order.
        places: the pages or paragraphs, whose `start` and `end` are offsets in `raw`.
        noise: what its form shows to be none of the text: running heads, page numbers, a mail's signature.
        facts: what the file says of itself: "title", "author", "date" (ISO), "issuer", "genre".
    """

    raw: str
    paragraphs: tuple[Paragraph, ...]
    places: tuple[Part, ...]
    noise: tuple[Noise, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def parts_of(offsets: OffsetMap, places: Sequence[Part]) -> tuple[Part, ...]:
    """The pages or paragraphs of a canonical text.

    Args:
        offsets: the map from the text to the raw input.
        places: the pages or paragraphs in the raw input, in order.

    Returns:
        Those on which a character of the text stands, with their places in it. What stands between two, such as the
        space for a line break, belongs to the first.
    """
    starts = [place.start for place in places]
    found: list[Part] = []
    for s in offsets.segments:
        at, raw = s.start, s.raw_start
        even = s.end - s.start == s.raw_end - s.raw_start
        while at < s.end:
            number = max(0, bisect_right(starts, raw) - 1)
            border = starts[number + 1] if number + 1 < len(starts) else None
            end = min(s.end, at + border - raw) if even and border is not None else s.end
            _extend(found, places[number], at, end)
            raw += end - at
            at = end
    return tuple(found)


def _extend(found: list[Part], place: Part, start: int, end: int) -> None:
    if found and found[-1].number >= place.number:
        last = found.pop()
        found.append(Part(kind=last.kind, number=last.number, start=last.start, end=end))
    else:
        found.append(Part(kind=place.kind, number=place.number, start=start, end=end))
