"""Amounts: a number with the modifier, currency and unit around it, and two numbers that make a range.

Works on the text alone; what an amount counts, and whether it counts at all, is decided with the parse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sayso import resources
from sayso.annotate.numbers import SPACE, Number, find_numbers
from sayso.annotate.units import Unit, bare_pound, currency_before, lexicon, unit_behind, with_currency_again
from sayso.types import Modifier

_WINDOW = 34
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![A-Za-z])", re.I)
_RANGE = re.compile(
    rf"{SPACE}?[\u2012\u2013-]{SPACE}?|(?:{SPACE}|-)to(?:{SPACE}|-)|{SPACE}(?:and|or|through){SPACE}"
    rf"|{SPACE}(?:and|to){SPACE}(?:as many as|as much as|up to|about|around|even|maybe|perhaps|possibly){SPACE}"
)
_OPENING = re.compile(
    rf"\b(between|from){SPACE}(?:the{SPACE}ages{SPACE}of{SPACE}|about{SPACE}|around{SPACE}|roughly{SPACE})?$", re.I
)
_RANGING = re.compile(r"\b(?:rang\w+|anywhere)\s+$", re.I)
_BY = re.compile(r"\bby\s+$", re.I)
# "6-foot-5", "6-foot-5-inch"
_INCHES = re.compile(r"[-\u2011]([0-9]|1[01])(?:[-\u2011]inch)?(?![\w%]|[.,][0-9])")
_PARTS = re.compile(rf",?{SPACE}(?:and{SPACE})?")
_OF_ONE = re.compile(rf"{SPACE}of{SPACE}an?{SPACE}")
_ONE_WHOLE = re.compile(rf"{SPACE}an?{SPACE}")
_OF = re.compile(rf"{SPACE}of{SPACE}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a reader takes it: text[start:end] holds modifier, sign, magnitude and unit.

    `core` is where the number itself begins and `stop` where it ends, without modifier and unit.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    modifier: Modifier
    unit: Unit | None
    form: str
    core: int
    stop: int
    scaled: bool
    multiplier: float
    sign: bool


@cache
def _modifiers() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, Modifier], dict[str, Modifier]]:
    lexicon = resources.load("modifiers")
    before = {form.lower(): kind for kind, forms in lexicon["before"].items() for form in forms}
    after = {form.lower(): kind for kind, forms in lexicon["after"].items() for form in forms}
    words = "|".join(
        re.escape(f).replace(r"\ ", rf"(?:{SPACE}|-)") for f in sorted(before, key=len, reverse=True) if f[0].isalpha()
    )
    marks = "".join(f for f in before if len(f) == 1)
    tails = "|".join(
        (re.escape(f) if f[0] in "-+" else SPACE + re.escape(f).replace(r"\ ", SPACE))
        for f in sorted(after, key=len, reverse=True)
    )
    return (
        re.compile(
            rf"(?<![A-Za-z0-9'’])({words}){SPACE}(?:an?{SPACE}|the{SPACE}(?:age{SPACE}of{SPACE})?|age{SPACE})?$|([{re.escape(marks)}]){SPACE}?$|\b(sub-)$",
            re.I,
        ),
        re.compile(rf"({tails})(?![A-Za-z])", re.I),
        before,
        after,
    )


@cache
def _change() -> re.Pattern[str]:
    words = "|".join(resources.load("modifiers")["change"])
    return re.compile(rf"\b(?:{words})\b", re.I)


@cache
def _score() -> re.Pattern[str]:
    words = "|".join(resources.load("modifiers")["scores"])
    told = rf"(?:(?:was|is|stood|at|of|by|to|a|now){SPACE}){{0,2}}"
    return re.compile(rf"(?:\b(?:{words}|went){SPACE}{told}$)|^{SPACE}(?:{words})\b", re.I)


@cache
def _tally() -> re.Pattern[str]:
    behind, contests = ("|".join(resources.load("modifiers")[name]) for name in ("tallies", "contests"))
    played = rf"(?:in|at|against|on){SPACE}[^.,;\n]{{0,20}}\b(?:{contests})"
    return re.compile(rf"[0-9]{{1,2}}[-\u2012\u2013][0-9]{{1,2}}{SPACE}(?:{behind}|{played})\b", re.I)


def find_amounts(text: str) -> list[Amount]:
    """Every amount that the text writes out, left to right, without overlaps.

    Args:
        text: the report's text; offsets are code points of it.
    """
    pound = bare_pound(text)
    plain = [a for a in (_dress(text, n, pound) for n in find_numbers(text)) if a]
    joined = _share_units(text, _join(text, plain))
    found = [_modify(text, a, joined[i - 1].end if i else 0) for i, a in enumerate(joined)]
    nought = _zeros(text)
    apart = [a for a in found if not any(a.start < z.end and z.start < a.end for z in nought)]
    return sorted([*apart, *nought], key=lambda a: a.start) if nought else found


@cache
def _zero() -> re.Pattern[str]:
    lexicon = resources.load("counting")
    harms = "|".join(sorted(lexicon["harms"], key=len, reverse=True))
    stricken = "|".join(lexicon["harmed"])
    helpers = rf"(?:{SPACE}(?:was|were|is|are|had|has|have|been|reported|believed|to|be|else|seriously))*"
    # "no firefighters were killed"
    counted = rf"{SPACE}(?!one\b)[a-z-]+(?:{SPACE}[a-z-]+)?{SPACE}(?:was|were|has been|have been|had been){helpers}"
    return re.compile(
        rf"(?<![A-Za-z-])(?:(no)(?={SPACE}(?:{harms})\b|{counted}{SPACE}(?:{stricken})\b)"
        rf"|(no{SPACE}one|nobody|none)(?={helpers}{SPACE}(?:{stricken})\b))",
        re.I,
    )


def _zeros(text: str) -> list[Amount]:
    """ "No casualties", "no one was hurt": nought counted where a reader would expect a number."""
    return [
        Amount(m.start(), m.end(), 0.0, 0.0, "exact", None, "words", m.start(), m.end(), False, 1.0, False)
        for m in _zero().finditer(text)
    ]


def _dress(text: str, number: Number, pound: str | None) -> Amount | None:
    """A number with its currency or unit; None when letters on it show that it is no number."""
    start, end, low, high = number.start, number.end, number.low, number.high
    money = (currency_before(text, start) or garbled_pound(text, number)) if number.form == "digits" else None
    if money is None and start and number.form == "digits" and text[start - 1].isalnum():
        return None
    unit: Unit | None = None
    scaled, times = number.scaled, number.multiplier
    suffix = resources.load("numbers")["suffixes_with_currency"]
    letter = (
        re.compile(rf"{SPACE}?(MM|[mkbMKBT])(?![A-Za-z0-9])").match(text, end)
        if number.form == "digits" and not scaled
        else None
    )
    if letter and low is not None and high is not None and (money or _counts_millions(text, letter, low)):
        times = suffix[letter[1]]
        low, high, end, scaled = round(low * times, 6), round(high * times, 6), letter.end(), True
    stop = end
    minus = start > 0 and text[start - 1] in "-\u2212" and money is None and number.form == "digits"
    behind_sign = currency_before(text, start - 1) if minus else None
    if behind_sign and low is not None and high is not None:
        # "$-50.8bn"
        money, low, high = behind_sign, -high, -low
    if money:
        start, unit = money
        end, unit = with_currency_again(text, end, unit)
    else:
        at = end
        if number.form == "vague" or text[number.start : number.end].lower() == "a couple":
            of = _OF.match(text, end)
            at = of.end() - 1 if of else end
        halved = _ONE_WHOLE.match(text, end) if (number.low, number.form) == (0.5, "words") else None
        behind = unit_behind(text, halved.end() - 1 if halved else at, pound)
        part = _OF_ONE.match(text, end) if number.form == "share" else None
        if part:
            # "three-quarters of a gallon" measures, "three-quarters of the harvest" is a share
            behind = unit_behind(text, part.end() - 1, pound)
        if behind:
            end, unit = behind
    inches = _INCHES.match(text, end) if unit is not None and unit.name == "foot" else None
    if inches and low is not None and low == high:
        low = high = round(low + int(inches[1]) / 12, 6)
        stop = end = inches.end()
    following = text[end : end + 1]
    if end == stop and following.isalpha():
        return None
    if number.form == "digits" and _ORDINAL.match(text, stop):
        return None
    low, high, start, signed = _signed(text, start, low, high, unit)
    modifier: Modifier = "exact" if low == high and low is not None else "vague" if number.form == "vague" else "range"
    if number.loose:
        modifier = "about"
    if modifier == "range" and unit is None and _is_tally(text, start, end):
        return None
    return Amount(start, end, low, high, modifier, unit, number.form, number.start, stop, scaled, times, signed)


def _is_tally(text: str, start: int, end: int) -> bool:
    """ "won 3-4", "a 5-11 season": a game's score, what was won and lost, how the votes fell; no range."""
    beside = _score().search(text[max(0, start - 20) : start]) or _score().match(text[end : end + 20])
    return bool(beside or _tally().match(text, start))


