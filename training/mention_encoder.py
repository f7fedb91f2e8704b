"""Trains the encoder of sayso.link.events.mention_vectors on ECB+ and exports it as int8 ONNX.

Usage: python -m training.mention_encoder ECBPLUS_FOLDER ENCODER_FOLDER OUT_FOLDER [--half 0|1]

The documents of the training part are read whole, a few of one topic at a time; the vectors of all their mentions are
compared, and two that name the same are to lie close (logistic loss on the cosine, those of a pair weighing three
times as much). Word embeddings and the first two layers stay as they are. With `--half` it is trained on every second
topic and writes the vectors of the others to half<N>.npz, from which training/coreference.py learns what the vectors of
documents that the encoder has not seen are worth. Without it the encoder is trained on all topics, and coreference.onnx
and projections.npz are written. Needs training/requirements.txt; 7 CPU minutes for all, 3 for a half.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits, normalize
from transformers import AutoModel

from sayso.link.events.mention_vectors import pieces
from training.ecbplus import KINDS, Gold, read_gold
from training.int8 import quantised
from training.shared_table import shared_table

SEED, EPOCHS, HALF_EPOCHS, RATE, HEAD_RATE, WARM, DROP, FROZEN, TOGETHER = 0, 8, 7, 6e-5, 1e-3, 0.1, 0.2, 2, 10
WIDTH, SCALE, OFFSET, NAMES_THE_SAME, LOSS = 256, 8.0, -4.0, 3.0, 4.0

# word pieces of a document with, for each mention, its index among the gold mentions and the places of its pieces
Read = tuple[list[int], list[tuple[int, list[int]]]]


class Encoder(torch.nn.Module):
    """Documents in word pieces to a vector for each mention, from the mean of its pieces and of all."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = 2 * self.encoder.config.hidden_size
        self.project = torch.nn.ModuleDict({kind: torch.nn.Linear(width, WIDTH) for kind in KINDS})
        self.scale = torch.nn.ParameterDict({kind: torch.tensor(SCALE) for kind in KINDS})
        self.offset = torch.nn.ParameterDict({kind: torch.tensor(OFFSET) for kind in KINDS})
        self.drop = torch.nn.Dropout(DROP)
        still = [self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]]
        for part in still:
            part.requires_grad_(requires_grad=False)

    def forward(self, documents: list[Read], gold: list[Gold]) -> dict[str, tuple[torch.Tensor, list[int]]]:
        """For each kind the vectors of its mentions in the documents, and which mentions they are."""
        longest = max(len(ids) for ids, _ in documents)
        ids = torch.zeros(len(documents), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, (own, _) in enumerate(documents):
            ids[row, : len(own)], mask[row, : len(own)] = torch.tensor(own), 1
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        middle = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        seen, which = defaultdict(list), defaultdict(list)
        for row, (_, placed) in enumerate(documents):
            for i, places in placed:
                kind = gold[i].mention.kind
                mean = hidden[row, places].mean(0) if places else middle[row]
                seen[kind].append(torch.cat([mean, middle[row]]))
                which[kind].append(i)
        return {
            kind: (normalize(self.project[kind](self.drop(torch.stack(rows))), dim=-1), which[kind])
            for kind, rows in seen.items()
        }


def train(folder: str, topics: list[list[Read]], gold: list[Gold], epochs: int) -> Encoder:
    """An encoder trained on the documents of some topics."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    model = Encoder(folder)
    upper = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": upper, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * sum(-(-len(documents) // TOGETHER) for documents in topics)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (WARM * steps), max(0.02, (steps - s) / ((1 - WARM) * steps)))
    )
    for epoch in range(epochs):
        lots = []
        for documents in topics:
            shuffled = random.sample(documents, len(documents))
            lots += [shuffled[i : i + TOGETHER] for i in range(0, len(shuffled), TOGETHER)]
        random.shuffle(lots)
        total = 0.0
        for lot in lots:
            loss = torch.zeros(())
            for kind, (vectors, which) in model(lot, gold).items():
                rows, columns = torch.triu_indices(len(which), len(which), 1)
                if not len(rows):
                    continue
                chains = np.array([gold[i].chain for i in which])
                same = torch.tensor(chains[rows.numpy()] == chains[columns.numpy()]).float()
                scores = (vectors @ vectors.T)[rows, columns] * model.scale[kind] + model.offset[kind]
                weight = 1 + (NAMES_THE_SAME - 1) * same
                loss = (
                    loss + binary_cross_entropy_with_logits(scores, same, weight=weight, reduction="sum") / weight.sum()
                )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(lots):.3f}", flush=True)
    return model.eval()


def export(model: Encoder, folder: Path) -> None:
    """Writes the encoder as int8 ONNX, one scale a channel, and the projections beside it."""

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = model.encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden: torch.Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return hidden

    ids = torch.randint(1000, 5000, (2, 40))
    names = ["input_ids", "attention_mask", "hidden"]
    axes = {name: {0: "n", 1: "length"} for name in names}
    made = quantised(Hidden(), (ids, torch.ones_like(ids)), names[:2], names[2:], axes)
    # the word vectors were not trained, so that the embedder's table serves
    data = shared_table(onnx.load_from_string(made))
    (folder / "coreference.onnx").write_bytes(data)
    np.savez(
        folder / "projections.npz",
        **{
            kind: np.vstack([p.weight.detach().numpy().T, p.bias.detach().numpy()]) for kind, p in model.project.items()
        },
    )
    print(f"coreference.onnx: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


def main() -> None:
    """Train on all topics, or on half of them."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("ecbplus", type=Path)
    ask.add_argument("encoder")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--half", type=int, choices=(0, 1))
    asked = ask.parse_args()
    torch.set_num_threads(1)
    gold = [g for kind in KINDS for g in read_gold(asked.ecbplus, "Train", kind)]
    tokenizer = Tokenizer.from_file(str(Path(asked.encoder) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    topics: dict[str, list[Read]] = defaultdict(list)
    for ids, placed in pieces([g.mention for g in gold], tokenizer):
        topics[gold[placed[0][0]].topic].append((ids, placed))
    lots = list(topics.values())
    if asked.half is None:
        export(train(asked.encoder, lots, gold, EPOCHS), asked.folder)
        return
    model = train(asked.encoder, lots[asked.half :: 2], gold, HALF_EPOCHS)
    with torch.no_grad():
        found = [model([read], gold) for lot in lots[1 - asked.half :: 2] for read in lot]
    out = {
        kind: (np.concatenate([f[kind][1] for f in found if kind in f]),
               np.concatenate([f[kind][0].numpy() for f in found if kind in f]))
        for kind in KINDS
    }  # fmt: skip
    named = {
        f"{kind}.{part}": value
        for kind, pair in out.items()
        for part, value in zip(("at", "vectors"), pair, strict=True)
    }
    np.savez(asked.folder / f"half{asked.half}.npz", **named)


if __name__ == "__main__":
    main()
