"""Claims of one topic on ClaimDiff: does one claim strengthen, or weaken, the other?

ClaimDiff (Ko et al. 2023) pairs claims from two reports of one topic. 69 % of the pairs of its training part strengthen
one another, 11 % weaken. The pair model (`sayso.language.pairs`) is fitted on that part; what is scored of it are
judgements by models that had not seen the topic, kept in claimdiff_held_out.tsv. Other pairs are judged by the model
that ships. Beside it stands a threshold on the cosine of the two embeddings.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.pairs import area_under_roc
from sayso.language.embed import embed
from sayso.language.pairs import JUDGEMENTS, judge_pairs

HELD_OUT = Path(__file__).parent / "claimdiff_held_out.tsv"
RELATIONS = ("strengthens", "weakens")
# from where on a pair counts as related: where it is more likely than not; few pairs weaken one another, and for those
# about where F1 is best on the training part
LEAST = {"strengthens": 0.5, "weakens": 0.1}
LEAST_COSINE = {"strengthens": 0.226, "weakens": 0.12}

Values = NDArray[np.float64]


def run(data: Path) -> dict[str, float]:
    """Accuracy, F1 and area under the ROC curve for each relation, and those of the cosine.

    Args:
        data: a folder with the corpus's JSON files, or one of them; "weak" in the name tells the relation.
    """
    out = {}
    for path in sorted(data.glob("*.json")) if data.is_dir() else [data]:
        relation = "weakens" if "weak" in path.stem.lower() else "strengthens"
        rows = json.loads(path.read_text(encoding="utf-8"))["data"]
        pairs = [(r["claim_a"], r["claim_b"]) for r in rows]
        labels = np.array([float(r["relation"]) for r in rows])
        for name, scores, least in (
            ("", judged(pairs, relation), LEAST[relation]),
            ("cosine_", cosines(pairs), LEAST_COSINE[relation]),
        ):
            for measure, value in measures(scores, labels, least).items():
                out[f"{relation}.{name}{measure}"] = value
    return out


def measures(scores: Values, labels: Values, least: float) -> dict[str, float]:
    """Accuracy and F1 at a threshold, and area under the ROC curve."""
    found = scores >= least
    hits = float((found & (labels == 1)).sum())
    return {
        "accuracy": float((found == (labels == 1)).mean()),
        "f1": 2 * hits / max(1.0, float(found.sum() + labels.sum())),
        "auc": area_under_roc(scores, labels),
    }


def judged(pairs: list[tuple[str, str]], relation: str) -> Values:
    """The probability of a relation for each pair; for pairs of the training part, by a model without their topic."""
    known = held_out()
    out = np.array([known.get(pair_key(*pair), (np.nan, np.nan))[RELATIONS.index(relation)] for pair in pairs])
    unseen = np.flatnonzero(np.isnan(out))
    out[unseen] = judge_pairs([pairs[k] for k in unseen])[:, JUDGEMENTS.index(relation)]
    return out


def cosines(pairs: list[tuple[str, str]]) -> Values:
    """The cosine of the embeddings of each two claims."""
    texts = list(dict.fromkeys(t for pair in pairs for t in pair))
    vector = dict(zip(texts, embed(texts), strict=True))
    return np.array([float(vector[a] @ vector[b]) for a, b in pairs])


def pair_key(a: str, b: str) -> str:
    """What names two claims, in either order, without their texts."""
    return hashlib.sha256("\n".join(sorted((a, b))).encode()).hexdigest()[:16]


@cache
def held_out() -> dict[str, tuple[float, float]]:
    """What models without the topic say of the training pairs: strengthens, weakens."""
    lines = [x.split("\t") for x in HELD_OUT.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    return {key: (float(strengthens), float(weakens)) for key, strengthens, weakens in lines}
