"""Which words of two reports were copied, so that they count once: passage by passage, not report by report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.spans import Span
from sayso.types import Copy, Passage

Range = tuple[int, int]

# the whole of one report stands in the other
WHOLLY = frozenset({"identical", "near-identical", "excerpt"})
# words in a row that nobody writes twice by chance, in reports of which none is a copy as a whole
CHANCE = 9
# what stands between two copied passages of a rewritten report and is shorter than a sentence, in characters
BETWEEN = 100
# a place is copied when this share of it is
MOST = 0.5


@dataclass(frozen=True, slots=True)
class CopiedWords:
    """The copied stretches of a story's reports, asked for two places at a time."""

    _wholly: frozenset[tuple[str, str]]
    _rewritten: Mapping[tuple[str, str], tuple[tuple[Range, ...], tuple[Range, ...]]]
    _passages: Mapping[tuple[str, str], tuple[Passage, ...]]

    def one(self, a: Span, b: Span) -> bool:
        """Whether what two reports say at two places of like meaning is one text, told twice.

        It is in two reports of which one is a copy as a whole, or holds nothing of its own; where a report is rewritten
        in part, when both places lie in passages that the two share; and in any two reports when one passage, long
        enough to be no chance, holds most of either place.

        Args:
            a: a place in one report.
            b: a place in another.
        """
        asked = a.report, b.report
        if asked in self._wholly:
            return True
        if asked in self._rewritten:
            in_a, in_b = self._rewritten[asked]
            return _covered(a, in_a) >= MOST and _covered(b, in_b) >= MOST
        shared = [p for p in self._passages.get(asked, ()) if p.a.overlaps(a) and p.b.overlaps(b)]
        sides = (a, [(p.a.start, p.a.end) for p in shared]), (b, [(p.b.start, p.b.end) for p in shared])
        return bool(shared) and max(_covered(place, ranges) for place, ranges in sides) >= MOST


NOTHING_COPIED = CopiedWords(frozenset(), {}, {})


def copied_words(copies: Iterable[Copy]) -> CopiedWords:
    """What was copied in a story.

    Args:
        copies: its pairs of reports, with their passages.
    """
    wholly: set[tuple[str, str]] = set()
    rewritten: dict[tuple[str, str], tuple[tuple[Range, ...], tuple[Range, ...]]] = {}
    passages: dict[tuple[str, str], tuple[Passage, ...]] = {}
    for copy in copies:
        if copy.relation in WHOLLY:
            wholly |= {(copy.a, copy.b), (copy.b, copy.a)}
        elif copy.relation == "rewrite":
            in_a = _bridged([(p.a.start, p.a.end) for p in copy.passages])
            in_b = _bridged([(p.b.start, p.b.end) for p in copy.passages])
            rewritten |= {(copy.a, copy.b): (in_a, in_b), (copy.b, copy.a): (in_b, in_a)}
        elif kept := _no_chance(copy.passages):
            passages[copy.a, copy.b] = kept
            passages[copy.b, copy.a] = tuple(Passage(a=p.b, b=p.a, relation=p.relation) for p in kept)
    return CopiedWords(frozenset(wholly), rewritten, passages)


def _no_chance(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Passages whose words were taken from somewhere: long ones, and reworded sentences that hold a long one.

    That two reporters tell a thing in like words is no copy: it happened to both.
    """
    same = [p for p in passages if p.relation == "same" and len(p.a.text.split()) >= CHANCE]
    reworded = [
        p for p in passages if p.relation == "reworded" and any(p.a.overlaps(s.a) and p.b.overlaps(s.b) for s in same)
    ]
    return (*same, *reworded)


def _bridged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Ranges in order, those put together that overlap or have next to nothing between them."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start - out[-1][1] <= BETWEEN:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return tuple(out)


def _covered(place: Span, ranges: Sequence[Range]) -> float:
    """What share of a place lies in some ranges, in any order."""
    at, covered = place.start, 0
    for start, end in sorted(ranges):
        start, end = max(start, at), min(end, place.end)
        if start < end:
            covered += end - start
            at = end
    return covered / max(1, place.end - place.start)
