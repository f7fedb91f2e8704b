"""Which kind of copy two reports are: the measures of what they share, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.link.copies.passages import Run, shared_runs
from sayso.link.copies.texts import Text
from sayso.types import CopyRelation, Feature

# Shares of words, decided on pairs of the public multisource collection; docs/explanation tells how they were read off.
IDENTICAL = 0.97
NEAR_IDENTICAL = 0.75
EXCERPT = 0.75
# an excerpt is at most this part of the whole, in words; otherwise it is another version
EXCERPT_LENGTH = 0.7
REWRITE_WORDS = 0.25
# A rewriter keeps the order: this share of the shorter report's sentences tells, one after the other, what the other
# tells; independent reports of one event stay below a half.
REWRITE_IN_ORDER = 0.6
REWRITE_FEWEST = 5
# Runs of this many words in two texts, as a share of the shorter: what a rewriter leaves standing.
SHORT_RUN = 4
REWRITE_SHORT_RUNS = 0.15
# Words of one speaker in both make an origin shared when sentences that tell the same fill this part of a report.
SHARED_PART = 0.2
# words that both quote, and words of their own telling in a row that nobody writes twice by chance
QUOTED_RUN = 4
TOLD_RUN = 9


@dataclass(frozen=True, slots=True)
class Shared:
    """What two reports share, as far as it says how they depend on each other.

    Shares are of the words of each report's own telling; `longest` and `second` are the longest stretches of these in
    words; `short_runs` is None where it decides nothing. `tells` says whether a long stretch is about the story.
    """

    in_a: float
    in_b: float
    longest: int
    second: int
    short_runs: float | None
    told_in_a: float
    told_in_b: float
    in_order: float
    quotations: int
    tells: bool
    agencies: tuple[str, ...]
    speakers: tuple[str, ...]

    def why(self) -> dict[str, Feature]:
        """The measures as a dossier names them."""
        return {
            "share_of_a": round(self.in_a, 3),
            "share_of_b": round(self.in_b, 3),
            "longest_run": self.longest,
            "short_runs": None if self.short_runs is None else round(self.short_runs, 3),
            "same_told_in_a": round(self.told_in_a, 3),
            "same_told_in_b": round(self.told_in_b, 3),
            "told_in_order": round(self.in_order, 3),
            "shared_quotations": self.quotations,
            "shared_agencies": ", ".join(self.agencies) or None,
            "shared_speakers": ", ".join(self.speakers) or None,
        }


def measure(
    a: Text,
    b: Text,
    runs: Sequence[Run],
    *,
    told_in_a: float,
    told_in_b: float,
    in_order: float,
    speakers: Sequence[str],
) -> Shared:
    """What two reports share.

    Args:
        a: the first report.
        b: the second.
        runs: their shared stretches.
        told_in_a: share of the first one's characters in sentences that tell what the second tells.
        told_in_b: the same of the second.
        in_order: share of the shorter one's sentences that do so in the other's order.
        speakers: whose words stand in both.
    """
    told = [_told_length(r, a) for r in runs]
    longest, second = [*sorted(told, reverse=True), 0, 0][:2]
    decides = in_order >= REWRITE_IN_ORDER and min(len(a.sentences), len(b.sentences)) >= REWRITE_FEWEST
    return Shared(
        in_a=_covered([(r.a, r.length) for r in runs], a),
        in_b=_covered([(r.b, r.length) for r in runs], b),
        longest=longest,
        second=second,
        short_runs=_left_standing(a, b) if decides else None,
        told_in_a=told_in_a,
        told_in_b=told_in_b,
        in_order=in_order,
        quotations=sum(int(a.quoted[r.a : r.a + r.length].sum()) >= QUOTED_RUN for r in runs),
        tells=any(length >= TOLD_RUN and _about_the_story(r, a) for r, length in zip(runs, told, strict=True)),
        agencies=tuple(a.media[k] for k in a.media if k in b.media),
        speakers=tuple(speakers),
    )


def the_same(a: Text, b: Text, speakers: Sequence[str]) -> Shared:
    """What two reports of the same words share: everything.

    Args:
        a: the first report.
        b: the second.
        speakers: whose words stand in both.
    """
    return Shared(
        in_a=1.0,
        in_b=1.0,
        longest=len(a.words),
        second=0,
        short_runs=None,
        told_in_a=1.0,
        told_in_b=1.0,
        in_order=1.0,
        quotations=int(int(a.quoted.sum()) >= QUOTED_RUN),
        tells=True,
        agencies=tuple(a.media[k] for k in a.media if k in b.media),
        speakers=tuple(speakers),
    )


def relation_of(shared: Shared, lengths: float, *, cited: bool) -> CopyRelation:
    """How two reports depend on each other by what they share.

    Args:
        shared: the measures.
        lengths: words of the first over words of the second.
        cited: whether one credits or cites the other's outlet.
    """
    copied = _copied(shared, lengths)
    if copied is not None:
        return copied
    words = bool(shared.speakers) or shared.quotations > 0 or shared.tells
    same_words = words and max(shared.told_in_a, shared.told_in_b) >= SHARED_PART
    return "shared-origin" if shared.agencies or cited or same_words else "independent"


def _copied(shared: Shared, lengths: float) -> CopyRelation | None:
    less, more = sorted((shared.in_a, shared.in_b))
    if less >= IDENTICAL:
        return "identical"
    if less >= NEAR_IDENTICAL:
        return "near-identical"
    # one long stretch alone may be a post or a statement that both carry
    if shared.second >= TOLD_RUN or more >= EXCERPT:
        if more >= EXCERPT and (lengths <= EXCERPT_LENGTH or lengths >= 1 / EXCERPT_LENGTH):
            return "excerpt"
        if more >= REWRITE_WORDS:
            return "rewrite"
    return "rewrite" if shared.short_runs is not None and shared.short_runs >= REWRITE_SHORT_RUNS else None


def _covered(pieces: Sequence[tuple[int, int]], text: Text) -> float:
    covered = np.zeros(len(text.words), dtype=bool)
    for start, length in pieces:
        covered[start : start + length] = True
    own = int(text.told.sum())
    return float((covered & text.told).sum() / own) if own else 0.0


def _left_standing(a: Text, b: Text) -> float:
    """Share of the shorter telling in stretches of SHORT_RUN words that both have."""
    first, second = a.words[a.told].tolist(), b.words[b.told].tolist()
    return sum(r.length for r in shared_runs(first, second, SHORT_RUN)) / max(1, min(len(first), len(second)))


def _told_length(run: Run, text: Text) -> int:
    """Longest stretch of a shared run that is the report's own telling."""
    told = np.flatnonzero(~np.r_[False, text.told[run.a : run.a + run.length], False])
    return int(np.diff(told).max() - 1)


def _about_the_story(run: Run, text: Text) -> bool:
    """Whether a stretch has a name or a number, unlike a site's own lines."""
    places = text.places[run.a : run.a + run.length]
    words = (text.annotations.report.text[start:end] for start, end in places)
    start, end = places[0][0], places[-1][1]
    return any(start <= n.span.start < end for n in text.annotations.names) or any(w.isdigit() for w in words)
