"""Trains the scorer of claims: two logistic regressions, over the named features of pairs and beside their rivals.

    python -m training.claims --reports MULTISOURCE.jsonl --stories STORIES

Three sets of labels, all for reports of the public multisource collection of news clusters:

- `clause_pairs.tsv` beside this file: pairs of clauses judged by us, of none of the annotated stories; used are those
  whose clauses are still cut alike. Pairs of which one clause says more than the other, or that contradict one another,
  are of one claim.
- `evals/annotated/once`: eight stories annotated once.
- a folder of stories annotated for development, each with `gold.json` and `manifest.jsonl`.

In a story clauses at members of one claim in different reports are one claim, clauses at members of different claims
are not; clauses that no claim points at are left out, for annotators mark one place a report, and what tells the claim
again is unmarked. Each story weighs the same, however many claims it has. Weights are the maximum a posteriori under a
Gaussian prior around 0 for features of unit variance. The second regression (`sayso.link.rivals`) sees all pairs of a
story, judged by a first one that has not seen the story. Scores are of leave-one-story-out cross-validation. The two
reconciled stories in `evals/annotated` measure and are never trained on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from evals.addresses import address_key
from evals.multisource import ANNOTATED, annotated_texts, read_corpus, with_urls, write_story
from evals.scoring import Item
from sayso.assemble import annotate_reports
from sayso.ingest import read_inputs
from sayso.link.claims.claims import RETRIEVE, compare_propositions
from sayso.link.copies.copies import link_copies
from sayso.link.figures.quantities import link_quantities
from sayso.link.likeness import FEATURES, Comparison
from sayso.link.names.entities import link_entities
from sayso.link.origins.speakers import link_speakers
from sayso.link.rivals import RIVALRY, rivalry
from sayso.spans import Span
from sayso.types import Report

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "sayso" / "resources" / "claim_scorer.yaml"
# what the judged pairs and each story weigh, in pairs, and how much the prior does
PAIRS = 1000.0
STORY = 200.0
PRECISION = 3.0
ONE_CLAIM = frozenset({"1", "same", "narrower_a", "narrower_b", "conflict", "update"})
# a clause stands at a member when their spans share this part, as the scorer of stories counts it
AT = 0.3
# and is a judged one when they share this
SAME_PLACE = 0.65
Rows = NDArray[np.float64]
Labelled = tuple[Rows, Rows]
Part = tuple[Rows, Rows, float]
Judged = tuple[str, tuple[int, int], str, tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Told:
    """A story's pairs of clauses of two reports: their features, which of them are judged, and how."""

    pairs: NDArray[np.int64]
    rows: Rows
    report: NDArray[np.int64]
    judged: NDArray[np.int64]
    labels: Rows

    def of_pairs(self) -> Part:
        """Features and labels of the judged pairs, each by itself."""
        return self.rows[self.judged], self.labels, STORY

    def beside_rivals(self, weights: Rows) -> Part:
        """Features and labels of the judged pairs beside their rivals, all judged first by some weights."""
        return rivalry(self.pairs, logistic(self.rows, weights), self.report)[self.judged], self.labels, STORY


