"""What a statement does with its content: asserts, denies, expects, warns, asks, orders, promises, declines, judges."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_document
from sayso.annotate.drafts import Draft
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import Mode

_OWN = frozenset(("i", "we"))
_SELF = frozenset(("i", "we", "it", "he", "she", "they"))
_FUTURE = frozenset(("will", "'ll", "’ll", "would", "'d", "’d", "shall"))
_OBLIGING = frozenset(("should", "must", "ought"))
_ANYBODY = frozenset(("nobody", "everybody", "everyone", "anyone", "anybody", "one", "you"))
_STATES = frozenset(("be", "have", "need", "cost", "take", "know", "see"))
# words of the content that are looked at for what it does
_LOOK = 30


@cache
def _modes() -> dict[str, Mode]:
    lists: dict[Mode, list[str]] = load("modes")["modes"]
    return {lemma: mode for mode, lemmas in lists.items() for lemma in lemmas}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(load("modes")[kind])


def mode_of(doc: Doc, draft: Draft) -> Mode:
    """The mode of a statement: its cue's, and where that only says, what the content itself does.

    "said it would rebuild" promises, "said 'I think …'" judges, "issued a warning" warns (Searle 1976: the
    illocutionary point lies in the verb or, with a neutral verb, in the proposition).
    """
    if draft.pattern == "given":
        return "assert"
    if draft.cue is not None and doc[draft.cue[0]].lower_ == "without":
        # "without acknowledging the delay": it was left unsaid
        return "decline"
    if draft.cue is not None and draft.head >= 0 and draft.pattern not in ("turn", "transcript", "according"):
        head = doc[draft.head]
        lemma = head.lemma_.lower()
        lemmas = [doc[i].lemma_.lower() for i in range(*draft.cue)]
        if any(x in ("decline", "refuse") for x in lemmas):
            return "decline"
        if draft.negated and lemma in _words("answering") and draft.pattern not in ("quotation", "parenthesis"):
            return "decline"
        mode = _of_cue(head, lemma, draft)
        if mode != "assert":
            return mode
        if lemma not in _words("saying"):
            return "assert"
    return _of_content(doc, draft)


def _of_cue(head: Token, lemma: str, draft: Draft) -> Mode:
    if lemma == "call" and any(c.dep_ in ("prep", "prt") and c.lower_ in ("on", "for", "upon") for c in head.children):
        return "ask"
    if lemma in _words("light"):
        for c in head.children:
            if c.dep_ == "dobj" and c.i > head.i:
                return _modes().get(c.lemma_.lower(), _modes().get(lemma, "assert"))
    if lemma == "tell" and draft.pattern in ("object-infinitive", "passive-infinitive"):
        return "order"
    mode = _modes().get(lemma, "assert")
    if draft.passive and lemma in ("see", "deny"):
        # "was seen leaving", "was denied entry"
        return "assert"
    if lemma in ("suggest", "propose") and draft.pattern in ("clause", "parenthesis", "quotation") and _tells(head):
        return "assert"
    if draft.negated and mode in ("promise", "expect"):
        return "opinion"
    return mode


def _tells(verb: Token) -> bool:
    """Whether a suggested clause tells what is ("the data suggest it rose"), not what should be done."""
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if clause is None:
        return False
    auxiliaries = {c.lower_ for c in clause.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & _OBLIGING:
        return False
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    thing = subject is not None and subject.pos_ == "NOUN" and is_document(subject.lemma_)
    return thing or bool(auxiliaries) or clause.tag_ in ("VBZ", "VBD")


def _of_content(doc: Doc, draft: Draft) -> Mode:
    """The mode of the first clause of a content, as far as its subject, verb and modal show it."""
    start = draft.start
    words = range(start, min(draft.content[0][1], start + _LOOK))
    verb = next(
        (
            doc[i]
            for i in words
            if doc[i].pos_ in ("VERB", "AUX")
            and doc[i].dep_ not in ("aux", "auxpass", "relcl", "acl", "advcl", "csubj")
        ),
        None,
    )
    if verb is None:
        return "assert"
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i >= start), None)
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    lemma = verb.lemma_.lower()
    who = subject.lower_ if subject is not None else ""
    later = any(doc[i].lower_ in _FUTURE for i in words if i > verb.i)
    if who in _OWN and not any(c.dep_ == "auxpass" for c in verb.children):
        mode = _modes().get(lemma)
        if mode is not None and mode not in ("deny", "decline"):
            return "expect" if mode == "opinion" and later and lemma in ("think", "believe") else mode
    bound = lemma == "commit" or any(c.dep_ == "acomp" and c.lower_ == "committed" for c in verb.children)
    if bound and who in _SELF:
        return "promise"
    speaker = draft.source is not None and subject is not None and _same_noun(doc, draft, subject)
    if (who in _SELF or speaker) and auxiliaries & _FUTURE and lemma not in _STATES:
        return "promise"
    if lemma in _words("expecting"):
        return "expect"
    if auxiliaries & _OBLIGING and subject is not None and subject.dep_ == "nsubj" and _bids(subject):
        return "order"
    if auxiliaries & _OBLIGING or _evaluates(verb):
        return "opinion"
    return "assert"


def _bids(subject: Token) -> bool:
    """Whether "should" after this subject bids people what to do."""
    return subject.lower_ in _ANYBODY or (
        subject.tag_ == "NNS" and subject.lemma_.lower() in load("speakers")["unnamed"]
    )


def _same_noun(doc: Doc, draft: Draft, subject: Token) -> bool:
    assert draft.source is not None
    source = {doc[i].lemma_.lower() for i in range(*draft.source) if doc[i].pos_ in ("NOUN", "PROPN")}
    return subject.pos_ in ("NOUN", "PROPN") and subject.lemma_.lower() in source


def _evaluates(verb: Token) -> bool:
    """Whether a clause judges: its predicate carries a degree word ("very exciting") or an evaluating word."""
    for c in verb.children:
        if c.dep_ not in ("acomp", "attr", "dobj", "advmod", "oprd", "prep") or c.i < verb.i:
            continue
        near = [
            c,
            *(g for g in c.children if g.dep_ in ("amod", "advmod", "acomp", "pobj")),
            *(h for g in c.children for h in g.children),
        ]
        if any(g.lower_ in _words("degree") for g in near if g is not c) and c.dep_ != "dobj":
            return True
        if any(g.lemma_.lower() in _words("evaluating") for g in near):
            return True
    return False
