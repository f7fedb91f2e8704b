"""Exports a trained tagger to per-channel int8 ONNX for `sayso.language.tagger`.

Usage: python -m training.attribution.export ENCODER CHECKPOINT OUT_FOLDER
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.attribution.model import Tagger


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
    with tempfile.TemporaryDirectory() as folder:
        plain, ready, small = (str(Path(folder, name)) for name in ("plain.onnx", "ready.onnx", "small.onnx"))
        torch.onnx.export(
            model, (ids, mask), plain, input_names=names[:2], output_names=names[2:],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_dynamic(ready, small, per_channel=True, weight_type=QuantType.QInt8)
        data = Path(small).read_bytes()
    (out / "tagger.onnx").write_bytes(data)
    print(f"tagger.onnx: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
