"""Tokens: what they are made of, what is kept of them, and how guessing is slowed."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

PREFIX = "sayso_"
# 256 bits: nobody guesses one, so that a fast hash of it may be kept
BYTES = 32
NAME = re.compile(r"[^\W_][\w .@-]{0,63}")
# wrong tokens from one address that cost nothing; each further one doubles the wait
FREE_GUESSES = 5
LONGEST_WAIT = 900.0
# addresses that are remembered
REMEMBERED = 10_000


def make_token() -> str:
    """A new token, which is shown once and kept nowhere."""
    return PREFIX + secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token: SHA-256, in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Guesses:
    """Remembers which addresses gave wrong tokens, and how long each has to wait.

    Args:
        now: tells seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> float:
        """Seconds until an address may try again; 0 when it may now."""
        with self._lock:
            _, until = self._wrong.get(address, (0, 0.0))
        return max(0.0, until - self._now())

    def wrong(self, address: str) -> None:
        """An address gave a wrong token."""
        with self._lock:
            count, until = self._wrong.pop(address, (0, 0.0))
            if self._now() > until + LONGEST_WAIT and count:
                count = 0
            count += 1
            delay = min(2.0 ** (count - FREE_GUESSES), LONGEST_WAIT) if count > FREE_GUESSES else 0.0
            self._wrong[address] = count, self._now() + delay
            if len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """An address gave a right token."""
        with self._lock:
            self._wrong.pop(address, None)
