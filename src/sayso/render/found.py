"""Where the words that were looked for stand in a text, and the sentences of a report that show it best."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayso.link.quotations.words import stem
from sayso.render.marked import Cover, Piece, pieces
from sayso.render.sentences import sentence_around, sentence_places, sentence_starts
from sayso.types import Report

FOUND, SAID = "found", "said"
# a sentence longer than this is shown in part, about the first word found in it; in characters
_LONGEST = 420
# the first words in place of a sentence with none of those that were looked for, in characters
_OPENING = 240
# characters of a report in which its sentences are looked for
_MOST_TEXT = 200_000
# words that begin alike so far, and differ in these endings only, are forms of one word
_BEGINNING = 4
# letters in which forms of one word begin alike, however short
_LOOKED_AT = 3
_ENDINGS = frozenset(
    (
        "",
        "e",
        "s",
        "es",
        "d",
        "ed",
        "ing",
        "ings",
        "ion",
        "ions",
        "y",
        "ied",
        "ies",
        "al",
        "ly",
        "er",
        "ers",
        "or",
        "ors",
    )
) | {"ment", "ments"}
_WORD = re.compile(r"[^\W_]+")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Words of a report in pieces, marked FOUND where they were looked for and SAID where they are the item itself.

    `start` and `end` are their place in the report's text; `cut_before` and `cut_after` say whether their sentence is
    longer.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def found_words(text: str, asked: Sequence[str], start: int = 0, end: int | None = None) -> tuple[Range, ...]:
    """Where words of text[start:end] are those that were asked for, but for case, accents and endings.

    The index of words that found a text cuts endings off by rules of its own; this marks what a reader takes for the
    same word.

    Args:
        text: the text.
        asked: what was typed.
        start: where to begin.
        end: where to stop; None for the end of the text.
    """
    wanted = {word for part in asked for word in _WORD.findall(_folded(part))}
    if not wanted:
        return ()
    folded = _folded(text)
    # words that are the same begin with the same letters, so that few others have to be looked at
    beginnings = "|".join(sorted({re.escape(word[:_LOOKED_AT]) for word in wanted}, reverse=True))
    likely = re.compile(rf"(?<![^\W_])(?:{beginnings})[^\W_]*")
    found = likely.finditer(folded, start, len(text) if end is None else end)
    return tuple(m.span() for m in found if any(_same(m[0], word) for word in wanted))


def excerpts(report: Report, asked: Sequence[str], most: int = 2) -> tuple[Excerpt, ...]:
    """The sentences of a report that have most of the words that were asked for, in their order.

    Args:
        report: the report.
        asked: what was typed.
        most: how many sentences at most; the second only if it has words that the first lacks.

    Returns:
        The report's first words where no sentence has any of them, as when they stand in its title.
    """
    text = report.text[:_MOST_TEXT]
    hits = found_words(text, asked)
    sentences = [p for p in sentence_places(report, sentence_starts(report)) if p[0] < len(text)]
    held: list[tuple[frozenset[str], Range]] = []
    at = 0
    for start, end in sentences:
        words = set()
        while at < len(hits) and hits[at][0] < end:
            if hits[at][0] >= start:
                words.add(stem(_folded(text[slice(*hits[at])])))
            at += 1
        if words:
            held.append((frozenset(words), (start, end)))
    chosen: list[Range] = []
    known: set[str] = set()
    while held and len(chosen) < most:
        best = max(held, key=lambda h: (len(h[0] - known), -h[1][0]))
        if chosen and not best[0] - known:
            break
        chosen.append(best[1])
        known |= best[0]
        held.remove(best)
    if not chosen:
        start = sentences[0][0] if sentences else 0
        return (_excerpt(text, (start, min(len(text), start + _OPENING)), [], hits),) if sentences else ()
    return tuple(_excerpt(text, place, [], hits) for place in sorted(chosen))


def surroundings(report: Report, said: Iterable[Range], asked: Sequence[str]) -> Excerpt:
    """The sentence about an item of a report, with the item's own words and those that were asked for marked.

    Args:
        report: the report.
        said: where the item stands.
        asked: what was typed.
    """
    places = [(max(0, s), min(len(report.text), e)) for s, e in said]
    start, end = sentence_around(report, sentence_starts(report), places[0][0], places[-1][1])
    return _excerpt(report.text, (start, end), places, found_words(report.text, asked, start, end))


def _excerpt(text: str, place: Range, said: Sequence[Range], hits: Sequence[Range]) -> Excerpt:
    start, end = place
    shown = start, end
    if end - start > _LONGEST:
        inside = [h for h in (*said, *hits) if start <= h[0] < end]
        middle = inside[0][0] if inside else start
        first = start if middle - start < _LONGEST // 2 else middle - _LONGEST // 3
        shown = _at_words(text, first, min(end, first + _LONGEST), place)
    covers = [Cover(start=s, end=e, kind=SAID) for s, e in said]
    covers += [Cover(start=s, end=e, kind=FOUND) for s, e in hits if s < shown[1] and e > shown[0]]
    return Excerpt(
        start=shown[0],
        end=shown[1],
        pieces=pieces(text, covers, *shown),
        cut_before=shown[0] > start,
        cut_after=shown[1] < end,
    )


def _at_words(text: str, start: int, end: int, place: Range) -> Range:
    """A range that cuts no word, within another one."""
    if start > place[0]:
        space = text.find(" ", start, end)
        start = space + 1 if space >= 0 else start
    if end < place[1]:
        space = text.rfind(" ", start + 1, end)
        end = space if space >= 0 else end
    return start, end


@lru_cache(maxsize=20_000)
def _same(a: str, b: str) -> bool:
    if a == b or stem(a) == stem(b):
        return True
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return same >= _BEGINNING and a[same:] in _ENDINGS and b[same:] in _ENDINGS


def _folded(text: str) -> str:
    """A text in small letters without accents, each character in its place."""
    marked = {ord(c): unicodedata.normalize("NFKD", c)[0] for c in set(text) if not c.isascii()}
    folded = text.translate(marked).lower()
    return folded if len(folded) == len(text) else text
