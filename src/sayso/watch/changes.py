"""What changed between two versions of an article, as facts: pure, over what was read of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sayso.spans import Span
from sayso.types import Annotations, Figure, Name, Statement
from sayso.watch.versions import folded

ChangedFact = Literal[
    "headline",
    "figure-raised",
    "figure-lowered",
    "figure-changed",
    "figure-added",
    "figure-gone",
    "name-added",
    "name-gone",
    "statement-withdrawn",
    "statement-added",
    "sentence-added",
    "sentence-gone",
    "sentence-reworded",
]
# share of words (Dice) from which on two sentences are forms of one; chosen, not measured
REWORDED = 0.5
# share of a statement's words that must stand in one sentence of the other version for it to be there too; chosen, not
# measured
STILL_SAID = 0.6
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One thing that differs between two versions: its words in the earlier one and in the later one.

    `before` and `after` are None on the side that lacks it; a headline that is no part of its report's text has its
    words alone, in `was` and `now`. `who` is the speaker of a statement.
    """

    kind: ChangedFact
    was: str | None
    now: str | None
    before: Span | None
    after: Span | None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    text: str
    words: tuple[str, ...]


def find_changes(before: Annotations, after: Annotations) -> tuple[FactChange, ...]:
    """Decides what facts two versions of an article differ in.

    Sentences are paired: the same ones first, wherever they stand, then those that share most words. A figure of the
    sentences that changed is paired with the one that counts the same; a name, figure or statement is added or gone
    when the whole other version lacks it. A sentence counts as reworded only when no such change is in it, and as gone
    or added only when it is no headline and no statement in it does.

    Args:
        before: what was read of the earlier version.
        after: what was read of the later one.

    Returns:
        The changes: the headline, figures, names, statements, sentences, each kind in the order of the text.
    """
    a, b = _sentences(before), _sentences(after)
    pairs, gone, added = _paired(a, b)
    headline = tuple(_headline(before, after))
    figures = tuple(_once(_figures(before, after, pairs, gone, added), headline))
    names = tuple(_names(before, after))
    statements = tuple(_statements(before, after, pairs, gone, added))
    said = [s for c in (*headline, *statements) for s in (c.before, c.after) if s is not None]
    told = [*said, *(s for c in (*figures, *names) for s in (c.before, c.after) if s is not None)]
    return (
        *headline,
        *figures,
        *names,
        *statements,
        *_rest(before, after, pairs, gone, added, told, said),
    )


def _sentences(read: Annotations) -> list[_Sentence]:
    out = []
    for start, end in read.sentences:
        text = read.report.text[start:end]
        words = tuple(_WORD.findall(folded(text).lower()))
        if words:
            out.append(_Sentence(start, end, folded(text), words))
    return out


def _paired(
    a: Sequence[_Sentence], b: Sequence[_Sentence]
) -> tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]:
    """The sentences that are forms of one another, and those that stand on one side alone."""
    same = Counter(s.text for s in a) & Counter(s.text for s in b)
    left, right = _without(a, same), _without(b, same)
    likeness = sorted(
        ((_dice(x.words, y.words), -i, -j) for i, x in enumerate(left) for j, y in enumerate(right)), reverse=True
    )
    pairs: dict[int, int] = {}
    for score, i, j in likeness:
        if score < REWORDED:
            break
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    taken = set(pairs.values())
    return (
        [(left[i], right[j]) for i, j in sorted(pairs.items())],
        [s for i, s in enumerate(left) if i not in pairs],
        [s for j, s in enumerate(right) if j not in taken],
    )


def _without(sentences: Sequence[_Sentence], same: Counter[str]) -> list[_Sentence]:
    left = Counter(same)
    out = []
    for sentence in sentences:
        if left[sentence.text] > 0:
            left[sentence.text] -= 1
        else:
            out.append(sentence)
    return out


def _dice(a: Sequence[str], b: Sequence[str]) -> float:
    shared = sum((Counter(a) & Counter(b)).values())
    return 2 * shared / (len(a) + len(b))


