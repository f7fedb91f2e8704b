"""The values of a quantity: what figures say as bounds in one unit, and when one number may stand for another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

from sayso import resources
from sayso.annotate.units import convert
from sayso.types import Figure

# a number that stands for another rounds it when they lie this near, relatively
ROUNDING = 0.02
# "nearly 200" of 197: a round number with a blurring modifier may lie this far off
BLUR = 0.05
# characters at most between a value and the same in another unit: " (", ", or "
RESTATED = 6
# "dozens" or "thousands" reach up to this many times their own word
VAGUE_SPAN = 10
# powers of ten that are lost or added at once: a digit or two, or a word ("million" for "billion")
_SHIFTS = (1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a quantity with all figures that give it; `low`, `high` in the base unit of its dimension."""

    low: float | None
    high: float | None
    blurred: bool
    vague: bool
    unit: str | None
    figures: tuple[Figure, ...]


def values_of(figures: Iterable[Figure]) -> list[Value]:
    """The different values among the figures of one quantity, in the order in which they first come.

    What is expected is no value of what is counted, and "about 40" is kept apart from 40.
    """
    groups: dict[tuple[float | None, float | None, str, str | None, bool], list[Figure]] = {}
    for figure in figures:
        low = None if figure.low is None else round(_base(figure.low, figure), 6)
        high = None if figure.high is None else round(_base(figure.high, figure), 6)
        manner = "vague" if figure.modifier == "vague" else "about" if figure.modifier == "about" else ""
        if manner == "vague" and low is not None:
            # "thousands" is 1,000 to 10,000 here; its lower bound is written as two of its word
            low, high = low / 2, low / 2 * VAGUE_SPAN
        unit = figure.unit if _converts(figure) else None
        groups.setdefault((low, high, manner, unit, figure.status == "expected"), []).append(figure)
    return [
        Value(low, high, manner != "", manner == "vague", unit, tuple(members))
        for (low, high, manner, unit, _), members in groups.items()
    ]


def _converts(figure: Figure) -> bool:
    return figure.unit is not None and convert(1.0, figure.unit)[0] != figure.unit


def _base(value: float, figure: Figure) -> float:
    return value if figure.unit == figure.head else convert(value, figure.unit)[1]


def is_one(a: Value, b: Value) -> bool:
    """Whether two values are one number with and without "about", both of now or both expected."""
    expected = [any(f.status == "expected" for f in v.figures) for v in (a, b)]
    same = a.low is not None and (a.low, a.high, a.unit) == (b.low, b.high, b.unit)
    return same and expected[0] == expected[1] and not (a.vague or b.vague)


def is_rounding(a: Value, b: Value) -> bool:
    """Whether one value may stand for the other: a bound that holds it, a blurred number near it, a converted unit.

    One number with and without "about" is one value, and no rounding.
    """
    if a.low is not None and (a.low, a.high, a.unit) == (b.low, b.high, b.unit):
        return False
    if a.low is not None and a.low == a.high and b.low is not None and b.low == b.high:
        gap = abs(a.low - b.low) / max(abs(a.low), abs(b.low), 1e-9)
        if a.unit != b.unit:
            return gap <= BLUR
        if a.blurred or b.blurred:
            return gap <= (BLUR if any(v.blurred and _is_round(v) for v in (a, b)) else ROUNDING / 2)
        return (gap <= ROUNDING and _is_round(a) != _is_round(b)) or _rounds_to(a, b) or _rounds_to(b, a)
    if not is_compatible(a, b):
        return _is_rounded_edge(a, b) or _is_rounded_edge(b, a)
    if a.vague or b.vague:
        return True
    return _is_cut(a, b) or _is_cut(b, a) or _is_end(a, b) or _is_end(b, a)


def _is_cut(bound: Value, value: Value) -> bool:
    """Whether a bound is a number cut to fewer digits: "more than 200" of 276, "below 6,000" of 5,920.

    "More than 200" says nothing of 5,000, and "at least two" nothing of four.
    """
    if (bound.low is None) == (bound.high is None):
        return False
    edge = bound.low if bound.low is not None else bound.high
    number = value.low if bound.low is not None else value.high
    if not edge or number is None or ((value.low is None) != (value.high is None) and edge == number):
        return False
    step = 10.0 ** (floor(log10(abs(edge))) - len(digits(edge)) + 1)
    cut = floor(number / step + 1e-9) if bound.low is not None else -floor(-number / step + 1e-9)
    return abs(cut * step - edge) < 1e-6 * abs(edge)


