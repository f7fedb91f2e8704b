"""How long and how often: the TIMEX3 values of durations and sets."""

from __future__ import annotations

from sayso.annotate.calendar import LETTERS, MONTHS
from sayso.annotate.timegrammar import Found
from sayso.annotate.timesetting import NO_TIME, Setting

# digits of a number of units that means anything
LONGEST_COUNT = 7
CLOCK_UNITS = frozenset({"second", "minute", "hour"})
# what half of a unit is in the next smaller one
HALVES = {"year": (6, "month"), "hour": (30, "minute"), "minute": (30, "second")}


def duration(found: Found, at: Setting) -> str:
    """Three weeks, half an hour, the past year."""
    unit = str(found.get("UNIT", "day"))
    count = count_of(found)
    return NO_TIME if count is None else _duration(count, unit)


def vague_duration(found: Found, at: Setting) -> str:
    """Several hours, months."""
    return _duration("X", str(found.get("UNIT", found.get("PLURAL", "day"))))


def every(found: Found, at: Setting) -> str:
    """Every day, each Monday."""
    if "WEEKDAYS" in found:
        return f"XXXX-WXX-{int(found['WEEKDAYS']) + 1}"
    if "UNIT" in found:
        count = found.get("NUMBER", 2 if "two" in found else 1)
        return _duration(str(count), str(found["UNIT"]))
    if "WEEKDAY" in found:
        part = f"T{found['PART']}" if "PART" in found else ""
        return f"XXXX-WXX-{int(found['WEEKDAY']) + 1}{part}"
    if "SEASON" in found:
        return f"XXXX-{found['SEASON']}"
    if "MONTH" in found:
        return f"XXXX-{int(found['MONTH']):02d}"
    return f"XXXX-XX-XXT{found['PART']}"


def count_of(found: Found) -> str | None:
    """The number of units in figures, "1" for "a"; halves as ".5"."""
    if "half" in found:
        whole = found.get("NUMBER", 1 if "one" in found else 0)
        return f"{whole}.5" if "and" in found or not str(whole).isdigit() or whole else "0.5"
    if "NUMBER" in found:
        return str(found["NUMBER"]) if len(str(found["NUMBER"])) < LONGEST_COUNT else None
    return "2" if "two" in found else "12" if "dozen" in found else "1"


def _duration(count: str, unit: str) -> str:
    if unit == "fortnight":
        return _duration(str(2 * int(count)) if count.isdigit() else count, "week")
    if unit in ("decade", "century"):
        if count == "X":
            return "PXY"
        return f"P{float(count) * MONTHS[unit] / 12:.0f}Y"
    whole, _, part = count.partition(".")
    if part == "5" and unit in HALVES:
        # two and a half years are P2Y6M, half an hour PT30M
        number, smaller = HALVES[unit]
        first = _duration(whole, unit) if whole.strip("0") else ("PT" if unit in CLOCK_UNITS else "P")
        return f"{first}{number}{LETTERS[smaller]}"
    letter = LETTERS[unit]
    # an unknown number of hours is PXH, as the annotators of the corpora have it; minutes keep the T against months
    clock_unit = unit in ("second", "minute") or (unit == "hour" and count != "X")
    return f"PT{count}{letter}" if clock_unit else f"P{count}{letter}"
