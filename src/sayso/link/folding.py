"""Reports with the same words: of very many, what the first of them tells is compared, and the others tell it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from sayso.link.copies.partners import MANY
from sayso.types import Annotations


def first_with_text(annotated: Sequence[Annotations]) -> list[int]:
    """For each report the number of the first one with its text; its own among MANY reports or fewer.

    Few reports are compared each for itself, since how often a thing is told counts in what is alike.
    """
    if len(annotated) <= MANY:
        return list(range(len(annotated)))
    first: dict[str, int] = {}
    return [first.setdefault(a.report.text, n) for n, a in enumerate(annotated)]


def first_tellings(annotated: Sequence[Annotations], items: Callable[[Annotations], Sequence[Any]]) -> list[int]:
    """For each item of all reports the number of the same one in the first report with the same text, or its own.

    Args:
        annotated: the reports.
        items: what is asked about of each, in the order of its text.
    """
    sizes = [len(items(a)) for a in annotated]
    starts = [0, *accumulate(sizes)]
    return [
        starts[first if sizes[first] == sizes[n] else n] + k
        for n, first in enumerate(first_with_text(annotated))
        for k in range(sizes[n])
    ]