def _is_rounded_edge(bound: Value, value: Value) -> bool:
    """Whether the edge of a bound is a number with fewer digits, and so near that nothing else is said: "up to 5.1
    million" of 5.13 million."""
    edge = bound.low if bound.low is not None else bound.high
    if (bound.low is None) == (bound.high is None) or edge is None or value.low is None or value.low != value.high:
        return False
    if bound.vague or value.vague or abs(edge - value.low) > ROUNDING / 2 * abs(value.low):
        return False
    told = [len(digits(v.figures[0].low or v.figures[0].high or 0)) for v in (bound, value)]
    return 2 <= told[0] < told[1]


def _is_end(span: Value, value: Value) -> bool:
    """Whether a range is told by one of its ends: "8 to 15.5 percent" as "15.5 percent"."""
    closed = span.low is not None and span.high is not None and span.low < span.high and not span.vague
    return closed and value.low is not None and value.low == value.high and value.low in (span.low, span.high)


def is_compatible(a: Value, b: Value) -> bool:
    """Whether the bounds of two values leave room for one number; values in two units are rounded."""
    lows = [v for v in (a.low, b.low) if v is not None]
    highs = [v for v in (a.high, b.high) if v is not None]
    room = 1 + BLUR if a.unit != b.unit else 1
    return not lows or not highs or max(lows) <= min(highs) * room


def is_converted(a: Value, b: Value) -> bool:
    """Whether two values are one bound in two units: "over 250 mph" and "400 km/h"."""
    one, other = (v.low if v.low is not None else v.high for v in (a, b))
    return (
        a.unit != b.unit
        and one is not None
        and other is not None
        and abs(one - other) <= BLUR * max(abs(one), abs(other))
    )


def is_restated(a: Value, b: Value) -> bool:
    """Whether a report itself gives one value in the unit of the other, right behind it: "620 miles (1,000 km)"."""
    return is_converted(a, b) and any(
        x.report == y.report and 0 <= max(x.span.start, y.span.start) - min(x.span.end, y.span.end) <= RESTATED
        for x in a.figures
        for y in b.figures
    )


def is_surpassed(a: Value, x: Figure, b: Value) -> bool:
    """Whether b counts on from a's figure x: "at least two" were known then, four or at least four are now.

    "More than" bounds a measure for good ("a speed of more than 90 mph"), and is where a count stands for now. A number
    in words, whose low bound is two of its word, is left behind by ten of it: "dozens" by 359, not by 90.
    """
    if x.modifier == "vague" and x.unit == x.head:
        return a.low is not None and b.low is not None and not b.vague and b.low >= VAGUE_SPAN * a.low / 2
    open_ended = x.modifier == "at least" or (x.modifier == "more than" and x.unit == x.head)
    return open_ended and a.low is not None and b.low is not None and b.low > a.low


def _rounds_to(a: Value, b: Value) -> bool:
    """Whether a is b with fewer digits, two at least: 11 or 12 million for 11.5 million, never 30 for 27."""
    x, y = a.low, b.low
    if x is None or y is None or min(abs(x), abs(y)) < 100 or x == y:
        return False
    kept = len(digits(x))
    step = 10.0 ** (floor(log10(abs(x))) - kept + 1)
    return 2 <= kept < len(digits(y)) and abs(x - y) < step


def digits(value: float) -> str:
    """The significant digits of a number."""
    return f"{abs(value):.10g}".replace(".", "").strip("0")


def _is_round(value: Value) -> bool:
    return len(digits(value.figures[0].low or 0)) <= 2


def slip(a: Figure, b: Figure) -> str | None:
    """What slip of hand or ear may have made one number of the other, in a word; None when none would.

    A unit mistaken for another, a magnitude shifted, "thirteen" for "thirty", two digits swapped, one lost or doubled.
    A number that differs in one digit is no slip: two states of a count mostly do.
    """
    if "vague" in (a.modifier, b.modifier):
        return None
    x, y = (f.low if f.low is not None else f.high for f in (a, b))
    if not x or not y or (a.low is None) != (b.low is None) or (a.high is None) != (b.high is None):
        return None
    if a.unit != b.unit and not (a.unit == a.head and b.unit == b.head):
        kinds = [convert(1.0, f.unit)[0] for f in (a, b)]
        measures = all(k != f.unit for k, f in zip(kinds, (a, b), strict=True))
        return "unit" if x == y and measures and kinds[0] == kinds[1] else None
    if x == y:
        return None
    low, high = sorted((abs(x), abs(y)))
    if any(abs(low * 10.0**n - high) <= 1e-9 * high for n in _SHIFTS):
        return "magnitude"
    if resources.load("ledger")["teens"].get(low) == high:
        return "teen and ty"
    short, long = sorted((f"{low:.10g}", f"{high:.10g}"), key=len)
    if len(short) == len(long) > 2 and sorted(short) == sorted(long):
        return "digits swapped"
    lost = len(long) - len(short) == 1 and len(short) > 1
    if lost and any(long[:i] + long[i + 1 :] == short for i in range(len(long))):
        return "digit lost or doubled"
    return None
