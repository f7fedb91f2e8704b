"""Which figures of a story measure the same thing: a key per quantity, shared by its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sayso import resources
from sayso.annotate.units import convert
from sayso.types import Annotations, Entity, Figure, Report, Statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sayso.spans import Span

# Two figures are of one quantity from this likeness on; see `likeness`.
SAME = 0.5


class Resolver(Protocol):
    """Finds the entity that a name in a report stands for."""

    def resolve(self, report_id: str, text: str, span: Span | None = None) -> Entity | None:
        """The entity, or None when the name is unknown."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what its likeness to others is judged by.

    `dimension` is what its unit measures, `base` its bounds in that dimension's base unit, `action` what happened to
    those it counts ("death", "injury", …) or None.
    """

    figure: Figure
    index: int
    sentence: int
    dimension: str
    base: tuple[float | None, float | None]
    kinds: frozenset[str]
    words: frozenset[str]
    phrase: frozenset[str]
    action: str | None


def link_quantities(annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Resolver) -> tuple[Figure, ...]:
    """Puts together the figures of a story that measure the same thing and names who gave each.

    Figures of one quantity have a unit of the same dimension, heads of one kind, no clash in what happened to the
    counted, and contexts that are alike; an unusual value that comes again counts for them. Groups are closed by
    average linkage.

    Args:
        annotated: the reports of one story with their figures.
        statements: all statements with their speakers resolved.
        entities: finds the entity of a name.

    Returns:
        All figures in order, with quantity, giver, giver_name and via.
    """
    figures = [f for a in annotated for f in a.figures]
    spoken = {s.id: s for s in statements}
    reports = {a.report.id: a for a in annotated}
    measures = [_measure(f, i, reports[f.report]) for i, f in enumerate(figures)]
    groups = _cluster(measures, _likenesses(measures, [a.report for a in annotated]))
    keys = _name_groups(measures, groups)
    return tuple(_with_giver(replace(f, quantity=keys[i]), spoken, entities) for i, f in enumerate(figures))


def _with_giver(figure: Figure, spoken: dict[str, Statement], entities: Resolver) -> Figure:
    statement = spoken.get(figure.statement or "")
    if statement is None:
        return figure
    giver = statement.speaker
    if giver is None and statement.speaker_name and not statement.speaker_name.startswith("unnamed"):
        entity = entities.resolve(figure.report, statement.speaker_name, statement.source)
        giver = entity.id if entity else None
    return replace(figure, giver=giver, giver_name=statement.speaker_name, via=statement.via)


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Lemma -> the kinds of head that it belongs to, each named by its first word."""
    out: dict[str, set[str]] = {}
    for kind in resources.load("counting")["kinds"]:
        for word in kind:
            out.setdefault(word, set()).add(kind[0])
    return {word: frozenset(kinds) for word, kinds in out.items()}


@cache
def _actions() -> dict[str, str]:
    return {word: name for name, words in resources.load("counting")["actions"].items() for word in words}


@cache
def _persons() -> frozenset[str]:
    return frozenset(resources.load("counting")["persons"])


def _measure(figure: Figure, index: int, annotations: Annotations) -> Measure:
    share = figure.unit in ("fraction", "percent")
    if figure.unit is not None and figure.unit == figure.head:
        dimension, times = "count", 1.0
    elif share:
        dimension, times = "share", 1.0 if figure.unit == "fraction" else 0.01
    else:
        dimension, times = convert(1.0, figure.unit)
        dimension = dimension if figure.unit else "count"
    low = None if figure.low is None else figure.low * times
    high = None if figure.high is None else figure.high * times
    if re.search(r"-old\b|years? old|of age", figure.span.text) or dimension == "age":
        dimension = "age"
    of = {w for w in re.findall(r"[a-z]+", figure.of.lower()) if len(w) > 2}
    words = frozenset(figure.scope) | {figure.head}
    sentence = next((i for i, (a, b) in enumerate(annotations.sentences) if a <= figure.span.start < b), -1)
    action = next((_actions()[w] for w in (figure.head, *figure.scope) if w in _actions()), None)
    return Measure(
        figure, index, sentence, dimension, (low, high), _kinds().get(figure.head, frozenset()) | {figure.head}, words, frozenset(of), action
    )


def _likenesses(measures: Sequence[Measure], reports: Sequence[Report]) -> NDArray[np.float64]:
    count = Counter(w for m in measures for w in m.words)
    weight = {w: log(1 + len(measures) / n) for w, n in count.items()}
    contexts = _contexts(measures, {r.id: r for r in reports})
    out = np.zeros((len(measures), len(measures)))
    for i, a in enumerate(measures):
        for j in range(i):
            out[i, j] = out[j, i] = likeness(a, measures[j], weight, float(contexts[i] @ contexts[j]))
    return out


def _contexts(measures: Sequence[Measure], reports: dict[str, Report]) -> NDArray[np.float32]:
    """A vector of each figure's words, with the number left out."""
    from sayso.language.embed import embed

    return embed([f"{m.figure.of}; {m.figure.head} {' '.join(m.figure.scope)}" for m in measures])


