"""Which sentences of two reports tell the same: by vectors, in one order, and which are reworded, with the changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.link.copies.rewording import Sentence, compare, likely_reworded, probability, sentence
from sayso.link.copies.texts import Text
from sayso.link.quotations.word_changes import Comparison, Range, compare_words
from sayso.link.quotations.words import Word, words_of
from sayso.spans import Span
from sayso.types import Passage, PassageChange, Report

# sentences that tell the same lie closer than this, whatever their words
SAME_TOLD = 0.6
# closer than this the words are compared, unless another sentence is closer on both sides
NEAR = 0.65
# a sentence is reworded from here on in a report that took text from the other; between other reports, which may tell
# the same because it happened, only from the second
REWORDED_IN_COPY = 0.5
REWORDED = 0.8
# words below which a sentence says too little to be recognised in other words
SHORTEST = 6
# pairs of sentences that a model reads closely in one story; of more, those whose features leave most doubt
CLOSELY = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """How the sentences of a report compare with those of each later one.

    `in_first[j]` and `in_second[j]` are the shares of characters of the one and of the j-th report that stand in
    sentences which the other tells too.
    """

    in_first: NDArray[np.float64]
    in_second: NDArray[np.float64]
    cosine: NDArray[np.float32]
    starts: NDArray[np.int64]

    def between(self, j: int) -> NDArray[np.float32]:
        """The cosines of the sentences of the one report (rows) and of the j-th (columns)."""
        return self.cosine[:, self.starts[j] - self.starts[0] : self.starts[j + 1] - self.starts[0]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A sentence of each report that say the same in other words, by number, and how likely they do."""

    a: int
    b: int
    score: float


def told_alike(texts: Sequence[Text]) -> Iterator[Told]:
    """Compares each report's sentences with those of the reports after it, one matrix product a report."""
    sizes = [np.array([end - start for start, end in t.sentences], dtype=np.float64) for t in texts]
    starts = np.cumsum([0, *(len(s) for s in sizes)])
    vectors = np.vstack([t.vectors for t in texts]) if texts else np.zeros((0, 0), dtype=np.float32)
    every = np.concatenate(sizes) if sizes else np.zeros(0)
    whole = np.array([max(1.0, s.sum()) for s in sizes])
    for i, text in enumerate(texts):
        first = starts[i + 1]
        cosine = text.vectors @ vectors[first:].T
        yield _told(cosine, sizes[i], every[first:], starts[i + 1 :], whole[i + 1 :])


def told_by(text: Text, others: Sequence[Text]) -> Told:
    """Compares a report's sentences with those of some others."""
    sizes, *theirs = [np.array([end - start for start, end in t.sentences], dtype=np.float64) for t in (text, *others)]
    starts = np.cumsum([0, *(len(s) for s in theirs)])
    vectors = np.vstack([t.vectors for t in others]) if others else np.zeros((0, text.vectors.shape[1]), np.float32)
    every = np.concatenate(theirs) if theirs else np.zeros(0)
    whole = np.array([max(1.0, s.sum()) for s in theirs])
    return _told(text.vectors @ vectors.T, sizes, every, starts, whole)


def _told(
    cosine: NDArray[np.float32],
    sizes: NDArray[np.float64],
    every: NDArray[np.float64],
    starts: NDArray[np.int64],
    whole: NDArray[np.float64],
) -> Told:
    """How a report's sentences compare with those of others: rows of `cosine` with its columns.

    Args:
        cosine: of each two sentences.
        sizes: characters of the report's own sentences.
        every: of the others' sentences.
        starts: where the sentences of each other one begin, and where the last one's end.
        whole: characters of each of the others.
    """
    in_first, in_second = np.zeros(len(whole)), np.zeros(len(whole))
    # a report without sentences has no column, and `reduceat` none of its own to give
    held = np.flatnonzero(np.diff(starts) > 0)
    if len(sizes) and len(held):
        columns = starts[held] - starts[0]
        nearest = np.maximum.reduceat(cosine, columns, axis=1) >= SAME_TOLD
        in_first[held] = (nearest * sizes[:, None]).sum(axis=0) / max(1.0, sizes.sum())
        alike = (cosine.max(axis=0) >= SAME_TOLD) * every
        in_second[held] = np.add.reduceat(alike, columns) / whole[held]
    return Told(in_first, in_second, cosine, starts)


def in_one_order(cosine: NDArray[np.float32]) -> float:
    """How many sentences tell in one order the same as the other report's, over the sentences of the shorter report.

    The longest run of sentences, each other's likeliest, that stand in the same order in both.
    """
    if not cosine.size:
        return 0.0
    there, back = cosine.argmax(axis=1), cosine.argmax(axis=0)
    tails: list[int] = []
    for i, j in enumerate(there.tolist()):
        if back[j] == i and cosine[i, j] >= SAME_TOLD:
            tails[bisect_left(tails, j) : bisect_left(tails, j) + 1] = [j]
    return len(tails) / float(min(cosine.shape))


