"""The ledger of a story: figures of one quantity side by side, and what kind of difference theirs is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor, log10
from typing import Protocol

from sayso.annotate.units import convert
from sayso.link.quantities import kindred
from sayso.link.titles import find_title
from sayso.types import Conflict, ConflictRelation, Copy, Feature, Figure, Report, Side, Statement

# a number that stands for another rounds it when they lie this near, relatively
ROUNDING = 0.02
# "nearly 200" of 197: a round number with a blurring modifier may lie this far off
BLUR = 0.05
# "dozens" or "thousands" reach up to this many times their own word
VAGUE_SPAN = 10
# context words that two figures share at least when they differ, as a share of the smaller one's
AKIN = 0.2
# and what they share at least when their heads are of unlike kinds
UNLIKE = 0.5
# reports of one copy, in which a different number is a slip or a later state
_COPIED = ("identical", "near-identical", "excerpt", "rewrite")
# the order in which a difference is explained when several pairs of one side speak for different relations
_PRECEDENCE: tuple[ConflictRelation, ...] = ("error", "rounding", "update", "dispute", "different-scope")
# how many of these need one pair only
_CERTAIN = 2


class Ends(Protocol):
    """Names the far ends of the chains of attribution."""

    def of(self, report_id: str, statement_id: str | None) -> tuple[str, ...]:
        """Origins of what a report says in a statement, or in its own voice."""


# pairs of values, by their places, with what kind of difference theirs is
Verdicts = dict[tuple[int, int], tuple[ConflictRelation, Mapping[str, Feature]]]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a quantity with all figures that give it; `low`, `high` in the base unit of its dimension."""

    low: float | None
    high: float | None
    blurred: bool
    vague: bool
    unit: str | None
    figures: tuple[Figure, ...]


def compare_figures(
    reports: Sequence[Report],
    figures: Sequence[Figure],
    statements: Sequence[Statement],
    copies: Sequence[Copy],
    origins: Ends,
) -> tuple[Conflict, ...]:
    """Judges where figures of one quantity differ, and how.

    Every two different values of a quantity are judged pairwise: *error* when a copy garbles its source's number,
    *rounding* when one value may stand for the other, *update* when a later state replaces an earlier one,
    *dispute* when different givers speak of the same time, *different-scope* when the words around them differ.
    Values that one voice gives at one time in one report are parts of a picture and no conflict, and neither is what
    was counted and what is expected.

    Args:
        reports: the reports of the story.
        figures: all figures with quantity and giver.
        statements: all statements.
        copies: how the reports depend on one another.
        origins: names the far ends of chains of attribution.

    Returns:
        One conflict for each quantity and relation, its sides ordered by time and value.
    """
    published = {r.id: r.published or "" for r in reports}
    copied = {frozenset((c.a, c.b)): c for c in copies if c.relation in _COPIED}
    conflicts: list[Conflict] = []
    by_quantity: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.quantity is not None and (figure.low is not None or figure.high is not None):
            by_quantity.setdefault(figure.quantity, []).append(figure)
    for key, members in by_quantity.items():
        values = _values(members)
        found: Verdicts = {}
        for i, j in combinations(range(len(values)), 2):
            rivals = [f for k, v in enumerate(values) if k not in (i, j) for f in v.figures]
            if verdict := judge_values(values[i], values[j], published, copied, origins, rivals):
                found[i, j] = verdict
        conflicts += _group(key, values, found, published, origins)
    return tuple(conflicts)


