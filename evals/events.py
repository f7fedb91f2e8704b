"""Root codes of PLOVER: which of fifteen codes names what a marked source does to a marked target.

What is measured is the macro-F1 over the codes, on the sentences of the PLV corpus of Hu et al. (2023, "Leveraging
Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification"): tab-separated rows with
`marked_sentence` (`<s>source</s>`, `<t>target</t>`) and `gold_root`. On the file that the shipped model was trained on
the codes are those that five models gave, each to the fifth that it had not seen: training/events.py writes them to
plover_folds.json beside it. Any other file is coded by the shipped model. Hu et al. report .821 without a large model.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import ROOTS
from sayso.annotate.plover_model import code_events

FOLDS = 5
OUT_OF_FOLD = Path(__file__).parent.parent / "training" / "plover_folds.json"
Case = tuple[str, str, str]


def run(data: Path) -> dict[str, float]:
    """Macro-F1 and accuracy over the root codes on a file, or on the one .tsv file of a folder.

    Raises:
        FileNotFoundError: when there is no such file.
    """
    path = data
    if data.is_dir():
        found = sorted(data.glob("*.tsv"))
        if not found:
            raise FileNotFoundError(f"{data} holds no .tsv file of marked sentences")
        path = found[0]
    cases, codes = read_marked(path)
    folds = json.loads(OUT_OF_FOLD.read_text(encoding="utf-8"))
    seen = hashlib.sha256(path.read_bytes()).hexdigest() == folds["corpus"]
    gold, predicted = (
        np.array([ROOTS.index(c) for c in given]) for given in (codes, folds["codes"] if seen else code_events(cases))
    )
    return {
        "macro_f1": macro_f1(gold, predicted),
        "accuracy": float((gold == predicted).mean()),
        "sentences": float(len(cases)),
    }


def read_marked(path: Path) -> tuple[list[Case], list[str]]:
    """The (sentence, source, target) of each row with a root code, and the codes."""
    cases, codes = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["gold_root"] not in ROOTS:
                continue
            marked = row["marked_sentence"]
            source, target = (re.search(f"<{m}>(.*?)</{m}>", marked) for m in "st")
            sentence = re.sub(r"</?[st]>", "", marked)
            cases.append((sentence, source.group(1) if source else "", target.group(1) if target else ""))
            codes.append(row["gold_root"])
    return cases, codes


def macro_f1(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    """Mean F1 over the codes that the gold has."""
    scores = []
    for code in sorted(set(gold.tolist())):
        hit = int(((gold == code) & (predicted == code)).sum())
        missed = int(((gold == code) != (predicted == code)).sum())
        scores.append(2 * hit / (2 * hit + missed) if hit else 0.0)
    return float(np.mean(scores)) if scores else 0.0
