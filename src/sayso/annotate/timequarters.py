"""Quarters and halves of years: the TIMEX3 values of those named and of those whose results are told."""

from __future__ import annotations

from sayso.annotate.calendar import shift, unknown_at, value_at
from sayso.annotate.timegrammar import Found
from sayso.annotate.timesetting import NO_TIME, Setting


def quarter(found: Found, at: Setting) -> str:
    """A quarter of a year: the named year's, else the nearest that the report can speak of."""
    number = int(str(found["QUARTER"]).strip("q")) if "QUARTER" in found else int(found.get("ORDINAL", 4))
    if not 1 <= number <= 4:
        return NO_TIME
    if "YEAR" in found:
        return f"{int(found['YEAR']):04d}-Q{number}"
    if at.today is None:
        return f"XXXX-Q{number}"
    if "LASTPART" in found and "WHICH" not in found and found["LASTPART"] == 0 and at.today.month < 10:
        return value_at(shift(at.today, -1, "quarter") or at.today, "quarter")
    year_now = at.today.year
    if "WHICH" in found:
        return f"{year_now + int(found['WHICH']):04d}-Q{number}"
    current = (at.today.month + 2) // 3
    # the quarter just closed is spoken of for months: one that lies ahead is last year's unless the tense is future
    if number > current and at.tense != "future":
        year_now -= 1
    return f"{year_now:04d}-Q{number}"


def half(found: Found, at: Setting) -> str:
    """The first or last half of a year."""
    number = 2 if "LASTPART" in found else int(found["ORDINAL"])
    if number not in (1, 2):
        return NO_TIME
    if "YEAR" in found:
        return f"{int(found['YEAR']):04d}-H{number}"
    if at.today is None:
        return f"XXXX-H{number}"
    return f"{at.today.year + int(found.get('WHICH', 0)):04d}-H{number}"


def narrated_quarter(found: Found, at: Setting) -> str:
    """The quarter, the year-earlier quarter: from the one last spoken of, else the one that was closed last."""
    step = -1 if "year_before" in found else 0
    if "YEAR" in found:
        return f"{int(found['YEAR']):04d}{at.quarter[4:] if at.quarter else ''}"
    told = at.result if "latest" in found or step else at.quarter
    if told:
        return f"{int(told[:4]) + step:04d}{told[4:]}"
    if at.today is None:
        return unknown_at("quarter")
    if "MONTH" in found:
        ended = int(found["MONTH"])
        return f"{at.today.year - (ended > at.today.month and at.tense != 'future'):04d}-Q{(ended + 2) // 3}"
    before = shift(at.today, -1 + 4 * step, "quarter")
    return value_at(before, "quarter") if before else NO_TIME
