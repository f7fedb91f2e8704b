"""Which quoted sentences of different reports are the same spoken words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sayso.link.groups import Groups
from sayso.link.quotations.pieces import Piece, apart, known_speaker
from sayso.link.quotations.word_changes import Comparison, compare_words
from sayso.link.quotations.words import Word, content_words
from sayso.types import Statement

# Words in a row that two quotations must share to be compared; how many places of one such stretch are looked at, and
# with how many others, those that share most first, a quotation is aligned.
SHINGLE = 3
PLACES = 40
RIVALS = 12
# A longer stretch of quoted words is compared in parts.
LONGEST = 250
# Above this share of changed words two quotations are different wordings (translations, say), no alteration; the
# shorter one must then have so many words, so many of weight in common.
REWORDED = 0.4
REWORDED_WORDS = 8
REWORDED_WEIGHTY = 4


class Likeness(NamedTuple):
    """What makes two quoted sentences one quotation: least length in words of the shorter one, the share of its words
    that agree, and the share of those that carry its meaning."""

    words: int
    agreeing: float
    weighty: float


# For one speaker, for a speaker whom one of the reports does not name, and for two different people. Set by hand on
# quotations of real reports of some 50 events, read one by one.
ONE_SPEAKER = Likeness(4, 0.45, 0.5)
OPEN_SPEAKER = Likeness(5, 0.7, 0.6)
TWO_SPEAKERS = Likeness(8, 0.9, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One report's words for a quotation: the pieces that it stands in, and the statement that gives its speaker."""

    report: int
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]
    statement: Statement | None


def group_pieces(pieces: Sequence[Sequence[Piece]]) -> list[list[Form]]:
    """The forms of each quotation, at most one a report, in the order of the reports.

    Args:
        pieces: of each report its quoted sentences in order.
    """
    union: Groups[Piece] = Groups(order=lambda piece: (piece.report, piece.n))
    for a, b in _matches(pieces):
        union.join(a, b)
    sentence = {piece: union.find(piece) for of_report in pieces for piece in of_report}
    for a, b in _neighbours(pieces, union):
        union.join(a, b)
    members: dict[Piece, dict[int, list[Piece]]] = {}
    for of_report in pieces:
        for piece in of_report:
            members.setdefault(union.find(piece), {}).setdefault(piece.report, []).append(piece)
    return [_forms(pieces, found, sentence) for found in members.values()]


