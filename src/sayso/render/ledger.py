"""How many: the figures by quantity, each value with who gave it, drawn on one axis, judged against the one before."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.link.titles import find_title
from sayso.render import wording
from sayso.render.formats import amount, count, period
from sayso.render.lookup import Item, Lookup, Pips
from sayso.types import Conflict, Figure

_GRAVEST = ("dispute", "error", "update", "different-scope", "rounding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Who gave a value, through whom, and in which reports it stands."""

    name: str
    via: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value of a quantity: everything the reports say about who gave it and when."""

    item: Item
    figure: Figure
    amount: str
    as_of: str
    as_of_note: str
    status: str
    givers: tuple[Giver, ...]
    reports: tuple[str, ...]
    pips: Pips
    relation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """The figures that measure one thing, in the order of their dates; `points` are (date, figure) for drawing."""

    title: str
    rows: tuple[Row, ...]
    reports: int
    conflicts: int
    points: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All figures: quantities with several values, those on which several reports agree, lone ones, and unsure ones."""

    shared: tuple[Quantity, ...]
    agreed: tuple[Quantity, ...]
    lone: tuple[Quantity, ...]
    unsure: tuple[tuple[Row, float], ...]


def ledger(lookup: Lookup) -> Ledger:
    """Puts the figures of a dossier into their ledger; nothing is left out, only ordered and folded."""
    sure = [f for f in lookup.dossier.figures if f.score >= wording.UNSURE_BELOW]
    unsure = [f for f in lookup.dossier.figures if f.score < wording.UNSURE_BELOW]
    by_quantity: dict[str, list[Figure]] = {}
    for figure in sure:
        by_quantity.setdefault(figure.quantity or f"\0{figure.id}", []).append(figure)
    quantities = [_quantity(lookup, figures) for figures in by_quantity.values()]
    quantities.sort(key=lambda q: (-q.conflicts, -q.reports, -len(q.rows), q.title))
    return Ledger(
        shared=tuple(q for q in quantities if _values(q) > 1),
        agreed=tuple(q for q in quantities if _values(q) == 1 and q.reports > 1),
        lone=tuple(q for q in quantities if _values(q) == 1 and q.reports == 1),
        unsure=tuple((_row(lookup, [f], []), f.score) for f in sorted(unsure, key=lambda f: -f.score)),
    )


def _quantity(lookup: Lookup, figures: list[Figure]) -> Quantity:
    by_value: dict[tuple[object, ...], list[Figure]] = {}
    for f in figures:
        by_value.setdefault((amount(f).lower(), f.status), []).append(f)
    groups = sorted(by_value.values(), key=lambda g: min(_sort_day(lookup, f) for f in g))
    rows: list[Row] = []
    for n, group in enumerate(groups):
        rows.append(_row(lookup, group, groups[:n]))
    points = tuple(sorted(((f.as_of, f) for f in figures if f.as_of), key=lambda p: p[0]))
    return Quantity(
        title=find_title(figures) or wording.NO_QUANTITY,
        rows=tuple(rows),
        reports=len({f.report for f in figures}),
        conflicts=sum(row.relation in ("dispute", "error") for row in rows),
        points=points,
    )


def _values(quantity: Quantity) -> int:
    return len({row.amount.lower() for row in quantity.rows})


def _row(lookup: Lookup, group: list[Figure], earlier: list[list[Figure]]) -> Row:
    group = sorted(group, key=lambda f: (lookup.number.get(f.report, 0), f.span.start))
    days = _most_exact(sorted({f.as_of for f in group if f.as_of}))
    given = [lookup.by_id[f.report].published for f in group if f.report in lookup.by_id]
    reported = min((g for g in given if g), default=None)
    givers: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for f in group:
        givers.setdefault((_giver_name(lookup, f), tuple(lookup.who(v) for v in f.via)), []).append(f.report)
    named = [(name, via) for name, via in givers if name]
    reports = {f.report for f in group}
    origins = len({lookup.group_of.get(name, name) for name, _ in named})
    conflict, reason = _against(lookup, group, earlier)
    shown = amount(group[0])
    text = (
        f"{count(origins, 'origin')} in {count(len(reports), 'report')}" if origins else count(len(reports), "report")
    )
    places = lookup.ordered(f.span for f in group)
    behind = {f.span: _behind(lookup, f) for f in group}
    of = next((" ".join(f.of.split()) for f in group if f.of.strip()), "")
    return Row(
        item=Item(
            key=f"figure-{group[0].id}",
            title=f"{shown}: {of}" if of else shown,
            places=places,
            notes=(reason,) if reason else (),
            behind=tuple(behind[s] for s in places),
        ),
        figure=group[0],
        amount=shown,
        as_of=period(days[0], days[-1], year=not lookup.one_year or days[0][:4] != _year(lookup)) if days else "",
        as_of_note=lookup.day((reported or "")[:10]) if not days else "",
        status=wording.FIGURE_STATUS.get(group[0].status, ""),
        givers=tuple(Giver(name=name, via=via, reports=lookup.names(ids)) for (name, via), ids in givers.items()),
        reports=lookup.names(reports),
        pips=Pips(filled=origins, hollow=max(0, len(reports) - origins), text=text),
        relation=conflict.relation if conflict else "",
        reason=reason,
    )


def _most_exact(days: list[str]) -> list[str]:
    """Dates without those that only name the month or year of another one."""
    return [d for d in days if not any(other != d and other.startswith(d) for other in days)]


def _year(lookup: Lookup) -> str:
    return next((r.published[:4] for r in lookup.reports if r.published), "")


def _giver_name(lookup: Lookup, figure: Figure) -> str:
    if figure.giver and figure.giver in lookup.entities:
        return lookup.entities[figure.giver].name
    return lookup.who(figure.giver_name or "")


def _behind(lookup: Lookup, figure: Figure) -> str:
    name = _giver_name(lookup, figure)
    return lookup.chain(name, figure.via) if name else wording.OWN_VOICE


def _sort_day(lookup: Lookup, figure: Figure) -> tuple[bool, str, bool, int]:
    published = lookup.by_id[figure.report].published if figure.report in lookup.by_id else None
    when = figure.as_of or (published or "")[:10]
    return not when, when, figure.status != "past", lookup.number.get(figure.report, 0)


def _against(lookup: Lookup, group: list[Figure], earlier: list[list[Figure]]) -> tuple[Conflict | None, str]:
    """The gravest conflict between a value and one that stands above it, and its reason."""
    mine = {(f.report, f.span.start) for f in group}
    found: list[tuple[int, int, Conflict]] = []
    for conflict in lookup.dossier.conflicts:
        if conflict.kind != "figure" or not _touches(conflict, mine):
            continue
        for back, other in enumerate(reversed(earlier)):
            theirs = {(f.report, f.span.start) for f in other}
            if _on_other_sides(conflict, mine, theirs):
                found.append((_GRAVEST.index(conflict.relation), back, conflict))
    if not found:
        return None, ""
    _, _, conflict = min(found, key=lambda f: f[:2])
    return conflict, wording.because(conflict)


def _touches(conflict: Conflict, places: set[tuple[str, int]]) -> bool:
    return any((s.report, s.start) in places for side in conflict.sides for s in side.members)


def _on_other_sides(conflict: Conflict, a: set[tuple[str, int]], b: set[tuple[str, int]]) -> bool:
    of_a = {n for n, side in enumerate(conflict.sides) for s in side.members if (s.report, s.start) in a}
    of_b = {n for n, side in enumerate(conflict.sides) for s in side.members if (s.report, s.start) in b}
    return bool(of_a and of_b and (of_a != of_b or len(of_a) > 1))
