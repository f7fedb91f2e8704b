"""One side of a conflict: places that say the same, and who stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.link.figures.judging import Ends
from sayso.spans import Span
from sayso.types import Proposition, Side


def side_of(places: Sequence[Span], origins: Iterable[str]) -> Side:
    """The side that the words at some places take, shown by those of the first.

    Args:
        places: at least one.
        origins: who stands behind them, in that order; each is kept once.
    """
    return Side(value=places[0].text, members=tuple(places), origins=tuple(dict.fromkeys(origins)))


def side_of_clauses(clauses: Sequence[Proposition], origins: Ends) -> Side:
    """The side that some clauses take, with the origins of each."""
    return side_of([c.span for c in clauses], (o for c in clauses for o in origins.of(c.report, c.statement)))
