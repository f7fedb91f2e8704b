"""Which figures of a story measure the same thing: a key per quantity, shared by its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sayso.annotate.units import convert
from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.bounds import compared_figures
from sayso.link.figures.groups import SAME, cluster, name_groups
from sayso.link.figures.measures import Measure, measure
from sayso.link.figures.moments import BYGONE
from sayso.link.figures.pairs import columns, lexicon, may_be_unlike, one_fate, settled, value_odds, word_features
from sayso.link.folding import first_tellings
from sayso.types import Annotations, Entity, Figure, Report, Statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sayso.spans import Span

# how likely counts of people with one fate are of one quantity at least
FATED = 0.65
# cosine under which two head words are of other kinds
UNLIKE = 0.4
# the features that need vectors
COSINES = ("head_cosine", "phrase_cosine", "sentence_cosine")
# characters on either side of a figure that its sentence's vector sees at most
AROUND = 160


class Resolver(Protocol):
    """Finds the entity that a name in a report stands for."""

    def resolve(self, report_id: str, text: str, span: Span | None = None) -> Entity | None:
        """The entity, or None when the name is unknown."""


def link_quantities(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    entities: Resolver,
    judged: Constraints = UNDECIDED,
) -> tuple[Figure, ...]:
    """Puts together the figures of a story that measure the same thing and names who gave each.

    Figures of one quantity have a unit of the same dimension, heads of one kind, no clash in what happened to the
    counted, and contexts that are alike; an unusual value that comes again counts for them. Groups are closed by
    average linkage. Of very many figures only the first of each report are compared; see `bounds`.

    Args:
        annotated: the reports of one story with their figures.
        statements: all statements with their speakers resolved.
        entities: finds the entity of a name.
        judged: which figures a person put together or kept apart, by their ids.

    Returns:
        All figures in order, with quantity, giver, giver_name and via.
    """
    figures = [f for a in annotated for f in a.figures]
    spoken = {s.id: s for s in statements}
    reports = {a.report.id: a for a in annotated}
    measures = [
        replace(
            measure(f, i, reports[f.report].report.text, reports[f.report].sentences),
            bygone=_is_bygone(f, reports[f.report]),
        )
        for i, f in enumerate(figures)
    ]
    first = first_tellings(annotated, lambda a: a.figures)
    distinct = [i for i, of in enumerate(first) if i == of]
    places = compared_figures([figures[i].report for i in distinct])
    taken, left = ([distinct[at] for at in some] for some in places)
    compared = [replace(measures[i], index=at) for at, i in enumerate(taken)]
    alike = likenesses(compared, [a.report for a in annotated])
    for i, j in judged.among([figures[i].id for i in taken]).apart:
        alike[i, j] = alike[j, i] = 0.0
    groups = [*([taken[at] for at in group] for group in cluster(compared, alike)), *([i] for i in left)]
    also: dict[int, list[int]] = {}
    for i, of in enumerate(first):
        also.setdefault(of, []).append(i)
    groups = [sorted(i for of in group for i in also[of]) for group in groups]
    groups = judged.among([f.id for f in figures]).joined(groups)
    keys = name_groups(measures, groups)
    given = [_with_giver(replace(f, quantity=keys[i]), spoken, entities) for i, f in enumerate(figures)]
    return tuple(
        _as_own(f) if before is not None and _is_converted(before, f, reports[f.report].report, spoken) else f
        for before, f in zip([None, *given], given, strict=False)
    )


def _is_converted(before: Figure, figure: Figure, report: Report, spoken: dict[str, Statement]) -> bool:
    """Whether a figure is the desk's conversion, in brackets, of a sum or of what somebody says word for word."""
    if before.report != figure.report or before.unit == figure.unit:
        return False
    between, behind = report.text[before.span.end : figure.span.start], report.text[figure.span.end :][:1]
    if not re.fullmatch(r"\s?[(\[]\s?", between) or behind not in (")", "]"):
        return False
    (one, _), (other, _) = convert(1.0, before.unit), convert(1.0, figure.unit)
    money = all(re.fullmatch(r"[A-Z]{3}", f.unit or "") for f in (before, figure))
    statement = spoken.get(figure.statement or "")
    return money or (one == other and statement is not None and statement.kind == "direct")


