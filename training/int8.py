"""Exports an encoder as ONNX with int8 weights, one scale a channel: the form in which every encoder is shipped."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process


def quantised(
    model: torch.nn.Module,
    example: Sequence[torch.Tensor],
    takes: Sequence[str],
    gives: Sequence[str],
    axes: Mapping[str, Mapping[int, str]],
) -> bytes:
    """The model as int8 ONNX.

    Args:
        model: a trained module, in evaluation mode.
        example: tensors to trace it with.
        takes: names of what it takes, in the order of the example.
        gives: names of what it gives.
        axes: for each of them the axes whose length may vary, by number, with their names.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, ready, small = (str(Path(folder, name)) for name in ("plain.onnx", "ready.onnx", "small.onnx"))
        torch.onnx.export(
            model, tuple(example), plain, input_names=list(takes), output_names=list(gives),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_dynamic(ready, small, per_channel=True, weight_type=QuantType.QInt8)
        return Path(small).read_bytes()
