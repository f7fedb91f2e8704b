"""How likely two clauses say the same: named features and a trained logistic scorer over them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.bags import Bags
from sayso.resources import load
from sayso.types import Figure, Proposition

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"\w{3,}")
PRONOUNS = frozenset({"he", "she", "it", "they", "this", "that", "these", "those", "i", "we", "you", "which", "who"})
# what a term weighs at least, so that the story's own subject does not weigh nothing
LEAST_WEIGHT = 0.3
# letters of a word by which it is one word in the sentences around ("launched", "launches")
STEM = 6
# columns that runs of three letters are counted in
LETTERS = 512
# rows of the likeness matrix that are held at a time
BLOCK = 1024
# the nearest clauses of other reports that are remembered of each, and how many of them tell how crowded it is there
NEAREST = 60
CROWD = 10
# how near those are on average in fifteen stories; it stands for the ones that a story of few clauses lacks
TYPICAL = 0.45

# negation is none of them: a denial belongs to the claim that it denies
FEATURES = (
    "cosine",
    "sentence_cosine",
    "clause_in_sentence",
    "predicate_cosine",
    "stands_out",
    "letters",
    "terms_shared",
    "terms_contained",
    "words_around",
    "names_shared",
    "names_apart",
    "subject_same",
    "subject_apart",
    "predicate_same",
    "figures_same",
    "figures_apart",
    "quantity_same",
    "days_same",
    "days_apart",
    "outlook_apart",
    "speaker_same",
    "speaker_apart",
    "length_ratio",
    "copied",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What is compared of a proposition.

    `wording` and `sentence` are its text and the text around it with every name in its fullest form ("DPRK" becomes
    "North Korea"); they are compared, never shown. `names` and `subject` are entity ids where known, else folded
    words; `terms` has the names both as ids and as words; `around` the beginnings of the sentence's words;
    `quantities` and `values` come from figures in the clause, `days` from its times; `speaker` stands behind the
    statement that holds it, `myself` whom it is told of where somebody tells it of themselves.
    """

    proposition: Proposition
    wording: str
    sentence: str
    terms: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    subject: str | None
    numbers: frozenset[str]
    quantities: frozenset[str]
    values: frozenset[tuple[float | None, float | None]]
    days: frozenset[str]
    speaker: str | None
    myself: str | None
    headline: bool


