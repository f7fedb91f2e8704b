"""How a figure stands in the world: expected, actual or past, and as of when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.counted import Counted
from sayso.annotate.narration import goes_on, told_time
from sayso.annotate.tense import verb_tense
from sayso.types import FigureStatus, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# a state of affairs that lies further back than the news of this many days is an earlier one
RECENT = timedelta(days=10)
_DEPTH = 12
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(?!\d)")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(resources.load("standing")[name])


def find_status(
    doc: Doc,
    counted: Counted,
    root: Token,
    statement: Statement | None,
    times: Sequence[Time],
    published: str | None,
    *,
    lasting: bool = False,
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
        lasting: whether the figure is a length of time.
    """
    day = published[:10] if published else None
    given = _is_given(root)
    if _is_expected(root, counted) and not given:
        return ("actual" if _is_departure(root) else "expected"), day
    dated = [t for t in _clause_times(doc, root, counted, times) if t.start and not t.value.startswith("P")]
    nearest = min(dated, key=lambda t: min(abs(t.span.start - root.idx), abs(t.span.end - root.idx)), default=None)
    if nearest is not None and day and _before(nearest, day) and not _tells_what_is(root, counted):
        return "past", _value_day(nearest)
    told_ahead = (
        statement is not None and statement.mode in ("expect", "promise") and not counted.definite and not given
    )
    if told_ahead and not _is_stated(root, statement) and not _is_past(root, counted):
        return ("actual" if _is_departure(root) else "expected"), day
    ahead = nearest is not None and nearest.start and day and nearest.start[:10] > day
    if ahead and (counted.verb is None or counted.verb.tag_ in ("VBZ", "VBP", "VB")):
        return "expected", day
    if _is_past(root, counted):
        return "past", _earlier_day(root, times, day)
    reported = statement is not None and statement.source is not None
    told = None if dated or counted.definite or reported else told_time(doc, root, times)
    if told is not None and day and _before(told, day) and goes_on(counted.verb or _verb_of(root), doc, told):
        return "past", _value_day(told)
    if lasting and _has_run_out(root):
        return "past", day
    return "actual", day


def _is_stated(root: Token, statement: Statement | None) -> bool:
    """Whether what is reckoned is told in a finite tense that is not the future: "estimates that it costs 5 euros"."""
    verb = _verb_of(root)
    if verb is None or statement is None or not any(c.start <= verb.idx < c.end for c in statement.content):
        return False
    return verb.tag_ in ("VBZ", "VBP", "VBD") and not any(c.tag_ == "MD" for c in verb.children)


def _tells_what_is(root: Token, counted: Counted) -> bool:
    """ "is 20 percent above the price of 2 May": the time dates what it is set against, not the figure."""
    own = counted.verb
    if own is not None and own.dep_ in ("acl", "relcl") and own.head == counted.noun:
        # "are the first of 40 men seized in May"
        return False
    verb = own if own is not None and own.is_ancestor(root) else _verb_of(root)
    return verb is not None and verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP")


def _value_day(time: Time) -> str:
    """The day, month or year of a time, as exactly as ISO can say it: the year alone of a season or a week."""
    found = _ISO.match(time.value)
    return found[0] if found else (time.start or "")[:10]


def _has_run_out(root: Token) -> bool:
    """Whether a length of time is told in the simple past: "took three hours", "after a three-hour search".

    Such a time is over when it is told; one in the perfect ("has lasted for three hours") may go on.
    """
    verb = _verb_of(root)
    if verb is None or any(c.lower_ in ("has", "have", "'ve", "’ve") for c in verb.children):
        return False
    return verb_tense(verb) == "past"


def _earlier_day(root: Token, times: Sequence[Time], day: str | None) -> str | None:
    """The day of the first time behind an earlier figure in its sentence: "up from 3,000 last week"."""
    behind = (t for t in times if root.idx < t.span.start < root.sent.end_char and t.start)
    start = next((t.start[:10] for t in behind if t.start), None)
    return start if start and day and start < day else None


def _before(time: Time, day: str) -> bool:
    end = (time.end or time.start or "")[:10]
    try:
        return date.fromisoformat(end) < date.fromisoformat(day) - RECENT
    except ValueError:
        return bool(end) and end[:4] < day[:4]


def _upwards(token: Token) -> Iterator[Token]:
    at = token
    for _ in range(_DEPTH):
        yield at
        if at.head.i == at.i:
            return
        at = at.head


def _verb_of(token: Token) -> Token | None:
    return next((t for t in _upwards(token) if t.pos_ in ("VERB", "AUX")), None)


def _clause_times(doc: Doc, root: Token, counted: Counted, times: Sequence[Time]) -> list[Time]:
    """Times that hold for the figure: those of its own clause, or else of the one above it, up to a verb of saying.

    What a modifying clause says of a subject ("the 21 girls seized in 2014 were freed") is no longer so once its verb
    tells what became of it.
    """
    above = _verb_of(root)
    modifying = counted.verb is not None and counted.verb.dep_ in ("acl", "relcl") and counted.verb != above
    if modifying and counted.noun is not None and counted.noun.dep_ in ("nsubj", "nsubjpass") and above is not None:
        return _times_of(doc, root, above, times)
    own = counted.verb
    if own is not None and above is not None and not own.is_ancestor(root) and own.head != counted.noun:
        # "a 5 percent premium over what it cost on 2 May"
        own = above
    return _times_of(doc, root, own or above, times) or (_times_of(doc, root, above, times) if modifying else [])