def likeness(a: Measure, b: Measure, weight: dict[str, float], context: float) -> float:
    """How likely two figures measure the same thing, 0 to 1.

    Args:
        a: one figure.
        b: the other.
        weight: inverse document frequency of each context word within the story.
        context: cosine of the two contexts.
    """
    if a.dimension != b.dimension:
        return 0.0
    same_report = a.figure.report == b.figure.report
    equal = _same_value(a, b)
    if same_report and a.sentence == b.sentence and not equal:
        return 0.0
    heads = _head_likeness(a, b)
    if a.action and b.action and a.action != b.action:
        return 0.0
    shared = a.words & b.words
    total = sum(weight[w] for w in a.words | b.words) or 1.0
    smaller = min(sum(weight[w] for w in a.words), sum(weight[w] for w in b.words)) or 1.0
    overlap = 0.5 * sum(weight[w] for w in shared) / total + 0.5 * sum(weight[w] for w in shared) / smaller
    value = _value_likeness(a, b) if equal else 0.0
    score = 0.3 * heads + 0.35 * overlap + 0.35 * max(0.0, context)
    if a.dimension == "count" and heads == 0.0:
        score -= 0.25
    score += value
    if not equal and not _compatible(a, b):
        score -= 0.12
    if a.action and a.action == b.action:
        score += 0.1
    return max(0.0, min(1.0, score))


def _head_likeness(a: Measure, b: Measure) -> float:
    if a.figure.head == b.figure.head:
        return 1.0
    if a.kinds & b.kinds:
        return 0.8
    if a.figure.head in _persons() and b.figure.head in _persons():
        return 0.5
    return 0.3 if a.figure.head in b.words or b.figure.head in a.words else 0.0


def _same_value(a: Measure, b: Measure) -> bool:
    return all(_near(x, y) for x, y in zip(a.base, b.base, strict=True)) and a.base != (None, None)


def _near(x: float | None, y: float | None) -> bool:
    if x is None or y is None:
        return x is y
    return abs(x - y) <= 1e-6 * max(abs(x), abs(y), 1e-9)


def _compatible(a: Measure, b: Measure) -> bool:
    """Whether one value may satisfy both: "more than 200" and 276."""
    lows = [x for x in (a.base[0], b.base[0]) if x is not None]
    highs = [x for x in (a.base[1], b.base[1]) if x is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _value_likeness(a: Measure, b: Measure) -> float:
    """An unusual value that comes again is evidence: the more digits it carries, the more."""
    value = a.figure.low if a.figure.low is not None else a.figure.high
    if value is None:
        return 0.0
    digits = len(f"{value:.10g}".replace(".", "").strip("0"))
    small = abs(value) <= 5 and a.dimension == "count"
    return 0.08 if small else min(0.45, 0.12 * digits + 0.06)


def _cluster(measures: Sequence[Measure], likenesses: NDArray[np.float64]) -> list[list[int]]:
    """Average-linkage agglomeration down to SAME; a zero between two members keeps their groups apart."""
    groups = [[i] for i in range(len(measures))]
    sums = likenesses.copy()
    apart = likenesses <= 0.0
    np.fill_diagonal(sums, -1.0)
    alive = list(range(len(groups)))
    sizes = np.ones(len(groups))
    while len(alive) > 1:
        block = sums[np.ix_(alive, alive)] / np.outer(sizes[alive], sizes[alive])
        block[apart[np.ix_(alive, alive)]] = -1.0
        np.fill_diagonal(block, -1.0)
        x, y = divmod(int(block.argmax()), len(alive))
        if block[x, y] < SAME:
            break
        keep, gone = alive[min(x, y)], alive[max(x, y)]
        groups[keep] += groups[gone]
        sums[keep] += sums[gone]
        sums[:, keep] += sums[:, gone]
        apart[keep] |= apart[gone]
        apart[:, keep] |= apart[:, gone]
        sizes[keep] += sizes[gone]
        alive.remove(gone)
    return [sorted(groups[i]) for i in alive]


def _name_groups(measures: Sequence[Measure], groups: Sequence[Sequence[int]]) -> dict[int, str]:
    """Readable keys from the words that the figures of a group share; a number is added where two would be alike."""
    keys: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for group in sorted(groups, key=min):
        members = [measures[i] for i in group]
        head = Counter(m.figure.head for m in members).most_common(1)[0][0]
        words = Counter(w for m in members for w in dict.fromkeys(m.figure.scope))
        need = len(members) / 2
        chosen = [w for w, n in words.items() if n >= need and w != head][:3]
        slug = "-".join(re.sub(r"[^a-z0-9]+", "-", w.lower()).strip("-") for w in [head or members[0].dimension, *chosen])
        slug = slug.strip("-") or "figure"
        taken[slug] += 1
        key = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        keys.update(dict.fromkeys(group, key))
    return keys
