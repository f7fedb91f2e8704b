"""What a matched time expression means: one function for each `means` of times.yaml, from its words to a TIMEX3 value.

Each function takes the words that its pattern kept and the setting in which they stand. It returns the value; an empty
string when the words name no time (30 February), so that nothing shorter is tried in their place either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sayso.annotate.calendar import (
    day_of,
    days_of,
    holiday,
    real_day,
    shift,
    unknown_at,
    value_at,
)
from sayso.annotate.timegrammar import Found
from sayso.annotate.timelengths import count_of, duration, every, vague_duration
from sayso.annotate.timequarters import half, narrated_quarter, quarter
from sayso.annotate.timesetting import NO_TIME, Setting
from sayso.resources import load

# days that a date on the wrong side of the report may be nearer and still lose
WRONG = 183
# days behind the report within which a day without a year is news
FRESH = 31
# the first hour by the clock's face that "tonight" means
FIRST_OF_NIGHT = 5
# hours by which clocks where something happened may be ahead of those where it is told, for most of the world's news
FARTHEST_EAST = 9
LOCAL_CLOCK = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d):\d\d")


def calendar_day(found: Found, at: Setting) -> str:
    """A day of a month, with or without its year."""
    month, day = int(found["MONTH"]), int(found["DAY"])
    part = f"T{found['PART']}" if "PART" in found else ""
    if "YEAR" in found:
        named = real_day(int(found["YEAR"]), month, day)
        return named.isoformat() + part if named else NO_TIME
    if not real_day(2000, month, day):
        return NO_TIME
    if at.today is None:
        return f"XXXX-{month:02d}-{day:02d}{part}"
    if "WHICH" in found:
        named = real_day(at.today.year + int(found["WHICH"]), month, day)
        return named.isoformat() + part if named else NO_TIME
    choices = [d for y in (-1, 0, 1) if (d := real_day(at.today.year + y, month, day))]
    weekday = found.get("WEEKDAY", found.get("WDAY"))
    fitting = [d for d in choices if d.weekday() == weekday]
    named = _likely(fitting or choices, at)
    told = real_day(at.told.year, month, day) if at.told and not fitting else None
    if told and _tells(at, named):
        named = told
    return named.isoformat() + part


def day_of_month(found: Found, at: Setting) -> str:
    """The 15th: of the nearest month that the tense allows."""
    number = int(found["DAY"])
    if at.today is None:
        return f"XXXX-XX-{number:02d}"
    months = [m for step in (-1, 0, 1) if (m := shift(at.today.replace(day=1), step, "month"))]
    choices = [d for m in months if (d := real_day(m.year, m.month, number))]
    return _likely(choices, at).isoformat() if choices else NO_TIME


def written_day(found: Found, at: Setting) -> str:
    """A date in figures; one that may be read in two ways has no value."""
    if "ISODATE" in found:
        day = day_of(str(found["ISODATE"]))
    else:
        text = str(found["MIXEDDATE"])
        a, b, c = (int(x) for x in text.replace("/", ".").split("."))
        if a > 31:
            day = real_day(a, b, c)
        elif "." in text or a > 12:
            day = real_day(c, b, a)
        elif b > 12 or a == b:
            day = real_day(c, a, b)
        else:
            return NO_TIME
    if day is None:
        return NO_TIME
    clock_time = _hour(found) if "CLOCK" in found else None
    return day.isoformat() + (f"T{clock_time}" if clock_time else "")


def no_day(found: Found, at: Setting) -> str:
    """A date whose year is none (3 May 99999)."""
    return NO_TIME


def month(found: Found, at: Setting) -> str:
    """A month: of a named year, of this or last year, or the nearest one that the tense allows."""
    number = int(found["MONTH"])
    if "YEAR" in found:
        return f"{int(found['YEAR']):04d}-{number:02d}"
    if at.today is None or (at.habitual and "WHICH" not in found):
        return f"XXXX-{number:02d}"
    year = at.today.year
    if at.told and "WHICH" not in found and _tells(at, date(year, number, 1)):
        return f"{at.told.year:04d}-{number:02d}"
    if "WHICH" in found and "year" in found:
        year += int(found["WHICH"])
    elif "WHICH" in found:
        step = int(found["WHICH"])
        if step < 0:
            year -= number >= at.today.month
        elif step > 0:
            year += number <= at.today.month
    elif at.tense == "future":
        year += number < at.today.month
    elif at.tense == "past":
        year -= number > at.today.month
    else:
        year += _nearest_year(number - at.today.month)
    return f"{year:04d}-{number:02d}"


def year(found: Found, at: Setting) -> str:
    """A year in figures."""
    return f"{int(found['YEAR']):04d}"


def decade(found: Found, at: Setting) -> str:
    """A decade; "the eighties" are the last that the report can speak of."""
    if "DECADE" in found:
        return str(found["DECADE"])[:3]
    tens = int(str(found["SHORTDECADE"]).strip("'s")[0]) if "SHORTDECADE" in found else int(found["DECADEWORD"]) // 10
    if "nineteen" in found:
        return f"19{tens}"
    if at.today is None:
        return f"XX{tens}"
    century_now = at.today.year // 100
    return f"{century_now - (tens * 10 > at.today.year % 100):02d}{tens}"


def century(found: Found, at: Setting) -> str:
    """A century: the 20th has the value 19."""
    number = int(found.get("ORDINAL", found.get("ORDNUM", 0)))
    return f"{number - 1:02d}" if 1 <= number <= 30 else NO_TIME


def weekday(found: Found, at: Setting) -> str:
    """A day of the week, near the report's day on the side that the tense says."""
    number = int(found.get("WEEKDAY", found.get("WDAY", 0)))
    part = f"T{found['PART']}" if "PART" in found else ""
    if at.today is None:
        return f"XXXX-WXX-{number + 1}{part}"
    behind = (at.today.weekday() - number) % 7
    ahead = (number - at.today.weekday()) % 7
    if "WHICH" in found and "week" in found:
        monday = at.today - timedelta(days=at.today.weekday()) + timedelta(days=7 * int(found["WHICH"]))
        offset = (monday + timedelta(days=number) - at.today).days
    elif "WHICH" in found and int(found["WHICH"]) < 0:
        offset = -(behind or 7)
    elif "WHICH" in found and int(found["WHICH"]) > 0:
        offset = ahead or 7
    elif "WHICH" in found:
        offset = number - at.today.weekday()
    elif "local" in found and ahead == 1:
        # where it is told from the clock is ahead by a day
        offset = 1
    elif at.tense == "future" or (at.tense == "present" and ahead < behind):
        # "they meet on Monday" is a plan where Monday is near
        offset = ahead
    else:
        offset = -behind
    return (at.today + timedelta(days=offset)).isoformat() + part


