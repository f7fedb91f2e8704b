"""What a figure measures: its dimension, its value in one unit, the kind of its noun, and what befell the counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sayso import resources
from sayso.annotate.units import convert
from sayso.types import Figure

# relative error that reporters allow themselves when they convert a measure: 770 km are "about 500 miles"
CONVERTED = 0.06
# fates that come to an end for some, so that those are counted who are left
REMAINING = ("missing", "captive", "displaced")
_LEFT = re.compile(r"\b(?:still|remain\w*)\b", re.I)
# "she turned 38"; behind the number nothing that it counts
_TURNED = re.compile(r"turn(?:s|ed|ing)?\s+\d{1,3}\b", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what its likeness to others is judged by.

    `dimension` is what its unit measures, `base` its bounds in that dimension's base unit, `action` what happened to
    those it counts ("death", "injury", …) or None, `names` the capitalised words of its sentence, `bygone` whether
    that sentence tells of a day well before its report.
    """

    figure: Figure
    index: int
    sentence: int
    dimension: str
    base: tuple[float | None, float | None]
    kinds: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    action: str | None
    bygone: bool = False


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
def persons() -> frozenset[str]:
    """Nouns that mean a person in general."""
    return frozenset(resources.load("counting")["persons"])


def kindred(a: str, b: str) -> bool:
    """Whether two heads are of one kind, or both name persons."""
    kinds = _kinds()
    return bool((kinds.get(a, frozenset()) | {a}) & (kinds.get(b, frozenset()) | {b})) or {a, b} <= persons()


def action_of(figure: Figure) -> str | None:
    """What happened to those that a figure counts ("death", "injury", "displaced", …), None where no word tells."""
    words = (figure.head, *figure.scope)
    captive = not _held().isdisjoint(words)
    if captive and not _STILL.isdisjoint(words):
        return "captive"
    told = next((_actions()[w] for w in words if w in _actions()), None) or _displaced(figure)
    return told or ("captive" if captive else None)


_STILL = frozenset({"hold", "remain", "keep", "still"})


def counts_left(figure: Figure) -> bool:
    """Whether a figure counts who is left of more: two who are still missing, 197 who remain captive."""
    left = _LEFT.search(figure.of) is not None or "remain" in figure.scope
    return left and action_of(figure) in REMAINING


@cache
def _held() -> frozenset[str]:
    return frozenset(resources.load("ledger")["held"])


def measure(figure: Figure, index: int, text: str, sentences: Sequence[tuple[int, int]]) -> Measure:
    """A figure with what its likeness to others is judged by.

    Args:
        figure: the figure.
        index: its place among the figures of the story.
        text: the text of its report.
        sentences: the sentences of that text.
    """
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
    old = re.search(r"-old\b|years? old|of age", figure.span.text) or "age" in figure.scope[:1]
    if old or _TURNED.match(figure.of):
        dimension = "age"
    words = frozenset(figure.scope) | {figure.head}
    sentence = next((i for i, (a, b) in enumerate(sentences) if a <= figure.span.start < b), -1)
    start, end = sentences[sentence] if sentence >= 0 else (figure.span.start, figure.span.end)
    return Measure(
        figure,
        index,
        sentence,
        dimension,
        (low, high),
        _kinds().get(figure.head, frozenset()) | {figure.head},
        words,
        _names(text[start:end]),
        action_of(figure),
    )


def _displaced(figure: Figure) -> str | None:
    """Whether the counted people left their homes, in other words than "evacuated"."""
    counting = resources.load("counting")
    words = {w.lower() for w in _WORD.findall(figure.of)} | set(figure.scope)
    behind = {*counting["left"], *resources.load("ledger")["left_for"]}
    verbs = {*counting["leaving"], *resources.load("ledger")["moved"]}
    leaves = words & verbs and words & {w for x in behind for w in (x, f"{x}s")}
    return "displaced" if leaves and figure.head in persons() else None


def _names(sentence: str) -> frozenset[str]:
    """The capitalised words inside a sentence; none in a headline, where all words are."""
    words = _WORD.findall(sentence)
    capital = [w for w in words[1:] if w[0].isupper() and len(w) > 2]
    return frozenset() if len(capital) > len(words) / 2 else frozenset(w.lower() for w in capital)


def same_value(a: Measure, b: Measure) -> bool:
    """Equal bounds, up to the rounding of a value that was converted to another unit."""
    if a.dimension != "count" and a.figure.unit != b.figure.unit and a.base[0] and b.base[0]:
        return abs(a.base[0] - b.base[0]) <= CONVERTED * max(abs(a.base[0]), abs(b.base[0]))
    return all(_near(x, y) for x, y in zip(a.base, b.base, strict=True)) and a.base != (None, None)


def _near(x: float | None, y: float | None) -> bool:
    if x is None or y is None:
        return x is y
    return abs(x - y) <= 1e-6 * max(abs(x), abs(y), 1e-9)


def excludes(a: Measure, b: Measure) -> bool:
    """Whether what befell the counted sets two figures apart: the dead are not the hurt."""
    fates = resources.load("counting")["exclusive"]
    return a.action != b.action and a.action in fates and b.action in fates


def compatible(a: Measure, b: Measure) -> bool:
    """Whether one value may satisfy both: "more than 200" and 276."""
    lows = [x for x in (a.base[0], b.base[0]) if x is not None]
    highs = [x for x in (a.base[1], b.base[1]) if x is not None]
    return not lows or not highs or max(lows) <= min(highs)


def is_rare(measure: Measure) -> bool:
    """Three significant digits or more: two quantities hardly share such a value by chance."""
    low = measure.figure.low
    return low is not None and len(f"{abs(low):.10g}".replace(".", "").strip("0")) >= 3
