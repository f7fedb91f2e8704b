"""Which figures of a story measure the same thing: a key per quantity, shared by its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sayso import resources
from sayso.annotate.units import convert
from sayso.link.bounds import compared_figures
from sayso.link.figures.groups import SAME, cluster, name_groups
from sayso.link.figures.measures import Measure, compatible, counts_left, excludes, measure, persons, same_value
from sayso.link.figures.moments import BYGONE
from sayso.types import Annotations, Entity, Figure, Report, Statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sayso.spans import Span

# two unlike values in one sentence are mostly of two quantities, though it may say what a count was and is
BESIDE = 0.01
# a number from which on it is not taken up again by chance, and sentences within which it is
SIZEABLE, NEXT = 10, 3
# sentences below the headline that make the lead, and how sure it is that a headline counts what its lead counts
LEAD, HEADED = 2, 0.9
# share of figures of other quantities that have the same word for many ("dozens"); set by hand
VAGUE_CHANCE = 0.15
# how likely counts of people with one fate are of one quantity at least, when one may round the other; how far two
# numbers lie apart then, from which count on, and how far a word like "dozens" goes
FATED, ROUNDED, LARGE_COUNT, VAGUE_TIMES = 0.65, 0.03, 50, 5
# the odds that unlike counts of an old and a new happening of one kind are of one quantity
OTHER_DAY = 0.1
# how many times the one number is the other when a report that gives both tells of two things
TIMES_MORE = 3
# cosine under which two head words are of other kinds
UNLIKE = 0.4
# the features that need vectors
COSINES = ("head_cosine", "phrase_cosine", "sentence_cosine")
# characters on either side of a figure that its sentence's vector sees at most
AROUND = 160


_MORE = re.compile(r"(?:more|additional|further|extra)\s+(?!than\b)[a-z]", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


class Resolver(Protocol):
    """Finds the entity that a name in a report stands for."""

    def resolve(self, report_id: str, text: str, span: Span | None = None) -> Entity | None:
        """The entity, or None when the name is unknown."""


def link_quantities(
    annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Resolver
) -> tuple[Figure, ...]:
    """Puts together the figures of a story that measure the same thing and names who gave each.

    Figures of one quantity have a unit of the same dimension, heads of one kind, no clash in what happened to the
    counted, and contexts that are alike; an unusual value that comes again counts for them. Groups are closed by
    average linkage. Of very many figures only the first of each report are compared; see `bounds`.

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
    measures = [
        replace(
            measure(f, i, reports[f.report].report.text, reports[f.report].sentences),
            bygone=_is_bygone(f, reports[f.report]),
        )
        for i, f in enumerate(figures)
    ]
    taken, left = compared_figures([f.report for f in figures])
    compared = [replace(measures[i], index=at) for at, i in enumerate(taken)]
    groups = cluster(compared, likenesses(compared, [a.report for a in annotated]))
    groups = [*([taken[at] for at in group] for group in groups), *([i] for i in left)]
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
    out = np.zeros((len(measures), len(measures)))
    context = find_context(measures, reports, vectors=False)
    odds: dict[tuple[int, int], float] = {}
    sure: set[int] = set()
    for i, a in enumerate(measures):
        for j in range(i):
            settled = _settled(a, measures[j])
            if settled is None:
                odds[i, j] = _odds(a, measures[j], context)
            else:
                out[i, j] = out[j, i] = settled
                sure |= {i, j} if settled >= SAME else set()
    weights = _weights()["words"]
    nearest = sum(abs(weights[name]) for name in COSINES)
    for name in COSINES:
        hopeful = {k for pair, known in odds.items() if _probability(known + nearest) >= SAME for k in pair} | sure
        _embed(context, name, measures, reports, sorted(hopeful))
        nearest -= abs(weights[name])
        for i, j in odds:
            if i in hopeful and j in hopeful:
                odds[i, j] += weights[name] * _cosine(name, measures[i], measures[j], context)
                if name == "head_cosine" and _unlike(measures[i], measures[j], context):
                    odds[i, j] += log(_weights()["unlike"])
    for (i, j), known in odds.items():
        likeness = _probability(known)
        out[i, j] = out[j, i] = max(likeness, FATED) if _is_one_fate(measures[i], measures[j]) else likeness
    return out


