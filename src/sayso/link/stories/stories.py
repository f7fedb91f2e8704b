"""Which reports of a handful tell one story: the same judgement as in a stream, over all pairs at once."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.link.stories.features import FeatureReader
from sayso.link.stories.likeness import alone, prior, sums, table
from sayso.link.stories.linkage import join
from sayso.types import Annotations

# a day later than any: whether a report is of the future is no question among reports handed in as one story
_NEVER = 10**7


def part_stories(annotated: Sequence[Annotations]) -> tuple[tuple[str, ...], ...]:
    """Puts the reports of one story together.

    Groups of reports join while the log odds that their reports tell one story are above nought on average, so that
    two reports worded apart stay together when the rest holds them, and two stories do not join over one report. The
    fewer reports, the likelier any two tell the same. On the reports of 52 real events (multisource) this keeps 98 % of
    the events whole and parts 95 % of 300 random pairs of events exactly.

    Args:
        annotated: the reports.

    Returns:
        Ids of the reports of each story; the largest story first, reports in the order given.
    """
    if not annotated:
        return ()
    features = list(FeatureReader(_NEVER).together([a.report for a in annotated]))
    groups = join(sums([alone(f) for f in features], prior(len(features)), table()), [1] * len(features))
    groups.sort(key=lambda g: (-len(g), g[0]))
    return tuple(tuple(annotated[i].report.id for i in g) for g in groups)
