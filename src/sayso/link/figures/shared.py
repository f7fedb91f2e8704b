"""What the figures of a quantity share, as far as words can say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sayso.types import Feature, Figure, Why

# words of a quantity that are told at most
MOST = 5


def shared_by(figures: Sequence[Figure]) -> Why:
    """The unit and the words that at least half of the figures of a quantity have, with how many figures there are.

    Args:
        figures: those of one quantity; of a single one nothing is told.
    """
    if len(figures) < 2:
        return {}
    why: dict[str, Feature] = {"figures": len(figures)}
    units = Counter(f.unit for f in figures if f.unit)
    if units and 2 * units.most_common(1)[0][1] >= len(figures):
        why["unit"] = units.most_common(1)[0][0]
    words = Counter(word for f in figures for word in dict.fromkeys((f.head, *f.scope)) if word)
    common = [word for word, n in words.most_common() if n > 1 and 2 * n >= len(figures)]
    if common:
        why["words"] = ", ".join(common[:MOST])
    return why
