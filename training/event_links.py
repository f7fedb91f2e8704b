"""Fits the weights of sayso.link.events.likeness on ECB+ and on stories and prints resources/event_likeness.yaml.

Usage: python -m training.event_links ECBPLUS_FOLDER STORY_FOLDER... > src/sayso/resources/event_likeness.yaml

Events are found in every training document as in any report; those that overlap a gold mention take its chain. Pairs of
events from different documents of one topic are one event when their chains are the same. A topic of ECB+ holds two
happenings of one kind (two earthquakes, two trials), as a report holds its news beside what came before it. Stories
annotated by hand (gold.json and manifest.jsonl in a folder, as `evals.multisource.write_story` makes them) together
weigh as much as ECB+, each by the root of its number of pairs; their days count as they do in sayso. Logistic
regression by Newton's method with a small L2 penalty; nothing is drawn by chance.

Two tellings of one document, in different sentences, are weighed by themselves, on ECB+ alone and by the features
OF_WORDS; their days count as given, too.

What stands nearest in the other report means little in ECB+, whose documents have two or three sentences: RANKS are
weighed on the stories alone, beside the sum of the other features, which for each story is weighed without it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.events import find_events
from sayso.annotate.names import find_names
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.link.events.likeness import FEATURES, OF_WORDS, compare, day_odds
from sayso.spans import OffsetMap
from sayso.types import Event, Report
from training.ecbplus import corpus_texts
from training.event_stories import Pairs, story_pairs

RANKS = ("nearest", "nearest_both")
PENALTY = 1e-4
STEPS = 40

Told = tuple[str, str, Event, str]


def topics(folder: Path, part: str) -> Iterator[list[Told]]:
    """The events of each topic as (document, text, event, gold chain).

    Args:
        folder: holds ECB_<part>_corpus.txt and ECB_<part>_Event_gold_mentions.json.
        part: "Train" or "Dev".
    """
    texts, places = corpus_texts(folder / f"ECB_{part}_corpus.txt")
    chains: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for mention in json.loads((folder / f"ECB_{part}_Event_gold_mentions.json").read_text(encoding="utf-8")):
        doc, sentence, numbers = mention["doc_id"], mention["sent_id"], mention["tokens_number"]
        first, last = places.get((doc, sentence, numbers[0])), places.get((doc, sentence, numbers[-1]))
        if first and last:
            chains[doc].append((first[0], last[1], mention["coref_chain"]))
    by_topic: dict[str, list[Told]] = defaultdict(list)
    for reading in parse(plain_report(doc, text) for doc, text in texts.items()):
        doc = reading.report.id
        for event in find_events(reading, find_names(reading), find_times(reading), ()):
            span = event.mentions[0]
            found = [chain for start, end, chain in chains[doc] if start < span.end and span.start < end]
            if found:
                by_topic[doc.split("_")[0]].append((doc, reading.report.text, event, found[0]))
    yield from by_topic.values()


def pairs(told: list[Told]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The features of each pair of events from two documents, and whether they are one event."""
    features = compare([t[2] for t in told], [t[1] for t in told])
    chosen = [(i, j) for i in range(len(told)) for j in range(i + 1, len(told)) if told[i][0] != told[j][0]]
    rows = np.array([features[i, j] for i, j in chosen], dtype=np.float32).reshape(-1, len(FEATURES))
    return rows, np.array([told[i][3] == told[j][3] for i, j in chosen], dtype=bool)


def pairs_within(told: list[Told]) -> Pairs:
    """The features OF_WORDS of each pair of events from two sentences of a document, and whether they are one event.

    Returns:
        A row of features for each pair, whether it is one event, and the log odds of its days.
    """
    rows, same, days = [], [], []
    for document in dict.fromkeys(t[0] for t in told):
        own = [t for t in told if t[0] == document]
        events = [t[2] for t in own]
        features, odds = compare(events, [t[1] for t in own])[..., : len(OF_WORDS)], day_odds(events)
        chosen = [
            (i, j)
            for i, j in combinations(range(len(own)), 2)
            if (events[i].what.start, events[i].what.end) != (events[j].what.start, events[j].what.end)
        ]
        rows += [features[i, j] for i, j in chosen]
        same += [own[i][3] == own[j][3] for i, j in chosen]
        days += [odds[i, j] for i, j in chosen]
    return (
        np.array(rows, dtype=np.float32).reshape(-1, len(OF_WORDS)),
        np.array(same, dtype=np.bool_),
        np.array(days, dtype=np.float64),
    )


