"""A long text in windows that an encoder can see at once, cut at the ends of sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LONGEST = 254  # word pieces of a window, without its two outer marks
LONGEST_WORD = 12  # word pieces that the encoder sees of one word


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces of consecutive words, and where each word's first piece stands among them."""

    words: range
    ids: list[int]
    first: list[int]


def cut(sizes: Sequence[int], ends: Collection[int], *, shift: int = 0, overlap: int = 0) -> list[range]:
    """Which words each window holds.

    Args:
        sizes: word pieces of each word, with the mark before it if there is one.
        ends: words after which a window may end; one that finds none in its second half ends where it is full.
        shift: words that stand in a window of their own first, so that cuts vary from one epoch to the next.
        overlap: word pieces that a window takes from the end of the one before, by whole sentences.
    """
    out: list[range] = []
    at = 0
    while at < len(sizes):
        end, total = at, 0
        while end < len(sizes) and total + sizes[end] <= LONGEST and not (shift and end - at >= shift):
            total += sizes[end]
            end += 1
        shift = 0
        if end < len(sizes):
            stop = max((i for i in range(at, end) if i in ends), default=end - 1)
            end = stop + 1 if stop - at > (end - at) // 2 else end
        out.append(range(at, end))
        if end == len(sizes):
            break
        back, total = end, 0
        for i in range(end - 1, at, -1):
            total += sizes[i]
            if total > overlap:
                break
            if i - 1 in ends:
                back = i
        at = back
    return out


def windows(
    pieces: Sequence[Sequence[int]],
    breaks: Collection[int],
    ends: Collection[int],
    marks: tuple[int, int],
    *,
    shift: int = 0,
    overlap: int = 0,
) -> list[Window]:
    """The windows of a text.

    Args:
        pieces: ids of each word's pieces, at least one a word.
        breaks: words that open a paragraph; the closing mark stands before them, since a quotation that runs on over
            paragraphs is told by it.
        ends: words after which a window may end.
        marks: ids of the marks that open and close a window.
        shift: see `cut`.
        overlap: see `cut`.
    """
    sizes = [min(len(p), LONGEST_WORD) + (i in breaks) for i, p in enumerate(pieces)]
    out = []
    for words in cut(sizes, ends, shift=shift, overlap=overlap):
        ids, first = [marks[0]], []
        for i in words:
            if i in breaks and i > words.start:
                ids.append(marks[1])
            first.append(len(ids))
            ids.extend(pieces[i][:LONGEST_WORD])
        ids.append(marks[1])
        out.append(Window(words, ids, first))
    return out
