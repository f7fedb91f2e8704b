"""Who took from whom: origins, those who pass words on, and reports, with the copied passages of every pair."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.render import wording
from sayso.render.judged import judged
from sayso.render.lookup import Item, Lookup, Taking, own_voice
from sayso.render.shared import SharedReport, shared_reports
from sayso.types import Copy, Passage

_MOST_ORIGINS = 14
_MOST_PASSING = 8
# pairs in a table, and passages of a pair, that are shown; the JSON has all
_MOST_PAIRS, _MOST_PASSAGES = 100, 20

Feed = tuple[str, str, str]
"""An origin or "", who passed its words on or "", and the report that has them."""


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
    """Two reports that depend on each other: how, how much, and the longest passages that they share."""

    taker: str
    giver: str
    relation: str
    share: int | None
    passages: tuple[Item, ...]
    more_passages: int
    judged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """The drawing's nodes and edges, pairs of which one took text, pairs of one origin, and what was left out.

    `shared` are the reports that share text, sentence by sentence.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pairs: tuple[Pair, ...]
    related: tuple[Pair, ...]
    more_pairs: int
    more_related: int
    independent: str
    left_out: str
    shared: tuple[SharedReport, ...]


@dataclass(frozen=True, slots=True)
class _Two:
    """Two reports that depend on each other: the copy with its number, who took from whom, and how much (0..1)."""

    number: int
    copy: Copy
    taking: Taking | None
    taker: str
    giver: str
    share: float


def dependence(lookup: Lookup) -> Dependence:
    """Draws together the chains of attribution and the copies of a dossier."""
    feeds = _feeds(lookup)
    reach: dict[str, set[str]] = {}
    for origin, _, fed in feeds:
        if origin:
            reach.setdefault(origin, set()).add(fed)
    ranked = sorted(reach, key=lambda o: (-len(reach[o]), o))
    nodes = _nodes(lookup, ranked[:_MOST_ORIGINS], _passing(feeds))
    edges = _edges(lookup, nodes, feeds, reach)
    pairs, related = _dependent(lookup)
    total = len(lookup.reports) * (len(lookup.reports) - 1) // 2
    apart = total - len(pairs) - len(related)
    left = len(ranked) - _MOST_ORIGINS
    return Dependence(
        nodes=tuple(n for n in nodes if n.kind == "report" or any(n.key in (e.a, e.b) for e in edges)),
        edges=edges,
        pairs=tuple(_pair(lookup, two) for two in pairs[:_MOST_PAIRS]),
        related=tuple(_pair(lookup, two) for two in related[:_MOST_PAIRS]),
        more_pairs=max(0, len(pairs) - _MOST_PAIRS),
        more_related=max(0, len(related) - _MOST_PAIRS),
        independent=wording.PAIRS_INDEPENDENT.format(n=apart, total=total) if apart else "",
        left_out=wording.MORE_ORIGINS.format(n=left) if left > 0 else "",
        shared=shared_reports(lookup),
    )


def _passing(feeds: list[Feed]) -> set[str]:
    """Who passed words on and is drawn: whom reports credit first, then who passed them to most reports."""
    passing: dict[str, set[str]] = {}
    for _, agency, fed in feeds:
        if agency:
            passing.setdefault(agency, set()).add(fed)
    credited = {agency for origin, agency, _ in feeds if not origin}
    return set(sorted(passing, key=lambda a: (a not in credited, -len(passing[a]), a))[:_MOST_PASSING])


def _nodes(lookup: Lookup, origins: list[str], passing: set[str]) -> list[Node]:
    """Origins on the left; agencies, and reports that others took from or cite, in the middle; the rest at right."""
    nodes = [Node(key=f"o:{o}", name=lookup.who(o), kind="origin", column=0) for o in origins]
    nodes += [
        Node(key=_agency(lookup, a), name=lookup.who(a), kind="agency", column=1)
        for a in sorted(passing)
        if _agency(lookup, a).startswith("a:")
    ]
    cited = {_agency(lookup, a) for a in passing}
    sources = {t.giver for t in lookup.takings} - {t.taker for t in lookup.takings}
    for report in lookup.reports:
        key = f"r:{report.id}"
        column = 1 if report.id in sources or key in cited else 2
        nodes.append(Node(key=key, name=lookup.label(report.id), kind="report", column=column))
    return nodes


def _agency(lookup: Lookup, name: str) -> str:
    """The node of somebody who passed words on: a report of the dossier when its outlet has that name."""
    report = next((r.id for r in lookup.reports if lookup.label(r.id).casefold() == name.casefold()), None)
    return f"a:{name}" if report is None else f"r:{report}"


