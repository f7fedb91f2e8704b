"""Trains the attribution tagger on PolNeAR and keeps a checkpoint after every half epoch.

Usage: python -m training.attribution.train POLNEAR ENCODER OUT [--epochs 4]

POLNEAR holds train/ and dev/; ENCODER is the folder of all-MiniLM-L6-v2. Resumes from OUT/last.pt. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.attribution.data import ROLES, Window, read, windows
from training.attribution.model import LINK, Tagger

SEED, BATCH, RATE, HEAD_RATE, WARM = 13, 8, 1.2e-4, 1e-3, 0.06


def batch_of(rows: list[Window]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pads windows to one length: ids and mask."""
    length = max(len(w.ids) for w in rows)
    ids, mask = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    for i, w in enumerate(rows):
        ids[i, : len(w.ids)] = torch.tensor(w.ids)
        mask[i, : len(w.ids)] = 1
    return ids, mask


def loss_of(model: Tagger, rows: list[Window]) -> torch.Tensor:
    """Tag loss summed over roles plus the loss of pointing at the wrong cue."""
    ids, mask = batch_of(rows)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, links = model(ids, mask)
    tags, links = tags.float(), links.float()
    gold, got, pointing = [], [], []
    for i, w in enumerate(rows):
        first = torch.tensor(w.first)
        got.append(tags[i, first].view(-1, 3, 3))
        gold.append(torch.tensor(w.tags).T)
        source, content, cue = links[i, first].split(LINK, dim=1)
        cues = [j for j, t in enumerate(w.tags[1]) if t == 1]
        for role, head, target in w.links:
            if target in cues and len(cues) > 1:
                query = source[head] if role == 0 else content[head]
                pointing.append(
                    torch.nn.functional.cross_entropy(
                        (cue[cues] @ query / LINK**0.5)[None], torch.tensor([cues.index(target)])
                    )
                )
    loss = torch.nn.functional.cross_entropy(torch.cat(got).reshape(-1, 3), torch.cat(gold).reshape(-1)) * 3
    return loss + 0.3 * torch.stack(pointing).mean() if pointing else loss


def spans(tags: list[int]) -> set[tuple[int, int]]:
    """Runs of words: 1 opens, 2 goes on (and opens where nothing is open)."""
    out, at = set(), None
    for i, t in enumerate([*tags, 0]):
        if at is not None and t != 2:
            out.add((at, i))
            at = None
        if t == 1 or (t == 2 and at is None):
            at = i
    return out


@torch.no_grad()
def measure(model: Tagger, rows: list[Window]) -> dict[str, float]:
    """Exact span F1 of each role and the share of spans that point at their cue, window by window."""
    model.eval()
    counts = {r: [0, 0, 0] for r in ROLES}
    right = of = 0
    for at in range(0, len(rows), 16):
        part = rows[at : at + 16]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            tags, links = model(*batch_of(part))
        for i, w in enumerate(part):
            first = torch.tensor(w.first)
            best = tags[i, first].float().view(-1, 3, 3).argmax(-1)
            for r, role in enumerate(ROLES):
                got, gold = spans(best[:, r].tolist()), spans(w.tags[r])
                for k, v in enumerate((len(got & gold), len(got), len(gold))):
                    counts[role][k] += v
            source, content, cue = links[i, first].float().split(LINK, dim=1)
            cues = [j for j, t in enumerate(w.tags[1]) if t == 1]
            for role, head, target in w.links:
                if target in cues and len(cues) > 1:
                    of += 1
                    right += cues[int((cue[cues] @ (source[head] if role == 0 else content[head])).argmax())] == target
    model.train()
    return {r: round(2 * a / max(1, b + c), 4) for r, (a, b, c) in counts.items()} | {
        "link": round(right / max(1, of), 4)
    }


def main() -> None:
    """Train, log to OUT/log.jsonl, keep OUT/last.pt and OUT/best.pt."""
    ask = argparse.ArgumentParser()
    ask.add_argument("polnear", type=Path), ask.add_argument("encoder"), ask.add_argument("out", type=Path)
    ask.add_argument("--epochs", type=int, default=4), ask.add_argument("--threads", type=int, default=2)
    a = ask.parse_args()
    torch.manual_seed(SEED), torch.set_num_threads(a.threads)
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(f"{a.encoder}/tokenizer.json")
    tokenizer.no_truncation(), tokenizer.no_padding()
    train, dev = list(read(a.polnear / "train")), list(read(a.polnear / "dev"))
    dev_rows = [w for article in dev for w in windows(article, tokenizer)]
    model = Tagger(a.encoder)
    heads = [*model.tags.parameters(), *model.links.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    per_epoch = sum(len(windows(article, tokenizer)) for article in train) // BATCH
    total = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (WARM * total), max(0.02, (total - s) / (total * (1 - WARM))))
    )
    done, best = 0, 0.0
    if (a.out / "last.pt").exists():
        state = torch.load(a.out / "last.pt")
        model.load_state_dict(state["model"]), optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done, best = state["step"], state["best"]
    log, step, began, running = (a.out / "log.jsonl").open("a"), 0, time.time(), 0.0
    model.train()
    for epoch in range(a.epochs):
        chance = random.Random(SEED + epoch)
        rows = [w for article in train for w in windows(article, tokenizer, chance.randrange(0, 150))]
        chance.shuffle(rows)
        rows = [
            w
            for at in range(0, len(rows), BATCH * 40)
            for w in sorted(rows[at : at + BATCH * 40], key=lambda w: len(w.ids))
        ]
        batches = [rows[at : at + BATCH] for at in range(0, len(rows) - BATCH + 1, BATCH)]
        chance.shuffle(batches)
        for number, part in enumerate(batches):
            step += 1
            if step <= done:
                continue
            loss = loss_of(model, part)
            optimizer.zero_grad(), loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step(), schedule.step()
            running += float(loss.detach())
            if step % 50 == 0:
                print(
                    f"step {step}/{total} loss {running / 50:.3f} {(time.time() - began) / (step - done):.2f} s a step",
                    flush=True,
                )
                running = 0.0
            if number in (len(batches) // 2, len(batches) - 1):
                scores = measure(model, dev_rows)
                log.write(
                    json.dumps({"epoch": epoch + (0.5 if number < len(batches) - 1 else 1), "step": step, **scores})
                    + "\n"
                )
                log.flush()
                mean = sum(scores[r] for r in ROLES) / 3
                if mean > best:
                    best = mean
                    torch.save(model.state_dict(), a.out / "best.pt")
                torch.save(
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "schedule": schedule.state_dict(),
                        "step": step,
                        "best": best,
                    },
                    a.out / "last.pt",
                )


if __name__ == "__main__":
    main()
