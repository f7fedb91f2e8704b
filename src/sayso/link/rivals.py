"""How a pair of clauses stands beside its rivals: the other pairs that either of them makes with the other's report."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sayso.resources import load

# clauses that a report has at least before one of them can be said to lead the others
FEWEST = 5
# a first probability is held this far from 0 and 1, so that no pair decides by itself
EDGE = 0.001

RIVALRY = ("odds", "least_lead", "most_lead", "best_of_one", "best_of_both")


def beside_rivals(
    pairs: NDArray[np.int64], first: NDArray[np.float64], report: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The probabilities of pairs of clauses, judged anew by how each stands beside its rivals.

    A report tells a claim once as a rule, so that of several clauses of one report that are like a clause of another
    the likest is the one that tells it. What a clause leads by is its probability less that of the next best pair of
    the same clause with the same report; it is below 0 where another pair is better.

    Args:
        pairs: rows (i, j) of clauses of two reports.
        first: the probability of each pair by itself, 0..1.
        report: the number of each clause's report.

    Returns:
        Probabilities in the order of `pairs`, by a logistic scorer whose weights are in `resources/claim_scorer.yaml`;
        the first ones where a report has fewer than FEWEST clauses.
    """
    if not len(pairs):
        return first
    bias, weights = _scorer()
    anew = 1.0 / (1.0 + np.exp(-(rivalry(pairs, first, report) @ weights + bias)))
    told = np.bincount(report)[report[pairs]].min(axis=1)
    return np.where(told >= FEWEST, anew, first)


def rivalry(pairs: NDArray[np.int64], first: NDArray[np.float64], report: NDArray[np.int64]) -> NDArray[np.float64]:
    """The features of pairs beside their rivals, in the order of RIVALRY."""
    ahead = _lead(pairs[:, 0], report[pairs[:, 1]], first)
    behind = _lead(pairs[:, 1], report[pairs[:, 0]], first)
    held = np.clip(first, EDGE, 1 - EDGE)
    least, most = np.minimum(ahead, behind), np.maximum(ahead, behind)
    return np.stack([np.log(held / (1 - held)), least, most, most >= 0, least >= 0], axis=1).astype(np.float64)


def _lead(clause: NDArray[np.int64], other: NDArray[np.int64], first: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much each pair leads the best other one of the same clause with the same other report."""
    order = np.lexsort((-first, other, clause))
    at, value = np.stack([clause, other], axis=1)[order], first[order]
    opens = np.concatenate([[True], (at[1:] != at[:-1]).any(axis=1)])
    start = np.flatnonzero(opens)
    size = np.diff(np.concatenate([start, [len(order)]]))
    best = np.repeat(value[start], size)
    second = np.repeat(np.where(size > 1, value[np.minimum(start + 1, len(order) - 1)], 0.0), size)
    out = np.empty(len(order))
    out[order] = np.where(opens, value - second, value - best)
    return out


@cache
def _scorer() -> tuple[float, NDArray[np.float64]]:
    found = load("claim_scorer")["rivals"]
    return float(found["bias"]), np.array([found["weights"][name] for name in RIVALRY], dtype=np.float64)
