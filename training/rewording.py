"""Fits the trees of sayso.link.copies.rewording and joins them with the pair model; prints resources/rewording.yaml.

Usage: python -m training.rewording MRPC_TRAIN.txt HELD_OUT.npy > src/sayso/resources/rewording.yaml

HELD_OUT holds what the pair model says of each pair when trained without it (`training.pairs.export` writes it). Trees
and model are joined by a logistic regression over what both say of pairs that they have not seen.

Boosted trees with a logistic loss and second-order leaves (Friedman 2001; Chen & Guestrin 2016). The features, the
number of trees and the kind of model were chosen by five-fold cross-validation on the training part. There a logistic
regression over the same features is as accurate within one draw of the folds, but saturates where two sentences share
nearly all of their words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.copies.rewording import DEPTH, FEATURES, compare, log_odds, sentence

TREES = 160
RATE = 0.07
PENALTY = 5.0
FEWEST = 20
ROWS = 0.7
COLUMNS = 0.3
BINS = 32
FOLDS = 5
SEED = 7

Values = NDArray[np.float64]


@dataclass
class Tree:
    """One tree, complete to DEPTH: the feature and threshold of each split, breadth first, and the leaves' values."""

    split: list[int] = field(default_factory=lambda: [0] * (2**DEPTH - 1))
    at: list[float] = field(default_factory=lambda: [float("inf")] * (2**DEPTH - 1))
    value: list[float] = field(default_factory=lambda: [0.0] * 2**DEPTH)

    def __call__(self, x: Values) -> Values:
        """The value of the leaf that each row comes to."""
        split, at, value = np.array(self.split), np.array(self.at), np.array(self.value)
        node = np.zeros(len(x), dtype=int)
        for _ in range(DEPTH):
            node = 2 * node + 1 + (x[np.arange(len(x)), split[node]] >= at[node])
        return np.asarray(value[node - (2**DEPTH - 1)])


def read_pairs(path: Path) -> tuple[list[tuple[str, str]], Values]:
    """The pairs of sentences of a part of MRPC, and 1 for those judged to mean the same.

    Args:
        path: a TSV file of the corpus: label, two ids, two sentences, with a header line.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").split("\n")[1:]]
    rows = [r for r in rows if len(r) == 5]
    return [(r[3], r[4]) for r in rows], np.array([float(r[0]) for r in rows])


def table(pairs: Sequence[tuple[str, str]]) -> Values:
    """The features of each pair, a row each."""
    texts = list(dict.fromkeys(t for pair in pairs for t in pair))
    known = {}
    for start in range(0, len(texts), 4096):
        part = texts[start : start + 4096]
        known.update({t: sentence(t, v) for t, v in zip(part, embed(part), strict=True)})
    return np.vstack(
        [compare([(known[x], known[y]) for x, y in pairs[i : i + 200]]) for i in range(0, len(pairs), 200)]
    )


def fit(x: Values, y: Values, seed: int = SEED) -> tuple[float, list[Tree]]:
    """The bias and the trees."""
    random = np.random.default_rng(seed)
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in x.T]
    bins = np.stack([np.searchsorted(e, column, side="right") for e, column in zip(edges, x.T, strict=True)], axis=1)
    bias = float(np.log(y.mean() / (1 - y.mean())))
    score = np.full(len(y), bias)
    trees = []
    for _ in range(TREES):
        p = 1 / (1 + np.exp(-score))
        rows = np.flatnonzero(random.random(len(y)) < ROWS)
        columns = random.permutation(x.shape[1])[: int(x.shape[1] * COLUMNS)]
        tree = Tree()
        _grow(tree, 0, rows, p - y, p * (1 - p), bins, edges, columns)
        trees.append(tree)
        score += tree(x)
    return bias, trees


def _grow(
    tree: Tree,
    node: int,
    rows: NDArray[np.intp],
    slope: Values,
    curve: Values,
    bins: NDArray[np.intp],
    edges: Sequence[Values],
    columns: NDArray[np.intp],
) -> None:
    total, weight = slope[rows].sum(), curve[rows].sum()
    if node >= 2**DEPTH - 1:
        tree.value[node - (2**DEPTH - 1)] = float(-RATE * total / (weight + PENALTY))
        return
    best, gain = (0, 0), 1e-6
    for column in columns:
        size = len(edges[column]) + 1
        left = np.cumsum(np.bincount(bins[rows, column], slope[rows], size))[:-1]
        left_weight = np.cumsum(np.bincount(bins[rows, column], curve[rows], size))[:-1]
        count = np.cumsum(np.bincount(bins[rows, column], minlength=size))[:-1]
        gains = left**2 / (left_weight + PENALTY) + (total - left) ** 2 / (weight - left_weight + PENALTY)
        gains = np.where((count >= FEWEST) & (len(rows) - count >= FEWEST), gains - total**2 / (weight + PENALTY), 0.0)
        if len(gains) and gains.max() > gain:
            best, gain = (int(column), int(gains.argmax())), float(gains.max())
    if gain > 1e-6:
        tree.split[node], tree.at[node] = best[0], float(edges[best[0]][best[1]])
        right = bins[rows, best[0]] > best[1]
    else:
        right = np.zeros(len(rows), dtype=bool)
    for child, part in ((2 * node + 1, rows[~right]), (2 * node + 2, rows[right])):
        _grow(tree, child, part, slope, curve, bins, edges, columns)


def predict(model: tuple[float, list[Tree]], x: Values) -> Values:
    """The probability of each row."""
    bias, trees = model
    return np.asarray(1 / (1 + np.exp(-(bias + sum(tree(x) for tree in trees)))))


def accuracy_and_f1(p: Values, y: Values) -> tuple[float, float]:
    """Accuracy, and F1 of those that mean the same, at one half."""
    found = p >= 0.5
    hits = float((found & (y == 1)).sum())
    return float((found == (y == 1)).mean()), 2 * hits / max(1.0, float(found.sum() + y.sum()))


def cross_validated(x: Values, y: Values) -> Values:
    """The probability of each row by trees that have not seen it, in FOLDS folds."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(y))
    p = np.zeros(len(y))
    for k in range(FOLDS):
        p[fold == k] = predict(fit(x[fold != k], y[fold != k]), x[fold == k])
    return p


