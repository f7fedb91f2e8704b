"""Units and currencies: what stands behind or before a number, and how units of one dimension compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sayso import resources
from sayso.annotate.numbers import SPACE

# symbols that are a unit only when written on the digits ("30s"), since alone they are letters or words
_ATTACHED = ("s", "t", "L", "g", "cal", "mb", "pc", "ha", "A", "K", "N", "T", "B", "b", "Sv", "Gy")
# those that a space may set off where no name or number follows ("a 5 W charger", "at 30 C", not "5 W 41st St")
_SPACED = ("C", "F", "V", "J", "W")
_APART = re.compile(rf"(?<=[0-9]{SPACE}.)(?!\.|-[0-9]|{SPACE}[A-Z0-9][a-z0-9]*(?![A-Za-z-]))")
# "per square foot", "/kg", "an hour", "-a-day"; a qualifier in capitals may stand before the unit ("per US gallon")
_SPANS = (
    "hour|minute|second|day|week|month|year|gallon|barrel|ounce|share|head|litre|liter|ton|tonne|night|pound|mile|kilo"
)
_PER = re.compile(
    rf"{SPACE}?(?:per{SPACE}|/){SPACE}?(?:[A-Z][A-Za-z]+{SPACE}(?=[a-z]))?((?:(?:square|cubic|sq\.?){SPACE})?[A-Za-z]+)"
    rf"|{SPACE}(?:an?|each|every){SPACE}(?:[A-Z][A-Za-z]+{SPACE})?({_SPANS})\b"
    rf"(?!{SPACE}(?:earlier|ago|later|before|after|prior|old))|-a-({_SPANS})\b"
)
# what may stand between a measure and what it is reckoned by: "9 billion lira ($2 billion) a year", "tons of ice a day"
_BETWEEN = re.compile(
    rf"{SPACE}\([^()\n]{{2,30}}\)(?={SPACE}(?:an?|per|each|every){SPACE})|{SPACE}of{SPACE}[a-z]+(?={SPACE}(?:an?|per|each|every){SPACE})"
)
# "$75 U.S. per barrel": the nation of a sign that several currencies share
_OF_NATION = re.compile(rf"{SPACE}(?:U\.S\.|US)(?={SPACE}(?:per|an?){SPACE}|[,;:)]|$)")
# "140,000 pounds (63,500 kg)", "200 pounds of flour": a weight, also beside a "£"
_WEIGHT = re.compile(rf"{SPACE}?\([^)]{{0,20}}?(?:kg|kilo|tonne|gram)|{SPACE}of{SPACE}(?!damage|the)[a-z]")
# "between 50 and 70 on the GPa scale"
_SCALE = re.compile(rf"{SPACE}on{SPACE}(?:the|a){SPACE}([A-Za-z°]+){SPACE}scale\b")
_DECIMAL = re.compile(r"[0-9]\.[0-9]+$")
_OLD = re.compile(rf"(?:{SPACE}|-)olds?(?![A-Za-z])|{SPACE}of{SPACE}age(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or a currency.

    `dimension` is what it measures ("length", "money USD", "share", "age"); `factor` turns a value into the
    dimension's base unit.
    """

    name: str
    dimension: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicons of units and currencies, compiled."""

    names: dict[str, Unit]
    words: dict[str, Unit]
    symbols: dict[str, Unit]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    money: re.Pattern[str]
    openings: frozenset[str]
    coins: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Compiles the YAML lexicons once."""
    names: dict[str, Unit] = {}
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    for name, entry in resources.load("units").items():
        unit = names[name] = Unit(name, entry["dimension"], float(entry["factor"]))
        words.update({form.lower().replace("-", " "): unit for form in entry.get("words", ())})
        symbols.update(dict.fromkeys(map(str, entry.get("symbols", ())), unit))
    for unit, forms, marks_of in _prefixed(names):
        names.setdefault(unit.name, unit)
        for form in forms:
            words.setdefault(form, unit)
        for mark in marks_of:
            symbols.setdefault(mark, unit)
    money = resources.load("currencies")
    behind = "|".join(
        [
            *(_loose(f) for f in sorted(words, key=len, reverse=True)),
        ]
    )
    marks = "|".join(re.escape(f) for f in sorted(symbols, key=len, reverse=True))
    codes = sorted([*map(str, money["signs"]), *money["codes"]], key=len, reverse=True)
    nations = sorted({n for by in money["nations"].values() for n in by}, key=len, reverse=True)
    coins = sorted([*money["words"], *money["hundredths"]], key=len, reverse=True)
    first = {re.split("[ -]", form)[0] for form in words} | {form[0] for form in symbols if not form[0].isascii()}
    first |= {found[0] for form in symbols if (found := _OPENING.match(form.lower()))}
    return Lexicon(
        names=names,
        words=words,
        symbols=symbols,
        openings=frozenset(first) | {"%", '"'},
        coins=frozenset(
            {re.split("[ .-]", n)[0].lower() for n in nations}
            | {f"{coin}{end}" for coin in coins for end in ("", "s", "es")}
            | {code.lower() for code in money["codes"]}
            | set("€£¥₹₽₩$")
        ),
        behind=re.compile(
            rf"(?P<gap>{SPACE}|[-\u2010\u2011]|)(?:(?P<word>(?i:{behind}))|(?P<symbol>{marks}))(?![A-Za-z0-9])"
        ),
        before=re.compile(
            rf"(?:(?<![A-Za-z0-9-])|(?<=[{SPACE[1:-1]}(]-)|(?<=[a-z](?=[€£$¥₹])))"
            rf"({'|'.join(map(re.escape, codes))}){SPACE}?$"
        ),
        money=re.compile(
            rf"(?P<gap>{SPACE}|[-\u2010\u2011]|){SPACE}?(?:(?P<sign>[€£¥₹₽₩]|\$)|(?P<code>{'|'.join(money['codes'])})\b"
            rf"|(?:(?P<nation>(?:{'|'.join(map(re.escape, nations))})){SPACE})?"
            rf"(?P<coin>(?i:{'|'.join(coins)}))(?:s|es)?(?![A-Za-z]))"
        ),
    )


