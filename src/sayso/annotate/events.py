"""Finds the events that a report tells: what happened, was planned, denied, or goes on, with its PLOVER root code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sayso.annotate.along import Along
from sayso.annotate.calendar import day_of, is_ahead
from sayso.annotate.captions import is_caption
from sayso.annotate.eventframes import (
    ORDERING,
    actors,
    is_narrative,
    is_told_before,
    place,
    recipients,
    status,
    thing,
    when,
)
from sayso.annotate.eventwords import features, is_headline, last_mark, likelihood
from sayso.annotate.plover import OTHER, lexicon, noun_code, verb_code
from sayso.annotate.tense import is_habitual, verb_of
from sayso.language.backbone import Reading
from sayso.types import Event, EventStatus, Name, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

# How much of its likelihood a word keeps that may name a kind of thing or a habit ("attacks hurt tourism"), or that
# tells what a picture shows.
NO_HAPPENING = 0.2
# Verbs that tell a state only with a complement.
COPULAR = frozenset({"sound", "appear", "turn", "surface"})
COMPLEMENTS = frozenset({"acomp", "attr", "oprd", "xcomp", "ccomp", "advcl"})
# What no sentence begins with, left by a dateline.
NO_BEGIN = " \n\t,;:.)–—"
# Verbs that say of a noun that it came about.
HAPPENING = frozenset({"happen", "occur", "begin", "start", "end", "erupt", "follow", "come", "ensue", "go"})
# What ended longer than this before the report is told as background.
OLD = timedelta(days=30)
_THINGS = frozenset(("NOUN", "PROPN", "NUM"))
# forms of a verb that take their time from another
_NOT_FINITE = frozenset(("VB", "VBG", "VBN"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may name an event, with what the parse and the report's names and times say of it."""

    trigger: Token
    code: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    time: Time | None
    features: tuple[float, ...]


def candidates(reading: Reading, names: Sequence[Name], times: Sequence[Time]) -> Iterator[Candidate]:
    """Every verb that tells a happening and every noun of the lexicon, in the order of the text."""
    all_names = Along(names, lambda n: (n.span.start, n.span.end))
    all_times = Along(times, lambda t: (t.span.start, t.span.end))
    for trigger, code in _triggers(reading, names):
        sentence = trigger.sent
        # the word behind a verb counts for its object even where the parser begins a sentence with it
        behind = reading.doc[min(sentence.end, len(reading.doc) - 1)]
        near = all_names.over(sentence.start_char, max(sentence.end_char, behind.idx + len(behind)))
        doers, sufferers = actors(trigger, near), recipients(trigger, near)
        where = place(trigger, near)
        time = when(trigger, all_times.over(sentence.start_char, sentence.end_char))
        named = bool(doers or sufferers)
        seen = features(trigger, code, named=named, dated=time is not None, placed=where is not None)
        yield Candidate(trigger, code, doers, sufferers, where, time, seen)


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
    pieces = [(n, c.start, c.end) for n, s in enumerate(statements) for c in s.content]
    contents = Along(pieces, lambda piece: piece[1:])
    captions: dict[int, bool] = {}
    # what happened long ago, with its day
    bygone: set[Token] = set()
    for candidate in candidates(reading, names, times):
        trigger, time = candidate.trigger, candidate.time
        start, end = _extent(trigger)
        sentence = trigger.sent
        if sentence.start not in captions:
            words = report.text[sentence.start_char : sentence.end_char]
            # a heading between paragraphs, "THE DEAL WITH NORVIA", names what is told elsewhere
            captions[sentence.start] = is_caption(words) or (words.isupper() and not report.text.isupper())
        place_in_text = order.get(sentence.start, 0)
        if time is None and narrated and place_in_text - narrated[0] == 1 and is_narrative(trigger):
            time = narrated[1]
        elif time and time.start == time.end and is_narrative(trigger):
            narrated = (place_in_text, time)
        told = is_told_before(trigger)
        until = day_of(time.end) if time else None
        old = bool(until and today and until < today - OLD)
        if old:
            bygone.add(trigger)
        elif time is None and (trigger.tag_ in _NOT_FINITE or (trigger.dep_ == "conj" and trigger.head in bygone)):
            # "in 1991 a man shot eleven people before killing himself", "was jailed in 1991 and fled"
            old = not bygone.isdisjoint(trigger.ancestors)
        what = report.text[sentence.start_char : sentence.end_char].rstrip()
        lead = len(what) - len(what.lstrip(NO_BEGIN))
        begin = sentence.start_char + lead
        verb = verb_of(trigger)
        tellers = {n for n, a, b in contents.over(start, end) if a <= start and end <= b}
        sure = likelihood(candidate.features)
        if captions[sentence.start] or not any(t.pos_ in _THINGS for t in sentence if t != trigger):
            # a caption, or a sentence that names nothing: "That has changed."
            sure *= NO_HAPPENING
        if (trigger.pos_ == "NOUN" and not _has_own(candidate)) or _is_habit(trigger, dated=time is not None):
            sure *= NO_HAPPENING
        out.append(
            Event(
                id=f"{report.id}.e{len(out) + 1}",
                what=report.span(begin, sentence.start_char + len(what)),
                trigger=trigger.lemma_.lower(),
                type=candidate.code,
                actors=candidate.actors,
                recipients=candidate.recipients,
                place=candidate.place,
                start=time.start if time else None,
                end=time.end if time else None,
                status=_status(trigger, time, today),
                mentions=(report.span(start, end),),
                statements=tuple(statements[n].id for n in sorted(tellers)),
                score=round(sure, 2),
                background=old or told,
                clause=verb.idx if verb is not None else None,
                thing=thing(trigger),
            )
        )
    return tuple(out)


