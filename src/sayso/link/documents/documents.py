"""Statements matched to the documents that they cite: the passage, and whether its words are the same or altered."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sayso.annotate.speakerwords import nouns
from sayso.link.names.entities import Entities
from sayso.link.origins.issuers import issuer_of
from sayso.link.quotations.groups import SHINGLE, Form, same_words
from sayso.link.quotations.pieces import LONGEST_PIECE, Piece, known_speaker, quoted_pieces
from sayso.link.quotations.quotations import compare_forms, paraphrase, stems_of
from sayso.link.quotations.word_changes import Comparison, compare_words
from sayso.link.quotations.words import Word, words_of
from sayso.types import Annotations, Cited, QuotationForm, Report, Statement

# sentences of a document that are aligned with a piece of a statement, those that share most first
RIVALS = 6
# sentences that share no three words in a row are not looked at for quotations; for indirect speech two do
RUN = 2
# sentences of one passage that a statement may put together
LONGEST_PASSAGE = 4


@dataclass(frozen=True, slots=True)
class _Document:
    """A document's sentences as pieces, where each run of words stands, and by whom it is."""

    number: int
    report: Report
    issuer: str | None
    speakers: frozenset[str]
    sentences: tuple[Piece, ...]
    places: Mapping[tuple[str, ...], tuple[int, ...]]


def cite_documents(
    annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Entities
) -> tuple[Statement, ...]:
    """Finds for each statement the passages of the documents beside it that its words are from.

    A document is a press release, a filing, a transcript or a mail. A statement is from it when its words are there as
    the same quotation (`sayso.link.quotations`): of words by the document's issuer or by somebody whom it quotes fewer
    have to agree than of a source that only names a document, and of others nearly all of eight or more. Indirect
    speech counts when it is by one of these and has the words of weight of a sentence.

    Args:
        annotated: the reports.
        statements: all statements, with speakers linked.
        entities: what the names stand for.

    Returns:
        The statements in the same order, with `cites`.
    """
    by_report: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_report[statement.report].append(statement)
    documents = [
        _read(n, a, by_report[a.report.id], entities) for n, a in enumerate(annotated) if a.report.genre != "article"
    ]
    if not documents or len(annotated) < 2:
        return tuple(statements)
    reports = [a.report for a in annotated]
    found: dict[str, tuple[Cited, ...]] = {}
    for n, a in enumerate(annotated):
        others = [d for d in documents if d.number != n and _may_cite(a.report, d.report)]
        if not others:
            continue
        own = by_report[a.report.id]
        quoted: dict[str, list[Piece]] = defaultdict(list)
        for piece in quoted_pieces(n, a, own):
            if piece.statement is not None:
                quoted[piece.statement.id].append(piece)
        for statement in own:
            cited = (_cited(reports, n, a, statement, quoted[statement.id], d) for d in others)
            if kept := tuple(c for c in cited if c is not None):
                found[statement.id] = kept
    return tuple(replace(s, cites=found[s.id]) if s.id in found else s for s in statements)


def _may_cite(report: Report, document: Report) -> bool:
    """Whether a report's words can be from a document: an article's, or those of a document of somebody else."""
    return report.genre == "article" or report.issuer is None or report.issuer != document.issuer


def _read(number: int, annotations: Annotations, statements: Sequence[Statement], entities: Entities) -> _Document:
    report = annotations.report
    sentences: list[Piece] = []
    places: dict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
    for start, end in annotations.sentences:
        words = words_of(report.text, start, end)
        for at in range(0, len(words), LONGEST_PIECE):
            part = words[at : at + LONGEST_PIECE]
            piece = _piece(number, len(sentences), part)
            for size in (RUN, SHINGLE):
                for run in _runs(piece.norms, size):
                    places[run][piece.n] = None
            sentences.append(piece)
    speakers = {who for s in statements if (who := known_speaker(s))}
    return _Document(
        number=number,
        report=report,
        issuer=issuer_of(report, entities),
        speakers=frozenset(speakers),
        sentences=tuple(sentences),
        places={run: tuple(found) for run, found in places.items()},
    )


def _piece(report: int, n: int, words: Sequence[Word]) -> Piece:
    return Piece(report, n, 0, 0, words[0].start, words[-1].end, tuple(words), None)


def _runs(norms: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(norms[k : k + size]) for k in range(len(norms) - size + 1)}


def _cited(
    reports: Sequence[Report],
    n: int,
    annotations: Annotations,
    statement: Statement,
    quoted: Sequence[Piece],
    document: _Document,
) -> Cited | None:
    """The passage of a document that a statement's words are from, None when they are not."""
    different = _by_another(annotations, statement, document)
    if quoted:
        return _quotation(reports, n, statement, quoted, document, different)
    if different is False or (different is None and statement.speaker_type == "document"):
        return _reported(reports, n, statement, document)
    return None


