"""`python -m bench stories [--data FOLDER] [--record]`: reports into stories beside what others would do.

B-cubed F1 on the reports of 56 events (multisource) and on titles and leads of AllSides' validation part, shuffled,
each read from title and the first 1,200 characters. The others: single pass joins a report to the story whose centre is
nearest by cosine, as reports come; average linkage joins all at once. Each with TF-IDF (words, sublinear, of the
reports at hand) and with the vectors of all-MiniLM-L6-v2 that sayso ships. Their thresholds are the best of fifteen on
the very reports that are scored, one for each collection; sayso has one set of weights for both. What is timed is
reading features and joining.
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.side_by_side import Comparison, Rows, each
from bench.side_by_side import run as run_comparison
from evals.clusters import bcubed, shuffled
from sayso.language import embed as embedder
from sayso.language.embed import embed
from sayso.link.stories.features import LEAD, FeatureReader, Features
from sayso.link.stories.linkage import cut, join_order
from sayso.spans import OffsetMap
from sayso.stream import group_features
from sayso.stream.decider import Decider
from sayso.types import Report

Floats = NDArray[np.float32]
Groups = Mapping[str, object]
COLUMNS = ("multisource", "allsides", "reports_per_cpu_second")
NEVER = 10**7
THRESHOLDS = {"TF-IDF": np.linspace(0.05, 0.4, 15), "MiniLM": np.linspace(0.3, 0.72, 15)}
_WORD = re.compile(r"\w\w+")


def tfidf(texts: Sequence[str]) -> Floats:
    """A row of length 1 for each text."""
    counts = [Counter(_WORD.findall(text.lower())) for text in texts]
    frequency = Counter(word for words in counts for word in words)
    places = {word: i for i, word in enumerate(frequency)}
    out = np.zeros((len(texts), len(places)), dtype=np.float32)
    for row, words in zip(out, counts, strict=True):
        for word, count in words.items():
            row[places[word]] = (1 + math.log(count)) * (1 + math.log((1 + len(texts)) / (1 + frequency[word])))
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    return out


def minilm(texts: Sequence[str]) -> Floats:
    """The embedder's row of length 1 for each text."""
    return embed(texts)


def single_pass(vectors: Floats, least: float) -> list[int]:
    """Each report joins the story whose centre is nearest, or founds one."""
    centres = np.zeros((len(vectors), vectors.shape[1]), dtype=np.float32)
    found: list[int] = []
    known = 0
    for vector in vectors:
        lengths = np.linalg.norm(centres[:known], axis=1)
        near = centres[:known] @ vector / np.maximum(lengths, 1e-9)
        best = int(near.argmax()) if known else 0
        if not known or near[best] < least:
            best, known = known, known + 1
        centres[best] += vector
        found.append(best)
    return found


def average_linkage(vectors: Floats, thresholds: Iterable[float]) -> list[list[int]]:
    """The stories of average linkage for each threshold."""
    near = (vectors @ vectors.T).astype(np.float64)
    joins = list(join_order(near, [1] * len(vectors)))
    out = []
    for least in thresholds:
        groups = cut(joins, len(vectors), least)
        found = {report: number for number, group in enumerate(groups) for report in group}
        out.append([found[i] for i in range(len(vectors))])
    return out


def compare(*corpora: Path) -> Rows:
    """F1 of each system on each collection, and reports a CPU second over both."""
    return each(SYSTEMS, lambda system: quality(system, *corpora), COLUMNS[-1])


def quality(system: str, *corpora: Path) -> tuple[dict[str, float], float]:
    """F1 of a system on each collection, and how many reports it puts into stories in a CPU second.

    Args:
        system: one of SYSTEMS.
        corpora: multisource and AllSides, JSONL.
    """
    list(FeatureReader(NEVER).together([_report("r", {"title": "A", "text": "warm"})]))
    scores: dict[str, float] = {}
    spent, total = 0.0, 0
    for name, corpus in zip(COLUMNS[:-1], corpora, strict=True):
        read = shuffled(corpus)
        total += len(read)
        gold = {f"r{i}": str(row.get("event") or row.get("story")) for i, row in enumerate(read)}
        # what others made the embedder remember would be given away
        embedder._memory.clear()
        found, took = SYSTEMS[system]([_report(f"r{i}", row) for i, row in enumerate(read)])
        spent += took
        scores[name] = max(bcubed(one, gold)[2] for one in found)
    return scores, total / spent


def leads(reports: Sequence[Report]) -> list[str]:
    """What is read of each report: its title and the first LEAD characters."""
    return [f"{r.title or ''} {r.text[:LEAD]}" for r in reports]


def _by_vectors(
    kind: str,
    vectors_of: Callable[[Sequence[str]], Floats],
    stories: Callable[[Floats, Iterable[float]], list[list[int]]],
    reports: Sequence[Report],
) -> tuple[list[Groups], float]:
    """The stories at each threshold, and the CPU seconds for one."""
    began = time.process_time()
    vectors = vectors_of(leads(reports))
    reading = time.process_time() - began
    began = time.process_time()
    found = stories(vectors, THRESHOLDS[kind])
    took = time.process_time() - began
    ids = [r.id for r in reports]
    # average linkage joins once for all thresholds
    return [dict(zip(ids, one, strict=True)) for one in found], reading + took / (
        len(found) if stories is _passes else 1
    )


def _by_sayso(
    features_of: Callable[[FeatureReader, Sequence[Report]], Sequence[Features]],
    stories_of: Callable[[Sequence[Features]], Groups],
    reports: Sequence[Report],
) -> tuple[list[Groups], float]:
    """The stories, and the CPU seconds for them."""
    began = time.process_time()
    placed = stories_of(features_of(FeatureReader(NEVER), reports))
    return [placed], time.process_time() - began


def _passes(vectors: Floats, thresholds: Iterable[float]) -> list[list[int]]:
    return [single_pass(vectors, least) for least in thresholds]


def _as_they_come(features: Sequence[Features]) -> Groups:
    decider = Decider()
    for one in features:
        decider.arrive(one)
    return {features[arrival - 1].id: story for arrival, story in decider.story_of.items()}


def _at_once(features: Sequence[Features]) -> Groups:
    return {placed.report: placed.story for placed in group_features(list(features))}


SYSTEMS: dict[str, Callable[[Sequence[Report]], tuple[list[Groups], float]]] = {
    "TF-IDF, single pass": partial(_by_vectors, "TF-IDF", tfidf, _passes),
    "TF-IDF, average linkage": partial(_by_vectors, "TF-IDF", tfidf, average_linkage),
    "MiniLM, single pass": partial(_by_vectors, "MiniLM", minilm, _passes),
    "MiniLM, average linkage": partial(_by_vectors, "MiniLM", minilm, average_linkage),
    "sayso, as they come": partial(_by_sayso, lambda reader, reports: list(reader.one_by_one(reports)), _as_they_come),
    "sayso, a heap": partial(_by_sayso, lambda reader, reports: list(reader.together(reports)), _at_once),
}


def _report(name: str, row: Mapping[str, Any]) -> Report:
    return Report(
        id=name, source="", sha256="", text=row["text"], offsets=OffsetMap.identity(len(row["text"])),
        title=row.get("title"), published=row.get("published"), outlet=row.get("outlet"),
    )  # fmt: skip


COMPARISON = Comparison(
    name="stories",
    about=str(__doc__),
    corpora=("multisource/reports.jsonl", "allsides/val.jsonl"),
    peers=("onnxruntime",),
    compare=compare,
    columns=COLUMNS,
    published={},
)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 when a corpus is not there."""
    return run_comparison(COMPARISON, arguments)
