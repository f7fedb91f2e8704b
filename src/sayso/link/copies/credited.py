"""Agencies whose copy a report is by its text alone: it copies a report that is credited to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.ingest.agencies import known_agency
from sayso.types import COPIED, Copy, Report


def credit_copies(reports: Sequence[Report], copies: Sequence[Copy]) -> tuple[Report, ...]:
    """Adds to each report the agency whose copy it is by comparison, where no credit of its own names it.

    Args:
        reports: the reports.
        copies: how they depend on each other; an agency as the third that both took from is evident in both.
    """
    evident: dict[str, dict[str, None]] = {}
    for copy in copies:
        if copy.relation in COPIED and copy.source and copy.source.startswith("third: "):
            agency = known_agency(copy.source.removeprefix("third: "))
            if agency is not None:
                for report in (copy.a, copy.b):
                    evident.setdefault(report, {})[agency] = None
    return tuple(
        replace(r, agencies=tuple(dict.fromkeys((*r.agencies, *found)))) if (found := evident.get(r.id)) else r
        for r in reports
    )
