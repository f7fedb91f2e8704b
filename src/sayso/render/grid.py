"""Only here, and silent: which report says which claim, and what each says or leaves out alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sayso.render import wording
from sayso.render.judged import check_tag, checked, of_claim
from sayso.render.lookup import Item, Lookup, Pips
from sayso.render.short import claim_item, claim_words, verdict_text
from sayso.types import Claim, Member

_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One claim and its state in every report: "own", "carried", "late" or "silent", in the reports' order."""

    item: Item
    text: str
    cells: tuple[str, ...]
    pips: Pips
    verdict: str
    verdict_text: str
    judged: tuple[str, ...] = ()
    check: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """What one report says that no other does, and how many shared claims it is silent about.

    `checked` holds, by the key of a claim, what the desk found out of it.
    """

    report: str
    number: int
    claims: tuple[tuple[Item, str], ...]
    checked: Mapping[str, tuple[str, ...]]
    silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Claims that reports share, against the reports; then what stands in one report alone; then unsure claims.

    Of more reports than a page is wide it is `counted` how many say each claim, carry it, or are silent.
    """

    columns: tuple[tuple[int, str], ...]
    counted: bool
    rows: tuple[GridRow, ...]
    alone: tuple[Alone, ...]
    unsure: tuple[tuple[Item, str, float], ...]


def grid(lookup: Lookup) -> Grid:
    """Lays the claims of a dossier against its reports."""
    sure = [c for c in lookup.dossier.claims if c.score >= wording.UNSURE_BELOW and c.members]
    low = sorted((c for c in lookup.dossier.claims if c.score < wording.UNSURE_BELOW), key=lambda c: -c.score)
    shared = [c for c in sure if len({m.span.report for m in c.members}) > 1]
    shared.sort(key=lambda c: (-len(c.independent), -len({m.span.report for m in c.members}), c.id))
    rows = tuple(_row(lookup, c) for c in shared)
    only: dict[str, list[Claim]] = {}
    for claim in sure:
        if len({m.span.report for m in claim.members}) == 1:
            only.setdefault(claim.members[0].span.report, []).append(claim)
    columns = list(zip(*(row.cells for row in rows), strict=True))
    alone = []
    for n, report in enumerate(lookup.reports):
        own = only.get(report.id, [])
        own.sort(key=lambda c: (-len(c.independent), c.members[0].span.start))
        # what a report says twice in the same words stands once, unless the desk looked at either
        told: dict[tuple[str, str], Claim] = {}
        for c in own:
            told.setdefault((claim_words(lookup, c), c.id if c.checks else ""), c)
        alone.append(
            Alone(
                report=lookup.label(report.id),
                number=lookup.number[report.id],
                claims=tuple((claim_item(lookup, c), words) for (words, _), c in told.items()),
                checked={f"claim-{c.id}": checked(c.checks) for c in own if c.checks},
                silent=columns[n].count("silent") if columns else 0,
            )
        )
    return Grid(
        columns=tuple((lookup.number[r.id], lookup.label(r.id)) for r in lookup.reports),
        counted=len(lookup.reports) > _MOST_COLUMNS,
        rows=rows,
        alone=tuple(alone),
        unsure=tuple((claim_item(lookup, c), claim_words(lookup, c), c.score) for c in low if c.members),
    )


def _row(lookup: Lookup, claim: Claim) -> GridRow:
    by_report: dict[str, list[Member]] = {}
    for member in claim.members:
        by_report.setdefault(member.span.report, []).append(member)
    silent = set(claim.silent)
    cells = []
    for report in lookup.reports:
        if report.id in by_report:
            carried = _carried(lookup, report.id, by_report)
            cells.append("carried" if carried else "own")
        else:
            cells.append("silent" if report.id in silent else "late")
    return GridRow(
        item=claim_item(lookup, claim),
        text=claim_words(lookup, claim),
        cells=tuple(cells),
        pips=lookup.claim_pips(claim),
        verdict=claim.verdict,
        verdict_text=verdict_text(lookup, claim),
        judged=of_claim(claim),
        check=check_tag(claim),
    )


def _carried(lookup: Lookup, report: str, by_report: dict[str, list[Member]]) -> bool:
    """Whether a report has a claim's words from another report of it, or through somebody who passed them on."""
    for taking in lookup.taken_by.get(report, ()):
        if taking.known and taking.giver in by_report:
            taken = [p.a if taking.copy.a == report else p.b for p in taking.copy.passages]
            if any(t.start < m.span.end and m.span.start < t.end for t in taken for m in by_report[report]):
                return True
    said = [lookup.statements.get(m.statement or "") for m in by_report[report]]
    return all(s is not None and bool(s.via) for s in said)
