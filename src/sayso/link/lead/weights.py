"""How much of a story a claim or a conflict is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sayso.link.groups import Groups
from sayso.spans import Span
from sayso.types import COPIED, Claim, Conflict, Copy

# the part of a report that tells its news, and what telling it there counts beside telling it later
HEAD, TOLD_FIRST, TOLD_LATER = 0.25, 1.5, 1.0
# what an independent origin counts
PARTY = 0.5


def claim_weight(claim: Claim, lengths: Mapping[str, int], family: Mapping[str, str] | None = None) -> float:
    """How much of the story a claim is: the reports that tell it, more for those that open with it, and its parties.

    News puts first what matters (the inverted pyramid), so a report that tells a claim in its first quarter counts
    half as much again as one that tells it later. Of reports that copy one another, the one that tells it first counts.

    Args:
        claim: any.
        lengths: the characters of each report.
        family: report -> what stands for it and those that it shares its text with; without it each counts.
    """
    return _told((m.span for m in claim.members), lengths, family or {}) + PARTY * len(claim.independent)


def conflict_weight(conflict: Conflict, lengths: Mapping[str, int], family: Mapping[str, str] | None = None) -> float:
    """How much of the story a conflict is: the reports on its sides, as `claim_weight`, and its origins."""
    spans = (s for side in conflict.sides for s in side.members)
    origins = {o for side in conflict.sides for o in side.origins}
    return _told(spans, lengths, family or {}) + PARTY * len(origins)


def families(reports: Iterable[str], copies: Iterable[Copy]) -> dict[str, str]:
    """What stands for each report and those that it shares its text with.

    Args:
        reports: ids of all reports.
        copies: how their texts depend on one another.
    """
    groups: Groups[str] = Groups()
    for copy in copies:
        if copy.relation in COPIED:
            groups.join(copy.a, copy.b)
    return {r: groups.find(r) for r in reports}


def _told(spans: Iterable[Span], lengths: Mapping[str, int], family: Mapping[str, str]) -> float:
    first: dict[str, float] = {}
    for span in spans:
        teller = family.get(span.report, span.report)
        first[teller] = min(first.get(teller, 1.0), span.start / max(1, lengths[span.report]))
    return sum(TOLD_FIRST if place < HEAD else TOLD_LATER for place in first.values())
