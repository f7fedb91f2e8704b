"""What tells a report's story from others: a vector of its title and lead, its terms by their rarity, its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.story_terms import Frequencies, find_terms
from sayso.types import Report

# characters at the top of a report that say what it is about; news puts first what matters (the inverted pyramid)
LEAD = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is kept of one report to find its story.

    `vector` has length 1, or 0 where there are no words; so have the `terms`, by key. `day` counts from the year 1.
    """

    id: str
    title: str | None
    vector: NDArray[np.float32]
    terms: Mapping[int, float]
    day: int | None


def find_features(reports: Sequence[Report], frequencies: Frequencies) -> list[Features]:
    """The features of reports, in their order; the frequencies learn from all of them first.

    Args:
        reports: a batch.
        frequencies: in how many reports each term stood so far; changed.
    """
    leads = [" ".join(r.text[:LEAD].split()) for r in reports]
    words = [find_terms(r.title or "", lead) for r, lead in zip(reports, leads, strict=True)]
    for terms in words:
        frequencies.learn(terms)
    tops = [f"{r.title or ''} {lead}".strip() for r, lead in zip(reports, leads, strict=True)]
    # a report without words is like no other
    vectors = embed(tops) * np.array([[bool(top)] for top in tops], dtype=np.float32)
    return [
        Features(id=r.id, title=r.title, vector=v, terms=frequencies.weigh(terms), day=_day(r.published))
        for r, v, terms in zip(reports, vectors, words, strict=True)
    ]


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
