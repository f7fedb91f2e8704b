"""Quotations across reports: the same words in quotation marks, shortened, altered, or given without marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.link.quoted_pieces import Piece, apart, known_speaker, quoted_pieces
from sayso.link.quoted_words import Word, content_words, ellipsis_between, negates, stem, words_of
from sayso.link.word_changes import Comparison, Edit, compare_words
from sayso.spans import Span
from sayso.types import (
    Annotations,
    Copy,
    Quotation,
    QuotationForm,
    QuotationMember,
    Report,
    Statement,
    WordChange,
)

# Words in a row that two quotations must share to be compared, and of how many places of one stretch pairs are made.
SHINGLE = 3
PLACES = 40
# A longer stretch of quoted words is compared in parts.
LONGEST = 250
# Share of the shorter one's words that agree, and its least length in words: for one speaker, for a speaker whom one of
# the reports does not name, and for two different people.
ONE_SPEAKER = (4, 0.5)
OPEN_SPEAKER = (5, 0.7)
TWO_SPEAKERS = (8, 0.9)
# Above this share of changed words two quotations are different wordings (translations, say), no alteration.
REWORDED = 0.4
# Indirect speech in much the same words: words of weight that agree, and their share of the shorter's and the longer's.
PARAPHRASE_WORDS = 4
PARAPHRASE_OF_SHORTER = 0.7
PARAPHRASE_OF_LONGER = 0.4
_FORMS: tuple[QuotationForm, ...] = ("same", "paraphrased", "shortened", "reworded", "altered")


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """One report's words for a quotation, before they are compared to the fullest."""

    report: int
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]
    statement: Statement | None


def compare_quotations(
    annotated: Sequence[Annotations], statements: Sequence[Statement], copies: Sequence[Copy] = ()
) -> tuple[Quotation, ...]:
    """Decides which words in quotation marks are the same across reports, and how each report changed them.

    Quoted sentences that share three words in a row are aligned word by word. Punctuation, case, contractions, numbers
    in words or digits, British or American spelling are no changes. The fullest form is the one that most reports bear
    out, and of these the longest.

    Args:
        annotated: the reports with their annotations.
        statements: the linked statements of all reports.
        copies: how the reports depend on each other.

    Returns:
        Altered ones first, then other wordings, shortened ones, paraphrases and those that are the same everywhere.
    """
    by_report: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_report[statement.report].append(statement)
    pieces = [quoted_pieces(n, a, by_report[a.report.id]) for n, a in enumerate(annotated)]
    groups = _grouped(pieces)
    found = []
    for forms in groups:
        quotation = _quotation(annotated, forms, by_report, copies)
        if quotation is not None:
            found.append(quotation)
    found.sort(key=lambda q: (-_FORMS.index(q.relation), -len(q.members), q.members[0].spans[0]))
    return tuple(replace(q, id=f"q{n}") for n, q in enumerate(found, start=1))


class _Union:
    """Pieces put into groups (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[Piece, Piece] = {}

    def find(self, piece: Piece) -> Piece:
        up = self._up
        up.setdefault(piece, piece)
        while up[piece] is not piece:
            up[piece] = up[up[piece]]
            piece = up[piece]
        return piece

    def join(self, a: Piece, b: Piece) -> None:
        first, second = self.find(a), self.find(b)
        if (second.report, second.n) < (first.report, first.n):
            first, second = second, first
        self._up[second] = first


def _grouped(pieces: Sequence[Sequence[Piece]]) -> list[list[_Form]]:
    """The forms of each quotation, at most one a report, in the order of the reports."""
    union = _Union()
    for a, b in _matches(pieces):
        union.join(a, b)
    for a, b in _neighbours(pieces, union):
        union.join(a, b)
    members: dict[Piece, dict[int, list[Piece]]] = {}
    for of_report in pieces:
        for piece in of_report:
            members.setdefault(union.find(piece), {}).setdefault(piece.report, []).append(piece)
    return [[_longest_run(pieces[n], found) for n, found in reports.items()] for reports in members.values()]


def _matches(pieces: Sequence[Sequence[Piece]]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces that are one quotation; of pieces with the very same words each only with one other."""
    alike: dict[tuple[str, ...], list[Piece]] = {}
    for of_report in pieces:
        for piece in of_report:
            alike.setdefault(piece.norms, []).append(piece)
    kinds: dict[tuple[str, ...], list[Piece]] = {}
    for norms, same in alike.items():
        kinds[norms] = _by_speaker(same)
        for first, piece in _same_words(kinds[norms], same):
            yield first, piece
    for one, other in _candidates(list(alike)):
        compared: Comparison | None = None
        for a in kinds[one]:
            for b in kinds[other]:
                compared = compared or compare_words(a.words, b.words)
                if _one_quotation(a, b, compared):
                    yield a, b


