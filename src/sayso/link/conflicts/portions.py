"""How many of them: what is said of one part of a whole here and of another part there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from sayso import resources
from sayso.link.conflicts.sides import side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.types import Annotations, Conflict, ConflictRelation, Proposition

# words that two clauses share at least beside those for the part, when their verbs differ; one for the whole and one
# beside it among them
SHARED = 3
# the room that a word leaves which stands for one number, "two thirds" but not "most"
EXACT = 0.15
# clauses that are held against each other, the first ones, so that the work does not grow with the square
MOST = 400
_WORD = re.compile(r"[\w-]+")
_SMALL = frozenset({"of", "the", "them", "whom", "which", "us", "a", "an", "those", "these", "all", "but", "who"})


@dataclass(frozen=True, slots=True)
class _Share:
    """A clause with the share of its whole that its words leave room for, and the words for the whole."""

    proposition: Proposition
    low: float
    high: float
    whole: frozenset[str]
    rest: frozenset[str]


def find_portions(annotated: Sequence[Annotations], origins: Ends) -> Iterator[Conflict]:
    """Finds what parties say of different parts of a whole: "nearly all were burnt", "one of them was burnt".

    Two clauses meet when they have verb and object in common, or name the same whole ("of the 5 million crowns") and
    share words beside it. *dispute* where the shares exclude each other, *rounding* where a word leaves room for the
    number ("most" for "two thirds").

    Args:
        annotated: the reports.
        origins: names the far ends of chains of attribution.
    """
    shares = [s for a in annotated for p in a.propositions if not p.negated and (s := _share(p)) is not None]
    del shares[MOST:]
    found: dict[ConflictRelation, list[set[int]]] = {}
    for i, j in combinations(range(len(shares)), 2):
        p, q = shares[i].proposition, shares[j].proposition
        relation = _relation(shares[i], shares[j])
        if relation is None or (p.report == q.report and (relation == "rounding" or p.statement == q.statement)):
            continue
        if _one_fact(shares[i], shares[j]):
            groups = found.setdefault(relation, [])
            touching = [g for g in groups if i in g or j in g]
            found[relation] = [*(g for g in groups if g not in touching), {i, j}.union(*touching)]
    for relation, groups in found.items():
        for group in groups:
            yield _conflict([shares[i] for i in sorted(group)], relation, origins)


def _conflict(shares: Sequence[_Share], relation: ConflictRelation, origins: Ends) -> Conflict:
    by_share: dict[tuple[float, float], list[Proposition]] = {}
    for share in shares:
        by_share.setdefault((share.low, share.high), []).append(share.proposition)
    first = shares[0].proposition
    return Conflict(
        id="",
        kind="fact",
        about=f"how many of them: {first.span.text}",
        sides=tuple(side_of_clauses(ps, origins) for _, ps in sorted(by_share.items(), reverse=True)),
        relation=relation,
        why={"verb": first.predicate, "shares": "; ".join(f"{a:g} to {b:g}" for a, b in sorted(by_share))},
        score=0.7,
    )


def _relation(a: _Share, b: _Share) -> ConflictRelation | None:
    if a.high < b.low or b.high < a.low:
        return "dispute"
    exact = a.high - a.low < EXACT, b.high - b.low < EXACT
    return "rounding" if exact[0] != exact[1] and a.whole & b.whole else None


def _one_fact(a: _Share, b: _Share) -> bool:
    p, q = a.proposition, b.proposition
    if a.whole and b.whole and not a.whole & b.whole:
        return False
    same_verb = p.predicate == q.predicate or p.predicate in q.terms or q.predicate in p.terms
    if same_verb and p.patient is not None and p.patient == q.patient:
        return True
    whole, rest = a.whole & b.whole, a.rest & b.rest
    return bool(whole and rest) and len(whole | rest) >= SHARED


def _share(proposition: Proposition) -> _Share | None:
    but = re.search(r"\ball\s+but\s+(?!of\b)\w+", proposition.span.text, re.I)
    if proposition.portion is None and but is None:
        return None
    # parsers do not see the subject in "all but three"
    text = (proposition.portion.text if proposition.portion is not None else "all").lower()
    front, _, whole = text.partition(" of ")
    words = re.sub(r"[-\u2011]", " ", front).split()
    table = resources.load("portions")
    part = next((w for w in reversed(words) if _singular(w) in table["parts"]), None)
    if part is None:
        return None
    low, high = table["parts"][_singular(part)]
    if part == "all" and but:
        low, high = table["all_but"]
    elif any(re.search(rf"\b{w}\b", front) for w in table["nearly"]) and low == high == 1.0:
        low, high = table["nearly_all"]
    elif (times := table["times"].get(" ".join(words[-2:-1]))) and low > 0:
        middle, room = times * (low + high) / 2, (high - low) / 2
        low, high = middle - room, min(1.0, middle + room)
    if any(front.startswith(w) for w in table["more_than"]):
        high = 1.0
    elif any(front.startswith(w) for w in table["less_than"]):
        low = 0.0
    inside = frozenset(_singular(w) for w in _WORD.findall(whole) if w not in _SMALL)
    rest = frozenset(map(_singular, proposition.terms)) - inside - set(map(_singular, words))
    return _Share(proposition, low, high, inside, rest)


@cache
def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word
