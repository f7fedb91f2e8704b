"""Claims of one topic on ClaimDiff: does the likeness of clauses rank claims on one point above the others?

ClaimDiff (Ko et al. 2023) pairs claims from two reports of one topic and says whether the second strengthens or weakens
the first. Two claims can strengthen each other without saying the same, so this measures how well likeness ranks, not
where it draws the line; where it does is measured on pairs of our own (training/claims.py). The scorer of clauses is
not fitted on ClaimDiff; the pair model, which is, has an eval of its own (claimdiff).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from evals.pairs import area_under_roc, likeness


def run(data: Path) -> dict[str, float]:
    """Area under the ROC curve for strengthening and for weakening pairs against the rest.

    Args:
        data: a folder with the corpus's JSON files, or one of them.
    """
    out = {}
    for path in sorted(data.glob("*.json")) if data.is_dir() else [data]:
        pairs = json.loads(path.read_text(encoding="utf-8"))["data"]
        labels = np.array([float(p["relation"]) for p in pairs])
        scores = likeness([(p["claim_a"], p["claim_b"]) for p in pairs])
        out[f"{path.stem.split('-')[0]}.auc"] = area_under_roc(scores, labels)
    return out
