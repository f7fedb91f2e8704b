"""How likely two clauses say the same: named features and a logistic scorer over them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.types import Figure, Proposition

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What is compared of a proposition.

    `names` and `subject` are entity ids where known, else folded words; `quantities` and `values` come from figures in
    the clause; `speaker` stands behind the statement that holds it.
    """

    proposition: Proposition
    terms: frozenset[str]
    names: frozenset[str]
    subject: str | None
    numbers: frozenset[str]
    quantities: frozenset[str]
    values: frozenset[tuple[float | None, float | None]]
    speaker: str | None


def clause_of(
    proposition: Proposition, names: frozenset[str], subject: str | None, figures: Sequence[Figure], speaker: str | None
) -> Clause:
    """Prepares a proposition for comparison."""
    return Clause(
        proposition=proposition,
        terms=frozenset(t for t in proposition.terms if not NUMBER.fullmatch(t)),
        names=names,
        subject=subject,
        numbers=frozenset(n.replace(",", "") for n in NUMBER.findall(proposition.span.text)),
        quantities=frozenset(f.quantity for f in figures if f.quantity),
        values=frozenset((f.low, f.high) for f in figures if f.low is not None or f.high is not None),
        speaker=speaker,
    )


FEATURES = (
    "cosine",
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
    "negation_apart",
    "outlook_apart",
    "speaker_same",
    "speaker_apart",
    "length_ratio",
    "copied",
)

# Set by hand until trained; in the order of FEATURES.
BIAS = -6.6
WEIGHTS = np.array(
    [7.5, 2.5, 1.5, 0.6, -0.8, 0.6, -0.4, 0.9, 1.0, -1.0, 1.2, -0.8, -0.3, 0.7, -0.2, 0.3, 4.0], dtype=np.float64
)


def weights_of_terms(clauses: Sequence[Clause]) -> Mapping[str, float]:
    """Inverse document frequency of terms over the reports of a story, smoothed, at least 0.3.

    Spärck Jones 1972; the floor keeps the story's own subject from weighing nothing.
    """
    reports: dict[str, set[str]] = {}
    for clause in clauses:
        for term in clause.terms:
            reports.setdefault(term, set()).add(clause.proposition.id)
    total = max(1, len(clauses))
    return {
        term: max(0.3, math.log((1 + total) / (1 + len(where))) / math.log(1 + total))
        for term, where in reports.items()
    }


def features(a: Clause, b: Clause, cosine: float, copied: float, idf: Mapping[str, float]) -> NDArray[np.float64]:
    """The features of a pair in the order of FEATURES, each about 0..1.

    Args:
        a, b: the clauses.
        cosine: of their embeddings.
        copied: share of the shorter clause that an aligned passage covers, 0..1.
        idf: weights of terms.
    """
    shared = _mass(a.terms & b.terms, idf)
    mass_a, mass_b = _mass(a.terms, idf), _mass(b.terms, idf)
    smaller, union = min(mass_a, mass_b), mass_a + mass_b - shared
    p, q = a.proposition, b.proposition
    figures = bool(a.values) and bool(b.values)
    same_value = bool(a.values & b.values) or bool(a.numbers & b.numbers)
    la, lb = len(p.span.text), len(q.span.text)
    return np.array(
        [
            cosine,
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
            float(p.negated != q.negated),
            float(p.expected != q.expected),
            float(a.speaker is not None and a.speaker == b.speaker),
            float(a.speaker is not None and b.speaker is not None and a.speaker != b.speaker),
            min(la, lb) / max(la, lb),
            copied,
        ],
        dtype=np.float64,
    )


def probability(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability in 0..1 that each pair of clauses says the same, from rows of `features`."""
    return 1.0 / (1.0 + np.exp(-(rows @ WEIGHTS + BIAS)))


def _mass(terms: frozenset[str], idf: Mapping[str, float]) -> float:
    return sum(idf.get(t, 1.0) for t in terms)


def common_terms(clauses: Sequence[Clause], most: int) -> tuple[str, ...]:
    """The terms that most reports of a story use, most first."""
    counts: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for clause in clauses:
        for term in clause.terms:
            if (clause.proposition.report, term) not in seen:
                seen.add((clause.proposition.report, term))
                counts[term] += 1
    return tuple(t for t, _ in counts.most_common(most))
