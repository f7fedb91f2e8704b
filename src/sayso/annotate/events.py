"""Finds the events that a report tells: what happened, was planned, denied, or goes on, with its PLOVER root code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sayso.annotate.calendar import day_of
from sayso.annotate.eventframes import actors, is_told_before, place, recipients, status, when
from sayso.annotate.plover import OTHER, lexicon, noun_code, verb_code
from sayso.language.backbone import Reading
from sayso.types import Event, Name, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

# What ended longer than this before the report is told as background.
OLD = timedelta(days=30)
LIGHT = frozenset(
    {"hold", "take", "make", "give", "have", "stage", "carry", "conduct", "launch", "perform", "suffer", "be"}
)


def find_events(
    reading: Reading, names: Sequence[Name], times: Sequence[Time], statements: Sequence[Statement]
) -> tuple[Event, ...]:
    """The events of a report, in the order of the text.

    An event is named by a verb that tells a happening or by a noun of the lexicon. Words of saying are no events,
    unless what is said is itself the deed (accuses, demands, threatens).

    Args:
        reading: the report with its parse.
        names: of the report; only names become actors, recipients and places.
        times: of the report; only the times of the event's own clause date it.
        statements: of the report; an event keeps the ids of those whose content tells it.
    """
    report = reading.report
    today = day_of(report.published)
    out: list[Event] = []
    for trigger, code in _triggers(reading):
        start, end = _extent(trigger)
        time = when(trigger, times)
        sentence = trigger.sent
        told = is_told_before(trigger)
        until = day_of(time.end) if time else None
        old = bool(until and today and until < today - OLD)
        what = sentence.text.rstrip()
        lead = len(what) - len(what.lstrip())
        begin = sentence.start_char + lead
        doers, sufferers, where = actors(trigger, names), recipients(trigger, names), place(trigger, names)
        out.append(
            Event(
                id=f"{report.id}.e{len(out) + 1}",
                what=report.span(begin, sentence.start_char + len(what)),
                trigger=trigger.lemma_.lower(),
                type=code,
                actors=doers,
                recipients=sufferers,
                place=where,
                start=time.start if time else None,
                end=time.end if time else None,
                status=status(trigger),
                mentions=(report.span(start, end),),
                statements=tuple(s.id for s in statements if any(c.start <= start and end <= c.end for c in s.content)),
                score=_score(trigger, code, bool(doers or sufferers), time is not None),
                background=old or told,
            )
        )
    return tuple(out)


def _triggers(reading: Reading) -> Iterator[tuple[Token, str]]:
    words = lexicon()
    for token in reading.doc:
        if token.pos_ == "VERB" and token.dep_ not in ("aux", "auxpass"):
            code = verb_code(token)
            if code is None and token.lemma_.lower() not in words.stative and _tells(token):
                code = OTHER
            if code:
                yield token, code
        elif token.pos_ == "NOUN" and token.dep_ not in ("compound", "npadvmod"):
            code = noun_code(token)
            if code and not _carried(token):
                yield token, code


def _carried(noun: Token) -> bool:
    """Whether the verb above already names the event that the noun would name ("launched an attack")."""
    return (
        noun.dep_ == "dobj"
        and noun.head.pos_ == "VERB"
        and verb_code(noun.head) not in (None, OTHER)
        and (noun.head.lemma_.lower() in LIGHT)
    )


def _tells(verb: Token) -> bool:
    """Whether a verb without a code tells a happening: it has a subject, an object, or stands in the passive."""
    if verb.dep_ in ("amod", "compound") or not verb.text.isalpha():
        return False
    return any(
        c.dep_ in ("nsubj", "nsubjpass", "dobj", "agent", "prt", "auxpass") for c in verb.children
    ) or verb.dep_ in (
        "acl",
        "conj",
        "relcl",
    )


def _extent(trigger: Token) -> tuple[int, int]:
    """The event's word with its particle or its compound ("set off", "missile test")."""
    first = last = trigger
    if trigger.pos_ == "VERB":
        for child in trigger.rights:
            if child.dep_ == "prt" and child.i == trigger.i + 1:
                last = child
    else:
        for child in trigger.lefts:
            if child.dep_ == "compound" and child.i == first.i - 1:
                first = child
    return first.idx, last.idx + len(last)


def _score(trigger: Token, code: str, named: bool, dated: bool) -> float:
    """How sure a reader would call it an event of the story: a code, names and a day speak for it."""
    score = 0.35 + 0.25 * (code != OTHER) + 0.15 * named + 0.15 * dated + 0.1 * (trigger.pos_ == "VERB")
    return round(min(score, 1.0), 2)
