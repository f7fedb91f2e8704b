"""How they are: a condition that one party tells as bad and another as good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sayso import resources
from sayso.annotate.lexicon import is_person_noun
from sayso.link.conflicts.sides import side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.types import Annotations, Conflict, Proposition

# clauses that are held against each other, the first ones, so that the work does not grow with the square
MOST = 100
_ONE = frozenset({"he", "she"})
_MANY = frozenset({"they", "all"})
_COPULA = r"(?:is|are|was|were|be|been|['’]re|['’]s|seem(?:s|ed)?|appear(?:s|ed)?|look(?:s|ed)?|feel(?:s|ing)?|felt)"


def find_conditions(annotated: Sequence[Annotations], origins: Ends) -> Iterator[Conflict]:
    """Finds people of whom parties in two reports say that they are tired, ill or weak, and that they are well.

    Both may be so, of one man's health on two days or as two people judge it, which makes it *different-scope*.

    Args:
        annotated: the reports.
        origins: names the far ends of chains of attribution.
    """
    told = [(p, word) for a in annotated for p in a.propositions if (word := _condition(p)) is not None]
    bad = [(p, w) for p, (w, good) in told if not good][:MOST]
    good = [(p, w) for p, (w, is_good) in told if is_good][:MOST]
    pairs = [
        (p, q)
        for p, _ in bad
        for q, _ in good
        if p.report != q.report
        and _is_one(p.subject, q.subject)
        and not set(origins.of(p.report, p.statement)) & set(origins.of(q.report, q.statement))
    ]
    if not pairs:
        return
    sides = [list(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 1)]
    yield Conflict(
        id="",
        kind="fact",
        about=f"how they are: {sides[0][0].span.text}",
        sides=tuple(side_of_clauses(side, origins) for side in sides),
        relation="different-scope",
        why={"state": dict(bad)[sides[0][0]], "other_state": dict(good)[sides[1][0]]},
        score=0.55,
    )


def _condition(p: Proposition) -> tuple[str, bool] | None:
    """The word for a condition that a clause says its subject, people, to be in, and whether it is a good one."""
    if p.negated or p.expected or p.subject is None:
        return None
    subject = p.subject.lower()
    people = subject in _ONE | _MANY or is_person_noun(subject)
    for pattern, good in zip(_patterns(), (False, True), strict=True):
        found = pattern.search(p.span.text)
        if found is not None and (people or found["state"].lower() not in _of_things()):
            return found["state"], good
    return None


def _is_one(a: str | None, b: str | None) -> bool:
    """Whether two subjects may be the same people: one noun, or a pronoun of several beside it."""
    one, other = (a or "").lower(), (b or "").lower()
    return (one == other and one not in _ONE) or bool({one, other} & _MANY and not {one, other} & _ONE)


@cache
def _of_things() -> frozenset[str]:
    return frozenset(resources.load("reversals")["conditions"]["of_things"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = resources.load("reversals")["conditions"]

    def pattern(side: str) -> re.Pattern[str]:
        states = "|".join(re.escape(w) for w in words[side])
        degree = rf"(?:[\"“‘]?(?:{'|'.join(words['degrees'])})[\"”’]?\s+)*"
        return re.compile(rf"\b{_COPULA}\s+{degree}[\"“‘]?(?P<state>{states})\b", re.I)

    return pattern("bad"), pattern("good")
