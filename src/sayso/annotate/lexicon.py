"""What the lexicons and the parser's own dictionary know of a word: plain word, given name, known body or place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from sayso import resources
from sayso.annotate.gazetteer import plain
from sayso.errors import ModelError
from sayso.language import backbone

_LONG_SURNAME = 6


@cache
def listed(kind: str) -> frozenset[str]:
    """One of the small word lists about names."""
    return frozenset(str(w) for w in resources.load("name_words")[kind])


@cache
def heads(kind: str) -> frozenset[str]:
    """One of the lists of words that head the names of bodies and places."""
    return frozenset(str(w) for w in resources.load("bodies")[kind])


@cache
def title_words(kind: str) -> frozenset[str]:
    """One of the lists of words that make titles, or say what a person is."""
    return frozenset(str(w) for w in resources.load("titles")[kind])


@cache
def not_names() -> frozenset[str]:
    """Capitalised words that name nobody and no place."""
    return frozenset(str(w) for words in resources.load("calendar_words").values() for w in words)


def is_person_noun(word: str) -> bool:
    """Whether a lower-case word says what a person is: an office, a trade, a kinship."""
    return word in title_words("people") or word in title_words("offices")


@cache
def given_names() -> frozenset[str]:
    """Given names in lower case, without diacritics."""
    table = resources.load("given_names")
    groups = (table["he"], table["she"], *table["either"].values())
    return frozenset(plain(n) for group in groups for n in group)


@cache
def _world_names() -> Mapping[str, str]:
    return {plain(n): kind for kind, names in resources.load("world_names").items() for n in names}


def world_name(text: str) -> str | None:
    """The type of a body, place, event or product that is known everywhere; "Apple" counts, "apple" does not."""
    if not any(c.isupper() for c in text):
        return None
    return _world_names().get(plain(text)) or _world_names().get("the " + plain(text))


@lru_cache(maxsize=65536)
def common_word(word: str) -> bool:
    """Whether the word, whatever its capitals, is in the dictionary as a verb, adjective, adverb or noun."""
    known = _dictionary()
    return any(stem in known["noun"] or stem in known["other"] for stem in _stems(word.lower()))


@lru_cache(maxsize=65536)
def never_name(word: str) -> bool:
    """Whether it is in the dictionary as something else than a noun: the nouns there may be proper."""
    low = word.lower()
    return low not in given_names() and any(stem in _dictionary()["other"] for stem in _stems(low))


def is_misspelt(word: str, surname: str) -> bool:
    """Whether a name is a surname with one letter too many, too few, wrong or moved; both in lower case.

    Names of fewer letters, or with another first one, are more often other people's; an s more is a family's.
    """
    if min(len(word), len(surname)) < _LONG_SURNAME or word[0] != surname[0] or word.rstrip("s") == surname.rstrip("s"):
        return False
    return OSA.distance(word, surname, score_cutoff=1) == 1


def _stems(word: str) -> tuple[str, ...]:
    found = [word]
    for ending, to in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word[: -len(ending)]
            found.append(stem + to)
            if not to and len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)


_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ers", ""))


@cache
def _dictionary() -> Mapping[str, frozenset[str]]:
    """The word lists (WordNet's) of the parser's lemmatizer; empty when its model has none."""
    try:
        nlp = backbone.load()
    except ModelError:
        return {"noun": frozenset(), "other": frozenset()}
    lemmatizer: Any = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.component_names else None
    tables = lemmatizer.lookups if lemmatizer is not None else None
    index = tables.get_table("lemma_index") if tables is not None and tables.has_table("lemma_index") else {}
    return {
        "noun": frozenset(index.get("noun", ())),
        "other": frozenset(w for kind in ("verb", "adj", "adv") for w in index.get(kind, ())),
    }
