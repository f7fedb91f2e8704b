"""What a statement does with its content: asserts, denies, expects, warns, asks, orders, promises, declines, judges."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_document
from sayso.annotate.drafts import Draft
from sayso.annotate.quotations import CLOSING, OPENING
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import Mode

_OWN = frozenset(("i", "we"))
_SELF = frozenset(("i", "we", "it", "he", "she", "they"))
_FUTURE = frozenset(("will", "'ll", "’ll", "would", "'d", "’d", "shall"))
_OBLIGING = frozenset(("should", "must", "ought"))
_ANYBODY = frozenset(("nobody", "everybody", "everyone", "anyone", "anybody", "one", "you"))
# what happens to whoever "will" it: no promise
_STATES = frozenset(
    (
        "be",
        "have",
        "need",
        "cost",
        "take",
        "know",
        "see",
        "become",
        "remain",
        "receive",
        "lose",
        "face",
        "suffer",
        "benefit",
    )
)
_ADDRESSING = frozenset(("tell", "say", "shout", "write", "email", "reply"))
_UNCLAUSED = frozenset(("aux", "auxpass", "relcl", "acl", "advcl", "csubj"))
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
        if _will_not_claim(doc, draft, head):
            return "deny"
        if draft.negated and lemma in _words("answering") and draft.pattern not in ("quotation", "parenthesis"):
            return "decline"
        mode = _of_cue(doc, head, lemma, draft)
        if mode != "assert":
            return mode
        if lemma in _modes() or lemma in _words("knowing"):
            # "the data suggest it rose", "was seen leaving", "noticed that it was wrong"
            return "assert"
    return _of_content(doc, draft)


def _of_cue(doc: Doc, head: Token, lemma: str, draft: Draft) -> Mode:
    assert draft.cue is not None
    phrasal = load("modes")["phrasal"].get(lemma, {})
    for word in (*head.children, *doc[draft.cue[0] : draft.cue[1]], *doc[draft.cue[1] : draft.cue[1] + 1]):
        if word.i > head.i and word.lower_ in phrasal:
            found: Mode = phrasal[word.lower_]
            return found
    if lemma in _words("light"):
        for c in head.children:
            if c.dep_ == "dobj" and c.i > head.i:
                return _modes().get(c.lemma_.lower(), _modes().get(lemma, "assert"))
    if lemma in _words("making_known"):
        for c in head.children:
            if c.dep_ == "dobj" and c.i > head.i and _modes().get(c.lemma_.lower()) == "promise":
                # "announced plans to move"
                return "promise"
    if lemma == "tell" and draft.pattern in ("object-infinitive", "passive-infinitive"):
        return "order"
    if lemma in ("reject", "dismiss") and any(c.dep_ == "dobj" for c in head.children):
        return _refusal(doc, lemma, draft)
    mode = _modes().get(lemma, "assert")
    if draft.passive and lemma in ("see", "deny"):
        # "was seen leaving", "was denied entry"
        return "assert"
    if lemma in ("suggest", "propose") and draft.pattern in ("clause", "parenthesis", "quotation") and _tells(head):
        return "assert"
    if lemma == "agree" and draft.pattern == "clause" and not _ahead(head):
        # "agreed that it cannot be steered"
        return "assert"
    if lemma == "decide" and (draft.negated or doc[draft.start].lower_ in ("that", "whether", "if", "how")):
        return "assert"
    if draft.negated and mode in ("promise", "expect"):
        return "opinion"
    if mode == "assert" and lemma not in _words("saying"):
        # "faced questions over", "amid fears that"
        nouns = (doc[i].lemma_.lower() for i in range(*draft.cue) if doc[i].pos_ == "NOUN")
        return next((m for noun in nouns if (m := _modes().get(noun))), "assert")
    return mode


def _will_not_claim(doc: Doc, draft: Draft, head: Token) -> bool:
    """Whether somebody finds nothing of the kind: "I can't say I noticed it", not "I can't say how many"."""
    if not draft.negated or head.lemma_.lower() != "say" or doc[draft.start].tag_ in ("WRB", "WP", "WDT"):
        return False
    own = any(c.dep_ == "nsubj" and c.lower_ in _OWN for c in head.children)
    able = any(c.lower_ in ("ca", "can", "could") for c in head.children)
    return own and able and any(c.dep_ == "ccomp" for c in head.children)


def _refusal(doc: Doc, lemma: str, draft: Draft) -> Mode:
    """What turns something down: words that were said are denied, what was offered or asked for is declined."""
    if doc[draft.start : draft.content[0][1]].root.lemma_.lower() in _words("said"):
        return "deny"
    return "decline" if lemma == "reject" else _modes().get(lemma, "assert")


def _ahead(verb: Token) -> bool:
    """Whether the reported clause of a verb lies ahead: an infinitive or a future."""
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    return clause is None or any(c.lower_ in _FUTURE for c in clause.children)


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
    """The mode of a content: of a question, else of its first clause and what is joined to it."""
    a, b = draft.content[0]
    asked = doc[b - 1].text == "?" or (doc[b - 1].text in CLOSING and doc[b - 2].text == "?")
    # what comes after a statement of several sentences may ask nobody
    if asked and (draft.pattern == "transcript" or not any(doc[i].text in (".", "!") for i in range(a, b))):
        return "ask"
    first = next(i for i in range(draft.start, draft.content[0][1] + 1) if i == draft.content[0][1] or doc[i].is_alpha)
    if draft.pattern not in ("turn", "transcript") and first + 1 < draft.content[0][1]:
        bare = doc[first + 1].tag_ == "VB" and doc[first].lower_ == "to"
        if bare and draft.head >= 0 and doc[draft.head].lemma_.lower() in _ADDRESSING:
            # "told to pray for him", "said to wait": whom it was told stands before, or nowhere
            return "ask"
    end = draft.content[0][1]
    words = range(draft.start, min(end, draft.start + _LOOK))
    verb = next((doc[i] for i in words if doc[i].pos_ in ("VERB", "AUX") and doc[i].dep_ not in _UNCLAUSED), None)
    if any(doc[i].lower_ == "please" for i in words):
        return "ask"
    if _warns_off(doc, draft):
        return "warn"
    if verb is None:
        return "assert"
    later = any(doc[i].lower_ in _FUTURE for i in words if i > verb.i)
    subject = _subject(verb, draft.start)
    mode = _of_clause(doc, draft, verb, subject, later=later)
    if mode != "assert":
        return mode
    joined = (_of_clause(doc, draft, c, _subject(c, draft.start) or subject, later=later) for c in _joined(verb, end))
    # "it was surprised and would look into it"
    return next((m for m in joined if m in ("promise", "warn")), "assert")


def _subject(verb: Token, start: int) -> Token | None:
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i >= start), None)


def _joined(verb: Token, end: int) -> Iterator[Token]:
    """The verbs that a conjunction joins to a verb, before `end`."""
    for c in verb.children:
        if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX") and c.i < end:
            yield c
            yield from _joined(c, end)


def _of_clause(doc: Doc, draft: Draft, verb: Token, subject: Token | None, *, later: bool) -> Mode:
    """The mode of one clause, as far as its subject, verb and modal show it; `later` when a future follows."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    lemma = verb.lemma_.lower()
    who = subject.lower_ if subject is not None else ""
    if who in _OWN and not any(c.dep_ == "auxpass" for c in verb.children):
        mode = _modes().get(lemma)
        if mode is not None and mode not in ("deny", "decline"):
            return "expect" if mode == "opinion" and later and lemma in ("think", "believe") else mode
    own = subject is not None and (_is_speaker(doc, draft, subject) or _is_own(doc, draft, subject))
    complements = {c.lower_ for c in verb.children if c.dep_ in ("acomp", "oprd", "advmod")} | {lemma, verb.lower_}
    if own and (lemma == "commit" or complements & _words("ready")):
        return "promise"
    if own and auxiliaries & _FUTURE and lemma not in _STATES and subject is not None and subject.dep_ == "nsubj":
        harm = lemma in _words("threatening") and any(
            c.dep_ == "advcl" and any(m.lower_ in ("if", "unless") for m in c.children) for c in verb.children
        )
        return "warn" if harm else "promise"
    if lemma in _words("expecting"):
        return "expect"
    if any(c.lower_ in ("likely", "unlikely") and doc[c.i + 1 : c.i + 2].text == "to" for c in verb.children):
        return "expect"
    if auxiliaries & _OBLIGING and subject is not None and subject.dep_ == "nsubj" and _bids(subject):
        return "order"
    if own and complements & _words("feelings"):
        return "opinion"
    if auxiliaries & _OBLIGING or _evaluates(verb):
        return "opinion"
    return "assert"