def garbled_pound(text: str, number: Number) -> tuple[int, Unit] | None:
    """A pound sign that a transliteration to ASCII has made "PS" ("PS8.1bn"); "PS5" alone is a console."""
    at = number.start - 2
    if at < 0 or text[at : number.start] != "PS" or (at and text[at - 1].isalnum()):
        return None
    written = text[number.start : number.end]
    large = number.scaled or "." in written or "," in written or text[number.end : number.end + 1] in ("m", "k", "b")
    return (at, Unit("GBP", "money GBP")) if large else None


# fewer thousands than these with nothing counted are lines of a screen or a run: "in 4K", "a 5K race"
_THOUSANDS = 10


def _counts_millions(text: str, letter: re.Match[str], value: float) -> bool:
    """ "5m people", "300k subscribers": the letter is a magnitude when a plural follows, else it is metres."""
    plural = re.compile(rf"{SPACE}(?:people|[a-z]+(?<!s)s)(?![A-Za-z])").match(text, letter.end())
    if letter.group()[-1] in "kK" and value < _THOUSANDS and not plural:
        return False
    if letter.group()[0] not in "mkbMKB":
        return False
    if letter.group()[0] in "MKB" and re.compile(rf"{SPACE}[a-z]").match(text, letter.end()):
        return True
    word = re.compile(rf"{SPACE}([a-z]+)").match(text, letter.end())
    if not word:
        return letter[1] in "kK" and not text[letter.end() : letter.end() + 1].isalpha()
    return word[1] == "people" or (word[1].endswith("s") and len(word[1]) > 3 and not word[1].endswith("ss"))


