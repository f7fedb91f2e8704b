"""How far two annotators of one story agree: `python -m evals.agreement A/gold.json B/gold.json [A2 B2 …] [--json]`.

Each pass is scored as the gold of the other by `evals.scoring`, pooled over the stories, and the mean of both
directions is the ceiling of what a dossier can be asked for on these stories. Verdicts of claims and relations of
reports are also compared by Cohen's kappa (Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20, 1960), since most of their agreement can be chance.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.scoring import COPY, Item, Side, Tally, assign, iou, score

# Two passes have the same claim when half of all their members meet; members meet as in `evals.scoring.claims`.
SAME_CLAIM = 0.5
NEAR = 0.3


def as_dossier(gold: Item) -> Item:
    """The same annotation with a dossier's keys: reports by `id`, spans with `raw`."""

    def turned(value: Any) -> Any:
        if isinstance(value, list):
            return [turned(v) for v in value]
        if not isinstance(value, dict):
            return value
        out = {k: turned(v) for k, v in value.items()}
        return out | {"raw": [out["start"], out["end"]]} if "start" in out else out

    out: Item = turned(gold)
    out["reports"] = [{**r, "id": r["report"]} for r in out["reports"]]
    return out


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    """Cohen's kappa of pairs of labels; 1.0 when there are none or only one label was used."""
    n = len(pairs)
    seen = sum(a == b for a, b in pairs) / n if n else 1.0
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[k] * right[k] for k in left) / n**2 if n else 1.0
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def same_claims(a: Item, b: Item) -> list[tuple[Item, Item]]:
    """The claims that both passes have, paired one to one by the share of members that meet."""
    side = Side(a, True)
    spans = [[[side.span(m) for m in c["members"]] for c in gold["claims"]] for gold in (a, b)]
    pairs = []
    for i, xs in enumerate(spans[0]):
        for j, ys in enumerate(spans[1]):
            met = sum(any(iou(x, y) >= NEAR for y in ys) for x in xs)
            pairs.append((met / (len(xs) + len(ys) - met), i, j))
    return [(a["claims"][i], b["claims"][j]) for s, i, j in assign([p for p in pairs if p[0] >= SAME_CLAIM])]


def same_pairs(a: Item, b: Item) -> list[tuple[str, str]]:
    """The relations that both passes give to one pair of reports, in the scorer's three classes."""
    theirs = {frozenset((c["a"], c["b"])): COPY[c["relation"]] for c in b["copies"]}
    return [(COPY[c["relation"]], theirs[k]) for c in a["copies"] if (k := frozenset((c["a"], c["b"]))) in theirs]


def agreement(stories: Sequence[tuple[Item, Item]]) -> dict[str, float]:
    """Measure -> mean of both directions over all stories; of precision and recall their F1, which needs no direction.

    Args:
        stories: the two passes of each story, with the same names of reports.
    """
    there, back = Tally(), Tally()
    verdicts: list[tuple[str, str]] = []
    copies: list[tuple[str, str]] = []
    for a, b in stories:
        there.add(score(a, as_dossier(b)))
        back.add(score(b, as_dossier(a)))
        verdicts += [(x["verdict"], y["verdict"]) for x, y in same_claims(a, b)]
        copies += same_pairs(a, b)
    one, two = there.report(), back.report()
    out = {}
    for name in one:
        part = "f1" if "f1" in one[name] else "value"
        values = [v for r in (one, two) if (v := r[name][part]) is not None]
        if values:
            out[name] = round(sum(values) / len(values), 4)
    out["claims.same"] = len(verdicts)
    out["claims.verdict_kappa"] = round(kappa(verdicts), 4)
    out["copies.relation_kappa"] = round(kappa(copies), 4)
    return out


def main() -> int:
    """Print the agreement of pairs of files."""
    ask = argparse.ArgumentParser(prog="python -m evals.agreement", description=__doc__)
    ask.add_argument("gold", nargs="+", type=Path, help="the passes of a story, one after the other; then the next")
    ask.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    asked = ask.parse_args()
    if len(asked.gold) % 2:
        ask.error(f"{len(asked.gold)} files: give two passes for each story")
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in asked.gold]
    out = agreement(list(zip(golds[::2], golds[1::2], strict=True)))
    if asked.json:
        print(json.dumps(out, indent=1))
    else:
        for name, value in out.items():
            print(f"{name:32s} {value:.3f}" if isinstance(value, float) else f"{name:32s} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
