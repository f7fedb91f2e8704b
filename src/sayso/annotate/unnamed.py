"""Speakers without a name: how they are described, and what kind of speaker they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.annotate import gazetteer
from sayso.annotate.lexicon import common_word
from sayso.annotate.speakerwords import is_folk, is_media, nouns, offices

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import SpeakerType

_ARTICLES = frozenset(("the", "a", "an"))
# what is told of a speaker by the way is no part of what he is called
_ASIDE = re.compile(r", (?:who|which|whose)\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker's fullest name in the report and its type."""

    name: str
    type: SpeakerType


UNSTATED = Speaker("unnamed: not stated", "unnamed")


def unnamed(doc: Doc, text: str, head: Token, lemma: str) -> Speaker:
    """The speaker that a source without a name describes, and its type.

    Args:
        doc: the parsed report.
        text: the words of the source.
        head: their head, with its lemma in lower case.
    """
    # one speaker under one name, however a report writes its apostrophes
    text = _ASIDE.split(text.replace("’", "'"))[0]
    first = doc[head.left_edge.i]
    proper = first.pos_ == "PROPN" or first.ent_type_ in ("NORP", "GPE", "ORG", "PERSON", "LOC")
    proper = proper or not (common_word(first.text) or first.pos_ in ("DET", "PRON", "NUM", "ADP", "ADV", "ADJ"))
    # "NORDA in its first years" is no sentence's first word
    proper = proper or first.text[1:] != first.text[1:].lower()
    phrase = text if proper and first.lower_ not in _ARTICLES else text[0].lower() + text[1:]
    words = text.split()
    if words[0].lower() in ("a", "an", "the") and is_folk(words[-1].lower(), lemma):
        return Speaker(f"unnamed: {phrase}", "unnamed")
    plain = " ".join(words[1:]) or text if words and words[0].lower() in _ARTICLES else text
    if head.tag_ == "NNPS" and gazetteer.nationality(head.text.removesuffix("s")):
        return Speaker(f"unnamed: {phrase}", "group")
    alone = head.tag_ in ("NNP", "NNPS") and len(words) <= 3 and not any(c.dep_ == "det" for c in head.children)
    # a plain word that opens a sentence only looks like a name: "Observers report …"
    alone = alone and not (len(words) == 1 and head.is_sent_start and common_word(head.text))
    if alone and lemma not in offices() and lemma not in nouns("unnamed"):
        kind: SpeakerType = "media" if is_media(text) else "person" if head.ent_type_ == "PERSON" else "organization"
        return Speaker(text, kind if lemma not in nouns("government") else "government")
    if lemma in nouns("unnamed") or lemma in offices():
        return Speaker(f"unnamed: {phrase}", "unnamed")
    if head.tag_ == "NNS" and lemma == "paper":
        return Speaker(f"unnamed: {phrase}", "document")
    if lemma in nouns("group") and head.tag_ in ("NNS", "NNPS"):
        return Speaker(f"unnamed: {phrase}", "group")
    if lemma in nouns("government"):
        return Speaker(plain, "government")
    if lemma in nouns("media") and (lemma not in nouns("bodies") or _of_news(head)):
        return Speaker(plain, "media")
    if lemma in nouns("document"):
        return Speaker(f"unnamed: {phrase}", "document")
    if head.tag_ in ("NNP", "NNPS"):
        return Speaker(plain, "media" if is_media(plain) else "organization")
    if lemma in nouns("bodies"):
        return Speaker(plain, "organization")
    if is_media(plain):
        return Speaker(plain, "media")
    if lemma in nouns("group"):
        return Speaker(f"unnamed: {phrase}", "group")
    capitals = [w for w in plain.split() if w[:1].isupper()]
    if len(capitals) >= 2 and len(capitals) >= len(plain.split()) - 1 and head.tag_ != "NNS":
        return Speaker(plain, "organization")
    return Speaker(f"unnamed: {phrase}", "group" if head.tag_ == "NNS" else "unnamed")


def _of_news(head: Token) -> bool:
    """Whether a word that any body may be called by is one of the press: "the news agency", not "the space agency"."""
    return any(c.lower_ in nouns("of_news") for c in head.children if c.dep_ in ("compound", "amod", "nmod"))
