"""Days and TIMEX3 values: the days that a value covers, and a day as a week, month, quarter or year."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

# Spells that are whole numbers of months.
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
LETTERS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}


def day_of(value: str | None) -> date | None:
    """The day of an ISO date or date-time; None when there is none or it does not exist."""
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def is_ahead(start: str | None, told: date | None) -> bool:
    """Whether a time begins after the day on which it was told, in any time zone; not where either is unknown."""
    day = day_of(start)
    return day is not None and told is not None and day.toordinal() > told.toordinal() + 1


def real_day(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift(day: date, count: int, unit: str) -> date | None:
    """The day `count` units later (earlier when negative); the last day of the month where the day is missing.

    Returns None when it lies outside the years 1 to 9999.
    """
    try:
        if unit in MONTHS:
            months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
            year, month = divmod(months, 12)
            return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
        return day + timedelta(days=count * DAYS.get(unit, 0))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def value_at(day: date, unit: str) -> str:
    """The TIMEX3 value of the day, or of the week, month, quarter… that holds it."""
    if unit == "century":
        return f"{day.year // 100:02d}"
    if unit == "decade":
        return f"{day.year // 10:03d}"
    if unit == "year":
        return f"{day.year:04d}"
    if unit == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    if unit == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if unit in ("week", "fortnight", "weekend"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    return day.isoformat()


def unknown_at(unit: str) -> str:
    """The TIMEX3 value of a day, week, month… of which only the kind is known."""
    return {
        "century": "XX",
        "decade": "XXX",
        "year": "XXXX",
        "quarter": "XXXX-QX",
        "month": "XXXX-XX",
        "week": "XXXX-WXX",
        "fortnight": "XXXX-WXX",
        "weekend": "XXXX-WXX-WE",
    }.get(unit, "XXXX-XX-XX")


@lru_cache(maxsize=4096)
def days_of(value: str) -> tuple[date, date] | None:
    """The first and last day that a TIMEX3 value covers; None for durations, sets, and values with unknown parts.

    Seasons cover their whole year: which months they are depends on the hemisphere.
    """
    try:
        return _days_of(value)
    except (ValueError, OverflowError):
        return None


def _days_of(value: str) -> tuple[date, date] | None:
    if match := re.match(r"(\d{4}-\d{2}-\d{2})(?:T|$)", value):
        day = date.fromisoformat(match[1])
        return day, day
    if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
        year, month = int(match[1]), int(match[2])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if match := re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday + timedelta(days=5 if match[3] else 0), monday + timedelta(days=6)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        year, quarter = int(match[1]), int(match[2])
        return date(year, quarter * 3 - 2, 1), date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1])
    if match := re.fullmatch(r"(\d{4})-H([12])", value):
        return (
            (date(int(match[1]), 1, 1), date(int(match[1]), 6, 30))
            if match[2] == "1"
            else (
                date(int(match[1]), 7, 1),
                date(int(match[1]), 12, 31),
            )
        )
    if match := re.fullmatch(r"(\d{4})(-(?:SP|SU|FA|WI))?", value):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    if match := re.fullmatch(r"(\d{3})", value):
        return date(int(match[1]) * 10, 1, 1), date(int(match[1]) * 10 + 9, 12, 31)
    if match := re.fullmatch(r"(\d{2})", value):
        return date(int(match[1]) * 100, 1, 1), date(int(match[1]) * 100 + 99, 12, 31)
    return None


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's algorithm; Meeus 1991, p. 67)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(year: int, rule: list[int]) -> date:
    """The day of a holiday in a year, from its rule in times.yaml."""
    if len(rule) == 1:
        return easter(year) + timedelta(days=rule[0])
    if len(rule) == 2:
        return date(year, rule[0], rule[1])
    month, which, weekday, *later = rule
    days = [
        date(year, month, d)
        for d in range(1, calendar.monthrange(year, month)[1] + 1)
        if calendar.weekday(year, month, d) == weekday
    ]
    return (days[which - 1] if which > 0 else days[which]) + timedelta(days=sum(later))
