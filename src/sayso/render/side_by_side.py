"""Two reports of a story beside each other: what they share in one line, altered words, and what one alone has."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from sayso.link.quotations.word_changes import Edit, compare_words
from sayso.link.quotations.words import Word, words_of
from sayso.render.sentences import sentence_places, sentence_starts
from sayso.spans import Span
from sayso.types import Copy, Dossier, Passage, Report

PieceKind = Literal["same", "altered", "own", "plain"]
SentenceKind = Literal["same", "reworded", "told", "moved", "elsewhere", "own"]
RowKind = Literal["same", "reworded", "told", "apart"]

# a stretch that two sentences share, in characters and as a part of the shorter, below which it is idiom or a long name
_FEWEST, _SMALLEST_PART = 12, 0.35
# what a claim that both tell weighs against a character that both have: it aligns where no words do
_CLAIM = 10
# words replaced in one place beyond which they are other words, not altered ones
_MOST_ALTERED = 8
# share of the shorter side's words that must be the same for single words to be worth a mark
_ALIKE = 0.3

Range = tuple[int, int]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of a sentence: the same in the other report, altered there (to `other`), its own, or not compared."""

    text: str
    kind: PieceKind
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSentence:
    """A sentence of one report; `key` names it on the page, `start` and `end` are its place in the report's text.

    `kind` says how the other report has it: the "same", "reworded", "told" in words of its own, "moved" or told
    "elsewhere" (then `partner` is the key of the sentence there), or not at all: it is this report's "own". `opens`
    says whether a paragraph begins with it.
    """

    key: str
    kind: SentenceKind
    start: int
    end: int
    opens: bool
    pieces: tuple[Piece, ...]
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Sentences that stand beside each other; `number` counts the rows that differ from 1 on, 0 for those that do not.

    `claims` are the ids of the claims that both sides tell, where they tell the same in words of their own.
    """

    kind: RowKind
    number: int
    a: tuple[SideSentence, ...]
    b: tuple[SideSentence, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two reports in rows, in the order of both texts, and how their texts depend on each other.

    `copy` is None where the story has so many reports that these two were not compared. `kinds_a` and `kinds_b` count
    the sentences of each by their kind.
    """

    a: Report
    b: Report
    copy: Copy | None
    rows: tuple[Row, ...]
    differences: int
    kinds_a: Mapping[SentenceKind, int]
    kinds_b: Mapping[SentenceKind, int]


@dataclass(frozen=True, slots=True)
class _Text:
    """A report with its sentences and their words."""

    report: Report
    side: str
    places: tuple[Range, ...]

    def at(self, span: Span) -> list[tuple[int, int]]:
        """The sentences that a span touches, by number, with the characters that it has of each."""
        first = max(0, bisect_left(self.places, (span.start, span.start)) - 1)
        out = []
        for number in range(first, len(self.places)):
            start, end = self.places[number]
            if start >= span.end:
                break
            if (held := min(end, span.end) - max(start, span.start)) > 0:
                out.append((number, held))
        return out

    def words(self, numbers: Sequence[int]) -> tuple[Word, ...]:
        """The words of sentences that follow one another."""
        return words_of(self.report.text, self.places[numbers[0]][0], self.places[numbers[-1]][1])

    def opens(self, number: int) -> bool:
        """Whether a paragraph begins with a sentence."""
        before = self.places[number - 1][1] if number else 0
        return not number or "\n" in self.report.text[before : self.places[number][0]]


@dataclass(frozen=True, slots=True)
class _Links:
    """Which sentences belong together, by number, with how much they share; and the claims that both tell."""

    shared: Mapping[Pair, int]
    told: Mapping[Pair, tuple[str, ...]]

    def weight(self, pair: Pair) -> int:
        """How much two sentences share, in characters."""
        return self.shared.get(pair, 0) + _CLAIM * len(self.told.get(pair, ()))


