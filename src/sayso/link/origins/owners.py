"""Which reports belong to outlets of one owner: told to readers, and no reason to count their origins as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.ingest.owners import Owners, owner_of
from sayso.types import Copy, Report


def name_owners(copies: Sequence[Copy], reports: Sequence[Report], owners: Owners) -> tuple[Copy, ...]:
    """Says in `why` of a pair who owns both outlets, "one_owner", where that is known and they are two.

    Args:
        copies: how the reports depend on each other.
        reports: the reports.
        owners: families of outlets.

    Returns:
        The copies, relation and source unchanged.
    """
    outlet = {r.id: r.outlet for r in reports}
    owner = {r.id: owner_of(r.outlet, r.published, owners) for r in reports}

    def told(copy: Copy) -> Copy:
        its = owner[copy.a]
        if its is None or its != owner[copy.b] or outlet[copy.a] == outlet[copy.b]:
            return copy
        return replace(copy, why={**copy.why, "one_owner": its})

    return tuple(told(copy) for copy in copies)
