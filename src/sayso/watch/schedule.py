"""When something watched is asked again: pure decisions; nothing is asked, stored or waited for here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sayso.store.watching import Watched

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# seconds between two questions to a feed or a page that somebody named: at first, at least, and at most; chosen, not
# measured
FIRST, LEAST, MOST = 15 * MINUTE, 5 * MINUTE, 6 * HOUR
# what the pause is multiplied by when there was nothing new, and something
SLOWER, FASTER = 1.5, 0.5
# seconds after an article's last change at which its page is looked at, and the age at which that ends; chosen, not
# measured
LOOKS = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)
OLDEST = 30 * DAY
# seconds within which a new version is taken for one of the same day
HALF_DAY = DAY // 2
# the first pause after a failure, which doubles with each further one, and the longest
AGAIN, LONGEST = 5 * MINUTE, DAY
# seconds beyond which nothing is put off, whatever a host asks for
FARTHEST = 8 * DAY
# failures in a row after which a page that an item names is given up
GIVE_UP = 5
# statuses that mean that there is nothing there, or nothing for us
NEVER = frozenset({401, 402, 403, 404, 405, 406, 410, 451})

What = Literal["new", "same", "failed", "gone", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of asking.

    "new" bytes, the "same" as before, it "failed", it is "gone" (or refused for good), or the host wants to be asked
    "later". `seconds` is how long the host asks to be left alone, None where it does not say; `wrong` says what was
    wrong.
    """

    what: What
    seconds: float | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When it is asked again (ISO, UTC; None: never), the pause until then, and the failures in a row so far."""

    due: str | None
    pause: int
    failures: int
    wrong: str


def when(seconds: float) -> str:
    """A time as the library writes it: ISO, UTC, to the second.

    Args:
        seconds: since 1970.
    """
    return datetime.fromtimestamp(int(seconds), UTC).isoformat(timespec="seconds")


def seconds_of(iso: str) -> float:
    """The seconds since 1970 of a time that `when` wrote."""
    return datetime.fromisoformat(iso).timestamp()


def after_asking(watched: Watched, came: Came, now: float) -> Next:
    """Decides when something is asked again by what came of asking it.

    What fails is asked at intervals that double up to a day. A host's own word (Retry-After, max-age, ttl) is kept to
    where it is longer, but for what somebody set and beyond a day. The pages of a feed's items are looked at less and
    less, and given up when they are gone.

    Args:
        watched: what was asked.
        came: what came of it.
        now: seconds since 1970.
    """
    if came.what == "later":
        return Next(
            due=_at(now, came.seconds or AGAIN), pause=watched.pause, failures=watched.failures, wrong=came.wrong
        )
    page_of_item = watched.feed is not None
    if came.what in ("failed", "gone"):
        failures = watched.failures + 1
        if page_of_item and (came.what == "gone" or failures >= GIVE_UP):
            return Next(due=None, pause=watched.pause, failures=failures, wrong=came.wrong)
        pause = min(AGAIN * 2 ** min(failures - 1, 20), LONGEST)
        pause = max(pause, watched.every or 0, 6 * HOUR if came.what == "gone" else 0)
        return Next(due=_at(now, _spread(watched, pause)), pause=watched.pause, failures=failures, wrong=came.wrong)
    if page_of_item:
        return Next(due=next_look(watched, now), pause=watched.pause, failures=0, wrong="")
    pause = watched.pause if came.what == "new" else paused(watched, new=False)
    told = min(came.seconds or 0.0, DAY) if watched.every is None else 0.0
    return Next(due=_at(now, _spread(watched, max(pause, told))), pause=pause, failures=0, wrong="")


def paused(watched: Watched, *, new: bool) -> int:
    """The seconds until something that somebody named is asked again.

    Args:
        watched: what was asked.
        new: whether it gave anything new.
    """
    if watched.every is not None:
        return watched.every
    return int(min(MOST, max(LEAST, watched.pause * (FASTER if new else SLOWER))))


def after_taking(watched: Watched, now: float, *, new: bool, fresh_for: float | None = None) -> tuple[int, str]:
    """The pause of something that somebody named, and when it is asked again, once it is known what its answer holds.

    Args:
        watched: what was asked.
        now: seconds since 1970.
        new: whether the answer held anything new.
        fresh_for: seconds for which the feed asks not to be asked.
    """
    pause = paused(watched, new=new)
    told = min(fresh_for or 0.0, DAY) if watched.every is None else 0.0
    asked = seconds_of(watched.asked) if watched.asked else now
    # no clock that was wrong as it was asked moves this
    asked = min(max(asked, now - FARTHEST), now)
    return pause, _at(asked, _spread(watched, max(pause, told)))


def next_look(watched: Watched, now: float) -> str | None:
    """When the page of an item is looked at again; None when it is old.

    Args:
        watched: the item.
        now: seconds since 1970.
    """
    # what came later than now came by a clock that was ahead
    found, changed = (min(seconds_of(at), now) for at in (watched.added, watched.changed or watched.added))
    due = next((changed + look for look in LOOKS if changed + look > now), None)
    return None if due is None or due > found + OLDEST else _at(due, 0)


def first_look(now: float) -> str:
    """When the page of an article that was just read is looked at again.

    Args:
        now: seconds since 1970.
    """
    return _at(now, LOOKS[0])


def version_time(first: str | None, said: str | None, now: float) -> str | None:
    """The time of publication of a later version: when it was seen, if that is within HALF_DAY of the version before.

    So the versions are told apart in time, and an update is no contradiction. What is seen later keeps the time that
    the page says, since its "today" is still that of the first version.

    Args:
        first: that of the version before, ISO.
        said: what the page or the feed says of this one, ISO.
        now: when it was seen, seconds since 1970.
    """
    if said and first and said > first:
        return said
    try:
        began = datetime.fromisoformat(first or "")
    except ValueError:
        return said
    if len(first or "") <= len("2028-03-07"):
        return said
    since = now - began.astimezone(UTC).timestamp()
    return when(now) if 0 < since <= HALF_DAY else said


def latest(now: float) -> str:
    """The latest time for which anything may be due; what is due later was put off by a clock that was wrong.

    Args:
        now: seconds since 1970.
    """
    return _at(now, FARTHEST)


def _spread(watched: Watched, pause: float) -> float:
    """A pause with up to a twentieth more, the same for an address at all times, so that not all are due at once."""
    part = int.from_bytes(hashlib.sha256(watched.address.encode("utf-8", "replace")).digest()[:4]) / 2**32
    return pause * (1 + part / 20)


def _at(now: float, seconds: float) -> str:
    return when(now + timedelta(seconds=min(seconds, FARTHEST)).total_seconds())
