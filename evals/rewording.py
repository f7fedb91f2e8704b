"""Rewording on the Microsoft Research Paraphrase Corpus: does a news sentence say in other words what another says?

The corpus (Dolan & Brockett 2005) has pairs of sentences from news clusters, 67 % of them judged to mean the same,
with hard negatives: pairs that share most words and differ in a detail. `sayso.reworded` (trees over surface features,
and an encoder that reads both sentences) is fitted on its training part; the development part takes no part in that.
TF-IDF cosine with the best threshold reaches accuracy 0.71 and F1 0.82 here.
Others on the test part, supervised: accuracy 0.74 and F1 0.82 for word similarity by WordNet (Fernando & Stevenson
2008), 0.77 and 0.84 for the measures of machine translation (Madnani et al. 2012), F1 0.89 for BERT (GLUE).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evals.pairs import area_under_roc
from sayso.link.copies.rewording import reworded


def run(data: Path) -> dict[str, float]:
    """Area under the ROC curve, and accuracy, precision, recall and F1 at one half, on a part of MRPC.

    Args:
        data: a TSV file of the corpus: label, two ids, two sentences, with a header line.
    """
    rows = [line.split("\t") for line in data.read_text(encoding="utf-8-sig").splitlines()[1:]]
    rows = [r for r in rows if len(r) == 5]
    labels = np.array([float(r[0]) for r in rows])
    scores = reworded([(r[3], r[4]) for r in rows])
    found = scores >= 0.5
    hits = float((found & (labels == 1)).sum())
    precision, recall = hits / max(1.0, float(found.sum())), hits / max(1.0, float(labels.sum()))
    return {
        "auc": area_under_roc(scores, labels),
        "accuracy": float((found == (labels == 1)).mean()),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if hits else 0.0,
    }