# a sign on the number, or the word; "plus or minus three" is a margin of three
_MINUS = re.compile(
    rf"(?:(?<![A-Za-z])(?<!plus or )(?<!plus-or-)minus(?:{SPACE}|-)|(?:(?<=[{SPACE[1:-1]}(])|^)([\u2212\u2013-]))$",
    re.I,
)
# a dash behind one of these is no dash between clauses or in a list
_LEADING = re.compile(
    rf"(?:\b(?:at|to|of|was|is|were|are|from|by|than|below|above|near|around|about|reached|hit|between){SPACE}|[=(])$",
    re.I,
)


def _signed(
    text: str, start: int, low: float | None, high: float | None, unit: Unit | None
) -> tuple[float | None, float | None, int, bool]:
    minus = _MINUS.search(text, max(0, start - 8), start)
    if not minus or low is None or high is None:
        return low, high, start, False
    if minus[1]:
        lead = _LEADING.search(text, max(0, minus.start() - 12), minus.start())
        below_zero = unit is not None and unit.dimension in ("share", "temperature", "degree")
        marked = minus[1] == "\u2212" or (minus[1] == "-" and (below_zero or low != int(low)))
        if not (lead or marked):
            return low, high, start, False
    return -high, -low, minus.start(), True


def _join(text: str, plain: Sequence[Amount]) -> list[Amount]:
    """Puts together the two ends of a range and the parts of one measure (6 feet 2 inches)."""
    out: list[Amount] = []
    for amount in plain:
        if out:
            if _is_score(text, out[-1], amount):
                out.pop()
                continue
            amount = _weighed(text, out[-1], amount)
            whole = _range(text, out[-1], amount) or _compound(text, out[-1], amount)
            if whole:
                out[-1] = whole
                continue
        out.append(amount)
    return out


