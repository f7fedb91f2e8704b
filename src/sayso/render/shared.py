"""Sentence by sentence, what each report shares with which others, in which words they differ, and what is its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.annotate.along import Along
from sayso.render import wording
from sayso.render.formats import count, few, joined
from sayso.render.lookup import Lookup
from sayso.render.sentences import sentence_places
from sayso.spans import Span
from sayso.types import Copy, Passage, PassageChange, Report

# reports that are shown like this; of more, those that share most
_MOST_REPORTS = 30
# share of its sentences that a report must have in common for its own ones to be given beside them
_OWN_TOLD = 0.2
# a piece of a longer sentence that another report has, in characters, below which it is idiom
_FEWEST = 12

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a sentence; `held` says whether another report has the very same."""

    text: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSentence:
    """A sentence of a report: who else has it, its words, and how they differ from those of the first of `reports`.

    `reports` is empty for a sentence that is the report's own.
    """

    runs: tuple[Run, ...]
    reports: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Sentences that follow one another and are all shared, or all the report's own."""

    own: bool
    sentences: tuple[SharedSentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedReport:
    """A report with its sentences in blocks, and in words how many of them it shares with whom.

    `own_told` says whether the report's own sentences are given too, or only how many stand between the shared ones.
    """

    label: str
    summary: str
    blocks: tuple[Block, ...]
    own_told: bool


@dataclass(frozen=True, slots=True)
class _Half:
    """A passage as it stands in one report; `weight` orders the reports to compare with, the source first."""

    here: Span
    other: str
    passage: Passage
    first: bool
    weight: tuple[bool, float]


def shared_reports(lookup: Lookup) -> tuple[SharedReport, ...]:
    """The reports that share text with others, those that share most of theirs first; none where it is not shown."""
    if lookup.shared:
        return ()
    halves: dict[str, list[_Half]] = {r.id: [] for r in lookup.reports}
    givers = {(t.taker, t.giver) for t in lookup.takings}
    for copy in lookup.dossier.copies:
        if {copy.a, copy.b} <= halves.keys():
            for half in _halves(copy, lookup, givers):
                halves[half.here.report].append(half)
    parts = {
        r.id: _size([(h.here.start, h.here.end) for h in halves[r.id]]) / lookup.lengths[r.id] for r in lookup.reports
    }
    most = set(sorted(parts, key=lambda r: -parts[r])[:_MOST_REPORTS])
    found = []
    for report in (r for r in lookup.reports if r.id in most):
        near = Along(halves[report.id], lambda h: (h.here.start, h.here.end))
        places = sentence_places(report, lookup.starts[report.id])
        sentences = [(place, _sentence(lookup, report, place, near.over(*place))) for place in places]
        shared = [(place, s) for place, s in sentences if s.reports]
        if shared:
            part = sum(end - start for (start, end), _ in shared) / max(1, sum(e - s for (s, e), _ in sentences))
            found.append((part, _report(lookup, report, [s for _, s in sentences])))
    found.sort(key=lambda f: -f[0])
    return tuple(report for _, report in found)


def _halves(copy: Copy, lookup: Lookup, givers: set[tuple[str, str]]) -> Iterator[_Half]:
    if not copy.passages:
        return
    for side, other, first in ((copy.a, copy.b, True), (copy.b, copy.a, False)):
        weight = (side, other) in givers, lookup.share(copy, side)
        for passage in copy.passages:
            yield _Half(passage.a if first else passage.b, other, passage, first, weight)


def _report(lookup: Lookup, report: Report, sentences: Sequence[SharedSentence]) -> SharedReport:
    shared = [s for s in sentences if s.reports]
    among: dict[str, int] = {}
    for sentence in shared:
        for label in sentence.reports:
            among[label] = among.get(label, 0) + 1
    others = [f"{label} {n}" for label, n in sorted(among.items(), key=lambda pair: (-pair[1], pair[0]))]
    blocks: list[tuple[bool, list[SharedSentence]]] = []
    for sentence in sentences:
        own = not sentence.reports
        if not blocks or blocks[-1][0] != own:
            blocks.append((own, []))
        blocks[-1][1].append(sentence)
    return SharedReport(
        label=lookup.label(report.id),
        summary=wording.SHARED_SENTENCES.format(
            shared=len(shared), all=count(len(sentences), "sentence"), others=few(others, 6)
        ),
        blocks=tuple(Block(own=own, sentences=tuple(held)) for own, held in blocks),
        own_told=len(shared) >= _OWN_TOLD * len(sentences),
    )


def _sentence(lookup: Lookup, report: Report, place: Range, halves: Sequence[_Half]) -> SharedSentence:
    """One sentence, compared with the report that gave it, or else with the one that has most of it."""
    held: dict[str, list[Range]] = {}
    for half in halves:
        if half.passage.relation == "reworded" and not _mostly(half.here, place):
            continue
        ranges = [_trimmed(report.text, max(place[0], start), min(place[1], end)) for start, end in _same_words(half)]
        ranges = [(start, end) for start, end in ranges if start < end]
        if sum(end - start for start, end in ranges) >= min(_FEWEST, (place[1] - place[0]) / 2):
            held.setdefault(half.other, []).extend(ranges)
    if not held:
        return SharedSentence(runs=(Run(text=report.text[slice(*place)], held=False),), reports=(), notes=())
    weight = {h.other: h.weight for h in halves}
    order = sorted(held, key=lambda r: (not weight[r][0], -_size(held[r]), -weight[r][1], lookup.number[r]))
    nearest = order[0]
    changes = [
        (change, half.first)
        for half in halves
        if half.other == nearest and half.passage.relation == "reworded" and _mostly(half.here, place)
        for change in half.passage.changes
        if _stands_in(change.a if half.first else change.b, place)
    ]
    return SharedSentence(
        runs=tuple(_runs(report.text, place, held[nearest])),
        reports=tuple(lookup.label(r) for r in order),
        # where few words are the same, a list of the others says nothing
        notes=tuple(_notes(changes)) if _size(held[nearest]) * 2 >= place[1] - place[0] else _loosely(changes),
    )


def _mostly(here: Span, place: Range) -> bool:
    """Whether a reworded sentence is this one, though the two were parted a little differently."""
    shared = min(here.end, place[1]) - max(here.start, place[0])
    return shared * 2 > min(here.end - here.start, place[1] - place[0])


def _stands_in(here: Span | None, place: Range) -> bool:
    """Whether a change is one of this sentence's; what it lacks is, as far as anybody can say."""
    return here is None or (place[0] <= here.start and here.end <= place[1])


def _trimmed(text: str, start: int, end: int) -> Range:
    """A range without what is no letter or digit at its ends, but with the stop of a sentence."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in ".!?"):
        end -= 1
    return start, end


def _same_words(half: _Half) -> Iterator[Range]:
    """Where the words of a passage stand that the other report has as they are."""
    at = half.here.start
    changes = (c.a if half.first else c.b for c in half.passage.changes)
    for span in sorted((s for s in changes if s is not None), key=lambda s: s.start):
        if span.start > at:
            yield at, span.start
        at = max(at, span.end)
    if half.here.end > at:
        yield at, half.here.end


def _size(ranges: Sequence[Range]) -> int:
    covered = at = 0
    for start, end in sorted(ranges):
        covered += max(0, end - max(at, start))
        at = max(at, end)
    return covered


def _runs(text: str, place: Range, held: Sequence[Range]) -> Iterator[Run]:
    at = place[0]
    for start, end in sorted(held):
        start = max(start, at)
        if start >= end:
            continue
        if start > at:
            yield Run(text=text[at:start], held=False)
        yield Run(text=text[start:end], held=True)
        at = end
    if at < place[1]:
        yield Run(text=text[at : place[1]], held=False)


def _loosely(changes: Sequence[object]) -> tuple[str, ...]:
    return (wording.SHARED_LOOSELY,) if changes else ()


def _notes(changes: Sequence[tuple[PassageChange, bool]]) -> Iterator[str]:
    """How the words differ from the other report's, kind by kind."""
    sides = [((c.a, c.b) if first else (c.b, c.a)) for c, first in changes]
    replaced = [
        wording.QUOTATION_REPLACED.format(here=_short(here), fullest=_short(there))
        for here, there in sides
        if here and there
    ]
    if replaced:
        yield joined(replaced[:4]) if len(replaced) <= 4 else few(replaced, 4)
    added = [_short(here) for here, there in sides if here and not there]
    if added:
        yield wording.QUOTATION_PUT_IN.format(words=few(added, 6))
    missing = [_short(there) for here, there in sides if there and not here]
    if missing:
        yield wording.QUOTATION_LEFT_OUT.format(words=few(missing, 6))


def _short(span: Span | None) -> str:
    words = " ".join(span.text.split()) if span else ""
    if len(words) > wording.LONG_OMISSION:
        head, tail = words[: wording.LONG_OMISSION // 2], words[-wording.LONG_OMISSION // 3 :]
        words = f"{head.rpartition(' ')[0]} … {tail.partition(' ')[2]}"
    return f"“{words}”"
