"""The origins behind the claims: how their words came into the reports, and which of them count as one."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.render import wording
from sayso.render.lookup import Lookup
from sayso.types import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """One origin: the claims it stands behind, each way its words took with the reports, and whom it counts with."""

    name: str
    claims: int
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    counted_with: tuple[str, ...]


def origin_rows(lookup: Lookup) -> tuple[OriginRow, ...]:
    """The origins of a dossier, own voices left out; those behind most claims first."""
    return tuple(_row(lookup, origin) for origin in lookup.dossier.origins if not origin.own_voice)


def _row(lookup: Lookup, origin: Origin) -> OriginRow:
    ways: dict[tuple[str, ...], list[str]] = {}
    for path in origin.paths:
        ways.setdefault(tuple(lookup.who(v) for v in reversed(path.via)), []).append(path.report)
    together: dict[tuple[str, str], int] = {}
    for one in origin.counted_with:
        told = wording.COUNTED_WITH.format(name=lookup.who(one.name), why=one.why.replace("unnamed: ", ""))
        together[lookup.who(one.name), told] = len(one.claims)
    return OriginRow(
        name=lookup.who(origin.name),
        claims=len(origin.claims),
        ways=tuple((" → ".join(via), lookup.names(reports)) for via, reports in ways.items()),
        counted_with=tuple(told for _, told in sorted(together, key=lambda pair: -together[pair])),
    )
