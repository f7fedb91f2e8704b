"""Who did what to whom, where, when and whether it happened: what the parse says around an event's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sayso.annotate.tense import PROSPECTIVE, SCHEDULING, verb_of, verb_tense
from sayso.types import EventStatus, Name, Time

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

PLACES = frozenset({"GPE", "LOC", "FAC"})
WHERE = frozenset(
    {"in", "at", "near", "off", "outside", "inside", "over", "around", "across", "to", "into", "on", "from"}
)
TOWARDS = frozenset({"against", "with", "to", "of", "on", "upon", "at", "toward", "towards", "from"})
MAYBE = frozenset({"may", "might", "could", "can", "should", "would"})
# Implicative verbs: what follows happened where they hold ("managed to flee", "was forced to land"), or did not.
IMPLYING = frozenset(
    {"manage", "begin", "start", "continue", "help", "force", "go", "get", "happen", "cause", "lead", "use", "compel"}
    | {"dare", "proceed", "come", "first", "last"}
)
REFUSING = frozenset({"fail", "refuse", "decline", "neglect", "forget", "avoid"})
DENYING = frozenset({"deny", "refute", "reject", "dismiss"})
# prepositions that place one happening by another: "after the attack"
ORDERING = frozenset({"after", "before", "during", "since", "following", "until", "amid"})
CONDITIONS = frozenset({"if", "unless", "whether"})
# auxiliaries by which a participle tells of what is to come, and of what is now
_COMING = frozenset({"will", "would", "'ll", "’ll", "shall", "be"})
_IS = frozenset({"is", "are", "'s", "’s", "'re", "’re"})
_DASHES = frozenset({"—", "–", "--", "―"})


def actors(trigger: Token, names: Sequence[Name]) -> tuple[str, ...]:
    """The names of those who do it: subject, passive agent, or whose deed a noun names ("Norland's attack")."""
    return _names(_doers(trigger), names)


def recipients(trigger: Token, names: Sequence[Name]) -> tuple[str, ...]:
    """The names of those it is done to or with: object, passive subject, "against", "with", "to", "of"."""
    doers = set(_doers(trigger))
    found = _names([t for t in _sufferers(trigger) if t not in doers], names)
    if found or trigger.pos_ != "VERB" or trigger.i + 1 >= len(trigger.doc):
        return found
    # a name right after the verb is its object, whatever the parse made of it
    following = trigger.nbor()
    known = following.dep_ in ("nsubj", "poss") or following in doers
    return () if known or following.is_punct else tuple(n.span.text for n in _at(following, names))


def thing(trigger: Token) -> str | None:
    """The lemma of what it is done to or happens to: object, passive subject, of an intransitive verb its subject."""
    if trigger.pos_ in ("VERB", "AUX"):
        for relation in ("dobj", "nsubjpass", "nsubj"):
            for child in trigger.children:
                if child.dep_ == relation:
                    return None if child.pos_ == "PRON" else child.lemma_.lower()
        below = trigger.dep_ == "acl" and trigger.tag_ == "VBN"
        return trigger.head.lemma_.lower() if below else None
    for prep in trigger.children:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "on", "against"):
            for child in prep.children:
                if child.dep_ == "pobj":
                    return child.lemma_.lower()
    return next((c.lemma_.lower() for c in trigger.children if c.dep_ == "compound"), None)


def place(trigger: Token, names: Sequence[Name]) -> str | None:
    """The place that stands with the event's word, nearest first."""
    objects = [c for c in trigger.children if c.dep_ == "dobj"]
    for holder in (trigger, *objects, *_light_verb(trigger)):
        for prep in holder.children:
            if prep.dep_ == "prep" and prep.lower_ in WHERE:
                for thing in prep.children:
                    if thing.dep_ == "pobj":
                        for token in (thing, *thing.children):
                            for name in _at(token, names):
                                if name.type in PLACES:
                                    return name.span.text
    return None


def when(trigger: Token, times: Sequence[Time]) -> Time | None:
    """The time told with the event: one under its own verb, nearest first; else the only one of its sentence."""
    sentence = trigger.sent
    verb = verb_of(trigger)
    with_it = []
    for time in times:
        if not time.start or not sentence.start_char <= time.span.start < sentence.end_char:
            continue
        token = sentence.doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
        if token is None or _only_bounds(token):
            continue
        root = token.root
        clause = verb_of(root)
        if root.head.i == trigger.i or (trigger in root.ancestors and clause in (trigger, verb)):
            near = 0 if trigger.pos_ != "VERB" or not _of_another(root, trigger) else None
        elif verb is not None and clause == verb:
            near = 1 if not _of_another(root, trigger) else None
        else:
            # a participle or infinitive below a main clause seldom has a day of its own
            above = trigger.pos_ == "VERB" and trigger.dep_ in ("ROOT", "conj")
            near = 2 if above and clause and clause.head == trigger and not _is_finite(clause) else None
        if near is not None and not _is_aside(token, trigger):
            with_it.append((near, abs(root.i - trigger.i), time))
    if with_it:
        return min(with_it, key=lambda t: t[:2])[2]
    return when(trigger.head, times) if _goes_along(trigger) else None


