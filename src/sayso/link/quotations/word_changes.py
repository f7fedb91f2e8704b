"""How one report's words between quotation marks differ from another's, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sayso.link.quotations.words import Word, alike, content_words
from sayso.types import ChangeKind

# Longer stretches on both sides at an end, or a much longer one on one side, are sentences that go on differently.
TAIL = 4
LONG_TAIL = 8


Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the fullest form stand otherwise in the other; `inner` when words agree on both sides of the place.

    `fullest` and `other` are ranges of words, empty where there are none.
    """

    kind: ChangeKind
    fullest: Range
    other: Range
    inner: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two sequences of words agree: the `edits` where they do not, and numbers of words.

    `matched` agree, `weighty` of them carry meaning, `longest` stand in a row; `region` is the longer side's length
    from the first to the last of them.
    """

    edits: tuple[Edit, ...]
    matched: int
    weighty: int
    region: int
    longest: int

    @property
    def changed(self) -> int:
        """How many words are replaced, or put in between those that agree."""
        return sum(
            max(_size(e.fullest), _size(e.other))
            for e in self.edits
            if e.kind == "replaced" or (e.kind == "put-in" and e.inner)
        )

    @property
    def short_edits(self) -> int:
        """How many differences of at most three words stand between words that agree."""
        return sum(e.inner and max(_size(e.fullest), _size(e.other)) < TAIL for e in self.edits)


def compare_words(fullest: Sequence[Word], other: Sequence[Word]) -> Comparison:
    """Aligns two sequences of words and names each difference.

    The alignment is that of Ratcliff and Obershelp (1988): the longest stretch that agrees, then the same on both sides
    of it. A lone word of little meaning between two differences agrees by chance and belongs to the difference.

    Args:
        fullest: the words to compare with.
        other: the words that are compared.
    """
    a, b = [w.norm for w in fullest], [w.norm for w in other]
    matches = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    found = [(m.a, m.b, m.size) for m in matches if m.size]
    agreeing = _near(_joined(_beyond_chance(found, a, b), a, b), a)
    if not agreeing:
        return Comparison(edits=(), matched=0, weighty=0, region=max(len(a), len(b)), longest=0)
    edits: list[Edit] = []
    at = (0, 0)
    for place, (in_a, in_b) in enumerate(agreeing):
        edits += _edits((at[0], in_a[0]), (at[1], in_b[0]), inner=place > 0, a=a, b=b)
        at = (in_a[1], in_b[1])
    edits += _edits((at[0], len(a)), (at[1], len(b)), inner=False, a=a, b=b)
    lengths = [min(_size(x), _size(y)) for x, y in agreeing]
    (first_a, first_b), (last_a, last_b) = agreeing[0], agreeing[-1]
    return Comparison(
        edits=tuple(edits),
        matched=sum(lengths),
        weighty=sum(len(content_words(a[i:j])) for (i, j), _ in agreeing),
        region=max(last_a[1] - first_a[0], last_b[1] - first_b[0]),
        longest=max(lengths),
    )


def _edits(in_a: Range, in_b: Range, *, inner: bool, a: Sequence[str], b: Sequence[str]) -> list[Edit]:
    size_a, size_b = _size(in_a), _size(in_b)
    if not size_a and not size_b:
        return []
    if not size_a:
        return [Edit("put-in", in_a, in_b, inner)]
    if not size_b:
        return [Edit("left-out", in_a, in_b, inner)]
    if not inner:
        short, long = sorted((size_a, size_b))
        light = not content_words(a[slice(*in_a)] if size_a == short else b[slice(*in_b)])
        if short >= TAIL or long >= LONG_TAIL or (light and long >= TAIL):
            return [
                Edit("left-out", in_a, (in_b[0], in_b[0]), inner),
                Edit("put-in", (in_a[1], in_a[1]), in_b, inner),
            ]
    return [Edit("replaced", in_a, in_b, inner)]


def _beyond_chance(
    blocks: Sequence[tuple[int, int, int]], a: Sequence[str], b: Sequence[str]
) -> list[tuple[int, int, int]]:
    """The blocks (place in a, place in b, words) that do not agree by chance alone."""
    kept: list[tuple[int, int, int]] = []
    for n, (i, k, size) in enumerate(blocks):
        before = kept[-1] if kept else (0, 0, 0)
        after = blocks[n + 1] if n + 1 < len(blocks) else (len(a), len(b), 0)
        differs_before = i > before[0] + before[2] and k > before[1] + before[2]
        differs_after = after[0] > i + size and after[1] > k + size
        if size == 1 and differs_before and differs_after and not content_words(a[i : i + 1]):
            continue
        kept.append((i, k, size))
    return kept


def _joined(blocks: Sequence[tuple[int, int, int]], a: Sequence[str], b: Sequence[str]) -> list[tuple[Range, Range]]:
    """The ranges that agree, those put together between which words are only written differently."""
    out: list[tuple[Range, Range]] = []
    for i, k, size in [(0, 0, 0), *blocks, (len(a), len(b), 0)]:
        if out and alike(a[out[-1][0][1] : i], b[out[-1][1][1] : k]):
            (start_a, _), (start_b, _) = out[-1]
            out[-1] = ((start_a, i + size), (start_b, k + size))
        else:
            out.append(((i, i + size), (k, k + size)))
    return [(x, y) for x, y in out if x[0] < x[1] and y[0] < y[1]]


def _near(agreeing: list[tuple[Range, Range]], a: Sequence[str]) -> list[tuple[Range, Range]]:
    """The ranges without a word or two at either end that agree by chance, far from the rest."""
    while len(agreeing) > 1 and _outlying(agreeing[0], agreeing[1], a[slice(*agreeing[0][0])]):
        agreeing = agreeing[1:]
    while len(agreeing) > 1 and _outlying(agreeing[-2], agreeing[-1], a[slice(*agreeing[-1][0])]):
        agreeing = agreeing[:-1]
    return agreeing


def _outlying(first: tuple[Range, Range], second: tuple[Range, Range], words: Sequence[str]) -> bool:
    """Whether the words of one of two ranges that follow each other stand too far from the other one.

    Words of meaning do only when other words part them from it on both sides; small ones on one side too.
    """
    gaps = second[0][0] - first[0][1], second[1][0] - first[1][1]
    return len(words) < TAIL - 1 and max(gaps) >= TAIL and (min(gaps) > 0 or not content_words(words))


def _size(r: Range) -> int:
    return r[1] - r[0]
