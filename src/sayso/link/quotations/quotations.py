"""Quotations across reports: the same words in quotation marks, shortened, altered, or given without marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sayso.annotate.quotations import DOUBLE
from sayso.link.quotations.groups import ONE_SPEAKER, REWORDED, SHINGLE, Form, group_pieces
from sayso.link.quotations.pieces import Piece, apart, known_speaker, quoted_pieces
from sayso.link.quotations.word_changes import Comparison, Edit, compare_words
from sayso.link.quotations.words import Word, content_words, ellipsis_between, negates, small, stem, words_of
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

# How many different forms of one quotation are tried as the fullest.
RIVALS = 8
# Indirect speech in much the same words: words of weight that agree, and their share of the shorter's and the longer's.
PARAPHRASE_WORDS = 5
PARAPHRASE_OF_SHORTER = 0.7
PARAPHRASE_OF_LONGER = 0.4
_FORMS: tuple[QuotationForm, ...] = ("same", "paraphrased", "shortened", "reworded", "altered")


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
        Those with changes of weight that no reader sees first; of these the altered ones, then other wordings,
        shortened ones, paraphrases and those that are the same everywhere.
    """
    by_report: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_report[statement.report].append(statement)
    pieces = [quoted_pieces(n, a, by_report[a.report.id]) for n, a in enumerate(annotated)]
    found = []
    derived = _derived(copies)
    for forms in group_pieces(pieces):
        quotation = _quotation(annotated, forms, by_report, derived, pieces)
        if quotation is not None:
            found.append(quotation)
    found.sort(
        key=lambda q: (
            not q.why["weighty_changes"],
            -_FORMS.index(q.relation),
            -len(q.members),
            q.members[0].spans[0],
        )
    )
    return tuple(replace(q, id=f"q{n}") for n, q in enumerate(found, start=1))


def _quotation(
    annotated: Sequence[Annotations],
    forms: Sequence[Form],
    statements: dict[str, list[Statement]],
    derived: Mapping[str, set[str]],
    quoted: Sequence[Sequence[Piece]],
) -> Quotation | None:
    if not any(f.statement for f in forms) or max(len(f.words) for f in forms) < ONE_SPEAKER.words:
        return None
    reports = [a.report for a in annotated]
    fullest, compared = _fullest(reports, forms)
    forms = [fullest, *(f for f in forms if f is not fullest and _holds(f, compared[f]))]
    members = [compare_forms(reports, fullest, form, compared[form]) for form in forms]
    members += _paraphrases(annotated, fullest, {f.report for f in forms}, statements, quoted)
    if len(members) < 2:
        return None
    people = _speakers(forms)
    among = {m.spans[0].report for m in members}
    why = {
        "words": len(fullest.words),
        "quoted_in": len(forms),
        "unquoted_in": len(members) - len(forms),
        "changed_words": sum(_changed(m) for m in members),
        "weighty_changes": sum(_weighty(c) for m in members for c in m.changes),
        "unmarked_omissions": sum(c.kind == "left-out" and not c.marked for m in members for c in m.changes),
        "speakers": len(people),
        "independent_reports": _independent(among, derived),
    }
    speaker = _speaker(forms)
    return Quotation(
        id="",
        speaker=speaker.speaker if speaker else None,
        speaker_name=speaker.speaker_name if speaker else None,
        members=tuple(members),
        relation=max((m.form for m in members), key=_FORMS.index),
        why=why,
    )


def _speaker(forms: Sequence[Form]) -> Statement | None:
    """A statement with the speaker whom most reports name, of equal ones the one of the fullest form."""
    known = Counter(who for f in forms if (who := known_speaker(f.statement)))
    if not known:
        return forms[0].statement
    ((most, _),) = known.most_common(1)
    return next(f.statement for f in forms if known_speaker(f.statement) == most)


def _holds(form: Form, compared: Comparison) -> bool:
    """Whether a form has a stretch, or half of its weight, in common with the fullest; a third may have brought it."""
    return compared.longest >= SHINGLE or compared.weighty >= 0.5 * len(content_words([w.norm for w in form.words]))


