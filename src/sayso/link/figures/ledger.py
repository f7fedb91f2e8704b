"""The ledger of a story: figures of one quantity side by side, and what kind of difference theirs is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from sayso.link.figures.decided import Verdicts, overrule
from sayso.link.figures.judging import (
    PRECEDENCE,
    Ends,
    Scene,
    Verdict,
    corrects_itself,
    is_corrected,
    is_of_one_day,
    is_withdrawn,
    judge_values,
    recounted,
)
from sayso.link.figures.shared import shared_by
from sayso.link.figures.sums import accounted, find_sums, parts_of
from sayso.link.figures.titles import find_title
from sayso.link.figures.values import Value, digits, is_one, values_of
from sayso.types import (
    COPIED,
    Comparison,
    Conflict,
    ConflictRelation,
    Copy,
    Feature,
    Figure,
    Quantity,
    Report,
    Side,
    Statement,
    Sum,
)

if TYPE_CHECKING:
    from sayso.judge.decided import Between

# places of two values or states, with the features of the judgement on them
Pairs = Sequence[tuple[int, int, Mapping[str, Feature]]]


def compare_figures(
    reports: Sequence[Report],
    figures: Sequence[Figure],
    statements: Sequence[Statement],
    copies: Sequence[Copy],
    origins: Ends,
    decided: Sequence[Between] = (),
) -> tuple[Conflict, ...]:
    """Judges where figures of one quantity differ, and how.

    Every two different values of a quantity are judged pairwise: *error* when a copy garbles its source's number or a
    report corrects itself, *rounding* when one value may stand for the other, *update* when a later state replaces an
    earlier one, *dispute* when different givers speak of the same time, *different-scope* when the words around them
    differ. Values that one voice gives at one time in one report are parts of a picture and no conflict, and neither
    is what was counted and what is expected.

    Args:
        reports: the reports of the story.
        figures: all figures with quantity and giver.
        statements: all statements.
        copies: how the reports depend on one another.
        origins: names the far ends of chains of attribution.
        decided: what a person decided of figures, oldest first.

    Returns:
        One conflict for each quantity and relation, its sides ordered by time and value.
    """
    del statements
    scene = _scene(reports, figures, copies, origins, find_sums(reports, figures), decided)
    conflicts: list[Conflict] = []
    for key, members in _lines(figures).items():
        values = values_of(members)
        conflicts += _group(key, values, _judged(values, scene), scene)
    return tuple(conflicts)


def make_ledger(
    reports: Sequence[Report],
    figures: Sequence[Figure],
    copies: Sequence[Copy],
    origins: Ends,
    decided: Sequence[Between] = (),
) -> tuple[Quantity, ...]:
    """Puts the figures of a story in order: a line for each quantity, its figures by the time they hold for.

    Args:
        reports: the reports of the story.
        figures: all figures with quantity and giver.
        copies: how the reports depend on one another.
        origins: names the far ends of chains of attribution.
        decided: what a person decided of figures, oldest first.

    Returns:
        The quantities in the order in which the figures first name them, each with the judgement on every two
        differing values and the sums that the text invites.
    """
    sums = find_sums(reports, figures)
    scene = _scene(reports, figures, copies, origins, sums, decided)
    lines: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.quantity is not None:
            lines.setdefault(figure.quantity, []).append(figure)
    measured = _lines(figures)
    out = []
    for key, members in lines.items():
        values = values_of(measured.get(key, ()))
        ordered = sorted(members, key=lambda f: (_starts(f, scene), f.status != "past"))
        comparisons = [
            _comparison(_figures_of(values, a), _figures_of(values, b), verdict, scene)
            for a, b, verdict in _between_states(values, _judged(values, scene))
        ]
        out.append(
            Quantity(
                id=key,
                title=find_title(members),
                figures=tuple(f.id for f in ordered),
                comparisons=tuple(comparisons),
                sums=tuple(s for quantity, s in sums if quantity == key),
                why=shared_by(members),
            )
        )
    return tuple(out)


def _scene(
    reports: Sequence[Report],
    figures: Sequence[Figure],
    copies: Sequence[Copy],
    origins: Ends,
    sums: Sequence[tuple[str, Sum]],
    decided: Sequence[Between],
) -> Scene:
    return Scene(
        reports={r.id: r for r in reports},
        copied={frozenset((c.a, c.b)): c for c in copies if c.relation in COPIED},
        origins=origins,
        correcting=frozenset(r.id for r in reports if corrects_itself(r)),
        accounted=accounted(sums, figures),
        parts=parts_of(sums, figures),
        decided=[b for b in decided if b.figures],
    )


def _lines(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    """The figures with a bound by quantity."""
    out: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.quantity is not None and (figure.low is not None or figure.high is not None):
            out.setdefault(figure.quantity, []).append(figure)
    return out


def _starts(figure: Figure, scene: Scene) -> datetime:
    at = scene.when(figure)
    return at.start if at is not None else datetime.max


def _turned(why: Mapping[str, Feature]) -> Mapping[str, Feature]:
    """Features of a pair the other way round: "a / b" as "b / a"."""
    return {
        name: " / ".join(reversed(value.split(" / ")))
        if name in ("as_of", "status") and isinstance(value, str)
        else value
        for name, value in why.items()
    }


def _judged(values: Sequence[Value], scene: Scene) -> Verdicts:
    found: Verdicts = {}
    withdrawn = _withdrawn(values, scene)
    members = [f for v in values for f in v.figures]
    told = recounted(members)
    for i, j in combinations(range(len(values)), 2):
        verdict = judge_values(values[i], values[j], scene, members, told)
        if verdict and (verdict[1].get("corrected") or not {i, j} & withdrawn):
            found[i, j] = verdict
    return overrule(found, values, _states(values, found), scene.decided) if scene.decided else found


def _withdrawn(values: Sequence[Value], scene: Scene) -> set[int]:
    """Values that only a correction tells, to take them back; they stand against no other."""
    out: set[int] = set()
    if not any(f.report in scene.correcting for v in values for f in v.figures):
        return out
    for i, j in combinations(range(len(values)), 2):
        corrected = any(is_corrected(x, y, scene) for x in values[i].figures for y in values[j].figures)
        back = [k for k in (i, j) if any(is_withdrawn(f, scene.reports[f.report]) for f in values[k].figures)]
        if corrected and len(back) == 1:
            out.update(back)
        elif corrected:
            # of two values the one that is given elsewhere holds; of two that are not, the one that stands last
            out.add(min((i, j), key=lambda k: (len(values[k].figures), max(f.span.start for f in values[k].figures))))
    return out


def _figures_of(values: Sequence[Value], state: Iterable[int]) -> list[Figure]:
    return [f for i in sorted(state) for f in values[i].figures]


def _comparison(xs: Sequence[Figure], ys: Sequence[Figure], verdict: Verdict, scene: Scene) -> Comparison:
    x, y = _clearest(xs), _clearest(ys)
    relation, why = verdict
    if min(_starts(f, scene) for f in xs) <= min(_starts(f, scene) for f in ys):
        return Comparison(a=x.id, b=y.id, relation=relation, why=why)
    return Comparison(a=y.id, b=x.id, relation=relation, why=_turned(why))


def _between_states(
    values: Sequence[Value], found: Verdicts
) -> Iterator[tuple[frozenset[int], frozenset[int], Verdict]]:
    """What stands between the values of one state (roundings), and between every two states."""
    for (i, j), verdict in found.items():
        if verdict[0] == "rounding":
            yield frozenset({i}), frozenset({j}), verdict
    states = _states(values, found)
    for (x, y), verdict in _by_states(states, found).items():
        yield frozenset(states[x]), frozenset(states[y]), verdict


def _ones(values: Sequence[Value]) -> list[tuple[int, int, Mapping[str, Feature]]]:
    """Pairs of values that are one number, with and without "about"."""
    return [(i, j, {}) for i, j in combinations(range(len(values)), 2) if is_one(values[i], values[j])]


def _roundings(values: Sequence[Value], found: Verdicts) -> list[tuple[int, int, Mapping[str, Feature]]]:
    return _less_vague([(i, j, why) for (i, j), (relation, why) in found.items() if relation == "rounding"], values)


def _states(values: Sequence[Value], found: Verdicts) -> list[set[int]]:
    """Values that round each other are one state of the quantity; a vague one is no part of any."""
    firm = [(i, j, w) for i, j, w in _roundings(values, found) if not (values[i].vague or values[j].vague)]
    states = _rounded(firm, values)
    return states + [{i} for i in range(len(values)) if not any(i in state for state in states)]


def _rounded(roundings: Pairs, values: Sequence[Value]) -> list[set[int]]:
    """Values that round one another, together; two exact numbers that do not are never, whatever rounds them both.

    "At least 50" may stand for 58 and for 59, which are two states all the same.
    """
    tied = {frozenset((i, j)) for i, j, _ in (*roundings, *_ones(values))}
    exact = [v.low is not None and v.low == v.high and not (v.blurred or v.vague) for v in values]
    groups: list[set[int]] = []
    for i, j, _ in (*_ones(values), *roundings):
        touching = [g for g in groups if i in g or j in g]
        merged = {i, j}.union(*touching)
        firm = [k for k in merged if exact[k]]
        if all(frozenset(pair) in tied for pair in combinations(firm, 2)):
            groups = [g for g in groups if g not in touching] + [merged]
    return groups


def _by_states(states: Sequence[set[int]], found: Verdicts) -> dict[tuple[int, int], Verdict]:
    """One relation for every two states that differ, so that no two values stand against each other twice."""
    between: dict[tuple[int, int], list[Verdict]] = {}
    for (i, j), verdict in found.items():
        x, y = (next(n for n, state in enumerate(states) if k in state) for k in (i, j))
        if verdict[0] != "rounding" and x != y:
            between.setdefault((min(x, y), max(x, y)), []).append(verdict)
    return {
        pair: min(verdicts, key=lambda v: (PRECEDENCE.index(v[0]), not is_of_one_day(v[1])))
        for pair, verdicts in between.items()
    }


def _group(key: str, values: Sequence[Value], found: Verdicts, scene: Scene) -> Iterator[Conflict]:
    """One conflict for each relation between the states of a quantity."""
    roundings = _roundings(values, found)
    for group in _rounded(roundings, values):
        reason = {"quantity": key, **next((w for i, _, w in roundings if i in group), {})}
        if len(reason) == 1:
            # one number with and without "about" is no difference
            continue
        yield _conflict(key, "rounding", [[values[i]] for i in sorted(group)], reason, scene)
    states = _states(values, found)
    judged: dict[ConflictRelation, list[tuple[int, int, Mapping[str, Feature]]]] = {}
    for (x, y), (relation, why) in _by_states(states, found).items():
        judged.setdefault(relation, []).append((x, y, why))
    for relation, pairs in judged.items():
        for number, group in enumerate(_components(_of_one_day(pairs) if relation == "dispute" else pairs)):
            reason = {"quantity": key, **next(w for x, _, w in pairs if x in group)}
            sides = [[values[i] for i in sorted(states[x])] for x in sorted(group)]
            yield _conflict(key, relation, sides, reason, scene, number)


def _of_one_day(pairs: Pairs) -> Pairs:
    """Pairs without those of two days whose states dispute another of their own day."""
    met = {k for i, j, why in pairs if is_of_one_day(why) for k in (i, j)}
    return [(i, j, why) for i, j, why in pairs if is_of_one_day(why) or not {i, j} & met]


def _less_vague(pairs: Pairs, values: Sequence[Value]) -> list[tuple[int, int, Mapping[str, Feature]]]:
    """Pairs with at most one for each vague value, so that "dozens" does not tie 32 to 59."""
    out: list[tuple[int, int, Mapping[str, Feature]]] = []
    tied: set[int] = set()
    for i, j, why in sorted(pairs, key=lambda p: -len(values[p[0]].figures) - len(values[p[1]].figures)):
        vague = {k for k in (i, j) if values[k].vague}
        if not vague & tied:
            out.append((i, j, why))
            tied |= vague
    return out


def _components(pairs: Pairs) -> list[set[int]]:
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
    scene: Scene,
    number: int = 0,
) -> Conflict:
    sides = [[f for v in state for f in v.figures] for state in states]
    sides.sort(key=lambda fs: (min(_starts(f, scene) for f in fs), fs[0].low or fs[0].high or 0))
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
                origins=tuple(dict.fromkeys(o for f in fs for o in scene.givers(f))),
            )
            for fs in sides
        ),
        relation=relation,
        why=why,
        score=round(0.5 + 0.4 * min(1.0, float(why.get("scope_agreement") or 0)), 3),
    )


def _clearest(figures: Sequence[Figure]) -> Figure:
    """The figure that says a state most exactly: without a modifier, with the most digits."""
    return max(figures, key=lambda f: (f.modifier == "exact", len(digits(f.low or f.high or 0))))
