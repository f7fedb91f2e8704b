"""Who or what a figure is said of beside what it counts: the subject of its clause and the nouns that govern it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sayso.annotate.counted import Counted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# heads that lead from a number to the verb that it hangs on, at most
_DEPTH = 14
# phrases that are shown, and tokens of the longest
_SHOWN, _LONGEST = 3, 8
_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "pobj", "attr")
# subjects that stand for another: "it", "which", "most", "fewer"
_PRONOUNS = ("PRP", "WDT", "WP", "EX", "DT", "JJS", "JJR")


def find_about(doc: Doc, counted: Counted, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The report's own words for who a figure is said of, nearest first: "Brell" of "Brell plans to lay off 600".

    Args:
        doc: the parsed report.
        counted: what the figure counts.
        tokens: the tokens of its amount, not empty.
    """
    inside = {t.i for t in tokens}
    own = counted.noun
    out: dict[int, Token] = {}
    for noun in _governing(tokens[-1] if own is None else own, inside):
        if noun.i not in out and noun is not own and noun.i not in inside:
            out[noun.i] = noun
    if not out:
        out = {t.i: t for t in _before(tokens[0])}
    elif not any(t.pos_ in ("VERB", "AUX") for t in (tokens[-1], *tokens[-1].ancestors)):
        # lines without a verb: "Dow +0.2% Nasdaq +0.8%"
        out = {t.i: t for t in _before(tokens[0]) if own is None or t.i != own.i} | out
    return tuple(dict.fromkeys(_phrase(doc, noun, inside) for noun in list(out.values())[:_SHOWN]))


def _governing(start: Token, inside: set[int]) -> Iterator[Token]:
    """Nouns on the way from a number up to the first verb with a subject that is no pronoun, and that subject."""
    at = start
    for _ in range(_DEPTH):
        if at.pos_ in ("VERB", "AUX"):
            subject = _subject(at, start, inside)
            if subject is not None:
                yield subject
                return
        head = at.head
        if head.i == at.i:
            return
        if head.pos_ in ("NOUN", "PROPN") and head.i not in inside and not head.like_num:
            yield head
        at = head


def _subject(verb: Token, start: Token, inside: set[int]) -> Token | None:
    """The noun that a verb is said of; where the number stands in the subject itself, what it acts on."""
    for child in verb.children:
        if child.dep_ not in _SUBJECTS or child.tag_ in _PRONOUNS:
            continue
        reach = {t.i for t in child.subtree}
        if start.i not in reach and not reach & inside:
            return child
        objects = (t for c in verb.children for t in (c, *c.children) if t.dep_ in _OBJECTS and t.i not in reach)
        return next((t for t in objects if t.pos_ in ("NOUN", "PROPN") and t.i not in inside), None)
    return None


def _before(first: Token) -> Iterator[Token]:
    """The nearest noun in front."""
    for at in range(first.i - 1, max(first.sent.start, first.i - _LONGEST) - 1, -1):
        token = first.doc[at]
        if token.pos_ in ("NOUN", "PROPN") and token.text[0].isalpha():
            yield token
            return


def _phrase(doc: Doc, noun: Token, inside: set[int]) -> str:
    """A noun with the words in front of it that belong to it."""
    left = noun.i
    while left - 1 >= max(noun.left_edge.i, noun.i - _LONGEST) and left - 1 not in inside:
        before = doc[left - 1]
        if (before.is_punct and before.text not in ("-", "&")) or before.is_space or before.pos_ in ("DET", "PRON"):
            break
        left -= 1
    return doc[left : noun.i + 1].text
