"""Every origin of a story: the ways its words took into the reports, and whom it counts as one with, and why."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.link.origins.independence import OWN_VOICE
from sayso.link.origins.origins import Origins
from sayso.types import Claim, CountedWith, Origin, Path, Statement


def trace_origins(claims: Sequence[Claim], statements: Sequence[Statement], origins: Origins) -> tuple[Origin, ...]:
    """Gathers for each origin that a claim stands on its paths, its claims, and the merges that it is part of.

    Args:
        claims: of the dossier.
        statements: all of them, for the chains that the words came through.
        origins: how they count.

    Returns:
        One for each name in the claims' `origins`: those that most claims stand on first, own voices last.
    """
    by_id = {s.id: s for s in statements}
    paths: dict[str, dict[Path, None]] = {}
    carried: dict[str, list[str]] = {}
    merged: dict[str, dict[tuple[str, str], list[str]]] = {}
    for claim in claims:
        for member in claim.members:
            for name in member.stands_on:
                statement = by_id.get(member.statement) if member.statement else None
                via = tuple(v for v in statement.via if v != name) if statement else ()
                path = Path(report=member.span.report, statement=member.statement, via=via)
                paths.setdefault(name, {})[path] = None
                if claim.id not in carried.setdefault(name, []):
                    carried[name].append(claim.id)
        for merge in dict.fromkeys(origins.merges(claim.members)):
            for one, other in ((merge.a, merge.b), (merge.b, merge.a)):
                merged.setdefault(one, {}).setdefault((other, merge.why), []).append(claim.id)
    found = [
        Origin(
            name=name,
            own_voice=name.endswith(OWN_VOICE),
            paths=tuple(paths[name]),
            claims=tuple(carried[name]),
            counted_with=tuple(
                CountedWith(name=other, why=why, claims=tuple(ids))
                for (other, why), ids in merged.get(name, {}).items()
            ),
        )
        for name in paths
    ]
    return tuple(sorted(found, key=lambda o: (o.own_voice, -len(o.claims), o.name)))