def _headline(before: Annotations, after: Annotations) -> Iterator[FactChange]:
    was, now = folded(before.report.title or ""), folded(after.report.title or "")
    if was and now and was != now:
        yield FactChange(
            kind="headline",
            was=before.report.title,
            now=after.report.title,
            before=_title_span(before),
            after=_title_span(after),
        )


def _title_span(read: Annotations) -> Span | None:
    """Where the headline stands in the text, when it does."""
    title = read.report.title or ""
    at = read.report.text.find(title)
    return read.report.span(at, at + len(title)) if title and at >= 0 else None


def _figures(
    before: Annotations,
    after: Annotations,
    pairs: Sequence[tuple[_Sentence, _Sentence]],
    gone: Sequence[_Sentence],
    added: Sequence[_Sentence],
) -> Iterator[FactChange]:
    left = _within(before.figures, (*(x for x, _ in pairs), *gone))
    right = _within(after.figures, (*(y for _, y in pairs), *added))
    partner = {y.start: x.start for x, y in pairs}
    at_left = {f.id: _at(f, (*(x for x, _ in pairs), *gone)) for f in left}
    at_right = {f.id: partner.get(_at(f, (*(y for _, y in pairs), *added))) for f in right}
    ways = sorted(
        (
            (-_alike(f, g, at_left[f.id] == at_right[g.id]), i, j)
            for i, f in enumerate(left)
            for j, g in enumerate(right)
            if _counts_the_same(f, g)
        ),
    )
    of_left: dict[int, int] = {}
    for _, i, j in ways:
        if i not in of_left and j not in of_left.values():
            of_left[i] = j
    were = {_value(f) for f in before.figures}
    are = {_value(f) for f in after.figures}
    for i, f in enumerate(left):
        if i in of_left:
            g = right[of_left[i]]
            # a value that both versions give has only moved
            if _value(f) != _value(g) and not (_value(f) in are and _value(g) in were):
                yield _of(_direction(f, g), f.span, g.span)
        elif _value(f) not in are:
            yield _of("figure-gone", f.span, None)
    taken = set(of_left.values())
    for j, g in enumerate(right):
        if j not in taken and _value(g) not in were:
            yield _of("figure-added", None, g.span)


def _once(changes: Iterable[FactChange], headline: Sequence[FactChange]) -> Iterator[FactChange]:
    """Changes of figures without those that the headline's change tells, and without what was told before."""
    told: set[tuple[str, str | None, str | None]] = set()
    for change in changes:
        words = (change.kind, (change.was or "").lower(), (change.now or "").lower())
        if words not in told and not any(_inside(change, head) for head in headline):
            told.add(words)
            yield change


def _inside(change: FactChange, head: FactChange) -> bool:
    sides = ((change.before, head.before), (change.after, head.after))
    return all(s is None or (h is not None and h.start <= s.start < h.end) for s, h in sides)


def _within(figures: Iterable[Figure], sentences: Sequence[_Sentence]) -> list[Figure]:
    return [f for f in figures if any(s.start <= f.span.start < s.end for s in sentences)]


def _at(figure: Figure, sentences: Sequence[_Sentence]) -> int:
    return next(s.start for s in sentences if s.start <= figure.span.start < s.end)


def _counts_the_same(f: Figure, g: Figure) -> bool:
    return f.unit == g.unit and f.head == g.head and f.status == g.status


def _alike(f: Figure, g: Figure, in_one_sentence: bool) -> float:
    """How likely two figures that count the same are one figure's two values."""
    scopes = set(f.scope) | set(g.scope)
    shared = len(set(f.scope) & set(g.scope)) / len(scopes) if scopes else 1.0
    return shared + 2 * in_one_sentence + (f.giver_name == g.giver_name) / 2


def _value(figure: Figure) -> tuple[str | None, str, float | None, float | None]:
    return figure.unit, figure.head, figure.low, figure.high


def _direction(f: Figure, g: Figure) -> ChangedFact:
    if f.low is None or g.low is None or f.high is None or g.high is None:
        # "at least 20" after "12" is more; "up to 20" after "12" need not be
        least, most = (f.low, g.low), (f.high, g.high)
        for was, now in (least, most):
            if was is not None and now is not None and was != now:
                return "figure-raised" if now > was else "figure-lowered"
        return "figure-changed"
    if g.low >= f.low and g.high >= f.high:
        return "figure-raised"
    return "figure-lowered" if g.low <= f.low and g.high <= f.high else "figure-changed"


