"""Which lines an outlet puts on its pages whatever they tell, so that they make no story of those pages."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# lines remembered; a line that keeps coming back stays, one seen once gives way
PLACES = 1 << 18
# different reports of one outlet with a line, before it is taken for part of the page: two may be versions of a report
REPEATED = 3
_MOST = int(np.iinfo(np.uint16).max)


def line_keys(outlet: str, lines: Sequence[str]) -> tuple[int, ...]:
    """Keys of the lines of a report, by the words of the line and the outlet."""
    return tuple(zlib.crc32(f"{outlet}\n{' '.join(line.split())}".encode("utf-8", "replace")) for line in lines)


class Repeats:
    """Counts in how many different reports of its outlet a line stands, in a table of fixed size.

    A place that another line holds is won by wearing its count down, so that lines which keep coming back hold theirs
    (Misra & Gries 1982, a counter for each place).
    """

    def __init__(self) -> None:
        self.keys = np.zeros(PLACES, dtype=np.uint32)
        self.counts = np.zeros(PLACES, dtype=np.uint16)
        self.headlines = np.zeros(PLACES, dtype=np.uint32)
        # number by number, views are four times as fast as arrays
        self._views = self.keys.data, self.counts.data, self.headlines.data

    def learn(self, headline: int, keys: Iterable[int]) -> None:
        """Count the lines of a report; the same headline again, as in a copy or a new version, counts once."""
        held, counts, headlines = self._views
        for key in keys:
            at = key % PLACES
            count = counts[at]
            if not count:
                held[at], headlines[at], counts[at] = key, headline, 1
            elif held[at] != key:
                counts[at] = count - 1
            elif headlines[at] != headline and count < _MOST:
                headlines[at], counts[at] = headline, count + 1

    def repeated(self, keys: Sequence[int] | NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which lines stand in enough different reports to be part of the outlet's pages."""
        asked = np.asarray(keys, dtype=np.uint32)
        at = asked % PLACES
        found: NDArray[np.bool_] = (self.keys[at] == asked) & (self.counts[at] >= REPEATED)
        return found
