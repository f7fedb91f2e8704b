"""What kind of difference two values of one quantity make: dispute, update, different scope, rounding or error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sayso import resources
from sayso.link.figures.measures import action_of, counts_left, kindred
from sayso.link.figures.moments import Moment, moment, same_day
from sayso.link.figures.values import Value, is_compatible, is_converted, is_restated, is_rounding, is_surpassed, slip
from sayso.types import ConflictRelation, Copy, Feature, Figure, Report

if TYPE_CHECKING:
    from sayso.judge.decided import Between

# context words that two figures share at least when they differ, as a share of the smaller one's
AKIN = 0.2
# and what they share at least when their heads are of unlike kinds
UNLIKE = 0.5
# characters around two figures of one paragraph in which a report says that it corrects itself
CORRECTING = 160
# reports of one copy, in which a different number is a slip or a later state
# the order in which a difference is explained when several pairs of one side speak for different relations
PRECEDENCE: tuple[ConflictRelation, ...] = ("error", "rounding", "update", "dispute", "different-scope")
# the order in which differences are shown where one value has several
GRAVEST: tuple[ConflictRelation, ...] = ("dispute", "error", "update", "different-scope", "rounding")
# how many of PRECEDENCE need one pair only
_CERTAIN = 2
_WORD = re.compile(r"[\w'’-]+")
_OF_MORE = re.compile(r"\s+of\s+(?:the|these|those|them|its|his|her|their|our|us|whom|which)\b", re.IGNORECASE)

Verdict = tuple[ConflictRelation, Mapping[str, Feature]]


class Ends(Protocol):
    """Names the far ends of the chains of attribution."""

    def of(self, report_id: str, statement_id: str | None) -> tuple[str, ...]:
        """Origins of what a report says in a statement, or in its own voice."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the figures of a story are judged by.

    `reports` by id, `copied` the pairs of reports that copy one another, `accounted` the changes of a count that
    another count explains, by quantity and the two values, `parts` quantities and values that count a part,
    `correcting` the reports that take something back, `decided` what a person decided of two figures.
    """

    reports: Mapping[str, Report]
    copied: Mapping[frozenset[str], Copy]
    origins: Ends
    accounted: Mapping[tuple[str, float, float], str] = field(default_factory=dict)
    parts: frozenset[tuple[str, float]] = frozenset()
    correcting: frozenset[str] = frozenset()
    decided: Sequence[Between] = ()

    def givers(self, figure: Figure) -> tuple[str, ...]:
        """The origins of a figure; whom a person named as its giver goes before whom its statement names."""
        if any(j.decides == "giver" for j in figure.judged):
            return (figure.giver_name,) if figure.giver_name else self.origins.of(figure.report, None)
        return self.origins.of(figure.report, figure.statement)

    def published(self, figure: Figure) -> str:
        """When the report of a figure appeared; empty where that is not known."""
        report = self.reports.get(figure.report)
        return (report.published if report else None) or ""

    def held(self, figure: Figure) -> str:
        """The ISO moment that a figure holds for: its own date where it is another, else when its report appeared."""
        out = self.published(figure)
        own, told = moment(figure.as_of), moment(out)
        if own is None or (told is not None and own.start <= told.start < own.end):
            return out
        return figure.as_of or out

    def when(self, figure: Figure) -> Moment | None:
        """The moment of `held` as a stretch of time."""
        return moment(self.held(figure))


def judge_values(
    a: Value, b: Value, scene: Scene, members: Sequence[Figure] = (), recounted: Set[str | None] = frozenset()
) -> Verdict | None:
    """What kind of difference two values of one quantity make, with the features that decided it.

    None when they make none. Where their figures speak for several kinds, an error, a rounding and what one report
    tells as a revision go first, then the kind that most pairs speak for, then the first in PRECEDENCE. A giver's
    older value is not held against another's newer one when the giver has a newer one too, among `members`.

    Args:
        a: one value.
        b: the other.
        scene: the reports and what is known of them.
        members: all figures of the quantity.
        recounted: the statements that tell the quantity's history; see `recounted`.
    """
    if is_restated(a, b):
        return None
    verdicts: list[tuple[bool, Verdict]] = []
    for x in a.figures:
        for y in b.figures:
            verdict = _judge_pair(a, x, b, y, scene)
            if verdict and not (verdict[0] == "dispute" and _is_moot(a, x, b, y, members, scene)):
                second_hand = x.report != y.report and bool({x.statement, y.statement} & recounted)
                verdicts.append((second_hand, verdict))
    if not verdicts:
        return None
    first = [v for second_hand, v in verdicts if not second_hand] or [
        v for _, v in verdicts if not (v[0] == "update" and v[1]["same_giver"])
    ]
    if not first:
        return None
    corrected = next((v for v in first if v[1].get("corrected")), None)
    if corrected:
        return corrected
    if any(v[1].get("earlier_state") for v in first) and not _was_held(a, b):
        return None
    revised = next((v for v in first if v[1].get("revised") or v[1].get("left")), None)
    if revised:
        return revised
    told_by = [{f.report for f in v.figures} for v in (a, b)]
    if told_by[0] == told_by[1] and len(told_by[0]) > 1:
        # what every report tells side by side has not moved from one report to the next
        first = [v for v in first if v[0] != "update"]
        if not first:
            return None
    votes = Counter(relation for relation, _ in first)

    def rank(verdict: Verdict) -> tuple[bool, int, int, bool]:
        at = PRECEDENCE.index(verdict[0])
        return at >= _CERTAIN, -votes[verdict[0]], at, not is_of_one_day(verdict[1])

    return min(first, key=rank)


def is_of_one_day(why: Mapping[str, Feature]) -> bool:
    """Whether the two figures of a verdict hold for one day."""
    one, _, other = str(why.get("as_of", "")).partition(" / ")
    return one[:10] == other[:10]


def _judge_pair(a: Value, x: Figure, b: Value, y: Figure, scene: Scene) -> Verdict | None:
    same_giver = bool(set(scene.givers(x)) & set(scene.givers(y)))
    same_report = x.report == y.report
    then, now = scene.when(x), scene.when(y)
    one_day = same_day(then, now)
    scope = _agreement(x, y)
    features: dict[str, Feature] = {
        "same_giver": same_giver,
        "same_report": same_report,
        "as_of": f"{scene.held(x) or '?'} / {scene.held(y) or '?'}",
        "status": f"{x.status} / {y.status}",
        "scope_agreement": round(scope, 2),
    }
    if "expected" in (x.status, y.status) and x.status != y.status and not (_is_price(x) and _is_price(y)):
        return None
    if (_is_part(x, scene) and _is_more(y, x)) or (_is_part(y, scene) and _is_more(x, y)):
        return None
    if _is_compound(x, scene) != _is_compound(y, scene):
        return None
    if same_report and is_corrected(x, y, scene):
        return "error", {**features, "corrected": True, "slip": slip(x, y)}
    copy = scene.copied.get(frozenset((x.report, y.report)))
    if copy is not None and one_day and (slipped := slip(x, y)):
        return "error", {**features, "copy": copy.relation, "slip": slipped}
    later = {"later": max(scene.held(x), scene.held(y))}
    counts_on = (is_surpassed(a, x, b) and _comes_first(then, now)) or (
        is_surpassed(b, y, a) and _comes_first(now, then)
    )
    if counts_on and not is_converted(a, b):
        return ("update", {**features, **later}) if scope >= AKIN and not same_report else None
    if is_rounding(a, b):
        sure = scope >= AKIN or (not (a.vague or b.vague) and _is_one_number(a, b))
        return ("rounding", {**features, "compatible": True}) if sure and not same_report else None
    if not same_report and one_day and scope >= UNLIKE and (_outgrows(a, x, b, y) or _outgrows(b, y, a, x)):
        return "update", {**features, "outgrown": True}
    if a.vague or b.vague or is_compatible(a, b):
        return None
    if scope < AKIN or (scope < UNLIKE and x.head != y.head and not kindred(x.head, y.head)):
        return None
    if _is_left(x, y, then, now) or _is_left(y, x, now, then):
        return "update", {**features, **later, "left": True}
    if accounted := _accounted(x, y, scene):
        return "update", {**features, "accounted": accounted}
    if (
        not same_report
        and _counts_others(x, scene) != _counts_others(y, scene)
        and abs((a.low or 0) - (b.low or 0)) == 1
    ):
        return "different-scope", {**features, "others": True}
    if x.status != y.status and (same_report or not one_day):
        return "update", {**features, "earlier_state": True, "revised": same_report}
    if same_report and same_giver:
        return None
    ordered = _comes_first(then, now) or _comes_first(now, then)
    if same_giver or copy is not None:
        return ("update", {**features, **later}) if ordered or scene.held(x) != scene.held(y) else None
    if ordered and not one_day and x.giver_name is None and y.giver_name is None:
        return "update", {**features, **later}
    if ordered and not one_day and x.status == "past":
        return "different-scope", features
    return "dispute", features


def _outgrows(a: Value, x: Figure, b: Value, y: Figure) -> bool:
    """Whether b is a later count of a day than a's figure x: past its bound, and more than what the bound is cut from.

    Which of the two was told first is open on one day, but counts of one happening grow.
    """
    return not (a.vague or b.vague) and y.unit == y.head and x.unit == x.head and is_surpassed(a, x, b)


def _is_price(figure: Figure) -> bool:
    """Whether a figure is a sum of money; an offer is worth as much whether told as made or as still to come."""
    return figure.unit in resources.load("currencies")["codes"]


def _is_compound(figure: Figure, scene: Scene) -> bool:
    """Whether a count is part of a word that names a body by its size ("the seven-member council")."""
    report = scene.reports.get(figure.report)
    return report is not None and figure.unit == figure.head and report.text[figure.span.end :][:1] == "-"


def _is_part(figure: Figure, scene: Scene) -> bool:
    """Whether a count is of some among more: one that a sum adds up, or "one of the captives"."""
    report = scene.reports.get(figure.report)
    if figure.low == figure.high == 1 and report is not None and _OF_MORE.match(report.text, figure.span.end):
        return True
    return figure.low is not None and (figure.quantity or "", figure.low) in scene.parts


def _is_more(x: Figure, y: Figure) -> bool:
    return x.low is not None and y.low is not None and x.low > y.low


def _is_one_number(a: Value, b: Value) -> bool:
    """Whether two values are one number with and without a bound, or in two units: then their words need not agree."""
    return a.unit != b.unit or bool({a.low, a.high} & {b.low, b.high} - {None})


def _comes_first(a: Moment | None, b: Moment | None) -> bool:
    return a is not None and a.before(b)


def corrects_itself(report: Report) -> bool:
    """Whether a report holds a word with which it takes something back."""
    text = report.text.lower()
    return any(cue in text for cue in resources.load("ledger")["corrections"])


def is_corrected(x: Figure, y: Figure, scene: Scene) -> bool:
    """Whether one report gives one of two figures to take back the other: "an earlier version gave 6,100, not 610"."""
    report = scene.reports.get(x.report)
    if report is None or x.report != y.report or report.id not in scene.correcting:
        return False
    if is_withdrawn(x, report) != is_withdrawn(y, report):
        return True
    first, second = sorted((x.span, y.span))
    if second.start - first.end > CORRECTING or "\n" in report.text[first.end : second.start]:
        return False
    opens = max(report.text.rfind("\n", 0, first.start), first.start - CORRECTING)
    closes = report.text.find("\n", second.end)
    words = report.text[opens + 1 : min(second.end + CORRECTING, closes if closes >= 0 else len(report.text))].lower()
    return any(re.search(rf"\b{re.escape(cue)}\b", words) for cue in resources.load("ledger")["corrections"])


def is_withdrawn(figure: Figure, report: Report) -> bool:
    """Whether a figure stands where a report says what it had wrong: "an earlier version of this article said 19"."""
    opens = max(report.text.rfind(mark, 0, figure.span.start) for mark in ("\n", ". ")) + 1
    return any(cue in report.text[opens : figure.span.start].lower() for cue in _withdrawals())


@cache
def _withdrawals() -> tuple[str, ...]:
    return tuple(resources.load("ledger")["withdrawals"])


def _is_left(x: Figure, y: Figure, then: Moment | None, now: Moment | None) -> bool:
    """Whether y counts who is left of those whom x counted earlier: five missing, then two still missing."""
    fewer = x.low is not None and y.low is not None and y.low < x.low
    return fewer and _comes_first(then, now) and counts_left(y) and action_of(x) == action_of(y)


def _accounted(x: Figure, y: Figure, scene: Scene) -> str | None:
    if x.low is None or y.low is None or x.low != x.high or y.low != y.high:
        return None
    whole, left = max(x.low, y.low), min(x.low, y.low)
    return scene.accounted.get((x.quantity or "", whole, left))


def _counts_others(figure: Figure, scene: Scene) -> bool:
    """Whether a figure counts those beside some who are named: "Roe and 22 others", "22 other defendants"."""
    report = scene.reports.get(figure.report)
    behind = _WORD.findall(report.text[figure.span.end : figure.span.end + 24])[:1] if report else []
    return bool(behind) and behind[0].lower() in ("other", "others")


def _was_held(a: Value, b: Value) -> bool:
    """Whether somebody gave the earlier of two states as theirs; else a change in the world is told, no new count."""
    return all(any(f.giver_name or f.status != "past" for f in v.figures) for v in (a, b))


def recounted(figures: Iterable[Figure]) -> set[str | None]:
    """Statements that tell a quantity's history ("yesterday it was 40 and today it is 60"): no view of their own."""
    values: dict[str, set[float | None]] = {}
    for figure in figures:
        if figure.statement:
            values.setdefault(figure.statement, set()).add(figure.low)
    return {statement for statement, lows in values.items() if len(lows) > 1}