def _by_speaker(same: Sequence[Piece]) -> list[Piece]:
    """One piece for each speaker, at most PLACES."""
    kinds: dict[str | None, Piece] = {}
    for piece in same:
        if len(kinds) < PLACES:
            kinds.setdefault(known_speaker(piece.statement), piece)
    return list(kinds.values())


def _same_words(kinds: Sequence[Piece], same: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    if not content_words(same[0].norms):
        return
    whole = Comparison((), len(same[0].words), len(same[0].words), len(same[0].words))
    for piece in same:
        for first in kinds:
            if first is not piece and (
                known_speaker(first.statement) == known_speaker(piece.statement) or _one_quotation(first, piece, whole)
            ):
                yield first, piece
                break


def _candidates(kinds: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Different sequences of words that share three in a row, or of which a shorter one stands in another."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    lengths = sorted({len(k) for k in kinds if len(k) < SHINGLE} | {SHINGLE})
    short = {k for k in kinds if len(k) < SHINGLE}
    for n, norms in enumerate(kinds):
        for size in lengths:
            for shingle in {norms[i : i + size] for i in range(len(norms) - size + 1)}:
                if size == SHINGLE or shingle in short:
                    found = places[shingle]
                    if len(found) < PLACES or len(norms) == size:
                        found.append(n)
    for n, norms in enumerate(kinds):
        size = min(SHINGLE, len(norms))
        shared: Counter[int] = Counter()
        for shingle in {norms[i : i + size] for i in range(len(norms) - size + 1)}:
            shared.update(places[shingle][:PLACES])
        for other, _ in shared.most_common(PLACES):
            if other != n and (other > n or n not in places[kinds[other][:SHINGLE]][:PLACES]):
                yield kinds[n], kinds[other]


def _one_quotation(a: Piece, b: Piece, compared: Comparison) -> bool:
    """Whether two pieces are the same spoken words."""
    shorter = min(len(a.words), len(b.words))
    short = a if len(a.words) <= len(b.words) else b
    different = apart(a.statement, b.statement)
    if shorter < ONE_SPEAKER[0]:
        return different is False and compared.matched == shorter and bool(content_words(short.norms))
    least, share = ONE_SPEAKER if different is False else OPEN_SPEAKER if different is None else TWO_SPEAKERS
    return shorter >= least and compared.longest >= SHINGLE and compared.matched >= share * shorter


def _neighbours(pieces: Sequence[Sequence[Piece]], union: _Union) -> list[tuple[Piece, Piece]]:
    """Sentences of one utterance that follow each other in two reports or more, with at most one other between."""
    where: dict[tuple[Piece, Piece], set[int]] = defaultdict(set)
    for of_report in pieces:
        spoken, utterance = 0, -1
        part: dict[int, tuple[int, int]] = {}
        for piece in of_report:
            spoken = spoken + len(piece.words) if piece.utterance == utterance else len(piece.words)
            utterance = piece.utterance
            part[piece.n] = (piece.utterance, spoken // LONGEST)
        for gap in (1, 2):
            for a, b in zip(of_report, of_report[gap:], strict=False):
                first, second = union.find(a), union.find(b)
                if part[a.n] == part[b.n] and first is not second:
                    where[first, second].add(a.report)
    return [pair for pair, reports in where.items() if len(reports) > 1]


def _longest_run(of_report: Sequence[Piece], found: Sequence[Piece]) -> _Form:
    """Of a report's pieces in one group, those that stand together and hold most words."""
    runs: list[list[Piece]] = []
    for piece in found:
        if runs and runs[-1][-1].utterance == piece.utterance and piece.n - runs[-1][-1].n <= 2:
            runs[-1] += of_report[runs[-1][-1].n + 1 : piece.n + 1]
        else:
            runs.append([piece])
    best = max(runs, key=lambda run: (sum(len(p.words) for p in run), any(p.statement for p in run)))
    statement = next((p.statement for p in best if p.statement), None)
    return _Form(best[0].report, tuple(best), tuple(w for p in best for w in p.words), statement)


def _quotation(
    annotated: Sequence[Annotations],
    forms: Sequence[_Form],
    statements: dict[str, list[Statement]],
    copies: Sequence[Copy],
) -> Quotation | None:
    if not any(f.statement for f in forms) or _is_title(annotated, forms):
        return None
    reports = [a.report for a in annotated]
    fullest, compared = _fullest(reports, forms)
    members = [_member(reports, fullest, form, compared[form]) for form in _first(fullest, forms)]
    members += _paraphrases(annotated, fullest, {f.report for f in forms}, statements)
    if len(members) < 2:
        return None
    if max(len(f.words) for f in forms) < ONE_SPEAKER[0]:
        return None
    people = _speakers(forms)
    among = {m.spans[0].report for m in members}
    why = {
        "words": len(fullest.words),
        "quoted_in": len(forms),
        "unquoted_in": len(members) - len(forms),
        "changed_words": sum(_changed(m) for m in members),
        "unmarked_omissions": sum(c.kind == "left-out" and not c.marked for m in members for c in m.changes),
        "speakers": len(people),
        "independent_reports": _independent(among, copies),
    }
    speaker = next((f.statement for f in (fullest, *forms) if known_speaker(f.statement)), fullest.statement)
    return Quotation(
        id="",
        speaker=speaker.speaker if speaker else None,
        speaker_name=speaker.speaker_name if speaker else None,
        members=tuple(members),
        relation=max((m.form for m in members), key=_FORMS.index),
        why=why,
    )


def _first(fullest: _Form, forms: Sequence[_Form]) -> list[_Form]:
    return [fullest, *(f for f in forms if f is not fullest)]


def _is_title(annotated: Sequence[Annotations], forms: Sequence[_Form]) -> bool:
    """Whether the words are the title of a work: most of them that could be small begin with a capital."""
    fullest = max(forms, key=lambda f: len(f.words))
    text = annotated[fullest.report].report.text
    weighty = [text[w.start] for w in fullest.words[1:] if w.norm in content_words([w.norm])]
    return len(weighty) > 1 and sum(c.isupper() for c in weighty) > 0.7 * len(weighty)


def _fullest(reports: Sequence[Report], forms: Sequence[_Form]) -> tuple[_Form, dict[_Form, Comparison]]:
    """The form that most reports bear out, of these the longest; with how each form compares to it."""
    kinds: dict[tuple[str, ...], list[_Form]] = {}
    for form in forms:
        kinds.setdefault(tuple(w.norm for w in form.words), []).append(form)
    rivals = sorted(kinds.values(), key=lambda k: (-len(k[0].words), -len(k)))[:8]
    best: tuple[int, _Form, dict[tuple[str, ...], Comparison]] | None = None
    for rival in rivals:
        against = {norms: compare_words(rival[0].words, same[0].words) for norms, same in kinds.items()}
        borne = sum(
            len(same)
            for norms, same in kinds.items()
            if not any(e.inner or e.kind == "replaced" for e in against[norms].edits)
        )
        if best is None or borne > best[0]:
            attributed = next((f for f in rival if f.statement), rival[0])
            best = (borne, attributed, against)
    assert best is not None
    return best[1], {f: best[2][tuple(w.norm for w in f.words)] for f in forms}


def _member(reports: Sequence[Report], fullest: _Form, form: _Form, compared: Comparison) -> QuotationMember:
    changes: list[WordChange] = []
    altered = 0
    turned = False
    for edit in compared.edits if form is not fullest else ():
        a, b = fullest.words[slice(*edit.fullest)], form.words[slice(*edit.other)]
        if edit.kind == "put-in" and not edit.inner:
            continue
        marked = _marked(reports, fullest, form, edit)
        left = _spans(reports[fullest.report], fullest, *edit.fullest)
        right = _spans(reports[form.report], form, *edit.other)
        if edit.kind == "left-out":
            turned = turned or (edit.inner and not marked and negates([w.norm for w in a]))
            changes += [WordChange(kind="left-out", fullest=s, here=None, marked=marked) for s in left]
        elif edit.kind == "put-in":
            changes += [WordChange(kind="put-in", fullest=None, here=s, marked=marked) for s in right]
        else:
            changes.append(WordChange(kind="replaced", fullest=left[0], here=right[0], marked=marked))
            changes += [WordChange(kind="left-out", fullest=s, here=None, marked=marked) for s in left[1:]]
            changes += [WordChange(kind="put-in", fullest=None, here=s, marked=marked) for s in right[1:]]
        if not marked and edit.kind != "left-out":
            altered += max(len(a), len(b))
    form_name: QuotationForm = "same"
    if altered or turned:
        form_name = "reworded" if altered > REWORDED * max(1, compared.region) else "altered"
    elif changes:
        form_name = "shortened"
    return QuotationMember(
        spans=_spans(reports[form.report], form, 0, len(form.words)),
        statement=form.statement.id if form.statement else None,
        speaker=form.statement.speaker if form.statement else None,
        speaker_name=form.statement.speaker_name if form.statement else None,
        form=form_name,
        changes=tuple(changes),
    )


def _marked(reports: Sequence[Report], fullest: _Form, form: _Form, edit: Edit) -> bool:
    """Whether the reader of one of the two reports can see that words were changed here."""
    a, b = fullest.words[slice(*edit.fullest)], form.words[slice(*edit.other)]
    if any(some and all(w.gloss for w in some) for some in (a, b)):
        return True
    if edit.kind == "left-out":
        return not edit.inner or _open_between(reports[form.report], form, edit.other[0] - 1, edit.other[1])
    if edit.kind == "put-in":
        return _open_between(reports[fullest.report], fullest, edit.fullest[0] - 1, edit.fullest[1])
    return False


def _open_between(report: Report, form: _Form, before: int, after: int) -> bool:
    """Whether an ellipsis or the end of a quotation stands between two words of a form."""
    if before < 0 or after >= len(form.words):
        return False
    start, end = form.words[before].end, form.words[after].start
    if ellipsis_between(report.text, start, end):
        return True
    number = {p.quotation for p in form.pieces if p.start < end and start <= p.end}
    return len(number) > 1


def _spans(report: Report, form: _Form, i: int, j: int) -> tuple[Span, ...]:
    """Words i to j of a form as spans, one for each pair of marks that they stand in."""
    out: list[list[int]] = []
    at, last = 0, None
    for piece in form.pieces:
        low, high = max(i, at), min(j, at + len(piece.words))
        if low < high:
            start, end = piece.words[low - at].start, piece.words[high - at - 1].end
            if last == piece.quotation:
                out[-1][1] = max(out[-1][1], end)
            else:
                out.append([start, end])
            last = piece.quotation
        at += len(piece.words)
    return tuple(report.span(a, b) for a, b in out)


def _changed(member: QuotationMember) -> int:
    return sum(
        max(len((c.fullest.text if c.fullest else "").split()), len((c.here.text if c.here else "").split()))
        for c in member.changes
        if not c.marked
    )


def _speakers(forms: Iterable[_Form]) -> list[Statement]:
    """One statement for each of the different people to whom reports give the words."""
    out: list[Statement] = []
    for form in forms:
        statement = form.statement
        if statement is not None and known_speaker(statement) and all(apart(statement, other) for other in out):
            out.append(statement)
    return out


def _independent(among: set[str], copies: Sequence[Copy]) -> int:
    """How many of some reports do not depend on each other's text."""
    head = {r: r for r in among}
    for copy in copies:
        if copy.relation not in ("independent", "shared-origin") and copy.a in among and copy.b in among:
            first, second = head[copy.a], head[copy.b]
            head = {r: first if h == second else h for r, h in head.items()}
    return len(set(head.values()))


def _paraphrases(
    annotated: Sequence[Annotations], fullest: _Form, quoted: set[int], statements: dict[str, list[Statement]]
) -> list[QuotationMember]:
    """What other reports give of the same speaker without marks in much the same words, one for each report."""
    who = known_speaker(fullest.statement)
    stems = _stems(fullest.words)
    if who is None or len(stems) < PARAPHRASE_WORDS:
        return []
    out = []
    for n, of_report in enumerate(annotated):
        if n in quoted:
            continue
        best: tuple[float, QuotationMember] | None = None
        for statement in statements[of_report.report.id]:
            if statement.kind != "indirect" or known_speaker(statement) != who:
                continue
            words = tuple(w for c in statement.content for w in words_of(of_report.report.text, c.start, c.end))
            other = _stems(words)
            shared = len(set(stems) & set(other))
            short, long = sorted((len(set(stems)), len(set(other))))
            if (
                shared >= PARAPHRASE_WORDS
                and shared >= PARAPHRASE_OF_SHORTER * short
                and shared >= PARAPHRASE_OF_LONGER * long
                and (best is None or shared / long > best[0])
            ):
                best = (
                    shared / long,
                    QuotationMember(
                        spans=statement.content,
                        statement=statement.id,
                        speaker=statement.speaker,
                        speaker_name=statement.speaker_name,
                        form="paraphrased",
                        changes=(),
                    ),
                )
        if best:
            out.append(best[1])
    return out


def _stems(words: Sequence[Word]) -> list[str]:
    return [stem(n) for n in content_words([w.norm for w in words])]
