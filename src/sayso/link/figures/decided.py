"""What a person decided of two values, put in the place of what the rules make of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sayso.link.figures.judging import Verdict
from sayso.link.figures.values import Value

if TYPE_CHECKING:
    from sayso.judge.decided import Between

Verdicts = dict[tuple[int, int], Verdict]


def overrule(
    found: Verdicts, values: Sequence[Value], states: Sequence[set[int]], decided: Sequence[Between]
) -> Verdicts:
    """The judgements on the values of one quantity, with those of a person before the others.

    Values that round each other are one state; what a person says of one of them holds for the whole state.

    Args:
        found: what the rules made of pairs of values.
        values: the values of the quantity.
        states: their places, those together that round each other.
        decided: what a person decided, oldest first.
    """
    out = dict(found)
    for between in decided:
        at = [n for n, value in enumerate(values) if any(f.id in between.figures for f in value.figures)]
        for i, j in combinations(at, 2):
            first = next((state for state in states if i in state), {i})
            second = next((state for state in states if j in state), {j})
            alone = first is second
            for x in {i} if alone else first:
                for y in {j} if alone else second:
                    pair = (min(x, y), max(x, y))
                    was = out.pop(pair, None)
                    if between.relation is not None:
                        features = {**(was[1] if was else {}), "judged_by": between.row.by}
                        out[pair] = (between.relation, features)
    return out
