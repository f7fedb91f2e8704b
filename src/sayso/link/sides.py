"""One side of a conflict: places that say the same, and who stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.spans import Span
from sayso.types import Side


def side_of(places: Sequence[Span], origins: Iterable[str]) -> Side:
    """The side that the words at some places take, shown by those of the first.

    Args:
        places: at least one.
        origins: who stands behind them, in that order; each is kept once.
    """
    return Side(value=places[0].text, members=tuple(places), origins=tuple(dict.fromkeys(origins)))
