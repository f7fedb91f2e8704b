"""When: clock times of one thing, days of one document, a deadline as a day and as a spell, beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from sayso import resources
from sayso.language.embed import embed
from sayso.link.conflicts.sides import side_of
from sayso.link.figures.judging import Ends
from sayso.link.figures.moments import moment
from sayso.link.likeness import PRONOUNS
from sayso.spans import Span
from sayso.types import Annotations, Conflict, ConflictRelation, Proposition, Time

if TYPE_CHECKING:
    from sayso.link.names.entities import Entities

# clock times of one course of events lie this near
COURSE = timedelta(hours=1)
# what a clock time is off by whose half of the day is mistaken
HALF_A_DAY = timedelta(hours=12)
# a clock time that stands for another rounds it within this
ROUNDED = timedelta(minutes=15)
# cosine from which on two nouns or verbs tell of one thing ("missile", "projectile")
ALIKE = 0.5
# clauses that are held against each other, the first ones, so that the work does not grow with the square
MOST = 400
# days by which a document's day is told differently, rather than that there are two
APART = 3
# relative difference at which a spell still means a day ("a full year" for a month eleven months ahead)
LOOSE = 0.25
_DAY_NAMED = re.compile(r"day\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{4}", re.I)
_HALF_NAMED = re.compile(r"\b[ap]\.?\s?m\b", re.I)
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)")
_SPELL = re.compile(r"P(\d+)([DWMY])$")
_LENGTH = {"D": 1, "W": 7, "M": 30.4, "Y": 365.25}
_BLUR = re.compile(r"\b(?:about|around|approximately|roughly|some|circa|nearly|almost|shortly)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A clause with its only time."""

    proposition: Proposition
    time: Time
    published: str


def find_timings(annotated: Sequence[Annotations], entities: Entities, origins: Ends) -> Iterator[Conflict]:
    """Finds where reports tell in other words when something was.

    Clock times of one day, less than COURSE apart, of subjects that are alike: of one act *rounding* or *dispute*, of
    two acts *different-scope* (a missile's launch and its fall). One clock time, in the morning here and in the evening
    there: *error*. A document that two reports date differently: *dispute*. A deadline that one gives as a day and the
    other as a spell that ends about then: *rounding*. Years of the beginning of one body: *dispute* for one verb,
    *different-scope* for two (founded, taken up arms).

    Args:
        annotated: the reports.
        entities: what names stand for.
        origins: names the far ends of chains of attribution.
    """
    timed = [t for a in annotated for t in _timed(a)]
    clocks = [t for t in timed if _CLOCK.fullmatch(t.time.value) and re.search(r"\d", t.time.span.text)]
    yield from _clocks(clocks, origins)
    yield from _halves([t for a in annotated for t in _with_half(a)], origins)
    yield from _deadlines(timed, origins)
    yield from _beginnings(timed, entities, origins)
    yield from _documents(annotated, entities, origins)


def _timed(annotations: Annotations) -> Iterator[_Timed]:
    """The innermost clause of each time that has no other time in it."""
    for time in annotations.times:
        around = [
            p for p in annotations.propositions if p.span.start <= time.span.start and time.span.end <= p.span.end
        ]
        innermost = min(around, key=lambda p: p.span.end - p.span.start, default=None)
        if innermost is None or innermost.negated:
            continue
        inside = [
            t
            for t in annotations.times
            if innermost.span.start <= t.span.start and t.span.end <= innermost.span.end and t.value[:1] != "P"
        ]
        if len(inside) <= 1:
            yield _Timed(innermost, time, annotations.report.published or "")


def _clocks(timed: Sequence[_Timed], origins: Ends) -> Iterator[Conflict]:
    told: dict[str, set[str]] = {}
    for t in timed:
        told.setdefault(t.proposition.report, set()).add(t.time.value)
    pairs: dict[tuple[str, str], list[tuple[_Timed, _Timed]]] = {}
    for a, b in combinations(timed[:MOST], 2):
        one, other = a.time.value, b.time.value
        if a.proposition.report == b.proposition.report or _apart(a, b) is None:
            continue
        if not _is_of_one_subject(a.proposition, b.proposition):
            continue
        if {_clock(v) for v in told[a.proposition.report]} & {_clock(other)}:
            continue
        if {_clock(v) for v in told[b.proposition.report]} & {_clock(one)}:
            continue
        first, second = sorted((a, b), key=lambda t: _clock(t.time.value))
        pairs.setdefault((_clock(one), _clock(other)) if first is a else (_clock(other), _clock(one)), []).append(
            (first, second)
        )
    for found in pairs.values():
        same = [(a, b) for a, b in found if _is_one_act(a.proposition, b.proposition)]
        shown = same or found
        sides = [list(dict.fromkeys(pair[at] for pair in shown)) for at in (0, 1)]
        near = (_apart(*found[0]) or COURSE) <= ROUNDED
        round_ = any(
            _BLUR.search(t.time.span.text) or t.time.value[-2:] in ("00", "30") for side in sides for t in side
        )
        relation: ConflictRelation = "different-scope" if not same else "rounding" if near and round_ else "dispute"
        yield _conflict(
            "date",
            f"at what time: {sides[0][0].proposition.span.text}",
            sides,
            relation,
            {"same_act": bool(same)},
            origins,
        )