def _group(
    key: str, values: Sequence[Value], found: Verdicts, published: Mapping[str, str], origins: Ends
) -> Iterator[Conflict]:
    """One conflict for each relation between states of a quantity; values that round each other are one state.

    Every pair of states has one relation, so that no two values stand against each other twice.
    """
    rounded = [(i, j, why) for (i, j), (relation, why) in found.items() if relation == "rounding"]
    roundings = _less_vague(rounded, values)
    for group in _components(roundings):
        reason = {"quantity": key, **next(w for i, _, w in roundings if i in group)}
        yield _conflict(key, "rounding", [[values[i]] for i in sorted(group)], reason, published, origins)
    firm = [(i, j, why) for i, j, why in roundings if not (values[i].vague or values[j].vague)]
    firm += [(i, j, {}) for i, j in combinations(range(len(values)), 2) if _is_one(values[i], values[j])]
    states = _components(firm)
    states += [{i} for i in range(len(values)) if not any(i in state for state in states)]
    between: dict[tuple[int, int], list[tuple[ConflictRelation, Mapping[str, Feature]]]] = {}
    for (i, j), verdict in found.items():
        x, y = (next(n for n, state in enumerate(states) if k in state) for k in (i, j))
        if verdict[0] != "rounding" and x != y:
            between.setdefault((min(x, y), max(x, y)), []).append(verdict)
    judged: dict[ConflictRelation, list[tuple[int, int, Mapping[str, Feature]]]] = {}
    for (x, y), verdicts in between.items():
        relation, why = min(verdicts, key=lambda v: (_PRECEDENCE.index(v[0]), not _is_of_one_day(v[1])))
        judged.setdefault(relation, []).append((x, y, why))
    for relation, pairs in judged.items():
        for number, group in enumerate(_components(_of_one_day(pairs) if relation == "dispute" else pairs)):
            reason = {"quantity": key, **next(w for x, _, w in pairs if x in group)}
            sides = [[values[i] for i in sorted(states[x])] for x in sorted(group)]
            yield _conflict(key, relation, sides, reason, published, origins, number)


def _of_one_day(
    pairs: Sequence[tuple[int, int, Mapping[str, Feature]]],
) -> list[tuple[int, int, Mapping[str, Feature]]]:
    """Pairs without those of two days whose states dispute another of their own day."""
    met = {k for i, j, why in pairs if _is_of_one_day(why) for k in (i, j)}
    return [(i, j, why) for i, j, why in pairs if _is_of_one_day(why) or not {i, j} & met]


def _is_one(a: Value, b: Value) -> bool:
    """Whether two values are one number with and without "about", both of now or both expected."""
    expected = [any(f.status == "expected" for f in v.figures) for v in (a, b)]
    same = a.low is not None and (a.low, a.high, a.unit) == (b.low, b.high, b.unit)
    return same and expected[0] == expected[1] and not (a.vague or b.vague)


def _values(figures: Iterable[Figure]) -> list[Value]:
    groups: dict[tuple[float | None, float | None, str, str | None, bool], list[Figure]] = {}
    for figure in figures:
        low = None if figure.low is None else round(_base(figure.low, figure), 6)
        high = None if figure.high is None else round(_base(figure.high, figure), 6)
        manner = "vague" if figure.modifier == "vague" else "about" if figure.modifier == "about" else ""
        if manner == "vague" and low is not None:
            # "thousands" is 1,000 to 10,000 here; its lower bound is written as two of its word
            low, high = low / 2, low / 2 * VAGUE_SPAN
        unit = figure.unit if _converts(figure) else None
        groups.setdefault((low, high, manner, unit, figure.status == "expected"), []).append(figure)
    return [
        Value(low, high, manner != "", manner == "vague", unit, tuple(members))
        for (low, high, manner, unit, _), members in groups.items()
    ]


def _converts(figure: Figure) -> bool:
    return figure.unit is not None and convert(1.0, figure.unit)[0] != figure.unit


def _base(value: float, figure: Figure) -> float:
    return value if figure.unit == figure.head else convert(value, figure.unit)[1]


