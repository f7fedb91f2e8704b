"""Trains the attribution tagger on PolNeAR and keeps a checkpoint after every half epoch.

Usage: python -m training.attribution.train POLNEAR ENCODER OUT [--epochs 5] [--rate 1.5e-4] [--soft LABELS ...]

POLNEAR holds train/ and dev/; ENCODER is the folder of all-MiniLM-L6-v2 or all-mpnet-base-v2. LABELS are files of
`training.attribution.label`: what a trained teacher thinks of the same articles, or of others. Resumes from
OUT/last.pt. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy, kl_div, log_softmax

from training.attribution.data import (
    ROLES,
    TAGS,
    Article,
    Window,
    held_out,
    marks_of,
    read,
    read_labelled,
    spans,
    windows,
)
from training.attribution.model import LINK, Tagger

SEED, BATCH, HEAD_RATE, WARM, AVERAGED = 13, 8, 1e-3, 0.06, 0.98
LINK_WEIGHT, SOFT_WEIGHT = 0.3, 0.7


def batch_of(rows: list[Window], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pads windows to one length: ids and mask."""
    length = max(len(w.ids) for w in rows)
    ids = torch.full((len(rows), length), pad, dtype=torch.long)
    mask = torch.zeros(len(rows), length, dtype=torch.long)
    for i, w in enumerate(rows):
        ids[i, : len(w.ids)] = torch.tensor(w.ids)
        mask[i, : len(w.ids)] = 1
    return ids, mask


