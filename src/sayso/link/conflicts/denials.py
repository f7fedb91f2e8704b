"""What one party says and another denies: by the verb, by a "not", or by a count of none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sayso.link.conflicts.sides import side_of, side_of_clauses
from sayso.link.figures.judging import Ends
from sayso.link.figures.measures import action_of, kindred
from sayso.link.figures.moments import moment
from sayso.link.figures.titles import find_title
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Annotations, Claim, Conflict, Figure, Member, Proposition, Side, Statement

# a claim's members must be this surely the same before a "not" in one is called a denial
SURE = 0.8
# weight of the words of a denied clause that a clause must share to be what is denied, and in a claim with it
HALF = 0.5
IN_CLAIM = 0.3
# part of what the likest clause shares that others must share
MOST_OF_IT = 0.75
# terms that a denied clause and an asserted one share at least
SHARED = 2
# the widest piece of text in which the place of a count is looked for, in characters on either side
AROUND = 300
PLACES = ("GPE", "LOC", "FAC")
_GENERAL = frozenset({"person", "people", "one", "other", "casualty", "injury", "death", "victim", "fatality"})


def find_denials(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    figures: Sequence[Figure],
    origins: Ends,
    claims: Sequence[Claim],
) -> Iterator[Conflict]:
    """Finds what one party asserts and another denies.

    A denial is a statement that denies, in so many words, what a clause of the story with its telling words asserts; a
    "not" that a party sets against the same verb and subject; or a count of none ("no one was hurt") beside a count of
    some with the same fate, where no place sets the two apart.

    Args:
        annotated: the reports.
        statements: all statements, linked.
        figures: all figures, with their givers.
        origins: names the far ends of chains of attribution.
        claims: what the reports share.
    """
    by_id = {s.id: s for s in statements}
    propositions = {p.span: p for a in annotated for p in a.propositions}
    yield from _denied(list(propositions.values()), by_id, origins, claims)
    for claim in claims:
        yield from _contrary_in(claim, by_id, propositions)
    yield from _none_against_some(annotated, figures, origins)


def _denied(
    propositions: Sequence[Proposition], statements: Mapping[str, Statement], origins: Ends, claims: Sequence[Claim]
) -> Iterator[Conflict]:
    """What a statement denies and clauses of other parties assert: those that share most of its telling words."""
    denials: dict[str, list[Proposition]] = {}
    for p in propositions:
        if p.statement is not None and _denies(p.statement, statements) and not p.negated:
            denials.setdefault(p.statement, []).append(p)
    if not denials:
        return
    holders: dict[str, list[int]] = {}
    for i, p in enumerate(propositions):
        for term in p.terms:
            holders.setdefault(term, []).append(i)
    weights = {term: math.log((1 + len(propositions)) / len(found)) for term, found in holders.items()}
    together: dict[Span, set[Span]] = {}
    for claim in claims:
        spans = {m.span for m in claim.members}
        for span in spans:
            together.setdefault(span, set()).update(spans)
    found: list[_Denied] = []
    for statement, clauses in denials.items():
        against = origins.of(clauses[0].report, statement)
        shares: dict[int, float] = {}
        for no in clauses:
            denied = set(no.terms) - _taken_for_granted(no, propositions)
            whole = sum(weights[t] for t in denied)
            for i in sorted({i for t in denied for i in holders[t]}):
                p = propositions[i]
                shared = set(p.terms) & denied
                share = sum(weights[t] for t in shared) / whole if whole else 0.0
                least = IN_CLAIM if p.span in together.get(no.span, ()) else HALF
                if len(shared) >= SHARED and share >= least and not p.span.overlaps(no.span):
                    shares[i] = max(shares.get(i, 0.0), share)
        said = {
            i: share
            for i, share in shares.items()
            if not (p := propositions[i]).negated
            and p.predicate not in _denying()
            and not _denies(p.statement, statements)
            and not set(origins.of(p.report, p.statement)) & set(against)
        }
        most = max(said.values(), default=0.0)
        towards = [propositions[i] for i, share in sorted(said.items()) if share >= MOST_OF_IT * most]
        if towards:
            found.append(_Denied(towards, clauses, most))
    for one in _told_once(found):
        yield _denial(
            side_of_clauses(one.said, origins),
            side_of_clauses(one.denied, origins),
            {"shared_words": round(one.share, 2)},
            round(0.5 + one.share / 2, 3),
        )


def _taken_for_granted(denied: Proposition, propositions: Sequence[Proposition]) -> set[str]:
    """The words of a denied clause that its report tells itself: "that it knew of the leak which closed the pier"."""
    inside = (p for p in propositions if p.statement is None and p is not denied and p.report == denied.report)
    return {t for p in inside if denied.span.start <= p.span.start and p.span.end <= denied.span.end for t in p.terms}


@dataclass(frozen=True, slots=True)
class _Denied:
    """Clauses that are denied, those that deny, and the share of telling words that both have."""

    said: Sequence[Proposition]
    denied: Sequence[Proposition]
    share: float


def _told_once(found: Sequence[_Denied]) -> list[_Denied]:
    """Denials in one report that share their telling words, such as those of headline and lead, put together."""
    out: list[_Denied] = []
    for new in found:
        terms = {t for p in new.denied for t in p.terms}
        for k, old in enumerate(out):
            theirs = {t for p in old.denied for t in p.terms}
            shared = len(terms & theirs)
            one_report = old.denied[0].report == new.denied[0].report
            if one_report and shared >= SHARED and shared >= HALF * min(len(terms), len(theirs)):
                said = list({p.span: p for p in (*old.said, *new.said)}.values())
                out[k] = _Denied(said, [*old.denied, *new.denied], max(old.share, new.share))
                break
        else:
            out.append(new)
    return out


def _contrary_in(
    claim: Claim, statements: Mapping[str, Statement], propositions: Mapping[Span, Proposition]
) -> Iterator[Conflict]:
    if claim.score < SURE:
        return
    against = _contrary(claim, propositions)
    towards = [m for m in claim.members if m not in against and not _denies(m.statement, statements)]
    if not against or not towards or not set(_origins(against)) - set(_origins(towards)):
        return
    yield _denial(
        side_of([m.span for m in towards], _origins(towards)),
        side_of([m.span for m in against], _origins(against)),
        {"claim": claim.id, "likeness": claim.score},
        claim.score,
    )


def _denial(
    said: Side, denied: Side, why: Mapping[str, str | float], score: float, about: str | None = None
) -> Conflict:
    return Conflict(
        id="",
        kind="denial",
        about=f"said and denied: {about or said.value}",
        sides=(said, denied),
        relation="dispute",
        why={**why, "denied_by": ", ".join(denied.origins)},
        score=score,
    )


def _denies(statement_id: str | None, statements: Mapping[str, Statement]) -> bool:
    statement = statements.get(statement_id) if statement_id is not None else None
    return statement is not None and statement.mode == "deny"


@cache
def _denying() -> frozenset[str]:
    """Verbs whose clause tells that somebody denies: it asserts nothing that is denied in turn."""
    lexicon = load("modes")
    return frozenset((*lexicon["modes"]["deny"], *lexicon["waving_off"]))


def _contrary(claim: Claim, propositions: Mapping[Span, Proposition]) -> list[Member]:
    """Members in which a party says with "not" what the others say of the same subject with the same verb without it.

    A report that words something in the negative in its own voice has not thereby denied it.
    """
    plain = {(_core(p), p.expected) for m in claim.members if not (p := propositions[m.span]).negated}
    return [
        m
        for m in claim.members
        # what would never be and then was is a prediction that failed
        if m.statement is not None and (p := propositions[m.span]).negated and (_core(p), p.expected) in plain
    ]


def _core(proposition: Proposition) -> tuple[str, str]:
    return proposition.predicate, (proposition.subject or "").lower()


def _none_against_some(
    annotated: Sequence[Annotations], figures: Sequence[Figure], origins: Ends
) -> Iterator[Conflict]:
    """Counts of none beside counts of some, of one fate, where neither time nor place sets them apart."""
    reports = {a.report.id: a for a in annotated}
    fates = {f.id: action_of(f) for f in figures}
    actual = [f for f in figures if fates[f.id] and f.status == "actual" and f.low is not None and f.low == f.high]
    for none in (f for f in actual if f.low == 0):
        givers = origins.of(none.report, none.statement)
        some = [
            f
            for f in actual
            if (f.low or 0) > 0
            and fates[f.id] == fates[none.id]
            and (none.head in _GENERAL or kindred(none.head, f.head))
            and not set(origins.of(f.report, f.statement)) & set(givers)
            and not _apart(none, f, reports)
        ]
        if not some or none.statement is None or _is_of_them(none, reports[none.report]):
            continue
        later = [f for f in some if _is_later(reports[f.report], reports[none.report])]
        title = find_title(some)
        said = side_of([f.span for f in some], (o for f in some for o in origins.of(f.report, f.statement)))
        denied = side_of([none.span], givers)
        fate = str(fates[none.id])
        if len(later) == len(some):
            yield Conflict(
                id="",
                kind="figure",
                about=f"how many: {title}",
                sides=(denied, said),
                relation="update",
                why={"fate": fate, "none": True},
                score=0.7,
            )
        else:
            yield _denial(said, denied, {"fate": fate, "likeness": 0.7}, 0.7, title)


def _is_of_them(none: Figure, annotations: Annotations) -> bool:
    """Whether a count of none is of some who are there: "none of the injuries was serious" denies no injury."""
    return annotations.report.text[none.span.end : none.span.end + 4].strip().lower().startswith("of")


def _apart(none: Figure, some: Figure, reports: Mapping[str, Annotations]) -> bool:
    """Whether the count of none stands beside names of places, and none of those stands beside the other."""
    one, other = (_places(f, reports[f.report]) for f in (none, some))
    return bool(one) and not one & other


def _places(figure: Figure, annotations: Annotations) -> set[str]:
    text = annotations.report.text
    start = max(text.rfind("\n", 0, figure.span.start), figure.span.start - AROUND)
    end = text.find("\n", figure.span.end)
    end = min(end if end >= 0 else len(text), figure.span.end + AROUND)
    return {
        w
        for n in annotations.names
        if n.type in PLACES and not n.nominal and start <= n.span.start < end
        for w in n.span.text.lower().split()
    }


def _is_later(b: Annotations, a: Annotations) -> bool:
    then, now = moment(a.report.published), moment(b.report.published)
    return then is not None and now is not None and then.before(now) and then.day != now.day


def _origins(members: Sequence[Member]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for m in members for n in m.stands_on))