def features(a: Measure, b: Measure, context: Context) -> dict[str, float]:
    """What speaks for or against two figures measuring the same thing, apart from their values.

    Args:
        a: one figure.
        b: the other.
        context: the story that both belong to.
    """
    return {**word_features(a, b, context), **cosines(a, b, context)}


def cosines(a: Measure, b: Measure, context: Context) -> dict[str, float]:
    """How near the heads, phrases and sentences of two figures are in meaning."""
    return {name: _cosine(name, a, b, context) for name in COSINES}


def _cosine(name: str, a: Measure, b: Measure, context: Context) -> float:
    vectors = {"head_cosine": context.heads, "phrase_cosine": context.phrases, "sentence_cosine": context.sentences}
    return float(vectors[name][a.index] @ vectors[name][b.index])


def word_features(a: Measure, b: Measure, context: Context) -> dict[str, float]:
    """The features of two figures that need no vectors."""
    weight = context.weight
    shared = sum(weight[w] for w in a.words & b.words)
    size_a, size_b = sum(weight[w] for w in a.words) or 1.0, sum(weight[w] for w in b.words) or 1.0
    heads = a.figure.head == b.figure.head
    kinds = not heads and bool(a.kinds & b.kinds)
    people = not heads and not kinds and {a.figure.head, b.figure.head} <= persons()
    crossed = not heads and not kinds and (a.figure.head in b.words or b.figure.head in a.words)
    counts = a.dimension == "count"
    return {
        "bias": 1.0,
        "same_head": float(heads),
        "kindred_heads": float(kinds),
        "both_persons": float(people),
        "head_in_context": float(crossed),
        "shared_words": shared / (size_a + size_b - shared),
        "contained_words": shared / min(size_a, size_b),
        "names_shared": sum(weight[w] for w in a.names & b.names) / (sum(weight[w] for w in a.names | b.names) or 1.0),
        "names_apart": float(bool(a.names) and bool(b.names) and not a.names & b.names),
        "years_apart": float(_years_apart(a.figure.as_of, b.figure.as_of)),
        "same_action": float(a.action is not None and a.action == b.action),
        "other_action": float(a.action != b.action and a.action is not None and b.action is not None),
        "one_action": float((a.action is None) != (b.action is None)),
        "counts": float(counts),
        "counts_other_heads": float(counts and not (heads or kinds or people)),
    }


def _years_apart(a: str | None, b: str | None) -> bool:
    """Whether two ISO dates, or months, or years lie in years that are not the same or neighbours."""
    return a is not None and b is not None and a[:4].isdigit() and b[:4].isdigit() and abs(int(a[:4]) - int(b[:4])) > 1


def _settled(a: Measure, b: Measure) -> float | None:
    """The likeness where a rule gives it, None where the words have to be weighed."""
    if a.dimension != b.dimension or excludes(a, b):
        return 0.0
    equal = same_value(a, b)
    if a.figure.report == b.figure.report and not equal and _is_retold(a, b):
        return 1.0
    if a.figure.report == b.figure.report and a.sentence == b.sentence and not equal:
        return BESIDE
    if _is_increase(a) != _is_increase(b):
        return 0.0
    if _heads_lead(a, b) or _heads_lead(b, a):
        return HEADED
    if (a.dimension == "age" and not equal) or _is_another_occasion(a, b):
        # two ages are two people's
        return 0.0
    return None


def _is_another_occasion(a: Measure, b: Measure) -> bool:
    """Whether one report gives two numbers of quite another size, far from each other: then it tells of two things.

    Who holds a number against another does so in one breath.
    """
    if a.figure.report != b.figure.report or abs(a.sentence - b.sentence) <= 1:
        return False
    low, high = sorted(m.base[0] or m.base[1] or 0.0 for m in (a, b))
    return low > 0 and high >= TIMES_MORE * low


