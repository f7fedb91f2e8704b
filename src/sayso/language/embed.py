"""Sentences to vectors that lie close when they are about the same: all-MiniLM-L6-v2, int8, on onnxruntime.

These vectors tell topics apart, not agreement from contradiction ("10,000" lies near "3,000"): retrieve with them,
never judge by them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST = 128  # word pieces that the encoder sees of one text
BATCH = 32
KEPT = 8192  # vectors remembered, 12 MiB
WIDTH = 384


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vector of each text.

    Args:
        texts: any strings; only the first 128 word pieces of each count.

    Returns:
        Array of shape (len(texts), 384); rows have length 1, so a dot product is a cosine.
    """
    new = [text for text in dict.fromkeys(texts) if text not in _seen]
    for text, vector in zip(new, _vectors(new), strict=True):
        _seen[text] = vector
    out = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for row, text in enumerate(texts):
        out[row] = _seen[text]
    while len(_seen) > KEPT:
        del _seen[next(iter(_seen))]
    return out


# several stages ask for the same sentences; a vector depends on its text alone, so the oldest may go at any time
_seen: dict[str, NDArray[np.float32]] = {}


def _vectors(texts: list[str]) -> NDArray[np.float32]:
    """Vectors of distinct texts, encoded with those of like length so that little is padded."""
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    if not texts:
        return vectors
    session, tokenizer = _model()
    encoded = tokenizer.encode_batch(texts)
    by_length = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
    for at in range(0, len(by_length), BATCH):
        rows = by_length[at : at + BATCH]
        length = max(len(encoded[i].ids) for i in rows)
        ids = np.zeros((len(rows), length), dtype=np.int64)
        mask = np.zeros((len(rows), length), dtype=np.int64)
        for row, i in enumerate(rows):
            ids[row, : len(encoded[i].ids)] = encoded[i].ids
            mask[row, : len(encoded[i].ids)] = 1
        vectors[rows] = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return vectors


@cache
def _model() -> tuple[InferenceSession, Tokenizer]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    folder = files("sayso.language").joinpath("models")
    tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    tokenizer.enable_truncation(LONGEST)
    options = SessionOptions()
    # a waiting thread that spins takes the core from the stage that works
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    weights = folder.joinpath("embedder.onnx").read_bytes()
    return InferenceSession(weights, options, providers=["CPUExecutionProvider"]), tokenizer