def narrated_weekday(found: Found, at: Setting) -> str:
    """The following Monday, the previous Friday: counted from the day last spoken of."""
    return weekday({**found, "WHICH": 1 if "after" in found else -1}, replace(at, today=at.anchor("week")))


def deictic_day(found: Found, at: Setting) -> str:
    """Today, yesterday, tomorrow, and parts of them."""
    step = int(found.get("DEIXIS", 0)) - 2 * ("before_yesterday" in found) + 2 * ("after_tomorrow" in found)
    part = f"T{found['PART']}" if "PART" in found else ""
    if at.today is None:
        return "XXXX-XX-XX" + part
    return (at.today + timedelta(days=step)).isoformat() + part


def tonight(found: Found, at: Setting) -> str:
    """The night of the report's day."""
    return f"{at.today.isoformat() if at.today else 'XXXX-XX-XX'}TNI"


def part_today(found: Found, at: Setting) -> str:
    """This morning, this evening."""
    return f"{at.today.isoformat() if at.today else 'XXXX-XX-XX'}T{found['PART']}"


def part_yesterday(found: Found, at: Setting) -> str:
    """Last night."""
    return f"{(at.today - timedelta(days=1)).isoformat() if at.today else 'XXXX-XX-XX'}TNI"


def part_narrated(found: Found, at: Setting) -> str:
    """That evening, the next morning: a part of the day last spoken of or of its neighbour."""
    day = at.anchor("day")
    if day is None:
        return f"{_within(at.narrated, 'day')}T{found['PART']}"
    day += timedelta(days=("after" in found or "following" in found) - ("before" in found))
    return f"{day.isoformat()}T{found['PART']}"


