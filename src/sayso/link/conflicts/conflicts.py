"""Where reports, or the parties they cite, differ: figures, denials, dates, facts, names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.conflicts.conditions import find_conditions
from sayso.link.conflicts.denials import SURE, find_denials
from sayso.link.conflicts.fillers import find_fillers
from sayso.link.conflicts.misquoted import find_misquoted
from sayso.link.conflicts.offices import find_office_holders
from sayso.link.conflicts.outcomes import find_outcomes
from sayso.link.conflicts.portions import find_portions
from sayso.link.conflicts.reversals import find_reversals
from sayso.link.conflicts.revised import judge_versions
from sayso.link.conflicts.scopes import find_other_occasions
from sayso.link.conflicts.siblings import find_siblings
from sayso.link.conflicts.sides import side_of
from sayso.link.conflicts.slots import find_slots
from sayso.link.conflicts.timing import find_timings
from sayso.link.figures.ledger import compare_figures
from sayso.link.figures.moments import far_apart
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Annotations, Claim, Conflict, Copy, Figure, Member, Quotation, Report, Side, Statement, Time

if TYPE_CHECKING:
    from sayso.judge.decided import Between
    from sayso.link.names.entities import Entities
    from sayso.link.origins.origins import Origins

# what names a day, a month or a year; no season, week or decade, whose edges are loose
CALENDAR = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T.*)?)?)?$")
SPELLING = 0.34
# a claim must be this surely one before a year and a day of another year are held against each other
CERTAIN = 0.95
# TIMEX3's value for a future without an edge
FAR = "FUTURE_REF"


def find_conflicts(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    figures: Sequence[Figure],
    entities: Entities,
    copies: Sequence[Copy],
    origins: Origins,
    claims: Sequence[Claim],
    decided: Sequence[Between] = (),
    quotations: Sequence[Quotation] = (),
    judged: Constraints = UNDECIDED,
) -> tuple[Conflict, ...]:
    """Finds where what is said cannot all be so, with what kind of difference it is.

    Figures of one quantity that differ come from `compare_figures`. A claim that one party asserts and another denies
    is a denial; one whose members give different days for the same happening a date conflict; two spellings of one
    name across reports a name conflict. What is not sure is left out: a missed conflict can be read in the claims, a
    false one accuses a report of an error.

    Args:
        annotated: the reports.
        statements: all statements, linked.
        figures: all figures, with quantities.
        entities: what names stand for, with their spellings.
        copies: how reports depend on each other.
        origins: where words come from.
        claims: what the reports share.
        decided: what a person decided of figures, oldest first.
        quotations: the same words in quotation marks in several reports.
        judged: which figures a person put together or kept apart, by their ids.

    Returns:
        Conflicts, numbered, in the order figures, denials, dates, outcomes, other facts, quotations, names.
    """
    reports = [a.report for a in annotated]
    found = list(compare_figures(reports, figures, statements, copies, origins, decided))
    found += find_other_occasions(annotated, figures, origins)
    found += find_slots(annotated, figures, origins, claims, judged)
    found += _not_told_yet(find_denials(annotated, statements, figures, origins, claims), found)
    found += _dates(annotated, claims)
    found += find_outcomes(annotated, claims, origins)
    found += find_reversals(annotated, claims, origins)
    found += find_portions(annotated, origins)
    found += find_conditions(annotated, origins)
    found += find_timings(annotated, entities, origins)
    found += find_office_holders(annotated, entities, origins)
    found += find_fillers(annotated, entities, origins)
    found += find_siblings(annotated, claims, origins)
    found += find_misquoted(quotations, origins)
    found += _spellings(annotated, entities, origins)
    return tuple(replace(c, id=f"x{i}") for i, c in enumerate(judge_versions(found, reports), 1))


def _not_told_yet(denials: Iterable[Conflict], found: Sequence[Conflict]) -> list[Conflict]:
    """The denials without those whose sides stand against each other as figures already ("four", "no one")."""
    sides = [[set(side.members) for side in c.sides] for c in found]
    return [
        d
        for d in denials
        if not any(all(any(set(side.members) & own for own in told) for side in d.sides) for told in sides)
    ]


def _dates(annotated: Sequence[Annotations], claims: Sequence[Claim]) -> list[Conflict]:
    times = {a.report.id: a.times for a in annotated}
    reports = {a.report.id: a.report for a in annotated}
    out = []
    for claim in claims:
        if claim.score < SURE:
            continue
        dated = [
            (m, t)
            for m in claim.members
            if (t := _only_day(m.span, times[m.span.report]) or _far_off(m.span, reports[m.span.report])) is not None
        ]
        days: dict[str, list[tuple[Member, Time]]] = {}
        for member, time in dated:
            days.setdefault(time.value[:10], []).append((member, time))
        days = {day: found for day, found in days.items() if not any(o != day and o.startswith(day) for o in days)}
        if len(days) < 2 or _worded_alike([time for found in days.values() for _, time in found]):
            continue
        if _of_two_happenings(claim, days, reports):
            continue
        sides = tuple(
            side_of([t.span for _, t in found], (n for m, _ in found for n in m.stands_on))
            for _, found in sorted(days.items())
        )
        out.append(
            Conflict(
                id="",
                kind="date",
                about=f"when: {claim.text}",
                sides=sides,
                relation="dispute",
                why={"claim": claim.id, "days": ", ".join(sorted(days)), "likeness": claim.score},
                score=claim.score,
            )
        )
    return out


def _of_two_happenings(
    claim: Claim, days: Mapping[str, Sequence[tuple[Member, Time]]], reports: Mapping[str, Report]
) -> bool:
    """Whether what is dated may have happened twice: in reports far apart, or once in a year and once on a day."""
    near = any(
        not far_apart(reports[m.span.report].published, reports[n.span.report].published)
        for one, other in combinations(days.values(), 2)
        for m, _ in one
        for n, _ in other
    )
    years, exact = {day[:4] for day in days}, {len(day) for day in days}
    return not near or (len(years) > 1 and len(exact) > 1 and FAR not in days and claim.score < CERTAIN)


_SMALL = frozenset({"on", "at", "the", "of", "by", "last", "this", "next", "around", "about"})


def _worded_alike(times: Sequence[Time]) -> bool:
    """Whether days that come out apart are told in the same words ("Sunday", "Sunday, March 12").

    Then it is the reading of one of them that differs, not what the reports say.
    """
    told = [(frozenset(re.findall(r"\w+", re.sub(r"[.:]", "", t.span.text.lower()))) - _SMALL, t.value) for t in times]
    return any(x != y and (a <= b or b <= a) for (a, x), (b, y) in combinations(told, 2))


def _only_day(span: Span, times: Sequence[Time]) -> Time | None:
    """The time in a clause when there is exactly one and it names a day, a month or a year."""
    inside = [t for t in times if span.start <= t.span.start and t.span.end <= span.end]
    if len(inside) != 1 or not CALENDAR.match(inside[0].value):
        return None
    before = span.text[: inside[0].span.start - span.start]
    if _COUNTED_FROM.search(inside[0].span.text) or _DATES_ANOTHER.search(before):
        return None
    # the day of a bare clock time is read from elsewhere
    return None if re.search(r"\dT", inside[0].value) and not _NAMES_DAY.search(inside[0].span.text) else inside[0]


# times counted from others ("a day earlier", "42 years ago") are as exact as what they are counted from
_COUNTED_FROM = re.compile(r"\b(?:ago|earlier|later|before|after|previous|following)\b", re.I)
# words behind which a time dates something else than the clause
_DATES_ANOTHER = re.compile(
    r"\b(?:since\b[^,;]*|(?:most recent|latest|last|previous)\s+(?:\w+\s+)?(?:on|in)\s+)$", re.I
)
_NAMES_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|to(?:day|night|morrow)|yesterday"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)


def _far_off(span: Span, report: Report) -> Time | None:
    """The far future ("in the long run") in a clause that names no other time; next year is not part of it."""
    words = "|".join(re.escape(w) for w in load("ledger")["far_off"])
    found = re.search(rf"\b(?:in|over)\s+(?:the\s+)?(?:{words})\b", span.text, re.I)
    if found is None:
        return None
    at = span.start + found.start()
    return Time(span=report.span(at, at + len(found.group())), value=FAR, start=None, end=None)


_SPELT = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})


def _spellings(annotated: Sequence[Annotations], entities: Entities, origins: Origins) -> list[Conflict]:
    """Names of one entity that reports spell differently."""
    first: dict[str, dict[str, Span]] = {}
    for a in annotated:
        for name in a.names:
            # what an account is called is no spelling: "@roe"
            if name.nominal or "@" in a.report.text[max(0, name.span.start - 1) : name.span.start + 1]:
                continue
            entity = entities.resolve(a.report.id, name.span.text, name.span)
            # "US" and "USA" are abbreviations, not spellings
            if entity is not None and entity.type in _SPELT and not name.span.text.isupper():
                seen = first.setdefault(entity.id, {})
                seen.setdefault(re.sub(r"['’]s?$", "", name.span.text), name.span)
    out = []
    for entity in entities.entities:
        forms = first.get(entity.id, {})
        for groups in _variants(tuple(forms)):
            sides = tuple(
                Side(value=form, members=(forms[form],), origins=(origins.voice(forms[form].report),))
                for form in groups
            )
            if len({s.members[0].report for s in sides}) < 2:
                continue
            out.append(
                Conflict(
                    id="",
                    kind="name",
                    about=f"the spelling of {entity.name}",
                    sides=sides,
                    relation="rounding",
                    why={"entity": entity.id, "spellings": len(sides)},
                    score=1.0,
                )
            )
    return out


def _variants(forms: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Sets of forms that are one name spelled in different ways, not a full name and its short form."""
    left = sorted(forms, key=lambda f: (-len(f), f))
    while left:
        head = left.pop(0)
        same = [f for f in left if _one_name(head, f)]
        if same:
            left = [f for f in left if f not in same]
            yield (head, *same)


def _one_name(a: str, b: str) -> bool:
    x, y = _folded(a), _folded(b)
    if x == y:
        # case, accents and hyphens alone are no other spelling
        return re.sub(r"\W", "", a) != re.sub(r"\W", "", b) and _bare(a) != _bare(b)
    if len(x) != len(y) or x[0][:1] != y[0][:1]:
        return False
    return all(
        p == q or (Levenshtein.distance(p, q) <= max(1, SPELLING * len(p)) and len(p) > 2)
        for p, q in zip(x, y, strict=True)
    )


def _folded(text: str) -> list[str]:
    return re.findall(r"\w+", _bare(text)) or [""]


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
