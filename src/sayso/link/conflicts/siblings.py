"""What it was: a car in one report and a truck in the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

from sayso import resources
from sayso.link.conflicts.sides import side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.link.figures.moments import far_apart
from sayso.types import Annotations, Claim, Conflict, Proposition

# words that two clauses share at least beside the two kinds, where they have one verb or claim, and where they have not
SHARED = 2
FAR = 3
# clauses of one kind that are held against each other, the first ones, so that the work does not grow with the square
MOST = 400
# a claim's likeness from which on its members tell of one thing
LIKELY = 0.5


def find_siblings(annotated: Sequence[Annotations], claims: Sequence[Claim], origins: Ends) -> Iterator[Conflict]:
    """Finds clauses that tell one thing with two kinds that exclude each other ("a car", "a truck").

    The kind is the object or subject of both clauses, they stand in two reports and share words, and neither report
    tells of the other kind. A brother or a son of somebody who is named is another than that of another's.

    Args:
        annotated: the reports.
        claims: what the reports share.
        origins: names the far ends of chains of attribution.
    """
    of_claim = {m.span: c.id for c in claims if c.score >= LIKELY for m in c.members}
    published = {a.report.id: a.report.published for a in annotated}
    used = {a.report.id: {n for p in a.propositions for n in (p.patient, p.subject) if n} for a in annotated}
    by_kind: dict[str, list[tuple[Proposition, str]]] = {}
    for a in annotated:
        people = [n.span for n in a.names if n.type == "PERSON"]
        for p in a.propositions:
            of_somebody = any(p.span.overlaps(person) for person in people)
            for noun in dict.fromkeys(n for n in (p.patient, p.subject) if n):
                for kind in _kinds().get(noun, ()):
                    if not (kind == "kin" and of_somebody):
                        by_kind.setdefault(kind, []).append((p, noun))
    found: dict[tuple[str, str, str], list[tuple[Proposition, Proposition]]] = {}
    for kind, told in by_kind.items():
        for (p, one), (q, other) in combinations(told[:MOST], 2):
            if p.report == q.report or p.negated or q.negated or _group(kind, one) == _group(kind, other):
                continue
            if far_apart(published[p.report], published[q.report]):
                continue
            if _says(used[p.report], kind, other) or _says(used[q.report], kind, one) or _of_others(p, q):
                continue
            shared = set(p.terms) & set(q.terms)
            together = p.span in of_claim and of_claim[p.span] == of_claim.get(q.span)
            if len(shared) < (SHARED if p.predicate == q.predicate or together else FAR):
                continue
            first, second = sorted(((one, p), (other, q)), key=lambda x: x[0])
            found.setdefault((kind, first[0], second[0]), []).append((first[1], second[1]))
    for (_, one, other), pairs in found.items():
        sides = [list(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 1)]
        yield Conflict(
            id="",
            kind="fact",
            about=f"what it was: {sides[0][0].span.text}",
            sides=tuple(side_of_clauses(side, origins) for side in sides),
            relation="dispute",
            why={"one": one, "other": other},
            score=0.55,
        )


def _of_others(p: Proposition, q: Proposition) -> bool:
    """Whether both clauses name somebody, and nobody in common: each has a brother or a car of his own."""
    words = [{w for n in c.names for w in n.lower().split()} for c in (p, q)]
    return all(words) and not words[0] & words[1]


def _says(nouns: set[str], kind: str, word: str) -> bool:
    """Whether a report tells something of what another word of the same sort means."""
    return any(w in nouns for w in resources.load("siblings")[kind][_group(kind, word)])


def _group(kind: str, word: str) -> int:
    rows = resources.load("siblings")[kind]
    return next(i for i, row in enumerate(rows) if word in row)


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for kind, rows in resources.load("siblings").items():
        for row in rows:
            for word in row:
                out.setdefault(word, []).append(kind)
    return {word: tuple(kinds) for word, kinds in out.items()}
