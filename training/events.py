"""Trains the PLOVER coder of sayso.annotate.plover_model: one encoder that sees who does something to whom.

Usage: python -m training.events PLV_TRAIN.tsv ENCODER FOLDER [--folds | --all]

ENCODER is the folder of all-MiniLM-L6-v2. `--folds` trains in five folds and writes FOLDER/plover_folds.json: what each
fifth is coded by a model that has not seen it, the cross-validated score. `--all` trains on every sentence and writes
FOLDER/plover.onnx, int8. Without either both are done. Eight epochs, 16 sentences at a time, AdamW (Loshchilov & Hutter
2019) with a rate of 8e-5 that warms up and falls linearly, labels smoothed by a tenth, codes weighted by the square
root of their rarity; seeds are fixed. Six minutes a run on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import AutoModel

from evals.events import FOLDS, read_marked
from sayso.annotate.plover import ROOTS
from sayso.annotate.plover_model import MARKS, SOURCE, TARGET, WEIGHTS, word_pieces
from training.int8 import quantised
from training.shared_table import shared_table

SEED, EPOCHS, BATCH, RATE, HEAD_RATE, WARM, SMOOTH, DROP = 0, 8, 16, 8e-5, 1e-3, 0.1, 0.1, 0.1


class Coder(torch.nn.Module):
    """Word pieces to the scores of the codes, from the mean of all and of the marks before the two parties."""

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)
        self.encoder.resize_token_embeddings(self.encoder.config.vocab_size + MARKS)
        self.drop = torch.nn.Dropout(DROP)
        self.codes = torch.nn.Linear(3 * self.encoder.config.hidden_size, len(ROOTS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Ids and mask (n, length) to scores (n, 15)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.to(hidden.dtype)
        places = [kept, *((input_ids == mark).to(hidden.dtype) for mark in (SOURCE, TARGET))]
        seen = [(hidden * p[..., None]).sum(1) / p.sum(1, keepdim=True).clamp(min=1) for p in places]
        scores: torch.Tensor = self.codes(self.drop(torch.cat(seen, -1)))
        return scores


def batch_of(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pads sentences to one length: ids and mask."""
    length = max(map(len, rows))
    ids, mask = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = torch.tensor(row), 1
    return ids, mask


def train(encoder: str, rows: list[list[int]], codes: NDArray[np.int64]) -> Coder:
    """A coder trained on sentences with their codes."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    model = Coder(encoder)
    rarity = 1 / np.sqrt(np.maximum(np.bincount(codes, minlength=len(ROOTS)), 1))
    weight = torch.tensor(rarity / rarity[codes].mean()).float()
    groups = [{"params": model.encoder.parameters(), "lr": RATE}, {"params": model.codes.parameters(), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    order = list(range(len(rows)))
    steps = EPOCHS * (len(rows) // BATCH + 1)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (WARM * steps), (steps - s) / ((1 - WARM) * steps))
    )
    for epoch in range(EPOCHS):
        model.train()
        random.shuffle(order)
        total = 0.0
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            scores = model(*batch_of([rows[i] for i in chosen]))
            loss = cross_entropy(scores, torch.tensor(codes[chosen]), weight=weight, label_smoothing=SMOOTH)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total:.1f}", flush=True)
    return model.eval()


def export(model: Coder, out: Path) -> None:
    """Writes the coder as int8 ONNX, one scale a channel."""
    ids = torch.randint(1000, 5000, (2, 40))
    names = ["input_ids", "attention_mask", "scores"]
    axes = {name: {0: "n", 1: "length"} for name in names[:2]} | {"scores": {0: "n"}}
    made = quantised(model, (ids, torch.ones_like(ids)), names[:2], names[2:], axes)
    data = shared_table(onnx.load_from_string(made))
    out.write_bytes(data)
    print(f"{out.name}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


def main() -> None:
    """Train in folds, on everything, or both."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("encoder")
    ask.add_argument("folder", type=Path)
    which = ask.add_mutually_exclusive_group()
    which.add_argument("--folds", action="store_true")
    which.add_argument("--all", action="store_true")
    asked = ask.parse_args()
    torch.set_num_threads(1)
    cases, named = read_marked(asked.corpus)
    codes = np.array([ROOTS.index(c) for c in named])
    tokenizer = Tokenizer.from_file(str(Path(asked.encoder) / "tokenizer.json"))
    tokenizer.no_padding()
    rows = [word_pieces(tokenizer, *case) for case in cases]
    if not asked.all:
        fold = np.random.default_rng(0).permutation(len(codes)) % FOLDS
        coded = np.zeros_like(codes)
        for number in range(FOLDS):
            rest, held = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            model = train(asked.encoder, [rows[i] for i in rest], codes[rest])
            with torch.no_grad():
                for i in held:
                    coded[i] = int(model(*batch_of([rows[i]])).argmax())
            print(f"fold {number + 1}: {float((coded[held] == codes[held]).mean()):.3f} right", flush=True)
        digest = hashlib.sha256(asked.corpus.read_bytes()).hexdigest()
        table = {"corpus": digest, "codes": [ROOTS[i] for i in coded]}
        (asked.folder / "plover_folds.json").write_text(json.dumps(table) + "\n", encoding="utf-8")
    if not asked.folds:
        export(train(asked.encoder, rows, codes), asked.folder / WEIGHTS)


if __name__ == "__main__":
    main()
