"""Who and where: one act told with two doers or in two places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sayso.link.conflicts.sides import side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.link.figures.moments import far_apart
from sayso.link.likeness import PRONOUNS
from sayso.types import Annotations, Conflict, Entity, Proposition

if TYPE_CHECKING:
    from sayso.link.names.entities import Entities

# words that two clauses share at least beside their verb and the names that differ
SHARED = 1
# clauses of one act that are held against each other, the first ones, so that the work does not grow with the square
MOST = 60
_PLACES = ("GPE", "LOC", "FAC")
# acts of which there are many, by whomever and wherever
_MANY = frozenset(
    {"say", "tell", "be", "have", "do", "make", "take", "get", "go", "see", "want", "call", "meet", "speak"}
)


def find_fillers(annotated: Sequence[Annotations], entities: Entities, origins: Ends) -> Iterator[Conflict]:
    """Finds clauses of two reports that agree in verb, object and other words, and differ in who did it or where.

    The doers must be two people or two bodies, the places of one kind, and no report may tell of both together: a town
    in its province, a firm and its owner. Contradiction needs arguments that are aligned (de Marneffe, Rafferty and
    Manning 2008, "Finding contradictions in text").

    Args:
        annotated: the reports.
        entities: what names stand for.
        origins: names the far ends of chains of attribution.
    """
    told: dict[tuple[str, str], list[Proposition]] = {}
    for a in annotated:
        for p in a.propositions:
            done_to = _filler(p, p.patient, entities) if p.patient else _filler(p, p.subject, entities)
            if done_to and not p.negated and not p.expected and p.predicate not in _MANY:
                told.setdefault((p.predicate, done_to), []).append(p)
    texts = [a.report.text for a in annotated]
    published = {a.report.id: a.report.published for a in annotated}
    taken: set[tuple[str, str]] = set()
    together: dict[tuple[str, str], bool] = {}
    for clauses in told.values():
        for p, q in combinations(clauses[:MOST], 2):
            if p.report == q.report or far_apart(published[p.report], published[q.report]):
                continue
            for kind, one, other in _differing(p, q, entities):
                pair = one.id, other.id
                if pair in taken or not _is_aligned(p, q, one, other):
                    continue
                if pair not in together:
                    together[pair] = _stand_together(one, other, texts)
                if together[pair]:
                    continue
                taken |= {pair, pair[::-1]}
                yield Conflict(
                    id="",
                    kind="fact",
                    about=f"{kind}: {p.span.text}",
                    sides=tuple(side_of_clauses([c], origins) for c in (p, q)),
                    relation="dispute",
                    why={"verb": p.predicate, "one": one.name, "other": other.name},
                    score=0.55,
                )


def _filler(p: Proposition, text: str | None, entities: Entities) -> str | None:
    """What stands in an argument: the entity that it names, else its noun."""
    if not text or text.lower() in PRONOUNS:
        return None
    entity = entities.resolve(p.report, text) if text[:1].isupper() else None
    return entity.id if entity is not None else text.lower()


def _differing(p: Proposition, q: Proposition, entities: Entities) -> Iterator[tuple[str, Entity, Entity]]:
    if p.agent and q.agent and p.patient and p.agent[:1].isupper() and q.agent[:1].isupper():
        doers = entities.resolve(p.report, p.agent), entities.resolve(q.report, q.agent)
        if doers[0] and doers[1] and doers[0].type == doers[1].type in ("PERSON", "ORG") and _is_other(*doers):
            yield "who did it", doers[0], doers[1]
    places = [[e for s in c.places if (e := entities.resolve(c.report, s.text, s)) is not None] for c in (p, q)]
    if all(places) and places[0][0].type == places[1][0].type in _PLACES and _is_other(places[0][0], places[1][0]):
        if {e.id for e in places[0]} & {e.id for e in places[1]}:
            return
        yield "where", places[0][0], places[1][0]


def _is_other(a: Entity | None, b: Entity | None) -> bool:
    if a is None or b is None or a.id == b.id:
        return False
    words = [{w.lower() for n in (e.name, *e.aliases) for w in re.findall(r"\w+", n)} for e in (a, b)]
    return not words[0] & words[1]


def _stand_together(a: Entity, b: Entity, texts: Sequence[str]) -> bool:
    """Whether some report names both in one breath: "Arlen in Velmara", "Brell, the owner of Orvel"."""
    one, other = (sorted({e.name, *e.aliases}, key=len) for e in (a, b))
    near = "|".join(
        rf"\b{re.escape(x)}\b[^.!?\n]{{0,60}}\b{re.escape(y)}\b"
        for s, t in ((one, other), (other, one))
        for x in s
        for y in t
    )
    pattern = re.compile(near)
    both = (t for t in texts if any(x in t for x in one) and any(y in t for y in other))
    return any(pattern.search(text) for text in both)


def _is_aligned(p: Proposition, q: Proposition, one: Entity, other: Entity) -> bool:
    names = {w.lower() for e in (one, other) for n in (e.name, *e.aliases) for w in re.findall(r"\w+", n)}
    done_to = {w.lower() for c in (p, q) for w in re.findall(r"\w+", c.patient or c.subject or "")}
    return len(set(p.terms) & set(q.terms) - names - {p.predicate} - done_to) >= SHARED
