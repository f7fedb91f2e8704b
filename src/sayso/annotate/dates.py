"""Gives reports their day: undated ones from what they say and from the dated reports beside them.

A day that was handed in is a hint, as crawlers stamp pages with the day of their visit or of a late change. A text
that contradicts it wins.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sayso.annotate.calendar import day_of, real_day
from sayso.annotate.timefinding import Expression, find_expressions
from sayso.language.backbone import Reading
from sayso.types import Report, Why

# Share of the weekdays told as past, and as yet to come, that lie so many days from the report's own
# (counted in TimeBank with its creation times).
BEHIND = (0.52, 0.26, 0.07, 0.05, 0.04, 0.03, 0.03)
AHEAD = (0.25, 0.25, 0.13, 0.12, 0.10, 0.08, 0.07)
# Chance that two reports that open alike stand so many days apart; what lies beyond the last bound is FAR.
APART = ((0, 0.60), (1, 0.16), (2, 0.06), (3, 0.03), (7, 0.012), (30, 0.003))
FAR = 0.0005
# The month that a report stands in is "this month" in it; only one in ten calls it by name.
OWN_MONTH = 0.1
# Cosine of two openings from which on they tell the same news (MiniLM; the pairs of TimeBank's stories lie below 0.6).
SAME_NEWS = 0.6
# An undated report is looked for this many days around what dates it.
REACH = 7
# Log odds that a hint is right before anything is read, and the days by which clocks and deadlines may move it.
TRUST = 5.0
GRACE = timedelta(days=1)
# The same when two reports with different addresses and texts carry one and the same moment: the crawler's visit, since
# no outlet publishes two stories in one second.
TRUST_OF_VISIT = 1.0
# How often the day in an address is the report's to a day (121 of 123 reports of 56 events whose day was handed in).
ADDRESS = 0.98
# Characters at the head of a report that tell its news.
HEAD = 600
# a date with a time of day; midnight stands for none
_MOMENT = re.compile(r"T(?!00:00(?::00)?)\d\d:\d\d")
# Days in addresses: /2016/11/03/, /2017-05/09/
_URL_DAY = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class Clues:
    """What a report says of its own day.

    Weekdays told as past and as to come, months told as past, the latest full date in it, the latest of those told as
    past, and the day in its address.
    """

    behind: frozenset[int]
    ahead: frozenset[int]
    months: frozenset[int]
    latest: date | None
    latest_past: date | None
    address: date | None


@dataclass(frozen=True, slots=True)
class Inferred:
    """A day worked out for a report, how likely it is beside all other days, 0 to 1, and from what.

    Of 52 reports of 14 news events whose day was hidden, the day was right for 1 of 15 with a score below 0.3, for 18
    of 30 from there to 0.7 (mean score 0.47), and for all 7 above.
    """

    day: date
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Beside:
    """A dated report beside another: its day, and how alike the two open, 0 to 1."""

    day: date
    likeness: float


def date_reports(reports: Sequence[Report], clues: Sequence[Clues]) -> tuple[Report, ...]:
    """Gives each undated report its day, and each report whose text contradicts its hint the day that the text says.

    The day in a report's address is the publisher's own and stands before a hint. Without it each possible day is
    weighed by the weekdays of the text ("said Tuesday" is mostly written on a Tuesday), by the full dates in it, and by
    the days of the dated reports that open alike; an undated report takes the best day. A hint is given up when
    the text tells as past what lies after it, or when text and reports beside it together make a day further off than
    the time zones e**TRUST times as likely. The new `published` has basis "inferred", with its reasons in
    `published_why` and in `published_score` its share of the weight of all possible days. Where nothing speaks, reports
    stay as they are.

    Args:
        reports: the reports of one story as they were handed in, in any order.
        clues: what each of them says of its own day, as `find_clues` finds it.
    """
    days = [day_of(r.published) for r in reports]
    visits = _visits(reports)
    likeness = _likeness(reports) if _needs_likeness(days) else {}
    decided = list(days)
    found: list[Inferred | None] = [None] * len(reports)
    # hints first, so that a wrong one does not date the undated
    for i in sorted(range(len(reports)), key=lambda i: days[i] is None):
        beside = [Beside(d, likeness.get((i, j), 0.0)) for j, d in enumerate(decided) if j != i and d is not None]
        trust = TRUST_OF_VISIT if reports[i].published in visits else TRUST
        found[i] = _decide(clues[i], days[i], beside, trust)
        one = found[i]
        decided[i] = one.day if one else days[i]
    return tuple(_dated(report, one) if one else report for report, one in zip(reports, found, strict=True))


def _dated(report: Report, one: Inferred) -> Report:
    return replace(
        report,
        published=one.day.isoformat(),
        published_basis="inferred",
        published_score=round(one.score, 3),
        published_why=one.why,
    )


def find_clues(reading: Reading) -> Clues:
    """The expressions of a report that say when it was written."""
    behind: set[int] = set()
    ahead: set[int] = set()
    months: set[int] = set()
    told: list[date] = []
    past: list[date] = []
    for expression in find_expressions(reading):
        found = expression.match.found
        if _is_bare_weekday(expression):
            number = int(found["WEEKDAY"])
            (ahead if expression.tense == "future" else behind).add(number)
        elif expression.match.rule.means == "month" and set(found) == {"MONTH"} and expression.tense == "past":
            months.add(int(found["MONTH"]))
        elif expression.match.rule.means == "calendar_day" and "YEAR" in found and expression.tense != "future":
            day = real_day(int(found["YEAR"]), int(found["MONTH"]), int(found["DAY"]))
            if day:
                told.append(day)
                if expression.tense == "past":
                    past.append(day)
    return Clues(
        behind=frozenset(behind),
        ahead=frozenset(ahead),
        months=frozenset(months),
        latest=max(told, default=None),
        latest_past=max(past, default=None),
        address=day_in_address(reading.report.url),
    )


def day_in_address(url: str | None) -> date | None:
    """The day that an address carries, as many do: /2028/03/07/; None when it has none."""
    match = _URL_DAY.search(url or "")
    return real_day(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def _is_bare_weekday(expression: Expression) -> bool:
    found = expression.match.found
    return expression.match.rule.means in ("weekday", "clock") and "WEEKDAY" in found and "WHICH" not in found


def _visits(reports: Sequence[Report]) -> frozenset[str]:
    """Moments, to the second, at which reports of several addresses are said to be published."""
    seen: dict[str, set[str]] = {}
    for report in reports:
        if report.published and report.url and _MOMENT.search(report.published):
            seen.setdefault(report.published, set()).add(report.url)
    return frozenset(moment for moment, addresses in seen.items() if len(addresses) > 1)


def _decide(clues: Clues, hint: date | None, beside: Sequence[Beside], trust: float) -> Inferred | None:
    """A day for the report when it has none or a wrong one; None when nothing tells it or what it has stands."""
    impossible = hint is not None and clues.latest_past is not None and clues.latest_past > hint + GRACE
    if clues.address and not (clues.latest_past and clues.latest_past > clues.address + GRACE):
        if hint and abs(hint - clues.address) <= GRACE:
            return None
        return Inferred(clues.address, ADDRESS, {"address": clues.address.isoformat(), "hint": _iso(hint)})
    if hint and not impossible and len(beside) < 2:
        return None
    weights = {d: _fit(clues, d) + _nearness(d, beside) for d in _candidates(clues, hint, beside)}
    if not weights:
        return None
    told = clues.latest_past or clues.latest
    best = max(sorted(weights), key=lambda d: (weights[d], -abs((d - told).days) if told else 0))
    if hint is not None and not impossible:
        spoken = bool(clues.behind or clues.ahead or clues.latest)
        if not (spoken and abs(best - hint) > GRACE and weights[best] - weights[hint] > trust):
            return None
    if best == hint:
        return None
    score = 1 / sum(math.exp(w - weights[best]) for w in weights.values())
    return Inferred(best, score, _why(clues, hint, beside, best))


def _why(clues: Clues, hint: date | None, beside: Sequence[Beside], day: date) -> Why:
    """What spoke for the day: the report's own words, how well they fit, and the likest report beside it."""
    likest = max(beside, key=lambda b: b.likeness, default=None)
    return {
        "hint": _iso(hint),
        "weekdays_past": _weekdays(clues.behind),
        "weekdays_ahead": _weekdays(clues.ahead),
        "latest_date": _iso(clues.latest),
        "latest_past_date": _iso(clues.latest_past),
        "fit": round(_fit(clues, day), 2),
        "beside": _iso(likest.day) if likest else None,
        "likeness": round(likest.likeness, 2) if likest else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _weekdays(numbers: frozenset[int]) -> str | None:
    return ", ".join(calendar.day_name[n] for n in sorted(numbers)) or None


def _candidates(clues: Clues, hint: date | None, beside: Sequence[Beside]) -> set[date]:
    centres = {b.day for b in beside} | ({clues.latest} if clues.latest and not beside else set())
    if clues.latest_past:
        centres.add(clues.latest_past)
    around = {c + timedelta(days=n) for c in centres for n in range(-REACH, REACH + 1)}
    first = min((d for d in (clues.latest, clues.latest_past) if d), default=None)
    possible = {d for d in around if first is None or d >= first - GRACE}
    return possible | ({hint} if hint else set())


def _fit(clues: Clues, day: date) -> float:
    """Log likelihood of the report's weekdays and months on a day."""
    total = sum(math.log(BEHIND[(day.weekday() - n) % 7]) for n in clues.behind)
    total += sum(math.log(AHEAD[(n - day.weekday()) % 7]) for n in clues.ahead)
    if day.month in clues.months:
        total += math.log(OWN_MONTH)
    if clues.latest_past and day < clues.latest_past - GRACE:
        total += math.log(FAR)
    return total


def _nearness(day: date, beside: Sequence[Beside]) -> float:
    """Log chance of the distances to the other reports, those that open most alike counting most."""
    weights = [b.likeness**2 for b in beside]
    if not sum(weights):
        return 0.0
    sure = min(1.0, max(b.likeness for b in beside) / SAME_NEWS)
    mean = sum(w * math.log(_apart(abs((day - b.day).days))) for w, b in zip(weights, beside, strict=True))
    return sure * mean / sum(weights)


def _apart(days: int) -> float:
    return next((chance for bound, chance in APART if days <= bound), FAR)


def _needs_likeness(days: Sequence[date | None]) -> bool:
    """Whether any report could be dated anew by those beside it; most stories are told within a day."""
    known = [d for d in days if d]
    return None in days or (len(days) > 2 and (max(known) - min(known)).days > 1)


def _likeness(reports: Sequence[Report]) -> Mapping[tuple[int, int], float]:
    from sayso.language.embed import embed

    vectors = embed([r.text[:HEAD] for r in reports])
    cosines = vectors @ vectors.T
    count = len(reports)
    return {(i, j): max(0.0, float(cosines[i, j])) for i in range(count) for j in range(count) if i != j}
