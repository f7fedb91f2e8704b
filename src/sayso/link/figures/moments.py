"""When a figure holds: ISO dates of mixed precision as stretches of time, so that they can be compared."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

# a happening that ended this long before its report is not the news of the day
BYGONE = timedelta(days=3)
# reports that appeared further apart than this may tell of two happenings that are alike
NEWS = timedelta(days=30)
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time: a minute, a day, a month or a year; `start` is inside, `end` is not.

    `day` is the calendar day that a minute or day was written with, in its own zone; None for a longer stretch.
    """

    start: datetime
    end: datetime
    day: str | None = None

    def before(self, other: Moment | None) -> bool:
        """Whether this one is over when the other begins; of a day and an hour in it, neither is before the other."""
        return other is not None and self.end <= other.start


@lru_cache(maxsize=8192)
def moment(iso: str | None) -> Moment | None:
    """The stretch of time that an ISO date, month, year or date-time names; None when it names none.

    A date-time with an offset is turned into universal time, one without is taken as it stands: reports of one story
    seldom say their zone.
    """
    found = _ISO.match(iso or "")
    if not found or iso is None:
        return None
    year, month, day, clock = found.groups()
    try:
        if clock:
            at = datetime.fromisoformat(iso)
            at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
            return Moment(at, at + timedelta(minutes=1), iso[:10])
        start = datetime(int(year), int(month or 1), int(day or 1))
        if day:
            return Moment(start, start + timedelta(days=1), iso[:10])
        if month:
            return Moment(start, start + timedelta(days=monthrange(start.year, start.month)[1]))
        return Moment(start, datetime(start.year + 1, 1, 1))
    except (ValueError, OverflowError):
        return None


def same_day(a: Moment | None, b: Moment | None) -> bool:
    """Whether two stretches lie in one day, or one holds the other; also when neither is known."""
    if a is None or b is None:
        return a is b
    if a.day and b.day:
        return a.day == b.day
    return a.start <= b.start < a.end or b.start <= a.start < b.end


def far_apart(a: str | None, b: str | None) -> bool:
    """Whether two reports, by the ISO moments at which they appeared, are too far apart to be news of one happening."""
    one, other = moment(a), moment(b)
    return one is not None and other is not None and abs(one.start - other.start) > NEWS
