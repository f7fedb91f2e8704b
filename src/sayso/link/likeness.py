"""How likely two clauses say the same: named features and a trained logistic scorer over them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.resources import load
from sayso.types import Figure, Proposition

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
PRONOUNS = frozenset({"he", "she", "it", "they", "this", "that", "these", "those", "i", "we", "you", "which", "who"})
# what a term weighs at least, so that the story's own subject does not weigh nothing
LEAST_WEIGHT = 0.3
# rows of the likeness matrix that are held at a time
BLOCK = 1024

# negation is none of them: a denial belongs to the claim that it denies
FEATURES = (
    "cosine",
    "sentence_cosine",
    "clause_in_sentence",
    "predicate_cosine",
    "nearest_both_ways",
    "nearest_one_way",
    "terms_shared",
    "terms_contained",
    "names_shared",
    "names_apart",
    "subject_same",
    "subject_apart",
    "predicate_same",
    "figures_same",
    "figures_apart",
    "quantity_same",
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
    words; `terms` has the names both as ids and as words; `quantities` and `values` come from figures in the clause;
    `speaker` stands behind the statement that holds it.
    """

    proposition: Proposition
    wording: str
    sentence: str
    terms: frozenset[str]
    names: frozenset[str]
    subject: str | None
    numbers: frozenset[str]
    quantities: frozenset[str]
    values: frozenset[tuple[float | None, float | None]]
    speaker: str | None
    headline: bool


def clause_of(
    proposition: Proposition,
    wording: str,
    sentence: str,
    names: Mapping[str, str],
    subject: str | None,
    figures: Sequence[Figure],
    speaker: str | None,
    headline: bool,
) -> Clause:
    """Prepares a proposition for comparison; `names` are the names in it with the ids that they stand for."""
    return Clause(
        proposition=proposition,
        wording=wording,
        sentence=sentence,
        terms=frozenset(names.values()) | {t for t in proposition.terms if not NUMBER.fullmatch(t)},
        names=frozenset(names.values()),
        subject=subject,
        numbers=frozenset(n.replace(",", "") for n in NUMBER.findall(proposition.span.text)),
        quantities=frozenset(f.quantity for f in figures if f.quantity),
        values=frozenset((f.low, f.high) for f in figures if f.low is not None or f.high is not None),
        speaker=speaker,
        headline=headline,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All clauses of a story, ready to be compared in pairs.

    `nearest[i, r]` is the clause of report r whose embedding is nearest to that of clause i.
    """

    clauses: tuple[Clause, ...]
    vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    predicate_vectors: NDArray[np.float32]
    report: NDArray[np.int64]
    nearest: NDArray[np.int64]
    idf: Mapping[str, float]
    copied: Mapping[tuple[int, int], float]

    def features(self, i: int, j: int) -> NDArray[np.float64]:
        """The features of a pair of clauses in the order of FEATURES, each about 0..1."""
        a, b = self.clauses[i], self.clauses[j]
        shared = self._mass(a.terms & b.terms)
        mass_a, mass_b = self._mass(a.terms), self._mass(b.terms)
        smaller, union = min(mass_a, mass_b), mass_a + mass_b - shared
        p, q = a.proposition, b.proposition
        figures = bool(a.values) and bool(b.values)
        same_value = bool(a.values & b.values) or bool(a.numbers & b.numbers)
        la, lb = len(p.span.text), len(q.span.text)
        there, back = self.nearest[i, self.report[j]] == j, self.nearest[j, self.report[i]] == i
        return np.array(
            [
                self.cosine(i, j),
                float(self.sentence_vectors[i] @ self.sentence_vectors[j]),
                float(max(self.vectors[i] @ self.sentence_vectors[j], self.sentence_vectors[i] @ self.vectors[j])),
                float(self.predicate_vectors[i] @ self.predicate_vectors[j]),
                float(there and back),
                float(there or back),
                shared / union if union else 0.0,
                shared / smaller if smaller else 0.0,
                len(a.names & b.names) / max(1, min(len(a.names), len(b.names))),
                float(bool(a.names) and bool(b.names) and not a.names & b.names),
                float(a.subject is not None and a.subject == b.subject),
                float(a.subject is not None and b.subject is not None and a.subject != b.subject),
                float(p.predicate == q.predicate),
                float(same_value),
                float(figures and not same_value),
                float(bool(a.quantities & b.quantities)),
                float(p.expected != q.expected),
                float(a.speaker is not None and a.speaker == b.speaker),
                float(a.speaker is not None and b.speaker is not None and a.speaker != b.speaker),
                min(la, lb) / max(la, lb),
                self.copied.get((min(i, j), max(i, j)), 0.0),
            ],
            dtype=np.float64,
        )

    def cosine(self, i: int, j: int) -> float:
        """Cosine of the embeddings of two clauses."""
        return float(self.vectors[i] @ self.vectors[j])

    def candidates(self, least: float, most: int) -> set[tuple[int, int]]:
        """Pairs (i, j), i < j, with a cosine of at least `least`, for each clause its `most` nearest."""
        out: set[tuple[int, int]] = set()
        for start in range(0, len(self.clauses), BLOCK):
            block = self.vectors[start : start + BLOCK] @ self.vectors.T
            for row, line in enumerate(block):
                near = np.flatnonzero(line >= least)
                if len(near) > most:
                    near = near[np.argsort(-line[near], kind="stable")[:most]]
                i = start + row
                out.update((min(i, j), max(i, j)) for j in near.tolist() if i != j)
        return out

    def _mass(self, terms: frozenset[str]) -> float:
        return sum(self.idf.get(t, 1.0) for t in terms)


def compare(clauses: Sequence[Clause], copied: Mapping[tuple[int, int], float]) -> Comparison:
    """Prepares all clauses of a story for comparison in pairs.

    Args:
        clauses: of all reports; those of one report must stand together.
        copied: for pairs (i, j) with i < j the share of the longer clause that aligned passages cover, 0..1.
    """
    vectors = embed([c.wording for c in clauses])
    names = list(dict.fromkeys(c.proposition.report for c in clauses))
    report = np.array([names.index(c.proposition.report) for c in clauses], dtype=np.int64)
    starts = np.array([int(np.argmax(report == r)) for r in range(len(names))], dtype=np.int64)
    nearest = np.zeros((len(clauses), len(names)), dtype=np.int64)
    for start in range(0, len(clauses), BLOCK):
        block = vectors[start : start + BLOCK] @ vectors.T
        for r, first in enumerate(starts):
            last = starts[r + 1] if r + 1 < len(starts) else len(clauses)
            nearest[start : start + BLOCK, r] = first + np.argmax(block[:, first:last], axis=1)
    return Comparison(
        clauses=tuple(clauses),
        vectors=vectors,
        sentence_vectors=embed([c.sentence for c in clauses]),
        predicate_vectors=embed([c.proposition.predicate for c in clauses]),
        report=report,
        nearest=nearest,
        idf=_weights(clauses),
        copied=copied,
    )


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


def _weights(clauses: Sequence[Clause]) -> dict[str, float]:
    """Inverse frequency of terms among the clauses of a story (Spärck Jones 1972), scaled to LEAST_WEIGHT..1."""
    counts: dict[str, int] = {}
    for clause in clauses:
        for term in clause.terms:
            counts[term] = counts.get(term, 0) + 1
    total = 1 + max(1, len(clauses))
    return {t: max(LEAST_WEIGHT, math.log(total / (1 + n)) / math.log(total)) for t, n in counts.items()}
