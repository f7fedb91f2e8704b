"""Finds the events that a report tells: what happened, was planned, denied, or goes on, with its PLOVER root code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sayso.annotate.calendar import day_of
from sayso.annotate.eventframes import actors, is_narrative, is_told_before, place, recipients, status, when
from sayso.annotate.plover import OTHER, lexicon, noun_code, verb_code
from sayso.language.backbone import Reading
from sayso.types import Event, Name, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

# What ended longer than this before the report is told as background.
OLD = timedelta(days=30)
# Characters at the head of a report that tell its news.
HEAD = 600


def find_events(
    reading: Reading, names: Sequence[Name], times: Sequence[Time], statements: Sequence[Statement]
) -> tuple[Event, ...]:
    """The events of a report, in the order of the text.

    An event is named by a verb that tells a happening or by a noun of the lexicon. Words of saying are no events,
    unless what is said is itself the deed (accuses, demands, threatens).

    Args:
        reading: the report with its parse.
        names: of the report; only names become actors, recipients and places.
        times: of the report; an event takes its days from its own clause, or in plain narration from the sentence
            before ("A ferry sank on Monday. Its crew swam ashore.").
        statements: of the report; an event keeps the ids of those whose content tells it.
    """
    report = reading.report
    today = day_of(report.published)
    out: list[Event] = []
    narrated: tuple[int, Time] | None = None
    order = {s.start: i for i, s in enumerate(reading.sentences)}
    for trigger, code in _triggers(reading, names):
        start, end = _extent(trigger)
        time = when(trigger, times)
        sentence = trigger.sent
        place_in_text = order.get(sentence.start, 0)
        if time is None and narrated and place_in_text - narrated[0] == 1 and is_narrative(trigger):
            time = narrated[1]
        elif time and time.start == time.end and is_narrative(trigger):
            narrated = (place_in_text, time)
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
                score=_score(trigger, code, named=bool(doers or sufferers), dated=time is not None, old=old or told),
                background=old or told,
            )
        )
    return tuple(out)


def _triggers(reading: Reading, names: Sequence[Name]) -> Iterator[tuple[Token, str]]:
    named = {i for n in names if not n.nominal for i in range(n.span.start, n.span.end)}
    for token in reading.doc:
        if token.idx in named or not token.text[0].isalpha():
            continue
        if token.pos_ == "VERB" and token.dep_ not in ("aux", "auxpass", "amod", "compound"):
            code = verb_code(token)
            if code in (None, OTHER):
                code = OTHER if _tells(token) else None
            if code and not _carries(token):
                yield token, code
        elif token.pos_ == "NOUN" and token.dep_ not in ("compound", "npadvmod"):
            code = noun_code(token)
            if code and not _carried(token):
                yield token, code


def _carries(verb: Token) -> bool:
    """Whether a verb only carries the noun that names the event ("suffered injuries", "held talks")."""
    return _is_light(verb) and any(c.dep_ == "dobj" and noun_code(c) for c in verb.children)


def _carried(noun: Token) -> bool:
    """Whether the verb above with its code already names the event of the noun ("launched an attack")."""
    verb = noun.head
    return (
        noun.dep_ == "dobj"
        and verb.pos_ == "VERB"
        and not _is_light(verb)
        and verb_code(verb) == noun_code(noun) != OTHER
    )


def _is_light(verb: Token) -> bool:
    return verb.lemma_.lower() in lexicon().light and all(c.dep_ != "prt" for c in verb.children)


def _tells(verb: Token) -> bool:
    """Whether a verb without a code tells one happening and not a state, a habit or a manner.

    It has a party of its own; a simple present needs a headline or a day beside it, as prose tells habits in it.
    """
    parts = {c.dep_ for c in verb.children}
    # with a particle a light verb is another one: "set off", "took over"
    if verb.lemma_.lower() in lexicon().stative and "prt" not in parts:
        return False
    if not parts & {"nsubj", "nsubjpass", "dobj", "agent", "prt", "auxpass"} and verb.dep_ not in (
        "acl",
        "conj",
        "relcl",
    ):
        return False
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBG" and not auxiliaries:
        return "nsubj" in parts
    if verb.tag_ in ("VBZ", "VBP") and not auxiliaries:
        return not verb.sent.text.rstrip(" \n”\"'’").endswith((".", "?", "!")) or _has_day(verb)
    return True


def _has_day(verb: Token) -> bool:
    return any(t.ent_type_ in ("DATE", "TIME") for t in verb.subtree)


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


def _score(trigger: Token, code: str, *, named: bool, dated: bool, old: bool) -> float:
    """How probable it is that a reader would list it among the events of the story.

    A code, parties, a day, the head of the report and a clause of its own speak for it, the past before the story
    against it: the cues of salience of Choubey, Raju and Huang (2018, "Identifying the Most Dominant Event in a News
    Article by Mining Event Coreference Relations"), with weights set by hand.
    """
    score = 0.25 + 0.2 * (code != OTHER) + 0.1 * named + 0.1 * dated
    score += 0.15 * (trigger.idx < HEAD) + 0.1 * (trigger.dep_ in ("ROOT", "ccomp", "conj", "relcl"))
    score -= 0.15 * old + 0.1 * (status(trigger) == "hypothetical")
    return round(min(max(score, 0.0), 1.0), 2)
