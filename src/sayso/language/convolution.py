"""The token vectors of spaCy's convolutional networks, bit for bit, with what hangs on a word alone remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from thinc.api import Model

    Floats: TypeAlias = NDArray[np.float32]

# words of which is kept what a network makes of them, at 0.5 KiB each; past that all are forgotten
KEPT = 1 << 15
# what thinc's layer norm adds to the variance
_EPSILON = 1e-08


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A window of one token to each side, maxout and layer norm; its weights stand piece after piece."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    def add_to(self, rows: Floats, windows: Floats, summed: Floats, gemm: Callable[..., Any]) -> None:
        """Adds to the rows what the layer makes of them, in the order in which thinc reckons."""
        width = rows.shape[1]
        windows[0, :width] = 0
        windows[1:, :width] = rows[:-1]
        windows[:, width:-width] = rows
        windows[:-1, -width:] = rows[1:]
        windows[-1, -width:] = 0
        gemm(windows, self.weights, trans2=True, out=summed)
        summed += self.bias
        best = summed[:, :width]
        for start in range(width, summed.shape[1], width):
            np.maximum(best, summed[:, start : start + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.square(best).mean(axis=1, keepdims=True) + _EPSILON
        best *= variance ** (-1.0 / 2.0)
        best *= self.gain
        best += self.shift
        rows += best


class Convolution:
    """Does what a network of the architectures MultiHashEmbed and MaxoutWindowEncoder does.

    The first half of the network sees one word at a time, so what it makes of a word is kept; the second half runs over
    one text at a time in memory small enough for the processor's cache, so no text's vectors hang on those beside it.

    Args:
        model: the network; `is_convolution` tells whether it is one.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        extract, _, self._hashed, self._mixed, _ = embed.layers
        self._columns: list[int | str] = extract.attrs["columns"]
        self._pad: int = encode.attrs["pad"]
        self._layers = tuple(map(_layer, encode.layers[0].layers))
        self._gemm = model.ops.gemm
        self._known: dict[bytes, bytes] = {}

    def __call__(self, doc: Doc) -> Floats:
        """A row for each token."""
        words = self._words(doc)
        length, width = words.shape
        # the network stands texts apart by so many empty rows
        rows = np.zeros((length + 2 * self._pad, width), dtype=np.float32)
        rows[self._pad : self._pad + length] = words
        windows = np.empty((len(rows), 3 * width), dtype=np.float32)
        summed = np.empty((len(rows), len(self._layers[0].weights)), dtype=np.float32)
        for layer in self._layers:
            layer.add_to(rows, windows, summed, self._gemm)
        return rows[self._pad : self._pad + length].copy()

    def _words(self, doc: Doc) -> Floats:
        features = np.ascontiguousarray(doc.to_array(self._columns).reshape(len(doc), len(self._columns)))
        keys: list[bytes] = features.view(f"V{features.itemsize * features.shape[1]}").ravel().tolist()
        # texts may be read side by side: each looks up in the one it began with
        known = self._known
        new = {key: at for at, key in enumerate(keys) if key not in known}
        if new:
            if len(known) + len(new) > KEPT:
                known = self._known = {}
                new = {key: at for at, key in enumerate(keys)}
            made = self._mixed.predict(self._hashed.predict(features[list(new.values())]))
            known.update(zip(new, map(bytes, made), strict=True))
        return np.frombuffer(b"".join([known[key] for key in keys]), dtype=np.float32).reshape(len(keys), -1)


def is_convolution(model: Model[Any, Any]) -> bool:
    """Whether a network is built as `Convolution` takes it to be, and runs on the processor by thinc's own BLAS."""
    from thinc.api import NumpyOps

    ops = model.ops
    if type(ops) is not NumpyOps or not ops.use_blis or not {"embed", "encode"} <= set(model.ref_names):  # type: ignore[attr-defined]
        return False
    leaves = [layer.name for layer in model.walk(order="dfs_pre") if not layer.layers]
    columns, depth = leaves.count("hashembed"), leaves.count("expand_window")
    mixed = "maxout>>layernorm>>dropout"
    embed = [
        "extract_features",
        "list2ragged",
        f"with_array({'|'.join(['ints-getitem>>hashembed'] * columns)})",
        f"with_array({mixed})",
        "ragged2list",
    ]
    encode = f"with_array({'>>'.join([f'residual(expand_window>>{mixed})'] * depth)})"
    windows = [layer.attrs["window_size"] for layer in model.walk() if layer.name == "expand_window"]
    return (
        depth > 1
        and [layer.name for layer in model.get_ref("embed").layers] == embed
        and model.get_ref("encode").name == encode
        and model.name == ">>".join([*embed, encode])
        and set(windows) == {1}
    )


def _layer(residual: Model[Any, Any]) -> _Layer:
    by_name = {layer.name: layer for layer in residual.walk()}
    maxout, norm = by_name["maxout"], by_name["layernorm"]
    width, pieces, wide = (maxout.get_dim(name) for name in ("nO", "nP", "nI"))
    weights, bias = np.asarray(maxout.get_param("W")), np.asarray(maxout.get_param("b"))
    return _Layer(
        weights=np.ascontiguousarray(weights.reshape(width, pieces, wide).swapaxes(0, 1).reshape(pieces * width, wide)),
        bias=np.ascontiguousarray(bias.reshape(width, pieces).T.ravel()),
        gain=np.asarray(norm.get_param("G")),
        shift=np.asarray(norm.get_param("b")),
    )
