"""The PLOVER root code of what a source does to a target: a small encoder that sees who does it to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sayso.annotate.plover import ROOTS
from sayso.language.encoders import open_encoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = "plover.onnx"
# Marks around the two parties, behind the encoder's own vocabulary: before and behind the source, and the target.
SOURCE, SOURCE_END, TARGET, TARGET_END = range(30_522, 30_526)
MARKS = 4
OPENING, CLOSING = 101, 102  # the marks at the ends of every text that the encoder sees
LONGEST = 128


def code_event(sentence: str, source: str, target: str) -> str:
    """Decides which root code of PLOVER names what the source does to the target.

    Args:
        sentence: one sentence of news.
        source: the words in it that name the one who acts.
        target: the words that name the one it is done to or with.

    Returns:
        One of the fifteen codes of ROOTS; there is always one, as the model knows no other happenings.

    Source: all-MiniLM-L6-v2 trained by training/events.py on 1,050 sentences of the PLOVER training set of Hu et al.
        (2023, "Leveraging Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification");
        cross-validated score in evals.
    """
    return code_events([(sentence, source, target)])[0]


def code_events(cases: Sequence[tuple[str, str, str]]) -> list[str]:
    """The root code of each (sentence, source, target)."""
    session, tokenizer = open_encoder("plover")
    out = []
    for case in cases:
        ids = np.array([word_pieces(tokenizer, *case)], dtype=np.int64)
        scores = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        out.append(ROOTS[int(scores.argmax())])
    return out


def word_pieces(tokenizer: Tokenizer, sentence: str, source: str, target: str) -> list[int]:
    """The sentence in word pieces, with marks around the first place of each party that is free of the other."""
    parties: list[tuple[int, int, int]] = []
    for words, mark in ((source, SOURCE), (target, TARGET)):
        at = sentence.find(words) if words else -1
        while at >= 0 and any(at < end and start < at + len(words) for start, end, _ in parties):
            at = sentence.find(words, at + 1)
        if at >= 0:
            parties.append((at, at + len(words), mark))
    ids, at = [OPENING], 0
    for start, end, mark in sorted(parties):
        ids += tokenizer.encode(sentence[at:start], add_special_tokens=False).ids
        ids += [mark, *tokenizer.encode(sentence[start:end], add_special_tokens=False).ids, mark + 1]
        at = end
    ids += tokenizer.encode(sentence[at:], add_special_tokens=False).ids
    return [*ids[: LONGEST - 1], CLOSING]
