"""Fits how the rules and the tagger together score a statement, on training articles that the tagger never saw.

Usage: python -m training.attribution.scores POLNEAR/train

Writes src/sayso/resources/tagger_scores.yaml. A draft is an attribution when an annotator marked one with a content of
a Jaccard of 0.5 or more in characters and an overlapping source. Drafts inside others are left out: see
`training.statement_scores.nested`. To run after every new tagger.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sayso.annotate.quotations import find_quotations
from sayso.annotate.quoting import Quoted
from sayso.annotate.scores import features_of, rule_weights, score_of, tagger_features_of
from sayso.annotate.statements import all_candidates
from sayso.language.tagger import tag
from training.attribution.data import held_out
from training.statement_scores import RESOURCES, fit, label, nested, read, read_annotations


def main(data: Path) -> None:
    """Reads the held-out articles, fits, writes."""
    gold = read_annotations(data)
    aside = held_out(list(gold))
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for reading in read(data, aside):
        quoted, tags = Quoted.of(reading.doc, find_quotations(reading.doc.text)), tag(reading.doc)
        drafts = all_candidates(reading, (), quoted, tags)
        annotated = gold[reading.report.id]
        for d, good, inner in zip(
            drafts, label(reading, drafts, annotated), nested(reading, drafts, annotated), strict=True
        ):
            if not inner:
                d.score = score_of(features_of(reading.doc, d, quoted), rule_weights())
                rows.append(tagger_features_of(d, tags))
                labels.append(good)
    lines = [
        "# How statements are scored by what the rules and the tagger see; written by training/attribution/scores.py",
        f"# from {len(aside)} training articles of PolNeAR that the tagger never saw: {len(rows)} drafts, of which",
        f"# {sum(labels)} are annotated attributions. Weights of a logistic regression on the features of",
        "# sayso.annotate.scores.tagger_features_of.",
        "weights:",
        *(f'  "{name}": {round(w, 3)}' for name, w in fit(rows, labels).items()),
    ]
    (RESOURCES / "tagger_scores.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
