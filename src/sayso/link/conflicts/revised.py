"""Differences between the versions of one article: what the later one says is an update, whoever else is silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from sayso.types import Conflict, Report, Side


def judge_versions(conflicts: Iterable[Conflict], reports: Sequence[Report]) -> Iterator[Conflict]:
    """Decides of what differs between the versions of one article alone that it is an update, and puts it in order.

    Two reports from one address are versions of an article (RFC 9110, section 3.1: what stands at an address changes),
    the one published later, or else handed in later, the later. An outlet that changes what it says disputes nothing; a
    difference in which another report has part stays what it is.

    Args:
        conflicts: what differs.
        reports: the reports in the order in which they were handed in.
    """
    address = {r.id: _address(r.url) for r in reports}
    order = {r.id: (r.published or "", n) for n, r in enumerate(reports)}
    for conflict in conflicts:
        if conflict.relation in ("dispute", "error") and _is_revision(conflict, address):
            sides = tuple(sorted(conflict.sides, key=lambda side: max(order[m.report] for m in side.members)))
            yield replace(conflict, relation="update", sides=sides, why={**conflict.why, "versions": True})
        else:
            yield conflict


def _is_revision(conflict: Conflict, address: Mapping[str, str]) -> bool:
    """Whether all sides are told by one article, each by versions of its own."""
    told = [_reports(side) for side in conflict.sides]
    addresses = {address[name] for names in told for name in names}
    apart = sum(len(names) for names in told) == len({name for names in told for name in names})
    return apart and len(addresses) == 1 and "" not in addresses


def _reports(side: Side) -> set[str]:
    return {span.report for span in side.members}


def _address(url: str | None) -> str:
    """An address without what does not tell pages apart: its scheme, "www.", its fragment, a slash at its end."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}" if host else ""