def _is_moot(a: Value, x: Figure, b: Value, y: Figure, members: Sequence[Figure], scene: Scene) -> bool:
    """Whether two figures that differ are no dispute, for what else the quantity's figures say."""
    return _is_outdated(a, x, b, y, members, scene) or any(_is_one_of_several(f, members, scene) for f in (x, y))


def _is_outdated(a: Value, x: Figure, b: Value, y: Figure, members: Sequence[Figure], scene: Scene) -> bool:
    """Whether whoever gave the older of two figures has a newer one by the time of the other."""
    old, new = (x, y) if _comes_first(scene.when(x), scene.when(y)) else (y, x)
    then, now = scene.when(old), scene.when(new)
    if then is None or now is None or same_day(then, now) or not then.before(now):
        return False
    givers, compared = set(scene.givers(old)), {f.id for f in (*a.figures, *b.figures)}
    rivals = (f for f in members if f.id not in compared)
    return any(
        (at := scene.when(f)) is not None
        and then.before(at)
        and (not now.before(at) or same_day(at, now))
        and not same_day(then, at)
        and givers & set(scene.givers(f))
        for f in rivals
    )


def _is_one_of_several(figure: Figure, members: Sequence[Figure], scene: Scene) -> bool:
    """Whether its report gives another value of the same giver's for the same time: "a 97 mph and a 99 mph ball"."""
    return figure.modifier == "exact" and any(
        f.report == figure.report
        and (f.modifier, f.unit, f.status, f.head) == (figure.modifier, figure.unit, figure.status, figure.head)
        and scene.held(f) == scene.held(figure)
        and f.low != figure.low
        and set(scene.givers(f)) == set(scene.givers(figure))
        for f in members
    )


def _agreement(x: Figure, y: Figure) -> float:
    """Share of the smaller figure's context words that the other has too; heads of one kind are one word."""
    a, b = {x.head, *x.scope}, {y.head, *y.scope}
    kin = x.head not in b and y.head not in a and kindred(x.head, y.head)
    return (len(a & b) + kin) / max(1, min(len(a), len(b)))
