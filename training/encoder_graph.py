"""A trained encoder as a small ONNX graph: int8 weights, one scale a channel, and a node for what torch exports as ten.

What goes into a product is rounded to 8 bits by a scale that is found for it, as onnxruntime's own dynamic quantisation
does, with the same numbers; attention is one node, and no mask is made where nothing is masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from training.shared_table import TABLE

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]
# weights (inputs, outputs) and bias of a linear layer
Linear = tuple[Floats, Floats]

HEADS = 12
# rows of the table of places: as many word pieces as are seen at once
PLACES = 256
OPSETS = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]


@dataclass(slots=True)
class Graph:
    """An ONNX graph in the making; each method adds to it and gives the name of what it makes."""

    nodes: list[NodeProto] = field(default_factory=list)
    kept: dict[str, TensorProto] = field(default_factory=dict)

    def keep(self, name: str, value: NDArray[np.generic]) -> str:
        """Adds numbers."""
        self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def step(self, kind: str, takes: Sequence[str], gives: str, domain: str = "", **settings: object) -> str:
        """Adds a node with one output."""
        self.nodes.append(helper.make_node(kind, list(takes), [gives], domain=domain, **settings))
        return gives

    def products(self, x: str, layers: Mapping[str, Linear]) -> list[str]:
        """Adds x times weights plus bias for one x and several layers, by the names of what they make."""
        whole, step, nought = f"{x}.whole", f"{x}.step", f"{x}.nought"
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [whole, step, nought]))
        for name, (weight, bias) in layers.items():
            steps = (np.abs(weight).max(axis=0) / np.float32(127)).astype(np.float32)
            takes = [
                whole,
                self.keep(f"{name}.w", np.round(weight / steps).astype(np.int8)),
                step,
                self.keep(f"{name}.steps", steps),
                nought,
                self.keep(f"{name}.noughts", np.zeros(len(steps), dtype=np.int8)),
                self.keep(f"{name}.bias", bias),
            ]
            self.step("MatMulIntegerToFloat", takes, name, "com.microsoft")
        return list(layers)

    def norm(self, name: str, x: str, weights: Weights, of: str) -> str:
        """Adds a layer norm."""
        gain, shift = (self.keep(f"{name}.{part}", weights[f"{of}.{part}"]) for part in ("weight", "bias"))
        return self.step("LayerNormalization", [x, gain, shift], name, epsilon=1e-12)

    def model(self, gives: Mapping[str, Sequence[int | str]]) -> bytes:
        """The graph as a model that takes `input_ids` (n, length) and gives float arrays of the shapes named."""
        inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "length"])]
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in gives.items()]
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, list(self.kept.values()))
        made: onnx.ModelProto = helper.make_model(graph, opset_imports=OPSETS, ir_version=9, producer_name="sayso")
        return bytes(made.SerializeToString())


def encoder(graph: Graph, weights: Weights) -> str:
    """Adds a BERT encoder, from `input_ids` to its last hidden states.

    Args:
        graph: what it is added to.
        weights: by their names in a BertModel of transformers.
    """
    words = _rounded(weights[f"embeddings.{TABLE}"])
    numbers, step, nought = (graph.keep(f"{TABLE}_{part}", value) for part, value in words.items())
    x = graph.step("DequantizeLinear", [graph.step("Gather", [numbers, "input_ids"], "words"), step, nought], "words.x")
    # both rounded like the words
    side, places = (
        _meant(**_rounded(weights[f"embeddings.{table}_embeddings.weight"])) for table in ("token_type", "position")
    )
    graph.keep("side", side[0])
    graph.keep("places", places[:PLACES])
    x = graph.step("Add", [x, "side"], "sided")
    length = graph.step("Shape", ["input_ids"], "length", start=1, end=2)
    here = graph.step("Slice", ["places", graph.keep("first", np.array([0])), length], "places.x")
    x = graph.norm("x0", graph.step("Add", [x, here], "placed"), weights, "embeddings.LayerNorm")
    for n in range(sum(name.endswith("attention.self.query.weight") for name in weights)):
        x = _layer(graph, weights, n, x)
    return x


def _rounded(table: Floats) -> dict[str, NDArray[Any]]:
    """A table as 8-bit numbers, with their step and nought."""
    least, most = min(float(table.min()), 0.0), max(float(table.max()), 0.0)
    step = np.array((most - least) / 255, dtype=np.float32)
    nought = np.array(round(-least / float(step)), dtype=np.uint8)
    numbers = np.clip(np.round(table / step) + nought, 0, 255).astype(np.uint8)
    return {"quantized": numbers, "scale": step, "zero_point": nought}


def _meant(quantized: NDArray[np.uint8], scale: Floats, zero_point: NDArray[np.uint8]) -> Floats:
    """What the 8-bit numbers of a table stand for."""
    return np.asarray((quantized.astype(np.float32) - zero_point) * scale, dtype=np.float32)


def _layer(graph: Graph, weights: Weights, n: int, x: str) -> str:
    own = f"encoder.layer.{n}"

    def linear(part: str) -> Linear:
        return weights[f"{own}.{part}.weight"].T, weights[f"{own}.{part}.bias"]

    parts = {f"x{n}.{part}": linear(f"attention.self.{part}") for part in ("query", "key", "value")}
    seen = graph.step("MultiHeadAttention", graph.products(x, parts), f"x{n}.seen", "com.microsoft", num_heads=HEADS)
    (y,) = graph.products(seen, {f"x{n}.out": linear("attention.output.dense")})
    y = graph.norm(f"x{n}.y", graph.step("Add", [y, x], f"x{n}.xy"), weights, f"{own}.attention.output.LayerNorm")
    (z,) = graph.products(y, {f"x{n}.wide": linear("intermediate.dense")})
    z = graph.step("Gelu", [z], f"x{n}.gelu", "com.microsoft")
    (z,) = graph.products(z, {f"x{n}.narrow": linear("output.dense")})
    return graph.norm(f"x{n + 1}", graph.step("Add", [z, y], f"x{n}.yz"), weights, f"{own}.output.LayerNorm")
