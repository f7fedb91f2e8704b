"""Numbers, amounts and dates as a reader writes them; no locale, so a page reads the same on every machine."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from datetime import date

from sayso.annotate.units import convert
from sayso.resources import load
from sayso.types import Figure

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "NGN": "₦", "RUB": "₽"}
# last words of units that make their plural otherwise than with an s, or have none
_PLURALS = {
    "foot": "feet",
    "inch": "inches",
    "century": "centuries",
    "mass": "masses",
    **dict.fromkeys(("hertz", "kilohertz", "megahertz", "gigahertz", "terahertz", "lux", "horsepower", "units")),
    **dict.fromkeys(("Celsius", "Fahrenheit", "km", "cm", "mm", "kg", "boe")),
}
_PREFIX = {
    "about": "about ",
    "at least": "at least ",
    "more than": "more than ",
    "up to": "up to ",
    "fewer than": "fewer than ",
}
_TWO_UNITS = re.compile(r"[0-9][^0-9.,]*[A-Za-z][^0-9.,]*[0-9]")
_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$")


def number(value: float) -> str:
    """A number with its thousands set apart, from a million on in words: 10,900; 1.2 million."""
    if not math.isfinite(value):
        return str(value)
    size = abs(value)
    if size >= 1e15 or 0 < size < 0.01:
        return f"{value:.3g}"
    for scale, word in _SCALES:
        if size >= scale and round(value / scale, 2) * scale == value:
            return f"{_plain(value / scale)} {word}"
    return _plain(value)


def _plain(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    # what a report gives to four places is shown so; what was reckoned has more
    places = 4 if round(value, 4) == value else 2
    return f"{value:,.{places}f}".rstrip("0").rstrip(".")


def amount(figure: Figure) -> str:
    """A figure's value with its bound and, for measures, its unit: "at least 9", "10 to 14", "$5 million", "12%".

    A vague figure without bounds, one whose value is a word for a crowd ("dozens"), a part ("one in five") and one of
    two units ("6-foot-5") keep the report's own words.
    """
    low, high = figure.low, figure.high
    two = low is not None and low == high and low != int(low) and _TWO_UNITS.search(figure.span.text)
    if figure.modifier == "vague" or (low is None and high is None) or two or figure.unit == "fraction":
        return " ".join(figure.span.text.split())
    if low is not None and high is not None and low != high:
        return with_unit(f"{number(low)} to {number(high)}", figure.unit, high)
    value = low if low is not None else high
    assert value is not None
    prefix = _PREFIX.get(figure.modifier, "")
    if not prefix and high is None:
        prefix = _PREFIX["at least"]
    elif not prefix and low is None:
        prefix = _PREFIX["up to"]
    return prefix + with_unit(number(value), figure.unit, value)


def dimension(unit: str | None) -> tuple[str, float]:
    """What a unit measures and its size in the base unit; things that are counted are all of the dimension "count"."""
    if unit and (unit in load("units") or unit in load("currencies")["hundredths"]):
        return convert(1.0, unit)
    whole, rate, by = (unit or "").partition(" per ")
    if rate:
        measured, size = dimension(whole)
        return f"{measured}{rate}{by}", size
    if unit and len(unit) == 3 and unit.isupper():
        return f"money {unit}", 1.0
    return "count", 1.0


def with_unit(text: str, unit: str | None, value: float) -> str:
    """A number with its unit of measure or currency: "$5 million", "770 km", "12%"; counted things are not named.

    Of a rate it is told by what: "$82 per share", "25 per second".
    """
    if not unit or dimension(unit)[0] == "count":
        return text
    whole, rate, by = unit.partition(" per ")
    if rate and unit not in load("units"):
        return f"{with_unit(text, whole, value)}{rate}{by}"
    if unit in _SIGNS:
        return _SIGNS[unit] + text
    if unit == "percent":
        return f"{text}%"
    if dimension(unit)[0] == f"money {unit}":
        return f"{unit} {text}"
    symbols = load("units").get(unit, {}).get("symbols", ())
    return f"{text} {unit if value == 1 or unit in symbols else _plural(unit)}"


def _plural(unit: str) -> str:
    """A unit of which there are several: of what stands before "per", "of" and "squared" in it, and of degrees."""
    if unit.startswith("degree "):
        return unit.replace("degree", "degrees", 1)
    for joint in (" per ", " of ", " squared"):
        head, found, rest = unit.partition(joint)
        if found:
            return f"{_plural(head)}{joint}{rest}"
    front, _, last = unit.rpartition(" ")
    one, dash, other = last.rpartition("-")
    several = f"{one}{dash}{_PLURALS.get(other, other + 's') or other}"
    return f"{front} {several}".lstrip()


def day(iso: str | None, *, year: bool = True) -> str:
    """An ISO date, month, year or date-time as it is spoken: "3 Mar 2031, 19:58"; text that is no date stays as it is.

    Args:
        iso: the date; None gives "".
        year: False leaves the year out where a day or month stands.
    """
    if not iso:
        return ""
    found = _ISO.match(iso)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return iso
    of_year, month, of_month, clock = found[1], found[2], found[3], found[4]
    if not month:
        return of_year
    text = _MONTHS[int(month) - 1]
    if of_month:
        text = f"{int(of_month)} {text}"
    if year:
        text = f"{text} {of_year}"
    return f"{text}, {clock}" if clock and clock != "00:00" else text


def period(start: str | None, end: str | None, *, year: bool = True) -> str:
    """Two ISO dates as one stretch: "3 to 5 Mar 2031"; equal or single dates stand once."""
    if not start or not end or start == end:
        return day(start or end, year=year)
    first, last = _ISO.match(start), _ISO.match(end)
    if start[4:] == "-01-01" and end == f"{start[:4]}-12-31":
        return start[:4]
    if first and last and start[7:] == "-01" and start[:7] == end[:7] and int(last[3] or 0) == _month_length(start):
        return day(start[:7], year=year)
    if first and last and first[1] == last[1]:
        if first[2] == last[2] and first[3] and last[3]:
            if first[3] == last[3]:
                return f"{day(start, year=year)} to {last[4]}" if last[4] and first[4] else day(start, year=year)
            if not first[4] and not last[4]:
                return f"{int(first[3])} to {day(end, year=year)}"
        return f"{day(start, year=False)} to {day(end, year=year)}"
    return f"{day(start)} to {day(end)}"


def _month_length(iso: str) -> int:
    year, month = int(iso[:4]), int(iso[5:7])
    return monthrange(year, month)[1] if 1 <= month <= 12 and year else 0


def ordinal_day(iso: str | None) -> float | None:
    """An ISO date as days on one axis (a month or year stands at its first day); None when it is no date."""
    found = _ISO.match(iso or "")
    if not found:
        return None
    try:
        whole = date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).toordinal()
    except ValueError:
        return None
    hours, minutes = (found[4] or "00:00").split(":")
    return whole + (int(hours) * 60 + int(minutes)) / 1440


def joined(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Words as a list in running text: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def few(words: list[str] | tuple[str, ...], most: int) -> str:
    """The first words of a list in running text, and how many more there are: "a, b and 7 more"."""
    if len(words) <= most:
        return joined(words)
    return joined([*words[: most - 1], f"{len(words) - most + 1} more"])


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 report", "7 reports"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