def _edges(lookup: Lookup, nodes: list[Node], feeds: list[Feed], reach: dict[str, set[str]]) -> tuple[Edge, ...]:
    """Words from origins through those who passed them on, and copied text; what a copy's source has is drawn once."""
    known = {n.key for n in nodes}
    edges: dict[tuple[str, str], Edge] = {}

    def connect(a: str, b: str, label: str = "", *, copied: bool = False) -> None:
        if a in known and b in known and a != b and (copied or (a, b) not in edges):
            edges[a, b] = Edge(a=a, b=b, copied=copied, label=label)

    givers: dict[str, set[str]] = {}
    for taking in lookup.takings:
        if taking.known:
            givers.setdefault(taking.taker, set()).add(taking.giver)
    for origin, agency, fed in feeds:
        if origin and givers.get(fed, set()) & reach[origin]:
            continue
        through = _agency(lookup, agency) if agency else ""
        if through in known:
            connect(f"o:{origin}", through)
            connect(through, f"r:{fed}")
        else:
            connect(f"o:{origin}", f"r:{fed}")
    for taking in lookup.takings:
        connect(f"r:{taking.giver}", f"r:{taking.taker}", taken(taking), copied=True)
    for third, copy in _thirds(lookup):
        for taker in (copy.a, copy.b):
            connect(f"a:{third}", f"r:{taker}", wording.COPY_RELATIONS[copy.relation], copied=True)
    return tuple(edges.values())


def taken(taking: Taking) -> str:
    """How and how much one report took from another, in words."""
    relation, percent = wording.COPY_RELATIONS[taking.copy.relation], round(taking.share * 100)
    if not percent:
        return relation
    edge = wording.COPY_EDGE if taking.known else wording.COMMON_EDGE
    return edge.format(relation=relation, share=percent)


def _feeds(lookup: Lookup) -> list[Feed]:
    """(origin, who passed it on or "", report) for everything that claims stand on, each once."""
    feeds: dict[Feed, None] = {}
    for report in lookup.reports:
        for agency in report.agencies:
            feeds["", lookup.agency(agency), report.id] = None
    for third, copy in _thirds(lookup):
        for taker in (copy.a, copy.b):
            feeds["", third, taker] = None
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


def _dependent(lookup: Lookup) -> tuple[list[_Two], list[_Two]]:
    """The pairs of which one took text, and those of one origin, each with most in common first."""
    found: list[_Two] = []
    takings = {(taking.copy.a, taking.copy.b): taking for taking in lookup.takings}
    for n, copy in enumerate(lookup.dossier.copies):
        if copy.relation == "independent" and not copy.judged:
            continue
        if copy.a not in lookup.by_id or copy.b not in lookup.by_id:
            continue
        taking = takings.get((copy.a, copy.b))
        giver, taker = sorted((copy.a, copy.b), key=lambda r: lookup.number[r])
        if taking is not None:
            taker, giver = taking.taker, taking.giver
        found.append(_Two(n, copy, taking, taker, giver, lookup.share(copy, taker)))
    found.sort(key=lambda two: -two.share)
    apart = [two for two in found if two.copy.relation == "shared-origin"]
    return [two for two in found if two.copy.relation != "shared-origin"], apart


def _pair(lookup: Lookup, two: _Two) -> Pair:
    """A pair in words, with its longest passages."""
    copy, taking = two.copy, two.taking
    third = _third(lookup, copy)
    relation = wording.COPY_RELATIONS[copy.relation]
    if taking is not None and not taking.known:
        relation = wording.UNKNOWN_DIRECTION.format(relation=relation)
    elif third and taking is None:
        relation = f"{relation}, {wording.FROM_THIRD.format(name=lookup.who(third))}"
    if known_by := wording.SOURCE_BY.get(str(copy.why.get("source_by"))):
        relation = wording.SOURCE_KNOWN.format(relation=relation, why=known_by)
    if owner := copy.why.get("one_owner"):
        relation = wording.PAIR_OF_ONE_OWNER.format(relation=relation, owner=owner)
    shown = [(k, p) for k, p in enumerate(_shown(copy)) if lookup.shows(p.a) or lookup.shows(p.b)]
    return Pair(
        taker=lookup.label(two.taker),
        giver=lookup.label(two.giver),
        relation=relation,
        share=round(two.share * 100) if copy.passages else None,
        passages=tuple(
            Item(
                key=f"copy-{two.number}-{k}",
                title=f"{lookup.label(two.taker)} / {lookup.label(two.giver)}",
                places=lookup.ordered((p.a, p.b)),
            )
            for k, p in shown[:_MOST_PASSAGES]
        ),
        more_passages=max(0, len(shown) - _MOST_PASSAGES),
        judged=judged(copy.judged),
    )


def _shown(copy: Copy) -> list[Passage]:
    """The passages of a pair, longest first, without what is part of a reworded sentence."""
    reworded = [p for p in copy.passages if p.relation == "reworded"]
    apart = [
        p
        for p in copy.passages
        if p.relation == "reworded"
        or not any(r.a.start <= p.a.start and p.a.end <= r.a.end and r.b.overlaps(p.b) for r in reworded)
    ]
    return sorted(apart, key=lambda p: p.a.start - p.a.end)


def _thirds(lookup: Lookup) -> list[tuple[str, Copy]]:
    """Copies of which both reports took their text from somebody else, with who that is."""
    between = {(t.copy.a, t.copy.b) for t in lookup.takings}
    copies = (c for c in lookup.dossier.copies if c.relation not in ("shared-origin", "independent"))
    return [(third, c) for c in copies if (c.a, c.b) not in between and (third := _third(lookup, c))]


def _third(lookup: Lookup, copy: Copy) -> str:
    """The agency or body from which both reports of a copy have their words; "" when one took from the other."""
    source = copy.source or ""
    return lookup.agency(source.removeprefix("third:").strip()) if source.startswith("third:") else ""
