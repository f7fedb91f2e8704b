"""Trains the pair model, with what it says of each pair when that was held out.

Usage: python -m training.pairs.train DATA ENCODER OUT [FOLD ...]

DATA holds mrpc/, claimdiff/ and multisource/reports.jsonl; ENCODER is the folder of all-MiniLM-L6-v2. Each FOLD of 0,
1, 2 is trained without its part and judges it: OUT/held_out_FOLD.npz; without FOLD all three are, and then the model on
all pairs: OUT/all.pt. Seeds are fixed.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from training.pairs.data import FIRST_CLAIM, SCORES, Pair, clauses, fold_of, made_conflicts, paraphrases, supports
from training.pairs.model import PairModel, Store, tokenizer_of

SEED, FOLDS, EPOCHS, BATCH, RATE, HEAD_RATE, WARM = 7, 3, 3, 16, 1e-4, 1e-3, 0.06
# how far answers are drawn in from 0 and 1
SMOOTH, SMOOTH_CLAIMS = 0.02, 0.01
NEAR = 20  # batches whose pairs are sorted by length together


def read_all(data: Path) -> list[Pair]:
    """All pairs, in the order in which they are drawn from."""
    mrpc = paraphrases(data / "mrpc" / "train.txt")
    labelled = clauses(data / "multisource" / "reports.jsonl")
    return [*mrpc, *supports(data / "claimdiff"), *labelled, *made_conflicts(mrpc)]


def loss_of(scores: torch.Tensor, pairs: Sequence[Pair]) -> torch.Tensor:
    """The mean loss of pairs, each by the question that it answers."""
    total = scores.sum() * 0
    for task in sorted({p.task for p in pairs}):
        rows = [k for k, p in enumerate(pairs) if p.task == task]
        answers = torch.tensor([pairs[k].answer for k in rows])
        mine = scores[rows]
        if task == "claims":
            likely = mine[:, FIRST_CLAIM:].log_softmax(-1)
            smooth = answers * (1 - SMOOTH_CLAIMS * answers.shape[1]) + SMOOTH_CLAIMS
            one_of = (likely + torch.log(answers.clamp(max=1) + 1e-9)).logsumexp(-1)
            each = torch.where(answers.sum(1) > 1.001, one_of, (likely * smooth).sum(-1))
            total = total - (torch.tensor([pairs[k].weight for k in rows]) * each).sum()
        else:
            columns = slice(0, 1) if task == "paraphrase" else slice(1, FIRST_CLAIM)
            target = answers * (1 - 2 * SMOOTH) + SMOOTH
            total = total + cross_entropy(mine[:, columns], target, reduction="sum")
    return total / len(pairs)


def fit(encoder: str, store: Store, pairs: Sequence[Pair], log: str) -> PairModel:
    """A model trained on pairs."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    model = PairModel(encoder)
    layers, head = list(model.layers.parameters()), list(model.head.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
    )
    steps = math.ceil(len(pairs) / BATCH) * EPOCHS
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (WARM * steps + 1), max(0.02, (steps - s) / (steps * (1 - WARM))))
    )
    began, step, running = time.time(), 0, 0.0
    model.train()
    for _ in range(EPOCHS):
        order = list(range(len(pairs)))
        chance.shuffle(order)
        batches = []
        for at in range(0, len(order), BATCH * NEAR):
            near = sorted(order[at : at + BATCH * NEAR], key=lambda k: store.length(pairs[k]))
            batches += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            part = [pairs[k] for k in batch]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model.upper(*store.batch(part))
            loss = loss_of(scores.float(), part)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running += float(loss.detach())
            if step % 100 == 0:
                print(f"{log} {step}/{steps} loss {running / 100:.3f} {time.time() - began:.0f} s", flush=True)
                running = 0.0
    return model


@torch.no_grad()
def judge(model: PairModel, store: Store, pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """SCORES of each pair."""
    model.eval()
    out = np.zeros((len(pairs), len(SCORES)), dtype=np.float32)
    order = sorted(range(len(pairs)), key=lambda k: store.length(pairs[k]))
    for at in range(0, len(order), 32):
        batch = order[at : at + 32]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out[batch] = model.upper(*store.batch([pairs[k] for k in batch])).float().numpy()
    return out


def main() -> None:
    """Train what is asked for."""
    data, encoder, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    asked = sys.argv[4:] or [*map(str, range(FOLDS)), "all"]
    torch.set_num_threads(1)
    out.mkdir(parents=True, exist_ok=True)
    pairs = read_all(data)
    torch.manual_seed(SEED)
    store = Store(PairModel(encoder), tokenizer_of(encoder), pairs)
    for fold in asked:
        inside = [p for p in pairs if fold == "all" or fold_of(p, FOLDS) != int(fold)]
        model = fit(encoder, store, inside, f"fold {fold}")
        if fold == "all":
            torch.save(model.state_dict(), out / "all.pt")
        else:
            rows = [k for k, p in enumerate(pairs) if fold_of(p, FOLDS) == int(fold)]
            np.savez(out / f"held_out_{fold}.npz", rows=rows, scores=judge(model, store, [pairs[k] for k in rows]))


if __name__ == "__main__":
    main()
