"""Fits the scorer of sayso.link.events.coreference on ECB+ and writes resources/coreference.npz and coreference.yaml.

Usage: python -m training.coreference ECBPLUS_FOLDER VECTORS_FOLDER RESOURCES_FOLDER

VECTORS_FOLDER holds what training/mention_encoder.py wrote: half0.npz and half1.npz with the vectors of mentions that
the encoder had not seen, and projections.npz. Pairs of mentions of one topic are rows of features; the pairs of head
lemmas that name the same are counted in the other topics alone. A network with two hidden layers is fitted by Adam
(Kingma and Ba 2015); a topic weighs by the root of its number of pairs. Before the one that is written, five are fitted
on four fifths of the topics each, and what they say of the fifth is scored.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.partitions import conll
from sayso.link.events.coreference import cluster, score
from sayso.link.events.mention_features import FEATURES, LemmaPairs, compare_mentions
from sayso.link.events.mentions import MentionKind, Seen, see
from training.ecbplus import KINDS, Gold, read_gold

FOLDS, SEED, STEP, EPOCHS, BATCH, HIDDEN, DROP, DECAY = 5, 0, 3e-3, 4, 1024, (48, 24), 0.1, 0.01
SMALLEST = 1e-3  # what a feature varies by at least

Floats = NDArray[np.float32]
Counts = dict[tuple[str, str], list[int]]
Topic = tuple[list[Gold], Floats, NDArray[np.bool_]]  # its mentions, (n, n, features), (n, n) whether they are one


def read_topics(folder: Path, vectors: Path, kind: MentionKind) -> tuple[dict[str, Topic], LemmaPairs]:
    """The mentions of each topic with the features of each two, and the lemma pairs of all topics."""
    gold = read_gold(folder, "Train", kind)
    seen = see([g.mention for g in gold])
    known = np.zeros((len(gold), 0), dtype=np.float32)
    # the halves number the mentions of both kinds on
    offset = 0 if kind == next(iter(KINDS)) else len(read_gold(folder, "Train", next(iter(KINDS))))
    for half in (0, 1):
        with np.load(vectors / f"half{half}.npz") as stored:
            at, found = stored[f"{kind}.at"] - offset, stored[f"{kind}.vectors"]
        if not known.shape[1]:
            known = np.zeros((len(gold), found.shape[1]), dtype=np.float32)
        known[at] = found
    members: dict[str, list[int]] = defaultdict(list)
    for i, g in enumerate(gold):
        members[g.topic].append(i)
    counts = {t: lemma_counts([gold[i] for i in own], [seen[i] for i in own]) for t, own in members.items()}
    every = added(counts.values())
    topics: dict[str, Topic] = {}
    for topic, own in members.items():
        rest = less(every, counts[topic])
        features = compare_mentions([gold[i].mention for i in own], [seen[i] for i in own], rest, known[own])
        chains = np.array([gold[i].chain for i in own])
        topics[topic] = ([gold[i] for i in own], features, np.equal.outer(chains, chains))
    return topics, less(every, {})


def lemma_counts(gold: Sequence[Gold], seen: Sequence[Seen]) -> Counts:
    """For each two head lemmas of a topic how often they name the same, and how often they meet."""
    counts: Counts = defaultdict(lambda: [0, 0])
    for i, g in enumerate(gold):
        for h, s in zip(gold[i + 1 :], seen[i + 1 :], strict=True):
            pair = counts[min(seen[i].head, s.head), max(seen[i].head, s.head)]
            pair[0] += g.chain == h.chain
            pair[1] += 1
    return counts


def added(counts: Iterable[Counts]) -> Counts:
    """The counts of all topics together."""
    total: Counts = defaultdict(lambda: [0, 0])
    for one in counts:
        for pair, (together, beside) in one.items():
            total[pair][0] += together
            total[pair][1] += beside
    return total


def less(counts: Counts, own: Counts) -> dict[tuple[str, str], tuple[int, int]]:
    """The pairs that name the same in other topics than one's own, with their counts there."""
    none = [0, 0]
    rest = {p: (n[0] - own.get(p, none)[0], n[1] - own.get(p, none)[1]) for p, n in counts.items() if n[0]}
    return {pair: counted for pair, counted in rest.items() if counted[0]}