def _is_speaker(doc: Doc, draft: Draft, subject: Token) -> bool:
    """Whether a pronoun may mean who speaks; nobody says "it" of themselves in their own words, and no person does."""
    if subject.lower_ != "it":
        return subject.lower_ in _SELF
    person = draft.source is not None and doc[draft.source[0] : draft.source[1]].root.lower_ in ("he", "she")
    return not person and doc[draft.start].text not in OPENING


def _warns_off(doc: Doc, draft: Draft) -> bool:
    """Whether a sentence of the content bids not to do something: "Never open …", "Do not enter …"."""
    for a, b in draft.content:
        for verb in doc[a:b]:
            if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "ccomp", "parataxis"):
                continue
            before = [c for c in verb.children if a <= c.i < verb.i]
            barred = any(c.dep_ == "neg" for c in before)
            ruled = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in before)
            if barred and not ruled and all(c.lower_ == "do" for c in before if c.dep_ == "aux"):
                return True
    return False


def _bids(subject: Token) -> bool:
    """Whether "should" after this subject bids people what to do."""
    return subject.lower_ in _ANYBODY or (
        subject.tag_ == "NNS" and subject.lemma_.lower() in load("speakers")["unnamed"]
    )


def _is_own(doc: Doc, draft: Draft, subject: Token) -> bool:
    """Whether a subject is the speaker, or the body that the speaker speaks for: "the company", "its board"."""
    if draft.source is None:
        return False
    source = {doc[i].lemma_.lower() for i in range(*draft.source) if doc[i].pos_ in ("NOUN", "PROPN")}
    if subject.pos_ in ("NOUN", "PROPN") and subject.lemma_.lower() in source:
        return True
    definite = any(c.lower_ in ("the", "its", "our") for c in subject.children if c.dep_ in ("det", "poss"))
    return definite and subject.tag_ == "NN" and subject.lemma_.lower() in _words("bodies")


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