def judge_values(
    a: Value,
    b: Value,
    published: Mapping[str, str],
    copied: Mapping[frozenset[str], Copy],
    origins: Ends,
    rivals: Sequence[Figure] = (),
) -> tuple[ConflictRelation, Mapping[str, Feature]] | None:
    """What kind of difference two values of one quantity make, with the features that decided it.

    None when they make none. Where their figures speak for several kinds, an error, a rounding and what one report
    tells as a revision go first, then the kind that most pairs speak for, then the first in _PRECEDENCE. A giver's
    older value is not held against another's newer one when the giver has a newer one too, among `rivals`.
    """
    told = _recounted([*a.figures, *b.figures, *rivals])
    verdicts: list[tuple[bool, tuple[ConflictRelation, Mapping[str, Feature]]]] = []
    for x in a.figures:
        for y in b.figures:
            verdict = _judge_pair(a, x, b, y, published, copied, origins)
            if verdict and not (verdict[0] == "dispute" and _is_outdated(x, y, rivals, published, origins)):
                second_hand = x.report != y.report and bool({x.statement, y.statement} & told)
                verdicts.append((second_hand, verdict))
    if not verdicts:
        return None
    first = [v for second_hand, v in verdicts if not second_hand] or [v for _, v in verdicts]
    if any(v[1].get("earlier_state") for v in first) and not _was_held(a, b):
        return None
    revised = next((v for v in first if v[1].get("revised")), None)
    if revised:
        return revised
    votes = Counter(relation for relation, _ in first)

    def rank(verdict: tuple[ConflictRelation, Mapping[str, Feature]]) -> tuple[bool, int, int, bool]:
        at = _PRECEDENCE.index(verdict[0])
        return at >= _CERTAIN, -votes[verdict[0]], at, not _is_of_one_day(verdict[1])

    return min(first, key=rank)


def _is_of_one_day(why: Mapping[str, Feature]) -> bool:
    """Whether the two figures of a verdict hold for one day."""
    one, _, other = str(why.get("as_of", "")).partition(" / ")
    return one[:10] == other[:10]


def _was_held(a: Value, b: Value) -> bool:
    """Whether somebody gave the earlier of two states as theirs; else a change in the world is told, no new count."""
    return all(any(f.giver_name or f.status != "past" for f in v.figures) for v in (a, b))


def _recounted(figures: Iterable[Figure]) -> set[str | None]:
    """Statements that tell a quantity's history ("yesterday it was 40 and today it is 60"): no view of their own."""
    values: dict[str, set[float | None]] = {}
    for figure in figures:
        if figure.statement:
            values.setdefault(figure.statement, set()).add(figure.low)
    return {statement for statement, lows in values.items() if len(lows) > 1}


def _judge_pair(
    a: Value,
    x: Figure,
    b: Value,
    y: Figure,
    published: Mapping[str, str],
    copied: Mapping[frozenset[str], Copy],
    origins: Ends,
) -> tuple[ConflictRelation, Mapping[str, Feature]] | None:
    ends_x, ends_y = origins.of(x.report, x.statement), origins.of(y.report, y.statement)
    same_giver = bool(set(ends_x) & set(ends_y))
    same_report = x.report == y.report
    time_x, time_y = _held(x, published), _held(y, published)
    scope = _agreement(x, y)
    features: dict[str, Feature] = {
        "same_giver": same_giver,
        "same_report": same_report,
        "as_of": f"{time_x or '?'} / {time_y or '?'}",
        "status": f"{x.status} / {y.status}",
        "scope_agreement": round(scope, 2),
    }
    if "expected" in (x.status, y.status) and x.status != y.status:
        return None
    copy = copied.get(frozenset((x.report, y.report)))
    if copy is not None and _garbled(x, y) and time_x[:10] == time_y[:10]:
        return "error", {**features, "copy": copy.relation}
    if (_is_surpassed(x, y) and time_x < time_y) or (_is_surpassed(y, x) and time_y < time_x):
        return ("update", {**features, "later": max(time_x, time_y)}) if scope >= AKIN and not same_report else None
    if _is_rounding(a, b):
        sure = not (a.vague or b.vague) or scope >= AKIN
        return ("rounding", {**features, "compatible": True}) if sure and not same_report else None
    if a.vague or b.vague or _is_compatible(a, b):
        return None
    if scope < AKIN or (scope < UNLIKE and x.head != y.head and not kindred(x.head, y.head)):
        return None
    if x.status != y.status and (same_report or time_x[:10] != time_y[:10]):
        return "update", {**features, "earlier_state": True, "revised": same_report}
    if same_report and same_giver:
        return None
    earlier = bool(time_x and time_y) and time_x[:10] != time_y[:10]
    if same_giver or copy is not None or (earlier and x.giver_name is None and y.giver_name is None):
        return ("update", {**features, "later": max(time_x, time_y)}) if time_x != time_y else None
    if earlier and x.status == "past":
        return "different-scope", features
    return "dispute", features