def fit(
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    counts: NDArray[np.float64] | None = None,
    known: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """The weights of a logistic regression.

    Args:
        x: a row of features for each case.
        y: whether the case is right.
        counts: how much each case weighs; all the same without it.
        known: log odds that are given for each case beside its features.
    """
    weights = np.zeros(x.shape[1])
    shares = np.full(len(y), 1 / len(y)) if counts is None else counts / counts.sum()
    given = np.zeros(len(y)) if known is None else known
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights + given, -30, 30)))
        gradient = x.T @ (shares * (p - y)) + PENALTY * weights
        curvature = (x * (shares * p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def fit_together(x: NDArray[np.float64], y: NDArray[np.bool_], stories: Sequence[Pairs]) -> NDArray[np.float64]:
    """The weights from the pairs of ECB+ and those of the stories, half and half."""
    if not stories:
        return fit(x, y)
    roots = [np.full(len(same), 1 / np.sqrt(max(len(same), 1))) for _, same, _ in stories]
    total = sum(float(r.sum()) for r in roots)
    return fit(
        np.vstack([x, *(rows for rows, _, _ in stories)]).astype(np.float64),
        np.concatenate([y, *(same for _, same, _ in stories)]),
        np.concatenate([np.full(len(y), 1 / len(y)), *(r / total for r in roots)]),
        np.concatenate([np.zeros(len(y)), *(days for _, _, days in stories)]),
    )


def fit_ranks(x: NDArray[np.float64], y: NDArray[np.bool_], stories: Sequence[Pairs]) -> NDArray[np.float64]:
    """The weights of all features: those of the ranks from the stories alone, in the presence of the others."""
    others = [i for i, name in enumerate(FEATURES) if name not in RANKS]
    ranks = [i for i, name in enumerate(FEATURES) if name in RANKS]
    plain = [(rows[:, others], same, days) for rows, same, days in stories]
    weights = np.zeros(len(FEATURES))
    weights[others] = fit_together(x[:, others], y, plain)
    if not stories:
        return weights
    rows, given, counts = [], [], []
    for n, (seen, same, days) in enumerate(stories):
        first = fit_together(x[:, others], y, [p for k, p in enumerate(plain) if k != n])
        rows.append(np.column_stack([seen[:, others] @ first, seen[:, ranks], np.ones(len(same))]))
        given.append(days)
        counts.append(np.full(len(same), 1 / np.sqrt(max(len(same), 1))))
    told = np.concatenate([same for _, same, _ in stories])
    scale, *of_ranks, shift = fit(np.vstack(rows), told, np.concatenate(counts), np.concatenate(given))
    weights *= scale
    weights[ranks] = of_ranks
    weights[FEATURES.index("one")] += shift
    return weights


def average_precision(scores: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    """Mean precision at the ranks of the pairs that are one event."""
    ranked = y[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())


def plain_report(doc: str, text: str) -> Report:
    """A document of the corpus as a report."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Report(id=doc, source=doc, sha256=digest, text=text, offsets=OffsetMap.identity(len(text)))


def main(folder: Path, story_folders: Sequence[Path]) -> None:
    """Fits on the training part and the stories, measures on the development part and prints the lexicon."""
    train_topics, held_topics = list(topics(folder, "Train")), list(topics(folder, "Dev"))
    train = [pairs(t) for t in train_topics]
    held = [pairs(t) for t in held_topics]
    stories = [story_pairs(story) for story in story_folders]
    x, y = np.vstack([p[0] for p in train]).astype(np.float64), np.concatenate([p[1] for p in train])
    weights = fit_ranks(x, y, stories)
    held_x, held_y = np.vstack([p[0] for p in held]).astype(np.float64), np.concatenate([p[1] for p in held])
    within, within_held = _together(map(pairs_within, train_topics)), _together(map(pairs_within, held_topics))
    of_words = fit(within[0].astype(np.float64), within[1], known=within[2])
    print("# Weights of the features by which two tellings are judged to be of one event; written by")
    print(f"# training/event_links.py. Of different reports: from {len(y)} pairs of ECB+, training part (CC BY 3.0),")
    print(f"# and, weighing as much, {sum(len(same) for _, same, _ in stories)} pairs of {len(stories)} annotated")
    print(f"# stories. Average precision on ECB+'s development part: {average_precision(held_x @ weights, held_y):.3f}")
    print(f"# over {len(held_y)} pairs.")
    _write("across", FEATURES, weights)
    print(f"# Of one report: from {len(within[1])} pairs of ECB+, training part. Average precision on its development")
    print(f"# part: {average_precision(within_held[0] @ of_words + within_held[2], within_held[1]):.3f}", end=" ")
    print(f"over {len(within_held[1])} pairs.")
    _write("within", OF_WORDS, of_words)


def _together(found: Iterable[Pairs]) -> Pairs:
    rows, same, days = zip(*found, strict=True)
    return np.vstack(rows), np.concatenate(same), np.concatenate(days)


def _write(name: str, features: Sequence[str], weights: NDArray[np.float64]) -> None:
    print(f"{name}:")
    for feature, weight in zip(features, weights, strict=True):
        print(f"  {feature}: {weight:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
