"""Which lines an outlet puts on its pages whatever they tell, so that they make no story of those pages."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

# lines remembered; a line that keeps coming back stays, one seen once gives way
PLACES = 1 << 18
# different reports of one outlet with a line, before it is taken for part of the page: two may be versions of a report
REPEATED = 3


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

    def learn(self, headline: int, keys: Sequence[int]) -> None:
        """Count the lines of a report; the same headline again, as in a copy or a new version, counts once."""
        for key in keys:
            at = key % PLACES
            if self.counts[at] and self.keys[at] != key:
                self.counts[at] -= 1
            elif not self.counts[at]:
                self.keys[at], self.headlines[at], self.counts[at] = key, headline, 1
            elif self.headlines[at] != headline and self.counts[at] < np.iinfo(np.uint16).max:
                self.headlines[at] = headline
                self.counts[at] += 1

    def repeated(self, key: int) -> bool:
        """Whether a line stands in enough different reports to be part of the outlet's pages."""
        at = key % PLACES
        return bool(self.keys[at] == key and self.counts[at] >= REPEATED)
