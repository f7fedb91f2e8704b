"""Trains the PLOVER coder of sayso.annotate.plover_model and writes its weights.

Usage: python -m training.events PLV_TRAIN.tsv

A softmax regression with L2 penalty over MiniLM embeddings of the sentence, its parties masked, and the codes that
plover.yaml finds in it. It is fitted with Adam in full batches from zero weights; no random numbers are drawn, so the
same data give the same weights. Classes are weighted by the square root of their rarity. The penalty was chosen by
five-fold cross-validation on the training set among 1e-3, 3e-4, 1e-4.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import ROOTS
from sayso.annotate.plover_model import WEIGHTS, features

PENALTY = 3e-4
STEPS = 400
RATE = 0.02
OUT = Path(__file__).parents[1] / "src" / "sayso" / "resources" / WEIGHTS


def fit(x: NDArray[np.float32], y: NDArray[np.int64], penalty: float = PENALTY) -> NDArray[np.float32]:
    """The weights (features by codes) of a softmax regression.

    Args:
        x: features, one row for each case.
        y: the place of each case's code in ROOTS.
        penalty: of the weights' squares.
    """
    truth = np.eye(len(ROOTS))[y]
    rarity = 1 / np.sqrt(np.maximum(truth.sum(axis=0), 1))
    weight = rarity[y] / rarity[y].mean()
    weights = np.zeros((x.shape[1], len(ROOTS)))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = x @ weights
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (scores / scores.sum(axis=1, keepdims=True) - truth) * weight[:, None]
        gradient = x.T @ error / len(x) + penalty * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights.astype(np.float32)


def main(path: Path) -> None:
    """Trains on a file of marked sentences and writes the weights beside the lexicons."""
    from evals.events import read_marked

    cases, codes = read_marked(path)
    weights = fit(features(cases), np.array([ROOTS.index(c) for c in codes]))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    np.savez_compressed(OUT, weights=weights.astype(np.float16), trained_on=np.array(digest))
    print(f"{OUT.name}: {len(cases)} sentences, {weights.shape[0]} features, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
