"""How many: the figures by quantity, each value with who gave it, drawn on one axis, judged against the one before."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from sayso.link.figures.judging import GRAVEST
from sayso.link.figures.titles import find_title
from sayso.render import wording
from sayso.render.formats import amount, count, joined, number, ordinal_day, period
from sayso.render.judged import checked
from sayso.render.judged import judged as told
from sayso.render.lookup import Item, Lookup, Pips
from sayso.types import Conflict, Figure, Sum
from sayso.types import Quantity as Judged

_AGE = re.compile(r"-old\b|\byears? old\b|\bof age\b", re.I)


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
class Point:
    """One figure for drawing: the ISO date that it holds for, and its giver, empty in a report's own voice."""

    when: str
    figure: Figure
    giver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Counts that a text invites to add up, in a fixed sentence, with the places of all of them."""

    item: Item
    text: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """The figures that measure one thing, in the order of their dates, and the sums that are checked against them."""

    title: str
    rows: tuple[Row, ...]
    reports: int
    conflicts: int
    points: tuple[Point, ...]
    sums: tuple[Addition, ...] = ()
    judged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All figures: quantities with several values, those on which several reports agree, lone ones, and unsure ones.

    `ages` are lone and agreed ages, which tell people apart and measure nothing of the story.
    """

    shared: tuple[Quantity, ...]
    agreed: tuple[Quantity, ...]
    lone: tuple[Quantity, ...]
    ages: tuple[Quantity, ...]
    unsure: tuple[tuple[Row, float], ...]


def ledger(lookup: Lookup) -> Ledger:
    """Puts the figures of a dossier into their ledger; nothing is left out, only ordered and folded."""
    sure = [f for f in lookup.dossier.figures if f.score >= wording.UNSURE_BELOW]
    unsure = [f for f in lookup.dossier.figures if f.score < wording.UNSURE_BELOW]
    by_quantity: dict[str, list[Figure]] = {}
    for figure in sure:
        by_quantity.setdefault(figure.quantity or f"\0{figure.id}", []).append(figure)
    judged = {q.id: q for q in lookup.dossier.ledger}
    quantities = [_quantity(lookup, figures, judged.get(key)) for key, figures in by_quantity.items()]
    quantities.sort(key=lambda q: (-q.conflicts, -q.reports, -len(q.rows), q.title))
    several = [q for q in quantities if _values(q) > 1 or q.sums]
    single = [q for q in quantities if q not in several]
    return Ledger(
        shared=_told_apart(several),
        agreed=tuple(q for q in single if q.reports > 1 and not _is_age(q)),
        lone=tuple(q for q in single if q.reports == 1 and not _is_age(q)),
        ages=tuple(q for q in single if _is_age(q)),
        unsure=tuple((_row(lookup, [f], []), f.score) for f in sorted(unsure, key=lambda f: -f.score)),
    )


def _is_age(quantity: Quantity) -> bool:
    return all(_AGE.search(row.item.title) or "age" in row.figure.scope[:1] for row in quantity.rows)


def _told_apart(quantities: list[Quantity]) -> tuple[Quantity, ...]:
    """Quantities, those of one title with other words of their own where they have some."""
    taken: set[str] = set()
    out = []
    for quantity in quantities:
        title = quantity.title
        if title.lower() in taken:
            others = [row.figure for row in quantity.rows if row.figure.of.lower() not in taken]
            title = find_title(others) or title
        taken.add(title.lower())
        out.append(replace(quantity, title=title))
    return tuple(out)


def _quantity(lookup: Lookup, figures: list[Figure], judged: Judged | None) -> Quantity:
    by_value: dict[tuple[object, ...], list[Figure]] = {}
    for f in figures:
        by_value.setdefault((amount(f).lower(), f.status), []).append(f)
    groups = sorted(by_value.values(), key=lambda g: min(_order(lookup, f) for f in g))
    rows = [_row(lookup, group, groups[:n], judged) for n, group in enumerate(groups)]
    dated = [Point(when=f.as_of, figure=f, giver=_giver_name(lookup, f)) for f in figures if f.as_of]
    return Quantity(
        title=find_title(figures) or wording.NO_QUANTITY,
        rows=tuple(rows),
        reports=len({f.report for f in figures}),
        conflicts=sum(row.relation in ("dispute", "error") for row in rows),
        points=tuple(sorted(dated, key=lambda p: p.when)),
        sums=tuple(_addition(lookup, s) for s in judged.sums) if judged else (),
        judged=tuple(dict.fromkeys(told(judged.judged) if judged else ())),
    )


