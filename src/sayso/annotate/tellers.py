"""Which statement gives a figure: who stands by the number, and where it is the report's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount
from sayso.annotate.counted import Counted
from sayso.annotate.numbers import SPACE
from sayso.types import Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.language.backbone import Reading

_DASH = re.compile(rf"{SPACE}(?:—|–|--){SPACE}")
_CLOSING_DASH = re.compile(rf"{SPACE}(?:—|–|--)(?:{SPACE}|$)")
# "ADA ROE, BYLINE:", "TOM HALE, NORTH CHANNEL CORRESPONDENT:": who speaks for the station in a transcript
_STAFF = re.compile(r"^([A-Z][A-Z .'’-]+), (?:[A-Z]+ )*(?:BYLINE|HOST|CORRESPONDENT|ANCHOR|REPORTER)\b", re.M)
_DEPTH = 12


def told_in(
    reading: Reading, amount: Amount, counted: Counted, tokens: Sequence[Token], statements: Sequence[Statement]
) -> Statement | None:
    """The statement that gives a figure: the innermost that holds it, or the noun in front of its dash.

    Some of what stands in a statement is the report's own: what an attribution without a source holds between dashes or
    in a relative clause ("the rate -- down to 21 percent -- is expected to help"), or takes for granted of its subject
    ("the 9-ton probe is thought to have sunk"); the object of an act that is no
    saying ("was charged with 269 counts", "rejected the $5 million bid"); a relative clause between commas in reported
    speech, which only the writer stands by (supplements project: Potts 2005); and what a station's own reporter says.

    Args:
        reading: the parsed report.
        amount: the figure's amount.
        counted: what it counts.
        tokens: the tokens of the amount.
        statements: the report's statements.
    """
    text = reading.report.text
    found = innermost(statements, amount.start, amount.end)
    noun = counted.noun
    if found is None and noun is not None and _DASH.fullmatch(text[noun.idx + len(noun) : amount.start]):
        return innermost(statements, noun.idx, noun.idx + len(noun))
    if found is None:
        return None
    if _is_staff(text, found):
        return None
    if _is_the_reports(reading, amount, counted, tokens, found):
        # whoever is quoted with all of it gives the figure
        others = [s for s in statements if s.id != found.id]
        return (
            told_in(reading, amount, counted, tokens, others) if innermost(others, amount.start, amount.end) else None
        )
    return found


def _is_the_reports(
    reading: Reading, amount: Amount, counted: Counted, tokens: Sequence[Token], statement: Statement
) -> bool:
    """Whether a figure in a statement's content is not what its speaker tells."""
    text, doc = reading.report.text, reading.doc
    piece = next(p for p in statement.content if p.start <= amount.start and amount.end <= p.end)
    before, behind = text[piece.start : amount.start], text[amount.end : piece.end]
    related = next((t for t in (tokens[0], *tokens[0].ancestors) if t.dep_ == "relcl" and t.idx >= piece.start), None)
    if statement.source is None:
        if related is not None or (_DASH.search(before) and _CLOSING_DASH.search(behind)):
            return True
        if counted.definite and _is_subject_of_cue(doc, statement, tokens[0]):
            return True
    if statement.kind == "direct" or any(mark in before for mark in ('"', "“")):
        return False
    return (related is not None and _is_supplement(related)) or _is_object_of_act(doc, statement, tokens[0])


def innermost(statements: Sequence[Statement], start: int, end: int) -> Statement | None:
    """The statement with the smallest content piece that covers the characters start..end, None when there is none."""
    best: tuple[int, Statement] | None = None
    for statement in statements:
        for piece in statement.content:
            if piece.start <= start and end <= piece.end:
                size = sum(p.end - p.start for p in statement.content)
                if best is None or size < best[0]:
                    best = (size, statement)
    return best[1] if best else None


def _is_supplement(verb: Token) -> bool:
    """Whether a relative clause stands between commas on a subject: "the man, who killed nine people, was …"."""
    first = next(iter(verb.subtree))
    if verb.head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    return first.i > verb.sent.start and first.nbor(-1).lower_ == "," and first.lower_ in ("who", "which", "whose")


def _is_subject_of_cue(doc: Doc, statement: Statement, number: Token) -> bool:
    cue = statement.cue
    span = doc.char_span(cue.start, cue.end, alignment_mode="expand") if cue is not None else None
    verbs = {t.i for t in span if t.pos_ in ("VERB", "AUX")} if span is not None else set()
    return any(t.dep_ in ("nsubj", "nsubjpass") and t.head.i in verbs for t in (number, *number.ancestors))


def _is_object_of_act(doc: Doc, statement: Statement, number: Token) -> bool:
    """Whether a figure belongs to the object of a verb that does something other than say, expect or order."""
    cue = statement.cue
    span = doc.char_span(cue.start, cue.end, alignment_mode="expand") if cue is not None else None
    if span is None:
        return False
    verb = next((t for t in span if t.pos_ == "VERB"), None)
    if verb is None or verb.lemma_.lower() in _tellers():
        return False
    at = number
    for _ in range(_DEPTH):
        if at.head.i == verb.i:
            return at.dep_ in ("dobj", "prep", "pobj", "agent")
        if at.head.i == at.i or at.dep_ in ("ccomp", "xcomp", "advcl", "parataxis", "pcomp"):
            return False
        at = at.head
    return False


@cache
def _tellers() -> frozenset[str]:
    words = resources.load("standing")
    return frozenset(w for name in ("saying", "expecting", "expecting_objects", "giving") for w in words[name])


def _is_staff(text: str, statement: Statement) -> bool:
    """Whether a turn of a broadcast's transcript is that of the station's own host or reporter."""
    if statement.source is None or not statement.source.text.isupper():
        return False
    surname = statement.source.text.split(",")[0].split()[-1]
    return any(m[1].split()[-1] == surname for m in _STAFF.finditer(text))
