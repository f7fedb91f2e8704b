"""Attributions without a reporting verb: "according to X", "the claim that …", "reportedly"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sayso.annotate.clauses import noun_phrase, phrase
from sayso.annotate.drafts import Draft, Range, cut, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as DocSpan

_HEARSAY = frozenset(("reportedly", "allegedly", "supposedly", "purportedly"))
# how counts come from somebody: "given by", "released by"
_GIVING = frozenset(
    ("give", "offer", "release", "issue", "provide", "publish", "announce", "quote", "supply", "report")
)


def find_phrases(doc: Doc, sentences: tuple[DocSpan, ...]) -> Iterator[Draft]:
    """Attributions whose cue is a preposition, a noun or an adverb, in the order of the text."""
    for sentence in sentences:
        for token in sentence:
            word = token.lower_
            if word == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
                yield from _according(doc, sentence, token)
            elif word in _HEARSAY:
                yield from _hearsay(doc, token)
            elif token.pos_ == "NOUN":
                yield from _noun(doc, token)
            elif word == "per" and token.dep_ == "prep":
                yield from _according(doc, sentence, token)


def _according(doc: Doc, sentence: DocSpan, token: Token) -> Iterator[Draft]:
    cue: Range = (token.i, token.i + 1) if token.lower_ == "per" else (token.i, token.i + 2)
    whole = phrase(token)
    to = token if token.lower_ == "per" else doc[token.i + 1]
    noun = next((c for c in to.children if c.dep_ == "pobj"), None)
    noun = noun or next((c for c in token.children if c.dep_ == "pobj"), None)
    if noun is None or (noun.tag_ in ("NN", "JJ") and all(c.is_punct for c in noun.children)):
        # "according to plan", "11 kilometers per second"
        return
    source = noun_phrase(doc, noun)
    end = max(whole[1], source[1])
    head = token.head
    before, after = doc[max(sentence.start, token.i - 1)], doc[min(end, len(doc) - 1)]
    first = token.i <= sentence.start + 1
    if first or (before.text == "," and (after.text in (".", "!", "?", ";") or end >= sentence.end or after.is_space)):
        clause: Range = (sentence.start, sentence.end)
    elif head.i == token.i or head.pos_ not in ("VERB", "AUX"):
        clause = (sentence.start, sentence.end)
    else:
        while head.dep_ in ("xcomp", "auxpass", "aux") and head.head.i != head.i:
            head = head.head
        clause = phrase(head)
    content = [trim(doc, r) for r in cut([clause], (token.i, end))]
    content = [r for r in content if r[1] - r[0] > 1]
    if content:
        yield Draft("according", token.i, cue, source, content)


def _hearsay(doc: Doc, token: Token) -> Iterator[Draft]:
    head = token.head
    if head.i == token.i:
        return
    content = [r for r in (trim(doc, r) for r in cut([phrase(head)], (token.i, token.i + 1))) if r[0] < r[1]]
    if content:
        yield Draft("hearsay", token.i, (token.i, token.i + 1), None, content)


def _noun(doc: Doc, noun: Token) -> Iterator[Draft]:
    clause = next(
        (c for c in noun.children if c.i > noun.i and c.dep_ in ("acl", "ccomp", "relcl") and _declares(c)), None
    )
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("by", "from") and c.i > noun.i), None)
    source: Range | None = None
    if owner is not None:
        source = trim(doc, _possessor(doc, owner))
    elif by is not None:
        named = next((c for c in by.children if c.dep_ == "pobj"), None)
        source = noun_phrase(doc, named) if named is not None else None
    start = noun.i
    while (
        start > noun.left_edge.i
        and doc[start - 1].dep_ in ("amod", "det", "compound")
        and (source is None or start - 1 >= source[1])
    ):
        start -= 1
    if clause is not None:
        yield Draft("noun-clause", noun.i, (start, noun.i + 1), source, [phrase(clause)])
        return
    given = _given(doc, noun)
    if given is not None and source is None:
        yield given
        return
    about = next(
        (
            c
            for c in noun.children
            if c.dep_ == "prep" and c.lower_ in ("of", "for", "on", "about", "against") and c.i > noun.i
        ),
        None,
    )
    if about is not None and source is not None and about.i + 1 < phrase(about)[1]:
        yield Draft("noun-of", noun.i, (start, about.i + 1), source, [(about.i + 1, phrase(about)[1])])


def _given(doc: Doc, noun: Token) -> Draft | None:
    """A count with who gave it: "the estimate of 300 given by the mayor" tells the mayor's 300."""
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" and c.i > noun.i), None)
    number = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    if number is None or not any(t.like_num for t in number.subtree):
        return None
    for verb in (*noun.children, *number.children):
        by = next((c for c in verb.children if c.dep_ == "agent"), None) if verb.tag_ == "VBN" else None
        giver = _after(doc, by) if by is not None else None
        if giver is not None and verb.dep_ == "acl" and verb.lemma_.lower() in _GIVING:
            end = min(verb.left_edge.i, verb.i)
            start = min(noun_phrase(doc, giver)[0], by.i + 1) if by is not None else giver.i
            source = trim(doc, (start, noun_phrase(doc, giver)[1]))
            return Draft("given", noun.i, (verb.i, verb.i + 2), source, [(noun.i, end)])
    return None


def _after(doc: Doc, preposition: Token) -> Token | None:
    """The noun that a preposition governs, or that follows it where the parser left it without one."""
    governed = next((c for c in preposition.children if c.dep_ == "pobj"), None)
    if governed is not None or preposition.i + 1 >= len(doc):
        return governed
    noun = doc[preposition.i + 1]
    while noun.head.i > noun.i and noun.head.pos_ in ("NOUN", "PROPN") and noun.dep_ in ("compound", "amod", "det"):
        noun = noun.head
    while noun.i + 1 < len(doc) and doc[noun.i + 1].ent_type_ == "PERSON" and noun.pos_ in ("NOUN", "PROPN"):
        noun = doc[noun.i + 1]
    return noun if noun.pos_ in ("NOUN", "PROPN") else None


def _possessor(doc: Doc, owner: Token) -> Range:
    a, b = phrase(owner)
    if b - a > 1 and doc[b - 1].tag_ == "POS":
        b -= 1
    return a, b


def _declares(clause: Token) -> bool:
    """Whether a clause is what a noun says ("that …", "to …"), not a relative clause."""
    if clause.dep_ == "relcl":
        return False
    if any(c.dep_ == "mark" and c.lower_ in ("that", "whether") for c in clause.children):
        return True
    return clause.dep_ == "acl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)
