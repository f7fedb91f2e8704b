"""How quotations belong to the attributions around them: whole, in several pieces, or floating."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft, Range, cut, join, trim
from sayso.annotate.quotations import OPENING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.annotate.quotations import Quotation

_ENDS = frozenset(".?!…")
# verbs that put a quoted word into their own sentence: `the answer was "no"`
_WEAK = frozenset(("be", "have", "do", "give", "get", "make", "become"))
_QUOTE_MARKS = OPENING | {"'"}
_STOPS = frozenset((".", "?", "!", ";"))
_SAYING_PATTERNS = frozenset(
    (
        "clause",
        "parenthesis",
        "bare",
        "object",
        "object-infinitive",
        "infinitive",
        "as",
        "preposition-to",
        "preposition-in",
        "preposition-of",
        "preposition-on",
        "preposition-about",
        "preposition-at",
        "preposition-with",
        "preposition-for",
    )
)


@dataclass(slots=True)
class Quoted:
    """The quotations of a text as token ranges, marks included, for look-up by token."""

    ranges: list[Range]
    _starts: list[int]

    @classmethod
    def of(cls, doc: Doc, quotations: tuple[Quotation, ...]) -> Quoted:
        """The token ranges that the quotations cover; one that covers no token is left out."""
        starts = doc.to_array("IDX").tolist()
        ranges: list[Range] = []
        for q in quotations:
            a = bisect_right(starts, q.start) - 1
            b = bisect_left(starts, q.end)
            if 0 <= a < b and (not ranges or a >= ranges[-1][1]):
                ranges.append((a, b))
        return cls(ranges, [r[0] for r in ranges])

    def at(self, token: int) -> Range | None:
        """The quotation that covers a token."""
        n = bisect_right(self._starts, token) - 1
        return self.ranges[n] if n >= 0 and token < self.ranges[n][1] else None

    def within(self, r: Range) -> list[Range]:
        """The quotations that share a token with a range."""
        first = max(0, bisect_right(self._starts, r[0]) - 1)
        return [q for q in self.ranges[first : bisect_left(self._starts, r[1])] if q[0] < r[1] and r[0] < q[1]]

    def before(self, token: int) -> Range | None:
        """The last quotation that ends at or before a token."""
        n = bisect_left(self._starts, token) - 1
        return self.ranges[n] if n >= 0 and self.ranges[n][1] <= token else None

    def after(self, token: int) -> Range | None:
        """The first quotation that starts at or after a token."""
        n = bisect_left(self._starts, token)
        return self.ranges[n] if n < len(self.ranges) else None


def settle(doc: Doc, draft: Draft, quoted: Quoted) -> None:
    """Makes the content of a draft respect the quotations around it, in place.

    A cue inside a quotation reports within it: its content is cut to that quotation. A cue outside takes each
    quotation that its content touches as a whole, over as many sentences as that has, and the quotations that
    punctuation ties to it: one before it that ends in a comma, one after it that follows a comma or colon.
    """
    if draft.cue is None:
        return
    around = quoted.at(draft.cue[0])
    if around is not None and around[1] - around[0] > 2:
        inner = (around[0] + 1, around[1] - 1 if _closes(doc, around) else around[1])
        draft.content = [(max(a, inner[0]), min(b, inner[1])) for a, b in draft.content]
        draft.content = [r for r in draft.content if r[0] < r[1]]
        return
    tied = _tied(doc, draft, quoted) if draft.pattern in _SAYING_PATTERNS else []
    if tied:
        touched = any(q[0] < b and a < q[1] for q in tied for a, b in draft.content)
        if (
            draft.pattern not in ("clause", "parenthesis")
            or not draft.content
            or (not touched and tied[0][0] < draft.cue[0])
        ):
            draft.content = []
            draft.pattern = "quotation"
    pieces = [*draft.content, *tied]
    for r in draft.content:
        for q in quoted.within(r):
            if not _holds(q, draft.cue) and not _holds(q, draft.source):
                pieces.append(q)
    draft.content = join(pieces)
    for hole in (draft.cue, draft.source):
        if hole is not None:
            draft.content = cut(draft.content, hole)
    if draft.source is not None and draft.source[1] <= draft.cue[0] <= draft.source[1] + 3:
        draft.content = cut(draft.content, (draft.source[1], draft.cue[0]))
    if draft.source is not None and draft.cue[1] <= draft.source[0] <= draft.cue[1] + 1:
        draft.content = cut(draft.content, (draft.cue[1], draft.source[0]))


def _holds(outer: Range, inner: Range | None) -> bool:
    return inner is not None and outer[0] < inner[1] and inner[0] < outer[1]


def _closes(doc: Doc, q: Range) -> bool:
    return not doc[q[1] - 1].text[-1:].isalnum() and doc[q[1] - 1].text not in _ENDS


def _tied(doc: Doc, draft: Draft, quoted: Quoted) -> list[Range]:
    """The quotations that punctuation ties to a cue: `"…," X said`, `X said: "…"`, `X said, "…"`, `X said "…"`."""
    assert draft.cue is not None
    parts = [r for r in (draft.cue, draft.source) if r is not None and draft.cue[0] - 30 < r[0] < draft.cue[1] + 30]
    low, high = min(r[0] for r in parts), max(r[1] for r in parts)
    out = []
    weak = doc[draft.head].lemma_.lower() in _WEAK
    before = quoted.before(low)
    if before is not None and _pauses(doc, before) and _open_way(doc, before[1], low, 8):
        out.append(before)
    after = None if weak else quoted.after(high)
    if after is not None and _open_way(doc, high, after[0], 25 if doc[after[0] - 1].text in (":", ",") else 0):
        out.append(after)
    return out


def _pauses(doc: Doc, q: Range) -> bool:
    """Whether a quotation ends in a comma, question or exclamation mark, so that its sentence goes on."""
    inside = doc[q[1] - 2].text if q[1] - 2 > q[0] else ""
    outside = doc[q[1]].text if q[1] < len(doc) else ""
    return inside in (",", "?", "!", "—", "–", "-", "...", "…") or outside == ","


def _open_way(doc: Doc, a: int, b: int, allowed: int) -> bool:
    """Whether at most so many words and no end of a sentence or paragraph lie between two places."""
    if b - a > allowed + 4:
        return False
    words = 0
    for i in range(a, b):
        text = doc[i].text
        if "\n" in text or text in _STOPS:
            return False
        words += text[:1].isalnum()
    return words <= allowed


def continue_quotations(doc: Doc, drafts: list[Draft], quoted: Quoted) -> list[Draft]:
    """Gives quotations that no cue claimed to the statement that they continue; the others become statements.

    A quotation that follows the sentence of a statement in the same paragraph, and is a sentence itself, continues it.
    One that fills a paragraph is a statement without a cue, by whoever spoke last.
    """
    owner: dict[int, Draft] = {}
    for d in sorted(drafts, key=lambda d: -d.size):
        if d.cue is not None and quoted.at(d.cue[0]) is not None:
            continue
        for a, b in (*d.content, *(r for r in (d.cue, d.source) if r is not None)):
            owner[b - 1] = d
            for q in quoted.within((a, b)):
                owner[q[0]] = owner[q[1] - 1] = d
    added: list[Draft] = []
    for q in quoted.ranges:
        if q[0] in owner or q[1] - 1 in owner or not _sentence_like(doc, q):
            continue
        before = _owner_before(doc, q, owner) or _owner_of_last_paragraph(doc, q, owner)
        if before is not None:
            before.content = [*before.content, q]
            owner[q[0]] = owner[q[1] - 1] = before
        elif _fills_paragraph(doc, q):
            fresh = Draft("floating", -1, None, None, [q])
            added.append(fresh)
            owner[q[0]] = owner[q[1] - 1] = fresh
    return added


def _owner_before(doc: Doc, q: Range, owner: dict[int, Draft]) -> Draft | None:
    """The statement in whose paragraph, directly after whose sentence, a quotation starts."""
    ended = False
    for i in range(q[0] - 1, max(-1, q[0] - 40), -1):
        if "\n" in doc[i].text:
            return None
        if i in owner:
            return owner[i]
        if doc[i].text in _STOPS:
            if ended:
                return None
            ended = True
        elif i == q[0] - 1 and doc[i].text not in ("...", "…", ")"):
            return None
    return None


def _owner_of_last_paragraph(doc: Doc, q: Range, owner: dict[int, Draft]) -> Draft | None:
    """The statement whose quotation ended the paragraph before the one that a quotation fills.

    A speaker's words run on over paragraphs until somebody else is named.
    """
    if not _fills_paragraph(doc, q):
        return None
    i = q[0] - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    ended = False
    for k in range(i, max(-1, i - 80), -1):
        if "\n" in doc[k].text:
            return None
        if k in owner:
            return owner[k] if any(doc[a].text in _QUOTE_MARKS for a, _ in owner[k].content) else None
        if doc[k].text in _STOPS:
            if ended:
                return None
            ended = True
    return None


def _skip(doc: Doc, i: int) -> int:
    """The next token after the rest of a sentence's punctuation."""
    while i < len(doc) and (doc[i].text in ".,;:!?…" or (doc[i].is_space and "\n" not in doc[i].text)):
        i += 1
    return i


def _sentence_like(doc: Doc, q: Range) -> bool:
    inner = trim(doc, q, marks=True)
    return inner[1] - inner[0] >= 3 and any(doc[i].text in _ENDS for i in range(max(q[0], q[1] - 3), q[1]))


def _fills_paragraph(doc: Doc, q: Range) -> bool:
    before = q[0] == 0 or "\n" in doc[q[0] - 1].text
    after = _skip(doc, q[1])
    return before and (after >= len(doc) or "\n" in doc[after].text)