def part_of_day(found: Found, at: Setting) -> str:
    """Mid afternoon, the early evening: a part of the day last spoken of as past, or else of the report's."""
    covered = days_of(at.day) if at.day else None
    day = covered[0] if covered else at.today
    return f"{day.isoformat() if day else 'XXXX-XX-XX'}T{found['PART']}"


def clock(found: Found, at: Setting) -> str:
    """A clock time, on the day that is named with it or that was last spoken of."""
    hour = _hour(found)
    if hour is None:
        return NO_TIME
    zone = "Z" if found.get("ZONE") == "Z" else ""
    if "MONTH" in found:
        day = calendar_day({k: v for k, v in found.items() if k != "PART"}, at)
    elif "WEEKDAY" in found or "WDAY" in found:
        day = weekday({k: v for k, v in found.items() if k != "PART"}, at)
    elif "HOLIDAY" in found:
        day = holiday_day({k: v for k, v in found.items() if k == "HOLIDAY"}, at)
    elif "TODAY" in found or "YESTERDAY" in found:
        day = deictic_day({"DEIXIS": -1 if "YESTERDAY" in found else 0}, at)
    elif "DEIXIS" in found:
        day = deictic_day({k: v for k, v in found.items() if k != "PART"}, at)
    else:
        covered = days_of(at.day) if at.day else None
        near = covered[0] if covered else at.today
        local = LOCAL_CLOCK.fullmatch(at.narrated or "")
        if zone and local:
            return f"{_world_day(local, hour)}T{hour}{zone}"
        if at.day and "MERIDIEM" not in found and "MILITARY" not in found:
            hour = _of_part(hour, at.day)
        if near and near == at.today and at.tense == "past" and at.hour and hour > at.hour:
            # what is told as past at 21:00 by a report of 4:15 was the evening before, but where clocks are ahead
            # of its own, or were a sentence ago
            east = "local" in found and int(hour[:2]) - int(at.hour[:2]) <= FARTHEST_EAST
            told = local is not None and local["day"] == near.isoformat() and local["hour"] > at.hour[:2]
            near -= timedelta(days=not (east or told))
        day = near.isoformat() if near else "XXXX-XX-XX"
    return f"{day}T{hour}{zone}" if day else NO_TIME


def _world_day(local: re.Match[str], hour: str) -> str:
    """The day of a clock time in world time that stands beside the local one: zones lie 12 hours behind to 14 ahead."""
    day = date.fromisoformat(local["day"])
    ahead = int(local["hour"]) - int(hour[:2])
    step = -1 if ahead < -12 else 1 if ahead > 14 else 0
    return (day + timedelta(days=step)).isoformat()


def _of_part(hour: str, day: str) -> str:
    """A clock time without its half of the day, in the part of the day last spoken of: "11:05" of a night."""
    number = int(hour[:2])
    later = {"TNI": 6 <= number < 12, "TEV": 4 <= number < 12, "TAF": 1 <= number < 7}.get(day[10:], False)
    return f"{number + 12:02d}{hour[2:]}" if later else hour


