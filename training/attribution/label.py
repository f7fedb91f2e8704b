"""What a trained teacher thinks of each word, for a smaller model to learn from.

Usage: python -m training.attribution.label POLNEAR ENCODER CHECKPOINT OUT.npz [REPORTS.jsonl ...]

Labels the training articles of PolNeAR that are not held out, and reports of any other JSON Lines with a `text`; no two
of one text. The file holds words and is no part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import spacy
import torch
from tokenizers import Tokenizer

from training.attribution.data import ROLES, TAGS, Article, held_out, marks_of, plain, read, windows
from training.attribution.model import Tagger
from training.attribution.train import batch_of

OVERLAP = 80  # as the shipped tagger reads


@torch.no_grad()
def scores_of(model: Tagger, article: Article, tokenizer: Tokenizer, pad: int) -> np.ndarray:
    """Scores of shape (words, roles, tags), each from the window that shows most around the word."""
    out = np.zeros((len(article.words), len(ROLES), TAGS), dtype=np.float16)
    depth = np.full(len(article.words), -1)
    for window in windows(article, tokenizer, overlap=OVERLAP):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            tags, _ = model(*batch_of([window], pad))
        here = np.arange(window.words.start, window.words.stop)
        room = np.minimum(here - window.words.start, window.words.stop - 1 - here)
        better = room > depth[here]
        depth[here[better]] = room[better]
        found = tags[0, torch.tensor(window.first)].float().numpy().reshape(-1, len(ROLES), TAGS)
        out[here[better]] = found[better]
    return out


def main() -> None:
    """Label, and write the file."""
    ask = argparse.ArgumentParser()
    ask.add_argument("polnear", type=Path), ask.add_argument("encoder"), ask.add_argument("checkpoint", type=Path)
    ask.add_argument("out", type=Path), ask.add_argument("reports", type=Path, nargs="*")
    ask.add_argument("--threads", type=int, default=2), ask.add_argument("--attention", default="eager")
    a = ask.parse_args()
    torch.set_num_threads(a.threads)
    tokenizer = Tokenizer.from_file(f"{a.encoder}/tokenizer.json")
    tokenizer.no_truncation(), tokenizer.no_padding()
    model = Tagger(a.encoder, a.attention)
    model.load_state_dict(torch.load(a.checkpoint))
    model.eval()
    train = read(a.polnear / "train")
    aside = held_out([article.name for article in train])
    articles = {article.name: article for article in train if article.name not in aside}
    nlp = spacy.blank("en")
    for path in a.reports:
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line).get("text")
            if text:
                name = hashlib.sha256(text.encode()).hexdigest()[:16]
                articles[name] = plain(name, text, nlp)[0]
    pad, rows = marks_of(tokenizer).pad, []
    for n, (name, article) in enumerate(articles.items()):
        soft = scores_of(model, article, tokenizer, pad)
        rows.append(
            {"name": name, "words": article.words, "breaks": article.breaks, "ends": article.ends, "soft": soft}
        )
        if n % 50 == 0:
            print(f"{n} of {len(articles)}", flush=True)
    np.savez_compressed(a.out, articles=np.array(rows, dtype=object))


if __name__ == "__main__":
    main()
