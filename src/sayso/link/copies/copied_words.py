"""Which words of two reports were copied, so that they count once: passage by passage, not report by report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.spans import Span
from sayso.types import Copy, Passage

Range = tuple[int, int]
Sides = tuple[tuple[Range, ...], tuple[Range, ...]]

# one report took text from the other, or both from a third: what stands in their passages was copied
TAKEN = frozenset({"near-identical", "excerpt", "rewrite"})
# words in a row that nobody writes twice by chance, in reports of which none is a copy as a whole
CHANCE = 9
# what stands between two copied passages and is shorter than a sentence, in characters
BETWEEN = 100
# a place is copied when this share of it is
MOST = 0.5


@dataclass(frozen=True, slots=True)
class CopiedWords:
    """The copied stretches of a story's reports, asked for two places at a time.

    `_text` has for each report that is identical to another the one that stands for all of them.
    """

    _text: Mapping[str, str]
    _taken: Mapping[tuple[str, str], Sides]
    _to_the_word: Mapping[tuple[str, str], Sides]
    _passages: Mapping[tuple[str, str], tuple[Passage, ...]]
    _partners: Mapping[str, frozenset[str]]

    def partners(self, report: str, among: Collection[str]) -> set[str]:
        """Those of some reports that share text with a report, as far as it counts here."""
        found = set(among) & self._partners.get(report, frozenset())
        if report in self._text:
            found |= {r for r in among if r != report and self._text.get(r) == self._text[report]}
        return found

    def one(self, a: Span, b: Span, *, named: bool = False) -> bool:
        """Whether what two reports say at two places of like meaning is one text, told twice.

        It is in identical reports; where one report took text from the other, when both places lie in passages that the
        two share; and in any two reports when one passage, long enough to be no chance, holds most of either place.

        Args:
            a: a place in one report.
            b: a place in another.
            named: whether they name two different sources. Who rewords a sentence keeps its source, or leaves it out;
                only the very words show then that one was taken from the other.
        """
        asked = a.report, b.report
        taken = self._to_the_word if named else self._taken
        if asked in taken:
            in_a, in_b = taken[asked]
            return _covered(a, in_a) >= MOST and _covered(b, in_b) >= MOST
        if a.report != b.report and self._text.get(a.report, a.report) == self._text.get(b.report, b.report):
            return True
        shared = [p for p in self._passages.get(asked, ()) if p.a.overlaps(a) and p.b.overlaps(b)]
        sides = (a, [(p.a.start, p.a.end) for p in shared]), (b, [(p.b.start, p.b.end) for p in shared])
        return bool(shared) and max(_covered(place, ranges) for place, ranges in sides) >= MOST


NOTHING_COPIED = CopiedWords({}, {}, {}, {}, {})


def copied_words(copies: Iterable[Copy]) -> CopiedWords:
    """What was copied in a story.

    Where a person decided how two reports depend on each other, that holds for all that they tell alike.

    Args:
        copies: its pairs of reports, with their passages.
    """
    # of many reports not all pairs are given: what is identical to one report is one text
    text: dict[str, str] = {}
    bearers: dict[str, list[str]] = {}
    taken: dict[tuple[str, str], Sides] = {}
    to_the_word: dict[tuple[str, str], Sides] = {}
    shared: dict[tuple[str, str], tuple[Passage, ...]] = {}
    for copy in copies:
        judged = any(j.decides == "relation" for j in copy.judged)
        if copy.relation == "identical" or (judged and copy.relation in TAKEN):
            one, other = text.setdefault(copy.a, copy.a), text.setdefault(copy.b, copy.b)
            if one != other:
                moved = bearers.pop(other, [other])
                bearers.setdefault(one, [one]).extend(moved)
                text |= dict.fromkeys(moved, one)
        elif copy.relation in TAKEN:
            same = [p for p in copy.passages if p.relation == "same"]
            for found, passages, gap in ((taken, copy.passages, BETWEEN), (to_the_word, same, 0)):
                in_a = _bridged([(p.a.start, p.a.end) for p in passages], gap)
                in_b = _bridged([(p.b.start, p.b.end) for p in passages], gap)
                found |= {(copy.a, copy.b): (in_a, in_b), (copy.b, copy.a): (in_b, in_a)}
        elif not judged and (kept := _no_chance(copy.passages)):
            shared[copy.a, copy.b] = kept
            shared[copy.b, copy.a] = tuple(Passage(a=p.b, b=p.a, relation=p.relation) for p in kept)
    partners: dict[str, set[str]] = {}
    for a, b in (*taken, *shared):
        partners.setdefault(a, set()).add(b)
    return CopiedWords(text, taken, to_the_word, shared, {r: frozenset(found) for r, found in partners.items()})


def _no_chance(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Passages whose words were taken from somewhere: long ones, and reworded sentences that hold a long one.

    That two reporters tell a thing in like words is no copy: it happened to both.
    """
    same = [p for p in passages if p.relation == "same" and len(p.a.text.split()) >= CHANCE]
    reworded = [
        p for p in passages if p.relation == "reworded" and any(p.a.overlaps(s.a) and p.b.overlaps(s.b) for s in same)
    ]
    return (*same, *reworded)


def _bridged(ranges: Sequence[Range], gap: int) -> tuple[Range, ...]:
    """Ranges in order, those put together that overlap or have no more than a gap between them."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start - out[-1][1] <= gap:
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
