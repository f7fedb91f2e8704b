"""The words that stand between quotation marks in a report, sentence by sentence, and whose words they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.annotate.quotations import DOUBLE, SINGLE, find_quotations
from sayso.link.names.matching import person_tokens, token_likeness
from sayso.link.quotations.words import Word, content_words, words_of
from sayso.types import Annotations, Statement

# Marks less far apart than this, in characters, of one speaker, hold one utterance.
NEAR = 160
# From this likeness of one word on, two names may be one person's, spelled otherwise or in part.
SAME_NAME = 0.8
# A sentence of more words is cut; aligning two of a thousand words takes seconds.
LONGEST_PIECE = 120
_MARKS = DOUBLE + SINGLE + " \t\u00a0,"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A quoted sentence, or the part of it that stands between marks.

    `report` is the report's place among all, `n` the piece's among those of its report. Pieces of one `quotation` share
    a pair of marks, those of one `utterance` were spoken without much between them. `statement` is who says it.
    """

    report: int
    n: int
    quotation: int
    utterance: int
    start: int
    end: int
    words: tuple[Word, ...]
    statement: Statement | None

    @property
    def norms(self) -> tuple[str, ...]:
        """The words in comparable form."""
        return tuple(w.norm for w in self.words)


def quoted_pieces(n: int, annotations: Annotations, statements: Sequence[Statement]) -> list[Piece]:
    """The quoted sentences of a report, in order.

    Args:
        n: the report's place among all.
        annotations: the report.
        statements: its linked statements.
    """
    report = annotations.report
    contents = sorted(((c.start, c.end, k) for k, s in enumerate(statements) for c in s.content), key=lambda c: c[:2])
    reach = _reach(contents)
    breaks = [a for a, _ in annotations.sentences]
    out: list[Piece] = []
    utterance = -1
    last: tuple[int, Statement | None] = (-NEAR, None)
    for number, quotation in enumerate(find_quotations(report.text)):
        start, end = _inside(report.text, quotation.start, quotation.end)
        statement = _holder(contents, reach, statements, start, end)
        if not _goes_on(last, start, statement):
            utterance += 1
        last = (quotation.end, statement)
        cuts = [start, *breaks[bisect_left(breaks, start + 1) : bisect_left(breaks, end)], end]
        for a, b in pairwise(cuts):
            words = words_of(report.text, a, b)
            if not words or _is_title(report.text, words):
                continue
            parts = [words[k : k + LONGEST_PIECE] for k in range(0, len(words), LONGEST_PIECE)]
            edges = [a, *(part[0].start for part in parts[1:]), b]
            for part, (low, high) in zip(parts, pairwise(edges), strict=True):
                within = _inside(report.text, low, high)
                out.append(Piece(n, len(out), number, utterance, *within, part, statement))
    return out


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """A quotation without its marks."""
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _is_title(text: str, words: Sequence[Word]) -> bool:
    """Whether quoted words are a name or the title of a work: those that could be small begin with a capital."""
    later = words[1:] if len(words) > 3 else words
    weighty = [text[w.start : w.end] for w in later if content_words([w.norm])]
    capital = [word[:1].isupper() and not (len(word) > 1 and word.isupper()) for word in weighty]
    return len(weighty) > 1 and sum(capital) > 0.7 * len(weighty)


def _goes_on(last: tuple[int, Statement | None], start: int, statement: Statement | None) -> bool:
    end, before = last
    if before is None or statement is None or start - end > NEAR:
        return False
    return before.id == statement.id or (before.speaker is not None and before.speaker == statement.speaker)


def _reach(contents: Sequence[tuple[int, int, int]]) -> list[int]:
    """For each place in the list how far the contents up to it reach."""
    out: list[int] = []
    for _, end, _ in contents:
        out.append(max(end, out[-1]) if out else end)
    return out


def _holder(
    contents: Sequence[tuple[int, int, int]],
    reach: Sequence[int],
    statements: Sequence[Statement],
    start: int,
    end: int,
) -> Statement | None:
    """The innermost statement that holds most of a quotation."""
    best: tuple[float, int, int] | None = None
    at = bisect_left(contents, (end, 0, 0)) - 1
    while at >= 0 and reach[at] > start:
        a, b, k = contents[at]
        held = (min(b, end) - max(a, start)) / max(1, end - start)
        if held > 0.5:
            key = (round(held, 1) >= 0.8, a - b, k)
            if best is None or key > best:
                best = key
        at -= 1
    return statements[best[2]] if best else None


def known_speaker(statement: Statement | None) -> str | None:
    """Who speaks, when the report says it by name."""
    if statement is None:
        return None
    if statement.speaker:
        return statement.speaker
    name = statement.speaker_name
    return name.casefold() if name and not name.startswith("unnamed:") else None


def apart(a: Statement | None, b: Statement | None) -> bool | None:
    """Whether two statements are by different people; None when that is not known."""
    first, second = known_speaker(a), known_speaker(b)
    if first is None or second is None or a is None or b is None:
        return None
    if first == second:
        return False
    if a.speaker_type != "person" or b.speaker_type != "person":
        return None
    near = any(
        token_likeness(x, y) >= SAME_NAME
        for x in person_tokens(a.speaker_name or "")
        for y in person_tokens(b.speaker_name or "")
    )
    return None if near else True