def _goes_along(verb: Token) -> bool:
    """Whether a verb without a day tells of the same time as the one above: "opened fire in May, killing nine"."""
    above = verb.head
    if verb.pos_ != "VERB" or above.pos_ != "VERB" or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return False
    with_participle = verb.dep_ == "advcl" and verb.tag_ == "VBG" and not any(c.dep_ == "mark" for c in verb.children)
    return with_participle or (verb.dep_ == "conj" and verb.tag_ == above.tag_ == "VBD")


def _only_bounds(time: Span) -> bool:
    """Whether a time says no more than that something came before or after it ("before 2012", "after May")."""
    before = time[0].nbor(-1) if time[0].i else None
    return before is not None and before.lower_ in ("before", "after", "until", "than")


def _is_aside(time: Span, trigger: Token) -> bool:
    """Whether a time dates a thing named between dashes, beside the trigger: "was sold — for a pick in 2012".

    An aside that opens with the time itself, or has a verb that tells something, may date what it interrupts.
    """
    sentence = trigger.sent
    marks = [t.i for t in sentence if t.text in _DASHES]
    before = [i for i in marks if i < time.start]
    if not before:
        return False
    start, end = before[-1] + 1, next((i for i in marks if i >= time.end), sentence.end)
    # between the dashes of a pair lies what an odd number of them precedes
    if len(before) % 2 == 0 or start <= trigger.i < end:
        return False
    within = sentence.doc[start : time.start]
    return any(t.pos_ in ("NOUN", "PROPN") for t in within) and not any(
        t.pos_ == "VERB" for t in sentence.doc[start:end]
    )


def _of_another(root: Token, trigger: Token) -> bool:
    """Whether a time dates a noun beside the trigger: "Tuesday's raid", "the 2011 riot", "after the vote in May"."""
    if root.dep_ in ("poss", "compound", "amod", "nmod", "nummod") and root.head.pos_ in ("NOUN", "PROPN"):
        return root.head.i != trigger.i and root.head.ent_type_ not in ("DATE", "TIME")
    if root.dep_ != "pobj" or root.head.dep_ != "prep":
        return False
    noun = root.head.head
    if noun.i == trigger.i or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    # "after the vote in May", but "retired after 15 seasons on Tuesday"
    counted = any(c.dep_ == "nummod" for c in noun.children)
    ordered = noun.dep_ == "pobj" and noun.head.lower_ in ORDERING and not counted
    return root.head.lower_ == "of" or ordered


def _is_finite(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in verb.children
    )


def status(trigger: Token) -> EventStatus:
    """Whether it happened, goes on, is planned, may be, or is denied, as the clause has it."""
    verb = verb_of(trigger)
    if verb is None:
        return "happened"
    if any(c.dep_ == "neg" for c in verb.children):
        return "denied"
    aux = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    above = verb.head
    if verb.i == trigger.i and verb.tag_ == "VB" and aux == {"to"}:
        return _of_infinitive(verb)
    if verb.dep_ in ("ccomp", "xcomp") and above.lemma_ in DENYING:
        return "denied"
    if trigger.dep_ == "dobj" and verb.lemma_ in DENYING and trigger.i != verb.i:
        return "denied"
    if aux & MAYBE or any(c.dep_ == "mark" and c.lower_ in CONDITIONS for c in verb.children):
        return "hypothetical"
    # "was ordered" looks ahead for what is ordered, the order itself has been given; "is scheduled" tells of its day
    ahead = aux & (_COMING | _IS if verb.lemma_ in SCHEDULING else _COMING)
    given = verb.i == trigger.i and verb.tag_ in ("VBD", "VBN") and not ahead
    if verb_tense(verb) == "future" and not given:
        return "planned"
    if verb.tag_ == "VBG" and aux & (_IS | {"been"}):
        return "ongoing"
    return "happened"


def _of_infinitive(verb: Token) -> EventStatus:
    """What the word above says of an infinitive: implicative verbs tell whether it happened, others only look to it.

    Source: Karttunen (1971), "Implicative Verbs".
    """
    above = verb.head
    while above.dep_ == "conj" and above.head.i != above.i:
        above = above.head
    if verb.dep_ == "conj":
        return status(above) if above.pos_ == "VERB" else "hypothetical"
    lemma = above.lemma_.lower()
    if lemma in REFUSING:
        return "denied"
    if lemma == "have":
        return "happened" if above.tag_ == "VBD" else "planned"
    if lemma in IMPLYING and above.pos_ in ("VERB", "ADJ", "AUX"):
        return status(above) if above.pos_ == "VERB" else "happened"
    return "planned" if lemma in PROSPECTIVE else "hypothetical"


