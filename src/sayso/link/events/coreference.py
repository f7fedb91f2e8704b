"""Which mentions, in whatever documents, name the same event or the same person, body, place or time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.language.hashes import checked
from sayso.link.events.mention_features import compare_mentions
from sayso.link.events.mention_vectors import mention_vectors
from sayso.link.events.mentions import Mention, MentionKind, see
from sayso.link.linkage import average_linkage
from sayso.resources import load

WEIGHTS = "resources/coreference.npz"
KINDS: tuple[MentionKind, ...] = ("event", "entity")
# Groups are joined while the mean over their pairs is at least the first and their best pair at least the second;
# chosen on the training part of ECB+, each topic judged by a scorer that had not seen it.
JOINED: Mapping[MentionKind, tuple[float, float]] = {"event": (0.25, 0.6), "entity": (0.25, 0.5)}
# Pairs below this are left out of the linkage.
LOW = 0.02


def link_mentions(mentions: Iterable[Mention]) -> tuple[int, ...]:
    """Decides which mentions name the same event or entity, within documents and across them.

    Hand in the mentions of one story or topic together: the words around a mention say which of the things like it is
    meant, not which of all the world's. Time and memory grow with the square of the mentions of a kind.

    Args:
        mentions: of events and of entities, in any order; an event is never one with an entity.

    Returns:
        For each mention the number of its group, from 0, in the order of each group's first mention.

    Source: average linkage over the probabilities of a small network that sees named features of each pair and the
        likeness of two vectors, which all-MiniLM-L6-v2 gives after training on ECB+ (Cybulska and Vossen 2014);
        scores beside the same-lemma baseline in evals/ecbplus.py.
    """
    given = tuple(mentions)
    if not given:
        return ()
    weights = _weights()
    vectors = mention_vectors(given, {kind: weights[f"{kind}.projection"] for kind in KINDS})
    group: dict[int, int] = {}
    for kind in KINDS:
        own = [i for i, m in enumerate(given) if m.kind == kind]
        if own:
            alike = _probabilities([given[i] for i in own], kind, vectors[own])
            group.update((own[i], own[first]) for i, first in enumerate(cluster(alike, kind)))
    number = {first: n for n, first in enumerate(sorted(set(group.values())))}
    return tuple(number[group[i]] for i in range(len(given)))


def cluster(alike: NDArray[np.float64], kind: MentionKind) -> list[int]:
    """For each mention the first of its group, from the probabilities of each two."""
    least, strong = JOINED[kind]
    pairs = {(int(i), int(j)): float(alike[i, j]) for i, j in np.argwhere(np.triu(alike, 1) > LOW)}
    first = {i: found[0] for found in average_linkage(len(alike), pairs, least, strong) for i in found}
    return [first[i] for i in range(len(alike))]


def _probabilities(mentions: Sequence[Mention], kind: MentionKind, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """How probable it is that each two mentions of one kind name the same, 0 to 1, as an array (n, n)."""
    return score(compare_mentions(mentions, see(mentions), lemma_pairs(kind), vectors), _weights(), kind)


def score(
    features: NDArray[np.float32], weights: Mapping[str, NDArray[np.float32]], kind: MentionKind
) -> NDArray[np.float64]:
    """The probabilities that the network of one kind gives to rows of features."""
    x = (features - weights[f"{kind}.mean"]) / weights[f"{kind}.spread"]
    layers = sum(name.startswith(f"{kind}.layer") for name in weights)
    for n in range(layers):
        x = np.concatenate([x, np.ones((*x.shape[:-1], 1), dtype=np.float32)], axis=-1) @ weights[f"{kind}.layer{n}"]
        if n < layers - 1:
            x = np.maximum(x, 0.0)
    return np.asarray(1 / (1 + np.exp(-x[..., 0].astype(np.float64))), dtype=np.float64)


@lru_cache(maxsize=2)
def lemma_pairs(kind: MentionKind) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Pairs of head lemmas: how often they named the same in the training part, and how often they met in a topic."""
    table: Mapping[str, Mapping[str, Sequence[int]]] = load("coreference")[kind]
    return {(a, b): (counts[0], counts[1]) for a, others in table.items() for b, counts in others.items()}


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, NDArray[np.float32]]:
    with np.load(checked(WEIGHTS)) as stored:
        return {name: np.asarray(stored[name], dtype=np.float32) for name in stored.files}
