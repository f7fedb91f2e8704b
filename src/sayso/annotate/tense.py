"""The tense of the clause that a word stands in, as far as the parse shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Token

Tense = Literal["past", "present", "future"]
FUTURE_AUX = frozenset({"will", "wo", "'ll", "’ll", "shall", "would", "may", "might", "could", "should", "must", "can"})
# verbs and adjectives whose infinitive lies ahead: "plans to meet", "is due to appear"
PROSPECTIVE = frozenset(
    "plan expect schedule set due hope intend want vow promise agree decide order slate threaten prepare aim ask tell "
    "likely poise bind require urge call demand propose seek need".split()
)
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
    verb = verb_of(token)
    return None if verb is None else verb_tense(verb)


def verb_tense(verb: Token, depth: int = 0) -> Tense | None:
    """The tense of a verb with its auxiliaries; an infinitive or participle without any leans on the verb above it."""
    aux = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in aux}
    if words & {"have", "has", "had", "'ve", "’ve"} and verb.tag_ in ("VBN", "VBD"):
        return "past"
    if words & FUTURE_AUX:
        return "future"
    if verb.tag_ == "VBD" or words & {"was", "were", "did"} or "had" in words:
        if verb.lemma_ in PROSPECTIVE and verb.tag_ == "VBN":
            return "future"
        return "past"
    if words & {"is", "are", "am", "'s", "'re", "’s", "’re", "be"} and verb.tag_ in ("VBN", "VBG"):
        return "future" if verb.lemma_ in PROSPECTIVE else "present"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    above = verb.head if verb.head.i != verb.i else None
    if verb.tag_ == "VB" and "to" in words:
        if above is not None and (above.lemma_ in PROSPECTIVE or above.lemma_ == "be"):
            return "future"
    elif verb.tag_ == "VBN":
        return "future" if verb.lemma_ in PROSPECTIVE else "past"
    if above is None or depth > CLIMB:
        return None
    higher = verb_of(above)
    return None if higher is None or higher.i == verb.i else verb_tense(higher, depth + 1)


def is_habitual(verb: Token | None) -> bool:
    """Whether the clause tells what happens as a rule ("typically announces")."""
    return verb is not None and any(c.lower_ in HABIT for c in verb.children)
