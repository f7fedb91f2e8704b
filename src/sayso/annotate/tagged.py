"""Attributions as the tagger sees them: its word probabilities decoded to spans, and spans joined at their cue."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.drafts import Range
from sayso.language.tagger import CONTENT, CUE, FIRST, LAST, MIDDLE, ONLY, OUTSIDE, SOURCE, Tags

# how far from its cue a source or content stands, before and after it: log share of pairs for each number of words
# between them, counted in the training articles of PolNeAR (18,838 sources, 25,892 pieces of content). The pointer was
# trained on what stands in one window, and tells nothing of pairs farther apart than that.
_GAPS = (0, 1, 2, 3, 5, 9, 17, 33, 65, 129)
_NEAR = {
    (SOURCE, "before"): (-0.3, -4.2, -4.4, -4.9, -4.8, -5.2, -6.9, -9.9, -12.6, -15.4),
    (SOURCE, "after"): (-2.5, -4.1, -7.0, -6.6, -7.2, -8.2, -9.9, -12.5, -14.8, -15.4),
    (CONTENT, "before"): (-2.5, -2.2, -3.3, -4.9, -5.9, -7.1, -8.5, -10.8, -13.9, -15.7),
    (CONTENT, "after"): (-0.6, -2.6, -4.1, -4.7, -5.4, -6.0, -6.9, -8.9, -10.4, -11.7),
}
REACH = 250
# a source that belongs to a cue beside its own: "X said … and added …"
SHARED = 0.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution of the tagger's, in token indices.

    Args:
        cue: the words that tell of it.
        source: who is named as its source, if anybody.
        content: its pieces, that which points most strongly at the cue first; at least one.
        link: the chance that the first piece belongs to its cue.
        source_link: the chance that its source does; 0 without a source.
    """

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    link: float
    source_link: float


def find_tagged(tags: Tags, *, lean: float = 0.0) -> list[Tagged]:
    """The attributions that the tagger finds, one for each cue that has content, in the order of their cues.

    Args:
        tags: rows of all tokens of a report.
        lean: added to the log probability of every span's first word; more than 0 finds more and surely less.
    """
    cues = decode(tags.tags[:, CUE], lean=lean)
    contents: dict[Range, list[tuple[float, float, Range]]] = {cue: [] for cue in cues}
    for span in decode(tags.tags[:, CONTENT], lean=lean):
        pointed = _pointed(tags, CONTENT, span, cues)
        if pointed:
            chance, strength, cue = max(pointed)
            contents[cue].append((chance, strength, span))
    sources: dict[Range, list[tuple[float, float, Range]]] = {cue: [] for cue in cues}
    for span in decode(tags.tags[:, SOURCE], lean=lean):
        for chance, strength, cue in _pointed(tags, SOURCE, span, cues):
            if chance >= 0.5 or strength >= SHARED:
                sources[cue].append((chance, strength, span))
    out = []
    for cue, pieces in contents.items():
        if pieces:
            chance, _, source = max(sources[cue], key=lambda s: s[1], default=(0.0, 0.0, None))
            pieces.sort(key=lambda piece: -piece[1])
            out.append(Tagged(cue, source, tuple(r for _, _, r in pieces), pieces[0][0], chance))
    return out


def _pointed(tags: Tags, role: int, span: Range, cues: Sequence[Range]) -> list[tuple[float, float, Range]]:
    """The cues within reach of a span: the chance that it belongs to each, how strongly it points there, the cue."""
    near = cues[bisect_left(cues, (span[0] - REACH, 0)) : bisect_left(cues, (span[1] + REACH, 0))]
    if not near:
        return []
    strengths = [
        float(logit) + _near(role, span, cue)
        for logit, cue in zip(tags.pointing(role, span, [a for a, _ in near]), near, strict=True)
    ]
    most = max(strengths)
    total = sum(exp(s - most) for s in strengths)
    return [(exp(s - most) / total, s, cue) for s, cue in zip(strengths, near, strict=True)]


def _near(role: int, span: Range, cue: Range) -> float:
    side, gap = ("before", cue[0] - span[1]) if span[1] <= cue[0] else ("after", span[0] - cue[1])
    return _NEAR[role, side][bisect_right(_GAPS, max(0, gap)) - 1]


def decode(chances: NDArray[np.float32], *, lean: float = 0.0) -> list[Range]:
    """The likeliest spans of one role (Viterbi): what is opened is closed, and nothing goes on that was not opened.

    Args:
        chances: probabilities of shape (tokens, 5): outside, first, middle, last, only.
        lean: added to the log probability of a span's first word.

    Returns:
        Token ranges, each from its first to after its last word.
    """
    logs = np.log(chances + 1e-9)
    logs[:, (FIRST, ONLY)] += lean
    shut, opened = 0.0, -np.inf
    # for each token how the best path with nothing open after it came there, and the best one with a span open
    back: list[tuple[int, int]] = []
    for outside, first, middle, last, only in logs[:, (OUTSIDE, FIRST, MIDDLE, LAST, ONLY)].tolist():
        stays, stay = (OUTSIDE, shut + outside) if outside >= only else (ONLY, shut + only)
        close, go_on, begin = opened + last, opened + middle, shut + first
        shut, stays = (close, LAST) if close > stay else (stay, stays)
        opened, goes = (go_on, MIDDLE) if go_on > begin else (begin, FIRST)
        back.append((stays, goes))
    out: list[Range] = []
    n, within = len(back) - 1, False
    while n >= 0:
        state = back[n][within]
        if state == ONLY:
            out.append((n, n + 1))
        elif state == LAST:
            end, within = n + 1, True
        elif state == FIRST:
            out.append((n, end))
            within = False
        n -= 1
    return out[::-1]


def sureness(chances: NDArray[np.float32], spans: Sequence[Range]) -> float:
    """Mean log probability of a role's words that spans are just these: their borders and what is between.

    Args:
        chances: probabilities of shape (tokens, 5) of the role.
        spans: at least one.
    """
    total, words = 0.0, 0
    for a, b in spans:
        if b - a == 1:
            total += log(float(chances[a, ONLY]) + 1e-6)
        else:
            total += log(float(chances[a, FIRST]) + 1e-6) + log(float(chances[b - 1, LAST]) + 1e-6)
            total += float(np.log(chances[a + 1 : b - 1, MIDDLE] + 1e-6).sum())
        words += b - a
    return total / words
