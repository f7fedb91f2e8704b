"""What the pair model's scores and the cosine of the texts are worth together, fitted on pairs that were held out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sayso.language.pairs import FIRST_OF_CLAIMS, JUDGEMENTS
from training.pairs.data import SCORES, Pair, fold_of

# of the weights: half the inverse of the variance of a Gaussian around 0
PRIOR = 0.02
# folds in which what the scores are worth is tried, by groups: many, so that the share of true pairs stays the same
FOLDS = 20

Values = NDArray[np.float64]


def read_held_out(folder: Path, pairs: Sequence[Pair]) -> Values:
    """The scores of every pair by the model that did not see it."""
    out = np.full((len(pairs), len(SCORES)), np.nan)
    for path in sorted(folder.glob("held_out_*.npz")):
        with np.load(path) as part:
            out[part["rows"]] = part["scores"]
    return out


def merged(scores: Values) -> Values:
    """Scores for JUDGEMENTS: what differs joins what is apart, since it is not told from it."""
    differs, apart = SCORES.index("differs"), SCORES.index("apart")
    return np.column_stack([scores[:, :differs], np.logaddexp(scores[:, differs], scores[:, apart])])


def calibrate(scores: Values, cosine: Values, pairs: Sequence[Pair]) -> Values:
    """For each score a factor, what the cosine adds, and a summand: three rows.

    A question of its own: logistic regression over its score and the cosine (Platt 1999). The exclusive ones: one
    factor, the cosine and a summand each (vector scaling). Fitted by likelihood on the pairs that answer the question,
    made ones left out.
    """
    out = np.zeros((3, len(JUDGEMENTS)))
    for column in range(FIRST_OF_CLAIMS):
        task = "paraphrase" if column == 0 else "support"
        rows = [k for k, p in enumerate(pairs) if p.task == task]
        answers = np.array([pairs[k].answer[max(0, column - 1)] for k in rows])
        x = np.column_stack([scores[rows, column], cosine[rows], np.ones(len(rows))])
        out[:, column] = _logistic(x, answers)
    rows = [k for k, p in enumerate(pairs) if p.task == "claims" and p.key]
    answers = np.array([(*pairs[k].answer[:2], sum(pairs[k].answer[2:])) for k in rows])
    mine, near = scores[rows, FIRST_OF_CLAIMS:], cosine[rows]
    others = mine.shape[1] - 1

    def surprise(x: Values) -> float:
        z = mine * x[0] + near[:, None] * np.append(x[1 : 1 + others], 0.0) + np.append(x[1 + others :], 0.0)
        z = z - z.max(axis=1, keepdims=True)
        return float(-(answers * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum() + PRIOR * (x**2).sum())

    found = minimize(surprise, np.array([1.0, *np.zeros(2 * others)]), method="BFGS").x
    out[0, FIRST_OF_CLAIMS:] = found[0]
    out[1, FIRST_OF_CLAIMS:-1], out[2, FIRST_OF_CLAIMS:-1] = found[1 : 1 + others], found[1 + others :]
    return out


def apply(fitted: Values, scores: Values, cosine: Values) -> Values:
    """The calibrated scores."""
    return np.asarray(scores * fitted[0] + cosine[:, None] * fitted[1] + fitted[2])


def held_out_calibrated(scores: Values, cosine: Values, pairs: Sequence[Pair]) -> Values:
    """Scores as `calibrate` makes them of the other folds."""
    out = np.zeros_like(scores)
    fold = np.array([fold_of(p, FOLDS) for p in pairs])
    for k in range(FOLDS):
        others = np.flatnonzero(fold != k)
        fitted = calibrate(scores[others], cosine[others], [pairs[i] for i in others])
        out[fold == k] = apply(fitted, scores[fold == k], cosine[fold == k])
    return out


def _logistic(x: Values, answers: Values) -> Values:
    def surprise(weights: Values) -> float:
        z = x @ weights
        return float((np.logaddexp(0, z) - answers * z).sum() + PRIOR * (weights**2).sum())

    return np.asarray(minimize(surprise, np.zeros(x.shape[1]), method="BFGS").x)


def describe(probability: Values, pairs: Sequence[Pair]) -> list[str]:
    """How good held-out probabilities are, a line a question: accuracy, F1 at one half, area under the ROC curve."""
    lines = []
    asked = {
        "paraphrase": ("paraphrase", lambda p: p.answer[0], (0,)),
        "strengthens": ("support", lambda p: p.answer[0], (1,)),
        "weakens": ("support", lambda p: p.answer[1], (2,)),
        "one claim": ("claims", lambda p: p.answer[0] + p.answer[1], (3, 4)),
        "same": ("claims", lambda p: p.answer[0], (3,)),
    }
    for name, (task, answer, columns) in asked.items():
        rows = [k for k, p in enumerate(pairs) if p.task == task and (p.key or task != "claims")]
        true = np.array([answer(pairs[k]) >= 0.5 for k in rows])
        said = probability[rows][:, columns].sum(axis=1)
        hits = (true & (said >= 0.5)).sum()
        f1 = 2 * hits / max(1, true.sum() + (said >= 0.5).sum())
        above = (said[true][:, None] > said[~true][None, :]).mean()
        lines.append(
            f"{name:12s} {len(rows)} pairs, {true.sum()} true: accuracy {((said >= 0.5) == true).mean():.3f}, "
            f"F1 {f1:.3f}, area {above:.3f}"
        )
    return lines
