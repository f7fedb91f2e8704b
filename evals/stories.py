"""Whole dossiers against stories annotated by hand: each stage's score on the story that the other stages gave it.

The path is a folder of story folders, or one story folder, each with `gold.json` and the `manifest.jsonl` to read.
"""

from __future__ import annotations

import json
from pathlib import Path

from evals.scoring import Tally, score
from sayso import dossier
from sayso.export.json import dossier_record


def run(data: Path) -> dict[str, float]:
    """Pooled scores over the stories: F1, precision and recall or a ratio for each measure."""
    folders = [data] if (data / "gold.json").exists() else sorted(p.parent for p in data.glob("*/gold.json"))
    total = Tally()
    for folder in folders:
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        total.add(score(gold, dossier_record(dossier([folder / "manifest.jsonl"]))))
    return flat(total)


def flat(tally: Tally) -> dict[str, float]:
    """One number a measure; of precision, recall and F1 each its own."""
    out: dict[str, float] = {}
    for name, values in tally.report().items():
        for part, value in values.items():
            if part != "n" and value is not None:
                out[name if part == "value" else f"{name}.{part}"] = round(float(value), 4)
    return out
