"""Gives reports their day: undated ones from what they say and from the dated reports beside them.

A day that was handed in is a hint, as crawlers stamp pages with the day of their visit or of an update. A text that
contradicts it wins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sayso.annotate.calendar import day_of, real_day
from sayso.annotate.timefinding import Expression, find_expressions
from sayso.language.backbone import Reading

# Share of past-tense weekdays that lie 0, 1, 2 … 6 days before the report's day, in news of the TimeBank training part.
BEHIND = (0.52, 0.26, 0.07, 0.05, 0.04, 0.03, 0.03)
AHEAD = (0.25, 0.25, 0.13, 0.12, 0.10, 0.08, 0.07)
# Reports of one story stand within days of each other; the weight falls with the distance to the nearest dated one.
NEAR = (0.60, 0.16, 0.06, 0.03, 0.02, 0.01, 0.01, 0.01)
REACH = len(NEAR) - 1


@dataclass(frozen=True, slots=True)
class Clues:
    """What a report says of its own day: weekdays by tense, and the full dates that it tells as past."""

    behind: tuple[int, ...]
    ahead: tuple[int, ...]
    told: tuple[date, ...]


def date_reports(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Gives each undated report its day, and each report whose text contradicts its hint the day that the text says.

    An undated report takes the day, near the dated reports beside it, that its weekdays fit best ("said Tuesday" is
    mostly written on a Tuesday). A report that tells as past what its hint has not reached is dated anew in the same
    way. The new `published` has basis "inferred"; where nothing speaks, reports stay as they are.

    Args:
        readings: the reports of one story, in any order.
    """
    stated = [d for r in readings if (d := day_of(r.report.published))]
    out = []
    for reading in readings:
        clues = find_clues(reading)
        hint = day_of(reading.report.published)
        beside = list(stated)
        if hint:
            beside.remove(hint)
        if hint and not _contradicts(clues, hint):
            out.append(reading)
            continue
        day = _best_day(clues, beside)
        if day is None:
            out.append(reading)
        else:
            report = replace(reading.report, published=day.isoformat(), published_basis="inferred")
            out.append(replace(reading, report=report))
    return tuple(out)


def find_clues(reading: Reading) -> Clues:
    """The expressions of a report that say when it was written."""
    behind: list[int] = []
    ahead: list[int] = []
    told: list[date] = []
    for expression in find_expressions(reading):
        found = expression.match.found
        if _is_bare_weekday(expression):
            number = int(found["WEEKDAY"])
            (ahead if expression.tense == "future" else behind).append(number)
        elif expression.match.rule.means == "calendar_day" and "YEAR" in found and expression.tense == "past":
            day = real_day(int(found["YEAR"]), int(found["MONTH"]), int(found["DAY"]))
            if day:
                told.append(day)
    return Clues(tuple(behind), tuple(ahead), tuple(told))


def _is_bare_weekday(expression: Expression) -> bool:
    found = expression.match.found
    return expression.match.rule.means in ("weekday", "clock") and "WEEKDAY" in found and "WHICH" not in found


def _contradicts(clues: Clues, hint: date) -> bool:
    """Whether the report tells as past what lies after its hint; a day of grace for the time zones."""
    return any(day > hint + timedelta(days=1) for day in clues.told)


def _best_day(clues: Clues, beside: Sequence[date]) -> date | None:
    latest = max(clues.told, default=None)
    centres = {*beside, *((latest,) if latest else ())}
    candidates = {c + timedelta(days=n) for c in centres for n in range(-REACH, REACH + 1)}
    possible = [d for d in sorted(candidates) if latest is None or d >= latest]
    if not possible or not (clues.behind or clues.ahead or beside):
        return None
    return max(possible, key=lambda d: (_fit(clues, d) + _nearness(d, beside), d))


def _fit(clues: Clues, day: date) -> float:
    """Log likelihood of the report's weekdays on a day."""
    past = sum(math.log(BEHIND[(day.weekday() - n) % 7]) for n in clues.behind)
    return past + sum(math.log(AHEAD[(n - day.weekday()) % 7]) for n in clues.ahead)


def _nearness(day: date, beside: Sequence[date]) -> float:
    if not beside:
        return 0.0
    distance = min(abs((day - other).days) for other in beside)
    return math.log(NEAR[min(distance, REACH)])
