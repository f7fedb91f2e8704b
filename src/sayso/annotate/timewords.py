"""The words of a text as the grammar of time expressions sees them: each with the classes it may stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sayso.resources import load

Value = str | int

# One token: a date or clock time in figures, a number, a word, an ending 's, or one other character.
_TOKEN = re.compile(
    r"""
    (?P<ISODATE>\b\d{4}-\d{2}-\d{2}\b)
  | (?P<MIXEDDATE>\b\d{1,2}/\d{1,2}/\d{4}\b | \b\d{1,2}\.\d{1,2}\.\d{4}\b | \b\d{4}/\d{1,2}/\d{1,2}\b)
  | (?P<CLOCK>(?<![\d.:])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d:]))
  | (?P<DOTCLOCK>(?<![\d.])\d{1,2}\.[0-5]\d(?=\s?[ap]\.?m\b))
  | (?P<MILITARY>\b[0-2]\d[0-5]\d(?=\s?(?:GMT|UTC|BST|CET|ET)\b))
  | (?P<DECADE>\b1[0-9]\d0['’]?s\b | \b20[0-9]0['’]?s\b)
  | (?P<SHORTDECADE>(?<!\w)['’]?[2-9]0['’]?s\b)
  | (?P<DAY>(?<![\w.,])\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<QUARTER>\bQ[1-4]\b | \b[1-4]Q\b)
  | (?P<MERIDIEM>(?:(?<=\d)|\b)[ap]\.m\.? | (?:(?<=\d)|\b)[ap]m\b | (?<=\d\s)[AP]\.?M\b\.? | (?<=\d)[AP]\.?M\b\.?)
  | (?P<NUMBER>\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)
  | (?P<MIXED>[½¼¾])
  | (?P<OWN>['’]s\b)
  | (?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?)
  | (?P<other>[^\s])
  | (?P<line>\n)
    """,
    re.VERBOSE,
)
FIRST_YEAR, LAST_YEAR = 1000, 2199


@dataclass(frozen=True, slots=True)
class Word:
    """One token of the text: its place, its lower-case form, and what it stands for under each class."""

    start: int
    end: int
    lower: str
    values: Mapping[str, Value]


def words(text: str) -> tuple[Word, ...]:
    """The tokens of a text with the classes of times.yaml; a line break is a token of its own that nothing matches."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        # the full stop of an abbreviation is already part of it
        if not found or match.start() >= found[-1].end:
            found.append(_word(text, match))
    return tuple(_join_numbers(found, text))


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, Mapping[str, Value]]:
    """Each word of times.yaml with its classes and values."""
    out: dict[str, dict[str, Value]] = {}
    for name, entries in load("times")["words"].items():
        for word, value in entries.items():
            out.setdefault(str(word), {})[name] = value
    return out


@lru_cache(maxsize=1)
def _abbreviations() -> Mapping[str, tuple[str, int]]:
    out = {}
    for word, entry in load("times")["abbreviations"].items():
        name, value = entry.split()
        out[word] = (name, int(value))
    return out


def _word(text: str, match: re.Match[str]) -> Word:
    kind, start, end = match.lastgroup or "other", match.start(), match.end()
    raw = match.group()
    lower = raw.lower().replace("’", "'")
    if kind == "word":
        if raw[0].isupper() and lower in _abbreviations():
            name, value = _abbreviations()[lower]
            if end < len(text) and text[end] == ".":
                end += 1
            return Word(start, end, lower, {name: value})
        return Word(start, end, lower, lexicon().get(lower, {}))
    if kind == "NUMBER":
        return Word(start, end, lower, _number_classes(raw, text, start, end))
    if kind == "DAY":
        number = int(re.sub(r"\D", "", raw))
        return Word(start, end, lower, {"ORDNUM": number, **({"DAY": number} if 1 <= number <= 31 else {})})
    if kind in ("other", "line"):
        return Word(start, end, raw, {})
    if kind == "OWN":
        return Word(start, end, "'s", {})
    return Word(start, end, lower, {kind: lower})


def _number_classes(raw: str, text: str, start: int, end: int) -> dict[str, Value]:
    glued = start > 0 and (text[start - 1] in "$£€¥#." or text[start - 1].isalnum())
    out: dict[str, Value] = {"NUMBER": raw.replace(",", "")}
    if not raw.isdigit() or glued:
        return out
    number = int(raw) if len(raw) <= 4 else 0
    if len(raw) <= 2 and 1 <= number <= 31:
        out["DAY"] = number
    if len(raw) <= 2 and number <= 24:
        out["HOUR"] = number
    if len(raw) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        out["YEAR"] = number
    elif len(raw) >= 4:
        out["NOYEAR"] = raw
    return out


def _join_numbers(tokens: list[Word], text: str) -> list[Word]:
    """Puts "twenty-one" and "2 1/2" together as one number."""
    out: list[Word] = []
    i = 0
    while i < len(tokens):
        word = tokens[i]
        rest = tokens[i + 1 : i + 4]
        if "TENS" in word.values and len(rest) >= 2 and rest[0].lower == "-" and _unit_digit(rest[1]):
            total = int(word.values["TENS"]) + int(rest[1].values["NUMBER"])
            out.append(Word(word.start, rest[1].end, text[word.start : rest[1].end].lower(), {"NUMBER": str(total)}))
            i += 3
        elif word.lower.isdigit() and len(rest) == 3 and [t.lower for t in rest] == ["1", "/", "2"]:
            out.append(Word(word.start, rest[2].end, text[word.start : rest[2].end], {"NUMBER": f"{word.lower}.5"}))
            i += 4
        elif word.lower.isdigit() and rest and rest[0].lower == "½" and rest[0].start <= word.end + 1:
            out.append(Word(word.start, rest[0].end, text[word.start : rest[0].end], {"NUMBER": f"{word.lower}.5"}))
            i += 2
        else:
            out.append(word)
            i += 1
    return out


def _unit_digit(word: Word) -> bool:
    value = word.values.get("NUMBER")
    return isinstance(value, int) and value < 10
