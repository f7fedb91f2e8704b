"""Exports a trained tagger to per-channel int8 ONNX for `sayso.language.tagger`.

Usage: python -m training.attribution.export ENCODER CHECKPOINT OUT_FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import torch

from training.attribution.model import Tagger
from training.int8 import quantised


def main() -> None:
    """Export, quantise, print size and hash."""
    encoder, checkpoint, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    model = Tagger(encoder)
    model.load_state_dict(torch.load(checkpoint, map_location="cpu"))
    model.eval()
    ids = torch.randint(1000, 5000, (2, 40))
    mask = torch.ones_like(ids)
    names = ["input_ids", "attention_mask", "tags", "links"]
    axes = {name: {0: "n", 1: "length"} for name in names}
    data = quantised(model, (ids, mask), names[:2], names[2:], axes)
    (out / "tagger.onnx").write_bytes(data)
    print(f"tagger.onnx: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
