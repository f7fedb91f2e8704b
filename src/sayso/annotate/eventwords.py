"""How likely a word names something that happened, from what the parse shows around it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from sayso.annotate.cues import verb_share
from sayso.annotate.eventframes import CONDITIONS, MAYBE, ORDERING
from sayso.annotate.plover import OTHER, lexicon
from sayso.annotate.tense import FUTURE_AUX, verb_of
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Token

FEATURES = (
    "coded",
    "noun",
    "main",
    "relative",
    "adverbial",
    "infinitive",
    "gerund",
    "habit",
    "perfect",
    "maybe",
    "future",
    "negated",
    "condition",
    "passive",
    "subject",
    "object",
    "speaker_subject",
    "named",
    "dated",
    "placed",
    "reporting",
    "carried_noun",
    "noun_of_somebody",
    "noun_in_time",
    "bare_plural",
    "one",
)
PERSONS = frozenset({"i", "we", "you", "one", "people", "everyone", "anyone", "someone", "who", "nobody"})


def features(trigger: Token, code: str, *, named: bool, dated: bool, placed: bool) -> tuple[float, ...]:
    """What speaks for and against a word that may name an event, in the order of FEATURES, each 0 to 1.

    Args:
        trigger: a verb or a noun.
        code: its PLOVER root code or OTHER.
        named: whether an actor or recipient has a name.
        dated: whether a time of its own clause dates it.
        placed: whether a place stands with it.
    """
    noun = trigger.pos_ != "VERB"
    verb = verb_of(trigger)
    children = list(verb.children) if verb is not None else []
    auxiliaries = {c.lower_ for c in children if c.dep_ in ("aux", "auxpass")}
    parts = {c.dep_ for c in trigger.children}
    plain = verb is not None and not auxiliaries
    own = "" if noun else trigger.tag_
    dep = trigger.dep_
    while dep == "conj" and trigger.head.pos_ == "VERB":
        trigger = trigger.head
        dep = trigger.dep_
    subject = next((c for c in children if c.dep_ in ("nsubj", "nsubjpass")), None)
    values = {
        "coded": code != OTHER,
        "noun": noun,
        "main": not noun and dep in ("ROOT", "ccomp"),
        "relative": not noun and dep in ("relcl", "acl"),
        "adverbial": not noun and dep == "advcl",
        "infinitive": own == "VB" and not auxiliaries & (FUTURE_AUX | {"did", "do", "does"}),
        "gerund": own == "VBG" and plain,
        "habit": verb is not None and verb.tag_ in ("VBZ", "VBP") and plain and not is_headline(verb),
        "perfect": bool(auxiliaries & {"has", "have", "'ve", "’ve"}),
        "maybe": bool(auxiliaries & MAYBE),
        "future": bool(auxiliaries & {"will", "'ll", "’ll", "shall"}),
        "negated": any(c.dep_ == "neg" for c in children),
        "condition": any(c.dep_ == "mark" and c.lower_ in CONDITIONS for c in children),
        "passive": "nsubjpass" in parts or "auxpass" in parts,
        "subject": "nsubj" in parts,
        "object": "dobj" in parts,
        "speaker_subject": subject is not None and subject.lower_ in PERSONS,
        "named": named,
        "dated": dated,
        "placed": placed,
        "reporting": 0.0 if noun else verb_share(trigger.lemma_),
        "carried_noun": noun and verb is not None and verb.lemma_.lower() in lexicon().light,
        "noun_of_somebody": noun and bool(parts & {"poss"} or any(c.dep_ == "prep" for c in trigger.children)),
        "noun_in_time": noun and trigger.head.dep_ == "prep" and trigger.head.lower_ in ORDERING,
        "bare_plural": noun and trigger.tag_ == "NNS" and "det" not in parts and "poss" not in parts,
        "one": True,
    }
    return tuple(float(values[name]) for name in FEATURES)


def likelihood(values: tuple[float, ...]) -> float:
    """The probability that a word with these features names an event that several reports tell.

    Source: logistic regression on the words of ECB+ (Cybulska and Vossen 2014), training part; see
        training/event_words.py.
    """
    logit = sum(w * x for w, x in zip(_weights(), values, strict=True))
    return 1 / (1 + math.exp(-logit))


def is_headline(verb: Token) -> bool:
    """Whether the words around a verb are a headline, which tells what happened in the present tense."""
    return last_mark(verb) not in (".", "?", "!", ":", ";")


def last_mark(token: Token) -> str:
    """The last character of a token's sentence before closing quotation marks; "" where there is none."""
    sentence = token.sent
    for i in range(sentence.end - 1, sentence.start - 1, -1):
        if word := token.doc[i].text.rstrip(" \n”\"'’"):
            return word[-1]
    return ""


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    weights = load("event_words")["weights"]
    return tuple(float(weights[name]) for name in FEATURES)
