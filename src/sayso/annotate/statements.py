"""Attributions of a report: who said what, with which words, through whom (PARC and PolNeAR's sense of the term)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.annotate.chains import nest, told
from sayso.annotate.clauses import find_clauses
from sayso.annotate.drafts import Draft, Range, join, trim
from sayso.annotate.modes import mode_of
from sayso.annotate.phrases import find_phrases
from sayso.annotate.quotations import find_quotations
from sayso.annotate.quoting import Quoted, continue_quotations, settle
from sayso.annotate.speakers import UNSTATED, Cast, Speaker
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Kind, Name, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.language.backbone import Reading


def find_statements(reading: Reading, names: Sequence[Name]) -> tuple[Statement, ...]:
    """All attributions of a report, in the order of their first character.

    Args:
        reading: the report with its parse.
        names: the names found in it, which speakers are resolved to.
    """
    doc = reading.doc
    if not len(doc):
        return ()
    drafts = draft_statements(reading)
    quoted = Quoted.of(doc, find_quotations(doc.text))
    parents = nest(drafts)
    cast = Cast(reading.report, doc, names)
    speakers: list[Speaker] = []
    vias: list[tuple[str, ...]] = []
    records: list[Statement] = []
    for n, (d, parent) in enumerate(zip(drafts, parents, strict=True)):
        enclosing = speakers[parent] if parent is not None else None
        speaker = cast.last() if d.pattern == "floating" else cast.speaker(d, enclosing)
        chain: list[str] = []
        if parent is not None:
            chain += [*vias[parent], speakers[parent].name]
        medium = told(doc, d, reading.report.outlet)
        chain += [medium] if medium else []
        via = tuple(dict.fromkeys(name for name in chain if name not in (speaker.name, UNSTATED.name)))
        speakers.append(speaker)
        vias.append(via)
        records.append(
            Statement(
                id=f"{reading.report.id}.s{n + 1}",
                report=reading.report.id,
                source=_span(reading, d.source),
                cue=_span(reading, d.cue),
                content=tuple(s for r in d.content if (s := _span(reading, r)) is not None),
                kind=_kind(doc, d, quoted),
                speaker=None,
                speaker_name=speaker.name,
                speaker_type=speaker.type,
                via=via,
                parent=f"{reading.report.id}.s{parent + 1}" if parent is not None else None,
                mode=mode_of(doc, d),
                score=round(d.score, 3),
            )
        )
    return tuple(records)


def _kind(doc: Doc, draft: Draft, quoted: Quoted) -> Kind:
    """Direct when all of the content is in quotation marks, mixed when part is, at the statement's own level."""
    around = quoted.at(draft.cue[0]) if draft.cue else None
    words = inside = 0
    for a, b in draft.content:
        if around is not None:
            text = doc[a:b].text
            covered = [(q.start, q.end) for q in find_quotations(text)]
            at = doc[a].idx
        else:
            covered = [(doc[x].idx, doc[y - 1].idx + 1) for x, y in quoted.within((a, b))]
            at = 0
        for i in range(a, b):
            if doc[i].text[:1].isalnum() and not (i == a and doc[i].lower_ == "that"):
                words += 1
                inside += any(x <= doc[i].idx - at < y for x, y in covered)
    if not inside:
        return "indirect"
    return "direct" if inside == words else "mixed"


def draft_statements(reading: Reading) -> list[Draft]:
    """The drafts that are kept, with their content settled, in the order of the text."""
    doc = reading.doc
    quoted = Quoted.of(doc, find_quotations(doc.text))
    drafts = [*find_clauses(doc), *find_phrases(doc, reading.sentences)]
    kept = []
    for d in drafts:
        settle(doc, d, quoted)
        _tidy(doc, d)
        if d.content:
            d.score = _score(doc, d)
            if d.score >= 0.3:
                kept.append(d)
    kept += continue_quotations(doc, kept, quoted)
    for d in kept:
        _tidy(doc, d)
    return sorted((d for d in kept if d.content), key=lambda d: (d.start, -d.end))


def _score(doc: Doc, d: Draft) -> float:
    table = load("cues")
    lemma = doc[d.head].lemma_.lower()
    if d.pattern in ("according", "hearsay", "floating", "quotation"):
        return 0.8
    hits, total = (table["nouns"] if d.pattern.startswith("noun") else table["verbs"]).get(lemma, (0, 1))
    return float(hits / (total + 1))


def _tidy(doc: Doc, d: Draft) -> None:
    pieces = []
    for a, b in d.content:
        while a < b and "\n" in doc[a].text:
            a += 1
        a, b = trim(doc, (a, b))
        if a < b and any(doc[i].text[:1].isalnum() for i in range(a, b)):
            pieces.append((a, b))
    d.content = join(pieces)


def _span(reading: Reading, r: Range | None) -> Span | None:
    if r is None or r[0] >= r[1]:
        return None
    doc = reading.doc
    return reading.report.span(doc[r[0]].idx, doc[r[1] - 1].idx + len(doc[r[1] - 1]))
