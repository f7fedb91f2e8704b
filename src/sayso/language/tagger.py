"""The attribution tagger: for each word how likely it belongs to a source, a cue or a content, and to which cue.

One pass of a small encoder (all-MiniLM-L6-v2 trained on PolNeAR, int8, on onnxruntime) over windows of sentences. How
it was trained, on what, and what it reaches stands in training/attribution/README.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.language.windows import Window, windows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from sayso.language.backbone import Reading

SOURCE, CUE, CONTENT = 0, 1, 2
OUTSIDE, FIRST, FURTHER = 0, 1, 2
LINK = 96
OVERLAP = 80  # word pieces; more context at both ends of a window, at a third more time
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """What the tagger says of a report's words; a row for each token of the parse, also for white space.

    Args:
        tags: probabilities of shape (tokens, 3 roles, 3): outside, first or further word of a span of that role.
        links: vectors of shape (tokens, 3, 96): as a source, as a content, as a cue.
    """

    tags: NDArray[np.float32]
    links: NDArray[np.float32]

    def inside(self) -> NDArray[np.float32]:
        """Probability of shape (tokens, 3) that a word belongs to a span of each role."""
        inside: NDArray[np.float32] = 1 - self.tags[:, :, OUTSIDE]
        return inside

    def cue_of(self, role: int, token: int, cues: list[int]) -> tuple[int, float]:
        """Which cue a source or content that opens at a token belongs to, and how likely.

        Args:
            role: SOURCE or CONTENT.
            token: the first token of the span.
            cues: first tokens of the cues to choose from; at least one.
        """
        scores = self.links[cues, CUE] @ self.links[token, 0 if role == SOURCE else 1] / LINK**0.5
        chances = np.exp(scores - scores.max())
        best = int(chances.argmax())
        return cues[best], float(chances[best] / chances.sum())


def tag(reading: Reading) -> Tags:
    """Run the tagger over a report."""
    doc = reading.doc
    tags = np.zeros((len(doc), 3, 3), dtype=np.float32)
    tags[:, :, OUTSIDE] = 1
    links = np.zeros((len(doc), 3, LINK), dtype=np.float32)
    words = [t.i for t in doc if not t.is_space]
    if not words:
        return Tags(tags, links)
    session, tokenizer = _model()
    encoded = tokenizer.encode_batch([doc[i].text for i in words], add_special_tokens=False)
    unknown, opening, closing = (tokenizer.token_to_id(mark) or 0 for mark in ("[UNK]", "[CLS]", "[SEP]"))
    breaks = {n for n in range(1, len(words)) if any("\n" in doc[i].text for i in range(words[n - 1] + 1, words[n]))}
    ends = {n for n, i in enumerate(words) if doc[i].text in {".", "?", "!", "”", '"'} or n + 1 in breaks}
    made = windows([e.ids or [unknown] for e in encoded], breaks, ends, (opening, closing), overlap=OVERLAP)
    depth = np.full(len(words), -1)
    by_length = sorted(made, key=lambda w: len(w.ids))
    for at in range(0, len(by_length), BATCH):
        part = by_length[at : at + BATCH]
        for window, scores, vectors in zip(part, *_run(session, part), strict=True):
            # a word is best judged in the window that shows most on both sides of it
            for n in window.words:
                room = min(n - window.words.start, window.words.stop - 1 - n)
                if room > depth[n]:
                    depth[n] = room
                    place = window.first[n - window.words.start]
                    tags[words[n]] = scores[place].reshape(3, 3)
                    links[words[n]] = vectors[place].reshape(3, LINK)
    chances = np.exp(tags[words] - tags[words].max(axis=2, keepdims=True))
    tags[words] = chances / chances.sum(axis=2, keepdims=True)
    return Tags(tags, links)


def _run(session: InferenceSession, part: list[Window]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    length = max(len(w.ids) for w in part)
    ids = np.zeros((len(part), length), dtype=np.int64)
    mask = np.zeros((len(part), length), dtype=np.int64)
    for row, window in enumerate(part):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
    tags, links = session.run(None, {"input_ids": ids, "attention_mask": mask})
    return tags, links


@cache
def _model() -> tuple[InferenceSession, Tokenizer]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    folder = files("sayso.language").joinpath("models")
    tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    tokenizer.no_truncation()
    options = SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(folder.joinpath("tagger.onnx").read_bytes(), options), tokenizer