def side_by_side(dossier: Dossier, a: str, b: str) -> SideBySide:
    """Aligns two reports of a dossier, sentence by sentence and, where their words are alike, word by word.

    Sentences stand together that share a passage (see `sayso.link.copies`), a quotation or a claim; those pairs are in
    line that share most while both texts keep their order. A sentence whose partner stands out of that order
    points to it. Between two lines stands what each report has on its own.

    Args:
        dossier: of the story.
        a: the id of the report at the left.
        b: of the one at the right.

    Raises:
        KeyError: when the dossier lacks one of them.
    """
    by_id = {r.id: r for r in dossier.reports}
    left, right = _text(by_id[a], "a"), _text(by_id[b], "b")
    copy, passages = _passages(dossier, a, b)
    links = _links(dossier, left, right, passages)
    in_line = _in_line(links, _pairs(links))
    together = list(_together(in_line))
    lined = {(0, i) for group, _ in together for i in group} | {(1, j) for _, group in together for j in group}
    apart = _apart(left, right, links, lined)
    rows: list[Row] = []
    at = [0, 0]
    for group_a, group_b in [*together, ([len(left.places)], [len(right.places)])]:
        between_a = [apart[0, i] for i in range(at[0], group_a[0])]
        between_b = [apart[1, j] for j in range(at[1], group_b[0])]
        if between_a or between_b:
            rows.append(Row(kind="apart", number=0, a=tuple(between_a), b=tuple(between_b)))
        if group_a[0] < len(left.places) and group_b[0] < len(right.places):
            rows.append(_row(left, right, group_a, group_b, links))
        at = [group_a[-1] + 1, group_b[-1] + 1]
    rows = _numbered(_merged(rows))
    return SideBySide(
        a=left.report,
        b=right.report,
        copy=copy,
        rows=tuple(rows),
        differences=max((r.number for r in rows), default=0),
        kinds_a=Counter(s.kind for r in rows for s in r.a),
        kinds_b=Counter(s.kind for r in rows for s in r.b),
    )


def _text(report: Report, side: str) -> _Text:
    return _Text(report, side, tuple(sentence_places(report, sentence_starts(report))))


def _passages(dossier: Dossier, a: str, b: str) -> tuple[Copy | None, tuple[Passage, ...]]:
    """How two reports' texts depend on each other, and their passages with `a` first."""
    for copy in dossier.copies:
        if (copy.a, copy.b) == (a, b):
            return copy, copy.passages
        if (copy.a, copy.b) == (b, a):
            return copy, tuple(replace(p, a=p.b, b=p.a) for p in copy.passages)
    return None, ()


def _links(dossier: Dossier, left: _Text, right: _Text, passages: Iterable[Passage]) -> _Links:
    shared: Counter[Pair] = Counter()
    for passage in passages:
        for pair, characters in _of_passage(left, right, passage):
            shared[pair] = max(shared[pair], characters)
    for quotation in dossier.quotations:
        here = [s for m in quotation.members for s in m.spans if s.report == left.report.id]
        there = [s for m in quotation.members for s in m.spans if s.report == right.report.id]
        for pair, characters in _crossed(left, right, here, there):
            shared[pair] = max(shared[pair], characters)
    told: dict[Pair, list[str]] = {}
    for claim in dossier.claims:
        here = [m.span for m in claim.members if m.span.report == left.report.id]
        there = [m.span for m in claim.members if m.span.report == right.report.id]
        for pair in dict(_crossed(left, right, here, there)):
            told.setdefault(pair, []).append(claim.id)
    return _Links(
        shared={pair: n for pair, n in shared.items() if _tells(n, _shorter(left, right, pair))},
        told={pair: tuple(ids) for pair, ids in told.items()},
    )


def _of_passage(left: _Text, right: _Text, passage: Passage) -> Iterator[tuple[Pair, int]]:
    """The sentences that a passage ties together, with the characters that it has of the shorter part.

    In a passage that is the same in both, a place in one is as far from its beginning as in the other.
    """
    size_a, size_b = max(1, passage.a.end - passage.a.start), max(1, passage.b.end - passage.b.start)
    for i, held_a in left.at(passage.a):
        for j, held_b in right.at(passage.b):
            if passage.relation == "reworded":
                yield (i, j), min(held_a, held_b)
                continue
            start_a, end_a = left.places[i]
            start_b, end_b = right.places[j]
            first = max(0.0, (start_a - passage.a.start) / size_a, (start_b - passage.b.start) / size_b)
            last = min(1.0, (end_a - passage.a.start) / size_a, (end_b - passage.b.start) / size_b)
            if last > first:
                yield (i, j), round((last - first) * min(size_a, size_b))


