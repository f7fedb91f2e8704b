"""A vector for each mention, close to those that name the same: a small encoder that sees its document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.language.encoders import open_encoder
from sayso.link.events.mentions import Mention

if TYPE_CHECKING:
    from tokenizers import Tokenizer

OPENING, CLOSING = 101, 102  # the marks at the ends of what the encoder sees
LONGEST = 256  # word pieces that the encoder sees at once, with the marks

Pieces = tuple[list[int], list[tuple[int, list[int]]]]


def mention_vectors(mentions: Sequence[Mention], projections: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """The vector of each mention; rows have length 1.

    Args:
        mentions: of any documents; a document's sentences are read together, in the order of their numbers.
        projections: for each kind of mention the matrix that turns the mean of its word pieces, and that of all, into
            its vector.
    """
    session, tokenizer = open_encoder("coreference")
    width = next(iter(projections.values())).shape[1]
    vectors = np.zeros((len(mentions), width), dtype=np.float32)
    for ids, placed in pieces(mentions, tokenizer):
        row = np.array([ids], dtype=np.int64)
        hidden = session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})[0][0]
        middle = hidden.mean(axis=0)
        for i, places in placed:
            seen = np.concatenate([hidden[places].mean(axis=0) if places else middle, middle, [1.0]])
            vectors[i] = seen.astype(np.float32) @ projections[mentions[i].kind]
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def pieces(mentions: Sequence[Mention], tokenizer: Tokenizer) -> list[Pieces]:
    """What the encoder sees: runs of a document's sentences in word pieces, with the places of the mentions in each."""
    documents: dict[str, dict[tuple[int, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, m in enumerate(mentions):
        documents[m.document][m.number, m.sentence].append(i)
    out: list[Pieces] = []
    for sentences in documents.values():
        ids: list[int] = [OPENING]
        placed: list[tuple[int, list[int]]] = []
        for (_, sentence), own in sorted(sentences.items()):
            encoded = tokenizer.encode(sentence, add_special_tokens=False)
            if len(ids) > 1 and len(ids) + len(encoded.ids) >= LONGEST:
                out.append(([*ids, CLOSING], placed))
                ids, placed = [OPENING], []
            for i in own:
                m = mentions[i]
                over = [len(ids) + k for k, (a, b) in enumerate(encoded.offsets) if a < m.end and m.start < b]
                placed.append((i, [k for k in over if k < LONGEST - 1]))
            ids = [*ids, *encoded.ids][: LONGEST - 1]
        out.append(([*ids, CLOSING], placed))
    return out
