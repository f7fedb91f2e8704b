"""Which pronoun goes with whom: what titles, roles, nouns and possessive pronouns show of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from sayso.annotate.speakerwords import marks, pronouns_of_names, title_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import Name

_OWN = {"his": "he", "her": "she"}
_INNER = ("relcl", "acl", "advcl", "pcomp")


def token_at(doc: Doc, offset: int) -> Token | None:
    """The token that holds a character."""
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None


def is_subject(token: Token) -> bool:
    """Whether a name is what a sentence is about: its subject or in apposition to it, not that of a clause inside."""
    head = token.head if token.dep_ == "appos" else token
    if token.head.dep_ == "acl" and token.head.lower_ in ("named", "called"):
        # "a student named Ada Roe was on her way"
        head = token.head.head
    return head.dep_ in ("nsubj", "nsubjpass") and head.head.dep_ not in _INNER


def is_apposed(doc: Doc, name: Name, start: int) -> bool:
    """Whether a name at the end of a source is who it is ("head of the committee X", "a book by X"), not "of X"."""
    token = token_at(doc, name.span.start)
    if token is None:
        return False
    i = token.i
    while i > start and (doc[i - 1].lower_.strip(".") in title_words() or doc[i - 1].tag_ == "HYPH"):
        i -= 1
    phrase = i
    while phrase > start and doc[phrase - 1].pos_ in ("ADJ", "DET"):
        phrase -= 1
    if phrase > start and doc[phrase - 1].pos_ == "ADP":
        # "a biography by the historian X" is his, "a poster for the elder Mr. X" not
        return doc[phrase - 1].lower_ == "by"
    return i > start and doc[i - 1].pos_ not in ("CCONJ", "PART", "SCONJ") and doc[i - 1].tag_ != "POS"


def single_words(doc: Doc, people: Sequence[Name], full: Callable[[Name], str]) -> frozenset[str]:
    """The people of one word whom no title or fuller name shows to be people: often firms taken for one.

    Args:
        doc: the parsed report.
        people: the mentions of people.
        full: gives a mention's full name.
    """
    shown: set[str] = set()
    single: set[str] = set()
    for n in people:
        token, name = token_at(doc, n.span.start), full(n)
        titled = token is not None and token.i and doc[token.i - 1].lower_.strip(".") in title_words()
        (shown if titled or " " in name else single).add(name)
    return frozenset(single - shown)


def known_pronouns(doc: Doc, people: Sequence[Name], full: Callable[[Name], str]) -> dict[str, str]:
    """Full name of a person -> the pronoun that goes with it in this report.

    A title, a role or a noun beside the name decides. Else "Roe mourns her cousin" does, where nobody else is named
    between the subject and the pronoun and no sentence of the report says otherwise.

    Args:
        doc: the parsed report.
        people: the mentions of people, in the order of the text.
        full: gives a mention's full name.
    """
    out: dict[str, str] = {}
    votes: dict[str, set[str]] = defaultdict(set)
    for n, after in zip_longest(people, people[1:]):
        name, token = full(n), token_at(doc, n.span.start)
        beside = {doc[i].lower_.strip(".") for i in range(max(0, token.i - 2), token.i)} if token else set()
        beside |= set((n.role or "").lower().split())
        for pronoun, said in marks().items():
            if beside & said:
                out.setdefault(name, pronoun)
        last = token_at(doc, n.span.end - 1)
        if last is not None and is_subject(last):
            end = last.sent.end_char if after is None else min(last.sent.end_char, after.span.start)
            verb = (last.head if last.dep_ == "appos" else last).head
            # the first after the verb alone: "Roe, her aunt, filmed her cousin and his dog"
            rest = doc.char_span(verb.idx, end, alignment_mode="contract") if verb.i > last.i else None
            own = next((_OWN.get(t.lower_) for t in rest or () if t.tag_ == "PRP$"), None)
            votes[name] |= {own} if own else set()
    for name, said_by in votes.items():
        if len(said_by) == 1:
            out.setdefault(name, next(iter(said_by)))
    return out


def of_given_name(name: str) -> str | None:
    """The pronoun that usually goes with the given name of a full name."""
    words = name.lower().split()
    return next((g for w in words[: max(1, len(words) - 1)][:2] if (g := pronouns_of_names().get(w))), None)