# what joins numbers that one unit follows: "9.4 by 6.6 inches", "rose 5 and 10 percent"
_JOINT = re.compile(rf",?{SPACE}(?:by|x|×|and|or){SPACE}|,{SPACE}|{SPACE}?[x×]{SPACE}?")
# numbers that share a unit differ at most by this factor
_SHARED = 10.0


def _share_units(text: str, amounts: list[Amount]) -> list[Amount]:
    """Gives bare numbers the unit of the next one where the two are joined."""
    for i in range(len(amounts) - 2, -1, -1):
        a, b = amounts[i], amounts[i + 1]
        if a.unit is not None or b.unit is None or (a.form, b.form) != ("digits", "digits") or a.scaled != b.scaled:
            continue
        if b.start != b.core or b.unit.dimension.startswith(("money", "age", "time")) or not a.low or not b.low:
            continue
        alike = 1 / _SHARED <= a.low / b.low <= _SHARED
        if alike and a.end == a.stop and _JOINT.fullmatch(text[a.end : b.start]):
            amounts[i] = replace(a, unit=b.unit)
    return amounts


def _weighed(text: str, before: Amount, amount: Amount) -> Amount:
    """Pounds in brackets behind a measure are the same measure again and no money: "12 kilonewtons (2,700 pounds)"."""
    coins = amount.unit is not None and amount.unit.name == "GBP" and text[amount.stop : amount.end].endswith("pounds")
    measure = before.unit is not None and not before.unit.dimension.startswith(("money", "share", "time", "age"))
    if coins and measure and text[before.end : amount.start] == " (":
        return replace(amount, unit=lexicon().words["pound"])
    return amount


def _range(text: str, a: Amount, b: Amount) -> Amount | None:
    """ "10 to 14 people", "between $1 and $3 billion"; not "fell from 10 to 7", whose numbers stand for themselves."""
    between = text[a.end : b.start]
    if not 0 < len(between) <= 16 or not _RANGE.fullmatch(between) or not _of_one_kind(a, b):
        return None
    if a.low is None or b.low is None:
        return None
    low, high = a.low, b.low
    if b.scaled and not a.scaled and low < high / b.multiplier:
        low = round(low * b.multiplier, 6)
    plain = a.unit is None and b.unit is None and not b.scaled and "," not in text[a.core : b.stop]
    years = plain and low >= 1500 and high <= 2199
    if low >= high or years:
        return None
    start = _range_start(text, a, b, between.strip().lower(), low, high)
    if start is None:
        return None
    unit = b.unit or a.unit
    return replace(
        a, start=start, end=b.end, low=low, high=high, modifier="range", unit=unit, stop=b.stop, scaled=b.scaled
    )


def _is_score(text: str, a: Amount, b: Amount) -> bool:
    """ "The score was 5 - 14": a dash between two bare numbers beside a word of games."""
    dashed = text[a.end : b.start].strip(" \u00a0") in ("-", "\u2012", "\u2013")
    if not dashed or a.unit or b.unit or a.scaled or b.scaled or (a.form, b.form) != ("digits", "digits"):
        return False
    return bool(_score().search(text, max(0, a.start - 24), a.start) or _score().match(text[b.end : b.end + 20]))


def _of_one_kind(a: Amount, b: Amount) -> bool:
    if a.low != a.high or b.low != b.high or "share" in (a.form, b.form) or a.sign != b.sign:
        return False
    if a.unit is None:
        return True
    if b.unit is None:
        return a.unit.dimension.startswith("money")
    return a.unit.name == b.unit.name or b.unit.name.startswith(f"{a.unit.name} per ")


