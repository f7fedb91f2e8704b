"""Which story a report joins, as reports come: pure decisions, nothing is stored here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sayso.link.story_features import Features

# log odds that two reports tell one story: what the cosine of their vectors and of their terms is worth
VECTOR, TERMS, BIAS = 8.0, 16.0, -9.0


@dataclass(slots=True)
class Story:
    """The reports of one story, summed up."""

    id: str
    reports: list[str] = field(default_factory=list)
    titles: list[str | None] = field(default_factory=list)
    vector: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    terms: Counter[int] = field(default_factory=Counter)

    def add(self, report: Features) -> None:
        """Take in a report."""
        self.reports.append(report.id)
        self.titles.append(report.title)
        self.vector = self.vector + report.vector if len(self.vector) else report.vector.copy()
        for term, weight in report.terms.items():
            self.terms[term] += weight  # type: ignore[assignment]

    def odds(self, report: Features) -> float:
        """Mean log odds that the report tells what each report of this story tells."""
        vectors = float(self.vector @ report.vector)
        terms = sum(w * self.terms[t] for t, w in report.terms.items() if t in self.terms)
        return (VECTOR * vectors + TERMS * terms) / len(self.reports) + BIAS


class Decider:
    """Puts reports into stories one by one."""

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self.story_of: dict[str, str] = {}

    def join(self, report: Features) -> str:
        """Put a report into the story that it is most alike, or found one with it.

        Returns:
            The id of its story.
        """
        best = max(self.stories.values(), key=lambda s: s.odds(report), default=None)
        if best is None or best.odds(report) < 0:
            best = self.stories[f"s{len(self.stories) + 1}"] = Story(f"s{len(self.stories) + 1}")
        best.add(report)
        self.story_of[report.id] = best.id
        return best.id


def probability(odds: float) -> float:
    """The probability of log odds."""
    return 1 / (1 + math.exp(-odds))


def join_all(reports: Iterable[Features]) -> Decider:
    """A decider that has taken in these reports in order."""
    decider = Decider()
    for report in reports:
        decider.join(report)
    return decider
