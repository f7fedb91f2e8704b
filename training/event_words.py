"""Fits the weights of sayso.annotate.eventwords on ECB+ and prints resources/event_words.yaml.

Usage: python -m training.event_words ECBPLUS_FOLDER > src/sayso/resources/event_words.yaml

Every verb and every noun of the lexicon that find_events looks at is a case; it is right when it overlaps a gold
mention whose chain runs through more than one document. Logistic regression as in training/event_links.py.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.events import candidates
from sayso.annotate.eventwords import FEATURES
from sayso.annotate.names import find_names
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from training.ecbplus import corpus_texts
from training.event_links import average_precision, fit, plain_report


def cases(folder: Path, part: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The features of each word that may name an event, and whether several documents tell that event.

    Args:
        folder: holds ECB_<part>_corpus.txt and ECB_<part>_Event_gold_mentions.json.
        part: "Train" or "Dev".
    """
    texts, places = corpus_texts(folder / f"ECB_{part}_corpus.txt")
    mentions = json.loads((folder / f"ECB_{part}_Event_gold_mentions.json").read_text(encoding="utf-8"))
    documents: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        documents[mention["coref_chain"]].add(mention["doc_id"])
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mention in mentions:
        doc, sentence, numbers = mention["doc_id"], mention["sent_id"], mention["tokens_number"]
        first, last = places.get((doc, sentence, numbers[0])), places.get((doc, sentence, numbers[-1]))
        if first and last and len(documents[mention["coref_chain"]]) > 1:
            told[doc].append((first[0], last[1]))
    rows, right = [], []
    for reading in parse(plain_report(doc, text) for doc, text in texts.items()):
        for candidate in candidates(reading, find_names(reading), find_times(reading)):
            start = candidate.trigger.idx
            end = start + len(candidate.trigger)
            rows.append(candidate.features)
            right.append(any(a < end and start < b for a, b in told[reading.report.id]))
    return np.array(rows), np.array(right, dtype=bool)


def main(folder: Path) -> None:
    """Fits on the training part, measures on the development part and prints the lexicon."""
    x, y = cases(folder, "Train")
    held_x, held_y = cases(folder, "Dev")
    weights = fit(x, y)
    print("# Weights of the features by which a word is judged to name an event that several reports tell; written by")
    print(f"# training/event_words.py from {len(y)} words of ECB+, training part (CC BY 3.0). Average precision on its")
    print(
        f"# development part: {average_precision(held_x @ weights, held_y):.3f} over {len(held_y)} words, "
        f"of which {held_y.mean():.3f} are right."
    )
    print("weights:")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"  {name}: {weight:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