def _is_outdated(x: Figure, y: Figure, rivals: Sequence[Figure], published: Mapping[str, str], origins: Ends) -> bool:
    """Whether whoever gave the older of two figures has a newer one by the time of the other."""
    old, new = sorted((x, y), key=lambda f: _held(f, published)[:10])
    then, now = _held(old, published)[:10], _held(new, published)[:10]
    if not then or then == now:
        return False
    givers = set(origins.of(old.report, old.statement))
    return any(
        then < _held(f, published)[:10] <= now and givers & set(origins.of(f.report, f.statement)) for f in rivals
    )


def _held(figure: Figure, published: Mapping[str, str]) -> str:
    """The moment that a figure holds for: its own date where it is an earlier one, else when the report appeared."""
    out = published.get(figure.report, "")
    if figure.as_of and figure.as_of[:10] != out[:10]:
        return figure.as_of
    return out


def _agreement(x: Figure, y: Figure) -> float:
    """Share of the smaller figure's context words that the other has too."""
    a, b = {x.head, *x.scope}, {y.head, *y.scope}
    return len(a & b) / max(1, min(len(a), len(b)))


def _is_rounding(a: Value, b: Value) -> bool:
    """Whether one value may stand for the other: a bound that holds it, a blurred number near it, a converted unit.

    One number with and without "about" is one value, and no rounding.
    """
    if a.low is not None and (a.low, a.high, a.unit) == (b.low, b.high, b.unit):
        return False
    if a.low is not None and a.low == a.high and b.low is not None and b.low == b.high:
        gap = abs(a.low - b.low) / max(abs(a.low), abs(b.low), 1e-9)
        if a.unit != b.unit:
            return gap <= 0.05
        if a.blurred or b.blurred:
            return gap <= (BLUR if any(v.blurred and _is_round(v) for v in (a, b)) else ROUNDING / 2)
        return (gap <= ROUNDING and _is_round(a) != _is_round(b)) or _rounds_to(a, b) or _rounds_to(b, a)
    if not _is_compatible(a, b):
        return False
    if a.vague or b.vague:
        return True
    return _is_cut(a, b) or _is_cut(b, a)


def _is_cut(bound: Value, value: Value) -> bool:
    """Whether a bound is a number cut to fewer digits: "more than 200" of 276, "below 6,000" of 5,920.

    "More than 200" says nothing of 5,000, and "at least two" nothing of four.
    """
    if (bound.low is None) == (bound.high is None):
        return False
    edge = bound.low if bound.low is not None else bound.high
    number = value.low if bound.low is not None else value.high
    if not edge or number is None or ((value.low is None) != (value.high is None) and edge == number):
        return False
    step = 10.0 ** (floor(log10(abs(edge))) - len(_digits(edge)) + 1)
    cut = floor(number / step + 1e-9) if bound.low is not None else -floor(-number / step + 1e-9)
    return abs(cut * step - edge) < 1e-6 * abs(edge)