def _is_one_fate(a: Measure, b: Measure) -> bool:
    """Whether two counts are of people to whom the same happened, and one may be a rounding of the other.

    A story seldom counts two groups of one fate so near to each other: "scores escaped", "dozens of girls escaped".
    """
    people = {a.figure.head, b.figure.head} <= persons() and a.dimension == b.dimension == "count"
    if not people or a.action is None or a.action != b.action or same_value(a, b):
        return False
    if counts_left(a.figure) or counts_left(b.figure):
        return True
    if a.bygone != b.bygone:
        return False
    low, high = sorted(v or 0.0 for v in ((x.base[0] if x.base[0] is not None else x.base[1]) for x in (a, b)))
    vague = [m for m in (a, b) if m.figure.modifier == "vague"]
    if vague:
        return low >= SIZEABLE and high <= VAGUE_TIMES * low
    return low >= LARGE_COUNT and high - low <= ROUNDED * high


def _odds(a: Measure, b: Measure, context: Context) -> float:
    """Log odds of one quantity from everything but the vectors."""
    lexicon = _weights()
    odds = sum(lexicon["words"][name] * value for name, value in word_features(a, b, context).items())
    equal = same_value(a, b)
    if a.action and a.action == b.action and a.bygone != b.bygone and not equal:
        odds += log(OTHER_DAY)
    chance = max(_chance(a), VAGUE_CHANCE if "vague" in (a.figure.modifier, b.figure.modifier) else 0.0)
    if equal:
        return float(odds + log(lexicon["equal"] / chance))
    return float(odds + log(_nearness(a, b) or (1 - lexicon["equal"]) / (1 - chance)))


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def _is_retold(a: Measure, b: Measure) -> bool:
    """Whether one report counts one thing twice in one sentence or the next, as it was and as it is.

    Such a pair has one phrase: "raised its count of evacuees to 13,200, from 11,400", "it had spoken of 11,400".
    """
    x, y = a.figure, b.figure
    if x.of != y.of or x.head != y.head:
        return False
    if a.sentence == b.sentence:
        return x.status != y.status
    large = min(x.low or x.high or 0.0, y.low or y.high or 0.0) >= SIZEABLE
    return x.scope == y.scope and large and abs(a.sentence - b.sentence) <= NEXT


def _is_increase(a: Measure) -> bool:
    """Whether a count comes on top of another: "a few thousand more soldiers"."""
    return a.dimension == "count" and _MORE.match(a.figure.of) is not None


def _heads_lead(a: Measure, b: Measure) -> bool:
    """Whether a stands in the headline and b in the lead below it, of people to whom the same happened."""
    if a.figure.report != b.figure.report or a.sentence != 0 or not 0 < b.sentence <= LEAD:
        return False
    return a.action is not None and a.action == b.action and compatible(a, b)


def _unlike(a: Measure, b: Measure, context: Context) -> bool:
    """Whether two counts are of things of other kinds, paintings and guards.

    The silver pairs hold next to no such pair of one quantity, so that the regression cannot learn how much it tells.
    """
    if a.dimension != "count" or a.kinds & b.kinds or {a.figure.head, b.figure.head} <= persons():
        return False
    apart = a.figure.head not in b.words and b.figure.head not in a.words
    return apart and float(context.heads[a.index] @ context.heads[b.index]) < UNLIKE


@cache
def _weights() -> dict[str, Any]:
    weights: dict[str, Any] = resources.load("likeness")
    return weights


def _chance(a: Measure) -> float:
    """How often two figures of different quantities have this value."""
    value = a.figure.low if a.figure.low is not None else a.figure.high
    table = _weights()["chance"]
    if value is None:
        return 1.0
    if 0 <= value <= 10 and value == int(value):
        return float(table["small"][int(value)])
    digits = min(4, len(f"{abs(value):.10g}".replace(".", "").strip("0")))
    return float(table["digits"][digits])


def _nearness(a: Measure, b: Measure) -> float | None:
    """Odds for one quantity from two unlike values that may stand for each other; None when they exclude each other."""
    x = a.base[0] if a.base[0] is not None else a.base[1]
    y = b.base[0] if b.base[0] is not None else b.base[1]
    if x is None or y is None:
        return 1.0
    near = _weights()["near"]
    gap = abs(x - y) / (max(abs(x), abs(y)) or 1.0)
    if min(abs(x), abs(y)) >= 10 and gap <= 0.1:
        return float(near["rounded"] if gap <= 0.03 else near["revised"])
    if compatible(a, b) and gap <= 0.9:
        return float(near["bounded"]) if gap <= 0.67 else 1.0
    return None
