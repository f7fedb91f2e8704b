"""Numbers as news text writes them: digits, words, both mixed, sets, vague plurals, with their exact characters.

The grammar reads cardinals only. A run of digits that is not a well-formed number (1,000,00 or 10-12-13), and a
number too long for a float to hold, has no value and is left as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from sayso import resources

SPACE = "[ \u00a0\u2009\u202f]"
DASHES = "\u2010\u2011\u2012\u2013\u2212-"
# a float holds every whole number of up to 15 digits exactly (IEEE 754, 53 bits)
LONGEST = 15

Form = Literal["digits", "words", "vague", "share"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    `low` and `high` are None for an open or unknown side. `form` says how it is written: digits, words, vague
    (thousands, several) or share (two-thirds, half of). `scaled` is true when a magnitude word or suffix is part
    of it, and `multiplier` is that magnitude.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    form: Form
    scaled: bool = False
    multiplier: float = 1.0
    loose: bool = False

    @property
    def exact(self) -> bool:
        """Whether it has one known value."""
        return self.low is not None and self.low == self.high


_RUN = re.compile(
    rf"(?<![0-9])\.?[0-9](?:[0-9.,:/\u2044{DASHES}]|(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{{3}}(?![0-9])))*"
)
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([,\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[1-9][0-9]{0,2}\.000")
_SLASHED = re.compile(r"([1-9])[/\u2044](2|3|4|5|6|8|10|16|20|32|64|100|128)")
# "×10" and an exponent that can be told from a product: raised, behind a caret or with a minus sign
_POWER = re.compile(
    rf"{SPACE}?[×x]{SPACE}?10(\^[\u2212-]?[0-9]{{1,3}}|[\u2212-][0-9]{{1,3}}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})(?![0-9A-Za-z])"
)
# the largest power of ten whose tenth part a float can hold too
_LARGEST_POWER = 300
# measures of which half is said without "of"; half a time of the clock or the calendar is left to the times
_HALVED = (
    "mile|kilomet(?:er|re)|met(?:er|re)|inch|foot|acre|hectare|pint|quart|gallon|lit(?:er|re)|ton|tonne|pound|ounce|kilo"
    "|point|percent|percentage point"
)
# a pound sign that became letters; whoever reads the amount decides whether it is one
_GARBLED = re.compile(r"(?<![A-Za-z0-9])PS$")
_WORD = re.compile(r"[A-Za-z]+")
_JOIN = re.compile(rf"{SPACE}(?:and{SPACE})?|[-\u2010\u2011]")
_COMMA = re.compile(rf",{SPACE}(?=[A-Za-z])")
# "a 1-in-100-year flood" is a kind of flood
_RETURNING = re.compile(r"-in-[0-9][0-9,]*-[a-z]+(?<!chance)(?<!risk)")
_GAP = re.compile(rf"{SPACE}|[-\u2010\u2011]")


@cache
def _lexicon() -> Mapping[str, Mapping[str, float]]:
    words: Mapping[str, Mapping[str, float]] = resources.load("numbers")
    return words


@cache
def _starts() -> re.Pattern[str]:
    """What a number may begin with, in one pattern, so that text without numbers costs one scan."""
    lexicon = _lexicon()
    words = {*lexicon["small"], *lexicon["tens"], *lexicon["plurals"], *lexicon["sets"], "half", "hundred", "thousand"}
    words |= {"couple", "million", "billion", "trillion", "lakh", "crore"}
    words |= {f"multi{dash}{size}" for dash in ("", "-") for size in lexicon["magnitudes"]}
    phrases = [*sorted(lexicon["several"], key=len, reverse=True), *sorted(words, key=len, reverse=True)]
    # by first letter, so that a word is compared with few of them
    letters = "".join(dict.fromkeys(phrase[0] for phrase in phrases))
    apart = (f"{a}(?:{'|'.join(re.escape(p[1:]) for p in phrases if p[0] == a)})" for a in letters)
    counted = "|".join([*lexicon["magnitudes"], *lexicon["sets"], *lexicon["fractions"], "couple", "few"])
    article = rf"an?(?=(?:{SPACE}|-)(?:{counted})(?![A-Za-z]))"
    return re.compile(
        rf"(?<![A-Za-z0-9_])(?=[{letters}])(?:{'|'.join([*apart, article])})(?![A-Za-z0-9_])|\.?[0-9]+|[¼-¾⅐-⅞]",
        re.IGNORECASE,
    )


def find_numbers(text: str) -> list[Number]:
    """Every number that the text writes out, left to right, without overlaps.

    Args:
        text: any text; offsets of the result are code points of it.
    """
    found: list[Number] = []
    at = 0
    for start in _starts().finditer(text):
        if start.start() < at:
            continue
        number = read_number(text, start.start())
        if number:
            found.append(number)
            at = number.end
        elif text[start.start()] in "0123456789.":
            run = _RUN.match(text, start.start())
            at = run.end() if run else start.end()
    return found


def read_number(text: str, at: int) -> Number | None:
    """The number that begins at text[at], or None."""
    if text[at] in ".0123456789" or unicodedata.category(text[at]) == "No":
        number = _read_digits(text, at)
    else:
        number = _read_words(text, at)
    return (_read_ratio(text, number) or number) if number and number.exact else number


def parse_digits(written: str) -> float | None:
    """The value of one number in digits ("12,500", "3.5"), None when it is not well formed."""
    if sum(c.isdigit() for c in written) > LONGEST or _EUROPEAN.fullmatch(written):
        return None
    if _PLAIN.fullmatch(written):
        return float(written)
    if _GROUPED.fullmatch(written) or _INDIAN.fullmatch(written):
        return float(re.sub(r"[,\u00a0\u2009\u202f]", "", written))
    return None


def _read_digits(text: str, at: int, joint: str = "") -> Number | None:
    """The number in digits at text[at]; `joint` is what may stand on it in front."""
    before = text[at - 1] if at and text[at - 1] != joint else " "
    if before.isalnum() and before not in _money_letters(text, at) and not _GARBLED.search(text, max(0, at - 3), at):
        return None
    if before in "_@#/:.,'’‘\\×*^" or (before in DASHES and not _may_follow_dash(text, at)):
        return None
    single = unicodedata.numeric(text[at], None) if text[at] not in "0123456789." else None
    if single is not None:
        if unicodedata.normalize("NFKC", text[at]).count("\u2044") != 1:
            return None
        return Number(at, at + 1, single, single, "share")
    run = _RUN.match(text, at)
    if not run:
        return None
    end = at + len(run.group().rstrip(f".,:/{DASHES}"))
    written = text[at:end]
    if _RETURNING.match(text, end):
        return None
    after = text[end : end + 1]
    if after and (after.isdigit() or after == "_" or unicodedata.category(after) in ("Nl", "Nd")):
        return None
    power = _POWER.match(text, end)
    if power and parse_digits(written) is not None:
        return _with_power(Number(at, power.end(), float(written.replace(",", "")), None, "digits"), power[1])
    if re.match(r"[.,:/][a-z0-9]|[^\S\n]?[×*^]", text[end : end + 2]):
        return None
    slashed = _SLASHED.fullmatch(written)
    if slashed and int(slashed[1]) < int(slashed[2]):
        value = int(slashed[1]) / int(slashed[2])
        return Number(at, end, value, value, "share")
    low, high = _bounds(written)
    if low is None or high is None:
        return None
    number = Number(at, end, low, high, "digits")
    if after and unicodedata.category(after) == "No":
        half = unicodedata.numeric(after)
        if unicodedata.normalize("NFKC", after).count("\u2044") != 1 or not number.exact:
            return None
        return Number(at, end + 1, low + half, low + half, "digits")
    mixed = re.compile(rf"{SPACE}(?:[1-9][/\u2044](?:2|3|4|8|16)(?![0-9/])|[¼-¾⅐-⅞])").match(text, end)
    if mixed and number.exact and low == int(low):
        part = mixed.group().strip()
        extra = _SLASHED.fullmatch(part)
        value = int(extra[1]) / int(extra[2]) if extra else unicodedata.numeric(part)
        if value < 1:
            return Number(at, mixed.end(), low + value, low + value, "digits")
    return _with_magnitude(text, _with_half(text, number))


def _with_power(number: Number, written: str) -> Number | None:
    """A mantissa with its power of ten: "1.99×10^30", "1.99×10³⁰", "2×10−6" where a copy has lost the raised signs."""
    exponent = int(unicodedata.normalize("NFKC", written.lstrip("^")).replace("\u2212", "-"))
    if number.low is None or abs(exponent) > _LARGEST_POWER:
        return None
    value = float(Decimal(repr(number.low)).scaleb(exponent))
    return replace(number, low=value, high=value)


def _bounds(written: str) -> tuple[float | None, float | None]:
    value = parse_digits(written)
    if value is not None:
        return value, value
    sides = re.split(rf"[{DASHES}]", written)
    if len(sides) != 2:
        return None, None
    low, high = parse_digits(sides[0]), parse_digits(sides[1])
    if low is None or high is None or _is_numbering(*sides):
        return None, None
    # "5-6,000": the thousands are said once
    if "," in sides[1] and "," not in sides[0] and low < 1000 <= high and low * 1000 < high:
        low *= 1000
    return (low, high) if low < high else (None, None)


def _is_numbering(left: str, right: str) -> bool:
    """Phone numbers (555-1234) and seasons (2016-17)."""
    phone = len(right) == 4 and len(left) == 3 and right.isdigit()
    season = len(left) == 4 and left[:2] in ("19", "20") and left.isdigit() and right.isdigit() and len(right) in (2, 4)
    return phone or season


def _money_letters(text: str, at: int) -> str:
    """The letter in front of a digit when it ends a currency code or sign ("USD10m", "Rs500")."""
    money = resources.load("currencies")
    signs = [*money["signs"], *money["codes"]]
    for sign in signs:
        if sign[-1].isalpha() and text.endswith(sign, 0, at) and not text[: at - len(sign)][-1:].isalnum():
            return str(sign[-1])
    return ""


def _may_follow_dash(text: str, at: int) -> bool:
    """Whether a number behind a dash stands for itself: "sub-7", "minus-130", " -5", "word – 5", not "F-16"."""
    left = text[: at - 1]
    if not left or not (left[-1].isalnum() or left[-1] in ").'’"):
        return True
    long_dash = text[at - 1] in "\u2013\u2014" and left[-1].isalpha()
    return long_dash or bool(re.search(r"(?<![A-Za-z])(?:sub|minus|plus|now|then)$", left))


def _with_half(text: str, number: Number) -> Number:
    """ "4 and a half", "two and a half"."""
    tail = _match(r"( |-)and\1(?:a |an |one |one-|a-)?(half|quarter|third)(?![A-Za-z])", text, number.end)
    if not tail or not number.exact or number.low is None or number.low != int(number.low) or number.low > 999:
        return number
    if tail.group().lower().endswith("and half"):
        return number
    value = number.low + 1 / _lexicon()["fractions"][tail[2].lower()]
    return Number(number.start, tail.end(), value, value, number.form)


def _with_magnitude(text: str, number: Number) -> Number | None:
    """Reads "million", "bn", "dozen" behind a number; "m" and "k" are left to the reader of amounts."""
    lexicon = _lexicon()
    end, times = number.end, 1.0
    while True:
        word = re.compile(rf"(?:{SPACE}|[-\u2010\u2011])?([A-Za-z]+)(?![A-Za-z0-9])").match(text, end)
        if not word:
            break
        lower = word[1].lower()
        attached = word.start(1) == end
        value = lexicon["suffixes"].get(lower)
        if value is None and not attached:
            value = lexicon["magnitudes"].get(lower) or (12.0 if lower == "dozen" else None)
        elif value is None and attached and len(lower) > 4:
            value = lexicon["magnitudes"].get(lower)
        if value is None or times * value > 1e15:
            break
        times, end = times * value, word.end()
    if times == 1.0 or number.low is None or number.high is None:
        return number
    low, high = number.low * times, number.high * times
    if high > 10**LONGEST:
        return None
    return Number(number.start, end, _tidy(low), _tidy(high), number.form, True, times, number.loose)


def _tidy(value: float) -> float:
    """Products of decimals without the binary dust: 5.2 billion is 5200000000."""
    return round(value, 6)


def _read_words(text: str, at: int) -> Number | None:
    lexicon = _lexicon()
    if at and (text[at - 1].isalnum() or text[at - 1] == "_"):
        return None
    if at > 1 and text[at - 1] in "\u2010\u2011-" and text[at - 2].isalpha() and not _may_follow_dash(text, at):
        # "a class-one laser", "one-to-one"
        return None
    for reader in (_read_several, _read_plural, _read_set, _read_couple, _read_share, _read_half, _read_spelled):
        number = reader(text, at, lexicon)
        if number:
            return number
    return None


def _match(pattern: str, text: str, at: int) -> re.Match[str] | None:
    return _compiled(pattern).match(text, at)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", SPACE), re.IGNORECASE)


def _read_several(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    magnitudes = "|".join(lexicon["magnitudes"])
    some = _match(rf"(?:several|a few|many) (?:({magnitudes})|(dozen))(?![A-Za-z])", text, at)
    if some:
        base = lexicon["magnitudes"].get((some[1] or "").lower(), 12.0)
        again = _match(rf" ({magnitudes})(?![A-Za-z])", text, some.end())
        if again:
            base *= lexicon["magnitudes"][again[1].lower()]
        return Number(at, again.end() if again else some.end(), 2 * base, None, "vague", True, base)
    phrases = "|".join(sorted(map(str, lexicon["several"]), key=len, reverse=True))
    word = _match(rf"(?:{phrases})(?![A-Za-z])", text, at)
    if not word or (word.group().lower() == "a few" and not _match(r" [A-Za-z]", text, word.end())):
        return None
    return Number(at, word.end(), None, None, "vague")


def _read_plural(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    """ "dozens", "tens of thousands", "hundreds of millions"."""
    plurals = lexicon["plurals"]
    names = "|".join(sorted(plurals, key=len, reverse=True))
    multi = _match(rf"multi-?({'|'.join(lexicon['magnitudes'])})s?(?![A-Za-z])", text, at)
    if multi:
        base = lexicon["magnitudes"][multi[1].lower()]
        return Number(at, multi.end(), 2 * base, None, "vague", True, base)
    word = _match(rf"({names})(?: (?:and|upon) \1)?(?![A-Za-z])", text, at)
    if not word:
        return None
    low, end = plurals[word[1].lower()], word.end()
    while more := _match(rf" of ({names})(?![A-Za-z])", text, end):
        # "tens of thousands" is 20,000: the first word says how many of the second
        low, end = low * plurals[more[1].lower()] / 2, more.end()
    if word[1].lower() in ("tens", "scores") and end == word.end() and not _match(r" (?:of )?[A-Za-z]", text, end):
        return None
    return Number(at, end, low, None, "vague")


def _read_set(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    """ "a dozen", "half a dozen", "a score of", "a dozen and a half"."""
    word = _match(r"(?:(half)(?: a |-| )|a )(dozen)(?![A-Za-z])|a (score)(?= of )", text, at)
    if not word:
        return None
    value = lexicon["sets"][(word[2] or word[3]).lower()] * (0.5 if word[1] else 1.0)
    return Number(at, word.end(), value, value, "words")


def _read_couple(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    """ "a couple hundred", "a couple of thousand"; "a couple" alone may be two people who are married."""
    magnitudes = "|".join(lexicon["magnitudes"])
    word = _match(rf"(?:a )?couple (?:of )?(?:({magnitudes})|dozen)(?![A-Za-z])", text, at)
    if word:
        base = lexicon["magnitudes"].get((word[1] or "").lower(), 12.0)
        return Number(at, word.end(), 2 * base, 2 * base, "words", True, base, loose=True)
    word = _match(r"a couple(?= (?:of|more) [a-z])", text, at)
    return Number(at, word.end(), 2, 2, "words", loose=True) if word else None


def _read_share(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    """ "two-thirds", "a third of", "three quarters", "one in five"."""
    small = "|".join(["a", "an", *lexicon["small"]])
    names = "|".join(sorted(lexicon["fractions"], key=len, reverse=True))
    word = _match(rf"({small})(?: |-)({names})(?![A-Za-z-])", text, at)
    if word:
        upper = 1.0 if word[1].lower() in ("a", "an") else lexicon["small"][word[1].lower()]
        lower = lexicon["fractions"][word[2].lower()]
        plural = word[2].lower().endswith(("s", "halves"))
        if 0 < upper < lower and plural == (upper > 1) and (plural or _match(r"(?:,? of|,? the)? ", text, word.end())):
            if not plural and not _match(r" of(?![A-Za-z])", text, word.end()):
                return None
            return Number(at, word.end(), upper / lower, upper / lower, "share")
    return None


# behind "two in three" these say how often or how long
_PERIODS = "(?:second|minute|hour|day|night|week|month|year|decade|season|game|match|attempt|start|outing)"
_ODDS = "(?:odds|chances?|probability|likelihood|risk)"
_SAID_OF_ODDS = re.compile(rf"\b{_ODDS}\b[^.;\n0-9]{{0,40}}$", re.I)
# of so many a poll tells how many
_POLLED = (5.0, 10.0, 100.0, 1000.0)


def _read_ratio(text: str, upper: Number) -> Number | None:
    """ "one in five people", "1 in 10,000", "nine out of ten": a share, and the chance of something."""
    link = _match(r"( |-)(in|out of)(?: every)?\1(?=[0-9A-Za-z])", text, upper.end)
    if not link or upper.scaled or upper.form not in ("digits", "words"):
        return None
    lower = _read_digits(text, link.end(), "-") if text[link.end()].isdigit() else _read_words(text, link.end())
    if lower is None or lower.form not in ("digits", "words") or lower.low is None or lower.low != lower.high:
        return None
    if upper.low is None or not 0 < upper.low < lower.low or upper.low != int(upper.low):
        return None
    chance = _match(rf"(?: |-){_ODDS}(?![A-Za-z])", text, lower.end)
    chance = chance or _SAID_OF_ODDS.search(text, max(0, upper.start - 60), upper.start)
    plural = _match(rf"(?! {_PERIODS}s\b) (?:people|(?:[a-z]+ )?(?:[a-z]+s|women|men|children))\b", text, lower.end)
    year = "," not in text[lower.start : lower.end] and 1900 <= lower.low < 2100
    polled = upper.low == 1 or upper.form == "words" or lower.low in _POLLED or link[2].lower() != "in"
    if chance or (plural and polled and not year):
        value = upper.low / lower.low
        return Number(upper.start, lower.end, value, value, "share")
    return None


def _read_half(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    """ "half a million", "half of the", "half the"."""
    magnitudes = "|".join(lexicon["magnitudes"])
    word = _match(rf"half(?:-| )an?(?:-| )({magnitudes})(?![A-Za-z])", text, at)
    if word:
        base = lexicon["magnitudes"][word[1].lower()]
        return Number(at, word.end(), base / 2, base / 2, "words", True, base)
    word = _match(rf"(?:a |one |one-)?half(?=(?: an? | |-)(?:{_HALVED})s?(?![A-Za-z]))", text, at)
    if word:
        return Number(at, word.end(), 0.5, 0.5, "words")
    word = _match(r"half(?= (?:of|the|its|their|his|her|our|all) )", text, at)
    return Number(at, word.end(), 0.5, 0.5, "share") if word else None


def _read_spelled(text: str, at: int, lexicon: Mapping[str, Mapping[str, float]]) -> Number | None:
    article = _match(rf"an? ({'|'.join(lexicon['magnitudes'])})(?![A-Za-z])", text, at)
    if article:
        end, value, rest = _spell(text, article.start(1), lexicon, first=1.0)
    else:
        end, value, rest = _spell(text, at, lexicon)
    if value is None or value > 10**LONGEST:
        return None
    number = Number(at, end, value, value, "words", rest > 1, rest)
    digits = "oh|" + "|".join(word for word, digit in lexicon["small"].items() if digit < 10)
    point = _match(rf"(?: |-)point((?:(?: |-)(?:{digits}))+)(?![A-Za-z])", text, end)
    if point:
        decimals = "".join(f"{lexicon['small'].get(word.lower(), 0):.0f}" for word in _WORD.findall(point[1]))
        value = float(f"{value:.0f}.{decimals}")
        return _with_magnitude(text, replace(number, end=point.end(), low=value, high=value))
    dozen = _match(r"(?: |-)dozen(?![A-Za-z])", text, end)
    if dozen and value < _DOZENS:
        return Number(at, dozen.end(), value * 12, value * 12, "words", True, 12.0)
    return _with_half(text, number)


# more dozens than these are not written
_DOZENS = 100


def _spell(
    text: str,
    at: int,
    lexicon: Mapping[str, Mapping[str, float]],
    first: float | None = None,
    closed: float = float("inf"),
) -> tuple[int, float | None, float]:
    """Adds up number words from text[at]: (end, value, largest magnitude), all below the magnitude `closed`.

    The usual grammar of English cardinals: units, teens and tens make up to 99, "hundred" multiplies what stands
    before it, a larger magnitude closes its group, "and" joins only behind a magnitude, and a comma only behind one
    larger than a hundred.
    """
    total, group, end, biggest = 0.0, first or 0.0, at, 1.0
    seen, cursor = first is not None, at
    last = "article" if first is not None else ""
    while word := _WORD.match(text, cursor):
        lower = word.group().lower()
        after = text[word.end() : word.end() + 1]
        if after.isdigit() or after == "_":
            break
        unit, ten, magnitude = lexicon["small"].get(lower), lexicon["tens"].get(lower), lexicon["magnitudes"].get(lower)
        joined = text[end:cursor].lower() if seen and last != "article" else ""
        if "and" in joined and last not in ("magnitude", "hundred"):
            break
        if "and" in joined and (magnitude or _starts_anew(text, at, word.end(), last, closed, lexicon)):
            break
        if unit is not None and unit < 10:
            if last in ("unit", "teen") or (last == "zero") or (lower == "zero" and seen):
                break
            if last == "tens" and joined not in ("-", "\u2010", "\u2011", " ", "\u00a0"):
                break
            group, last = group + unit, "zero" if lower == "zero" else "unit"
        elif unit is not None:
            if last in ("unit", "teen", "tens", "zero"):
                break
            group, last = group + unit, "teen"
        elif ten is not None:
            if last in ("unit", "teen", "tens", "zero"):
                break
            group, last = group + ten, "tens"
        elif magnitude == 100:
            if not 0 < group < 100 or last == "hundred":
                break
            group, last = group * 100, "hundred"
            biggest = max(biggest, 100.0)
        elif magnitude is not None:
            if not seen or group == 0 or magnitude >= closed:
                break
            total, group, closed, last = total + group * magnitude, 0.0, magnitude, "magnitude"
            biggest = max(biggest, magnitude)
        else:
            break
        seen, end = True, word.end()
        join = _JOIN.match(text, end)
        if not join:
            comma = _COMMA.match(text, end) if last == "magnitude" else None
            below = _spell(text, comma.end(), lexicon, closed=closed) if comma else (at, None, 1.0)
            behind = _GAP.match(text, below[0])
            word = _WORD.match(text, behind.end()) if behind else None
            whole = word is None or word.group().lower() not in lexicon["magnitudes"]
            if below[1] is not None and below[2] > 1 and whole:
                # "two thousand, three hundred and four"; "two thousand, three hundred thousand" are two numbers
                return below[0], total + below[1], biggest
            break
        cursor = join.end()
    return (end, total + group, biggest) if seen and last != "article" else (at, None, 1.0)


def _starts_anew(
    text: str, start: int, at: int, last: str, closed: float, lexicon: Mapping[str, Mapping[str, float]]
) -> bool:
    """Whether the word behind "and" begins another number: "one hundred and two hundred", "between … and two thousand".

    `start` is where the number began, `at` where the word behind "and" ends.
    """
    gap = _GAP.match(text, at)
    word = _WORD.match(text, gap.end()) if gap else None
    magnitude = lexicon["magnitudes"].get(word.group().lower()) if word else None
    if magnitude is None:
        return False
    between = text[max(0, start - 10) : start].lower().rstrip().endswith("between")
    return between or magnitude >= closed or (last == "hundred" and magnitude == 100)