def _is_compatible(a: Value, b: Value) -> bool:
    """Whether the bounds of two values leave room for one number."""
    lows = [v for v in (a.low, b.low) if v is not None]
    highs = [v for v in (a.high, b.high) if v is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _is_surpassed(x: Figure, y: Figure) -> bool:
    """Whether y counts on from x: "at least two" were known then, four or at least four are now."""
    return x.modifier in ("at least", "more than") and y.low is not None and x.low is not None and y.low > x.low


def _rounds_to(a: Value, b: Value) -> bool:
    """Whether a is b with fewer digits, two at least: 11 or 12 million for 11.5 million, never 30 for 27."""
    x, y = a.low, b.low
    if x is None or y is None or min(abs(x), abs(y)) < 100 or x == y:
        return False
    digits = len(_digits(x))
    step = 10.0 ** (floor(log10(abs(x))) - digits + 1)
    return 2 <= digits < len(_digits(y)) and abs(x - y) < step


def _digits(value: float) -> str:
    """The significant digits of a number."""
    return f"{abs(value):.10g}".replace(".", "").strip("0")


def _is_round(value: Value) -> bool:
    return len(_digits(value.figures[0].low or 0)) <= 2


def _garbled(a: Figure, b: Figure) -> bool:
    """Whether one number may be a slip for the other: a shifted point, a lost or doubled digit, two swapped."""
    if a.modifier == "vague" or b.modifier == "vague" or a.unit != b.unit or a.modifier != b.modifier:
        return False
    x, y = (f"{(f.low if f.low is not None else f.high) or 0:.10g}" for f in (a, b))
    bare = [t.replace(".", "").strip("0") for t in (x, y)]
    if x == y:
        return False
    if bare[0] == bare[1]:
        return True
    if len(x) == len(y) > 2 and sorted(x) == sorted(y):
        return True
    short, long = sorted((x, y), key=len)
    return (
        len(long) - len(short) == 1
        and len(short) > 1
        and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    )


def _less_vague(
    pairs: Sequence[tuple[int, int, Mapping[str, Feature]]], values: Sequence[Value]
) -> list[tuple[int, int, Mapping[str, Feature]]]:
    """Pairs with at most one for each vague value, so that "dozens" does not tie 32 to 59."""
    out: list[tuple[int, int, Mapping[str, Feature]]] = []
    tied: set[int] = set()
    for i, j, why in sorted(pairs, key=lambda p: -len(values[p[0]].figures) - len(values[p[1]].figures)):
        vague = {k for k in (i, j) if values[k].vague}
        if not vague & tied:
            out.append((i, j, why))
            tied |= vague
    return out


def _components(pairs: Sequence[tuple[int, int, Mapping[str, Feature]]]) -> list[set[int]]:
    groups: list[set[int]] = []
    for i, j, _ in pairs:
        touching = [g for g in groups if i in g or j in g]
        merged = {i, j}.union(*touching)
        groups = [g for g in groups if g not in touching] + [merged]
    return groups


def _conflict(
    key: str,
    relation: ConflictRelation,
    states: Sequence[Sequence[Value]],
    why: Mapping[str, Feature],
    published: Mapping[str, str],
    origins: Ends,
    number: int = 0,
) -> Conflict:
    sides = [[f for v in state for f in v.figures] for state in states]
    sides.sort(key=lambda fs: (min(_held(f, published) for f in fs), fs[0].low or fs[0].high or 0))
    figures = [f for fs in sides for f in fs]
    counts = all(f.unit == f.head or f.unit is None for f in figures)
    return Conflict(
        id=f"{key}.{relation}" + (f".{number + 1}" if number else ""),
        kind="figure",
        about=f"{'how many' if counts else 'how much'}: {find_title(figures)}",
        sides=tuple(
            Side(
                value=_clearest(fs).span.text,
                members=tuple(f.span for f in sorted(fs, key=lambda f: f is not _clearest(fs))),
                origins=tuple(dict.fromkeys(o for f in fs for o in origins.of(f.report, f.statement))),
            )
            for fs in sides
        ),
        relation=relation,
        why=why,
        score=round(0.5 + 0.4 * min(1.0, float(why.get("scope_agreement") or 0)), 3),
    )


def _clearest(figures: Sequence[Figure]) -> Figure:
    """The figure that says a state most exactly: without a modifier, with the most digits."""
    return max(figures, key=lambda f: (f.modifier == "exact", len(_digits(f.low or f.high or 0))))