def _matches(pieces: Sequence[Sequence[Piece]]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces that are one quotation; of pieces with the very same words each only with one other.

    Pieces of a few words are joined to the longest quotation that holds them, so that they join no others.
    """
    whole: dict[tuple[str, ...], list[Piece]] = {}
    short: dict[tuple[str, ...], list[Piece]] = {}
    for of_report in pieces:
        for piece in of_report:
            kind = whole if len(piece.words) >= ONE_SPEAKER.words else short
            kind.setdefault(piece.norms, []).append(piece)
    speakers = {norms: _by_speaker(same) for norms, same in whole.items()}
    for norms, same in whole.items():
        yield from _same_words(speakers[norms], same)
    kinds = list(whole)
    for one, other in _candidates(kinds):
        compared = compare_words(speakers[one][0].words, speakers[other][0].words)
        for a in speakers[one]:
            for b in speakers[other]:
                if _one_quotation(a, b, compared):
                    yield a, b
    yield from _held(short, whole)


def _by_speaker(same: Sequence[Piece]) -> list[Piece]:
    """One piece for each speaker, at most PLACES."""
    kinds: dict[str | None, Piece] = {}
    for piece in same:
        if len(kinds) < PLACES:
            kinds.setdefault(known_speaker(piece.statement), piece)
    return list(kinds.values())


def _same_words(kinds: Sequence[Piece], same: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces with the very same words, each with the first that can be by its speaker."""
    whole = compare_words(same[0].words, same[0].words)
    for piece in same:
        for first in kinds:
            if first is not piece and (
                known_speaker(first.statement) == known_speaker(piece.statement) or _one_quotation(first, piece, whole)
            ):
                yield first, piece
                break


def _candidates(kinds: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Different sequences of words that share three in a row, those that share most first, each pair once."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, norms in enumerate(kinds):
        for shingle in _shingles(norms, SHINGLE):
            if len(places[shingle]) < PLACES:
                places[shingle].append(n)
    done: set[tuple[int, int]] = set()
    for n, norms in enumerate(kinds):
        shared: Counter[int] = Counter()
        for shingle in _shingles(norms, SHINGLE):
            shared.update(places[shingle])
        for other, _ in shared.most_common(RIVALS):
            pair = (min(n, other), max(n, other))
            if other != n and pair not in done:
                done.add(pair)
                longer, shorter = sorted((kinds[n], kinds[other]), key=lambda k: (-len(k), k))
                yield longer, shorter


def _shingles(norms: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {norms[i : i + size] for i in range(len(norms) - size + 1)}


def _held(
    short: dict[tuple[str, ...], list[Piece]], whole: dict[tuple[str, ...], list[Piece]]
) -> Iterator[tuple[Piece, Piece]]:
    """Pieces of a few words with the longest quotation of the same speaker in another report that holds them."""
    holders: dict[tuple[str, ...], list[Piece]] = {norms: [] for norms in short if content_words(norms)}
    for size in {len(norms) for norms in holders}:
        for norms, same in whole.items():
            for shingle in _shingles(norms, size):
                if shingle in holders and len(holders[shingle]) < PLACES:
                    holders[shingle] += same[:PLACES]
    for norms, found in holders.items():
        for piece in short[norms]:
            by_same = [h for h in found if h.report != piece.report and apart(h.statement, piece.statement) is False]
            if by_same:
                yield piece, max(by_same, key=lambda h: len(h.words))


def _one_quotation(a: Piece, b: Piece, compared: Comparison) -> bool:
    """Whether two pieces are the same spoken words."""
    return same_words(a, b, compared, apart(a.statement, b.statement))


def same_words(a: Piece, b: Piece, compared: Comparison, different: bool | None) -> bool:
    """Whether two pieces are the same words, spoken or written once.

    Args:
        a, b: the pieces.
        compared: how they agree.
        different: whether they are two people's; None when that is not known.
    """
    needed = ONE_SPEAKER if different is False else OPEN_SPEAKER if different is None else TWO_SPEAKERS
    size = min(len(a.words), len(b.words))
    weighty = min(len(content_words(a.norms)), len(content_words(b.norms)))
    if size < needed.words or compared.longest < SHINGLE or not weighty:
        return False
    if compared.changed > REWORDED * compared.region and (
        different is not False or size < REWORDED_WORDS or compared.weighty < REWORDED_WEIGHTY
    ):
        return False
    return compared.matched >= needed.agreeing * size and compared.weighty >= needed.weighty * weighty


def _neighbours(pieces: Sequence[Sequence[Piece]], union: Groups[Piece]) -> list[tuple[Piece, Piece]]:
    """Sentences of one utterance that follow each other in two reports or more, with at most one other between."""
    where: dict[tuple[Piece, Piece], set[int]] = defaultdict(set)
    for of_report in pieces:
        spoken, utterance = 0, -1
        part: dict[int, tuple[int, int]] = {}
        for piece in of_report:
            spoken = spoken + len(piece.words) if piece.utterance == utterance else len(piece.words)
            utterance = piece.utterance
            part[piece.n] = (piece.utterance, spoken // LONGEST)
        for gap in (1, 2):
            for a, b in zip(of_report, of_report[gap:], strict=False):
                first, second = union.find(a), union.find(b)
                if part[a.n] == part[b.n] and first is not second:
                    where[first, second].add(a.report)
    return [pair for pair, reports in where.items() if len(reports) > 1]


def _forms(
    pieces: Sequence[Sequence[Piece]], found: dict[int, list[Piece]], sentence: dict[Piece, Piece]
) -> list[Form]:
    """Each report's form of one quotation: its longest run of pieces, and what else it quotes of it before and after.

    Args:
        pieces: all pieces of each report.
        found: of each report those of this quotation.
        sentence: for each piece the one that stands for the same sentence in all reports.
    """
    runs = {n: _runs(pieces[n], of_report) for n, of_report in found.items()}
    longest = max((run for of_report in runs.values() for run in of_report), key=_spoken)
    order = {sentence[p]: k for k, p in reversed(list(enumerate(longest)))}
    out = []
    for n, of_report in runs.items():
        first, *others = sorted(of_report, key=lambda run: (-_spoken(run), run[0].n))
        chosen = [first]
        for run in others:
            together = sorted([*chosen, run], key=lambda r: r[0].n)
            places = [order.get(sentence[p], -1) for r in together for p in r]
            if -1 not in places and all(x < y for x, y in pairwise(places)):
                chosen = together
        told = [p for run in chosen for p in run]
        statement = next((p.statement for p in first if p.statement), None)
        out.append(Form(n, tuple(told), tuple(w for p in told for w in p.words), statement))
    return out


def _runs(of_report: Sequence[Piece], found: Sequence[Piece]) -> list[list[Piece]]:
    """A report's pieces of one quotation in runs of one utterance each, with at most one other between two."""
    runs: list[list[Piece]] = []
    for piece in found:
        last = runs[-1][-1] if runs else None
        if last and last.utterance == piece.utterance and piece.n - last.n <= 2 and _spoken(runs[-1]) < LONGEST:
            runs[-1] += of_report[last.n + 1 : piece.n + 1]
        else:
            runs.append([piece])
    return runs


def _spoken(run: Sequence[Piece]) -> int:
    return sum(len(p.words) for p in run)
