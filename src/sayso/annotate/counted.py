"""What a figure counts or measures, read from the parse: the counted head, its own words and the scope around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "NUM")
_NOUNISH = ("NOUN", "PROPN", "PRON", "ADJ")
_CLAUSE = ("ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis", "pcomp", "csubj")
# tokens of a noun phrase that `of` shows behind the number
_LONGEST = 14
_LIGHT = ("have", "be", "do", "say", "tell", "get", "take", "make", "go", "include", "see", "report")


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing that a figure is a number of.

    `start`, `end` are the characters of its noun phrase (or clause), `noun` its head token, `verb` the verb of its
    clause.
    """

    head: str
    start: int
    end: int
    scope: tuple[str, ...]
    noun: Token | None
    verb: Token | None


def tokens_of(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens that text[start:end] touches."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return list(span) if span is not None else []


def find_counted(doc: Doc, amount: Amount) -> Counted:
    """Decides what an amount counts or measures.

    Args:
        doc: the parsed report.
        amount: the amount; offsets are those of the doc's text.
    """
    tokens = tokens_of(doc, amount.core, amount.end)
    root = _root(tokens)
    noun = _measured(root, tokens) if amount.unit else _counted_noun(root, tokens)
    verb = _clause_verb(noun if noun is not None else root)
    if noun is None:
        noun = _subject(verb, tokens) if amount.unit and verb is not None else None
    start, end = _phrase(doc, amount, noun, verb, tokens)
    return Counted(_head(noun, verb, amount), start, end, _scope(noun, verb, tokens), noun, verb)


def _root(tokens: list[Token]) -> Token:
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    return next((t for t in reversed(tops) if t.pos_ in ("NUM", "NOUN", "SYM", "PROPN")), (tops or tokens)[-1])


def _counted_noun(root: Token, tokens: list[Token]) -> Token | None:
    last = max(t.i for t in tokens)
    at = root
    while at.head.i != at.i and at.dep_ in ("quantmod", "nummod", "advmod", "amod", "compound", "det", "predet", "nmod", "npadvmod"):
        at = at.head
        if at.i > last and at.pos_ in ("NOUN", "PROPN"):
            return at
        if at.pos_ == "VERB":
            break
    for token in tokens[::-1]:
        for child in token.children:
            if child.lower_ == "of" and child.i > last:
                thing = next((c for c in child.children if c.dep_ == "pobj"), None)
                if thing is not None:
                    return thing
    return _next_noun(last, tokens[0].doc)


def _next_noun(last: int, doc: Doc) -> Token | None:
    """The noun phrase that follows the number at once, for parses that go astray (headlines above all)."""
    found = None
    for token in doc[last + 1 : last + 7]:
        if token.pos_ in ("NOUN", "PROPN"):
            found = token
        elif found is not None or token.pos_ not in ("ADJ", "DET", "ADV", "PART") and token.lower_ not in ("of", "-", "the"):
            break
        if token.is_space or token.is_punct and token.text != "-":
            break
    return found


def _measured(root: Token, tokens: list[Token]) -> Token | None:
    """The noun whose measure this is: "a 20-year sentence", "an altitude of 770 km", "the bill was $284"."""
    inside = {t.i for t in tokens}
    last = max(inside)
    for token in tokens[::-1]:
        for child in token.children:
            if child.lower_ in ("of", "in") and child.i > last and child.i - last <= 1:
                thing = next((c for c in child.children if c.dep_ == "pobj"), None)
                if thing is not None and child.lower_ == "of":
                    return thing
    at = root
    for _ in range(6):
        head = at.head
        if head.i == at.i:
            break
        if at.dep_ == "pobj":
            governor = head.head
            if governor.pos_ in ("NOUN", "PROPN") and head.lower_ in ("of", "at", "to", "from", "for", "between", "by", "over", "under", "above", "below", "about", "around", "than"):
                return governor
            return None
        if head.i not in inside and head.pos_ in ("NOUN", "PROPN") and at.dep_ != "appos" and at.dep_ != "conj":
            return head
        if at.dep_ == "appos" and head.pos_ in ("NOUN", "PROPN"):
            return head
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_ == "be" or at.dep_ in ("attr", "acomp"):
                return _subject(head, tokens)
            return None
        at = head
    following = tokens[-1].doc[last + 1] if last + 1 < len(tokens[-1].doc) else None
    return following if following is not None and following.pos_ == "NOUN" else None


def _clause_verb(token: Token) -> Token | None:
    at = token
    for child in at.children:
        if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
            return child
    for _ in range(12):
        if at.pos_ in ("VERB", "AUX"):
            return at
        if at.head.i == at.i:
            return None
        at = at.head
    return None


def _subject(verb: Token | None, tokens: list[Token]) -> Token | None:
    inside = {t.i for t in tokens}
    for _ in range(4):
        if verb is None:
            return None
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass") and child.i not in inside:
                return child
        if verb.head.i == verb.i or verb.dep_ not in ("xcomp", "conj", "aux"):
            return None
        verb = verb.head
    return None


@cache
def people_words() -> frozenset[str]:
    """Lemmas that are said of persons, so that a bare number with one of them counts people."""
    return frozenset(resources.load("counting")["people"])


def _head(noun: Token | None, verb: Token | None, amount: Amount) -> str:
    if noun is not None:
        lemma = noun.lemma_.lower()
        return "person" if lemma in ("people", "person") else lemma
    if verb is not None:
        if amount.unit is None and verb.lemma_.lower() in people_words():
            return "person"
        return verb.lemma_.lower()
    return amount.unit.name if amount.unit else ""


def _phrase(doc: Doc, amount: Amount, noun: Token | None, verb: Token | None, tokens: list[Token]) -> tuple[int, int]:
    """Characters of the words that say what is counted."""
    if noun is None:
        if verb is None:
            return amount.end, amount.end
        return _trim(doc, verb.i, min(max(t.i for t in verb.subtree), verb.i + _LONGEST))
    last, first = max(t.i for t in tokens), min(t.i for t in tokens)
    right = noun.i
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("prep", "acl", "relcl", "compound", "amod") and child.i > last:
            edge = max(t.i for t in child.subtree)
            if edge - noun.i <= _LONGEST and not any(t.is_space or t.text in ",;:()—–" for t in doc[noun.i : edge + 1]):
                right = max(right, edge)
    if noun.i > last:
        left = last + 1
        while left < noun.i and (doc[left].lower_ in ("of", "the", "-", "our", "their", "its") or doc[left].is_punct):
            left += 1
        return _trim(doc, left, right)
    left = noun.left_edge.i if first > noun.i else noun.i
    while left < noun.i and doc[left].pos_ in ("DET", "PRON", "PUNCT"):
        left += 1
    return _trim(doc, left, noun.i if right >= first > noun.i else right)


def _trim(doc: Doc, left: int, right: int) -> tuple[int, int]:
    while left < right and (doc[left].is_space or doc[left].is_punct):
        left += 1
    while right > left and (doc[right].is_space or doc[right].is_punct):
        right -= 1
    return doc[left].idx, doc[right].idx + len(doc[right])


def _scope(noun: Token | None, verb: Token | None, tokens: list[Token]) -> tuple[str, ...]:
    """Content lemmas of the counted phrase, then of its clause, without the head and the number."""
    inside = {t.i for t in tokens}
    words: dict[str, None] = {}
    if noun is not None:
        for token in sorted(noun.subtree, key=lambda t: t.i):
            if abs(token.i - noun.i) <= 20:
                _add(words, token, inside, noun)
    if verb is not None:
        _add(words, verb, inside, noun)
        for child in verb.children:
            if child.dep_ in ("advcl", "ccomp", "parataxis", "conj") and child.i not in inside:
                continue
            for token in child.subtree:
                if abs(token.i - verb.i) <= 20:
                    _add(words, token, inside, noun)
    return tuple(words)[:24]


def _add(words: dict[str, None], token: Token, inside: set[int], noun: Token | None) -> None:
    if token.i in inside or token is noun or token.pos_ not in _CONTENT or token.is_stop or not token.is_alpha:
        return
    lemma = token.lemma_.lower()
    if lemma not in _LIGHT and len(lemma) > 1 and not token.like_num:
        words.setdefault(lemma)
