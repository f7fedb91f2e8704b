"""How a figure stands in the world: expected, actual or past, and as of when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.counted import Counted
from sayso.types import FigureStatus, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# a state of affairs that lies further back than the news of this many days is an earlier one
RECENT = timedelta(days=10)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(resources.load("standing")[name])


def find_status(
    doc: Doc, counted: Counted, root: Token, statement: Statement | None, times: Sequence[Time], published: str | None
) -> tuple[FigureStatus, str | None]:
    """Decides whether a figure is expected, actual or past, and the day or month that it holds for.

    Modality comes first (will, expected to), then earlier states ("up from 3,000", "previously") and times of the
    clause that lie before the report's own days.

    Args:
        doc: the parsed report.
        counted: what the figure counts.
        root: the number's token.
        statement: the innermost statement that the figure stands in.
        times: the report's times.
        published: the report's ISO date or date-time.
    """
    day = published[:10] if published else None
    verb = counted.verb
    if _is_expected(root, counted, statement):
        return "expected", day
    inside = _clause_times(doc, root, verb, times)
    dated = [t for t in inside if t.start and len(t.start) >= 4 and not t.value.startswith("P")]
    if dated:
        nearest = min(dated, key=lambda t: min(abs(t.span.start - root.idx), abs(t.span.end - root.idx)))
        value = nearest.value[:10] if nearest.value[:1].isdigit() else (nearest.start or "")[:10]
        if day and _before(nearest, day):
            return "past", value
        if nearest.start and day and nearest.start[:10] > day and len(nearest.start) >= 10:
            return ("expected" if verb is not None and verb.tag_ not in ("VBD", "VBN") else "actual"), day
    if _is_past(root, counted):
        return "past", None
    return "actual", day


def _before(time: Time, day: str) -> bool:
    end = (time.end or time.start or "")[:10]
    try:
        return date.fromisoformat(end) < date.fromisoformat(day) - RECENT
    except ValueError:
        return bool(end) and end[:4] < day[:4]


def _clause_times(doc: Doc, root: Token, verb: Token | None, times: Sequence[Time]) -> list[Time]:
    """Times that stand in the clause of the figure, not in another clause of its sentence."""
    sentence = root.sent
    start, end = sentence.start_char, sentence.end_char
    out = []
    for time in times:
        if not start <= time.span.start < end:
            continue
        span = doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
        if span is None:
            continue
        at = span.root
        governing = None
        for _ in range(12):
            if at.pos_ in ("VERB", "AUX"):
                governing = at
                break
            if at.head.i == at.i:
                break
            at = at.head
        if governing is None or verb is None or governing.i == verb.i or governing.i in {a.i for a in verb.children if a.dep_ == "aux"}:
            out.append(time)
    return out


def _is_expected(root: Token, counted: Counted, statement: Statement | None) -> bool:
    if statement is not None and statement.mode in ("expect", "promise", "order", "ask"):
        return True
    at = counted.verb
    main = _governing_verb(root)
    for verb in {v.i: v for v in (at, main) if v is not None}.values():
        if _is_future(verb):
            return True
    words = [root.head, *(counted.noun.children if counted.noun is not None else ())]
    return any(w.lemma_.lower() in _words("expected_adjectives") or w.lower_ in _words("expected_adjectives") for w in words)


def _governing_verb(token: Token) -> Token | None:
    at = token
    for _ in range(12):
        if at.pos_ in ("VERB", "AUX"):
            return at
        if at.head.i == at.i:
            return None
        at = at.head
    return None


def _is_future(verb: Token) -> bool:
    """Will, may, expected to: on the verb itself or on the verb that it completes."""
    at = verb
    for _ in range(4):
        auxiliaries = {c.lower_ for c in at.children if c.dep_ in ("aux", "auxpass")}
        if auxiliaries & _words("modals") and not auxiliaries & {"have"} | ({"have"} & auxiliaries if auxiliaries & {"will", "'ll"} else set()):
            return True
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in at.children)
        head = at.head
        if head.i == at.i:
            return False
        if infinitive and head.lemma_.lower() in _words("expecting"):
            return True
        if at.dep_ in ("dobj", "attr", "acomp", "ccomp") and head.lemma_.lower() in _words("expecting_objects"):
            return True
        if at.dep_ not in ("xcomp", "ccomp", "conj", "acl", "pcomp", "prep", "dobj", "advcl"):
            return False
        at = head
    return False


def _is_past(root: Token, counted: Counted) -> bool:
    doc = root.doc
    left = [t.lower_ for t in doc[max(root.sent.start, root.left_edge.i - 4) : root.i]]
    if left and "from" in left and ("to" in [t.lower_ for t in doc[max(root.sent.start, root.i - 9) : root.i]] or set(left) & {"up", "down"}):
        return True
    near = [t for t in (counted.verb, counted.noun, root) if t is not None]
    return any(c.lower_ in _words("earlier") for t in near for c in t.children)