def clause_of(
    proposition: Proposition,
    wording: str,
    sentence: str,
    names: Mapping[str, str],
    subject: str | None,
    figures: Sequence[Figure],
    days: Iterable[str],
    speaker: str | None,
    myself: str | None,
    headline: bool,
) -> Clause:
    """Prepares a proposition for comparison; `names` are the names in it with the ids that they stand for."""
    return Clause(
        proposition=proposition,
        wording=wording,
        sentence=sentence,
        terms=frozenset(names.values()) | {t for t in proposition.terms if not NUMBER.fullmatch(t)},
        around=frozenset(w[:STEM] for w in WORD.findall(sentence.lower())),
        names=frozenset(names.values()),
        subject=subject,
        numbers=frozenset(n.replace(",", "") for n in NUMBER.findall(proposition.span.text)),
        quantities=frozenset(f.quantity for f in figures if f.quantity),
        values=frozenset((f.low, f.high) for f in figures if f.low is not None or f.high is not None),
        days=frozenset(days),
        speaker=speaker,
        myself=myself,
        headline=headline,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All clauses of a story, ready to be compared in pairs.

    `near` has the pairs (i, j), i < j, of each clause with the NEAREST to it by the cosine of their embeddings, and
    `crowd` how near the CROWD nearest of other reports are to a clause on average. `subject`, `predicate`, `speaker`
    and `myself` number what is the same, -1 where a clause has none.
    """

    clauses: tuple[Clause, ...]
    vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    predicate_vectors: NDArray[np.float32]
    letters: NDArray[np.float32]
    report: NDArray[np.int64]
    near: Mapping[tuple[int, int], float]
    crowd: NDArray[np.float32]
    terms: Bags
    around: Bags
    names: Bags
    numbers: Bags
    values: Bags
    quantities: Bags
    days: Bags
    subject: NDArray[np.int64]
    predicate: NDArray[np.int64]
    speaker: NDArray[np.int64]
    myself: NDArray[np.int64]
    expected: NDArray[np.bool_]
    length: NDArray[np.int64]
    copied: Mapping[tuple[int, int], float]

    def features(self, i: int, j: int) -> NDArray[np.float64]:
        """The features of a pair of clauses in the order of FEATURES, each about 0..1."""
        row: NDArray[np.float64] = self.rows(np.array([(i, j)]))[0]
        return row

    def rows(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """The features of pairs (i, j) of clauses, shape (len(pairs), len(FEATURES)), in the order of FEATURES."""
        out = np.empty((len(pairs), len(FEATURES)))
        for start in range(0, len(pairs), BLOCK):
            i, j = pairs[start : start + BLOCK].T
            out[start : start + BLOCK] = np.stack([*self._near(i, j), *self._told(i, j)], axis=1)
        return out

    def _near(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> tuple[NDArray[np.float32], ...]:
        """The features that come from vectors."""
        a, b = self.vectors[i], self.vectors[j]
        around_a, around_b = self.sentence_vectors[i], self.sentence_vectors[j]
        cosine = _products(a, b)
        return (
            cosine,
            _products(around_a, around_b),
            np.maximum(_products(a, around_b), _products(around_a, b)),
            _products(self.predicate_vectors[i], self.predicate_vectors[j]),
            2 * cosine - self.crowd[i] - self.crowd[j],
            _products(self.letters[i], self.letters[j]),
        )

    def _told(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> tuple[NDArray[Any], ...]:
        """The features that come from words, names, figures, days and speakers."""
        shared = self.terms.shared(i, j)
        smaller = np.minimum(self.terms.mass[i], self.terms.mass[j])
        union = self.terms.mass[i] + self.terms.mass[j] - shared
        around = np.minimum(self.around.mass[i], self.around.mass[j])
        fewer_names = np.minimum(self.names.mass[i], self.names.mass[j])
        shared_names = self.names.shared(i, j)
        same_value = (self.values.shared(i, j) > 0) | (self.numbers.shared(i, j) > 0)
        same_day = self.days.shared(i, j) > 0
        subjects = (self.subject[i] >= 0) & (self.subject[j] >= 0)
        speakers = (self.speaker[i] >= 0) & (self.speaker[j] >= 0)
        return (
            _share(shared, union),
            _share(shared, smaller),
            _share(self.around.shared(i, j), around),
            shared_names / np.maximum(1, fewer_names),
            (fewer_names > 0) & (shared_names == 0),
            subjects & (self.subject[i] == self.subject[j]),
            subjects & (self.subject[i] != self.subject[j]),
            self.predicate[i] == self.predicate[j],
            same_value,
            (self.values.mass[i] > 0) & (self.values.mass[j] > 0) & ~same_value,
            self.quantities.shared(i, j) > 0,
            same_day,
            (self.days.mass[i] > 0) & (self.days.mass[j] > 0) & ~same_day,
            self.expected[i] != self.expected[j],
            speakers & (self.speaker[i] == self.speaker[j]),
            speakers & (self.speaker[i] != self.speaker[j]),
            np.minimum(self.length[i], self.length[j]) / np.maximum(self.length[i], self.length[j]),
            np.array([self.copied.get((min(p), max(p)), 0.0) for p in zip(i.tolist(), j.tolist(), strict=True)]),
        )


def compare(clauses: Sequence[Clause], copied: Mapping[tuple[int, int], float]) -> Comparison:
    """Prepares all clauses of a story for comparison in pairs.

    Args:
        clauses: of all reports; those of one report must stand together.
        copied: for pairs (i, j) with i < j the share of the longer clause that aligned passages cover, 0..1.
    """
    vectors = embed([c.wording for c in clauses])
    report = _numbered([c.proposition.report for c in clauses])
    near, crowd = _nearest(vectors, report)
    terms, around = [c.terms for c in clauses], [c.around for c in clauses]
    return Comparison(
        clauses=tuple(clauses),
        vectors=vectors,
        sentence_vectors=embed([c.sentence for c in clauses]),
        predicate_vectors=embed([c.proposition.predicate for c in clauses]),
        letters=_letters([c.wording for c in clauses]),
        report=report,
        near=near,
        crowd=crowd,
        terms=Bags(terms, _weights(terms)),
        around=Bags(around, _weights(around)),
        names=Bags([c.names for c in clauses]),
        numbers=Bags([c.numbers for c in clauses]),
        values=Bags([c.values for c in clauses]),
        quantities=Bags([c.quantities for c in clauses]),
        days=Bags([c.days for c in clauses]),
        subject=_numbered([c.subject for c in clauses]),
        predicate=_numbered([c.proposition.predicate for c in clauses]),
        speaker=_numbered([c.speaker for c in clauses]),
        myself=_numbered([c.myself for c in clauses]),
        expected=np.array([c.proposition.expected for c in clauses], dtype=np.bool_),
        length=np.array([len(c.proposition.span.text) for c in clauses], dtype=np.int64),
        copied=copied,
    )


def _numbered(values: Sequence[str | None]) -> NDArray[np.int64]:
    """A number for each value, the same for the same in the order of their first; -1 for None."""
    number: dict[str | None, int] = {
        value: n for n, value in enumerate(dict.fromkeys(v for v in values if v is not None))
    }
    return np.array([number.get(v, -1) for v in values], dtype=np.int64)


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """A part of each whole; 0 of nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def _products(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product of each row of the one with the same row of the other."""
    products: NDArray[np.float32] = np.einsum("nd,nd->n", a, b)
    return products


def _nearest(
    vectors: NDArray[np.float32], report: NDArray[np.int64]
) -> tuple[dict[tuple[int, int], float], NDArray[np.float32]]:
    """Each clause's pairs with its NEAREST others, and the mean cosine to its CROWD nearest in other reports."""
    count = len(vectors)
    pairs: list[tuple[int, int]] = []
    cosines: list[float] = []
    crowd = np.zeros(count, dtype=np.float32)
    most = min(NEAREST, count - 1)
    for start in range(0, count, BLOCK):
        block = vectors[start : start + BLOCK] @ vectors.T
        block[np.arange(len(block)), np.arange(start, start + len(block))] = -1.0
        least = np.partition(block, -most, axis=1)[:, -most] if most else np.ones(len(block))
        for row, line in enumerate(block):
            i = start + row
            others = np.flatnonzero(line >= least[row])
            others = others[np.argsort(-line[others], kind="stable")][:most]
            found = line[others]
            elsewhere = found[report[others] != report[i]][:CROWD]
            crowd[i] = (elsewhere.sum() + TYPICAL * (CROWD - len(elsewhere))) / CROWD
            pairs += zip(np.minimum(others, i).tolist(), np.maximum(others, i).tolist(), strict=True)
            cosines += found.tolist()
    return dict(zip(pairs, cosines, strict=True)), crowd


def probability(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability in 0..1 that each pair of clauses carries one claim, from rows of features.

    A logistic scorer; its weights, with what they were trained on and how they score, are in
    `resources/claim_scorer.yaml`, made by `training/claims.py`.
    """
    bias, weights = _scorer()
    return np.asarray(1.0 / (1.0 + np.exp(-(rows @ weights + bias))), dtype=np.float64)


@cache
def _scorer() -> tuple[float, NDArray[np.float64]]:
    found = load("claim_scorer")
    return float(found["bias"]), np.array([found["weights"][name] for name in FEATURES], dtype=np.float64)


def _letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """For each text how often its runs of three letters occur, hashed to LETTERS columns, as a row of length 1."""
    columns: dict[str, int] = {}
    out = np.zeros((len(texts), LETTERS), dtype=np.float32)
    for row, text in zip(out, texts, strict=True):
        low = f" {text.lower()} "
        runs = [low[at : at + 3] for at in range(len(low) - 2)]
        columns |= {run: crc32(run.encode()) % LETTERS for run in runs if run not in columns}
        row[:] = np.bincount([columns[run] for run in runs], minlength=LETTERS)
    out /= np.maximum(1e-6, np.linalg.norm(out, axis=1, keepdims=True))
    return out


def _weights(bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse frequency of words among the clauses of a story (Spärck Jones 1972), scaled to LEAST_WEIGHT..1."""
    counts: dict[str, int] = {}
    for bag in bags:
        for term in bag:
            counts[term] = counts.get(term, 0) + 1
    total = 1 + max(1, len(bags))
    return {t: max(LEAST_WEIGHT, math.log(total / (1 + n)) / math.log(total)) for t, n in counts.items()}