def _crossed(left: _Text, right: _Text, here: Sequence[Span], there: Sequence[Span]) -> Iterator[tuple[Pair, int]]:
    """Each sentence with places of the one kind beside each with places of the other."""
    for one in here:
        for other in there:
            for i, held_a in left.at(one):
                for j, held_b in right.at(other):
                    yield (i, j), min(held_a, held_b)


def _tells(shared: int, shorter: int) -> bool:
    """Whether so many characters of the shorter of two sentences tie them together."""
    return shared >= max(_SMALLEST_PART * shorter, min(_FEWEST, shorter / 2))


def _shorter(left: _Text, right: _Text, pair: Pair) -> int:
    return min(end - start for start, end in (left.places[pair[0]], right.places[pair[1]]))


def _pairs(links: _Links) -> list[Pair]:
    """The pairs that may stand in line: all that share words, and by claims alone those that have no other partner."""
    taken_a, taken_b = {i for i, _ in links.shared}, {j for _, j in links.shared}
    by_claims = [p for p in links.told if p not in links.shared and p[0] not in taken_a and p[1] not in taken_b]
    return sorted([*links.shared, *by_claims])


def _in_line(links: _Links, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, ascending on both sides, that together share most.

    A sentence may stand beside two that follow one another, as one report makes one of them and the other two.
    """
    best: dict[Pair, tuple[int, Pair | None]] = {}
    # ends[j] is the best way so far that ends at the right before j
    size = 1 + max((j for _, j in pairs), default=0)
    ends: list[tuple[int, Pair | None]] = [(0, None)] * (size + 1)
    for i, group in groupby(pairs, key=lambda p: p[0]):
        found = []
        for pair in group:
            j = pair[1]
            ways = [ends[j], *((best[p][0], p) for p in ((i, j - 1), (i - 1, j)) if p in best)]
            before, way = max(ways, key=lambda w: w[0])
            best[pair] = before + links.weight(pair), way
            found.append(pair)
        for pair in found:
            for j in range(pair[1] + 1, size + 1):
                if ends[j][0] >= best[pair][0]:
                    break
                ends[j] = best[pair][0], pair
    line: list[Pair] = []
    last = max(best, key=lambda p: best[p][0], default=None)
    while last is not None:
        line.append(last)
        last = best[last][1]
    return line[::-1]


def _together(line: Sequence[Pair]) -> Iterator[tuple[list[int], list[int]]]:
    """The sentences of each row, pairs put together that have one in common."""
    groups: list[tuple[list[int], list[int]]] = []
    for i, j in line:
        if groups and (groups[-1][0][-1] == i or groups[-1][1][-1] == j):
            group_a, group_b = groups[-1]
            group_a += [i] if group_a[-1] != i else []
            group_b += [j] if group_b[-1] != j else []
        else:
            groups.append(([i], [j]))
    yield from groups


def _apart(
    left: _Text, right: _Text, links: _Links, lined: set[tuple[int, int]]
) -> dict[tuple[int, int], SideSentence]:
    """The sentences that stand in no line with another: where their partner is, if they have one."""
    partner: dict[tuple[int, int], Pair] = {}
    for pair in sorted({*links.shared, *links.told}, key=lambda p: (-links.shared.get(p, 0), -links.weight(p), p)):
        for side, number in enumerate(pair):
            partner.setdefault((side, number), pair)
    out = {}
    for side, text in enumerate((left, right)):
        for number in range(len(text.places)):
            if (side, number) in lined:
                continue
            pair = partner.get((side, number), (-1, -1))
            shared = pair in links.shared
            pieces_a, pieces_b = _compared(left, right, [pair[0]], [pair[1]]) if shared else ({}, {})
            pieces = (pieces_a, pieces_b)[side].get(number)
            kind: SentenceKind = "moved" if shared else "elsewhere" if pair in links.told else "own"
            out[side, number] = _sentence(
                text,
                number,
                kind,
                pieces,
                partner=f"{'ba'[side]}{pair[1 - side]}" if kind != "own" else "",
            )
    return out


def _row(left: _Text, right: _Text, group_a: list[int], group_b: list[int], links: _Links) -> Row:
    pairs = [(i, j) for i in group_a for j in group_b]
    claims = tuple(dict.fromkeys(c for p in pairs for c in links.told.get(p, ())))
    pieces_a, pieces_b = _compared(left, right, group_a, group_b)
    found = [p.kind for pieces in (*pieces_a.values(), *pieces_b.values()) for p in pieces]
    shared = any(p in links.shared for p in pairs)
    kind: Literal["same", "reworded", "told"]
    kind = "same" if set(found) == {"same"} else "reworded" if shared else "told"
    return Row(
        kind=kind,
        number=0,
        a=tuple(_sentence(left, i, kind, pieces_a.get(i)) for i in group_a),
        b=tuple(_sentence(right, j, kind, pieces_b.get(j)) for j in group_b),
        claims=claims if kind == "told" else (),
    )


def _sentence(
    text: _Text, number: int, kind: SentenceKind, pieces: tuple[Piece, ...] | None, partner: str = ""
) -> SideSentence:
    start, end = text.places[number]
    whole: PieceKind = "own" if kind == "own" else "plain"
    return SideSentence(
        key=f"{text.side}{number}",
        kind=kind,
        start=start,
        end=end,
        opens=text.opens(number),
        pieces=pieces or (Piece(text=text.report.text[start:end], kind=whole),),
        partner=partner,
    )


Pieces = dict[int, tuple[Piece, ...]]


def _compared(left: _Text, right: _Text, group_a: list[int], group_b: list[int]) -> tuple[Pieces, Pieces]:
    """The words of sentences that stand together, piece by piece; nothing where too few of them are the same."""
    words_a, words_b = left.words(group_a), right.words(group_b)
    found = compare_words(words_a, words_b)
    if not found.matched or found.matched < _ALIKE * min(len(words_a), len(words_b)):
        return {}, {}
    marks_a, marks_b = [], []
    for edit in found.edits:
        here, there = _place(words_a, edit.fullest), _place(words_b, edit.other)
        altered = here and there and max(_size(edit)) <= _MOST_ALTERED
        if here:
            other = right.report.text[slice(*there)] if altered and there else ""
            marks_a.append((*here, other))
        if there:
            other = left.report.text[slice(*here)] if altered and here else ""
            marks_b.append((*there, other))
    return (
        {i: tuple(_pieces(left, i, marks_a)) for i in group_a},
        {j: tuple(_pieces(right, j, marks_b)) for j in group_b},
    )


def _size(edit: Edit) -> tuple[int, int]:
    return edit.fullest[1] - edit.fullest[0], edit.other[1] - edit.other[0]


def _place(words: Sequence[Word], numbers: Range) -> Range | None:
    first, last = numbers
    return (words[first].start, words[last - 1].end) if first < last else None


def _pieces(text: _Text, number: int, marks: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """A sentence cut at the edges of the words that differ."""
    whole = text.report.text
    at, end = text.places[number]
    for first, last, other in marks:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(text=whole[at:first], kind="same")
        yield Piece(text=whole[first:last], kind="altered" if other else "own", other=" ".join(other.split()))
        at = last
    if at < end:
        yield Piece(text=whole[at:end], kind="same")


def _merged(rows: Iterable[Row]) -> list[Row]:
    """The rows, those put together that follow one another without a difference in one paragraph."""
    out: list[Row] = []
    for row in rows:
        last = out[-1] if out else None
        if last and last.kind == row.kind == "same" and not (row.a[0].opens and row.b[0].opens):
            out[-1] = replace(last, a=(*last.a, *row.a), b=(*last.b, *row.b))
        else:
            out.append(row)
    return out


def _numbered(rows: Iterable[Row]) -> list[Row]:
    number = 0
    out = []
    for row in rows:
        number += row.kind != "same"
        out.append(replace(row, number=number) if row.kind != "same" else row)
    return out
