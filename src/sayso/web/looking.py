"""When a reader last looked at a story, and what is new since: visits, told apart by the time between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sayso.render.formats import day
from sayso.store.desk import Look

# what a reader opens again within this time belongs to the same visit, so that what is new stays marked
VISIT = timedelta(minutes=30)


def look_again(look: Look | None, *, now: str, latest: int, edition: str | None) -> Look:
    """What is kept when a reader looks at a story.

    What is new on its page is told since the visit before: that of `before`.

    Args:
        look: what was kept; None when they never looked.
        now: ISO, UTC.
        latest: the arrival of the story's last report.
        edition: the dossier that is shown.
    """
    if look is None:
        return Look(at=now, latest=latest, edition=edition)
    if between(look.at, now) > VISIT:
        return Look(at=now, latest=latest, edition=edition, before_at=look.at, before=look.edition)
    before_at, before = look.before_at, look.before
    if before is None and look.edition != edition:
        before_at, before = look.at, look.edition
    return Look(at=now, latest=latest, edition=edition, before_at=before_at, before=before)


def worth_keeping(look: Look | None, again: Look) -> bool:
    """Whether a look differs enough from what is kept to be written."""
    if look is None or (look.latest, look.edition, look.before) != (again.latest, again.edition, again.before):
        return True
    return between(look.at, again.at) > VISIT / 10


def between(one: str, other: str) -> timedelta:
    """The time between two looks, ISO; either may be the later by a clock that was set back."""
    return abs(datetime.fromisoformat(other) - datetime.fromisoformat(one))


def local_time(iso: str) -> str:
    """A time of the library, which is UTC, as this machine's clock tells it."""
    at = datetime.fromisoformat(iso)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone().isoformat(timespec="minutes")


def moment(iso: str) -> str:
    """A moment in words, as this machine's clock tells it; a day alone as it is."""
    bare = iso.strip()
    return day(bare if len(bare) <= len("2028-03-07") else local_time(bare))
