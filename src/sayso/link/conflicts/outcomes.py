"""What came of it: told as expected, or as not yet done, in one report and as done in a later one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sayso.link.conflicts.denials import SURE
from sayso.link.conflicts.sides import side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.link.likeness import PRONOUNS
from sayso.types import Annotations, Claim, Conflict, Proposition

# part of the words beside verb, subject and names that what was not yet done and what then was share
SHARED = 0.5
# clauses of one verb that are held against each other, the first ones, so that the work does not grow with the square
MOST = 60
# what somebody asks or does not know, and nobody expects
_ASKS = re.compile(r"(?:how|what|when|where|whether|which|who|why)\b", re.I)
_NAMED = re.compile(r"\b[A-Z]\w+")
# what goes on still is not done: "the crash is being investigated"
_ONGOING = re.compile(r"(?:\b(?:is|are)|['’](?:s|re))\s+(?:\w+ly\s+)?\w+ing\b", re.I)
_YET = re.compile(r"\b(?:yet|so far|still)\b", re.I)


def find_outcomes(annotated: Sequence[Annotations], claims: Sequence[Claim], origins: Ends) -> Iterator[Conflict]:
    """Finds what an earlier report expects, or says is not done yet, and a later one tells as done.

    The expected stands in one claim with what came of it, with one verb and one subject; what was not yet done is told
    with the same verb, of a subject of the same name or noun, and with other words in common.

    Args:
        annotated: the reports.
        claims: what the reports share.
        origins: names the far ends of chains of attribution.
    """
    published = {a.report.id: a.report.published or "" for a in annotated}
    propositions = {p.span: p for a in annotated for p in a.propositions}
    for claim in claims:
        if claim.score >= SURE:
            members = [propositions[m.span] for m in claim.members]
            ahead = [p for p in members if p.expected]
            pairs = [(p, q) for p in ahead for q in members if _comes_true(p, q) and _is_later(q, p, published)]
            if pairs:
                why: dict[str, str | float] = {"claim": claim.id, "likeness": claim.score}
                yield _update(
                    pairs, why, claim.score, origins, about=f"expected, then told as done: {pairs[0][1].span.text}"
                )
    yield from _not_yet(list(propositions.values()), published, origins)


def _comes_true(p: Proposition, q: Proposition) -> bool:
    return (
        p.expected
        and not _ASKS.match(p.span.text)
        and not q.expected
        and not _ONGOING.search(q.span.text)
        and p.predicate == q.predicate
        and p.subject is not None
        and q.subject is not None
        and p.subject.lower() == q.subject.lower()
        and p.negated == q.negated
    )


def _is_later(q: Proposition, p: Proposition, published: Mapping[str, str]) -> bool:
    return bool(published[p.report]) and published[p.report] < published[q.report]


def _not_yet(propositions: Sequence[Proposition], published: Mapping[str, str], origins: Ends) -> Iterator[Conflict]:
    done: dict[str, list[Proposition]] = {}
    for p in propositions:
        if not p.negated and not p.expected and p.subject:
            done.setdefault(p.predicate, []).append(p)
    for no in propositions:
        if not no.negated or no.expected or not _YET.search(no.span.text) or not _kinds(no):
            continue
        named = {w.lower() for w in _NAMED.findall(no.span.text)}
        words = set(no.terms) - {no.predicate} - _kinds(no) - named
        pairs = [
            (no, q)
            for q in done.get(no.predicate, ())[:MOST]
            if published[no.report][:10] < published[q.report][:10]
            and published[no.report]
            and _kinds(no) & _kinds(q)
            and len(words & set(q.terms)) >= max(1, SHARED * len(words))
        ]
        if pairs:
            yield _update(
                pairs,
                {"verb": no.predicate},
                0.6,
                origins,
                about=f"not yet done, then told as done: {pairs[0][1].span.text}",
            )


def _kinds(p: Proposition) -> set[str]:
    return set((p.subject or "").lower().split()) - PRONOUNS


def _update(
    pairs: Sequence[tuple[Proposition, Proposition]],
    why: Mapping[str, str | float],
    score: float,
    origins: Ends,
    about: str,
) -> Conflict:
    before, after = (list(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 1))
    return Conflict(
        id="",
        kind="fact",
        about=about,
        sides=(side_of_clauses(before, origins), side_of_clauses(after, origins)),
        relation="update",
        why=why,
        score=score,
    )
