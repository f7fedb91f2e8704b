"""The words of a text as the grammar of time expressions sees them: each with the classes it may stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sayso.resources import load

Value = str | int

# One token: a number of hours, a word, an ending 's, a date or clock time in figures, a number, or one other character.
# What opens with a letter comes first, as most tokens do; spaces are taken along, since to look for a token at each of
# them costs as much as the tokens do.
_TOKEN = re.compile(
    r"""
    [^\S\n]*(?:
    (?P<MERIDIEM>[ap](?<![^\W\d_].)(?:\.m\.?|m\b) | [AP](?:(?<=\d\s.)|(?<=\d.))\.?M\b\.? | [AP](?<!\w.)\.M\.)
  | (?P<QUARTER>Q[1-4]\b)
  | (?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?)
  | (?P<OWN>['’]s\b)
  | (?P<ISODATE>\b\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<MIXEDDATE>\b\d{1,2}/\d{1,2}/\d{4}\b | \b\d{1,2}\.\d{1,2}\.\d{4}\b | \b\d{4}/\d{1,2}/\d{1,2}\b)
  | (?P<CLOCK>(?<![\d.:])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d:]))
  | (?P<DOTCLOCK>(?<![\d.])\d{1,2}\.[0-5]\d(?=\s?[ap]\.?m\b))
  | (?P<MILITARY>\b[0-2]\d[0-5]\d(?=\s?(?:GMT|UTC|BST|CET|ET)\b))
  | (?P<DECADE>\b1[0-9]\d0['’]?s\b | \b20[0-9]0['’]?s\b)
  | (?P<SHORTDECADE>(?<!\w)['’]?[2-9]0['’]?s\b)
  | (?P<SHORTYEAR>(?<!\w)['’]\d\d(?![\w'’]))
  | (?P<ORDNUM>(?<![\w.,])\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<FIGUREQUARTER>\b[1-4]Q\b)
  | (?P<NUMBER>\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)
  | (?P<other>[^\s])
  | (?P<line>\n)
    )""",
    re.VERBOSE,
)
FIRST_YEAR, LAST_YEAR = 1000, 2199
# what '68 and '08 stand for: years of the last century from here on
SHORT_YEARS_FROM = 40
_HALVES = {"½": ".5", "¼": ".25", "¾": ".75"}
_PLAIN: Mapping[str, Value] = {}


class Word(NamedTuple):
    """One token of the text: its place, its lower-case form, and what it stands for under each class."""

    start: int
    end: int
    lower: str
    values: Mapping[str, Value]


def words(text: str) -> tuple[Word, ...]:
    """The tokens of a text with the classes of times.yaml; a line break is a token of its own that nothing matches."""
    found: list[Word] = []
    numbers: list[int] = []
    known, short = lexicon(), _abbreviations()
    done = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        start, end = match.span(kind)
        if start < done:
            # the full stop of an abbreviation is already part of it
            continue
        raw = match[kind]
        if kind == "word":
            lower = raw.lower()
            if lower not in known and lower not in short and "’" not in lower:
                # most words; nothing more is to be known of them
                found.append(Word(start, end, lower, _PLAIN))
                continue
            word = _from_lexicon(text, start, end)
        elif kind in ("other", "line"):
            found.append(Word(start, end, "'" if raw == "’" else raw, _PLAIN))
            continue
        else:
            word = _in_figures(text, match)
        if "NUMBER" in word.values:
            numbers.append(len(found))
        found.append(word)
        done = word.end
    return tuple(_join_numbers(found, numbers, text))


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


def _from_lexicon(text: str, start: int, end: int) -> Word:
    lower = text[start:end].lower().replace("’", "'")
    if lower in _abbreviations() and text[start].isupper():
        name, value = _abbreviations()[lower]
        return Word(start, end + (text[end : end + 1] == "."), lower, {name: value})
    return Word(start, end, lower, lexicon().get(lower, _PLAIN))


def _in_figures(text: str, match: re.Match[str]) -> Word:
    kind = match.lastgroup or "other"
    (start, end), raw = match.span(kind), match[kind]
    lower = raw.lower().replace("’", "'")
    if kind == "NUMBER":
        return Word(start, end, lower, _number_classes(raw, text, start, end))
    if kind == "ORDNUM":
        number = int(raw[:-2])
        return Word(start, end, lower, {"ORDNUM": number, **({"DAY": number} if 1 <= number <= 31 else {})})
    if kind == "SHORTYEAR":
        number = int(raw[1:])
        return Word(start, end, lower, {"YEAR": number + (1900 if number >= SHORT_YEARS_FROM else 2000)})
    if kind == "OWN":
        return Word(start, end, "'s", _PLAIN)
    return Word(start, end, lower, {"QUARTER" if kind == "FIGUREQUARTER" else kind: lower})


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


def _join_numbers(tokens: list[Word], places: list[int], text: str) -> list[Word]:
    """Puts "twenty-one", "two thousand", "nineteen seventy-nine" and "2 1/2" together as one number."""
    joined: list[tuple[int, int, dict[str, Value]]] = []
    for place in places:
        if joined and place < joined[-1][1]:
            continue
        word, rest = tokens[place], tokens[place + 1 : place + 4]
        first, last = place, place + 1
        classes: dict[str, Value] | None = None
        if not word.lower.isdigit():
            first -= place > 0 and tokens[place - 1].lower in ("a", "an") and _scale(tokens, place) > 0
            last, classes = _spelled(tokens, first)
        elif [t.lower for t in rest] == ["1", "/", "2"]:
            last, classes = place + 4, {"NUMBER": f"{word.lower}.5"}
        elif rest and rest[0].lower in _HALVES and rest[0].start <= word.end + 1:
            last, classes = place + 2, {"NUMBER": word.lower + _HALVES[rest[0].lower]}
        if classes and last > first + 1:
            joined.append((first, last, classes))
    for first, last, classes in reversed(joined):
        start, end = tokens[first].start, tokens[last - 1].end
        tokens[first:last] = [Word(start, end, text[start:end].lower(), classes)]
    return tokens


def _spelled(tokens: list[Word], at: int) -> tuple[int, dict[str, Value] | None]:
    """Where a number in words that begins at tokens[at] ends, and its classes; None when it is one word."""
    number, last = (1, at + 1) if tokens[at].lower in ("a", "an") else _below_hundred(tokens, at)
    if not number:
        return at + 1, None
    if number in (20, 30) and (day := _ordinal(tokens, last)):
        return last + 2, {"SPELLEDDAY": number + day}
    if scale := _scale(tokens, last):
        number *= scale
        joined = last + 1 < len(tokens) and tokens[last + 1].lower == "and"
        more, after = _below_hundred(tokens, last + 1 + joined)
        number, last = (number + more, after) if more else (number, last + 1)
        return last, {"NUMBER": str(number), "SPELLEDYEAR": number}
    more, after = _below_hundred(tokens, last)
    if 16 <= number <= 20 and more >= 10:
        return after, {"YEAR": number * 100 + more}
    return last, {"NUMBER": str(number)}


def _below_hundred(tokens: list[Word], at: int) -> tuple[int, int]:
    """A number in words below a hundred and the place after it; 0 where there is none."""
    values = tokens[at].values if at < len(tokens) else _PLAIN
    number = values.get("NUMBER")
    if not isinstance(number, int) or number >= 100:
        return 0, at
    if "TENS" in values:
        digit = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].lower == "-")
        unit = tokens[digit].values.get("NUMBER") if digit < len(tokens) else None
        if isinstance(unit, int) and unit < 10:
            return number + unit, digit + 1
    return number, at + 1


def _ordinal(tokens: list[Word], at: int) -> int:
    """The ordinal below ten that a hyphen ties to what stands before it ("-first"), 0 where there is none."""
    pair = tokens[at : at + 2]
    number = pair[1].values.get("ORDINAL", 0) if len(pair) == 2 and pair[0].lower == "-" else 0
    return number if isinstance(number, int) and number < 10 else 0


def _scale(tokens: list[Word], at: int) -> int:
    return {"hundred": 100, "thousand": 1000}.get(tokens[at].lower, 0) if at < len(tokens) else 0