def candidates(cosine: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Sentences of two reports that are near each other, and of which one has none nearer."""
    if not cosine.size:
        return []
    rows, columns = np.arange(cosine.shape[0]), np.arange(cosine.shape[1])
    nearest = {*zip(rows.tolist(), cosine.argmax(axis=1).tolist(), strict=True)}
    nearest |= {*zip(cosine.argmax(axis=0).tolist(), columns.tolist(), strict=True)}
    return sorted((i, j) for i, j in nearest if cosine[i, j] >= NEAR)


class Rewordings:
    """Judges sentences of a story's reports in pairs; what is read off a sentence, or two, is read once."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts
        self._known: dict[tuple[int, int], Sentence | None] = {}
        self._sentences: dict[str, Sentence] = {}
        self._words: dict[tuple[int, int], tuple[Word, ...]] = {}
        self._compared: dict[tuple[str, str], Comparison] = {}

    def judge(self, wanted: Sequence[tuple[int, int, Sequence[tuple[int, int]], float]]) -> list[tuple[Pairing, ...]]:
        """The reworded sentences among the candidates of each two reports, each sentence used once, likeliest first.

        Args:
            wanted: two reports by number, the candidates among their sentences, and how likely a pair must be.
        """
        asked, rows = [], []
        # copies bring the same two sentences together again and again
        pairs: dict[tuple[int, int, float], tuple[int, Sentence, Sentence]] = {}
        for n, (i, j, found, least) in enumerate(wanted):
            for x, y in found:
                a, b = self._sentence(i, x), self._sentence(j, y)
                if a is not None and b is not None:
                    asked.append((n, x, y))
                    rows.append(pairs.setdefault((id(a), id(b), least), (len(pairs), a, b))[0])
        distinct = [(a, b) for _, a, b in pairs.values()]
        scores = _likely(distinct, [least for *_, least in pairs])[rows]
        best: list[list[Pairing]] = [[] for _ in wanted]
        order = sorted(range(len(asked)), key=lambda k: (-scores[k], asked[k]))
        used: set[tuple[int, str, int]] = set()
        for k in order:
            n, x, y = asked[k]
            if scores[k] >= wanted[n][3] and (n, "a", x) not in used and (n, "b", y) not in used:
                used |= {(n, "a", x), (n, "b", y)}
                best[n].append(Pairing(x, y, float(scores[k])))
        return [tuple(found) for found in best]

    def _sentence(self, report: int, number: int) -> Sentence | None:
        """A sentence to compare; None when it is short, mostly quotation, or the site's own."""
        at = report, number
        if at not in self._known:
            text = self._texts[report]
            start, end = text.sentences[number]
            words = text.words_in(start, end)
            own = int(text.told[words.start : words.stop].sum())
            long_enough = len(words) >= SHORTEST and own * 2 > len(words)
            whole = text.annotations.report.text
            if long_enough and whole[start:end] not in self._sentences:
                self._sentences[whole[start:end]] = sentence(whole, text.vectors[number], self._words_of(at))
            self._known[at] = self._sentences[whole[start:end]] if long_enough else None
        return self._known[at]

    def _words_of(self, at: tuple[int, int]) -> tuple[Word, ...]:
        if at not in self._words:
            text = self._texts[at[0]]
            self._words[at] = words_of(text.annotations.report.text, *text.sentences[at[1]])
        return self._words[at]

    def _compare(self, a: str, b: str, here: tuple[Word, ...], there: tuple[Word, ...]) -> Comparison:
        if (a, b) not in self._compared:
            self._compared[a, b] = compare_words(here, there)
        return self._compared[a, b]

    def passage(self, i: int, j: int, pairing: Pairing) -> Passage | None:
        """The passage that two sentences make, with every place where their words differ; None when none does.

        Args:
            i: the first report, by number.
            j: the second.
            pairing: a sentence of each.
        """
        a, b = self._texts[i].annotations.report, self._texts[j].annotations.report
        here, there = self._words_of((i, pairing.a)), self._words_of((j, pairing.b))
        in_a, in_b = self._texts[i].sentences[pairing.a], self._texts[j].sentences[pairing.b]
        found = self._compare(a.text[slice(*in_a)], b.text[slice(*in_b)], here, there)
        changes = []
        for edit in found.edits:
            left, right = here[slice(*edit.fullest)], there[slice(*edit.other)]
            changes.append(
                PassageChange(
                    kind=edit.kind,
                    a=a.span(left[0].start, left[-1].end) if left else None,
                    b=b.span(right[0].start, right[-1].end) if right else None,
                )
            )
        if found.matched and not changes:
            return None
        return Passage(a=_trimmed(a, in_a), b=_trimmed(b, in_b), relation="reworded", changes=tuple(changes))


def _likely(pairs: Sequence[tuple[Sentence, Sentence]], least: Sequence[float]) -> NDArray[np.float64]:
    """How likely the sentences of each pair say the same; of very many pairs those in doubt are looked at closely."""
    if len(pairs) <= CLOSELY:
        return likely_reworded(pairs, least)
    likely = probability(compare(pairs))
    doubtful = np.argsort(np.abs(likely - np.array(least)), kind="stable")[:CLOSELY].tolist()
    likely[doubtful] = likely_reworded([pairs[k] for k in doubtful], [least[k] for k in doubtful])
    return likely


def _trimmed(report: Report, place: Range) -> Span:
    text = report.text[slice(*place)]
    start = place[0] + len(text) - len(text.lstrip())
    return report.span(start, start + len(text.strip()))