def _status(trigger: Token, time: Time | None, today: date | None) -> EventStatus:
    """Whether it happened, and so on; what is dated after the report, in any time zone, has not happened yet."""
    said = status(trigger)
    ahead = time is not None and is_ahead(time.start, today)
    return "planned" if ahead and said in ("happened", "ongoing") else said


def _before_happening(name: Name) -> int:
    """Where a name ends, without the plain word that says what happened ("the Harrow shooting")."""
    *_, last = name.span.text.split()
    return name.span.end - (len(last) if name.type == "EVENT" and last.islower() else 0)


def _triggers(reading: Reading, names: Sequence[Name]) -> Iterator[tuple[Token, str]]:
    named = {i for n in names if not n.nominal for i in range(n.span.start, _before_happening(n))}
    for token in reading.doc:
        pos = token.pos_
        if pos not in ("VERB", "NOUN") or token.idx in named or not token.text[0].isalpha():
            continue
        if pos == "VERB" and token.dep_ not in ("aux", "auxpass", "amod", "compound"):
            code = verb_code(token)
            if code in (None, OTHER):
                code = OTHER if _tells(token) else None
            if code and not _carries(token):
                yield token, code
        elif pos == "NOUN" and token.dep_ not in ("compound", "npadvmod"):
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


def _has_own(candidate: Candidate) -> bool:
    """Whether a noun names a happening of its own and no kind of thing.

    It is carried by a verb, dated, placed in time, done by or to somebody named, or the head of a headline.
    """
    noun = candidate.trigger
    if noun.dep_ == "ROOT" or (noun.dep_ in ("dobj", "nsubj", "nsubjpass") and _is_light(noun.head)):
        return True
    if noun.dep_ == "nsubj" and noun.head.lemma_.lower() in HAPPENING:
        return True
    if noun.head.dep_ == "prep" and noun.head.lower_ in ORDERING:
        return True
    below = [t for t in noun.subtree if t.i != noun.i and verb_of(t) == verb_of(noun)]
    if any(t.ent_type_ in ("DATE", "TIME") for t in below):
        return True
    return noun.tag_ == "NN" and bool(candidate.actors or candidate.recipients)


def _is_habit(trigger: Token, *, dated: bool) -> bool:
    """Whether a verb stands in the simple present of prose without a day, which tells what happens as a rule."""
    plain = trigger.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in trigger.children)
    return (plain and not dated and not is_headline(trigger)) or is_habitual(trigger)


def _is_light(verb: Token) -> bool:
    return verb.lemma_.lower() in lexicon().light and all(c.dep_ != "prt" for c in verb.children)


def _tells(verb: Token) -> bool:
    """Whether a verb without a code tells one happening and not a state, a habit or a manner.

    It has a party of its own; a simple present needs a headline or a day beside it, as prose tells habits in it.
    """
    parts = {c.dep_ for c in verb.children}
    # with a particle a light verb is another one: "set off", "took over"
    lemma = verb.lemma_.lower()
    # "the sirens sounded", "she appeared in court" against "it sounded good"; "was found dead" against "found it good"
    acts = not parts & COMPLEMENTS if lemma in COPULAR else lemma == "find" and "auxpass" in parts
    if lemma in lexicon().stative and "prt" not in parts and not acts:
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
        return last_mark(verb) not in (".", "?", "!") or _has_day(verb)
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
