"""Exact spans of a checkpoint in full precision, as `evals.cofenet` scores them: for models too large to ship.

Usage: python -m training.attribution.measure COFENET.jsonl ENCODER CHECKPOINT
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evals.cofenet import read_articles, score
from training.attribution.data import Article, marks_of
from training.attribution.label import scores_of
from training.attribution.model import Tagger


def main() -> None:
    """Score and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("cofenet", type=Path), ask.add_argument("encoder"), ask.add_argument("checkpoint", type=Path)
    ask.add_argument("--attention", default="eager")
    a = ask.parse_args()
    tokenizer = Tokenizer.from_file(f"{a.encoder}/tokenizer.json")
    tokenizer.no_truncation(), tokenizer.no_padding()
    model = Tagger(a.encoder, a.attention)
    model.load_state_dict(torch.load(a.checkpoint))
    model.eval()
    pad = marks_of(tokenizer).pad

    def chances(words: Sequence[str], breaks: Collection[int], ends: Collection[int]) -> NDArray[np.float32]:
        article = Article("", list(words), set(breaks), set(ends))
        scores = scores_of(model, article, tokenizer, pad).astype(np.float32)
        odds = np.exp(scores - scores.max(axis=2, keepdims=True))
        return odds / odds.sum(axis=2, keepdims=True)

    print(json.dumps({name: round(value, 4) for name, value in score(read_articles(a.cofenet), chances).items()}))


if __name__ == "__main__":
    main()