def _fullest(reports: Sequence[Report], forms: Sequence[Form]) -> tuple[Form, dict[Form, Comparison]]:
    """The form that the others bear out most, of equal ones the longest or earliest; with how each compares to it.

    It is borne out by every word that agrees; short differences in the middle count against it, long omissions do not,
    since reports leave sentences out more often than they put them in. A document's form goes before those of articles.
    """
    kinds: dict[tuple[str, ...], list[Form]] = {}
    for form in forms:
        kinds.setdefault(tuple(w.norm for w in form.words), []).append(form)

    def first(kind: Sequence[Form]) -> tuple[int, int, str, tuple[str, ...]]:
        words = kind[0].words
        day = min(reports[f.report].published or "9999" for f in kind)
        return -sum(not w.gloss for w in words), -len(kind), day, tuple(w.norm for w in words)

    ordered = sorted(kinds.values(), key=first)
    stated = [kind for kind in ordered if any(reports[f.report].genre != "article" for f in kind)]
    rivals = (stated or ordered)[:RIVALS]
    best: tuple[int, Form, dict[tuple[str, ...], Comparison]] | None = None
    for rival in rivals:
        against = {norms: compare_words(rival[0].words, same[0].words) for norms, same in kinds.items()}
        borne = sum(
            (len(same) - (same is rival)) * (against[norms].matched - against[norms].short_edits)
            for norms, same in kinds.items()
        )
        if best is None or borne > best[0]:
            best = (borne, next((f for f in rival if f.statement), rival[0]), against)
    assert best is not None
    return best[1], {f: best[2][tuple(w.norm for w in f.words)] for f in forms}


def compare_forms(reports: Sequence[Report], fullest: Form, form: Form, compared: Comparison) -> QuotationMember:
    """A report's form of some words beside the fullest one, with each change as a span of both.

    Args:
        reports: all reports, which the forms name by their place.
        fullest: what the other is compared to.
        form: the report's words.
        compared: how they agree, word by word.
    """
    changes: list[WordChange] = []
    altered = 0
    turned = False
    for found in compared.edits if form is not fullest else ():
        edit = _at_an_opening(reports[form.report], fullest, form, found)
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
    elif any(c.kind == "left-out" for c in changes):
        form_name = "shortened"
    return QuotationMember(
        spans=_spans(reports[form.report], form, 0, len(form.words)),
        statement=form.statement.id if form.statement else None,
        speaker=form.statement.speaker if form.statement else None,
        speaker_name=form.statement.speaker_name if form.statement else None,
        form=form_name,
        changes=tuple(changes),
    )


def _at_an_opening(report: Report, fullest: Form, form: Form, edit: Edit) -> Edit:
    """An omission moved to where the report shows it, when the words around it are the same there.

    Where "a hard choice and the right choice" lacks "choice and the right", it as well lacks "and the right choice".
    """
    if edit.kind != "left-out" or not edit.inner:
        return edit
    a, b = [w.norm for w in fullest.words], [w.norm for w in form.words]
    (i, j), k = edit.fullest, edit.other[0]
    while j < len(a) and k < len(b) and a[i] == a[j] == b[k]:
        i, j, k = i + 1, j + 1, k + 1
    while not _open_between(report, form, k - 1, k):
        if i == 0 or k <= 1 or not a[i - 1] == a[j - 1] == b[k - 1]:
            return edit
        i, j, k = i - 1, j - 1, k - 1
    return Edit("left-out", (i, j), (k, k), inner=True)


def _marked(reports: Sequence[Report], fullest: Form, form: Form, edit: Edit) -> bool:
    """Whether the reader of one of the two reports can see that words were changed here."""
    a, b = fullest.words[slice(*edit.fullest)], form.words[slice(*edit.other)]
    if any(some and all(w.gloss for w in some) for some in (a, b)):
        return True
    if edit.kind == "left-out":
        return not edit.inner or _open_between(reports[form.report], form, edit.other[0] - 1, edit.other[1])
    if edit.kind == "put-in":
        return _open_between(reports[fullest.report], fullest, edit.fullest[0] - 1, edit.fullest[1])
    return False


def _open_between(report: Report, form: Form, before: int, after: int) -> bool:
    """Whether an ellipsis or the end of a quotation stands between two words of a form."""
    if before < 0 or after >= len(form.words):
        return False
    start, end = form.words[before].end, form.words[after].start
    if ellipsis_between(report.text, start, end):
        return True
    number = {p.quotation for p in form.pieces if p.start <= end and start <= p.end}
    return len(number) > 1


def _spans(report: Report, form: Form, i: int, j: int) -> tuple[Span, ...]:
    """Words i to j of a form as spans, one for each pair of marks that they stand in.

    At a piece's edge its punctuation belongs to them, and so does a bracket around one of them.
    """
    out: list[list[int]] = []
    at, last = 0, None
    for piece in form.pieces:
        low, high = max(i, at), min(j, at + len(piece.words))
        if low < high:
            start = piece.start if low == at else piece.words[low - at].start
            end = piece.end if high == at + len(piece.words) else piece.words[high - at - 1].end
            start, end = _balanced(report.text, start, end, piece.start, piece.end)
            if last == piece.quotation:
                out[-1][1] = max(out[-1][1], end)
            else:
                out.append([start, end])
            last = piece.quotation
        at += len(piece.words)
    return tuple(report.span(a, b) for a, b in out)


