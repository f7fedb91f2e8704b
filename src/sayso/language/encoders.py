"""The encoders that the package ships: opened once, one thread a run, since each core runs texts of its own."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from sayso.language.hashes import checked, hash_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODELS = "language/models"


@cache
def version_of_encoders() -> str:
    """What decides what the encoders make of texts: their files, by a hash of these, and what runs them."""
    digest = sha256()
    for name in ("tokenizer.json", "embedder.onnx", "pairs.onnx"):
        digest.update(hash_of(f"{MODELS}/{name}").encode())
    return f"{digest.hexdigest()[:16]}; onnxruntime {version('onnxruntime')}"


@cache
def open_encoder(name: str, longest: int | None = None) -> tuple[InferenceSession, Tokenizer]:
    """A shipped encoder and its tokenizer, which cuts a text after so many word pieces.

    Args:
        name: of the file in `models`, without its ending.
        longest: in word pieces with the two outer marks; None leaves texts whole.

    Raises:
        ModelError: when a file is missing or is not the one that was shipped.
    """
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked(f"{MODELS}/tokenizer.json")))
    if longest is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(longest)
    # whichever is opened may read the table of word vectors of this one
    checked(f"{MODELS}/embedder.onnx")
    options = SessionOptions()
    options.intra_op_num_threads = 1
    session = InferenceSession(
        # by its path, beside which it looks for that file
        str(checked(f"{MODELS}/{name}.onnx")),
        options,
        providers=["CPUExecutionProvider"],
        # its kernel adds up in one scalar loop and takes four times as long as the two that it stands for
        disabled_optimizers=["SkipLayerNormFusion"],
    )
    return session, tokenizer