def fit(topics: Sequence[Topic], kind: MentionKind) -> dict[str, Floats]:
    """The network's weights: layers with a bias row, and the mean and spread of each feature."""
    chance = np.random.default_rng(SEED)
    rows, same, weight = [], [], []
    for _, features, one in topics:
        upper = np.triu_indices(len(one), 1)
        rows.append(features[upper])
        same.append(one[upper])
        weight.append(np.full(len(upper[0]), 1 / np.sqrt(max(len(upper[0]), 1))))
    x, y, w = np.concatenate(rows), np.concatenate(same).astype(np.float32), np.concatenate(weight).astype(np.float32)
    w /= w.mean()
    mean, spread = x.mean(axis=0), x.std(axis=0) + SMALLEST
    x = (x - mean) / spread
    sizes = (x.shape[1], *HIDDEN, 1)
    layers = [
        np.vstack([chance.normal(0, np.sqrt(2 / a), (a, b)), np.zeros((1, b))]).astype(np.float32)
        for a, b in pairwise(sizes)
    ]
    first, second = [np.zeros_like(m) for m in layers], [np.zeros_like(m) for m in layers]
    steps, n = EPOCHS * -(-len(x) // BATCH), 0
    for _ in range(EPOCHS):
        order = chance.permutation(len(x))
        for start in range(0, len(x), BATCH):
            chosen = order[start : start + BATCH]
            gradients = gradient(layers, x[chosen], y[chosen], w[chosen], chance)
            n += 1
            pace = STEP * min(n / (0.2 * steps), (steps - n) / (0.8 * steps))
            for m, g, a, b in zip(layers, gradients, first, second, strict=True):
                a += 0.1 * (g - a)
                b += 0.001 * (g * g - b)
                m -= pace * (a / (1 - 0.9**n) / (np.sqrt(b / (1 - 0.999**n)) + 1e-8) + DECAY * m)
    named = {f"{kind}.layer{k}": layer for k, layer in enumerate(layers)}
    return {f"{kind}.mean": mean, f"{kind}.spread": spread, **named}


def gradient(layers: Sequence[Floats], x: Floats, y: Floats, w: Floats, chance: np.random.Generator) -> list[Floats]:
    """The gradient of the weighted logistic loss, with some of the first hidden layer left out by chance."""
    inputs = []
    for k, layer in enumerate(layers):
        inputs.append(np.hstack([x, np.ones((len(x), 1), dtype=np.float32)]))
        x = inputs[-1] @ layer
        if k < len(layers) - 1:
            x = np.maximum(x, 0.0)
            if k == 0:
                x *= (chance.random(x.shape) > DROP) / (1 - DROP)
    error = (w * (1 / (1 + np.exp(-np.clip(x[:, 0], -30, 30))) - y) / len(y))[:, None]
    out: list[Floats] = []
    for k in range(len(layers) - 1, -1, -1):
        out.append((inputs[k].T @ error).astype(np.float32))
        if k:
            error = (error @ layers[k][:-1].T) * (inputs[k][:, :-1] > 0) / (1 - DROP if k == 1 else 1)
    return out[::-1]


def cross_validated(topics: Mapping[str, Topic], kind: MentionKind) -> dict[str, float]:
    """CoNLL F1 over topics that are each judged by a network that has not seen them."""
    names = list(topics)
    found: dict[str, object] = {}
    gold: dict[str, str] = {}
    for fold in range(FOLDS):
        weights = fit([topics[t] for i, t in enumerate(names) if i % FOLDS != fold], kind)
        for topic in names[fold::FOLDS]:
            mentions, features, _ = topics[topic]
            for i, group in enumerate(cluster(score(features, weights, kind), kind)):
                found[f"{topic} {i}"] = (topic, group)
                gold[f"{topic} {i}"] = mentions[i].chain
    return conll(found, gold)


def main(folder: Path, vectors: Path, resources: Path) -> None:
    """Fits both scorers, prints what they reach on topics they have not seen, and writes them."""
    weights: dict[str, Floats] = {}
    lines = [
        "# Pairs of head lemmas that name the same in ECB+, training part (CC BY 3.0): how often they do, and how",
        "# often the two meet in one topic; written by training/coreference.py.",
    ]
    with np.load(vectors / "projections.npz") as stored:
        weights.update({f"{kind}.projection": stored[kind].astype(np.float16) for kind in KINDS})
    for kind in KINDS:
        topics, pairs = read_topics(folder, vectors, kind)
        scores = cross_validated(topics, kind)
        print(kind, {name: round(value, 3) for name, value in scores.items()}, flush=True)
        weights.update(fit(list(topics.values()), kind))
        lines.append(f"{kind}:")
        by_first: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for (a, b), counts in sorted(pairs.items()):
            by_first[a][b] = list(counts)
        lines += [f"  {json.dumps(a)}: {json.dumps(others)}" for a, others in by_first.items()]
    np.savez_compressed(resources / "coreference.npz", **weights)  # type: ignore[arg-type]
    (resources / "coreference.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(FEATURES)} features")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