# prefixes of the International System of Units, 9th edition, table 7: symbol and factor
PREFIXES = {
    "pico": ("p", 1e-12), "nano": ("n", 1e-9), "micro": ("µ", 1e-6), "milli": ("m", 1e-3), "centi": ("c", 1e-2),
    "deci": ("d", 0.1), "hecto": ("h", 100.0), "kilo": ("k", 1e3), "mega": ("M", 1e6), "giga": ("G", 1e9),
    "tera": ("T", 1e12), "peta": ("P", 1e15), "exa": ("E", 1e18), "zetta": ("Z", 1e21),
}  # fmt: skip


def _prefixed(names: Mapping[str, Unit]) -> Iterator[tuple[Unit, list[str], list[str]]]:
    """Multiples and parts of the units that say which prefixes they take, each with its words and symbols."""
    for name, entry in resources.load("units").items():
        for prefix in entry.get("prefixes", ()):
            mark, factor = PREFIXES[prefix]
            unit = Unit(prefix + name, names[name].dimension, names[name].factor * factor)
            words = [prefix + form.lower() for form in entry["words"] if " " not in form]
            yield unit, words, [mark + str(symbol) for symbol in entry.get("symbols", ())[:1]]


# the word or the mark that stands behind a number, whatever joins the two
_OPENING = re.compile(rf"(?:{SPACE}|[-\u2010\u2011])*([A-Za-z]+|[^\sA-Za-z0-9])")


def _loose(form: str) -> str:
    return re.escape(form).replace(r"\ ", rf"(?:{SPACE}|[-\u2010\u2011])")


def currency_before(text: str, at: int) -> tuple[int, Unit] | None:
    """The currency sign or code that ends at text[at]: (its start, the currency)."""
    found = lexicon().before.search(text, max(0, at - 6), at)
    if not found:
        return None
    money = resources.load("currencies")
    code = money["signs"].get(found[1]) or found[1]
    return found.start(), Unit(str(code), f"money {code}")


def unit_behind(text: str, at: int, pound: str | None = None) -> tuple[int, Unit] | None:
    """The unit or currency behind a number that ends at text[at]: (its end, the unit).

    Args:
        text: the report's text.
        at: where the number ends.
        pound: the currency that a bare "pound" means in this report, None where it is a weight.
    """
    opening = _OPENING.match(text, at)
    word = opening[1].lower() if opening else ""
    if word in lexicon().coins:
        found = _currency_behind(text, at, pound)
        if found:
            return with_rate(text, *found)
    scale = _SCALE.match(text, at) if word == "on" else None
    if scale:
        unit = lexicon().symbols.get(scale[1]) or lexicon().words.get(scale[1].lower())
        return (at, unit) if unit else None
    match = lexicon().behind.match(text, at) if word in lexicon().openings else None
    if not match:
        return None
    if match["word"]:
        form = re.sub(rf"{SPACE}|[-\u2010\u2011]", " ", match["word"].lower())
        unit = lexicon().words[form]
        if (
            form == "second"
            and match["gap"] not in ("-", "\u2010", "\u2011")
            and not _DECIMAL.search(text, max(0, at - 8), at)
        ):
            return None
    else:
        unit = lexicon().symbols[match["symbol"]]
        symbol, gap = match["symbol"], match["gap"]
        if gap and (symbol in _ATTACHED or (symbol in _SPACED and not _APART.match(text, match.end()))):
            return None
        if gap == "-" and symbol.isalpha() and (len(symbol) < 2 or symbol.isupper()):
            # "a 90-mph wind", not "a Mark 4-C"
            return None
    old = _OLD.match(text, match.end())
    if old and unit.dimension == "time":
        return old.end(), Unit(unit.name, "age", unit.factor)
    return with_rate(text, match.end(), unit)


