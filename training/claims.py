"""Trains the scorer of claims: a logistic regression over the named features of pairs of clauses.

    python -m training.claims --reports MULTISOURCE.jsonl

`claim_pairs.tsv` beside this file holds 428 pairs of clauses from 18 events of the public multisource collection of
news clusters, judged by us; none of these events is among the annotated stories. The pairs were drawn evenly over what
an untrained scorer thought of them, so that most are hard; those whose clauses are still cut alike are used. Weights
are the maximum a posteriori under a Gaussian prior around hand-set values (PRIOR), which keeps features that the pairs
do not show (copied passages were left out of them) where knowledge of the task puts them. Scores are of
leave-one-event-out cross-validation.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from evals.addresses import address_key
from sayso.annotate import annotate
from sayso.ingest import read_inputs
from sayso.language.backbone import parse
from sayso.link.claims.claims import compare_propositions
from sayso.link.copies.copies import link_copies
from sayso.link.figures.quantities import link_quantities
from sayso.link.likeness import FEATURES, Comparison
from sayso.link.names.entities import link_entities
from sayso.link.origins.speakers import link_speakers
from sayso.types import Report

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "sayso" / "resources" / "claim_scorer.yaml"
PRIOR = {
    "bias": -7.2,
    "cosine": 6.0,
    "sentence_cosine": 1.0,
    "clause_in_sentence": 1.0,
    "predicate_cosine": 0.6,
    "nearest_both_ways": 0.8,
    "nearest_one_way": 0.5,
    "terms_shared": 2.5,
    "terms_contained": 1.5,
    "names_shared": 0.6,
    "names_apart": -0.8,
    "subject_same": 0.6,
    "subject_apart": -0.4,
    "predicate_same": 0.6,
    "figures_same": 1.0,
    "figures_apart": -0.6,
    "quantity_same": 1.2,
    "outlook_apart": -0.3,
    "speaker_same": 0.7,
    "speaker_apart": -0.2,
    "length_ratio": 0.3,
    "copied": 4.0,
}
SPREAD = 1.0  # standard deviation of the prior
Rows = NDArray[np.float64]


def main() -> None:
    """Trains, prints the scores and writes the weights with their provenance."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument(
        "--reports", type=Path, required=True, help="the collection: JSONL with event, url, published, text"
    )
    asked = ask.parse_args()
    rows, labels, events = load_pairs(asked.reports)
    held_out = cross_validate(rows, labels, events)
    scores = measure(held_out, labels)
    for name, value in scores.items():
        print(f"{name:24s} {value:.3f}")
    weights = fit(rows, labels)
    card = [
        "# Weights of the claim scorer (sayso.link.likeness), written by training/claims.py; do not edit.",
        f"# {len(labels)} pairs of clauses from {len(set(events))} events, {int(labels.sum())} of them the same claim.",
        "# Leave-one-event-out: " + ", ".join(f"{k} {v:.3f}" for k, v in scores.items()),
    ]
    body = {
        "bias": round(float(weights[0]), 3),
        "weights": {name: round(float(w), 3) for name, w in zip(FEATURES, weights[1:], strict=True)},
    }
    TARGET.write_text("\n".join(card) + "\n" + yaml.safe_dump(body, sort_keys=False), encoding="utf-8")


def load_pairs(reports: Path) -> tuple[Rows, Rows, list[str]]:
    """Features, labels and events of all judged pairs whose clauses are still found."""
    by_url = {}
    by_event = defaultdict(list)
    for line in reports.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_url[address_key(row["url"])] = row
    pairs = [
        line.split("\t")
        for line in (HERE / "claim_pairs.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    for event, url_a, a0, a1, url_b, b0, b1, label in pairs:
        by_event[event].append((url_a, (int(a0), int(a1)), url_b, (int(b0), int(b1)), int(label)))
    rows, labels, events = [], [], []
    for event, judged in by_event.items():
        urls = list(dict.fromkeys(u for pair in judged for u in (pair[0], pair[2])))
        story = read_story([by_url[u] for u in urls])
        for url_a, a, url_b, b, label in judged:
            i, j = find_clause(story, url_a, a), find_clause(story, url_b, b)
            if i is not None and j is not None:
                rows.append(story.features(min(i, j), max(i, j)))
                labels.append(label)
                events.append(event)
    print(f"{len(rows)} of {len(pairs)} pairs found")
    return np.stack(rows), np.array(labels, dtype=np.float64), events


def read_story(rows: Sequence[dict[str, str]]) -> Comparison:
    """All clauses of some reports, ready to be compared; report ids are keys of their URLs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.jsonl"
        keys = ("url", "text", "title", "published")
        lines = [json.dumps({"id": address_key(r["url"]), **{k: r[k] for k in keys if r.get(k)}}) for r in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        annotated = [annotate(x) for x in parse(r for r in read_inputs([str(path)]) if isinstance(r, Report))]
    entities = link_entities(annotated)
    statements = link_speakers(annotated, entities)
    figures = link_quantities(annotated, statements, entities)
    return compare_propositions(annotated, statements, figures, entities, link_copies(annotated))


def find_clause(story: Comparison, url: str, place: tuple[int, int]) -> int | None:
    """The clause of a report that covers a judged place, when one does for the most part."""
    best, at = 0.65, None
    for i, clause in enumerate(story.clauses):
        span = clause.proposition.span
        if span.report == url:
            shared = min(span.raw[1], place[1]) - max(span.raw[0], place[0])
            union = max(span.raw[1], place[1]) - min(span.raw[0], place[0])
            if shared / union > best:
                best, at = shared / union, i
    return at


def fit(rows: Rows, labels: Rows) -> Rows:
    """Bias and weights by Newton's method on the log posterior."""
    x = np.hstack([np.ones((len(rows), 1)), rows])
    prior = np.array([PRIOR["bias"], *(PRIOR[name] for name in FEATURES)])
    weights = prior.copy()
    precision = np.eye(len(prior)) / SPREAD**2
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (labels - p) - precision @ (weights - prior)
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + precision, gradient)
        weights = weights + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    return weights


def cross_validate(rows: Rows, labels: Rows, events: Sequence[str]) -> Rows:
    """The probability of each pair by a scorer that has not seen its event."""
    out = np.zeros(len(labels))
    names = np.array(events)
    for event in dict.fromkeys(events):
        held = names == event
        weights = fit(rows[~held], labels[~held])
        out[held] = 1 / (1 + np.exp(-(rows[held] @ weights[1:] + weights[0])))
    return out


def measure(probability: Rows, labels: Rows) -> dict[str, float]:
    """Area under the ROC curve, average precision, and precision, recall and F1 at one half."""
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(labels[order])
    ranks = np.arange(1, len(labels) + 1)
    above = (probability[labels == 1][:, None] > probability[labels == 0][None, :]).mean()
    found = probability >= 0.5
    precision = float(labels[found].mean()) if found.any() else 0.0
    recall = float(found[labels == 1].mean())
    return {
        "auc": float(above),
        "average_precision": float((hits / ranks)[labels[order] == 1].mean()),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    }


if __name__ == "__main__":
    main()