def _balanced(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """A range with the bracket on its other side that one inside it belongs to, when it stands next to it."""
    for opens, closes in ("[]", "()"):
        if (
            start > low
            and text[start - 1] == opens
            and text.count(closes, start, end + 1) > text.count(opens, start, end)
        ):
            start -= 1
        if end < high and text[end] == closes and text.count(opens, start, end) > text.count(closes, start, end):
            end += 1
    return start, end


def _weighty(change: WordChange) -> bool:
    """Whether a change that no reader sees is one of more than small words, and of more than the ending of a word."""
    fullest, here = (
        [w.norm for w in words_of(s.text, 0, len(s.text))] if s else [] for s in (change.fullest, change.here)
    )
    fitted = list(map(stem, fullest)) == list(map(stem, here))
    return not change.marked and not fitted and not small([*fullest, *here])


def _changed(member: QuotationMember) -> int:
    return sum(
        max(len((c.fullest.text if c.fullest else "").split()), len((c.here.text if c.here else "").split()))
        for c in member.changes
        if not c.marked
    )


def _speakers(forms: Iterable[Form]) -> list[Statement]:
    """One statement for each of the different people to whom reports give the words."""
    out: list[Statement] = []
    for form in forms:
        statement = form.statement
        if statement is not None and known_speaker(statement) and all(apart(statement, other) for other in out):
            out.append(statement)
    return out


def _derived(copies: Sequence[Copy]) -> dict[str, set[str]]:
    """For each report those whose text depends on its text, or it on theirs."""
    found: dict[str, set[str]] = {}
    for copy in copies:
        if copy.relation not in ("independent", "shared-origin"):
            found.setdefault(copy.a, set()).add(copy.b)
            found.setdefault(copy.b, set()).add(copy.a)
    return found


def _independent(among: set[str], derived: Mapping[str, set[str]]) -> int:
    """How many of some reports do not depend on each other's text."""
    left, count = set(among), 0
    while left:
        reached = [left.pop()]
        count += 1
        while reached:
            more = derived.get(reached.pop(), set()) & left
            left -= more
            reached += more
    return count


def _paraphrases(
    annotated: Sequence[Annotations],
    fullest: Form,
    quoting: set[int],
    statements: dict[str, list[Statement]],
    pieces: Sequence[Sequence[Piece]],
) -> list[QuotationMember]:
    """What other reports give of the same speaker without marks in much the same words, one for each report."""
    who = known_speaker(fullest.statement)
    stems = stems_of(fullest.words)
    if who is None or len(stems) < PARAPHRASE_WORDS:
        return []
    out = []
    for n, of_report in enumerate(annotated):
        if n in quoting:
            continue
        best: tuple[float, Statement] | None = None
        for statement in statements[of_report.report.id]:
            if statement.kind != "indirect" or known_speaker(statement) != who:
                continue
            text = of_report.report.text
            likeness = paraphrase(stems, stems_of(w for c in statement.content for w in words_of(text, c.start, c.end)))
            if likeness > (best[0] if best else 0) and not _quotes(statement, pieces[n]):
                best = (likeness, statement)
        if best:
            out.append(
                QuotationMember(
                    spans=best[1].content,
                    statement=best[1].id,
                    speaker=best[1].speaker,
                    speaker_name=best[1].speaker_name,
                    form="paraphrased",
                    changes=(),
                )
            )
    return out


def paraphrase(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two sets of stems have in common, 0 when it is too little for a paraphrase in much the same words."""
    shared = len(a & b)
    shorter, longer = sorted((len(a), len(b)))
    if shared < max(PARAPHRASE_WORDS, PARAPHRASE_OF_SHORTER * shorter, PARAPHRASE_OF_LONGER * longer):
        return 0.0
    return shared / longer


def _quotes(statement: Statement, pieces: Sequence[Piece]) -> bool:
    """Whether some of a statement's content stands in quotation marks, or has a mark that nothing closes."""
    return any(
        any(mark in c.text for mark in DOUBLE) or any(p.start < c.end and c.start < p.end for p in pieces)
        for c in statement.content
    )


def stems_of(words: Iterable[Word]) -> frozenset[str]:
    """The stems of the words that carry the meaning."""
    return frozenset(stem(n) for n in content_words([w.norm for w in words]))
