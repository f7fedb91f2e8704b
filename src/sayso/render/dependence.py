"""Who took from whom: origins, those who pass words on, and reports, with the copied passages of every pair."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import count
from sayso.render.lookup import Item, Lookup, own_voice
from sayso.types import Copy

_MOST_ORIGINS = 14
_MOST_PASSING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A point of the drawing. `kind` is "origin", "agency" or "report"; `column` 0 to 2."""

    key: str
    name: str
    kind: str
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line of the drawing: words that went from one node to another; `copied` with the share taken (0..1)."""

    a: str
    b: str
    copied: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two reports that depend on each other: how, how much, and the passages that they share."""

    taker: str
    giver: str
    relation: str
    share: int | None
    passages: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """The drawing's nodes and edges, pairs of which one took text, pairs of one origin, and what was left out."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pairs: tuple[Pair, ...]
    related: tuple[Pair, ...]
    independent: str
    left_out: str


def dependence(lookup: Lookup) -> Dependence:
    """Draws together the chains of attribution and the copies of a dossier."""
    feeds = _feeds(lookup)
    passing: dict[str, set[str]] = {}
    for _, agency, fed in feeds:
        if agency:
            passing.setdefault(agency, set()).add(fed)
    credited = {lookup.agency(a) for r in lookup.reports for a in r.agencies}
    middle = set(sorted(passing, key=lambda a: (a not in credited, -len(passing[a]), a))[:_MOST_PASSING])
    by_label = {lookup.label(r.id).casefold(): r.id for r in lookup.reports}
    takers = {t.taker for t in lookup.takings}
    sources = {t.giver for t in lookup.takings} - takers
    reach: dict[str, set[str]] = {}
    for origin, _, fed in feeds:
        if origin:
            reach.setdefault(origin, set()).add(fed)
    ranked = sorted(reach, key=lambda o: (-len(reach[o]), o))
    drawn = ranked[:_MOST_ORIGINS]
    left = len(ranked) - len(drawn)
    nodes = [Node(key=f"o:{o}", name=lookup.who(o), kind="origin", column=0) for o in drawn]
    nodes += [
        Node(key=f"a:{a}", name=lookup.who(a), kind="agency", column=1)
        for a in sorted(middle)
        if a.casefold() not in by_label
    ]
    for report in lookup.reports:
        column = 1 if report.id in sources or _passes_on(lookup, report.id, middle) else 2
        nodes.append(Node(key=f"r:{report.id}", name=lookup.label(report.id), kind="report", column=column))
    known = {n.key for n in nodes}
    edges: dict[tuple[str, str], Edge] = {}

    def connect(a: str, b: str, label: str = "", *, copied: bool = False) -> None:
        if a in known and b in known and a != b and (copied or (a, b) not in edges):
            edges[a, b] = Edge(a=a, b=b, copied=copied, label=label)

    taken_from: dict[str, set[str]] = {}
    for taking in lookup.takings:
        taken_from.setdefault(taking.taker, set()).add(taking.giver)
    for origin, agency, fed in feeds:
        if origin and any(giver in reach[origin] for giver in taken_from.get(fed, ())):
            continue
        through = f"r:{by_label[agency.casefold()]}" if agency.casefold() in by_label else f"a:{agency}"
        if agency not in middle:
            connect(f"o:{origin}", f"r:{fed}")
        else:
            if origin:
                connect(f"o:{origin}", through)
            connect(through, f"r:{fed}")
    for taking in lookup.takings:
        percent = round(taking.share * 100)
        relation = wording.COPY_RELATIONS[taking.copy.relation]
        text = wording.COPY_EDGE.format(relation=relation, share=percent) if percent else relation
        connect(f"r:{taking.giver}", f"r:{taking.taker}", text, copied=True)
    for copy in lookup.dossier.copies:
        third = _third(lookup, copy)
        if third and copy.relation not in ("shared-origin", "independent"):
            for taker in (copy.a, copy.b):
                connect(f"a:{third}", f"r:{taker}", wording.COPY_RELATIONS[copy.relation], copied=True)
    pairs, related = _pairs(lookup)
    total = len(lookup.reports) * (len(lookup.reports) - 1) // 2
    apart = total - len({frozenset((c.a, c.b)) for c in lookup.dossier.copies if c.relation != "independent"})
    return Dependence(
        nodes=tuple(n for n in nodes if n.kind == "report" or any(n.key in (e.a, e.b) for e in edges.values())),
        edges=tuple(edges.values()),
        pairs=pairs,
        related=related,
        independent=wording.PAIRS_INDEPENDENT.format(n=apart, total=total) if total and apart else "",
        left_out=wording.MORE_ORIGINS.format(n=left) if left > 0 else "",
    )


def _passes_on(lookup: Lookup, report: str, middle: set[str]) -> bool:
    return lookup.label(report).casefold() in {m.casefold() for m in middle}


def _feeds(lookup: Lookup) -> list[tuple[str, str, str]]:
    """(origin, who passed it on or "", report) for everything that claims stand on, each once."""
    feeds: dict[tuple[str, str, str], None] = {}
    for report in lookup.reports:
        for agency in report.agencies:
            feeds["", lookup.agency(agency), report.id] = None
    for claim in lookup.dossier.claims:
        for member in claim.members:
            statement = lookup.statements.get(member.statement or "")
            via = lookup.agency(statement.via[0]) if statement and statement.via else ""
            for origin in member.stands_on:
                if own_voice(origin) or origin == wording.NOT_STATED or member.span.report not in lookup.by_id:
                    continue
                name = lookup.group_of.get(origin, origin)
                feeds[name, via if via != name else "", member.span.report] = None
    return list(feeds)


def _pairs(lookup: Lookup) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    found: list[tuple[tuple[bool, float], Pair]] = []
    for n, copy in enumerate(lookup.dossier.copies):
        if copy.relation == "independent" or copy.a not in lookup.by_id or copy.b not in lookup.by_id:
            continue
        taker, giver = _direction(lookup, copy)
        share = lookup.share(copy, taker)
        third = _third(lookup, copy)
        relation = wording.COPY_RELATIONS[copy.relation]
        if third:
            relation = f"{relation}, {wording.FROM_THIRD.format(name=lookup.who(third))}"
        passages = tuple(
            Item(
                key=f"copy-{n}-{k}",
                title=f"{lookup.label(taker)} / {lookup.label(giver)}",
                places=lookup.ordered((p.a, p.b)),
            )
            for k, p in enumerate(sorted(copy.passages, key=lambda p: p.a.start - p.a.end))
        )
        pair = Pair(
            taker=lookup.label(taker),
            giver=lookup.label(giver),
            relation=relation,
            share=round(share * 100) if passages else None,
            passages=passages,
        )
        found.append(((copy.relation == "shared-origin", -share), pair))
    found.sort(key=lambda f: f[0])
    return tuple(p for (apart, _), p in found if not apart), tuple(p for (apart, _), p in found if apart)


def _third(lookup: Lookup, copy: Copy) -> str:
    """The agency or body from which both reports of a copy have their words; "" when one took from the other."""
    source = copy.source or ""
    return lookup.agency(source.removeprefix("third:").strip()) if source.startswith("third:") else ""


def _direction(lookup: Lookup, copy: Copy) -> tuple[str, str]:
    """(taker, giver); where the source is not one of the two, the later report stands first."""
    if copy.source == "a":
        return copy.b, copy.a
    if copy.source == "b":
        return copy.a, copy.b
    return (copy.a, copy.b) if lookup.number[copy.a] > lookup.number[copy.b] else (copy.b, copy.a)


def pairs_text(n: int) -> str:
    """A number of passages with its noun."""
    return count(n, "passage")
