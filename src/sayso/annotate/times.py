"""The time expressions of a report and what they stand for, read against the report's day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sayso.annotate.calendar import day_of, days_of
from sayso.annotate.localday import local_stamp
from sayso.annotate.quotations import leaves_open
from sayso.annotate.timefinding import Expression, find_expressions
from sayso.annotate.timegrammar import Match
from sayso.annotate.timesetting import NO_TIME, Setting
from sayso.annotate.timevalues import MEANINGS
from sayso.annotate.timewords import FIRST_YEAR, LAST_YEAR
from sayso.annotate.timeyears import ToldYear, told_years
from sayso.language.backbone import Reading
from sayso.types import Time


def find_times(reading: Reading) -> tuple[Time, ...]:
    """The time expressions of a report with their TIMEX3 values, in the order of the text.

    Values are resolved against `report.published`, by the clocks of the dateline where the zones of both are known;
    without it what hangs on the report's day stays open ("XXXX-08" for "in August") and has no start and end.
    Expressions that name no day of the calendar (30 February) or may be read in two ways (10-12-13) are left out.

    Args:
        reading: the report with its parse; the parse tells past from future ("met on Friday", "will meet on Friday").

    Source: TimeML 1.2.1 (TIMEX3); the order of deciding follows HeidelTime (Strötgen and Gertz 2010), which reads
        the tense of the clause for weekdays and months in the same way.
    """
    report = reading.report
    out: list[Time] = []
    tale = Tale()
    expressions = find_expressions(reading)
    published = local_stamp(report)
    years = told_years(expressions, report.text, _today(published))
    for _, group in groupby(expressions, key=lambda e: e.sentence):
        sentence = list(group)
        values, tale = _resolve(sentence, published, years, tale, report.text)
        for expression in sentence:
            value = values.get(expression.start)
            if value is None:
                continue
            covered = days_of(value)
            out.append(
                Time(
                    span=report.span(expression.start, expression.end),
                    value=value,
                    start=covered[0].isoformat() if covered else None,
                    end=covered[1].isoformat() if covered else None,
                )
            )
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Tale:
    """What has been spoken of last: a time, a day told as past, a quarter, and one whose results are told."""

    time: str | None = None
    day: str | None = None
    quarter: str | None = None
    result: str | None = None


def _resolve(
    sentence: list[Expression], published: str | None, years: Mapping[int, ToldYear], tale: Tale, text: str
) -> tuple[dict[int, str], Tale]:
    """The values of one sentence's expressions by their place, and what is spoken of after it.

    A clock time takes its day from the rest of its sentence, wherever that stands, so clock times come last.
    """
    values: dict[int, str] = {}
    told: list[tuple[Expression, str]] = []
    today, quarter, result = _today(published), tale.quarter, tale.result
    if any(_is_longer(e.match) for e in sentence):
        # results of nine months are set beside those of the nine months a year before
        quarter = result = None
    for expression in sorted(sentence, key=lambda e: (_lacks_day(e), e.start)):
        match = expression.match
        # the day on which something is said is not the day that is spoken of
        here = [value for other, value in told if other.verb is None or other.verb not in expression.told_by]
        setting = Setting(
            today=_said_on(expression, told, text) or today,
            hour=_hour(published),
            tense=expression.tense,
            narrated=here[-1] if here else tale.time,
            day=next((v for v in reversed(here) if _is_day(v)), tale.day),
            quarter=quarter,
            result=result,
            compared=expression.compared,
            habitual=expression.habitual,
            told=years.get(expression.start),
        )
        value = match.rule.value or MEANINGS[match.rule.means](match.found, setting)
        if value == NO_TIME:
            continue
        values[expression.start] = value
        if days_of(value) and not _compares(expression):
            told.append((expression, value))
            if "-Q" in value:
                quarter = value
                result = value if _is_over(expression, value, today) else result
    days = [v for e, v in told if _is_day(v) and not e.said and e.tense != "future"]
    time = told[-1][1] if told else tale.time
    return values, Tale(time=time, day=days[-1] if days else tale.day, quarter=quarter, result=result)


def _said_on(expression: Expression, told: list[tuple[Expression, str]], text: str) -> date | None:
    """The day from which words in quotation marks count: "on Saturday she wrote: “I will not be there tomorrow”"."""
    if expression.match.rule.means != "deictic_day":
        return None
    for other, value in reversed(told):
        quoted = leaves_open(text[other.end : expression.start])
        if other.tense == "past" and quoted and _is_day(value):
            return day_of(value)
    return None


def _is_over(expression: Expression, quarter: str, today: date | None) -> bool:
    """Whether a quarter's results are told: it is closed, or told as past, as a fiscal one is that ends before it."""
    covered = days_of(quarter)
    return expression.tense == "past" or covered is None or today is None or covered[1] < today


def _is_day(value: str) -> bool:
    covered = days_of(value)
    return covered is not None and covered[0] == covered[1]


def _today(published: str | None) -> date | None:
    """The report's day; one far out of the calendar is none, so that nothing counted from it leaves the calendar."""
    day = day_of(published)
    return day if day and FIRST_YEAR < day.year < LAST_YEAR else None


def _is_longer(match: Match) -> bool:
    """Whether results of more than a quarter are told ("the nine months", "the year ended May 31")."""
    return match.rule.value == "P1Y" or (match.rule.means == "duration" and match.found.get("UNIT") == "month")


def _compares(expression: Expression) -> bool:
    """Whether the time is only set beside the one spoken of ("up from 5 percent a year earlier", "the 1988 period")."""
    means, found = expression.match.rule.means, expression.match.found
    if expression.compared and found.get("SPELL") == "year":
        return True
    if "year_before" in found or means == "month_year_before" or (means == "narrated_quarter" and "YEAR" in found):
        return True
    return means in ("ago", "earlier") and found.get("UNIT") == "year" and "one" in found


def _hour(published: str | None) -> str | None:
    """The report's time of day; midnight is what crawlers write when they know only the day."""
    hour = (published or "")[11:16]
    return hour if len(hour) == 5 and hour != "00:00" else None


def _lacks_day(expression: Expression) -> bool:
    return expression.match.rule.means == "clock" and not {"WEEKDAY", "MONTH", "DEIXIS", "TODAY", "YESTERDAY"} & set(
        expression.match.found
    )
