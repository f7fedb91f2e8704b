"""How likely two clauses say the same: named features and a trained logistic scorer over them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
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
    statement that holds it.
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
        headline=headline,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All clauses of a story, ready to be compared in pairs.

    `near` has the pairs (i, j), i < j, of each clause with the NEAREST to it by the cosine of their embeddings, and
    `crowd` how near the CROWD nearest of other reports are to a clause on average. `weights` are those of terms and
    of the words around, `mass` what those of each clause add up to.
    """

    clauses: tuple[Clause, ...]
    vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    predicate_vectors: NDArray[np.float32]
    letters: NDArray[np.float32]
    report: NDArray[np.int64]
    near: Mapping[tuple[int, int], float]
    crowd: NDArray[np.float32]
    weights: Mapping[str, float]
    mass: Sequence[float]
    weights_around: Mapping[str, float]
    mass_around: Sequence[float]
    copied: Mapping[tuple[int, int], float]

    def features(self, i: int, j: int) -> NDArray[np.float64]:
        """The features of a pair of clauses in the order of FEATURES, each about 0..1."""
        row: NDArray[np.float64] = self.rows([(i, j)])[0]
        return row

    def rows(self, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """The features of pairs of clauses, shape (len(pairs), len(FEATURES)), in the order of FEATURES."""
        told = [self._told(i, j) for i, j in pairs]
        near = [self._near(np.array(pairs[at : at + BLOCK], dtype=np.int64)) for at in range(0, len(pairs), BLOCK)]
        return np.hstack([np.concatenate(near), np.array(told, dtype=np.float64)])

    def _near(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """The features that come from vectors."""
        i, j = pairs.T
        cosine = _products(self.vectors[i], self.vectors[j])
        crosswise = np.maximum(
            _products(self.vectors[i], self.sentence_vectors[j]), _products(self.sentence_vectors[i], self.vectors[j])
        )
        columns = (
            cosine,
            _products(self.sentence_vectors[i], self.sentence_vectors[j]),
            crosswise,
            _products(self.predicate_vectors[i], self.predicate_vectors[j]),
            2 * cosine - self.crowd[i] - self.crowd[j],
            _products(self.letters[i], self.letters[j]),
        )
        return np.stack(columns, axis=1).astype(np.float64)

    def _told(self, i: int, j: int) -> tuple[float, ...]:
        """The features that come from words, names, figures, days and speakers."""
        a, b = self.clauses[i], self.clauses[j]
        shared = _mass(a.terms & b.terms, self.weights)
        smaller, union = min(self.mass[i], self.mass[j]), self.mass[i] + self.mass[j] - shared
        around = min(self.mass_around[i], self.mass_around[j])
        p, q = a.proposition, b.proposition
        figures = bool(a.values) and bool(b.values)
        same_value = bool(a.values & b.values) or bool(a.numbers & b.numbers)
        la, lb = len(p.span.text), len(q.span.text)
        return (
            shared / union if union else 0.0,
            shared / smaller if smaller else 0.0,
            _mass(a.around & b.around, self.weights_around) / around if around else 0.0,
            len(a.names & b.names) / max(1, min(len(a.names), len(b.names))),
            bool(a.names) and bool(b.names) and not a.names & b.names,
            a.subject is not None and a.subject == b.subject,
            a.subject is not None and b.subject is not None and a.subject != b.subject,
            p.predicate == q.predicate,
            same_value,
            figures and not same_value,
            bool(a.quantities & b.quantities),
            bool(a.days & b.days),
            bool(a.days) and bool(b.days) and not a.days & b.days,
            p.expected != q.expected,
            a.speaker is not None and a.speaker == b.speaker,
            a.speaker is not None and b.speaker is not None and a.speaker != b.speaker,
            min(la, lb) / max(la, lb),
            self.copied.get((min(i, j), max(i, j)), 0.0),
        )


def compare(clauses: Sequence[Clause], copied: Mapping[tuple[int, int], float]) -> Comparison:
    """Prepares all clauses of a story for comparison in pairs.

    Args:
        clauses: of all reports; those of one report must stand together.
        copied: for pairs (i, j) with i < j the share of the longer clause that aligned passages cover, 0..1.
    """
    vectors = embed([c.wording for c in clauses])
    names = {r: n for n, r in enumerate(dict.fromkeys(c.proposition.report for c in clauses))}
    report = np.array([names[c.proposition.report] for c in clauses], dtype=np.int64)
    near, crowd = _nearest(vectors, report)
    weights, weights_around = _weights([c.terms for c in clauses]), _weights([c.around for c in clauses])
    return Comparison(
        clauses=tuple(clauses),
        vectors=vectors,
        sentence_vectors=embed([c.sentence for c in clauses]),
        predicate_vectors=embed([c.proposition.predicate for c in clauses]),
        letters=_letters([c.wording for c in clauses]),
        report=report,
        near=near,
        crowd=crowd,
        weights=weights,
        mass=[_mass(c.terms, weights) for c in clauses],
        weights_around=weights_around,
        mass_around=[_mass(c.around, weights_around) for c in clauses],
        copied=copied,
    )


def _products(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product of each row of the one with the same row of the other."""
    products: NDArray[np.float32] = np.einsum("nd,nd->n", a, b)
    return products


def _nearest(
    vectors: NDArray[np.float32], report: NDArray[np.int64]
) -> tuple[dict[tuple[int, int], float], NDArray[np.float32]]:
    """Each clause's pairs with its NEAREST others, and the mean cosine to its CROWD nearest in other reports."""
    count = len(vectors)
    near: dict[tuple[int, int], float] = {}
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
            near.update(((min(i, j), max(i, j)), float(c)) for j, c in zip(others.tolist(), found, strict=True))
    return near, crowd


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


def _mass(terms: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(t, 1.0) for t in terms)


def _letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """For each text how often its runs of three letters occur, hashed to LETTERS columns, as a row of length 1."""
    out = np.zeros((len(texts), LETTERS), dtype=np.float32)
    for row, text in zip(out, texts, strict=True):
        low = f" {text.lower()} "
        for at in range(len(low) - 2):
            row[crc32(low[at : at + 3].encode()) % LETTERS] += 1.0
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
