"""The title of a quantity: which of its figures' own words say best what is counted or measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sayso.annotate.numbers import SPACE
from sayso.types import Figure

# words that a title has best: fewer leave the scope out, more are a sentence
_FEW, _MANY = 2, 8
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ARTICLES = ("a", "an", "the", "its", "his", "her", "their", "our", "this", "that", "these", "those")
_LIGHT = frozenset([*_ARTICLES, "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or"])


def find_title(figures: Sequence[Figure]) -> str:
    """Chooses the clearest words among those that the figures of a quantity stand with.

    Whole words without numbers come first, then a noun phrase with its scope in two to eight words, then the words
    that most figures share, then the shorter.

    Args:
        figures: the figures of one quantity.

    Returns:
        The words of one figure, white space made single; empty when no figure has any.
    """
    phrases = [(f, re.sub(rf"(?:{SPACE}|\n)+", " ", f.of).strip(' •·*"“”')) for f in figures if f.of.strip()]
    if not phrases:
        return ""
    often = Counter(word for _, phrase in phrases for word in _content(phrase))
    said = Counter(phrase for _, phrase in phrases)

    def worth(item: tuple[Figure, str]) -> tuple[float, ...]:
        figure, phrase = item
        words = _content(phrase)
        size = len(phrase.split())
        return (
            phrase[:1].isalpha() and phrase.count("(") == phrase.count(")"),
            not re.search(r"[0-9$€£%“”\"]", phrase) and figure.span.text.lower() not in phrase.lower(),
            not (size > 1 and words and phrase.istitle()),
            len(words) >= _FEW and size <= _MANY,
            sum(often[w] for w in words) / len(words) if words else 0,
            said[phrase],
            -size,
        )

    return max(phrases, key=worth)[1]


def _content(phrase: str) -> list[str]:
    return [w for w in dict.fromkeys(map(str.lower, _WORD.findall(phrase))) if w not in _LIGHT]
