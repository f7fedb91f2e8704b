"""The words of a report that tell its story from others, and how rare each of them is."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping

# a word, or a number with its points and commas; apostrophes and hyphens inside words stay
_WORD = re.compile(r"[^\W_]+(?:[.,'-][^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-"})


def find_terms(title: str, body: str) -> dict[int, float]:
    """How much is made of each term: 1 plus the logarithm of how often it stands in the report.

    Args:
        title: the headline, empty when there is none.
        body: the words under it.

    Returns:
        Key of each term (32 bits of its CRC) and its weight within the report, before its rarity counts.
    """
    counts = Counter(_stem(word) for word in _WORD.findall(f"{title}\n{body}".translate(_APOSTROPHES).lower()))
    return {zlib.crc32(term.encode()): 1 + math.log(count) for term, count in counts.items()}


def _stem(word: str) -> str:
    """The word without its commonest endings, so that "sanctions" and "sanctioned" are one term."""
    if word.endswith(("'s", "s'")):
        word = word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


class Frequencies:
    """In how many reports each term stands, learnt as reports come.

    Args:
        reports: how many reports the counts are of.
        counts: term -> reports that have it.
    """

    def __init__(self, reports: int = 0, counts: Mapping[int, int] | None = None) -> None:
        self.reports = reports
        self.counts: Counter[int] = Counter(counts or {})

    def learn(self, terms: Iterable[int]) -> None:
        """Count one more report with these terms."""
        self.reports += 1
        self.counts.update(terms)

    def weigh(self, terms: Mapping[int, float]) -> dict[int, float]:
        """The terms weighed by their rarity, as a vector of length 1."""
        weighed = {t: w * math.log((1 + self.reports) / (1 + self.counts[t])) for t, w in terms.items()}
        length = math.sqrt(sum(w * w for w in weighed.values()))
        return {t: w / length for t, w in weighed.items()} if length else {}
