"""Takes the table of word vectors out of an int8 ONNX encoder, which then reads that of `embedder.onnx`.

The table is half of a small encoder, and training for a task hardly moves it; so each encoder more is 11 MB, not 23.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

MODELS = Path(__file__).parents[1] / "src" / "sayso" / "language" / "models"
EMBEDDER = MODELS / "embedder.onnx"
TABLE = "word_embeddings.weight"
OWN = "own_words/"


def shared_table(model: ModelProto) -> bytes:
    """A model whose table of word vectors is read from the embedder's file, at the place where it stands there.

    Rows behind the embedder's are the model's own and stay in it.

    Raises:
        SystemExit: when a row of the table lies further from the embedder's than two steps of its numbers.
    """
    theirs = _table(onnx.load(str(EMBEDDER)))
    mine = _table(model)
    known = theirs["_quantized"].dims[0]
    vectors, step = _vectors(mine), float(numpy_helper.to_array(theirs["_scale"]))
    if np.abs(vectors[:known] - _vectors(theirs)).max() > 2.1 * step:
        raise SystemExit("the table of word vectors is another than the embedder's")
    if len(vectors) > known:
        _keep_own(model, mine, vectors[known:], known)
    for kind, tensor in mine.items():
        name = tensor.name
        tensor.CopyFrom(theirs[kind])
        tensor.name = name
    _point(mine["_quantized"])
    return bytes(model.SerializeToString())


def repoint() -> None:
    """Tells the encoders that read the embedder's table where in its file it stands now."""
    for path in sorted(MODELS.glob("*.onnx")):
        model = onnx.load(str(path), load_external_data=False)
        table = _table(model).get("_quantized")
        if table is not None and table.data_location == TensorProto.EXTERNAL:
            table.ClearField("external_data")
            table.raw_data = _table(onnx.load(str(EMBEDDER)))["_quantized"].raw_data
            _point(table)
            path.write_bytes(model.SerializeToString())


def _point(table: TensorProto) -> None:
    """Lets a table of word vectors be read out of the embedder's file, in which it stands as well."""
    content = table.raw_data
    table.ClearField("raw_data")
    table.data_location = TensorProto.EXTERNAL
    place = {"location": EMBEDDER.name, "offset": EMBEDDER.read_bytes().index(content), "length": len(content)}
    for key, value in place.items():
        entry = table.external_data.add()
        entry.key, entry.value = key, str(value)


def word_table() -> NDArray[np.float32]:
    """The table of word vectors that the embedder's file stands for."""
    return _vectors(_table(onnx.load(str(EMBEDDER))))


def _table(model: ModelProto) -> dict[str, TensorProto]:
    """The tensors of a model's table: the numbers, their scale and their nought."""
    return {i.name.split(TABLE)[1]: i for i in model.graph.initializer if TABLE in i.name}


def _vectors(table: dict[str, TensorProto]) -> NDArray[np.float32]:
    numbers, nought, scale = (numpy_helper.to_array(table[kind]) for kind in ("_quantized", "_zero_point", "_scale"))
    vectors: NDArray[np.float32] = (numbers.astype(np.float32) - nought) * scale
    return vectors


def _keep_own(model: ModelProto, table: dict[str, TensorProto], own: NDArray[np.float32], known: int) -> None:
    """Looks up the words from `known` on in rows of the model's own."""
    nodes = list(model.graph.node)
    look_up = next(n for n in nodes if n.op_type == "Gather" and table["_quantized"].name in n.input)
    widen = next(n for n in nodes if n.op_type == "DequantizeLinear" and table["_scale"].name in n.input)
    words, vectors = look_up.input[1], widen.output[0]
    look_up.input[1], widen.output[0] = f"{OWN}known", f"{OWN}theirs"
    before = [
        helper.make_node("Min", [words, f"{OWN}last"], [f"{OWN}known"]),
        helper.make_node("Sub", [words, f"{OWN}first"], [f"{OWN}from_first"]),
        helper.make_node("Max", [f"{OWN}from_first", f"{OWN}nought"], [f"{OWN}row"]),
        helper.make_node("Gather", [f"{OWN}rows", f"{OWN}row"], [f"{OWN}mine"]),
        helper.make_node("Greater", [words, f"{OWN}last"], [f"{OWN}is_own"]),
        helper.make_node("Unsqueeze", [f"{OWN}is_own", f"{OWN}axis"], [f"{OWN}where"]),
    ]
    behind = helper.make_node("Where", [f"{OWN}where", f"{OWN}mine", f"{OWN}theirs"], [vectors])
    first, last = nodes.index(look_up), nodes.index(widen) + 1
    del model.graph.node[:]
    model.graph.node.extend([*nodes[:first], *before, *nodes[first:last], behind, *nodes[last:]])
    numbers = {"last": known - 1, "first": known, "nought": 0, "axis": [2]}
    for name, value in numbers.items():
        model.graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.int64), OWN + name))
    model.graph.initializer.append(numpy_helper.from_array(own.astype(np.float32), f"{OWN}rows"))
