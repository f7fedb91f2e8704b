"""How likely two spellings name the same person or body, and the keys by which candidates are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from sayso import resources

# judgement at which two full names count as one; see evals/names.py
SAME = 0.75


@cache
def _rules(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p), to) for p, to in resources.load("romanisation")[kind])


@cache
def _rules_map(kind: str) -> Mapping[str, str]:
    table: Mapping[str, str] = resources.load("romanisation")[kind]
    return table


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
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("‘", "'").replace("ı", "i")
    text = text.replace("й", "y")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = "".join(_rules_map("cyrillic").get(c, c) for c in text) if any("Ѐ" <= c <= "ӿ" for c in text) else text
    text = text.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae").replace("ß", "ss")
    return re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", text)


# "Smith, Ada": the surname first, as lists have it
_INVERTED = re.compile(r"^([^,]+),\s*([^,]+)$")
# "JC Juncker", "A.J. Roe": letters that stand for a name each
_INITIALS = re.compile(r"\b([A-Z])\.?([B-DF-HJ-NP-TV-Z])\.?(?=\s)")
# "Abd al-Aziz", "Abdul Aziz", "Abdelaziz"
_SERVANT = re.compile(r"\babd(?:[\s-]*(?:al|el|ul|ol)[\s-]+|[aeou]l[\s-]*)(?=\w)")


@lru_cache(maxsize=65536)
def person_tokens(text: str) -> tuple[str, ...]:
    """The words of a personal name without titles and particles, initials as single letters."""
    text = _INVERTED.sub(r"\2 \1", text)
    text = text if text.isupper() else _INITIALS.sub(r"\1 \2", text)
    bare = _SERVANT.sub("abd ", flat(text))
    found = [w.replace(".", "").replace("'", "") for w in re.findall(r"[^\W_][\w.']*", bare)]
    kept = [w for k, w in enumerate(found) if w not in _dropped() and (w not in _particles() or (w == "ben" and not k))]
    return tuple(kept or found)


# acronyms inside longer names: "UN Security Council"
_WRITTEN_OUT = {"un": ("united", "nations"), "eu": ("european", "union"), "us": ("united", "states")}


@lru_cache(maxsize=65536)
def body_tokens(text: str) -> tuple[str, ...]:
    """The words of a body's name without articles, legal forms and full stops."""
    bare = _written_in_digits(flat(text))
    for form in resources.load("romanisation")["legal_forms_in_full"]:
        bare = re.sub(rf"\b{form}\b", " ", re.sub(r"(?<=\bsp)\.|(?<=\bo)\.", "", bare) if form == "sp z oo" else bare)
    found = [w.replace(".", "").replace("'", "") for w in re.findall(r"[^\W_](?:[\w'/]|\.(?=\w))*", bare)]
    kept = [_rules_map("abbreviations").get(w, w) for w in found if w not in ("the", "and", "of", "for", "a")]
    if len(kept) > 1:
        kept = [part for w in kept for part in _WRITTEN_OUT.get(w, (w,))]
    while len(kept) > 1 and kept[-1] in legal_forms():
        kept.pop()
    while len(kept) > 1 and kept[0] in _LEADING_FORMS:
        kept.pop(0)
    return tuple(kept or found)


# legal forms that stand before the name, and what stands before a ship's
_LEADING_FORMS = frozenset(
    {"ooo", "oao", "pao", "zao", "jsc", "ojsc", "pjsc", "llc", "pt", "srl", "ao", "mv", "m/v", "mt", "m/t", "fv", "ss"}
)
_TENS = re.compile(r"\b(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)y\b|\bhundred(?:th)?\b")


def _written_in_digits(text: str) -> str:
    """A body's name with numbers of several words in digits: "Brigade Forty-Four" is Brigade 44."""
    if not _TENS.search(text):
        return text
    from text_to_num import alpha2digit

    digits: str = alpha2digit(text, "en")
    return digits


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
    """How alike two words of names are, 0..1: spelling, romanisation, initials and short forms.

    A word of four letters may be off by one letter, a word of eight by two; what differs more is another word.
    """
    if a == b:
        return 1.0
    if len(a) == 1 or len(b) == 1:
        return 0.85 if a[0] == b[0] else 0.0
    if b in _short_names().get(a, ()):
        return 0.9
    one, other = sound(a), sound(b)
    if one == other:
        return 0.96
    if _without_ending(a, b) or _without_ending(b, a):
        return 0.9
    longest = max(len(one), len(other))
    apart = min(Levenshtein.distance(one, other), Levenshtein.distance(a, b))
    likeness = 1 - apart / longest
    if skeleton(a) == skeleton(b) and len(skeleton(a)) >= 2 and apart <= 2:
        return max(likeness, 0.88)
    allowed = 0 if longest <= 3 else 1 if longest <= 7 else 2
    return likeness if apart <= allowed else 0.5 * likeness


