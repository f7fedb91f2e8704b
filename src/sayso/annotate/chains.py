"""The chain that words came through: statements inside statements, and the media that somebody told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft
from sayso.annotate.speakers import is_media

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_TELLING = frozenset(("tell", "inform", "write", "say", "speak", "confirm", "quote", "cite"))


def nest(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the one whose content most closely encloses it.

    Args:
        drafts: in the order of the text, an enclosing one before those that it encloses (by start, then longest first).
    """
    parents: list[int | None] = []
    open_: list[int] = []
    for n, d in enumerate(drafts):
        while open_ and drafts[open_[-1]].end <= d.start:
            open_.pop()
        parents.append(next((k for k in reversed(open_) if _encloses(drafts[k], d)), None))
        open_.append(n)
    return parents


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


def told(doc: Doc, draft: Draft, outlet: str | None) -> str | None:
    """The medium that a speaker told it to, other than the report's own outlet; None when there is none."""
    if draft.head < 0:
        return None
    verb = doc[draft.head]
    if verb.lemma_.lower() not in _TELLING:
        return None
    for c in verb.children:
        if c.i < verb.i or c.i > verb.i + 12:
            continue
        if c.dep_ in ("dobj", "dative", "obj") and c.pos_ == "PROPN":
            name = _name(doc, c)
            if is_media(name) and not _same(name, outlet):
                return name
        if c.dep_ in ("prep", "agent") and c.lower_ in ("to", "by", "in", "with", "on"):
            for g in c.children:
                if (
                    g.dep_ == "pobj"
                    and g.pos_ == "PROPN"
                    and is_media(_name(doc, g))
                    and not _same(_name(doc, g), outlet)
                ):
                    return _name(doc, g)
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


def _same(a: str, b: str | None) -> bool:
    if not b:
        return False
    x, y = ("".join(ch for ch in s.lower().removeprefix("the ") if ch.isalnum()) for s in (a, b))
    return x == y or x in y or y in x