def _addition(lookup: Lookup, total: Sum) -> Addition:
    by_id = lookup.figures
    parts = [by_id[p] for p in total.parts]
    wholes = [by_id[t] for t in total.totals]
    values = dict.fromkeys(amount(f) for f in wholes)
    added = wording.SUM.format(
        parts=" + ".join(f"{amount(f)} {wording.of_what(f)}".strip() for f in parts), value=number(total.value)
    )
    against = wording.SUM_AGREES if total.agrees else wording.SUM_DIFFERS
    text = f"{added} {against.format(values=joined(list(values)))}" if values else added
    places = lookup.ordered(f.span for f in (*parts, *wholes))
    return Addition(
        item=Item(key=f"sum-{parts[0].id}-{parts[1].id}", title=text, places=places), text=text, agrees=total.agrees
    )


def _values(quantity: Quantity) -> int:
    return len({row.amount.lower() for row in quantity.rows})


def _row(lookup: Lookup, group: list[Figure], earlier: list[list[Figure]], judged: Judged | None = None) -> Row:
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
    relation, reason = _against(lookup, group, earlier, judged)
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
            notes=(
                *((reason,) if reason else ()),
                *_held_together(judged),
                *told([j for f in group for j in f.judged]),
                *checked(lookup.checks(f.span for f in group)),
            ),
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
        relation=relation,
        reason=reason,
    )


def _held_together(quantity: Judged | None) -> tuple[str, ...]:
    """Why several figures are held for one quantity."""
    why = quantity.why if quantity is not None else {}
    if not (why.get("unit") and why.get("words")):
        return ()
    return (wording.ONE_QUANTITY.format(unit=why["unit"], words=why["words"]),)


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


def _order(lookup: Lookup, figure: Figure) -> tuple[float, bool, int]:
    """By the beginning of the day, month or year that a figure holds for, an earlier state before what replaced it."""
    published = lookup.by_id[figure.report].published if figure.report in lookup.by_id else None
    when = ordinal_day(figure.as_of)
    if when is None:
        when = ordinal_day((published or "")[:10])
    return math.inf if when is None else when, figure.status != "past", lookup.number.get(figure.report, 0)


def _day(lookup: Lookup, group: list[Figure]) -> float:
    return min(_order(lookup, f)[0] for f in group)


def _against(
    lookup: Lookup, group: list[Figure], earlier: list[list[Figure]], judged: Judged | None
) -> tuple[str, str]:
    """The gravest difference between a value and one that stands above it, and its reason."""
    mine = {f.id for f in group}
    found: list[tuple[int, int, str, str]] = []
    for back, other in enumerate(reversed(earlier)):
        theirs = {f.id for f in other}
        for c in judged.comparisons if judged else ():
            if (c.a in mine and c.b in theirs) or (c.a in theirs and c.b in mine):
                found.append(
                    (GRAVEST.index(c.relation), back, c.relation, wording.because_of_figures(c.relation, c.why))
                )
    if not found:
        return _against_conflicts(lookup, group, earlier)
    return min(found)[2:]


def _against_conflicts(lookup: Lookup, group: list[Figure], earlier: list[list[Figure]]) -> tuple[str, str]:
    """The same from the conflicts, which join values that round each other to one state."""
    mine = {(f.report, f.span.start) for f in group}
    found: list[tuple[int, int, Conflict]] = []
    for conflict in lookup.dossier.conflicts:
        if conflict.kind != "figure" or not _touches(conflict, mine):
            continue
        for back, other in enumerate(reversed(earlier)):
            theirs = {(f.report, f.span.start) for f in other}
            # an update is one only of what held before
            updates = conflict.relation != "update" or _day(lookup, other) < _day(lookup, group)
            if _on_other_sides(conflict, mine, theirs) and updates:
                found.append((GRAVEST.index(conflict.relation), back, conflict))
    if not found:
        return "", ""
    _, _, conflict = min(found, key=lambda f: f[:2])
    return conflict.relation, wording.because(conflict)


def _touches(conflict: Conflict, places: set[tuple[str, int]]) -> bool:
    return any((s.report, s.start) in places for side in conflict.sides for s in side.members)


def _on_other_sides(conflict: Conflict, a: set[tuple[str, int]], b: set[tuple[str, int]]) -> bool:
    of_a = {n for n, side in enumerate(conflict.sides) for s in side.members if (s.report, s.start) in a}
    of_b = {n for n, side in enumerate(conflict.sides) for s in side.members if (s.report, s.start) in b}
    return bool(of_a and of_b and (of_a != of_b or len(of_a) > 1))
