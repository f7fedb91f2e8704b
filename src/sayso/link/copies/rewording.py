"""Whether one sentence says in other words what another says: named features of two sentences, then a model of both.

The features are cheap and leave few pairs open; a model that reads both sentences together decides those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from sayso.language.embed import embed
from sayso.language.pairs import JUDGEMENTS, judge_pairs
from sayso.link.quotations.words import Word, content_words, negates, stem, words_of
from sayso.resources import load

Values = NDArray[np.float64]

FEATURES = (
    "cosine",
    "stems_of_longer",
    "content_of_longer",
    "content_of_shorter",
    "in_order_of_longer",
    "in_order_of_shorter",
    "edits",
    "letters_alike",
    "letters_alike_sorted",
    "stretches",
    "longest_stretch",
    "stretch_of_shorter",
    "longest_gap",
    "tail",
    "numbers_apart",
    "numbers_added",
    "names_apart",
    "names_added",
    "negation_apart",
    "length_ratio",
    "length_apart",
    "length",
)
DEPTH = 3
# a pair to which the trees give less than this part of what is asked for is not asked about further: of the rewordings
# that both together find in MRPC's training part, 0.4 % are lost
HOPELESS = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """What is compared of a sentence: its text, its words in comparable form, what of them weighs, and its vector.

    `content` are the words that carry meaning with their stems, `names` the stems of words with a capital inside the
    sentence.
    """

    norms: tuple[str, ...]
    stems: tuple[str, ...]
    content: Mapping[str, str]
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool
    plain: str
    text: str
    vector: NDArray[np.float32]


def reworded(pairs: Sequence[tuple[str, str]]) -> Values:
    """How likely the two sentences of each pair say the same, whatever their words.

    Boosted trees (Friedman 2001) over FEATURES and the pair model (`sayso.language.pairs`), joined by a logistic
    regression; all fitted on the training part of the Microsoft Research Paraphrase Corpus (Dolan & Brockett 2005),
    whose annotators judged pairs of news sentences that share many words; 68 % of them mean the same. Among sentences
    taken at random the same likeness means less: compare what is alike already. That two sentences say the same is no
    proof that one was taken from the other.

    Args:
        pairs: two sentences each.

    Returns:
        A probability in 0..1 for each pair, the same for (x, y) and (y, x).
    """
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    vectors = embed(texts)
    known = {text: sentence(text, vector) for text, vector in zip(texts, vectors, strict=True)}
    # what has no words says nothing
    return likely_reworded([(known[x], known[y]) for x, y in pairs], [0.0] * len(pairs))


def sentence(text: str, vector: NDArray[np.float32], words: Sequence[Word] | None = None) -> Sentence:
    """What is compared of a sentence.

    Args:
        text: the sentence, or the text that it stands in.
        vector: its embedding, of length 1.
        words: its words at their places in the text; None when the text is the sentence.
    """
    words = words_of(text, 0, len(text)) if words is None else words
    norms = tuple(w.norm for w in words)
    return Sentence(
        norms=norms,
        stems=tuple(map(stem, norms)),
        content={stem(n): n for n in content_words(norms)},
        numbers=frozenset(n for n in norms if any(c.isdigit() for c in n)),
        names=frozenset(stem(w.norm) for w in words[1:] if text[w.start].isupper()),
        negated=negates(norms),
        plain=" ".join(norms),
        text=text[words[0].start : words[-1].end] if words else "",
        vector=vector,
    )


def likely_reworded(pairs: Sequence[tuple[Sentence, Sentence]], least: Sequence[float]) -> Values:
    """How likely the sentences of each pair say the same; 0 where that cannot reach what is asked for.

    The pair model is asked only where the trees find more than HOPELESS of what is asked for, and not about the same
    words.

    Args:
        pairs: two sentences each.
        least: the probability from which on each pair matters.
    """
    by_trees = probability(compare(pairs))
    same = np.array([bool(x.norms) and x.norms == y.norms for x, y in pairs], dtype=bool)
    out: Values = by_trees * same
    asked = [
        k
        for k, (x, y) in enumerate(pairs)
        if x.norms and y.norms and not same[k] and by_trees[k] >= HOPELESS * least[k]
    ]
    texts = [(pairs[k][0].text, pairs[k][1].text) for k in asked]
    out[asked] = _together(by_trees[asked], judge_pairs(texts)[:, JUDGEMENTS.index("paraphrase")])
    return out


def _together(by_trees: Values, by_model: Values) -> Values:
    weights = load("rewording")["together"]
    score: Values = weights["bias"] + weights["trees"] * log_odds(by_trees) + weights["model"] * log_odds(by_model)
    joined: Values = 1.0 / (1.0 + np.exp(-score))
    return joined


def log_odds(probability: Values) -> Values:
    """The log odds of probabilities, which are kept a thousandth away from 0 and 1."""
    kept = np.clip(probability, 0.001, 0.999)
    return np.asarray(np.log(kept / (1 - kept)))


def compare(pairs: Sequence[tuple[Sentence, Sentence]]) -> Values:
    """The values of FEATURES for pairs of sentences, a row each, the same in either order.

    "of_longer" and "of_shorter" are what the two share, as a part of the one that has more words and of the one that
    has fewer. A stretch is a row of words that both have, a gap one that the other lacks, the tail the gap at the end.
    "apart" is what both have of their own, "added" what the fuller one has.
    """
    rows = [(*_overlap(x, y), *_order(x, y), *_difference(x, y)) for x, y in pairs]
    return np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))


def probability(table: Values) -> Values:
    """How likely two sentences say the same, for each row of FEATURES."""
    trees = _trees()
    rows = np.arange(len(table))[:, None]
    columns = np.arange(len(trees.feature))[None, :]
    node = np.zeros((len(table), len(trees.feature)), dtype=np.intp)
    for _ in range(DEPTH):
        right = table[rows, trees.feature[columns, node]] >= trees.threshold[columns, node]
        node = 2 * node + 1 + right
    score = trees.bias + trees.value[columns, node - (2**DEPTH - 1)].sum(axis=1)
    return np.asarray(1.0 / (1.0 + np.exp(-score)))


@dataclass(frozen=True, slots=True, eq=False)
class _Trees:
    """The trained trees, each complete to DEPTH: a row of splits, breadth first, and a row of values."""

    feature: NDArray[np.intp]
    threshold: Values
    value: Values
    bias: float


@cache
def _trees() -> _Trees:
    trained = load("rewording")
    at = {name: k for k, name in enumerate(FEATURES)}
    return _Trees(
        feature=np.array([[at[name] for name in tree["split"]] for tree in trained["trees"]], dtype=np.intp),
        threshold=np.array([tree["at"] for tree in trained["trees"]], dtype=np.float64),
        value=np.array([tree["value"] for tree in trained["trees"]], dtype=np.float64),
        bias=float(trained["bias"]),
    )


def _overlap(x: Sentence, y: Sentence) -> tuple[float, ...]:
    stems_x, stems_y = set(x.stems), set(y.stems)
    shorter, longer = sorted((len(x.norms), len(y.norms)))
    content = len(x.content.keys() & y.content.keys())
    in_order = LCSseq.similarity(x.stems, y.stems)
    return (
        float(x.vector @ y.vector),
        len(stems_x & stems_y) / max(1, len(stems_x), len(stems_y)),
        content / max(1, len(x.content), len(y.content)),
        content / max(1, min(len(x.content), len(y.content))),
        in_order / max(1, longer),
        in_order / max(1, shorter),
        Levenshtein.distance(x.stems, y.stems) / max(1, longer),
        fuzz.ratio(x.plain, y.plain) / 100,
        fuzz.token_sort_ratio(x.plain, y.plain) / 100,
    )


def _order(x: Sentence, y: Sentence) -> tuple[float, ...]:
    a, b = sorted((x.stems, y.stems))
    stretches = [op.src_end - op.src_start for op in LCSseq.opcodes(a, b) if op.tag == "equal"]
    longest = max(stretches, default=0)
    gaps, tails = zip(_gaps(x, y), _gaps(y, x), strict=True)
    return (
        float(len(stretches)),
        float(longest),
        longest / max(1, min(len(x.stems), len(y.stems))),
        float(max(gaps)),
        float(max(tails)),
    )


def _gaps(x: Sentence, y: Sentence) -> tuple[int, int]:
    """The longest row of words of x that y lacks, and how long such a row stands at the end."""
    there = set(y.stems)
    longest = now = 0
    for s in x.stems:
        now = 0 if s in there else now + 1
        longest = max(longest, now)
    return longest, now


def _difference(x: Sentence, y: Sentence) -> tuple[float, ...]:
    numbers = sorted((len(x.numbers - y.numbers), len(y.numbers - x.numbers)))
    names = sorted((len(x.names - set(y.stems)), len(y.names - set(x.stems))))
    shorter, longer = sorted((len(x.norms), len(y.norms)))
    return (
        *map(float, (*numbers, *names)),
        float(x.negated != y.negated),
        shorter / max(1, longer),
        float(longer - shorter),
        float(longer),
    )