def is_told_before(trigger: Token) -> bool:
    """Whether the clause stands in the past perfect: it was over when the rest was told."""
    verb = verb_of(trigger)
    return verb is not None and any(c.lower_ in ("had", "'d", "’d") and c.dep_ == "aux" for c in verb.children)


def is_narrative(trigger: Token) -> bool:
    """Whether a verb carries the tale on: the simple past of a main clause, with no one saying it."""
    verb = trigger
    if verb.pos_ != "VERB" or verb.tag_ not in ("VBD", "VBN") or verb.dep_ not in ("ROOT", "conj"):
        return False
    aux = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return (verb.tag_ == "VBD" or bool(aux & {"was", "were"})) and not aux & {"had", "has", "have", "'d", "’d"}


def _doers(trigger: Token) -> list[Token]:
    out: list[Token] = []
    if trigger.pos_ in ("VERB", "AUX"):
        for child in trigger.children:
            if child.dep_ == "nsubj":
                # "the Varn Front, which abducted them"
                relative = child.tag_ in ("WDT", "WP") and trigger.dep_ == "relcl"
                out += [trigger.head] if relative else [child, *child.conjuncts]
            elif child.dep_ == "agent":
                out += [t for c in child.children if c.dep_ == "pobj" for t in (c, *c.conjuncts)]
        if not out and trigger.dep_ == "relcl" and not any(c.dep_ == "nsubjpass" for c in trigger.children):
            out.append(trigger.head)
        if not out and trigger.dep_ in ("conj", "xcomp", "advcl") and trigger.head.pos_ == "VERB":
            passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in trigger.children)
            return [] if passive else _doers(trigger.head)
        return out
    for child in trigger.children:
        if child.dep_ in ("poss", "compound", "amod", "nmod"):
            out.append(child)
        elif child.dep_ == "prep" and child.lower_ in ("by", "between"):
            out += [t for c in child.children if c.dep_ == "pobj" for t in (c, *c.conjuncts)]
    for verb in _light_verb(trigger):
        out += [t for c in verb.children if c.dep_ == "nsubj" for t in (c, *c.conjuncts)]
    return out


def _sufferers(trigger: Token) -> list[Token]:
    out: list[Token] = []
    holders = [trigger] if trigger.pos_ in ("VERB", "AUX") else [trigger, *_light_verb(trigger)]
    for holder in holders:
        for child in holder.children:
            if child.dep_ in ("dobj", "nsubjpass", "dative") and child.i != trigger.i:
                out += [child, *child.conjuncts]
                # "imposed sanctions on Norland"
                out += [t for c in child.children if c.dep_ == "prep" for t in _objects(c)]
            elif child.dep_ == "prep":
                out += _objects(child)
    if trigger.dep_ == "relcl" and any(c.dep_ == "nsubjpass" for c in trigger.children):
        out.append(trigger.head)
    if trigger.dep_ == "acl" and trigger.tag_ == "VBN":
        out.append(trigger.head)
    return out


def _objects(prep: Token) -> list[Token]:
    if prep.lower_ not in TOWARDS:
        return []
    return [t for c in prep.children if c.dep_ == "pobj" for t in (c, *c.conjuncts)]


def _light_verb(noun: Token) -> Iterator[Token]:
    """The verb whose object or subject an event's noun is ("held talks", "an explosion occurred")."""
    if noun.pos_ in ("NOUN", "PROPN") and noun.dep_ in ("dobj", "nsubj", "nsubjpass") and noun.head.pos_ == "VERB":
        yield noun.head


def _names(tokens: Sequence[Token], names: Sequence[Name]) -> tuple[str, ...]:
    found: list[str] = []
    for token in tokens:
        here = list(_at(token, names))
        if not here:
            # "the foreign minister, Bo Lind", "rebels of the Varn Front", "Norland's army"
            of = [t for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for t in c.children]
            near = [c for c in token.children if c.dep_ == "appos"] or of
            near = near or [c for c in token.children if c.dep_ == "poss"]
            here = [n for t in near for n in _at(t, names)]
        found += [n.span.text for n in here]
    return tuple(dict.fromkeys(found))


def _at(token: Token, names: Sequence[Name]) -> Iterator[Name]:
    """The names that hold a token; what happened does nothing and is no place."""
    end = token.idx + len(token)
    return (n for n in names if n.span.start < end and token.idx < n.span.end and not n.nominal and n.type != "EVENT")
