"""Which reports belong to outlets of one owner: told to readers, and no reason to count their origins as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.ingest.owners import Owners, owner_of
from sayso.types import Copy, Report


def name_owners(copies: Sequence[Copy], reports: Sequence[Report], owners: Owners) -> tuple[Copy, ...]:
    """Says in `why` of each pair who owns both outlets: "one_owner", None when no owner of both is known.

    Args:
        copies: how the reports depend on each other.
        reports: the reports.
        owners: families of outlets.

    Returns:
        The copies, relation and source unchanged.
    """
    outlet = {r.id: r.outlet for r in reports}
    owner = {r.id: owner_of(r.outlet, r.published, owners) for r in reports}

    def shared(copy: Copy) -> str | None:
        return owner[copy.a] if owner[copy.a] == owner[copy.b] and outlet[copy.a] != outlet[copy.b] else None

    return tuple(replace(copy, why={**copy.why, "one_owner": shared(copy)}) for copy in copies)