def _by_another(annotations: Annotations, statement: Statement, document: _Document) -> bool | None:
    """Whether a statement is by somebody who has no part in a document; None when its sentence cites one."""
    names = {statement.speaker_name, *statement.via}
    if (document.issuer is not None and document.issuer in names) or known_speaker(statement) in document.speakers:
        return False
    return None if statement.speaker_type == "document" or _names_document(annotations, statement) else True


def _names_document(annotations: Annotations, statement: Statement) -> bool:
    """Whether the sentence of a statement's cue or source names a document: "in a filing", "the transcript shows"."""
    anchor = statement.cue or statement.source
    if anchor is None:
        return False
    starts = [a for a, _ in annotations.sentences]
    start, end = annotations.sentences[max(0, bisect_right(starts, anchor.start) - 1)]
    text = annotations.report.text
    inside = [(max(start, c.start), min(end, c.end)) for c in statement.content]
    around = "".join(c for k, c in enumerate(text[start:end], start) if not any(a <= k < b for a, b in inside))
    words = [w.norm for w in words_of(around, 0, len(around))]
    known = nouns("document")
    return any(w in known or w.removesuffix("s") in known for w in words) or any(
        f"{a} {b}" in known for a, b in pairwise(words)
    )


def _quotation(
    reports: Sequence[Report],
    n: int,
    statement: Statement,
    quoted: Sequence[Piece],
    document: _Document,
    different: bool | None,
) -> Cited | None:
    """The passage that a statement quotes: of each quoted sentence the best place, and those that stand together."""
    best: dict[int, tuple[int, Piece]] = {}
    for piece in quoted:
        matched = [
            (compared.matched, -s.n, s)
            for s in _rivals(document, piece.norms, SHINGLE)
            if same_words(s, piece, compared := compare_words(s.words, piece.words), different)
        ]
        if matched:
            agreeing, _, sentence = max(matched, key=lambda m: m[:2])
            best[piece.n] = (agreeing, sentence)
    if not best:
        return None
    first = max(best.values(), key=lambda b: b[0])[1].n
    near = {k: s for k, (_, s) in best.items() if abs(s.n - first) < LONGEST_PASSAGE}
    pieces = [p for p in quoted if p.n in near]
    low, high = min(s.n for s in near.values()), max(s.n for s in near.values())
    words = [w for s in document.sentences[low : high + 1] for w in s.words]
    told = tuple(w for p in pieces for w in p.words)
    fullest, compared = _trimmed(document.number, words, told)
    form = Form(n, tuple(pieces), told, statement)
    member = compare_forms(reports, Form(document.number, (fullest,), fullest.words, None), form, compared)
    span = document.report.span(fullest.start, fullest.end)
    return Cited(span=span, form=member.form, changes=member.changes)


def _reported(reports: Sequence[Report], n: int, statement: Statement, document: _Document) -> Cited | None:
    """The sentence whose words a statement gives without quotation marks, or in much the same words."""
    text = reports[n].text
    told = tuple(w for c in statement.content for w in words_of(text, c.start, c.end))
    if not told:
        return None
    stems = stems_of(told)
    piece = _piece(n, 0, told)
    best: tuple[float, Cited] | None = None
    for sentence in _rivals(document, piece.norms, RUN):
        likeness = _likeness(stems, stems_of(sentence.words))
        fullest, compared = _trimmed(document.number, sentence.words, told)
        if same_words(sentence, piece, compared, None):
            likeness = max(likeness, compared.matched / len(told))
        if not likeness:
            continue
        form: QuotationForm = "same" if compared.matched and not compared.edits else "paraphrased"
        span = document.report.span(fullest.start, fullest.end)
        if best is None or likeness > best[0]:
            best = (likeness, Cited(span=span, form=form, changes=()))
    return best[1] if best else None


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two sets of stems have in common, as in a paraphrase; a number that they share counts as two words."""
    shared = a & b
    if any(w.startswith("#") for w in shared):
        a, b = a | {"#"}, b | {"#"}
    return paraphrase(a, b)


def _rivals(document: _Document, norms: Sequence[str], size: int) -> Iterator[Piece]:
    """The sentences that share most runs of words with some words."""
    shared: Counter[int] = Counter()
    for run in _runs(norms, size):
        shared.update(document.places.get(run, ()))
    for k, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:RIVALS]:
        yield document.sentences[k]


def _trimmed(report: int, words: Sequence[Word], told: Sequence[Word]) -> tuple[Piece, Comparison]:
    """The part of a passage that a statement has, from the first word that agrees to the last, and how they agree."""
    compared = compare_words(words, told)
    first, last = 0, len(words)
    for edit in compared.edits:
        if edit.kind == "left-out" and not edit.inner:
            if edit.fullest[0] == 0:
                first = edit.fullest[1]
            elif edit.fullest[1] == len(words):
                last = edit.fullest[0]
    kept = words[first:last] or words
    return _piece(report, 0, kept), compare_words(kept, told)
