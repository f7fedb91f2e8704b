"""Which reports tell one story: by what they lead with and whom they name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.linkage import average_linkage
from sayso.types import Annotations

# Sentences at the top of a report that say what it is about; news puts first what matters (the inverted pyramid).
LEAD = 6
# Mean likeness of two groups of reports above which they tell one story.
SAME_STORY = 0.38


def part_stories(annotated: Sequence[Annotations]) -> tuple[tuple[str, ...], ...]:
    """Puts the reports of one story together.

    Two reports are alike by the cosine of what they lead with and by the names and rarer words that they share; groups
    join while their reports are alike on average, so that two reports worded apart stay together when the rest holds
    them, and two stories do not join over one report.

    Args:
        annotated: the reports.

    Returns:
        Ids of the reports of each story; the largest story first, reports in the order given.
    """
    if not annotated:
        return ()
    alike = likeness(annotated)
    pairs = {(i, j): float(alike[i, j]) for i in range(len(annotated)) for j in range(i + 1, len(annotated))}
    groups = average_linkage(len(annotated), pairs, SAME_STORY, SAME_STORY)
    groups.sort(key=lambda g: (-len(g), g[0]))
    return tuple(tuple(annotated[i].report.id for i in g) for g in groups)


def likeness(annotated: Sequence[Annotations]) -> NDArray[np.float64]:
    """Likeness of each pair of reports, 0..1: mean cosine of their leads and of their weighted names and terms."""
    leads = embed([_lead(a) for a in annotated]).astype(np.float64)
    words = [_words(a) for a in annotated]
    spread = Counter(w for counts in words for w in counts)
    total = len(annotated)
    places = {w: i for i, w in enumerate(sorted(spread))}
    rows = np.zeros((total, max(1, len(places))))
    for i, counts in enumerate(words):
        for word, count in counts.items():
            rows[i, places[word]] = math.log1p(count) * (1.0 + math.log((1 + total) / (1 + spread[word])))
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows / np.where(norms > 0, norms, 1.0)
    return np.clip((leads @ leads.T + rows @ rows.T) / 2, 0.0, 1.0)


def _lead(annotations: Annotations) -> str:
    text = annotations.report.text
    top = " ".join(text[a:b] for a, b in annotations.sentences[:LEAD])
    return f"{annotations.report.title or ''} {top}".strip()


def _words(annotations: Annotations) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for name in annotations.names:
        if not name.nominal:
            counts[name.span.text.lower().removesuffix("'s").removesuffix("’s")] += 2
    for proposition in annotations.propositions:
        counts.update(t for t in proposition.terms if len(t) > 3)
    return counts
