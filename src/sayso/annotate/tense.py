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
# verbs whose object lies ahead even when they are past: "scheduled a hearing for Monday"
SCHEDULING = frozenset({"schedule", "slate", "plan", "postpone", "delay", "adjourn", "reschedule", "extend"})
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
    if verb.lemma_ in SCHEDULING and verb.tag_ in ("VBD", "VBN") and token.dep_ == "pobj" and token.head.head == verb:
        return None if _had(verb) else "future"
    return verb_tense(verb)


def _had(verb: Token) -> bool:
    return any(c.lower_ == "had" for c in verb.children)


def verb_tense(verb: Token, depth: int = 0) -> Tense | None:
    """The tense of a verb with its auxiliaries; an infinitive or participle without any leans on the verb above it."""
    aux = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in aux}
    if words & {"will", "wo", "'ll", "’ll", "shall"}:
        return "future"
    if words & {"have", "has", "had", "'ve", "’ve"} and verb.tag_ in ("VBN", "VBD"):
        # "has been scheduled for Friday" looks ahead, "had been scheduled" does not any more
        return "future" if verb.lemma_ in SCHEDULING and "had" not in words else "past"
    if words & FUTURE_AUX:
        return "future"
    if verb.tag_ == "VBD" or words & {"was", "were", "did"} or "had" in words:
        ahead = verb.lemma_ in PROSPECTIVE and verb.lemma_ not in TOLD and verb.tag_ == "VBN" and "had" not in words
        return "future" if ahead else "past"
    if words & {"is", "are", "am", "'s", "'re", "’s", "’re", "be"} and verb.tag_ in ("VBN", "VBG"):
        return "future" if verb.lemma_ in PROSPECTIVE else "present"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    above = verb.head if verb.head.i != verb.i else None
    if verb.tag_ == "VB" and "to" in words:
        if above is not None and (above.lemma_ in PROSPECTIVE or (above.lemma_ == "be" and verb.dep_ == "xcomp")):
            # what had been due to happen lies behind
            return (
                "past"
                if _had(above) or (above.head != above and above.dep_ == "acomp" and _had(above.head))
                else "future"
            )
    elif verb.tag_ == "VBN":
        return "future" if verb.lemma_ in PROSPECTIVE else "past"
    if above is None or depth > CLIMB:
        return None
    higher = verb_of(above)
    return None if higher is None or higher.i == verb.i else verb_tense(higher, depth + 1)


def is_habitual(verb: Token | None) -> bool:
    """Whether the clause tells what happens as a rule ("typically announces")."""
    return verb is not None and any(c.lower_ in HABIT for c in verb.children)