def main() -> None:
    """Trains, prints the scores and writes the weights with their provenance."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument(
        "--reports", type=Path, required=True, help="the collection: JSONL with event, url, published, text"
    )
    ask.add_argument("--stories", type=Path, required=True, help="folders with gold.json and manifest.jsonl")
    asked = ask.parse_args()
    pairs = (*load_pairs(asked.reports), PAIRS)
    stories = load_stories(asked.reports, asked.stories)
    names = list(stories)
    first = {n: fit([pairs, *(stories[m].of_pairs() for m in names if m != n)]) for n in names}
    beside = {n: stories[n].beside_rivals(first[n]) for n in names}
    told = []
    for name in names:
        rows, labels, _ = beside[name]
        told.append(measure(logistic(rows, fit([beside[m] for m in names if m != name])), labels))
    scores = {key: float(np.mean([s[key] for s in told])) for key in told[0]}
    for key, value in scores.items():
        print(f"{key:24s} {value:.3f}")
    weights = fit([pairs, *(stories[n].of_pairs() for n in names)])
    judged, same = len(pairs[1]), int(pairs[1].sum())
    total, positive = (int(sum(f(s.labels) for s in stories.values())) for f in (len, np.sum))
    card = [
        "# Weights of the claim scorer (sayso.link.likeness, sayso.link.rivals), by training/claims.py; do not edit.",
        f"# {judged} judged pairs of clauses, {same} of them of one claim;",
        f"# {total} pairs of {len(stories)} annotated stories, {positive} of them of one claim.",
        "# Leave-one-story-out, mean: " + ", ".join(f"{k} {v:.3f}" for k, v in scores.items()),
    ]
    body = {**_named(weights, FEATURES), "rivals": _named(fit(list(beside.values())), RIVALRY)}
    TARGET.write_text("\n".join(card) + "\n" + yaml.safe_dump(body, sort_keys=False), encoding="utf-8")


def _named(weights: Rows, names: Sequence[str]) -> dict[str, Any]:
    slopes = {name: round(float(w), 3) for name, w in zip(names, weights[1:], strict=True)}
    return {"bias": round(float(weights[0]), 3), "weights": slopes}


def logistic(rows: Rows, weights: Rows) -> Rows:
    """Probabilities of rows of features by a bias and weights."""
    return np.asarray(1 / (1 + np.exp(-(rows @ weights[1:] + weights[0]))))


def load_pairs(reports: Path) -> Labelled:
    """Features and labels of the judged pairs whose clauses are still found."""
    events = defaultdict(list)
    for line in reports.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        events[row["event"]].append(row)
    event_of = {address_key(row["url"]): event for event, rows in events.items() for row in rows}
    by_event: dict[str, list[Judged]] = defaultdict(list)
    for line in (HERE / "clause_pairs.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _, url_a, a0, a1, url_b, b0, b1, label = line.split("\t")
            judged = url_a, (int(a0), int(a1)), url_b, (int(b0), int(b1)), float(label in ONE_CLAIM)
            by_event[event_of[url_a]].append(judged)
    rows, labels = [], []
    for event, found in by_event.items():
        story = read_story(events[event])
        for url_a, a, url_b, b, one in found:
            i, j = find_clause(story, url_a, a), find_clause(story, url_b, b)
            if i is not None and j is not None and i != j:
                rows.append(story.features(min(i, j), max(i, j)))
                labels.append(one)
    print(f"{len(rows)} of {sum(map(len, by_event.values()))} pairs found")
    return np.stack(rows), np.array(labels)


def read_story(rows: Sequence[Mapping[str, str]]) -> Comparison:
    """All clauses of some reports, ready to be compared; report ids are keys of their URLs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.jsonl"
        keys = ("url", "text", "title", "published")
        lines = [json.dumps({"id": address_key(r["url"]), **{k: r[k] for k in keys if r.get(k)}}) for r in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return link_story(path)


def link_story(path: Path) -> Comparison:
    """All clauses of the reports of a manifest."""
    annotated = annotate_reports([r for r in read_inputs([str(path)]) if isinstance(r, Report)])
    entities = link_entities(annotated)
    statements = link_speakers(annotated, entities)
    figures = link_quantities(annotated, statements, entities)
    return compare_propositions(annotated, statements, figures, entities, link_copies(annotated))


def find_clause(story: Comparison, url: str, place: tuple[int, int]) -> int | None:
    """The clause of a report that covers a judged place, when one does for the most part."""
    shares = [
        (_share(clause.proposition.span, {"report": url, "start": place[0], "end": place[1]}), -i)
        for i, clause in enumerate(story.clauses)
    ]
    share, at = max(shares, default=(0.0, 0))
    return -at if share >= SAME_PLACE else None


def load_stories(reports: Path, folder: Path) -> dict[str, Told]:
    """Name of an annotated story -> its pairs of clauses, with those that its claims judge."""
    corpus = read_corpus(reports)
    out = {}
    for path in sorted((ANNOTATED / "once").glob("*.json")):
        gold = with_urls(json.loads(path.read_text(encoding="utf-8")), corpus)
        with tempfile.TemporaryDirectory() as place:
            story = link_story(write_story(Path(place), gold, corpus, annotated_texts(gold, corpus)))
        out[path.stem] = label_story(story, gold)
    for path in sorted(folder.glob("*/gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        out[path.parent.name] = label_story(link_story(path.parent / "manifest.jsonl"), gold)
    return out


def label_story(story: Comparison, gold: Item) -> Told:
    """The pairs that claims are made from, with a label where both clauses stand at members of claims."""
    at: list[set[int]] = []
    near: list[set[int]] = []
    for clause in story.clauses:
        span = clause.proposition.span
        shares = [(n, _share(span, m)) for n, claim in enumerate(gold["claims"]) for m in claim["members"]]
        at.append({n for n, share in shares if share >= AT})
        near.append({n for n, share in shares if share > 0})
    compared = sorted({pair for pair, cosine in story.near.items() if cosine >= RETRIEVE} | set(story.copied))
    pairs = [(i, j) for i, j in compared if story.report[i] != story.report[j]]
    judged, labels = [], []
    for row, (i, j) in enumerate(pairs):
        same = bool(at[i] & at[j])
        if same or (near[i] and near[j] and not near[i] & near[j]):
            judged.append(row)
            labels.append(float(same))
    return Told(
        pairs=np.array(pairs, dtype=np.int64),
        rows=story.rows(np.array(pairs, dtype=np.int64).reshape(-1, 2)),
        report=story.report,
        judged=np.array(judged, dtype=np.int64),
        labels=np.array(labels),
    )


def _share(span: Span, member: Item) -> float:
    """Intersection over union of a clause and a place."""
    if span.report != member["report"]:
        return 0.0
    first, last = int(member["start"]), int(member["end"])
    shared = min(span.raw[1], last) - max(span.raw[0], first)
    return max(0, shared) / (max(span.raw[1], last) - min(span.raw[0], first))


def fit(parts: Sequence[Part]) -> Rows:
    """Bias and weights by Newton's method on the log posterior; each part weighs what its number says."""
    rows = np.vstack([x for x, _, _ in parts])
    labels = np.concatenate([y for _, y, _ in parts])
    counts = np.concatenate([np.full(len(y), weight / len(y)) for _, y, weight in parts])
    middle, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    x = np.hstack([np.ones((len(rows), 1)), (rows - middle) / scale])
    precision = np.diag([0.01, *[PRECISION] * rows.shape[1]])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (counts * (labels - p)) - precision @ weights
        step = np.linalg.solve(x.T @ (x * (counts * p * (1 - p))[:, None]) + precision, gradient)
        weights = weights + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    slopes = weights[1:] / scale
    return np.concatenate([[weights[0] - slopes @ middle], slopes])


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
