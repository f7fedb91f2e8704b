"""What nouns and names say of a speaker's kind: person, body, document, medium."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sayso.annotate import gazetteer
from sayso.annotate.lexicon import is_person_noun
from sayso.resources import load

COMMON = frozenset(["man", "woman", "boy", "girl", "father", "mother", "husband", "wife", "son", "daughter"])
# endings of nouns for people: "visitor", "motorist", "musician", "nominee"
_OF_PEOPLE = (
    "someone",
    "itor",
    "ist",
    "ician",
    "arian",
    "man",
    "woman",
    "yer",
    "ster",
    "oyee",
    "inee",
    "parent",
    "cousin",
    "teen",
)
# what bodies that do business are called, one for the other
TRADERS = frozenset(
    [
        "company",
        "firm",
        "group",
        "bank",
        "airline",
        "operator",
        "giant",
        "retailer",
        "carrier",
        "manufacturer",
        "maker",
        "lender",
        "supplier",
        "utility",
    ]
)


@cache
def nouns(kind: str) -> frozenset[str]:
    """One of the lists of nouns at the head of a source, by lemma."""
    return frozenset(load("speakers")[kind])


@cache
def _media() -> frozenset[str]:
    agencies = [form for row in load("agencies")["agencies"] for form in (row["name"], *row["forms"])]
    return frozenset(plain(name) for name in (*agencies, *load("outlets").values()))


def plain(name: str) -> str:
    """A body's name in lower case, without hyphens and article."""
    return name.lower().replace("-", " ").removeprefix("the ")


@cache
def offices() -> frozenset[str]:
    """Nouns that a definite noun phrase refers back to a person with ("the minister", "the pilot")."""
    return frozenset(load("titles")["offices"]) | nouns("people")


@cache
def title_words() -> frozenset[str]:
    """The words that titles before a person's name are made of."""
    table = load("titles")
    return frozenset(w for kind in ("honorifics", "ranks", "offices", "qualifiers") for w in table[kind]) - {
        "of",
        "for",
    }


@cache
def body_words() -> frozenset[str]:
    """The words that end the names of bodies."""
    table = load("bodies")
    return frozenset(table["organisation_heads"]) | frozenset(table["legal_forms"])


@cache
def marks() -> dict[str, frozenset[str]]:
    """Pronoun -> the nouns and titles that show that it goes with a person."""
    table: dict[str, list[str]] = load("speakers")["marks"]
    return {pronoun: frozenset(words) for pronoun, words in table.items()}


@cache
def pronouns_of_names() -> dict[str, str]:
    """Given name -> the pronoun that goes with it."""
    table: dict[str, list[str]] = load("given_names")
    return {name: pronoun for pronoun in ("he", "she") for name in table[pronoun]}


def is_media(name: str) -> bool:
    """Whether a name is an agency's or has the form of an outlet's ("the Norland Times", "NDB News")."""
    words = plain(name).split()
    return bool(words) and (
        " ".join(words) in _media()
        or "news" in words
        or words[0] in ("radio", "tv", "television", "channel")
        or words[-1].strip(".,'’") in nouns("mastheads")
        or words[-1].endswith((".com", ".net", ".org", ".au", ".uk"))
    )


def is_speaker_noun(lemma: str) -> bool:
    """Whether a common noun names somebody or something that says things ("officials", "documents", "the ministry")."""
    return any(lemma in nouns(kind) for kind in ("unnamed", "document", "government", "media", "bodies"))


def is_somebody(name: str) -> bool:
    """Whether a speaker without a name is somebody, whom "he" or "she" may go back to, not a body or a thing."""
    words = name.lower().removeprefix("unnamed: ").replace(",", " ").replace("-", " ").split()
    known = nouns("unnamed") | nouns("people") | offices() | COMMON
    return any(w in known or is_person_noun(w) or w.endswith(_OF_PEOPLE) for w in words)


def is_folk(word: str, lemma: str) -> bool:
    """Whether a noun after an article says of what trade or people somebody is, in capitals or not: "a FARMER"."""
    folk = gazetteer.nationality(word.capitalize()) is not None
    return folk or (word in nouns("unnamed") | offices() and word not in nouns("bodies") and lemma == word)


def may_be(name: str, noun: str) -> bool:
    """Whether a body with this name may be called so: "the company" is no union, council or ministry."""
    kinds = {w for w in plain(name).split() if w in nouns("bodies") | nouns("government")}
    if not kinds or noun in kinds:
        return True
    return noun in TRADERS and bool(kinds & TRADERS)


def told_before(several: Sequence[tuple[int, str]], start: int) -> str | None:
    """Of several people of one surname the one who was named in full last before it stands alone; None of only one.

    Args:
        several: where people of the surname are named in full, and how.
        start: where the surname stands.
    """
    if len({full.split()[0].lower().rstrip(".") for _, full in several}) < 2:
        return None
    return next((full for at, full in reversed(several) if at < start), None)
