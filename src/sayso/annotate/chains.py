"""The chain that words came through: statements inside statements, and the media that somebody told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft
from sayso.annotate.speakerwords import is_media, is_somebody

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_COLLECTING = frozenset(
    ("poll", "survey", "compile", "quote", "cite", "interview", "gather", "collect", "obtain", "see", "review")
)
# what transcripts put behind the names of those who work for the broadcaster
_STAFF = frozenset(("host", "byline", "anchor", "correspondent", "reporter"))
# whoever takes down what witnesses say, and passes it on
_INVESTIGATING = frozenset(("police", "investigator", "detective", "officer", "prosecutor"))
_OUTLETS = frozenset(
    (
        "agency",
        "newspaper",
        "magazine",
        "paper",
        "channel",
        "station",
        "broadcaster",
        "network",
        "television",
        "tv",
        "radio",
        "website",
    )
)
_TELLING = frozenset(("tell", "inform", "write", "say", "speak", "confirm", "quote", "cite"))


def nest(doc: Doc, drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the one whose content most closely encloses it.

    The turns of a transcript's host, who speaks first, and of correspondents enclose nothing: they are the report's own
    voice.

    Args:
        doc: the parsed report.
        drafts: in the order of the text, an enclosing one before those that it encloses (by start, then longest first).
    """
    turns = [k for k, d in enumerate(drafts) if d.pattern == "transcript"]
    heads = {k: _words(doc, drafts[k]) for k in turns}
    staff = {_last(head) for k, head in heads.items() if k == turns[0] or head.rpartition(", ")[2].lower() in _STAFF}
    hosts = {k for k, head in heads.items() if _last(head) in staff}
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


def _last(head: str) -> str:
    """The last name at the head of a turn: of "ADA ROE, BYLINE", "ADA ROE" and "ROE" the same."""
    return head.partition(",")[0].rpartition(" ")[2].lower()


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
        return _met(doc, draft, own)
    name = _addressed(doc, doc[draft.head], own)
    if name is None and doc[draft.head].lemma_.lower() == "tell":
        name = _investigator(doc, draft)
    return name or _met(doc, draft, own)


def _met(doc: Doc, draft: Draft, own: Sequence[str]) -> str | None:
    """The medium of a source that is told to have spoken with it: "a boy who spoke to the Norland Times"."""
    if draft.source is None:
        return None
    for c in doc[draft.source[0] : draft.source[1]].root.children:
        if c.dep_ == "relcl" and c.lemma_.lower() in ("speak", "talk") and c.i - draft.source[1] < 4:
            return _addressed(doc, c, own)
    return None


def _investigator(doc: Doc, draft: Draft) -> str | None:
    """Who heard a witness: "one woman told police"; officials tell the police nothing that these pass on."""
    if draft.source is None or draft.passive:
        return None
    source = doc[draft.source[0] : draft.source[1]]
    if not is_somebody(source.text.lower()) or any(t.lemma_.lower() in _INVESTIGATING for t in source):
        return None
    for c in doc[draft.head].children:
        if c.dep_ in ("dobj", "dative") and c.i > draft.head and c.lemma_.lower() in _INVESTIGATING:
            return str(doc[_start(c) : c.i + 1].text)
    return None


def _start(noun: Token) -> int:
    """Where the names and trades before a noun begin: "Brell police", "fire investigators"."""
    return min((c.i for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod")), default=noun.i)


def _addressed(doc: Doc, verb: Token, own: Sequence[str]) -> str | None:
    """The medium among those whom a verb is addressed to, unless it is the report's own."""
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
        # an article in capitals belongs to the title: "told The Beacon"
        titled = any(c.dep_ == "det" and c.text == "The" and not c.is_sent_start for c in noun.children)
        return name if is_media(name) or (wire and bare) or titled else None
    proper = [c for c in noun.lefts if c.pos_ == "PROPN" and c.dep_ in ("compound", "nmod", "poss")]
    if noun.lemma_.lower() in _OUTLETS and proper:
        return _name(doc, proper[-1])
    if noun.lemma_.lower() in _OUTLETS:
        named = next((_name(doc, c) for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        if named is None and noun.i and doc[noun.i - 1].lower_ == "the":
            # "she told the paper": the one named last
            named = next((title for i in range(noun.i - 1, -1, -1) if (title := _title(doc, i))), None)
        return named
    return None


def _title(doc: Doc, i: int) -> str | None:
    """The medium's name that ends at a token."""
    if doc[i].pos_ != "PROPN" or (i + 1 < len(doc) and doc[i + 1].pos_ == "PROPN"):
        return None
    name = _name(doc, doc[i])
    return name if is_media(name) else None


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
