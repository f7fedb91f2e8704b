"""The chain that words came through: statements inside statements, and the media that somebody told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft
from sayso.annotate.speakerwords import is_media

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_COLLECTING = frozenset(
    ("poll", "survey", "compile", "quote", "cite", "interview", "gather", "collect", "obtain", "see", "review")
)
_TELLING = frozenset(("tell", "inform", "write", "say", "speak", "confirm", "quote", "cite"))


def nest(doc: Doc, drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the one whose content most closely encloses it.

    The turns of a transcript's host, who speaks first, enclose nothing: the host is the report's own voice.

    Args:
        doc: the parsed report.
        drafts: in the order of the text, an enclosing one before those that it encloses (by start, then longest first).
    """
    turns = [k for k, d in enumerate(drafts) if d.pattern == "transcript"]
    hosts = {k for k in turns if _words(doc, drafts[k]) == _words(doc, drafts[turns[0]])}
    parents: list[int | None] = []
    open_: list[int] = []
    for n, d in enumerate(drafts):
        while open_ and drafts[open_[-1]].end <= d.start:
            open_.pop()
        parents.append(next((k for k in reversed(open_) if k not in hosts and _encloses(drafts[k], d)), None))
        open_.append(n)
    return parents


def _words(doc: Doc, draft: Draft) -> str:
    return str(doc[draft.source[0] : draft.source[1]].text) if draft.source else ""


def _encloses(outer: Draft, inner: Draft) -> bool:
    points = [inner.content[0][0], inner.content[-1][1] - 1]
    if inner.cue is not None:
        points.append(inner.cue[0])
    if inner.source is not None and inner.pattern not in ("according",) and not _before(inner, outer):
        points.append(inner.source[0])
    covered = all(any(a <= p < b for a, b in outer.content) for p in points)
    return covered and inner.size < outer.size


def _before(inner: Draft, outer: Draft) -> bool:
    """Whether the inner source stands before everything that the outer one reports, as a shared subject does."""
    return inner.source is not None and inner.source[0] < outer.start and inner.cue is not None


def told(doc: Doc, draft: Draft, own: Sequence[str]) -> str | None:
    """The medium that a speaker told it to; None when there is none, or it is the report's own.

    Args:
        doc: the parsed report.
        draft: the attribution.
        own: the report's outlet and the agencies that it is credited to.
    """
    collected = _collector(doc, draft)
    if collected is not None:
        return None if any(_same(collected, other) for other in own) else collected
    if draft.head < 0 or doc[draft.head].lemma_.lower() not in _TELLING:
        return None
    verb = doc[draft.head]
    for c in verb.children:
        if c.i < verb.i or c.i > verb.i + 12:
            continue
        if c.dep_ in ("dobj", "dative", "obj"):
            nouns = [c]
        elif c.dep_ in ("prep", "agent", "dative") and c.lower_ in ("to", "by", "in", "with", "on"):
            nouns = [g for g in c.children if g.dep_ == "pobj"]
        else:
            continue
        for noun in nouns:
            name = _medium(doc, noun)
            if name is not None and not any(_same(name, other) for other in own):
                return name
    return None


def _collector(doc: Doc, draft: Draft) -> str | None:
    """Who gathered the words of a source: "analysts polled by DataPool", "documents seen by the Norland Times"."""
    if draft.source is None:
        return None
    for c in doc[draft.source[0] : draft.source[1]].root.children:
        if c.dep_ == "acl" and c.tag_ == "VBN" and c.lemma_.lower() in _COLLECTING and c.i < draft.source[1]:
            for by in c.children:
                if by.dep_ in ("agent", "prep") and by.lower_ == "by":
                    return next((_name(doc, g) for g in by.children if g.dep_ == "pobj" and g.pos_ == "PROPN"), None)
    return None


def _medium(doc: Doc, noun: Token) -> str | None:
    """The medium's name in a noun phrase: "the Norland Times", "DPA news agency", "news agency DPA"."""
    name = _name(doc, noun)
    if noun.pos_ == "PROPN":
        # agencies go by capitals without an article: "told VPA"; bodies that are told things have one, "told the FBI"
        wire = name.isupper() and name.isalpha() and 2 <= len(name) <= 5 and noun.ent_type_ != "GPE"
        bare = not any(c.dep_ == "det" for c in noun.children) and noun.dep_ in ("dobj", "dative")
        return name if is_media(name) or (wire and bare) else None
    proper = [c for c in noun.lefts if c.pos_ == "PROPN" and c.dep_ in ("compound", "nmod", "poss")]
    if (
        noun.lemma_.lower() in ("agency", "newspaper", "magazine", "paper", "channel", "station", "broadcaster")
        and proper
    ):
        return _name(doc, proper[-1])
    return None


def _name(doc: Doc, noun: Token) -> str:
    start = end = noun.i
    while (
        start > 0
        and doc[start - 1].dep_ in ("compound", "nmod")
        and doc[start - 1].head.i >= start
        and doc[start - 1].pos_ == "PROPN"
    ):
        start -= 1
    return str(doc[start : end + 1].text)


def _same(a: str, b: str) -> bool:
    x, y = ("".join(ch for ch in s.lower().removeprefix("the ") if ch.isalnum()) for s in (a, b))
    return bool(x and y) and (x in y or y in x)
