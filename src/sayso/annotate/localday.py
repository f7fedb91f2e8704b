"""The day and hour at which a report was written, where it was written."""

from __future__ import annotations

from datetime import datetime, timedelta

from sayso.annotate.gazetteer import town
from sayso.resources import load
from sayso.types import Report


def local_stamp(report: Report) -> str | None:
    """The report's day and hour by the clocks of its dateline, so that "on Friday" is the Friday there.

    A report from Tokyo stamped 21:50 in New York speaks of the next day as today. The stamp stays as it is where it has
    no time zone, or where the dateline is no town of a country that keeps one time.

    Args:
        report: its `published` may end in a time zone ("-04:00", "Z").
    """
    ahead = _hours_ahead(report.dateline)
    if ahead is None or not report.published:
        return report.published
    try:
        stamped = datetime.fromisoformat(report.published)
        offset = stamped.utcoffset()
        if offset is None:
            return report.published
        return (stamped.replace(tzinfo=None) - offset + timedelta(hours=ahead)).isoformat()
    except (ValueError, OverflowError):
        return report.published


def _hours_ahead(dateline: str | None) -> float | None:
    """Hours ahead of world time at a dateline's town, None where they are not known."""
    if not dateline:
        return None
    place = town(dateline.partition(",")[0].strip().title())
    hours: float | None = load("utc_offsets")["hours"].get(place.country) if place else None
    return hours