def loss_of(model: Tagger, rows: list[Window], pad: int) -> torch.Tensor:
    """Loss of the tags summed over roles, of the teacher's tags where there are any, and of pointing at a wrong cue."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, links = model(*batch_of(rows, pad))
    tags, links = tags.float(), links.float()
    gold, got, soft, soft_got, pointing = [], [], [], [], []
    for i, w in enumerate(rows):
        first = torch.tensor(w.first)
        mine = tags[i, first].view(-1, len(ROLES), TAGS)
        if w.tags is not None:
            got.append(mine)
            gold.append(torch.tensor(w.tags).T)
            pointing += _pointing(links[i, first], w)
        if w.soft is not None:
            soft_got.append(mine)
            soft.append(torch.from_numpy(w.soft).float())
    loss = torch.zeros(())
    if got:
        loss = loss + len(ROLES) * cross_entropy(torch.cat(got).reshape(-1, TAGS), torch.cat(gold).reshape(-1))
    if soft:
        mine, theirs = torch.cat(soft_got).reshape(-1, TAGS), torch.cat(soft).reshape(-1, TAGS)
        apart = kl_div(log_softmax(mine, -1), log_softmax(theirs, -1), log_target=True, reduction="batchmean") * len(
            ROLES
        )
        loss = SOFT_WEIGHT * apart + (1 - SOFT_WEIGHT) * loss if got else apart
    return loss + LINK_WEIGHT * torch.stack(pointing).mean() if pointing else loss


def _pointing(vectors: torch.Tensor, w: Window) -> list[torch.Tensor]:
    source, content, cue = vectors.split(LINK, dim=1)
    cues = w.cues()
    where = {j: k for k, j in enumerate(cues)}
    out = []
    for role, key in ((0, source), (2, content)):
        pairs = [(head, where[target]) for r, head, target in w.links if r == role and target in where]
        if pairs and len(cues) > 1:
            heads, targets = (torch.tensor(side) for side in zip(*pairs, strict=True))
            out.append(cross_entropy(key[heads] @ cue[torch.tensor(cues)].T / LINK**0.5, targets))
    return out


@torch.no_grad()
def measure(model: Tagger, rows: list[Window], pad: int) -> dict[str, float]:
    """Exact span F1 of each role by the likeliest tags, and the share of spans that point at their cue, by window."""
    model.eval()
    counts = {r: [0, 0, 0] for r in ROLES}
    right = of = 0
    for at in range(0, len(rows), 16):
        part = rows[at : at + 16]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            tags, links = model(*batch_of(part, pad))
        for i, w in enumerate(part):
            first = torch.tensor(w.first)
            best = tags[i, first].float().view(-1, len(ROLES), TAGS).argmax(-1)
            for r, role in enumerate(ROLES):
                got, gold = spans(best[:, r].tolist()), spans(w.tags[r])
                for k, v in enumerate((len(got & gold), len(got), len(gold))):
                    counts[role][k] += v
            source, content, cue = links[i, first].float().split(LINK, dim=1)
            cues = w.cues()
            for role, head, target in w.links:
                if target in cues and len(cues) > 1:
                    of += 1
                    right += cues[int((cue[cues] @ (source[head] if role == 0 else content[head])).argmax())] == target
    model.train()
    return {r: round(2 * a / max(1, b + c), 4) for r, (a, b, c) in counts.items()} | {
        "link": round(right / max(1, of), 4)
    }


def batches_of(articles: list[Article], tokenizer: Tokenizer, epoch: int) -> list[list[Window]]:
    """The windows of an epoch, like lengths together, in an order and with cuts and marks of that epoch alone."""
    chance = random.Random(SEED + epoch)
    rows = [w for article in articles for w in windows(article, tokenizer, chance)]
    chance.shuffle(rows)
    out = []
    for at in range(0, len(rows), BATCH * 40):
        near = sorted(rows[at : at + BATCH * 40], key=lambda w: len(w.ids))
        out += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
    chance.shuffle(out)
    return out


def main() -> None:
    """Train, log to OUT/log.jsonl, keep OUT/last.pt and OUT/best.pt."""
    ask = argparse.ArgumentParser()
    ask.add_argument("polnear", type=Path), ask.add_argument("encoder"), ask.add_argument("out", type=Path)
    ask.add_argument("--epochs", type=int, default=5), ask.add_argument("--rate", type=float, default=1.5e-4)
    ask.add_argument("--threads", type=int, default=2), ask.add_argument("--attention", default="sdpa")
    ask.add_argument("--soft", type=Path, nargs="*", default=[])
    a = ask.parse_args()
    torch.manual_seed(SEED), torch.set_num_threads(a.threads)
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(f"{a.encoder}/tokenizer.json")
    tokenizer.no_truncation(), tokenizer.no_padding()
    pad = marks_of(tokenizer).pad
    train, dev = read(a.polnear / "train"), read(a.polnear / "dev")
    aside = held_out([article.name for article in train])
    train = [article for article in train if article.name not in aside]
    for path in a.soft:
        train = read_labelled(path, train)
    dev_rows = [w for article in dev for w in windows(article, tokenizer)]
    model = Tagger(a.encoder, a.attention)
    averaged: Any = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED)
    )
    heads = [*model.tags.parameters(), *model.links.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": a.rate}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=0.01, fused=True,
    )  # fmt: skip
    per_epoch = len(batches_of(train, tokenizer, 0))
    total = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (WARM * total), max(0.02, (total - s) / (total * (1 - WARM))))
    )
    done, best = 0, 0.0
    if (a.out / "last.pt").exists():
        state = torch.load(a.out / "last.pt")
        model.load_state_dict(state["model"]), averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"]), schedule.load_state_dict(state["schedule"])
        done, best = state["step"], state["best"]
    log, step, began, running = (a.out / "log.jsonl").open("a"), 0, time.time(), 0.0
    model.train()
    for epoch in range(a.epochs):
        batches = batches_of(train, tokenizer, epoch)[:per_epoch]
        for number, part in enumerate(batches):
            step += 1
            if step <= done:
                continue
            loss = loss_of(model, part, pad)
            optimizer.zero_grad(), loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step(), schedule.step()
            if step % 4 == 0:
                averaged.update_parameters(model)
            running += float(loss.detach())
            if step % 50 == 0:
                pace = (time.time() - began) / (step - done)
                print(f"step {step}/{total} loss {running / 50:.3f} {pace:.2f} s a step", flush=True)
                running = 0.0
            if number in (len(batches) // 2, len(batches) - 1):
                scores = measure(averaged.module, dev_rows, pad)
                row = {"epoch": epoch + (0.5 if number < len(batches) - 1 else 1), "step": step, **scores}
                log.write(json.dumps(row) + "\n")
                log.flush()
                mean = sum(scores[r] for r in ROLES) / 3
                if mean > best:
                    best = mean
                    torch.save(averaged.module.state_dict(), a.out / "best.pt")
                state = {
                    "model": model.state_dict(), "averaged": averaged.state_dict(), "step": step, "best": best,
                    "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
                }  # fmt: skip
                torch.save(state, a.out / "last.pt")


if __name__ == "__main__":
    main()