def _times_of(doc: Doc, root: Token, verb: Token | None, times: Sequence[Time]) -> list[Time]:
    sentence = root.sent
    governing: set[int] = set()
    for at in _upwards(verb) if verb is not None else ():
        governing.add(at.i)
        if at.dep_ in ("relcl", "acl", "ROOT", "parataxis") or (at.dep_ == "conj" and _has_subject(at)):
            break
        if at.dep_ == "ccomp" and at.head.lemma_.lower() in _words("saying"):
            # "caused him to be charged $90" happened when it was caused; "said he owed $90" did not when it was said
            break
    out = []
    for time in times:
        if not sentence.start_char <= time.span.start < sentence.end_char:
            continue
        span = doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
        above = _verb_of(span.root) if span is not None else None
        if above is None or not governing or above.i in governing:
            out.append(time)
    return out


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _is_expected(root: Token, counted: Counted) -> bool:
    if counted.definite and counted.noun is not None:
        return any(w.lower_ in _words("expected_words") for w in counted.noun.children)
    own = counted.verb
    related = {t.i for n in (counted.noun, root, root.head) if n is not None for t in n.children if t.dep_ == "relcl"}
    if own is not None and own.i in related and verb_tense(own) == "past":
        # "would help the $5 million bid it made"
        return False
    above = _verb_of(root)
    # what "a $3 billion offer to buy the firm" would buy lies ahead, the offer does not
    meant = own is not None and own.dep_ == "acl" and own.head == counted.noun and not own.is_ancestor(root)
    verbs = {v.i: v for v in (None if meant else own, above) if v is not None}
    if any(_is_future(v) for v in verbs.values()):
        return True
    near = [root.head, *root.children, *(counted.noun.children if counted.noun is not None else ())]
    if counted.noun is not None:
        near.append(counted.noun)
    return any(w.lower_ in _words("expected_words") and w.dep_ != "pobj" for w in near)


def _is_given(root: Token) -> bool:
    """Whether a number is why or in spite of what something is expected: "will stay despite 3 fines"."""
    for token in _upwards(root):
        if token.pos_ == "VERB":
            return False
        if token.dep_ == "prep" and token.lower_ in _words("given"):
            # how long it will be until then lies ahead, unless it is called little
            return token.lower_ != "after" or token.nbor().lower_ in ("just", "only")
    return False


def _is_departure(root: Token) -> bool:
    """ "will fall from 70 percent to 40": the first of the two is there now."""
    before = root.doc[max(root.sent.start, root.i - 3) : root.i]
    behind = root.doc[root.i : min(root.sent.end, root.i + _DEPTH)]
    goal = any(t.lower_ == "to" and t.nbor().like_num for t in behind if t.i + 1 < len(root.doc))
    return goal and any(t.lower_ == "from" for t in before)


def _is_future(verb: Token) -> bool:
    """Will, may, expected to: on the verb itself or on the verb that it completes."""
    at = verb
    for _ in range(4):
        auxiliaries = {c.lower_ for c in at.children if c.dep_ in ("aux", "auxpass")}
        modals = auxiliaries & _words("modals")
        done = bool(auxiliaries & {"have", "having", "'ve"})
        if modals and not (done and modals <= _words("guesses")):
            return True
        head = at.head
        if head.i == at.i or (done and "to" in auxiliaries):
            return False
        infinitive = "to" in auxiliaries
        if infinitive and head.lemma_.lower() in _words("expecting"):
            return True
        if at.dep_ in ("dobj", "attr", "ccomp") and head.lemma_.lower() in _words("expecting_objects"):
            return True
        if at.dep_ not in ("xcomp", "acomp", "conj", "pcomp", "prep", "dobj", "advcl") or (
            at.dep_ in ("conj", "advcl") and at.tag_ in ("VBD", "VBZ", "VBP")
        ):
            return False
        at = head
    return False


def _is_past(root: Token, counted: Counted) -> bool:
    """ "up from 3,000", "to 21% from 35%", "previously", "the former 35 percent"."""
    doc = root.doc
    left = [t.lower_ for t in doc[max(root.sent.start, root.i - 9) : root.i]]
    if "from" in left[-5:] and "to" not in left[len(left) - left[::-1].index("from") :]:
        lead = left[: len(left) - left[::-1].index("from") - 1]
        if {"up", "down", "to"} & set(lead) or _is_change(doc, root):
            return True
    verbs = [v for v in (counted.verb, _verb_of(root)) if v is not None]
    verbs += [v.head for v in verbs if v.dep_ == "xcomp"]
    if counted.noun is not None:
        verbs += [c for c in counted.noun.children if c.dep_ in ("acl", "relcl")]
    if any(c.lower_ in _words("earlier_adverbs") for v in verbs for c in v.children if c.dep_ == "advmod"):
        return True
    nouns = [n for n in (counted.noun, root, root.head) if n is not None]
    return any(c.lower_ in _words("earlier_adjectives") for n in nouns for c in n.children if c.dep_ == "amod")


def _is_change(doc: Doc, root: Token) -> bool:
    """ "fell from 10 to 7": the number behind "from" is the earlier one."""
    changes = frozenset(resources.load("modifiers")["change"])
    return any(t.lower_ in changes for t in doc[max(root.sent.start, root.i - 6) : root.i])
