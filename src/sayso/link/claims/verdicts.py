"""The verdict on each claim: the first that holds, in plain code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sayso.link.origins.independence import OWN_VOICE
from sayso.link.origins.origins import Origins
from sayso.spans import Span
from sayso.types import Annotations, Claim, Conflict, Copy, Feature, Member, Report, Verdict

# how a source that bears no name is named, before the report's own description
UNNAMED = "unnamed:"


def judge_claims(
    claims: Sequence[Claim],
    conflicts: Sequence[Conflict],
    annotated: Sequence[Annotations],
    copies: Sequence[Copy],
    origins: Origins,
) -> tuple[Claim, ...]:
    """Gives each claim its verdict, the reports that are silent about it, and the reasons.

    The verdicts in their order, the first that holds: disputed (members conflict, or a party denies it in any report),
    updated (a later figure or state replaces an earlier one), corroborated (two or more independent groups, own voices
    not counted), only-here (one report), single-origin (several reports, one group), unsourced (several reports, own
    voices only).

    Args:
        claims: as `link_claims` made them.
        conflicts: as `find_conflicts` found them.
        annotated: the reports, for their dates.
        copies: an excerpt is never silent about what it left out.
        origins: how origins count.

    Returns:
        The claims in the same order.
    """
    reports = [a.report for a in annotated]
    excerpts = _excerpts(copies, reports)
    denying = {s.id for a in annotated for s in a.statements if s.mode == "deny"}
    negated = {p.span for a in annotated for p in a.propositions if p.negated}
    places = _places(conflicts)
    return tuple(
        _judged(c, _touching(c, conflicts, places), reports, excerpts, origins, denying, _agreeing(c, negated))
        for c in claims
    )


def _agreeing(claim: Claim, negated: Collection[Span]) -> list[Member]:
    """The members that say what the claim's text says: none that has a "not" where the text has none.

    All of them where only those who say otherwise are named.
    """
    says_not = any(m.span in negated for m in claim.members if m.span.text == claim.text)
    agreeing = [m for m in claim.members if (m.span in negated) == says_not]
    named = any(not name.endswith(OWN_VOICE) for m in agreeing for name in m.stands_on)
    return agreeing if named else list(claim.members)


def notes_on_sources(claims: Sequence[Claim]) -> tuple[str, ...]:
    """How many claims rest on sources that bear no name alone; nothing when there is none.

    What a report says in its own voice beside them makes no difference: it does not say how it knows.
    """
    number = sum(_is_unnamed(c.independent) for c in claims)
    if not number:
        return ()
    return (f"{number:,} of {len(claims):,} claims {'rests' if number == 1 else 'rest'} on unnamed sources alone",)


def _is_unnamed(independent: Sequence[Sequence[str]]) -> bool:
    return bool(independent) and all(name.startswith(UNNAMED) for group in independent for name in group)


def _judged(
    claim: Claim,
    conflicts: Sequence[Conflict],
    reports: Sequence[Report],
    excerpts: frozenset[str],
    origins: Origins,
    denying: Collection[str],
    agreeing: Sequence[Member],
) -> Claim:
    # who denies what no report asserts denies it all the same
    denied_by = dict.fromkeys(n for m in claim.members if m.statement in denying for n in m.stands_on)
    disputes = [x for x in conflicts if x.relation == "dispute"]
    updates = [x for x in conflicts if x.relation == "update"]
    carrying = {m.span.report for m in claim.members}
    independent, merges = origins.grouped(agreeing)
    verdict: Verdict
    if disputes or denied_by:
        verdict = "disputed"
    elif updates:
        verdict = "updated"
    elif len(independent) > 1 and len({m.span.report for m in agreeing}) > 1:
        verdict = "corroborated"
    elif len(carrying) == 1:
        verdict = "only-here"
    elif independent:
        verdict = "single-origin"
    else:
        verdict = "unsourced"
    why: dict[str, Feature] = {
        "reports": len(carrying),
        "independent_groups": len(independent),
        "unnamed_only": _is_unnamed(independent) or None,
        "own_voices": sum(n.endswith(OWN_VOICE) for n in claim.origins),
        "disputed_by": ", ".join(x.id for x in disputes) or None,
        "denied_by": ", ".join(denied_by) or None,
        "updated_by": ", ".join(x.id for x in updates) or None,
        "merged": "; ".join(dict.fromkeys(f"{m.a} = {m.b}: {m.why}" for m in merges)) or None,
    }
    return replace(
        claim,
        independent=independent,
        verdict=verdict,
        silent=_silent(carrying, reports, excerpts),
        why={**claim.why, **{k: v for k, v in why.items() if v is not None}},
    )


def _places(conflicts: Sequence[Conflict]) -> dict[str, list[tuple[int, int, int, int]]]:
    """What the sides of conflicts stand on in each report: start and end, the conflict and the side by number."""
    found: dict[str, list[tuple[int, int, int, int]]] = {}
    for n, conflict in enumerate(conflicts):
        for k, side in enumerate(conflict.sides):
            for span in side.members:
                found.setdefault(span.report, []).append((span.start, span.end, n, k))
    return found


def _touching(
    claim: Claim, conflicts: Sequence[Conflict], places: Mapping[str, Sequence[tuple[int, int, int, int]]]
) -> list[Conflict]:
    """The conflicts that run through a claim: its members stand on two sides, or one of them is denied."""
    sides: dict[int, set[int]] = {}
    for m in claim.members:
        for start, end, n, side in places.get(m.span.report, ()):
            if m.span.start < end and start < m.span.end:
                sides.setdefault(n, set()).add(side)
    return [
        conflicts[n]
        for n, touched in sorted(sides.items())
        if conflicts[n].kind != "name" and (len(touched) >= 2 or conflicts[n].kind == "denial")
    ]


def _excerpts(copies: Sequence[Copy], reports: Sequence[Report]) -> frozenset[str]:
    length = {r.id: len(r.text) for r in reports}
    return frozenset(min((c.a, c.b), key=lambda r: length[r]) for c in copies if c.relation == "excerpt")


def _silent(carrying: set[str], reports: Sequence[Report], excerpts: frozenset[str]) -> tuple[str, ...]:
    """Reports without the claim that were published when another had already told it."""
    told = [r.published for r in reports if r.id in carrying and r.published]
    if not told:
        return ()
    return tuple(
        r.id
        for r in reports
        if r.id not in carrying and r.id not in excerpts and r.published and _not_before(r.published, min(told))
    )


def _not_before(published: str, first: str) -> bool:
    """Whether one ISO date or date-time is not before another; a bare day counts as the whole day."""
    if len(published) <= 10 or len(first) <= 10:
        return published[:10] >= first[:10]
    return published >= first
