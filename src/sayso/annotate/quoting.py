"""How quotations belong to the attributions around them: whole, in several pieces, or floating."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft, Range, cut, join, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.annotate.quotations import Quotation

_ENDS = frozenset(".?!…")


@dataclass(slots=True)
class Quoted:
    """The quotations of a text as token ranges, marks included, for look-up by token."""

    ranges: list[Range]
    _starts: list[int]

    @classmethod
    def of(cls, doc: Doc, quotations: tuple[Quotation, ...]) -> Quoted:
        """The token ranges that the quotations cover; one that covers no token is left out."""
        starts = [t.idx for t in doc]
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
    quotation that its content touches as a whole, over as many sentences as that has; a cue that found nothing takes
    the quotation beside it.
    """
    anchor = draft.cue[0] if draft.cue else draft.head
    around = quoted.at(anchor)
    if around is not None and around[1] - around[0] > 2:
        inner = (around[0] + 1, around[1] - 1 if _closes(doc, around) else around[1])
        draft.content = [(max(a, inner[0]), min(b, inner[1])) for a, b in draft.content]
        draft.content = [r for r in draft.content if r[0] < r[1]]
        return
    if not draft.content:
        beside = _beside(doc, draft, quoted)
        if beside is not None:
            draft.content = [beside]
            draft.pattern = "quotation"
        return
    pieces = list(draft.content)
    for r in draft.content:
        for q in quoted.within(r):
            if not _holds(q, draft.cue) and not _holds(q, draft.source):
                pieces.append(q)
    draft.content = join(pieces)
    for hole in (draft.cue, draft.source):
        if hole is not None:
            draft.content = cut(draft.content, hole)
    if draft.source is not None and draft.cue is not None and draft.source[1] <= draft.cue[0] <= draft.source[1] + 3:
        draft.content = cut(draft.content, (draft.source[1], draft.cue[0]))


def _holds(outer: Range, inner: Range | None) -> bool:
    return inner is not None and outer[0] < inner[1] and inner[0] < outer[1]


def _closes(doc: Doc, q: Range) -> bool:
    return not doc[q[1] - 1].text[-1:].isalnum() and doc[q[1] - 1].text not in _ENDS


def _beside(doc: Doc, draft: Draft, quoted: Quoted) -> Range | None:
    low = min(r[0] for r in (draft.cue, draft.source) if r is not None) if draft.cue else draft.head
    high = max(r[1] for r in (draft.cue, draft.source) if r is not None) if draft.cue else draft.head + 1
    after = quoted.after(high)
    if after is not None and _near(doc, high, after[0], 6):
        return after
    before = quoted.before(low)
    if before is not None and _near(doc, before[1], low, 1):
        return before
    return None


def _near(doc: Doc, a: int, b: int, allowed: int) -> bool:
    """Whether only a few words and no end of a sentence or paragraph lie between two places."""
    words = 0
    for i in range(a, min(b, a + 12)):
        text = doc[i].text
        if "\n" in text or text in _ENDS:
            return False
        words += text[:1].isalnum()
    return b - a < 12 and words <= allowed


def continue_quotations(doc: Doc, drafts: list[Draft], quoted: Quoted) -> list[Draft]:
    """Gives quotations that no cue claimed to the statement that they continue; the others become statements.

    A quotation of its own that follows a statement in the same paragraph continues it. One that fills a paragraph is a
    statement without a cue, by whoever spoke last.
    """
    claimed = sorted(r for d in drafts for r in d.content)
    starts = [r[0] for r in claimed]
    ends: dict[int, Draft] = {}
    for d in drafts:
        if quoted.at(d.cue[0] if d.cue else d.head) is not None:
            continue
        last = max(d.end, d.cue[1] if d.cue else 0, d.source[1] if d.source else 0)
        ends[_skip(doc, last)] = d
    added: list[Draft] = []
    for q in quoted.ranges:
        n = bisect_right(starts, q[1]) - 1
        if any(r[0] < q[1] and q[0] < r[1] for r in claimed[max(0, n - 3) : n + 1]):
            continue
        if not _sentence_like(doc, q):
            continue
        owner = ends.get(q[0])
        if owner is not None:
            owner.content = [*owner.content, q]
            ends[_skip(doc, q[1])] = owner
            continue
        if _fills_paragraph(doc, q):
            fresh = Draft("floating", -1, None, None, [q])
            added.append(fresh)
            ends[_skip(doc, q[1])] = fresh
    return added


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