def deictic_spell(found: Found, at: Setting) -> str:
    """This week, last year: a spell counted from the report's."""
    unit = str(found["SPELL"])
    if unit == "day":
        return narrated_spell(found, at)
    if at.today is None:
        return unknown_at(unit)
    step = int(found.get("WHICH", 0))
    if unit == "year" and step == -1 and at.compared and at.result:
        return narrated_quarter({"year_before": "year"}, at)
    if unit == "weekend" and step < 0 and at.today.weekday() == 6:
        step = -1
    if unit == "weekend" and not step and at.today.weekday() < 5 and at.tense == "past":
        # what happened "this weekend", told on its Monday
        step = -1
    day = shift(at.today, step, unit)
    return value_at(day, unit) if day else NO_TIME


def latest_spell(found: Found, at: Setting) -> str:
    """The latest fiscal year: the last that is over."""
    return deictic_spell({**found, "WHICH": -1}, at)


def week_of(found: Found, at: Setting) -> str:
    """The week of March 6."""
    day = day_of(calendar_day(found, at))
    return value_at(day, "week") if day else unknown_at("week") if at.today is None else NO_TIME


def own_spell(found: Found, at: Setting) -> str:
    """The week, the full year: the report's own."""
    return deictic_spell(found, at)


def year_end(found: Found, at: Setting) -> str:
    """Year-end: the year whose end the tense and the month allow."""
    if at.today is None:
        return unknown_at("year")
    return f"{at.today.year - (at.tense == 'past' and at.today.month <= 6):04d}"


def new_year(found: Found, at: Setting) -> str:
    """The new year: the one that has begun or that is about to."""
    if at.today is None:
        return unknown_at("year")
    return f"{at.today.year + (at.today.month > 6):04d}"


def deictic_season(found: Found, at: Setting) -> str:
    """Last summer, this fall: the season that is over by the report's month, or that is or comes in its year."""
    name = str(found["SEASON"])
    if at.today is None:
        return f"XXXX-{name}"
    ends = {"SP": 5, "SU": 8, "FA": 11, "WI": 2}[name]
    number = at.today.year
    if "WHICH" not in found:
        number -= at.tense == "past" and at.today.month < ends - 2
    elif int(found["WHICH"]) < 0:
        number -= at.today.month <= ends or (name == "WI" and at.today.month > 2) or name == "WI"
    elif int(found["WHICH"]) > 0:
        number += at.today.month >= ends - 2 and name != "WI"
    return f"{number:04d}-{name}"


def season(found: Found, at: Setting) -> str:
    """A season of a year."""
    return f"{int(found['YEAR']):04d}-{found['SEASON']}"


def deictic_border(found: Found, at: Setting) -> str:
    """The end of the year, the start of next month: the spell itself is the value, its border a modifier."""
    step = -1 if "last" in found else 1 if "next" in found else 0
    return deictic_spell({**found, "WHICH": step}, at)


def narrated_spell(found: Found, at: Setting) -> str:
    """That year, the same day, the following week: the spell last spoken of or its neighbour."""
    unit = str(found["SPELL"])
    told = days_of(at.quarter) if unit == "quarter" and at.quarter else None
    day = told[0] if told else at.anchor(unit)
    if day is None:
        return _within(at.narrated, unit)
    step = ("after" in found or "next" in found) - ("before" in found)
    moved = shift(day, step, unit)
    return value_at(moved, unit) if moved else NO_TIME


def _within(narrated: str | None, unit: str) -> str:
    """A day, week or month of which only the longer time is known that it lies in: "that day" of an October."""
    if narrated is None:
        return unknown_at(unit)
    if unit == "day" and re.fullmatch(r"\d{4}-\d{2}", narrated):
        return f"{narrated}-XX"
    year = narrated[:4] if re.match(r"\d{4}", narrated) else "XXXX"
    return year + unknown_at(unit)[4:]


def day_before(found: Found, at: Setting) -> str:
    """The day before the one last spoken of."""
    return narrated_spell({"SPELL": "day", "before": "before"}, at)


def day_after(found: Found, at: Setting) -> str:
    """The day after the one last spoken of."""
    return narrated_spell({"SPELL": "day", "after": "after"}, at)


