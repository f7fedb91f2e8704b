"""The tense of the clause that a word stands in, as far as the parse shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Token

Tense = Literal["past", "present", "future"]
FUTURE_AUX = frozenset({"will", "wo", "'ll", "’ll", "shall", "would", "may", "might", "could", "should", "must", "can"})
# verbs and adjectives whose infinitive lies ahead: "plans to meet", "is due to appear"
PROSPECTIVE = frozenset(
    {"plan", "expect", "schedule", "set", "due", "hope", "intend", "want", "vow", "promise", "agree", "decide", "order"}
    | {"slate", "threaten", "prepare", "aim", "ask", "tell", "likely", "poise", "bind", "require", "urge", "call"}
    | {"demand", "propose", "seek", "need"}
)
# of these, what has a time of its own has happened once it is past: "was called at ten" against "was due at ten"
TOLD = frozenset({"order", "ask", "tell", "urge", "call", "threaten", "require", "demand", "propose", "promise", "vow"})
# verbs that put to another day what had one
PUTTING_OFF = frozenset({"postpone", "delay", "adjourn", "extend"})
# verbs whose object lies ahead even when they are past: "scheduled a hearing for Monday"
SCHEDULING = PUTTING_OFF | {"schedule", "slate", "plan", "reschedule"}
# verbs whose object, where a day or month names it, lies ahead of them: "suggested a February launch"
FORECASTING = SCHEDULING | {"suggest", "propose", "predict", "forecast", "eye", "target", "envisage"}
HABIT = frozenset({"usually", "typically", "generally", "normally", "always", "annually", "traditionally", "often"})
CLIMB = 12  # heads looked at on the way to the verb; parses of broken copy can be deep


def verb_of(token: Token) -> Token | None:
    """The verb of the clause that a token stands in; None where the parse has none above it."""
    at = token
    for _ in range(CLIMB):
        if at.pos_ in ("VERB", "AUX") and not (at.dep_ in ("aux", "auxpass") and at.head.i != at.i):
            return at
        if at.head.i == at.i:
            return None
        at = at.head
    return None


def tense_of(token: Token) -> Tense | None:
    """Past, present or future of the clause that a token stands in; None when there is no verb to tell."""
    if token.dep_ == "poss":
        # "Tuesday's ruling" has happened, whatever the verb around it says
        return "past"
    verb = verb_of(token)
    if verb is None:
        return None
    to_a_day = token.dep_ == "pobj" and token.head.head == verb
    if verb.lemma_ in PUTTING_OFF and to_a_day and token.head.lower_ == "on":
        # "was postponed on Monday", to a day not named
        return verb_tense(verb)
    names_object = token.head.dep_ == "dobj" and token.head.head == verb and token.i < token.head.i
    scheduled = verb.lemma_ in SCHEDULING and verb.tag_ in ("VBD", "VBN") and to_a_day
    if scheduled or (verb.lemma_ in FORECASTING and names_object):
        return None if is_before_past(verb) else "future"
    return verb_tense(verb)


def is_before_past(verb: Token | None) -> bool:
    """Whether a verb is in the past perfect."""
    return verb is not None and any(c.lower_ == "had" for c in verb.children)


def _looks_ahead(verb: Token) -> bool:
    """Whether what a verb is about lies ahead of it: "set for Monday", but not "a record set in May"."""
    if verb.lemma_ not in PROSPECTIVE:
        return False
    return verb.lemma_ != "set" or any(c.dep_ == "xcomp" or c.lower_ in ("for", "to") for c in verb.children)


def _is_denied(verb: Token) -> bool:
    deniers = {"neither", "none", "nobody", "no"}
    return any(
        c.dep_ == "neg"
        or (c.dep_ in ("nsubj", "nsubjpass") and not deniers.isdisjoint(t.lower_ for t in (c, *c.lefts)))
        for c in verb.children
    )


def verb_tense(verb: Token, depth: int = 0) -> Tense | None:
    """The tense of a verb with its auxiliaries; an infinitive or participle without any leans on the verb above it."""
    aux = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in aux}
    if words & {"will", "wo", "'ll", "’ll", "shall"}:
        return "future"
    if words & {"have", "has", "had", "'ve", "’ve"} and (verb.tag_ in ("VBN", "VBD") or "been" in words):
        # "has been scheduled for Friday" looks ahead, "had been scheduled" does not any more
        return "future" if verb.lemma_ in SCHEDULING and verb.tag_ != "VBG" and "had" not in words else "past"
    if "could" in words and _is_denied(verb):
        # who could not be reached has been tried
        return "past"
    if words & FUTURE_AUX:
        return "future"
    if verb.lemma_ == "be" and any(c.dep_ == "acomp" and c.lower_ == "due" for c in verb.children):
        # what was due may lie on either side
        return "future" if verb.tag_ in ("VBZ", "VBP") else None
    if verb.tag_ == "VBD" or words & {"was", "were", "did"} or "had" in words:
        ahead = _looks_ahead(verb) and verb.lemma_ not in TOLD and verb.tag_ == "VBN" and "had" not in words
        return "future" if ahead else "past"
    if words & {"is", "are", "am", "'s", "'re", "’s", "’re", "be"} and verb.tag_ in ("VBN", "VBG"):
        return "future" if _looks_ahead(verb) else "present"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    above = verb.head if verb.head.i != verb.i else None
    if verb.tag_ == "VB" and "to" in words:
        if above is not None and (above.lemma_ in PROSPECTIVE or (above.lemma_ == "be" and verb.dep_ == "xcomp")):
            # what had been due to happen lies behind
            return (
                "past"
                if is_before_past(above)
                or (above.head != above and above.dep_ == "acomp" and is_before_past(above.head))
                else "future"
            )
    elif verb.tag_ == "VBN":
        return "future" if _looks_ahead(verb) else "past"
    if above is None or depth > CLIMB:
        return None
    higher = verb_of(above)
    return None if higher is None or higher.i == verb.i else verb_tense(higher, depth + 1)


def is_compared(token: Token) -> bool:
    """Whether a token stands in what a figure is set against ("up from 5 million last year", "compared with")."""
    at = token
    for _ in range(CLIMB):
        if at.lower_ in ("from", "than", "against", "versus") or at.lemma_ == "compare":
            return True
        if at.head.i == at.i or at.pos_ in ("VERB", "AUX"):
            return False
        at = at.head
    return False


def is_habitual(verb: Token | None) -> bool:
    """Whether the clause tells what happens as a rule ("typically announces")."""
    return verb is not None and any(c.lower_ in HABIT for c in verb.children)