def _currency_behind(text: str, at: int, pound: str | None) -> tuple[int, Unit] | None:
    match = lexicon().money.match(text, at)
    if not match:
        return None
    money = resources.load("currencies")
    if match["sign"] or match["code"]:
        if match["sign"] and (match["gap"] or text[match.end() : match.end() + 1].isdigit()):
            return None
        code = match["code"] or money["signs"][match["sign"]]
        return match.end(), Unit(str(code), f"money {code}")
    coin, nation = match["coin"].lower(), match["nation"]
    if coin == "p" and (match["gap"] or text[at - 3 : at] in ("480", "720", "080", "440", "160")):
        return None
    if coin in money["hundredths"]:
        code = money["hundredths"][coin]
        return match.end(), Unit(coin, f"money {code}", 0.01)
    code = money["nations"].get(coin, {}).get(nation) if nation else None
    if nation and code is None:
        return None
    if coin == "real" and not nation:
        return None
    if coin == "pound" and code is None:
        if pound is None or _WEIGHT.match(text, match.end()):
            return None
        code = pound
    code = code or money["words"][coin]
    return match.end(), Unit(str(code), f"money {code}")


def with_rate(text: str, end: int, unit: Unit) -> tuple[int, Unit]:
    """A unit that ends at text[end] with what it is reckoned by: "$21 per square foot", "80 km an hour"."""
    between = _BETWEEN.match(text, end)
    per = _PER.match(text, between.end() if between else end)
    if not per or unit.dimension in ("share", "points"):
        return end, unit
    by = _by(per[1] or per[2] or per[3])
    return end if between else per.end(), reckoned_by(unit, by)


def _by(written: str) -> str:
    """The name of the unit that a rate is reckoned by: "sq m" is a square metre, "kg" stays."""
    form = re.sub(SPACE, " ", written)
    unit = lexicon().symbols.get(form) or lexicon().words.get(form.lower())
    return unit.name if unit else form.lower()


def rate_behind(text: str, at: int) -> str | None:
    """What a count is reckoned by whose noun ends at text[at]: "day" of "300 tests per day"; None when by none."""
    between = _BETWEEN.match(text, at)
    per = _PER.match(text, between.end() if between else at)
    return _by(per[1] or per[2] or per[3]) if per else None


def unit_named(text: str, noun: int, pound: str | None = None) -> Unit | None:
    """The unit or currency that a counted noun at text[noun] names: "280 million of the 1.5 billion shekels".

    A word that may also mean a thing is none here: two front yards and three jewelled crowns are counted.
    """
    found = unit_behind(text, noun - 1, pound) if noun else None
    if found is None or found[1].dimension.startswith(("degree", "length", "share", "points")):
        return None
    return found[1]


def reckoned_by(unit: Unit, by: str) -> Unit:
    """A rate: so much of a unit for each of something."""
    return Unit(f"{unit.name} per {by}", f"{unit.dimension} per {by}", unit.factor)


def with_currency_again(text: str, end: int, unit: Unit) -> tuple[int, Unit]:
    """A currency told by a sign in front and ending at text[end], with a word for it behind ("$5 million dollars",
    "$5 US") and its rate ("$21 per share").
    """
    again = unit_behind(text, end, "GBP")
    if again and again[1].dimension.startswith("money") and _may_be(unit, again[1]):
        return again
    nation = _OF_NATION.match(text, end)
    return with_rate(text, nation.end() if nation else end, unit)


def _may_be(sign: Unit, word: Unit) -> bool:
    """Whether a sign in front and a word behind can be of one currency: "$5 CAD", not "$488 BTC"."""
    nations = resources.load("currencies")["nations"]
    shared = next((set(by.values()) for by in nations.values() if sign.name in by.values()), {sign.name})
    return word.name.split(" per ")[0] in shared


def bare_pound(text: str) -> str | None:
    """The currency that "pounds" means in a report: that of a nation it names with it, or sterling beside a "£"."""
    nations = resources.load("currencies")["nations"]["pound"]
    named = re.search(rf"\b({'|'.join(nations)}) pounds?\b", text) if " pound" in text else None
    if named:
        return str(nations[named[1]])
    return "GBP" if "£" in text else None


def convert(value: float, unit: str | None) -> tuple[str, float]:
    """A value in the base unit of its dimension: ("length", metres); an unknown unit is its own dimension."""
    if unit is None:
        return "count", value
    known = lexicon().names.get(unit)
    if known:
        return known.dimension, value * known.factor
    if unit in resources.load("currencies")["hundredths"]:
        return f"money {resources.load('currencies')['hundredths'][unit]}", value * 0.01
    return unit, value
