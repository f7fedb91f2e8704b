"""The time that the text around a clause tells of, where the clause names none itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.tense import tense_of, verb_of, verb_tense
from sayso.types import Time

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# tokens of a line that heads a section, and how far above a verb the parse is followed
_HEADING = 12
_DEPTH = 12
_MODIFYING = ("relcl", "acl", "ccomp")


def told_time(doc: Doc, at: Token, times: Sequence[Time]) -> Time | None:
    """The time told of where a clause without one stands: that of its paragraph, or of the one that its line heads.

    A paragraph that sets out with a dated past goes on with it ("On 3 May a train … . It weighed …"), as narrative goes
    on from the time last told (Partee 1984; Webber 1988). Times of relative clauses and of saying date no more than
    what these tell.

    Args:
        doc: the parsed report.
        at: a token of the clause.
        times: the report's times, in order.
    """
    start, end = _line(doc, at)
    if _is_heading(doc, start, end):
        start, end = _line(doc, doc[min(end + 1, len(doc) - 1)])
        dated = (t for t in times if t.start and not t.value.startswith("P"))
        return next((t for t in dated if _within(doc, t, start, end)), None)
    before = (t for t in reversed(times) if t.start and not t.value.startswith("P"))
    return next((t for t in before if _within(doc, t, start, at.sent.start) and _is_told(doc, t)), None)


def goes_on(verb: Token | None, doc: Doc, told: Time) -> bool:
    """Whether a clause goes on with what was told of an earlier time: in the past, or in the present that told it.

    The perfect and a present behind a past turn back to the report's own day.

    Args:
        verb: of the clause; None where it has none ("Kale Hall: 12 dead").
        doc: the parsed report.
        told: the time last told of.
    """
    if verb is None:
        return True
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"has", "have", "'ve", "’ve"}:
        return "to" in auxiliaries
    tense = verb_tense(verb)
    return tense in ("past", None) or (tense == "present" and _told_in_present(doc, told))


def _told_in_present(doc: Doc, told: Time) -> bool:
    """ "In October 1991 a gunman opens fire": history told in the present."""
    span = doc.char_span(told.span.start, told.span.end, alignment_mode="expand")
    return span is not None and verb_tense(span.root.sent.root) == "present"


def _line(doc: Doc, at: Token) -> tuple[int, int]:
    """The tokens of the line that a token stands in: the first, and that behind the last."""
    start, end = at.i, at.i
    while start > 0 and "\n" not in doc[start - 1].text_with_ws:
        start -= 1
    while end < len(doc) and "\n" not in doc[end].text_with_ws:
        end += 1
    return start, end


def _is_heading(doc: Doc, start: int, end: int) -> bool:
    """Whether a line heads the next: short, with a colon, without a full stop, and not the report's own title."""
    words = doc[start:end]
    short = 0 < len(words) <= _HEADING and start > 0 and end + 1 < len(doc)
    return short and words[-1].lower_ not in (".", "!", "?", '"', "”") and any(t.lower_ == ":" for t in words[:-1])


def _within(doc: Doc, time: Time, start: int, end: int) -> bool:
    return doc[start].idx <= time.span.start and (end >= len(doc) or time.span.end <= doc[end].idx)


def _is_told(doc: Doc, time: Time) -> bool:
    """Whether a time dates what its sentence tells: not what is said in it, nor what a relative clause adds."""
    span = doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
    verb = verb_of(span.root) if span is not None else None
    if span is None or verb is None:
        return False
    if tense_of(span.root) == "future" or verb.lemma_.lower() in resources.load("standing")["saying"]:
        return False
    at = verb
    for _ in range(_DEPTH):
        if at.dep_ in _MODIFYING and at.tag_ != "VBG":
            return False
        if at.head.i == at.i:
            break
        at = at.head
    return True
