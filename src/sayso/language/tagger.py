"""The attribution tagger: for each word how likely it belongs to a source, a cue or a content, and to which cue.

One pass of a small encoder (all-MiniLM-L6-v2 trained on PolNeAR, int8, on onnxruntime) over windows of sentences. How
it was trained, on what, and what it reaches stands in training/attribution/README.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.language.encoders import open_encoder
from sayso.language.threads import side_by_side
from sayso.language.windows import Window, windows

if TYPE_CHECKING:
    from spacy.tokens import Doc

SOURCE, CUE, CONTENT = 0, 1, 2
OUTSIDE, FIRST, MIDDLE, LAST, ONLY = 0, 1, 2, 3, 4
LINK = 96
OVERLAP = 32  # word pieces of context that a window takes from the one before
_STOPS = frozenset((".", "?", "!", "”", '"'))


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """What the tagger says of words.

    Args:
        tags: probabilities of shape (words, 3 roles, 5): outside, first, middle, last or only word of a span.
        links: vectors of shape (words, 3, 96): as a word of a source, as a cue that is pointed at, and as a word of a
            content.
    """

    tags: NDArray[np.float32]
    links: NDArray[np.float32]

    def inside(self, words: slice = slice(None)) -> NDArray[np.float32]:
        """Probability of shape (words, 3) that a word belongs to a span of each role; of all words or of some."""
        inside: NDArray[np.float32] = 1 - self.tags[words, :, OUTSIDE]
        return inside

    def pointing(self, role: int, span: tuple[int, int], cues: Sequence[int]) -> NDArray[np.float32]:
        """How strongly the words of a source or content point at each of some cues: logits, comparable among them.

        Args:
            role: SOURCE or CONTENT.
            span: its first word, and the one after its last.
            cues: first words of the cues to choose from.
        """
        scores: NDArray[np.float32] = self.links[list(cues), CUE] @ self.links[span[0] : span[1], role].mean(axis=0)
        return scores / np.float32(LINK**0.5)


def tag(doc: Doc) -> Tags:
    """Run the tagger over a parsed report; a row for each token, white space included, which is outside of all."""
    tags = np.zeros((len(doc), 3, 5), dtype=np.float32)
    tags[:, :, OUTSIDE] = 1
    links = np.zeros((len(doc), 3, LINK), dtype=np.float32)
    tokens = [(t.i, t.text) for t in doc if not t.is_space]
    if not tokens:
        return Tags(tags, links)
    places, words = map(list, zip(*tokens, strict=True))
    breaks = {n for n in range(1, len(places)) if any("\n" in doc[i].text for i in range(places[n - 1] + 1, places[n]))}
    ends = {n for n, word in enumerate(words) if word in _STOPS or n + 1 in breaks}
    found = tag_words(words, breaks, ends)
    tags[places], links[places] = found.tags, found.links
    return Tags(tags, links)


def tag_words(words: Sequence[str], breaks: Collection[int], ends: Collection[int]) -> Tags:
    """Run the tagger over the words of a text.

    Each window is encoded by itself: the int8 model scales its activations by all that is encoded together.

    Args:
        words: at least one; none empty.
        breaks: numbers of the words that open a paragraph.
        ends: numbers of the words after which a window may end.
    """
    session, tokenizer = open_encoder("tagger")
    encoded = tokenizer.encode_batch(list(words), add_special_tokens=False)
    unknown, opening, closing = (tokenizer.token_to_id(mark) or 0 for mark in ("[UNK]", "[CLS]", "[SEP]"))
    made = windows([e.ids or [unknown] for e in encoded], breaks, ends, (opening, closing), overlap=OVERLAP)
    tags = np.zeros((len(words), 3, 5), dtype=np.float32)
    links = np.zeros((len(words), 3, LINK), dtype=np.float32)
    depth = np.full(len(words), -1)

    def run(window: Window) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        ids = np.array([window.ids], dtype=np.int64)
        scores, vectors = session.run(None, {"input_ids": ids})
        return scores[0, window.first], vectors[0, window.first]

    for window, (scores, vectors) in zip(made, side_by_side(run, made), strict=True):
        # a word is best judged in the window that shows most on both sides of it
        here = np.arange(window.words.start, window.words.stop)
        room = np.minimum(here - window.words.start, window.words.stop - 1 - here)
        better = room > depth[here]
        depth[here[better]] = room[better]
        tags[here[better]] = scores[better].reshape(-1, 3, 5)
        links[here[better]] = vectors[better].reshape(-1, 3, LINK)[:, (0, 2, 1)]
    chances = np.exp(tags - tags.max(axis=2, keepdims=True))
    return Tags(chances / chances.sum(axis=2, keepdims=True), links)