def _names(before: Annotations, after: Annotations) -> Iterator[FactChange]:
    for kind, read, other in (("name-gone", before, after), ("name-added", after, before)):
        words = f" {' '.join(_WORD.findall(folded(other.report.text).lower()))} "
        told: list[str] = []
        for name in _own(read.names):
            form = " ".join(_WORD.findall(folded(name.span.text).lower().removesuffix("'s")))
            last = form.rpartition(" ")[2] if name.type == "PERSON" else form
            # a surname for a full name is no other person
            known = any(f" {form} " in f" {t} " or f" {t} " in f" {form} " for t in told)
            if form and not known and f" {last} " not in words:
                told.append(form)
                yield _of(
                    "name-gone" if kind == "name-gone" else "name-added",
                    name.span if kind == "name-gone" else None,
                    name.span if kind == "name-added" else None,
                )


def _own(names: Iterable[Name]) -> list[Name]:
    """Names in the order of their length, so that the fullest form stands for the shorter ones, then of the text."""
    return sorted((n for n in names if not n.nominal), key=lambda n: (-len(n.span.text.split()), n.span.start))


def _statements(
    before: Annotations,
    after: Annotations,
    pairs: Sequence[tuple[_Sentence, _Sentence]],
    gone: Sequence[_Sentence],
    added: Sequence[_Sentence],
) -> Iterator[FactChange]:
    changed = (*(x for x, _ in pairs), *gone)
    for statement in _innermost(before, changed):
        if not _still_said(statement, after):
            yield _of("statement-withdrawn", statement.content[0], None, statement.speaker_name)
    changed = (*(y for _, y in pairs), *added)
    for statement in _innermost(after, changed):
        if not _still_said(statement, before):
            yield _of("statement-added", None, statement.content[0], statement.speaker_name)


def _innermost(read: Annotations, sentences: Sequence[_Sentence]) -> list[Statement]:
    """The statements of some sentences that hold no other statement."""
    outer = {s.parent for s in read.statements if s.parent}
    return [
        s
        for s in read.statements
        if s.content and s.id not in outer and any(x.start <= s.content[0].start < x.end for x in sentences)
    ]


def _still_said(statement: Statement, read: Annotations) -> bool:
    """Whether most words of a statement stand in one sentence of the other version."""
    words = Counter(w for s in statement.content for w in _WORD.findall(folded(s.text).lower()))
    if not words:
        return True
    total = sum(words.values())
    return any(sum((words & Counter(s.words)).values()) / total >= STILL_SAID for s in _sentences(read))


def _rest(
    before: Annotations,
    after: Annotations,
    pairs: Sequence[tuple[_Sentence, _Sentence]],
    gone: Sequence[_Sentence],
    added: Sequence[_Sentence],
    told: Sequence[Span],
    said: Sequence[Span],
) -> Iterator[FactChange]:
    """The sentences that changed: reworded where no other change tells it, gone and added where no statement does."""
    for x, y in pairs:
        if _holds(x, before.report.id, told) or _holds(y, after.report.id, told):
            continue
        if SequenceMatcher(None, x.words, y.words, autojunk=False).ratio() < 1:
            yield _of("sentence-reworded", before.report.span(x.start, x.end), after.report.span(y.start, y.end))
    for x in gone:
        if not _holds(x, before.report.id, said):
            yield _of("sentence-gone", before.report.span(x.start, x.end), None)
    for y in added:
        if not _holds(y, after.report.id, said):
            yield _of("sentence-added", None, after.report.span(y.start, y.end))


def _holds(sentence: _Sentence, report: str, spans: Iterable[Span]) -> bool:
    return any(s.report == report and sentence.start <= s.start < sentence.end for s in spans)


def _of(kind: ChangedFact, before: Span | None, after: Span | None, who: str | None = None) -> FactChange:
    return FactChange(
        kind=kind,
        was=before.text if before else None,
        now=after.text if after else None,
        before=before,
        after=after,
        who=who,
    )
