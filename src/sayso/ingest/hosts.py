"""How often each host is asked: one request at a time, at its pace, and not before the time that it names itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sayso.errors import UnreadableInput

# seconds that a thread waits for its turn; who has to wait longer is told to come back
LONGEST_WAIT = 120.0
# seconds by which a thread may wake early
_EARLY = 0.05
# seconds for which a host is left alone at most, whatever it asks for
LONGEST_HOLD = 7 * 86_400.0


class NotNow(UnreadableInput):
    """An address that may not be asked yet, or whose server answered that it is busy; `seconds` says how long to wait.

    `said` is True where the host itself named the time.
    """

    def __init__(self, source: str, message: str, seconds: float, *, said: bool = False) -> None:
        super().__init__(source, "fetch", message)
        self.seconds, self.said = seconds, said


class Clock:
    """The time; a test hands in one that does not sleep."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Wakes whoever sleeps, and lets nobody sleep any more."""
        self._stopped.set()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Lets so many seconds pass, or fewer when it is stopped."""
        self._stopped.wait(seconds)


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    # the end of the last request for which the host asks a delay; a robots.txt is none
    crawled: float | None = None
    held_until: float = 0.0


class Hosts:
    """Whose turn it is at each host; used by many threads.

    Args:
        pace: seconds between the end of a request to a host and the next one.
        clock: the time.
    """

    def __init__(self, pace: float, clock: Clock) -> None:
        self._pace, self._clock = pace, clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, name: str, source: str, delay: float | None = 0.0) -> Iterator[None]:
        """Waits until a host may be asked, and lets nobody else ask it meanwhile.

        Args:
            name: the host.
            source: the address for whose sake, for the error.
            delay: seconds that the host asks for between two requests (Crawl-delay); None where it does not mean this
                one.

        Raises:
            NotNow: when that would take more than LONGEST_WAIT seconds.
        """
        host = self._host(name)
        with host.turn:
            now = self._clock.monotonic()
            later = max(host.held_until, host.free_at)
            if delay is not None and host.crawled is not None:
                later = max(later, host.crawled + delay)
            if later - now > LONGEST_WAIT:
                raise NotNow(source, f"{name} may be asked again in {later - now:,.0f} seconds", later - now)
            if later > now:
                self._clock.sleep(later - now)
                left = later - self._clock.monotonic()
                if left > _EARLY:
                    raise NotNow(source, f"{name} may be asked again in {left:,.0f} seconds", left)
            try:
                yield
            finally:
                ended = self._clock.monotonic()
                host.free_at = ended + self._pace
                if delay is not None:
                    host.crawled = ended

    def hold(self, name: str, seconds: float) -> None:
        """Lets nobody ask a host for so many seconds."""
        host = self._host(name)
        host.held_until = max(host.held_until, self._clock.monotonic() + min(seconds, LONGEST_HOLD))

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, section 10.2.3); None where it names none.

    Args:
        value: a number of seconds, or an HTTP date.
        now: what a date is counted from; None for this moment.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_HOLD)
    try:
        at = parsedate_to_datetime(text)
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - (now or datetime.now(UTC))).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_HOLD)
