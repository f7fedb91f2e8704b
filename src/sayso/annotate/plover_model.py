"""The PLOVER root code of what a source does to a target in a sentence: a linear model over the lexicon and MiniLM."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.plover import OTHER, ROOTS, noun_code, verb_code
from sayso.language.backbone import load
from sayso.language.embed import WIDTH, embed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WEIGHTS = "plover.npz"
# Stand-ins for the two parties, so that the model learns deeds and not who does them.
SOURCE, TARGET = "Alpha", "Beta"
# The lexicon's features against the embedding's, whose rows have length 1.
LEXICON_WEIGHT = 0.3
FEATURES = WIDTH + len(ROOTS) + 1


def code_event(sentence: str, source: str, target: str) -> str:
    """Decides which root code of PLOVER names what the source does to the target.

    Args:
        sentence: one sentence of news.
        source: the words in it that name the one who acts.
        target: the words that name the one it is done to or with.

    Returns:
        One of the fifteen codes of ROOTS; there is always one, as the model knows no other happenings.

    Source: trained by training/events.py on 1,050 sentences of the PLOVER training set of Hu et al. (2023, "Leveraging
        Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification"); cross-validated score
        in evals.
    """
    return code_events([(sentence, source, target)])[0]


def code_events(cases: Sequence[tuple[str, str, str]]) -> list[str]:
    """The root code of each (sentence, source, target)."""
    scores = features(cases) @ _weights()
    return [ROOTS[int(i)] for i in scores.argmax(axis=1)]


def features(cases: Sequence[tuple[str, str, str]]) -> NDArray[np.float32]:
    """What the model sees of each case: the embedding, the lexicon's codes in the sentence, and a constant 1."""
    texts = [_masked(_masked(sentence, source, SOURCE), target, TARGET) for sentence, source, target in cases]
    out = np.ones((len(texts), FEATURES), dtype=np.float32)
    out[:, :WIDTH] = embed(texts)
    for row, doc in zip(out, load().pipe(texts), strict=True):
        row[WIDTH:-1] = LEXICON_WEIGHT * _lexicon(doc)
    return out


def _masked(sentence: str, party: str, name: str) -> str:
    return sentence.replace(party, name, 1) if party else sentence


def _lexicon(doc: Doc) -> NDArray[np.float32]:
    """For each code how well a word of it stands: as a verb, as the main verb, with the source as its party."""
    out = np.zeros(len(ROOTS), dtype=np.float32)
    for token in doc:
        code = verb_code(token) if token.pos_ == "VERB" else noun_code(token) if token.pos_ == "NOUN" else None
        if code is None or code == OTHER:
            continue
        weight = (1.0 if token.pos_ == "VERB" else 0.4) + _has_source(token) + 0.5 * (token.dep_ == "ROOT")
        at = ROOTS.index(code)
        out[at] = max(out[at], weight)
    return out


def _has_source(token: Token) -> bool:
    below = list(token.children)
    return any(t.text == SOURCE for child in below for t in (child, *child.children))


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.float32]:
    with files("sayso.resources").joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        return np.asarray(stored["weights"], dtype=np.float32)
