"""Does the tagger find sources, cues and contents word by word? PolNeAR as the best published results score it.

The corpus part is a file of CofeNet (Wang et al., COLING 2022; github.com/cofe-ai/CofeNet, res/polnear/valid.txt): a
JSON object a line with the `tokens` of a sentence or paragraph, one flat B-/I-/O label a token and the `id` of its
article as one annotator read it, in the order of the article. Measures: `source`, `cue`, `content`, F1 of spans whose
role, first and last token are the annotated ones (`begin` and `exact match` of that paper are one here, for both sides
always open a span with B-), precision and recall beside them. A span that runs on into the next line is annotated as
two, so it is cut there. The statements that the tags are joined to are scored from raw articles by `evals.attribution`.

Published on the test part of this conversion, in percent: BERT with CofeNet 83.2 / 75.3 / 72.9, BERT alone
81.1 / 74.0 / 68.9, a CRF over word vectors 50.6 / 53.4 / 28.6.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int, int]  # role, first word, the word after the last
Tagger = Callable[[Sequence[str], Collection[int], Collection[int]], NDArray[np.float32]]

ROLES = ("source", "cue", "content")
OUTSIDE, FIRST, MIDDLE, LAST, ONLY = range(5)
TINY = 1e-9  # a tag that the tagger rules out is unlikely, not impossible: spans must open and close somewhere
# marks as the Penn Treebank writes them, and as a newspaper does
MARKS = {"``": "“", "''": "”", "`": "‘", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
STOPS = frozenset(".?!”")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as one annotator read it.

    Args:
        words: of the whole article, with a newspaper's marks.
        lines: which words each line of the file holds.
        spans: the annotated spans, counted from the article's first word.
    """

    words: tuple[str, ...]
    lines: tuple[range, ...]
    spans: frozenset[Span]


def run(data: Path) -> dict[str, float]:
    """Scores the shipped tagger on a file of CofeNet's conversion."""
    from sayso.language.tagger import tag_words

    return score(read_articles(data), lambda words, breaks, ends: tag_words(words, breaks, ends).tags)


def read_articles(data: Path) -> list[Article]:
    """The articles of a file, lines of one `id` joined.

    Raises:
        ValueError: when a line's tokens and labels are not equally many.
    """
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = []
    for name, group in groupby(rows, key=lambda row: str(row["id"])):
        words: list[str] = []
        lines: list[range] = []
        spans: set[Span] = set()
        for row in group:
            tokens, labels = row["tokens"], row["labels"]
            if len(tokens) != len(labels):
                raise ValueError(f"{data}: a line of {name} has {len(tokens)} tokens and {len(labels)} labels")
            at = len(words)
            spans |= {(role, at + first, at + end) for role, first, end in labelled(labels)}
            words += (MARKS.get(t, t) for t in tokens)
            lines.append(range(at, len(words)))
        articles.append(Article(tuple(words), tuple(lines), frozenset(spans)))
    return articles


def labelled(labels: Sequence[str]) -> list[Span]:
    """The spans of B-, I- and O labels; an I- that goes on with nothing opens no span, as in CofeNet's own scorer."""
    spans: list[Span] = []
    opened: tuple[str, int] | None = None
    for i, label in enumerate([*labels, "O"]):
        mark, _, role = label.partition("-")
        if opened and not (mark == "I" and role == opened[0]):
            spans.append((ROLES.index(opened[0]), opened[1], i))
            opened = None
        if mark == "B":
            opened = role, i
    return spans


def score(articles: Iterable[Article], tagger: Tagger) -> dict[str, float]:
    """Exact span F1, precision and recall of each role, counts added over articles.

    Args:
        articles: what to tag.
        tagger: takes the words of one article, which of them open a paragraph, and after which a sentence may end;
            gives a probability for each word, role (source, cue, content) and tag (outside, first, middle, last, only).
    """
    hits, found, wanted = ([0] * len(ROLES) for _ in range(3))
    for article in articles:
        ends = {line.stop - 1 for line in article.lines} | {i for i, w in enumerate(article.words) if w in STOPS}
        chances = tagger(article.words, {line.start for line in article.lines[1:]}, ends)
        ours = {
            (role, line.start + first, line.start + end)
            for line in article.lines
            for role, first, end in flat_spans(chances[line.start : line.stop])
        }
        for counts, spans in ((hits, ours & article.spans), (found, ours), (wanted, article.spans)):
            for role, _, _ in spans:
                counts[role] += 1
    out: dict[str, float] = {}
    for role, name in enumerate(ROLES):
        out[f"{name}.f1"] = 2 * hits[role] / max(1, found[role] + wanted[role])
        out[f"{name}.precision"] = hits[role] / max(1, found[role])
        out[f"{name}.recall"] = hits[role] / max(1, wanted[role])
    return out


def flat_spans(chances: NDArray[np.float32]) -> list[Span]:
    """The likeliest spans of a stretch of words, none of which belongs to two spans, none of which runs over its ends.

    The Viterbi algorithm over thirteen states: outside, and first, middle, last, only word of each role. A state's
    score at a word is the log probability of that tag of its role and of `outside` of the others, as if roles and
    words were independent; time grows with the number of words.

    Args:
        chances: probabilities of shape (words, 3 roles, 5 tags: outside, first, middle, last, only).
    """
    if not len(chances):
        return []
    logs = np.log(np.maximum(_cut(chances), TINY))
    outside = logs[:, :, OUTSIDE].sum(axis=1)
    inside = outside[:, None, None] + logs[:, :, FIRST:] - logs[:, :, :1]
    scores = np.concatenate([outside[:, None], inside.reshape(len(chances), -1)], axis=1)
    best = scores[0] + np.where(_OPENS, 0, -np.inf)
    came = np.zeros(scores.shape, dtype=np.int8)
    every = np.arange(len(best))
    for i in range(1, len(scores)):
        ways = best[:, None] + _MOVES
        came[i] = ways.argmax(axis=0)
        best = ways[came[i], every] + scores[i]
    state = int((best + np.where(_CLOSES, 0, -np.inf)).argmax())
    spans: list[Span] = []
    end = 0
    for i in range(len(scores) - 1, -1, -1):
        role, tag = _ROLE[state], _TAG[state]
        if tag in (LAST, ONLY):
            end = i + 1
        if tag in (FIRST, ONLY):
            spans.append((int(role), i, end))
        state = int(came[i][state])
    return spans[::-1]


def _cut(chances: NDArray[np.float32]) -> NDArray[np.float64]:
    """The chances of a stretch on its own: what runs in from before opens at its first word, and so at its end."""
    out = chances.astype(np.float64)
    for word, runs, turns in ((0, (MIDDLE, LAST), (FIRST, ONLY)), (-1, (FIRST, MIDDLE), (ONLY, LAST))):
        for tag, into in zip(runs, turns, strict=True):
            out[word, :, into] += out[word, :, tag]
            out[word, :, tag] = 0
    return out


_TAG = np.array([OUTSIDE, *[FIRST, MIDDLE, LAST, ONLY] * len(ROLES)])
_ROLE = np.array([-1, *np.repeat(np.arange(len(ROLES)), 4)])
_OPENS = np.isin(_TAG, (OUTSIDE, FIRST, ONLY))
_CLOSES = np.isin(_TAG, (OUTSIDE, LAST, ONLY))
_MOVES = np.where(
    np.where(_CLOSES[:, None], _OPENS[None, :], ~_OPENS[None, :] & (_ROLE[:, None] == _ROLE[None, :])), 0, -np.inf
)