def _with_half(annotations: Annotations) -> Iterator[_Timed]:
    """Clock times that say whether they are a.m. or p.m., each with its innermost clause."""
    for time in annotations.times:
        if not (_CLOCK.fullmatch(time.value) and _HALF_NAMED.search(time.span.text)):
            continue
        around = (
            p for p in annotations.propositions if p.span.start <= time.span.start and time.span.end <= p.span.end
        )
        innermost = min(around, key=lambda p: p.span.end - p.span.start, default=None)
        if innermost is not None and not innermost.negated:
            yield _Timed(innermost, time, annotations.report.published or "")


def _halves(timed: Sequence[_Timed], origins: Ends) -> Iterator[Conflict]:
    """One clock time of one day, in the morning here and in the evening there, of clauses that share a word."""
    taken: set[str] = set()
    for a, b in combinations(timed[:MOST], 2):
        (one, other), p, q = (a.time.value, b.time.value), a.proposition, b.proposition
        if p.report == q.report or one[:10] != other[:10] or one[11:16] in taken:
            continue
        apart = datetime.fromisoformat(one[:10] + "T" + _clock(one)) - datetime.fromisoformat(
            one[:10] + "T" + _clock(other)
        )
        if abs(apart) != HALF_A_DAY or not set(p.terms) & set(q.terms) - _words(a) - _words(b):
            continue
        taken |= {one[11:16], other[11:16]}
        sides = [[t] for t in sorted((a, b), key=lambda t: t.time.value)]
        yield _conflict("date", f"at what time: {p.span.text}", sides, "error", {"half_a_day_apart": True}, origins)


def _clock(value: str) -> str:
    """The time of day of a date-time; midnight is written as the end of its day."""
    return value[11:16].replace("24:", "00:")


def _apart(a: _Timed, b: _Timed) -> timedelta | None:
    """How far two clock times lie apart; None when it is nothing, more than COURSE, or on two days.

    The day of a clock time that is told alone is read from the report's, and may be off by one.
    """
    one, other = (datetime.fromisoformat(f"2000-01-01T{_clock(t.time.value)}") for t in (a, b))
    told = [bool(_DAY_NAMED.search(t.time.span.text)) for t in (a, b)]
    days = [datetime.fromisoformat(t.time.value[:10]) for t in (a, b)]
    if abs(days[0] - days[1]) > timedelta(days=0 if all(told) else 1):
        return None
    gap = abs(one - other)
    return gap if timedelta(0) < gap <= COURSE else None


def _is_of_one_subject(p: Proposition, q: Proposition) -> bool:
    one, other = (p.subject or "").lower(), (q.subject or "").lower()
    happens = p.predicate in _happening() and q.predicate in _happening()
    if happens and "it" in (one, other):
        return True
    if not one or not other or one in PRONOUNS or other in PRONOUNS:
        return False
    return one == other or _cosine(one, other) >= ALIKE


def _is_one_act(p: Proposition, q: Proposition) -> bool:
    """Whether two clauses tell of one act: by their verbs, or by their subjects when the verbs say that it happened."""
    if p.predicate in _happening() and q.predicate in _happening():
        return True
    return p.predicate == q.predicate or _cosine(p.predicate, q.predicate) >= ALIKE


@cache
def _happening() -> frozenset[str]:
    return frozenset(resources.load("reversals")["happening"])


@lru_cache(maxsize=4096)
def _cosine(a: str, b: str) -> float:
    vectors = embed([a, b])
    return float(vectors[0] @ vectors[1])


