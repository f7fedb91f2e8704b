"""Time expressions: values by case, every date in many styles, and what is no time at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.annotate.calendar import days_of, easter, holiday
from sayso.annotate.times import find_times
from sayso.language.backbone import Reading
from sayso.resources import load
from tests.conftest import load_cases

Read = Callable[..., Reading]
MONTHS = list(load("times")["words"]["MONTH"])
WEEKDAYS = list(load("times")["words"]["WEEKDAY"])
ABBREVIATED = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]


def month(day: date) -> str:
    return MONTHS[day.month - 1].title()


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()].title()


def ordinal(day: date) -> str:
    return f"{day.day}{'th' if 10 < day.day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"


STYLES: dict[str, Callable[[date], str]] = {
    "American": lambda d: f"{month(d)} {d.day}, {d.year}",
    "American without a comma": lambda d: f"{month(d)} {d.day} {d.year}",
    "American with an ordinal": lambda d: f"{month(d)} {ordinal(d)}, {d.year}",
    "American with the article": lambda d: f"{month(d)} the {ordinal(d)}, {d.year}",
    "American with a weekday": lambda d: f"{weekday(d)}, {month(d)} {d.day}, {d.year}",
    "American with a short weekday": lambda d: f"{weekday(d)[:3]}., {month(d)} {d.day}, {d.year}",
    "American, short": lambda d: f"{ABBREVIATED[d.month - 1]} {d.day}, {d.year}",
    "American, short, with a weekday": lambda d: f"{weekday(d)}, {ABBREVIATED[d.month - 1]} {d.day}, {d.year}",
    "British": lambda d: f"{d.day} {month(d)} {d.year}",
    "British with a comma": lambda d: f"{d.day} {month(d)}, {d.year}",
    "British with an ordinal": lambda d: f"{ordinal(d)} {month(d)} {d.year}",
    "British in full": lambda d: f"the {ordinal(d)} of {month(d)}, {d.year}",
    "British without the article": lambda d: f"{ordinal(d)} of {month(d)} {d.year}",
    "British with a weekday": lambda d: f"{weekday(d)} {d.day} {month(d)} {d.year}",
    "British with a weekday and comma": lambda d: f"{weekday(d)}, {d.day} {month(d)} {d.year}",
    "British with a weekday, in full": lambda d: f"{weekday(d)} the {ordinal(d)} of {month(d)}, {d.year}",
    "British, short": lambda d: f"{d.day} {ABBREVIATED[d.month - 1]} {d.year}",
    "with a zero": lambda d: f"{d.day:02d} {month(d)} {d.year}",
    "ISO 8601": lambda d: d.isoformat(),
    "figures, the year first": lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    "figures with full stops": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
}
relaxed = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("case", load_cases("times"))
def test_case(case: dict[str, Any], read_text: Read) -> None:
    times = find_times(read_text(case["text"], published=case["published"]))
    assert [[t.span.text, t.value] for t in times] == case["times"]


@relaxed
@given(day=st.dates(date(1000, 1, 1), date(2199, 12, 31)), style=st.sampled_from(list(STYLES)))
def test_every_date_comes_back_as_itself(day: date, style: str, read_text: Read) -> None:
    times = find_times(read_text(f"The mill burned down on {STYLES[style](day)}."))
    assert [t.value for t in times] == [day.isoformat()]
    assert times[0].start == times[0].end == day.isoformat()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2012, 5, 6), date(2024, 2, 29), date(2013, 3, 1)])
def test_a_date_in_each_style(day: date, style: str, read_text: Read) -> None:
    assert [t.value for t in find_times(read_text(f"They met on {STYLES[style](day)} in Varn."))] == [day.isoformat()]


@relaxed
@given(published=st.dates(date(1990, 1, 1), date(2100, 1, 1)), back=st.integers(0, 6))
def test_a_weekday_told_as_past_is_within_the_week(published: date, back: int, read_text: Read) -> None:
    day = published - timedelta(days=back)
    text = f"The council met on {WEEKDAYS[day.weekday()].title()}."
    assert [t.value for t in find_times(read_text(text, published=published.isoformat()))] == [day.isoformat()]


PIECES = st.sampled_from(
    (
        "30",
        "0",
        "99999",
        "10-12-13",
        "31/31/2020",
        "24:99",
        "13pm",
        "noon",
        "the",
        "Monday",
        "next",
        "May",
        "year",
        "Q5",
        "’80s",
        "9999-99-99",
        "0000",
        ".",
        "\n",
        "a half",
        "one hundred",
        "centuries",
        "0th",
        "century",
        "ago",
        "later",
        "in",
        "of",
        "last",
        "quarter",
        "9:50",
        "p.m.",
        "ET",
        "½",
        "tonight",
        "February",
        "99999999999999 years ago",
        "10000 years later",
        "the day after tomorrow",
        "the following century",
        "the previous decade",
        "٢٠١٣",
        "٣٠ February",
        "²",
        "5³ years",
        "1,000,00 days",
        "1.000,50 years",
        "a thousand hundred",
        "nineteen",
        "between 3 and",
        "Memorial Day weekend",
        "0315 GMT",
        "the 0001 quarter",
    )
)


@relaxed
@given(
    pieces=st.lists(PIECES, max_size=12),
    published=st.sampled_from([None, "0001-01-01", "9999-12-31", "2020-02-29", "bad"]),
)
def test_nothing_breaks_it_and_spans_hold(pieces: list[str], published: str | None, read_text: Read) -> None:
    reading = read_text(" ".join(pieces), published=published)
    for time in find_times(reading):
        assert reading.report.text[time.span.start : time.span.end] == time.span.text
        assert time.value
        assert (time.start is None) == (time.end is None)
        if time.start and time.end:
            assert date.fromisoformat(time.start) <= date.fromisoformat(time.end)


@pytest.mark.parametrize(
    ("dateline", "published", "day"),
    [
        ("TOKYO", "2017-09-14T21:50:00-04:00", "2017-09-15"),
        ("SEOUL, South Korea", "2017-09-14T23:00:00Z", "2017-09-15"),
        ("LONDON", "2017-09-15T09:00:00+09:00", "2017-09-15"),
        ("TOKYO", "2017-09-15T09:00:00", "2017-09-15"),
        ("HOUSTON", "2017-09-15T01:00:00Z", "2017-09-15"),
        ("TOKYO", "2017-09-15", "2017-09-15"),
        (None, "2017-09-15T01:00:00Z", "2017-09-15"),
        ("Nowhere at All", "2017-09-15T01:00:00Z", "2017-09-15"),
    ],
)
def test_a_day_is_that_of_the_dateline(dateline: str | None, published: str, day: str, read_text: Read) -> None:
    reading = read_text("The rocket flew over the bay on Friday.", dateline=dateline, published=published)
    assert [t.value for t in find_times(reading)] == [day]


NO_DATES = [
    "30 February",
    "February 30, 2021",
    "the 31st of April 2020",
    "29 February 2023",
    "10-12-13",
    "24:61",
    "year 0",
    "the year 99999",
    "3 May 0000",
    "9" * 400,
    f"{'9' * 400} years ago",
    f"3 May {'1' * 90}",
    f"{'8' * 300}-01-01",
    "13/13/2013",
    "2013-02-31",
    "32 May 2012",
]


@pytest.mark.parametrize("words", NO_DATES, ids=lambda w: w[:20])
@pytest.mark.parametrize("published", [None, "2021-03-04"])
def test_what_names_no_time_gets_no_value(words: str, published: str | None, read_text: Read) -> None:
    values = [t.value for t in find_times(read_text(f"The form gave {words} for the vote.", published=published))]
    # "32 May 2012" still names its month
    assert values in ([], ["2012-05"])


def test_without_the_reports_day_nothing_is_invented(read_text: Read) -> None:
    times = find_times(read_text("Yesterday he left; on Monday, last week and in May he spoke at 9 p.m. of next year."))
    assert len(times) == 6
    assert all(t.start is None and t.end is None for t in times)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2021-W01", ("2021-01-04", "2021-01-10")),
        ("2021-W01-WE", ("2021-01-09", "2021-01-10")),
        ("2021-Q2", ("2021-04-01", "2021-06-30")),
        ("2021-H2", ("2021-07-01", "2021-12-31")),
        ("199", ("1990-01-01", "1999-12-31")),
        ("17", ("1700-01-01", "1799-12-31")),
        ("2021-03-04TEV", ("2021-03-04", "2021-03-04")),
    ],
)
def test_the_days_of_a_value(value: str, days: tuple[str, str]) -> None:
    covered = days_of(value)
    assert covered is not None
    assert (covered[0].isoformat(), covered[1].isoformat()) == days


@pytest.mark.parametrize("value", ["P3W", "PRESENT_REF", "XXXX-08", "2021-W54", "2021-13", "2021-02-30", "", "PXH"])
def test_values_that_cover_no_days(value: str) -> None:
    assert days_of(value) is None


def test_easter_as_the_almanac_has_it() -> None:
    # US Naval Observatory, The Date of Easter
    known = {1990: (4, 15), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24), 2024: (3, 31), 2038: (4, 25)}
    assert {y: (easter(y).month, easter(y).day) for y in known} == known


def test_holidays_that_move() -> None:
    rules = load("times")["holidays"]
    assert holiday(2019, rules["thanksgiving"]) == date(2019, 11, 28)
    assert holiday(2021, rules["memorial day"]) == date(2021, 5, 31)
