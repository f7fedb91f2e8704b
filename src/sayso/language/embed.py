"""Sentences to vectors that lie close when they are about the same: all-MiniLM-L6-v2, int8, on onnxruntime.

These vectors tell topics apart, not agreement from contradiction ("10,000" lies near "3,000"): retrieve with them,
never judge by them alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST = 128  # word pieces that the encoder sees of one text
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
    """Vectors of distinct texts, each encoded by itself.

    The int8 model scales its activations by all that is encoded with a text: in batches of 32 the cosine of a text's
    vector to its vector in other company is .99 on average and down to .96 (619 sentences of two reports). Alone, a
    text has the same vector whatever stands beside it, for about the same time.
    """
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    if not texts:
        return vectors
    session, tokenizer = _model()
    encoded = tokenizer.encode_batch(texts)

    def encode(row: int) -> None:
        ids = np.array([encoded[row].ids], dtype=np.int64)
        vectors[row] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]

    with ThreadPoolExecutor(min(len(texts), cores())) as pool:
        for _ in pool.map(encode, range(len(texts))):
            pass
    return vectors


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _model() -> tuple[InferenceSession, Tokenizer]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    folder = files("sayso.language").joinpath("models")
    tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    tokenizer.enable_truncation(LONGEST)
    options = SessionOptions()
    # one text is too little work to share: each core encodes texts of its own
    options.intra_op_num_threads = 1
    weights = folder.joinpath("embedder.onnx").read_bytes()
    return InferenceSession(weights, options, providers=["CPUExecutionProvider"]), tokenizer
