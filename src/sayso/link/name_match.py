"""How likely two spellings name the same person or body, and the keys by which candidates are found."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from sayso import resources

# judgement at which two full names count as one; see evals/names.py
SAME = 0.75


@cache
def _rules(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p), to) for p, to in resources.load("romanisation")[kind])


@cache
def _short_names() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in resources.load("romanisation")["short_names"]:
        for name in group:
            table.setdefault(name, set()).update(group)
    return {name: frozenset(group) for name, group in table.items()}


@cache
def _dropped() -> frozenset[str]:
    return frozenset(resources.load("titles")["honorifics"])


@cache
def _particles() -> frozenset[str]:
    return frozenset(resources.load("romanisation")["particles"])


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms of companies, without full stops."""
    return frozenset(w.replace(".", "") for w in resources.load("bodies")["legal_forms"])


def flat(text: str) -> str:
    """Lower case, no diacritics, straight apostrophes, no possessive."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").replace("ı", "i"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = text.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae").replace("ß", "ss")
    return re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", text)


@lru_cache(maxsize=65536)
def person_tokens(text: str) -> tuple[str, ...]:
    """The words of a personal name without titles and particles, initials as single letters."""
    found = [w.replace(".", "").replace("'", "") for w in re.findall(r"[^\W_][\w.']*", flat(text))]
    kept = [w for w in found if w and w not in _dropped() and w not in _particles()]
    return tuple(kept or found)


# acronyms inside longer names: "UN Security Council"
_WRITTEN_OUT = {"un": ("united", "nations"), "eu": ("european", "union"), "us": ("united", "states")}


@lru_cache(maxsize=65536)
def body_tokens(text: str) -> tuple[str, ...]:
    """The words of a body's name without articles, legal forms and full stops."""
    found = [w.replace(".", "").replace("'", "") for w in re.findall(r"[^\W_](?:[\w'/]|\.(?=\w))*", flat(text))]
    kept = [w for w in found if w not in ("the", "and", "of", "for", "a")]
    if len(kept) > 1:
        kept = [part for w in kept for part in _WRITTEN_OUT.get(w, (w,))]
    while len(kept) > 1 and kept[-1] in legal_forms():
        kept.pop()
    return tuple(kept or found)


@lru_cache(maxsize=65536)
def sound(token: str) -> str:
    """The spelling that all romanisations of a word share."""
    for pattern, to in _rules("consonants"):
        token = pattern.sub(to, token)
    for pattern, to in _rules("vowels"):
        token = pattern.sub(to, token)
    return re.sub(r"(.)\1+", r"\1", token)


@lru_cache(maxsize=65536)
def skeleton(token: str) -> str:
    """The consonants of the word's sound, and its first letter: the key by which spellings meet."""
    heard = sound(token)
    return heard[:1] + re.sub(r"[aeiouh]", "", heard[1:])


@lru_cache(maxsize=262144)
def token_likeness(a: str, b: str) -> float:
    """How alike two words of names are, 0..1: spelling, romanisation, initials and short forms."""
    if a == b:
        return 1.0
    if len(a) == 1 or len(b) == 1:
        return 0.8 if a[0] == b[0] else 0.0
    if b in _short_names().get(a, ()):
        return 0.9
    one, other = sound(a), sound(b)
    if one == other:
        return 0.96
    plain = Levenshtein.normalized_similarity(a, b)
    heard = Levenshtein.normalized_similarity(one, other)
    best = max(plain, heard)
    if skeleton(a) == skeleton(b) and len(skeleton(a)) >= 2:
        best = max(best, 0.7 + 0.25 * best)
    elif min(len(a), len(b)) >= 5:
        best = max(best, JaroWinkler.similarity(a, b) - 0.05)
    return best


def same_person(a: str, b: str) -> float:
    """How likely two full names are one person's, 0..1."""
    return _aligned(person_tokens(a), person_tokens(b))


def _aligned(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other):
        return 1.0
    if len(one) > len(other):
        one, other = other, one
    free = list(range(len(other)))
    worst, total, weight = 1.0, 0.0, 0.0
    for i, token in enumerate(one):
        scored = [(token_likeness(token, other[k]) - 0.02 * (abs(i - k) > 1), k) for k in free]
        best, k = max(scored, default=(0.0, -1), key=lambda s: (s[0], -abs(s[1] - i)))
        if k >= 0 and best > 0.5:
            free.remove(k)
        worst = min(worst, best)
        total += best * len(token)
        weight += len(token)
    score = 0.6 * total / weight + 0.4 * worst
    if worst < 0.6:
        score *= 0.7
    if free:
        joined = max((Levenshtein.normalized_similarity("".join(one), "".join(other)), 0.0))
        score -= 0.04 * len(free) if len(one) > 1 else 0.3
        score = max(score, joined if joined > 0.9 else 0.0)
    return max(0.0, score)


def same_body(a: str, b: str) -> float:
    """How likely two names are one body's, 0..1."""
    one, other = body_tokens(a), body_tokens(b)
    if one == other or "".join(one) == "".join(other):
        return 1.0
    if is_acronym_of(a, b) or is_acronym_of(b, a):
        return 0.9
    joined, other_joined = " ".join(one), " ".join(other)
    if any(c.isdigit() for c in joined + other_joined) and set(re.findall(r"\d+", joined)) != set(
        re.findall(r"\d+", other_joined)
    ):
        return 0.3
    likeness = Levenshtein.normalized_similarity(joined, other_joined)
    return likeness if len(one) == len(other) else likeness * 0.9


def is_acronym_of(short: str, long: str) -> bool:
    """Whether `short` is made of the initials of `long`."""
    letters = short.replace(".", "")
    if not (2 <= len(letters) <= 8 and letters.isalpha() and sum(c.isupper() for c in letters) >= 2):
        return False
    big = [w for w in re.findall(r"[^\W\d_]+", long) if w[0].isupper()]
    if len(big) < 2:
        return False
    every = [w for w in re.findall(r"[^\W\d_]+", long) if len(w) > 1 or w[0].isupper()]
    return letters.upper() in ("".join(w[0] for w in big).upper(), "".join(w[0] for w in every).upper())


def same_name(a: str, b: str, *, person: bool = True) -> float:
    """How likely two names are spellings of one, 0..1.

    Args:
        person: whether they are names of people; else of bodies, ships or places.
    """
    return same_person(a, b) if person else same_body(a, b)
