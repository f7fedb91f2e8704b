"""The words between quotation marks in the form in which two newsrooms' spellings of them are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sayso.annotate.numbers import find_numbers
from sayso.resources import load

# words, abbreviations with stops, masked oaths, and words that an editor finished in brackets ("[T]he", "want[ed]")
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|\[[^\W\d_]\][^\W\d_]+|[^\W_]+\[[^\W_]+\]|[^\W\d_]+[*][*\w]*|[^\W_]+(?:['’][^\W\d_]+)*|[%&]"
)
_GLOSS = re.compile(r"\[[^\[\]\n]*\]|\([^()\n]*\)")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.|\[\s*(?:…|\.\.\.)\s*\]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place. `norm` is its comparable form; `gloss` says whether an editor put it in brackets."""

    norm: str
    start: int
    end: int
    gloss: bool


def words_of(text: str, start: int, end: int) -> tuple[Word, ...]:
    """The words of text[start:end] in comparable form.

    Case, apostrophes, diacritics, numbers in words or digits, contractions that stand for one thing only ("don't",
    "won't"), British and American spellings come out the same; "uh" and "um" are left out.

    Args:
        text: the report's text.
        start: first character.
        end: the character after the last one.
    """
    part = text[start:end]
    glosses = [m.span() for m in _GLOSS.finditer(part)]
    numbers = {n.start: n for n in find_numbers(part) if n.exact and n.form in ("digits", "words")}
    found: list[Word] = []
    at = 0
    for match in _WORD.finditer(part):
        a, b = match.span()
        if a < at:
            continue
        gloss = any(x <= a and b <= y for x, y in glosses) or "[" in match[0][1:]
        number = numbers.get(a)
        if number is not None and number.end >= b:
            found.append(Word(f"#{number.low:g}", start + a, start + number.end, gloss))
            at = number.end
            continue
        plain = _plain(match[0])
        if plain in _listed("fillers"):
            continue
        for norm in _expanded(plain):
            found.append(Word(norm, start + a, start + b, gloss))
    return tuple(found)


def ellipsis_between(text: str, start: int, end: int) -> bool:
    """Whether an ellipsis stands in text[start:end]."""
    return _ELLIPSIS.search(text, start, end) is not None


def alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two stretches of comparable words are only written differently.

    Words written together or apart ("cease-fire", "ceasefire"), contractions that may stand for several things ("he'd"
    for "he had" and "he would"), and masked oaths are.
    """
    first, second = "".join(a), "".join(b)
    if first == second:
        return True
    if len(a) == len(b):
        return all(_alike_word(x, y) for x, y in zip(a, b, strict=True))
    return False


def content_words(norms: Sequence[str]) -> list[str]:
    """The words that carry the meaning: no articles, pronouns, auxiliaries or prepositions."""
    return [n for n in norms if n not in _listed("light")]


def small(norms: Sequence[str]) -> bool:
    """Whether all of the words may differ without a difference in what is said."""
    return _listed("small").issuperset(norms)


def stem(norm: str) -> str:
    """A word without the endings that indirect speech changes ("are", "were" stay apart)."""
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s", "ly"):
        if norm.endswith(ending) and len(norm) - len(ending) >= 3:
            base = norm[: -len(ending)]
            return base.rstrip("e") if base[-1:] == "e" else base
    return norm.rstrip("e") if len(norm) > 3 else norm


def negates(norms: Sequence[str]) -> bool:
    """Whether one of the words turns a sentence into its contrary."""
    return not _listed("negations").isdisjoint(norms)


def _alike_word(x: str, y: str) -> bool:
    if x == y:
        return True
    short = load("quoting")["either"]
    if y in short.get(x, ()) or x in short.get(y, ()):
        return True
    if "*" in x or "*" in y:
        return x[0] == y[0]
    return False


def _plain(word: str) -> str:
    plain = word.replace("’", "'").replace("[", "").replace("]", "").casefold()
    if "." in plain:
        plain = plain.replace(".", "")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain


def _expanded(plain: str) -> tuple[str, ...]:
    whole = load("quoting")["contractions"].get(plain)
    if whole is not None:
        return tuple(whole.split())
    head, apostrophe, tail = plain.rpartition("'")
    if apostrophe and head:
        if tail == "t" and head.endswith("n"):
            return (_spelling(head[:-1]), "not")
        clitic = load("quoting")["clitics"].get(tail)
        if clitic is not None:
            return (head, clitic)
        if tail in ("d", "ll", "m") or (tail == "s" and head in _listed("hosts")):
            return (head, f"'{tail}")
        if tail == "s":
            return (f"{head}s",)
        return (head + tail,)
    return (_spelling(plain),)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), to) for pattern, to in load("quoting")["spellings"])


@cache
def _spelling(word: str) -> str:
    for pattern, to in _rules():
        word = pattern.sub(to, word)
    return word


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(load("quoting")[name])