def _as_own(figure: Figure) -> Figure:
    return replace(figure, giver=None, giver_name=None, via=(), statement=None)


def _teller(statement: Statement, spoken: dict[str, Statement]) -> Statement:
    """Who gives the figures of a belief or plan that somebody tells of: "Roe said the firm expects 40" is Roe's 40.

    A medium or a paper only carries it, and "according to" names whose word stands for another's.
    """
    outer = spoken.get(statement.parent or "")
    if outer is None or outer.cue is None or outer.speaker_type in ("media", "document", "unnamed", "group"):
        return statement
    held = statement.cue is not None and not _ATTITUDES.isdisjoint(statement.cue.text.lower().split())
    return outer if held and "according" not in outer.cue.text.lower() else statement


_ATTITUDES = frozenset(
    f"{verb}{end}"
    for verb in ("believe", "expect", "think", "hope", "plan", "intend", "want", "fear", "anticipate", "assume")
    for end in ("", "s", "d", "ed")
) | {"planned", "thought", "knew", "knows", "know"}


def _is_bygone(figure: Figure, annotations: Annotations) -> bool:
    """Whether the sentence of a figure has a time that ended BYGONE before the report, and none since."""
    published = (annotations.report.published or "")[:10]
    at = figure.span.start
    sentence = next(((a, b) for a, b in annotations.sentences if a <= at < b), None)
    if not published or sentence is None:
        return False
    times = [t for t in annotations.times if sentence[0] <= t.span.start < sentence[1] and not t.value.startswith("P")]
    ends = [(t.end or t.start or "")[:10] for t in times]
    limit = (date.fromisoformat(published) - BYGONE).isoformat()
    return any(ends) and all(end < limit for end in ends if end)


def _with_giver(figure: Figure, spoken: dict[str, Statement], entities: Resolver) -> Figure:
    statement = spoken.get(figure.statement or "")
    if statement is None:
        return figure
    statement = _teller(statement, spoken)
    giver = statement.speaker
    if giver is None and statement.speaker_name and not statement.speaker_name.startswith("unnamed"):
        entity = entities.resolve(figure.report, statement.speaker_name, statement.source)
        giver = entity.id if entity else None
    return replace(figure, giver=giver, giver_name=statement.speaker_name, via=statement.via)


@dataclass(frozen=True, slots=True)
class Context:
    """What the figures of one story are compared in.

    `weight` is the inverse document frequency of each context word and name; the arrays hold a vector of length 1 per
    figure: of its own words, of the text around it, and of its head.
    """

    weight: dict[str, float]
    phrases: NDArray[np.float32]
    sentences: NDArray[np.float32]
    heads: NDArray[np.float32]


def find_context(measures: Sequence[Measure], reports: Sequence[Report], *, vectors: bool = True) -> Context:
    """Weighs the words of a story's figures and embeds their contexts, with the numbers left out.

    Args:
        measures: the figures of the story.
        reports: its reports.
        vectors: whether to embed at all; without, every vector is zero.
    """
    from sayso.language.embed import WIDTH

    count = Counter(w for m in measures for w in m.words | m.names)
    heads, phrases, sentences = np.zeros((3, len(measures), WIDTH), dtype=np.float32)
    context = Context(
        weight={w: log(1 + len(measures) / n) for w, n in count.items()},
        phrases=phrases,
        sentences=sentences,
        heads=heads,
    )
    for name in COSINES if vectors else ():
        _embed(context, name, measures, reports, range(len(measures)))
    return context