def _deadlines(timed: Sequence[_Timed], origins: Ends) -> Iterator[Conflict]:
    """A day by which, and a spell in which, the same is to be done."""
    days = [t for t in timed if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", t.time.value)]
    spells = [t for t in timed if _SPELL.match(t.time.value)]
    del days[MOST:], spells[MOST:]
    found: dict[str, tuple[list[_Timed], list[_Timed]]] = {}
    for spell in spells:
        p = spell.proposition
        for day in days:
            q = day.proposition
            shared = set(p.terms) & set(q.terms) - _words(day) - _words(spell)
            if p.report == q.report or p.predicate != q.predicate or p.subject != q.subject or not shared:
                continue
            if not _ends_about(spell, day):
                continue
            sides = found.setdefault(p.predicate, ([], []))
            for side, it in zip(sides, (day, spell), strict=True):
                if it not in side:
                    side.append(it)
    for verb, sides in found.items():
        yield _conflict(
            "date", f"by when: {sides[0][0].proposition.span.text}", sides, "rounding", {"verb": verb}, origins
        )


def _words(timed: _Timed) -> set[str]:
    return set(re.findall(r"\w+", timed.time.span.text.lower()))


def _ends_about(spell: _Timed, day: _Timed) -> bool:
    """Whether a spell from the day of its report ends about a day that lies ahead."""
    found, starts, ends = _SPELL.match(spell.time.value), moment(spell.published[:10]), moment(day.time.value)
    if found is None or starts is None or ends is None or ends.start <= starts.start:
        return False
    length = int(found.group(1)) * _LENGTH[found.group(2)]
    ahead = (ends.start - starts.start).days, (ends.end - starts.start).days
    return ahead[0] * (1 - LOOSE) <= length <= ahead[1] * (1 + LOOSE)


def _beginnings(timed: Sequence[_Timed], entities: Entities, origins: Ends) -> Iterator[Conflict]:
    """Years in which one body is said to have begun."""
    verbs = frozenset(resources.load("reversals")["beginnings"])
    begun: dict[str, list[_Timed]] = {}
    for t in timed:
        p = t.proposition
        if p.expected or p.predicate not in verbs or not re.fullmatch(r"\d{4}(?:-\d\d)?", t.time.value):
            continue
        armed = p.predicate == "take up"
        body = p.subject if armed or p.patient is None else p.patient
        entity = entities.resolve(p.report, body, _place_of(body, p)) if body else None
        if entity is not None and entity.type in ("ORG", "FAC", "PRODUCT"):
            begun.setdefault(entity.id, []).append(t)
    for body_id, found in begun.items():
        years: dict[str, list[_Timed]] = {}
        for t in found:
            years.setdefault(t.time.value[:4], []).append(t)
        if len(years) < 2 or len({t.proposition.report for t in found}) < 2:
            continue
        verbs_told = {t.proposition.predicate for t in found}
        relation: ConflictRelation = "dispute" if len(verbs_told) == 1 else "different-scope"
        sides = [side for _, side in sorted(years.items())]
        yield _conflict(
            "date", f"since when: {sides[0][0].proposition.span.text}", sides, relation, {"body": body_id}, origins
        )


def _place_of(text: str, p: Proposition) -> Span | None:
    """Where a name stands in its clause."""
    at = p.span.text.find(text)
    if at < 0:
        return None
    return Span(
        report=p.report,
        start=p.span.start + at,
        end=p.span.start + at + len(text),
        text=text,
        raw=(p.span.raw[0] + at, p.span.raw[0] + at + len(text)),
    )


def _documents(annotated: Sequence[Annotations], entities: Entities, origins: Ends) -> Iterator[Conflict]:
    """Days on which one body's filing, ruling or letter is said to have come."""
    nouns = "|".join(resources.load("reversals")["papers"])
    told = re.compile(
        rf"\bin\s+(?:an?|its|his|her|their|the)\s+(?:[a-z][\w-]*\s+){{0,2}}(?P<paper>{nouns})"
        r"(?:\s+(?:with|to|at|before)\s+[^,;:()]{1,80}?)?,?\s+(?:(?:early|late)\s+)?(?:on\s+)?$",
        re.I,
    )
    dated: dict[tuple[str, str], dict[str, list[tuple[Annotations, Time]]]] = {}
    for a in annotated:
        for time in a.times:
            if not re.match(r"\d{4}-\d\d-\d\d", time.value):
                continue
            start = max((s for s, _ in a.sentences if s <= time.span.start), default=0)
            found = told.search(a.report.text[start : time.span.start])
            if found is None:
                continue
            owner = [
                e.id for s, _, e in entities.within(a.report.span(start, start + found.start())) if e.type == "ORG"
            ]
            for body in owner[:1] or owner:
                days = dated.setdefault((body, found["paper"].lower()), {})
                days.setdefault(time.value[:10], []).append((a, time))
    for (body, paper), days in dated.items():
        ordered = sorted(days.items())
        reports = [{a.report.id for a, _ in places} for _, places in ordered]
        first, last = moment(ordered[0][0]), moment(ordered[-1][0])
        if len(days) != 2 or reports[0] & reports[1] or first is None or last is None:
            continue
        if (last.start - first.start).days > APART:
            continue
        yield Conflict(
            id="",
            kind="date",
            about=f"on what day, the {paper} of: {ordered[0][1][0][1].span.text}",
            sides=tuple(
                side_of([t.span for _, t in places], (_origin(a, t, origins) for a, t in places))
                for _, places in ordered
            ),
            relation="dispute",
            why={"paper": paper, "body": body, "days": ", ".join(sorted(days))},
            score=0.6,
        )


def _origin(a: Annotations, time: Time, origins: Ends) -> str:
    own = origins.of(a.report.id, None)
    return own[0] if own else time.span.report


def _conflict(
    kind: str,
    about: str,
    sides: Sequence[Sequence[_Timed]],
    relation: ConflictRelation,
    why: Mapping[str, str | bool],
    origins: Ends,
) -> Conflict:
    return Conflict(
        id="",
        kind="date",
        about=about,
        sides=tuple(
            side_of(
                [t.time.span for t in side],
                (o for t in side for o in origins.of(t.proposition.report, t.proposition.statement)),
            )
            for side in sides
        ),
        relation=relation,
        why={**why, "times": "; ".join(side[0].time.value for side in sides)},
        score=0.6,
    )
