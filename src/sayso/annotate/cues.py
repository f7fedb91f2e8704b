"""How often a word tells of somebody's words: the lexicon of cues, counted in PolNeAR."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sayso.resources import load

# from this share of its uses on, a verb is a reporting verb wherever it stands
REPORTING = 0.3


@cache
def _shares() -> tuple[dict[str, float], dict[str, float]]:
    table = load("cues")
    verbs, nouns = (
        {lemma: hits / (total + 2) for lemma, (hits, total) in table[kind].items()} for kind in ("verbs", "nouns")
    )
    return verbs, nouns


def _share(shares: Mapping[str, float], lemma: str) -> float:
    share = shares.get(lemma)
    if share is None and lemma.endswith(("ise", "our")):
        # the corpus spells as Americans do
        share = shares.get(lemma[:-3] + {"ise": "ize", "our": "or"}[lemma[-3:]])
    return share or 0.0


def verb_share(lemma: str) -> float:
    """Share of a verb's uses in which it is the cue of an attribution, 0 for one that hardly ever is."""
    return _share(_shares()[0], lemma.lower())


def noun_share(lemma: str) -> float:
    """Share of a noun's uses in which it is the cue of an attribution, 0 for one that hardly ever is."""
    return _share(_shares()[1], lemma.lower())


def is_reporting(lemma: str) -> bool:
    """Whether a verb is a reporting verb wherever it stands."""
    return verb_share(lemma) >= REPORTING


@cache
def _documents() -> frozenset[str]:
    return frozenset(load("speakers")["document"])


def is_document(lemma: str) -> bool:
    """Whether a noun names paper, film or data that "says" something."""
    return lemma.lower() in _documents()
