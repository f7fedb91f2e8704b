"""Root codes of PLOVER: which of fifteen codes names what a marked source does to a marked target.

What is measured is the macro-F1 over the codes, on the sentences of the PLV corpus of Hu et al. (2023, "Leveraging
Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification"): tab-separated rows with
`marked_sentence` (`<s>source</s>`, `<t>target</t>`) and `gold_root`. On the file that the shipped weights were trained
on the model is cross-validated in five folds; any other file is scored with the shipped weights. `lexicon_f1` is the
lexicon alone.
"""

from __future__ import annotations

import csv
import hashlib
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import ROOTS
from sayso.annotate.plover_model import LEXICON_WEIGHT, WEIGHTS, code_events, features
from sayso.language.embed import WIDTH
from training.events import fit

FOLDS = 5
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
    gold = np.array([ROOTS.index(c) for c in codes])
    x = features(cases)
    if hashlib.sha256(path.read_bytes()).hexdigest() == _trained_on():
        predicted = _cross_validated(x, gold)
    else:
        predicted = np.array([ROOTS.index(c) for c in code_events(cases)])
    lexicon = x[:, WIDTH:-1] / LEXICON_WEIGHT
    alone = np.where(lexicon.max(axis=1) > 0, lexicon.argmax(axis=1), len(ROOTS))
    return {
        "macro_f1": macro_f1(gold, predicted),
        "accuracy": float((gold == predicted).mean()),
        "lexicon_f1": macro_f1(gold, alone),
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


def _cross_validated(x: NDArray[np.float32], gold: NDArray[np.int64]) -> NDArray[np.int64]:
    fold = np.random.default_rng(0).permutation(len(gold)) % FOLDS
    out = np.zeros_like(gold)
    for number in range(FOLDS):
        rest = fold != number
        out[~rest] = (x[~rest] @ fit(x[rest], gold[rest])).argmax(axis=1)
    return out


def _trained_on() -> str:
    with files("sayso.resources").joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        return str(stored["trained_on"])
