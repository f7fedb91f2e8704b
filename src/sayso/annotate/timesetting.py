"""What a time expression is read against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from sayso.annotate.calendar import days_of
from sayso.annotate.tense import Tense
from sayso.annotate.timeyears import ToldYear

# the value of words that name no time (30 February), so that nothing shorter is tried in their place
NO_TIME = ""
# days in the longest of each unit
LONGEST = {"second": 1, "minute": 1, "hour": 1, "day": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 31}


@dataclass(frozen=True, slots=True)
class Setting:
    """What an expression is read against.

    Args:
        today: the report's day, None when it is not known.
        hour: the report's time of day ("04:15"), None when it is not known.
        tense: of the clause that the expression stands in.
        narrated: value of the time last spoken of.
        day: value of the day last spoken of as past, but for days on which something is said.
        quarter: value of the quarter last spoken of.
        result: value of the quarter whose results are told.
        compared: whether figures are set against those of the time.
        habitual: whether the clause tells what happens as a rule.
        told: the year that the text around a day or month without one tells of.
    """

    today: date | None
    hour: str | None = None
    tense: Tense | None = None
    narrated: str | None = None
    day: str | None = None
    quarter: str | None = None
    result: str | None = None
    compared: bool = False
    habitual: bool = False
    told: ToldYear | None = None

    def anchor(self, unit: str) -> date | None:
        """The first day of the time last spoken of, from which a unit can be counted, or else the report's.

        None where that time is longer than the unit: nobody counts days from a year. The day told as past stands in for
        it when it lies within that time, or when that time is the report's own ("this year").
        """
        covered = days_of(self.narrated) if self.narrated else None
        if covered is None:
            return self.today
        first, last = covered
        if (last - first).days < LONGEST.get(unit, math.inf):
            return first
        told = days_of(self.day) if self.day else None
        if told and (first <= told[0] <= last or (self.today is not None and first <= self.today <= last)):
            return told[0]
        return None
