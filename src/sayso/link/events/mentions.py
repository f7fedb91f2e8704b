"""Mentions of events and entities as handed in, and what the parse of their sentences shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sayso.language.backbone import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MentionKind = Literal["event", "entity"]
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
HEADS = CONTENT | {"PRON", "ADV", "DET"}
SUBJECTS = frozenset({"nsubj", "nsubjpass", "poss"})
OBJECTS = frozenset({"dobj", "nsubjpass", "attr"})
NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART"})
TIMES = frozenset({"DATE", "TIME"})
LOWEST = 4  # sentences that a mention's sentence is parsed with at a time

# who a pronoun may stand for
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("you", "your", "yours", "yourself"), "you"),
    **dict.fromkeys(("who", "whom", "whose", "which", "that"), "who"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words in a sentence of a document that name an event or an entity.

    `start` and `end` are offsets into `sentence`, the end exclusive; `number` is the place of the sentence among those
    of its document, which tells how far apart two mentions are.
    """

    document: str
    sentence: str
    start: int
    end: int
    kind: MentionKind
    number: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.sentence) or not self.text.strip():
            raise ValueError(
                f"no words at {self.start}:{self.end} of the sentence {self.sentence[:60]!r} of {self.document!r}; "
                "give offsets into the sentence"
            )

    @property
    def text(self) -> str:
        """The words of the mention."""
        return self.sentence[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the parse shows of a mention: its head and what stands around it, all in lemmas."""

    head: str
    part: str  # coarse part of speech of the head: verb, noun, name, pronoun, number
    relation: str
    pronoun: str
    plural: bool
    label: str  # kind of name at the head, "" for none
    indefinite: bool
    words: frozenset[str]
    context: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    times: frozenset[str]
    governor: str
    subject: str
    object: str


def see(mentions: Sequence[Mention]) -> list[Seen]:
    """The parse's view of each mention."""
    sentences = list(dict.fromkeys(m.sentence for m in mentions))
    parsed: dict[str, Doc] = dict(zip(sentences, load().pipe(sentences, batch_size=LOWEST), strict=True))
    return [_seen(m, parsed[m.sentence]) for m in mentions]


def _seen(mention: Mention, doc: Doc) -> Seen:
    inside = [t for t in doc if t.idx < mention.end and t.idx + len(t) > mention.start]
    head = _head(inside)
    own = {t.i for t in inside}
    outside = [t for t in doc if t.i not in own]
    return Seen(
        head=head.lemma_.lower(),
        part=_part(head),
        relation=head.dep_,
        pronoun=PRONOUNS.get(head.lower_, ""),
        plural=head.tag_ in ("NNS", "NNPS"),
        label=head.ent_type_,
        indefinite=any(t.lower_ in ("a", "an", "some", "another", "two", "three") for t in (*inside, *head.children)),
        words=frozenset(t.lemma_.lower() for t in inside if t.pos_ in CONTENT),
        context=frozenset(t.lemma_.lower() for t in outside if t.pos_ in CONTENT),
        names=frozenset(t.lower_ for t in outside if t.ent_type_ in NAMED and t.pos_ in CONTENT),
        numbers=frozenset(t.lower_ for t in outside if t.like_num),
        times=frozenset(t.lemma_.lower() for t in outside if t.ent_type_ in TIMES and t.pos_ in CONTENT),
        governor=head.head.lemma_.lower() if head.head.i != head.i else "",
        subject=_child(head, SUBJECTS),
        object=_child(head, OBJECTS),
    )


def _head(inside: Sequence[Token]) -> Token:
    """The token that the others hang on; words before particles and prepositions."""
    own = {t.i for t in inside}
    tops = [t for t in inside if t.head.i not in own or t.head.i == t.i]
    return next(
        (t for t in (*tops, *inside) if t.pos_ in HEADS),
        tops[0],
    )


def _part(head: Token) -> str:
    if head.lower_ in PRONOUNS and head.pos_ in ("PRON", "DET"):
        return "pronoun"
    return {"VERB": "verb", "AUX": "verb", "PROPN": "name", "NUM": "number"}.get(head.pos_, "noun")


def _child(head: Token, relations: frozenset[str]) -> str:
    found = next((c for c in head.children if c.dep_ in relations), None)
    if found is None and head.dep_ in ("dobj", "pobj") and head.pos_ == "NOUN":
        # "carried out the attack": who carries it out does it
        verb = head.head if head.dep_ == "dobj" else head.head.head
        found = next((c for c in verb.children if c.dep_ in relations and c.i != head.i), None)
    if found is None and head.pos_ == "NOUN":
        below = [g for c in head.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"]
        found = next(iter(below), None)
    return found.lemma_.lower() if found is not None else ""
