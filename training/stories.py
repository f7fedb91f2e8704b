"""Fits what tells stories apart: a projection of the embedder's vectors, the weights, and how common terms are.

    python -m training.stories ALLSIDES/train.jsonl

The file has one report a line: story, title, text. Writes `stories.npz` (projection, frequencies of terms) and
`stories.yaml` (weights) into src/sayso/resources. The log odds that two reports tell one story are fitted on all pairs
of reports of 500 stories drawn at each step: a weight for the cosine of their projected vectors, one for the cosine of
their terms, a bias, and the projection itself, all at once (sigmoid loss, Adam). The steps are few since the projection
learns the training stories by heart after some 150. A fifth of the stories is kept aside to place the threshold: where
average linkage has the best B-cubed F1, taken as the middle of all thresholds that come within .003 of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.clusters import bcubed
from sayso.language.embed import embed
from sayso.link.stories.features import LEAD
from sayso.link.stories.linkage import cut, join_order
from sayso.link.stories.terms import PLACES, Frequencies, find_terms

SEED = 7
WIDTH = 256
STEPS = 120
STORIES = 500
RATE = 0.001
KEPT_ASIDE = 0.2
PLATEAU = 0.003
# the least reports that a term must stand in to be in the prior: names of one story are no news of another's
LEAST = 3
RESOURCES = Path(__file__).parent.parent / "src" / "sayso" / "resources"
Floats = NDArray[np.float32]


def terms_matrix(rows: list[dict[str, Any]], frequencies: Frequencies) -> list[dict[int, int]]:
    """Weighed terms of each report."""
    return [frequencies.weigh(find_terms(r["title"] or "", r["text"][:LEAD])) for r in rows]


def cosines(terms: list[dict[int, int]]) -> Floats:
    """Cosine of the terms of each two reports."""
    held: dict[int, list[tuple[int, int]]] = {}
    for i, one in enumerate(terms):
        for term, weight in one.items():
            held.setdefault(term, []).append((i, weight))
    out = np.zeros((len(terms), len(terms)), dtype=np.float32)
    for postings in held.values():
        places = np.array([i for i, _ in postings])
        weights = np.array([w for _, w in postings], dtype=np.float32)
        out[np.ix_(places, places)] += np.outer(weights, weights)
    return out / 1e6


class Fit:
    """The projection and the three weights, fitted by Adam."""

    def __init__(self, vectors: Floats) -> None:
        _, _, axes = np.linalg.svd(vectors, full_matrices=False)
        self.projection = axes[:WIDTH].T.copy()
        self.weights = np.array([8.0, 16.0, -9.0])
        self._moments = [np.zeros_like(self.projection), np.zeros_like(self.projection), np.zeros(3), np.zeros(3)]

    def step(self, number: int, vectors: Floats, terms: Floats, same: NDArray[np.bool_]) -> None:
        """One step down the sigmoid loss over all pairs of a batch."""
        raw = vectors @ self.projection
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        turned = raw / lengths
        near = turned @ turned.T
        odds = self.weights[0] * near + self.weights[1] * terms + self.weights[2]
        error = (1 / (1 + np.exp(-odds)) - same) / len(vectors)
        np.fill_diagonal(error, 0)
        slopes = np.array([(error * near).sum(), (error * terms).sum(), error.sum()])
        pull = self.weights[0] * (error + error.T) @ turned
        pull = (pull - (pull * turned).sum(1, keepdims=True) * turned) / lengths
        self.projection = self._adam(0, number, self.projection, (vectors.T @ pull).astype(np.float32), RATE)
        self.weights = self._adam(2, number, self.weights, slopes, 0.1)

    def _adam(self, at: int, number: int, value: Any, slope: Any, rate: float) -> Any:
        self._moments[at] = 0.9 * self._moments[at] + 0.1 * slope
        self._moments[at + 1] = 0.99 * self._moments[at + 1] + 0.01 * slope**2
        mean, spread = self._moments[at] / (1 - 0.9**number), self._moments[at + 1] / (1 - 0.99**number)
        return value - (rate * mean / (np.sqrt(spread) + 1e-8)).astype(value.dtype)


def fit(vectors: Floats, terms: Floats, story: NDArray[np.int64]) -> Fit:
    """The weights fitted on these reports."""
    draw = np.random.default_rng(SEED)
    fitted = Fit(vectors)
    names = np.unique(story)
    for number in range(1, STEPS + 1):
        batch = np.flatnonzero(np.isin(story, draw.choice(names, STORIES, replace=False)))
        same = story[batch][:, None] == story[batch][None, :]
        fitted.step(number, vectors[batch], terms[np.ix_(batch, batch)], same)
    return fitted


def main() -> None:
    """Fit on four fifths to place the threshold, then on all, and write both files."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    names = {name: i for i, name in enumerate(dict.fromkeys(r["story"] for r in rows))}
    story = np.array([names[r["story"]] for r in rows])
    frequencies = Frequencies(0, np.zeros(PLACES, dtype=np.uint32))
    for row in rows:
        frequencies.learn(find_terms(row["title"] or "", row["text"][:LEAD]))
    texts = [" ".join(f"{r['title'] or ''} {r['text'][:LEAD]}".split()) for r in rows]
    vectors = np.concatenate([embed(texts[i : i + 256]) for i in range(0, len(texts), 256)])
    terms = cosines(terms_matrix(rows, frequencies))
    aside = story >= len(names) * (1 - KEPT_ASIDE)
    trial = fit(vectors[~aside], terms[np.ix_(~aside, ~aside)], story[~aside])
    threshold, reached = place_threshold(trial, vectors[aside], terms[np.ix_(aside, aside)], story[aside])
    final = fit(vectors, terms, story)
    common = np.flatnonzero(frequencies.counts >= LEAST)
    np.savez_compressed(
        RESOURCES / "stories.npz",
        projection=final.projection.astype(np.float16),
        terms=common.astype(np.uint32),
        counts=frequencies.counts[common].astype(np.uint16),
        reports=np.uint32(frequencies.reports),
    )
    bias = final.weights[2] - threshold + np.log(aside.sum())
    print(f"vector: {final.weights[0]:.3f}\nterms: {final.weights[1]:.3f}\nbias: {bias:.3f}")
    print(f"held out: F1 {reached:.3f} at {threshold:.2f}; pairs alone would have had the bias {final.weights[2]:.3f}")


def place_threshold(fitted: Fit, vectors: Floats, terms: Floats, story: NDArray[np.int64]) -> tuple[float, float]:
    """Log odds from which two groups are one story, and the B-cubed F1 reached there."""
    turned = vectors @ fitted.projection
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    odds = fitted.weights[0] * turned @ turned.T + fitted.weights[1] * terms + fitted.weights[2]
    joins = list(join_order(odds.astype(np.float64), [1] * len(story)))
    gold = {str(i): int(name) for i, name in enumerate(story)}
    scores = {}
    for least in np.arange(-6.0, 6.0, 0.1):
        groups = cut(joins, len(story), float(least))
        found = {str(i): number for number, group in enumerate(groups) for i in group}
        scores[float(least)] = bcubed(found, gold)[2]
    best = max(scores.values())
    near = [least for least, score in scores.items() if score >= best - PLATEAU]
    print(f"held out: best F1 {best:.4f}, thresholds within {PLATEAU} of it {min(near):.1f} to {max(near):.1f}")
    return float(np.mean(near)), best


if __name__ == "__main__":
    main()
