"""Which year a report narrates where it names a day or month without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sayso.annotate.calendar import shift
from sayso.annotate.timefinding import Expression

# what a year behind these words bounds is not what the sentence tells of ("closed since 2009", "up from 2008")
BOUNDS = frozenset({"since", "until", "till", "by", "from", "than", "to", "before", "after", "through", "versus"})
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "our", "this", "that"})
_NOUN = re.compile(r" [a-z]{3,}")
DAYS = frozenset({"calendar_day", "holiday_day"})
YEARLESS = DAYS | {"month"}


@dataclass(frozen=True, slots=True)
class ToldYear:
    """The year in which a day or month without one lies by the text around it.

    `sure` when its own clause tells the year; otherwise what the report's day and the tense say may outweigh it.
    """

    year: int
    sure: bool


def told_years(expressions: Sequence[Expression], text: str, today: date | None) -> Mapping[int, ToldYear]:
    """The narrated years of the yearless days and months of a report, by the place of the expression.

    The first of these that holds: a year in the same clause ("were attacked on New Year's Eve two years ago"); the same
    day with a year earlier in the report; for a holiday told as past, a year earlier in its paragraph. A month or a day
    of a month is not read by its paragraph: in TimeBank all that follow a year so are of the report's own.

    Args:
        expressions: of the whole report, in the order of the text.
        text: the report's.
        today: the report's day.
    """
    years = [(e, year) for e in expressions if (year := _year_of(e, today)) is not None]
    if not years:
        return {}
    named = {_key(e): year for e, year in reversed(years) if e.match.rule.means in DAYS}
    # what is past does not lie ahead: "announced a 2019 target in May", of a report of 2018
    telling = [(e, year) for e, year in years if e.led_by not in BOUNDS and not (today and year > today.year)]
    out = {}
    for expression in expressions:
        if expression.match.rule.means not in YEARLESS or {"YEAR", "WHICH"} & set(expression.match.found):
            continue
        beside = [
            (abs(e.start - expression.start), y)
            for e, y in telling
            if _in_one_clause(e, expression) and not (e.start > expression.start and _of_a_thing(e, text))
        ]
        if beside and expression.tense == "past":
            out[expression.start] = ToldYear(min(beside)[1], True)
        elif _key(expression) in named:
            out[expression.start] = ToldYear(named[_key(expression)], False)
        elif expression.tense == "past" and expression.match.rule.means == "holiday_day":
            opening = text.rfind("\n", 0, expression.start)
            earlier = [y for e, y in telling if opening < e.start < expression.start]
            if earlier:
                out[expression.start] = ToldYear(earlier[-1], False)
    return out


def _in_one_clause(a: Expression, b: Expression) -> bool:
    return a.sentence == b.sentence and a.verb is not None and a.verb == b.verb


def _of_a_thing(expression: Expression, text: str) -> bool:
    """Whether a year says which thing is meant, not when: "in May, a court stopped the 2016 project"."""
    return expression.led_by in _DETERMINERS and _NOUN.match(text, expression.end) is not None


def _year_of(expression: Expression, today: date | None) -> int | None:
    found, means = expression.match.found, expression.match.rule.means
    if "YEAR" in found and means in YEARLESS | {"year"}:
        return int(found["YEAR"])
    # "a year ago" mostly stands beside what is told ("up from 5 percent a year ago")
    if today and means == "ago" and found.get("UNIT") == "year" and "one" not in found:
        count = str(found.get("NUMBER", 2))
        day = shift(today, -int(count), "year") if count.isdigit() else None
        return day.year if day else None
    if today and means == "deictic_spell" and found.get("SPELL") == "year" and found.get("WHICH") == -1:
        return today.year - 1
    return None


def _key(expression: Expression) -> tuple[object, ...]:
    found = expression.match.found
    return tuple(found.get(name) for name in ("HOLIDAY", "MONTH", "DAY"))