def _without_ending(a: str, b: str) -> bool:
    """Whether a word is another with the ending that Latvian and Lithuanian give to men's names ("Lavrovs")."""
    return len(b) >= 5 and any(a.endswith(e) and sound(a.removesuffix(e)) == sound(b) for e in ("s", "as", "is", "us"))


def same_person(a: str, b: str) -> float:
    """How likely two full names are one person's, 0..1.

    Every word of the shorter name must find one like it in the longer; words left over in the longer (middle names,
    patronymics) cost little. Where sons are named by their fathers ("bin") the order counts.
    """
    one, other = person_tokens(a), person_tokens(b)
    if not one or not other:
        return 0.0
    one, other = _rejoined(one, other), _rejoined(other, one)
    if "".join(one) == "".join(other):
        return 1.0
    one, other = sorted((one, other), key=lambda t: (len(t), t))
    joined = 0.0
    if len(one) != len(other) and min(len("".join(one)), len("".join(other))) >= 8:
        joined = Levenshtein.normalized_similarity("".join(one), "".join(other))
    pairs = _pair(one, other)
    likeness = sum(s * len(one[i]) for i, _, s in pairs) / sum(map(len, one))
    if len(pairs) < len(one):
        return max(0.6 * likeness, joined if joined >= 0.9 else 0.0)
    score = likeness - 0.04 * (len(other) - len(one)) - 0.08 * max(0, sum(s < 0.9 for _, _, s in pairs) - 1)
    if len(one) == 1 < len(other):
        score -= 0.4
    if _FATHERED.search(a) and _FATHERED.search(b) and [k for _, k, _ in pairs] != sorted(k for _, k, _ in pairs):
        score -= 0.5
    return max(0.0, score, joined if joined >= 0.9 else 0.0)


def _rejoined(name: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """A name with words put together again that a line break parted: "Patr ushev" beside "Patrushev"."""
    for i in range(len(name) - 1):
        if min(len(name[i]), len(name[i + 1])) > 1 and name[i] + name[i + 1] in other:
            return (*name[:i], name[i] + name[i + 1], *name[i + 2 :])
    return name


_FATHERED = re.compile(r"\b(?:bin|ibn|ben)\b", re.IGNORECASE)


def words_alike(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """How alike the least alike pair of words of two names is; 0 when a word of the shorter name has no match."""
    one, other = sorted((a, b), key=lambda t: (len(t), t))
    pairs = _pair(one, other)
    return min((s for _, _, s in pairs), default=0.0) if len(pairs) == len(one) else 0.0


def _pair(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """Each word of `one` with the word of `other` that is most like it, best first; those unlike any are left out."""
    scored = sorted(
        ((token_likeness(t, u), -abs(i - k), i, k) for i, t in enumerate(one) for k, u in enumerate(other)),
        reverse=True,
    )
    used_one: set[int] = set()
    used_other: set[int] = set()
    found = []
    for likeness, _, i, k in scored:
        if likeness >= 0.66 and i not in used_one and k not in used_other:
            used_one.add(i)
            used_other.add(k)
            found.append((i, k, likeness))
    return sorted(found)


def same_body(a: str, b: str) -> float:
    """How likely two names are one body's, 0..1: all words alike, numbers equal, legal forms aside.

    Of a name that gives two ("Hask/Barges of Tarrow") either may be the other's.
    """
    if "/" in a + b:
        parts = [[part for part in name.split("/") if len(part) > 3] for name in (a, b)]
        if all(parts) and max(map(len, parts)) > 1:
            return max(same_body(x, y) for x in parts[0] for y in parts[1])
    one, other = (tuple(_rules_map("numbers").get(t, t) for t in body_tokens(x)) for x in (a, b))
    if one == other or "".join(one) == "".join(other):
        return 1.0
    if is_acronym_of(a, b) or is_acronym_of(b, a):
        return 0.9
    if {t for t in one if t.isdigit()} != {t for t in other if t.isdigit()}:
        return 0.3
    one, other = sorted((one, other), key=lambda t: (len(t), t))
    if not one or not other:
        return 0.0
    pairs = _pair(one, other)
    likeness = sum(s * len(one[i]) for i, _, s in pairs) / sum(map(len, one))
    if len(pairs) < len(one):
        return 0.6 * likeness
    fuzzy = sum(s < 0.96 for _, _, s in pairs)
    return max(0.0, likeness - 0.3 * (len(other) - len(one)) - 0.1 * max(0, fuzzy - 1))


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