def weekend(found: Found, at: Setting) -> str:
    """The weekend: the one just past early in the week, else the coming one if the tense says so."""
    if at.today is None:
        return unknown_at("weekend")
    step = -1 if at.today.weekday() < 5 and at.tense != "future" else 0
    return deictic_spell({"SPELL": "weekend", "WHICH": step}, at)


def month_quarter(found: Found, at: Setting) -> str:
    """The June quarter: the one that the month closes."""
    covered = days_of(month(found, at))
    return value_at(covered[0], "quarter") if covered else unknown_at("quarter")


def month_year_before(found: Found, at: Setting) -> str:
    """The year-ago month: a year before the month last spoken of, or else before the last one."""
    told = days_of(at.narrated) if at.narrated and re.fullmatch(r"\d{4}-\d{2}", at.narrated) else None
    last = told[0] if told else shift(at.today, -1, "month") if at.today else None
    before = shift(last, -1, "year") if last else None
    return value_at(before, "month") if before else unknown_at("month")


def ago(found: Found, at: Setting) -> str:
    """Two years ago: counted back from the report's day, as coarse as the unit."""
    hours = count_of(found)
    if found["UNIT"] == "hour" and at.hour and at.today and hours and hours.isdigit() and int(hours) > int(at.hour[:2]):
        # an hour ago, half past midnight
        moved = shift(at.today, -1 - (int(hours) - int(at.hour[:2]) - 1) // 24, "day")
        return moved.isoformat() if moved else NO_TIME
    return _counted(found, at.today, -1, at)


def earlier(found: Found, at: Setting) -> str:
    """Two days earlier: counted back from the time last spoken of; from a longer one it is only how long."""
    day = at.anchor(str(found["UNIT"]))
    return duration(found, at) if day is None and at.narrated else _counted(found, day, -1, at)


def later(found: Found, at: Setting) -> str:
    """Two days later: counted on from the time last spoken of; where there is none it is only how long."""
    day = at.anchor(str(found["UNIT"]))
    if (at.narrated is None and at.tense == "past") or (day is None and at.narrated):
        return duration(found, at)
    return _counted(found, day, 1, at)


def ahead(found: Found, at: Setting) -> str:
    """In two years' time: counted on from the report's day."""
    return _counted(found, at.today, 1, at)


def long_ago(found: Found, at: Setting) -> str:
    """Years ago, several weeks ago."""
    if "couple" in found:
        return _counted({**found, "NUMBER": 2}, at.today, -1, at)
    return "PAST_REF"


def named_value(found: Found, at: Setting) -> str:
    """Words whose value the lexicon gives."""
    return str(next(iter(found.values())))


def holiday_day(found: Found, at: Setting) -> str:
    """A day with a name, in a named year or the nearest."""
    rule = load("times")["holidays"][found["HOLIDAY"]]
    if "YEAR" in found:
        return holiday(int(found["YEAR"]), rule).isoformat()
    if "WHICH" in found and at.today:
        days = sorted(holiday(at.today.year + y, rule) for y in (-1, 0, 1))
        last = [d for d in days if d < at.today]
        coming = [d for d in days if d > at.today]
        return (last[-1] if int(found["WHICH"]) < 0 else coming[0] if int(found["WHICH"]) > 0 else days[1]).isoformat()
    if at.today is None:
        return f"XXXX-{rule[0]:02d}-{rule[1]:02d}" if len(rule) == 2 else "XXXX-XX-XX"
    named = _likely([holiday(at.today.year + y, rule) for y in (-1, 0, 1)], at)
    return (holiday(at.told.year, rule) if at.told and _tells(at, named) else named).isoformat()


def holiday_week(found: Found, at: Setting) -> str:
    """Easter week, Memorial Day weekend: the week or weekend that holds the day or lies before its Monday."""
    unit = str(found["SPELL"])
    day = day_of(holiday_day({k: v for k, v in found.items() if k != "SPELL"}, at))
    if day is None:
        return unknown_at(unit)
    return value_at(day - timedelta(days=day.weekday() == 0 and unit == "weekend"), unit)


MEANINGS: dict[str, Callable[[Found, Setting], str]] = {
    f.__name__: f
    for f in (
        calendar_day,
        day_of_month,
        written_day,
        no_day,
        month,
        year,
        decade,
        century,
        weekday,
        narrated_weekday,
        deictic_day,
        tonight,
        part_today,
        part_yesterday,
        part_narrated,
        part_of_day,
        clock,
        deictic_spell,
        own_spell,
        latest_spell,
        week_of,
        year_end,
        new_year,
        deictic_season,
        season,
        deictic_border,
        narrated_spell,
        day_before,
        day_after,
        weekend,
        quarter,
        half,
        month_quarter,
        month_year_before,
        narrated_quarter,
        ago,
        earlier,
        later,
        ahead,
        long_ago,
        duration,
        vague_duration,
        every,
        named_value,
        holiday_day,
        holiday_week,
    )
}


def _likely(choices: list[date], at: Setting) -> date:
    """The nearest day; the tense outweighs some distance, as nobody writes "Dec. 22" of a day eleven months ago."""
    today = at.today or choices[0]

    def distance(day: date) -> int:
        days = (day - today).days
        wrong = (days > 0 and at.tense == "past") or (days < 0 and at.tense == "future")
        return abs(days) + (WRONG if wrong else 0)

    return min(choices, key=distance)


def _tells(at: Setting, nearest: date) -> bool:
    """Whether the year that the text tells of stands before the nearest reading: not before the news of these weeks."""
    if at.told is None or at.today is None:
        return False
    return at.told.sure or not (at.tense == "future" or 0 <= (at.today - nearest).days <= FRESH)


def _nearest_year(months: int) -> int:
    """Which year a month without tense falls in: up to five months ahead and six behind are this side of the year."""
    return -1 if months > 5 else 1 if months < -6 else 0


def _hour(found: Found) -> str | None:
    if "NOON" in found:
        return str(found["NOON"])
    if "MILITARY" in found:
        text = str(found["MILITARY"])
        hour, minute = int(text[:2]), int(text[2:])
    elif "CLOCK" in found or "DOTCLOCK" in found:
        hour, minute = (int(x) for x in str(found.get("CLOCK", found.get("DOTCLOCK"))).replace(".", ":").split(":")[:2])
    else:
        hour, minute = int(found["HOUR"]), int(found.get("MINUTE", 0))
    half_day = str(found.get("MERIDIEM", "")).replace(".", "")
    if half_day and not 1 <= hour <= 12:
        return None
    if not half_day and FIRST_OF_NIGHT <= hour < 12 and ("YESTERDAY" in found or found.get("TODAY") == "tonight"):
        hour += 12
    elif half_day == "pm" or (not half_day and found.get("PART") in ("AF", "EV") and hour < 12):
        hour += 12 * (hour < 12)
    elif half_day == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def _counted(found: Found, day: date | None, sign: int, at: Setting) -> str:
    unit = str(found["UNIT"])
    if count_of(found) is None:
        return NO_TIME
    if unit == "year" and sign < 0 and count_of(found) == "1" and at.result:
        # figures of a quarter are set against those of the quarter a year before
        return narrated_quarter({"year_before": "year"}, at)
    if unit in ("second", "minute", "hour"):
        return day.isoformat() if day else unknown_at("day")
    if day is None:
        return unknown_at(unit)
    count = count_of(found)
    if count is not None and count.endswith(".5") and count[:-2].isdigit() and unit == "year":
        moved = shift(day, sign * (int(count[:-2]) * 12 + 6), "month")
        return value_at(moved, "year") if moved else NO_TIME
    if count is None or not count.isdigit():
        return value_at(day, "year") if unit == "year" and day else NO_TIME
    coarse = {"decade": "year", "century": "year", "fortnight": "week"}.get(unit, unit)
    moved = shift(day, sign * int(count), unit)
    return value_at(moved, coarse) if moved else NO_TIME