def _range_start(text: str, a: Amount, b: Amount, word: str, low: float, high: float) -> int | None:
    """Where a range begins, at "between" when it has one; None when the words make no range of the two numbers."""
    lead = text[max(0, a.start - 60) : a.start]
    lead = lead[max(lead.rfind(". "), lead.rfind("\n")) + 1 :]
    opening = _OPENING.search(lead)
    first = opening[1].lower() if opening else ""
    if opening and first == "between":
        return a.start if "ages" in opening.group() else a.start - len(lead) + opening.start()
    if word.startswith("and") or word == "through":
        return None
    if word == "or" and not (high - low <= max(1.0, low / 2) and high < 1000):
        return None
    if opening and not _RANGING.search(lead[: opening.start()]):
        return None if _change().search(lead) else a.start
    by_much = a.unit is not None and a.unit.dimension.startswith("money") and _BY.search(lead) and high <= _WIDE * low
    apart = word == "to" and high > _WIDE * low and _change().search(lead[-_LED:])
    both = a.unit is not None and b.unit is not None
    if apart and (both or _BY.search(lead) or _CLOSING.match(text, b.end)):
        # "rose by 312 to 4,517", not "cut 20 to 90 jobs"
        return None
    two_states = a.unit is not None and b.unit is not None and word == "to" and a.scaled == b.scaled and not by_much
    return None if two_states and _change().search(lead[-24:]) else a.start


# "cut by $3 billion to $5 billion" is a range; ends further apart are a change and where it led
_WIDE = 3.0
_CLOSING = re.compile(r"[.,;:)]|$", re.M)
# characters between a word of change and how much changed, at most
_LED = 16


def _compound(text: str, a: Amount, b: Amount) -> Amount | None:
    if not (
        a.unit and b.unit and a.unit.dimension == b.unit.dimension and a.unit.dimension in ("length", "time", "mass")
    ):
        return None
    if (
        not _PARTS.fullmatch(text[a.end : b.start])
        or b.unit.factor >= a.unit.factor
        or a.low != a.high
        or b.low != b.high
    ):
        return None
    if a.low is None or b.low is None or b.low * b.unit.factor >= a.unit.factor * 1.01 or a.low != int(a.low):
        return None
    value = round(a.low + b.low * b.unit.factor / a.unit.factor, 6)
    return replace(a, end=b.end, low=value, high=value, stop=b.stop)


# a modifier and an article make a comparison with a number that is known
_COMPARED = re.compile(rf"{SPACE}the{SPACE}$", re.I)


# "handed over 21 girls"
_HANDED = re.compile(rf"\b(?:hand|turn|sign)(?:s|ed|ing)?{SPACE}?$", re.I)


def _modify(text: str, amount: Amount, floor: int) -> Amount:
    """Takes in the modifiers around an amount and opens or blurs its bounds."""
    before, after, kinds, tails = _modifiers()
    start, end, modifier = amount.start, amount.end, amount.modifier
    found: Modifier | None = None
    for _ in range(2):
        window = max(floor, start - _WINDOW)
        match = before.search(text[window:start])
        if not match:
            break
        form = re.sub(rf"{SPACE}|-(?!$)", " ", (match[1] or match[2] or match[3]).lower())
        outer = kinds[form]
        at = window + match.start()
        if _COMPARED.search(text[at:start]):
            # "well above the 900 the company gave": 900 is no bound
            break
        if form == "some" and (amount.form == "vague" or amount.low == 1):
            break
        if form == "over" and _HANDED.search(text[max(0, at - _WINDOW) : at]):
            break
        start = at
        if found is None or outer not in ("about", "exact"):
            found = outer
    tail = after.match(text, end)
    if tail and not tail[1].strip()[:1].isupper():
        # "the iPhone 8 Plus" is a name
        form = re.sub(SPACE, " ", tail[1].lower()).strip()
        found, end = tails[form], tail.end()
    if (start, end) == (amount.start, amount.end):
        return amount
    low, high = amount.low, amount.high
    if amount.modifier in ("exact", "about") and found and low is not None:
        modifier = found
        if found in ("at least", "more than"):
            high = None
        elif found in ("up to", "fewer than"):
            low = None
    return replace(amount, start=start, end=end, low=low, high=high, modifier=modifier)
