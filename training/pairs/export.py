"""Exports the trained pair model to per-channel int8 ONNX for `sayso.language.pairs`, with its held-out judgements.

Usage: python -m training.pairs.export DATA ENCODER OUT

Reads what `training.pairs.train` left in OUT and writes

- pairs.onnx beside embedder.onnx, whose table of word vectors it reads instead of having one (ONNX external data);
- evals/claimdiff_held_out.tsv: what models say of ClaimDiff's training pairs that have not seen their topic;
- OUT/paraphrases.npy: what they say of MRPC's training pairs, for `training.rewording`;
- training/clause_judgements.tsv: what they say of the lines of clause_pairs.tsv without having seen the event.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from evals.claimdiff import HELD_OUT, pair_key
from sayso.language.embed import embed
from sayso.language.pairs import JUDGEMENTS, probabilities
from training.int8 import quantised
from training.pairs.calibrate import apply, calibrate, describe, held_out_calibrated, merged, read_held_out
from training.pairs.data import LABELS, Pair, fresh_clauses
from training.pairs.model import PairModel, Store, tokenizer_of
from training.pairs.train import judge, read_all
from training.shared_table import MODELS, shared_table


def main() -> None:
    """Calibrate, describe, export."""
    data, encoder, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    model = PairModel(encoder)
    model.load_state_dict(torch.load(out / "all.pt", map_location="cpu"))
    model.eval()
    # the questions of MRPC and ClaimDiff are calibrated on held-out pairs, that of claims on pairs new to the model
    trained, fresh = read_all(data), fresh_clauses(data / "allsides" / "train.jsonl")
    scores, cosine = merged(read_held_out(out, trained)), cosines([*trained, *fresh])
    new = merged(judge(model, Store(model, tokenizer_of(encoder), fresh), fresh))
    rows = [k for k, p in enumerate(trained) if p.task != "claims"]
    pairs = [trained[k] for k in rows] + fresh
    these, near = np.vstack([scores[rows], new]), np.concatenate([cosine[rows], cosine[len(trained) :]])
    fitted = calibrate(these, near, pairs)
    said = probabilities(held_out_calibrated(these, near, pairs))
    print("held out, claims of AllSides:", *describe(said, pairs), sep="\n")
    by_event = probabilities(apply(fitted, scores, cosine[: len(trained)]))
    print("claims of the labelled events, held out:", *describe(by_event, trained)[-2:], sep="\n")
    supports = [k for k, p in enumerate(pairs) if p.task == "support"]
    write_supports([pairs[k] for k in supports], said[supports])
    labelled = [k for k, p in enumerate(trained) if p.task == "claims" and p.key]
    write_judgements(by_event[labelled])
    np.save(out / "paraphrases.npy", said[[k for k, p in enumerate(pairs) if p.task == "paraphrase"], 0])
    content = exported(Calibrated(model, fitted).eval())
    (MODELS / "pairs.onnx").write_bytes(content)
    print(f"pairs.onnx: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


class Calibrated(torch.nn.Module):
    """The model with what its scores and the cosine of the two texts are worth."""

    def __init__(self, model: PairModel, fitted: NDArray[np.float64]) -> None:
        super().__init__()
        self.model = model
        self.fitted = torch.nn.Parameter(torch.tensor(fitted, dtype=torch.float32), requires_grad=False)

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, cosine: torch.Tensor) -> torch.Tensor:
        """Ids and sides of whole pairs of one length, and their cosines, to scores."""
        scores = self.model(input_ids, token_type_ids)
        scores = torch.cat([scores[:, :-2], scores[:, -2:].logsumexp(1, keepdim=True)], 1)
        return scores * self.fitted[0] + cosine[:, None] * self.fitted[1] + self.fitted[2]


def cosines(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """The cosine of the embeddings of each two texts."""
    texts = list(dict.fromkeys(t for p in pairs for t in p.texts))
    at = {text: k for k, text in enumerate(texts)}
    vectors = np.vstack([embed(texts[k : k + 4096]) for k in range(0, len(texts), 4096)])
    return np.array([float(vectors[at[p.a]] @ vectors[at[p.b]]) for p in pairs])


def exported(model: Calibrated) -> bytes:
    """The model as int8 ONNX without the table of word vectors."""
    ids, sides = torch.randint(1000, 5000, (1, 40)), torch.tensor([[0] * 18 + [1] * 22])
    names = ["input_ids", "token_type_ids", "cosine"]
    axes = {name: {0: "n", 1: "length"} for name in names[:2]} | {"cosine": {0: "n"}}
    made = quantised(model, (ids, sides, torch.zeros(1)), names, ["scores"], axes)
    return shared_table(onnx.load_from_string(made))


def write_supports(pairs: Sequence[Pair], said: NDArray[np.float64]) -> None:
    """The table of what is said of ClaimDiff's pairs."""
    lines = ["# what the pair model says of ClaimDiff's training pairs when trained without their topic; written by"]
    lines += ["# training/pairs/export.py: the start of the sha256 of the claims, strengthens, weakens"]
    rows = sorted((pair_key(p.a, p.b), *map(float, row[1:3])) for p, row in zip(pairs, said, strict=True))
    lines += [f"{key}\t{strengthens:.4f}\t{weakens:.4f}" for key, strengthens, weakens in rows]
    HELD_OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_judgements(said: NDArray[np.float64]) -> None:
    """The table of what is said of the labelled clauses, in their order."""
    lines = ["# what the pair model says of the lines of clause_pairs.tsv, in their order, when trained without their"]
    lines += [f"# event; written by training/pairs/export.py: {', '.join(JUDGEMENTS)}"]
    lines += ["\t".join(f"{v:.4f}" for v in row) for row in said]
    (LABELS.parent / "clause_judgements.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