def join(by_trees: Values, by_model: Values, y: Values) -> tuple[Values, Values]:
    """Bias and weights of a logistic regression over the two log odds, and what it says in FOLDS folds."""
    x = np.stack([np.ones(len(y)), log_odds(by_trees), log_odds(by_model)], axis=1)
    fold = np.random.default_rng(SEED + 1).integers(0, FOLDS, len(y))
    p = np.zeros(len(y))
    for k in range(FOLDS):
        p[fold == k] = 1 / (1 + np.exp(-(x[fold == k] @ _logistic(x[fold != k], y[fold != k]))))
    return _logistic(x, y), p


def _logistic(x: Values, y: Values) -> Values:
    weights = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-(x @ weights)))
        weights += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-6 * np.eye(len(weights)), x.T @ (y - p))
    return weights


def main(path: Path, held_out: Path) -> None:
    """Fits on the training part and prints the lexicon."""
    pairs, y = read_pairs(path)
    x = table(pairs)
    by_trees, by_model = cross_validated(x, y), np.load(held_out)
    weights, joined = join(by_trees, by_model, y)
    bias, trees = fit(x, y)
    print("# The trees by which a sentence says in other words what another says (sayso.link.copies.rewording), each")
    print("# complete and breadth first, and how they count together with the pair model; written by")
    print(f"# training/rewording.py from {len(y)} pairs of MRPC, training part, seed {SEED}; do not edit.")
    for name, p in (("trees", by_trees), ("pair model", by_model), ("both", joined)):
        accuracy, f1 = accuracy_and_f1(p, y)
        print(f"# Cross-validated there, {name}: accuracy {accuracy:.3f}, F1 {f1:.3f}.")
    print(f"together: {{bias: {weights[0]:.4f}, trees: {weights[1]:.4f}, model: {weights[2]:.4f}}}")
    print(f"bias: {bias:.4f}")
    print("trees:")
    for tree in trees:
        at = ", ".join(".inf" if t == float("inf") else f"{t:.4g}" for t in tree.at)
        value = ", ".join(f"{v:.4f}" for v in tree.value)
        print(f"- {{split: [{', '.join(FEATURES[s] for s in tree.split)}], at: [{at}], value: [{value}]}}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
