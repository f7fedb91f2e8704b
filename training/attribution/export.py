"""Exports a trained tagger to int8 ONNX for `sayso.language.tagger`.

Usage: python -m training.attribution.export CHECKPOINT OUT_FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import torch

from training.encoder_graph import Floats, Graph, encoder

HEADS = {"tags": 15, "links": 288}


def main() -> None:
    """Export, print size and hash."""
    checkpoint, out = sys.argv[1], Path(sys.argv[2])
    weights: dict[str, Floats] = {k: v.numpy() for k, v in torch.load(checkpoint, map_location="cpu").items()}
    graph = Graph()
    x = encoder(graph, {name.removeprefix("encoder."): value for name, value in weights.items()})
    graph.products(x, {name: (weights[f"{name}.weight"].T, weights[f"{name}.bias"]) for name in HEADS})
    data = graph.model({name: ["n", "length", width] for name, width in HEADS.items()})
    (out / "tagger.onnx").write_bytes(data)
    print(f"tagger.onnx: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