def _embed(
    context: Context, name: str, measures: Sequence[Measure], reports: Sequence[Report], places: Iterable[int]
) -> None:
    """Fills in the vectors that one cosine compares, of the measures at some places."""
    from sayso.language.embed import embed

    rows = list(places)
    if not rows:
        return
    figures = [measures[i].figure for i in rows]
    if name == "head_cosine":
        context.heads[rows] = embed([f.head or "number" for f in figures])
    elif name == "phrase_cosine":
        context.phrases[rows] = embed([f"{f.of}; {f.head} {' '.join(f.scope)}" for f in figures])
    else:
        texts = {r.id: r.text for r in reports}
        context.sentences[rows] = embed([_around(texts[f.report], f.span) for f in figures])


def _around(text: str, span: Span) -> str:
    """The sentence of a figure, its ends cut off, with the figure itself left out."""
    start, end = span.start, span.end
    left = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start), start - AROUND) + 1
    right = min(p for p in (text.find(". ", end), text.find("\n", end), end + AROUND) if p >= 0)
    return f"{text[left:start]} X {text[end:right]}"


def likenesses(measures: Sequence[Measure], reports: Sequence[Report]) -> NDArray[np.float64]:
    """The probability that two figures measure the same thing, for each two.

    The evidence of the words is a logistic regression; that of the values is added to its log-odds as in record
    linkage: equal values count the more the rarer they are (Fellegi and Sunter 1969, "A theory for record linkage",
    Journal of the American Statistical Association 64). Heads, phrases and sentences are embedded one after the other,
    each time only of figures that may yet reach SAME with another: a figure that reaches it with none stays alone, and
    of its probabilities it is only right that they lie below SAME.

    Args:
        measures: the figures of a story, each with its place among them as index.
        reports: the reports of the story.
    """
    context = find_context(measures, reports, vectors=False)
    its = columns(measures)
    out = settled(its)
    # of each two figures the later one stands in the row
    weighed = np.tril(np.isnan(out), -1)
    weights = lexicon()["words"]
    odds = value_odds(its, measures)
    for name, values in word_features(its, measures, context.weight):
        odds += weights[name] * values
    sure = np.tril(out >= SAME, -1)
    nearest = sum(abs(weights[name]) for name in COSINES)
    for name in COSINES:
        hopeful = _either((weighed & (_probability(odds + nearest) >= SAME)) | sure)
        _embed(context, name, measures, reports, np.flatnonzero(hopeful).tolist())
        nearest -= abs(weights[name])
        both = np.logical_and.outer(hopeful, hopeful)
        odds += np.where(both, weights[name] * cosines(name, context), 0.0)
        if name == "head_cosine":
            unlike = both & may_be_unlike(its) & (cosines(name, context) < UNLIKE)
            odds += np.where(unlike, log(lexicon()["unlike"]), 0.0)
    likely = _probability(odds)
    likely = np.where(one_fate(its), np.maximum(likely, FATED), likely)
    lower = np.tril(np.where(weighed, likely, np.nan_to_num(out)), -1)
    return np.asarray(lower + lower.T)


def features(measures: Sequence[Measure], reports: Sequence[Report]) -> dict[str, NDArray[np.float64]]:
    """What speaks for or against each two figures of a story measuring the same thing, apart from their values.

    Args:
        measures: the figures, each with its place among them as index.
        reports: the reports of the story.
    """
    context = find_context(measures, reports)
    tables = dict(word_features(columns(measures), measures, context.weight))
    return tables | {name: cosines(name, context) for name in COSINES}


def cosines(name: str, context: Context) -> NDArray[np.float64]:
    """How near the heads, phrases or sentences of each two figures are in meaning."""
    vectors = {"head_cosine": context.heads, "phrase_cosine": context.phrases, "sentence_cosine": context.sentences}
    return np.asarray(vectors[name] @ vectors[name].T, dtype=np.float64)


def _either(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which figures are part of a pair."""
    return np.asarray(flags.any(axis=0) | flags.any(axis=1))


def _probability(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0))))
