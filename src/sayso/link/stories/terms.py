"""The words of a report that tell its story from others, and how rare each of them is."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# a word, or a number with its points and commas; apostrophes and hyphens inside words stay
_WORD = re.compile(r"[^\W_]+(?:[.,'-][^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-"})
# how often a word of the headline counts; twice is best among one to three on a fifth of AllSides' training stories
HEADLINE = 2
# counts stand in a table of fixed size, so that memory does not grow with the stream; of 300,000 terms a quarter
# share their place with another, which then looks commoner than it is
PLACES = 1 << 20
# what a term's weight of 1 is stored as: whole numbers add up to the same sum in any order
UNIT = 1000
# words whose terms are remembered: nine of ten words of a report are among the commonest
_REMEMBERED = 2**16


def find_terms(title: str, body: str) -> dict[int, float]:
    """How much is made of each word and number: 1 plus the logarithm of how often it stands in the report.

    Names and numbers are terms like any other: what sets them off is that they are rare. (Set off twice, by capitals,
    they made stories worse on AllSides.)

    Args:
        title: the headline, empty when there is none.
        body: the words under it.

    Returns:
        Place of each term in the table of frequencies, and its weight within the report before its rarity counts.
    """
    counts: dict[str, int] = {}
    for text, times in ((body, 1), (title, HEADLINE)):
        for word, n in Counter(_WORD.findall(text.translate(_APOSTROPHES).lower())).items():
            term = _stem(word)
            counts[term] = counts.get(term, 0) + times * n
    return {_place(term): 1 + math.log(n) for term, n in counts.items()}


@lru_cache(_REMEMBERED)
def _place(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "replace")) % PLACES


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    """The word without its commonest endings, so that "sanctions" and "sanctioned" are one term."""
    if word.endswith("'s"):
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


class Weighed(NamedTuple):
    """Terms by the places that they have in the table of frequencies, each with its weight in units.

    A place may stand there several times: its weights are to be added.
    """

    places: NDArray[np.int32]
    weights: NDArray[np.int32]

    def summed(self) -> Weighed:
        """The same with each place once, ascending."""
        places, at = np.unique(self.places, return_inverse=True)
        weights = np.bincount(at, weights=self.weights, minlength=len(places))
        return Weighed(places, weights.astype(np.int32))


class Terms(NamedTuple):
    """The terms of several reports or groups one behind the other: whose each is, its place as key, and its weight."""

    owners: NDArray[np.int64]
    keys: NDArray[np.int64]
    weights: NDArray[np.int64]

    @classmethod
    def of(cls, found: Sequence[Weighed]) -> Terms:
        """Those of each, in their order."""
        places, weights = zip(*found, strict=True)
        owners = np.repeat(np.arange(len(found)), [len(each) for each in places])
        return cls(owners, np.concatenate(places).astype(np.int64), np.concatenate(weights).astype(np.int64))


class Frequencies:
    """In how many reports each term stands: a prior from news of other days, and what is learnt as reports come.

    Args:
        reports: how many reports the counts are of.
        counts: reports that have the term, by its place; PLACES numbers, which are changed.
    """

    def __init__(self, reports: int, counts: NDArray[np.uint32]) -> None:
        self.reports = reports
        self.counts = counts

    def learn(self, terms: Iterable[int]) -> None:
        """Count one more report with these terms."""
        self.reports += 1
        self.counts[np.fromiter(terms, dtype=np.int64)] += 1

    def weigh(self, terms: Mapping[int, float]) -> Weighed:
        """The terms weighed by how rare they are (the logarithm of the inverse frequency), as a vector of length UNIT.

        Terms that then weigh less than one unit are left out.
        """
        count = len(terms)
        return self.weighed(np.fromiter(terms, np.int64, count), np.fromiter(terms.values(), np.float64, count))

    def weighed(self, places: NDArray[np.integer], weights: NDArray[np.float64]) -> Weighed:
        """As `weigh`, for terms and weights one behind the other."""
        rarity = np.log((1 + self.reports) / (1 + self.counts[places].astype(np.float64)))
        weighed = weights * rarity
        length = math.sqrt(float(weighed @ weighed))
        whole = np.rint(weighed * (UNIT / (length or 1.0))).astype(np.int32)
        any_weight = whole > 0
        return Weighed(places[any_weight].astype(np.int32), whole[any_weight])
