"""Texts to numbers: each word a code of 32 bits, many texts at a time, in numpy.

A million reports have some four gigabytes of text; a loop over their words in Python would take a quarter of an hour.
Here a word is the first and last bytes of its UTF-8, loaded as integers and mixed into 31 bits; the last one says that
the word stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]

WORD = np.uint32(2**31 - 1)
_QUOTED = np.uint32(31)

_FOLD = bytes(
    ord(chr(c).lower()) if c < 0x80 and (chr(c).isalnum() or chr(c) == "_") else c if c >= 0x80 else 0
    for c in range(256)
)
# second bytes of U+00AA, U+00B2 and so on: letters and digits among the signs of Latin-1
_LATIN_LETTERS = np.isin(np.arange(256), [0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE])
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
# odd, with bits at random: the multipliers of splitmix64 and of xxHash
_FIRST, _SECOND, _LAST = (np.uint64(k) for k in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
_PADDING = bytes(16)


@dataclass(frozen=True, slots=True)
class Coded:
    """The words of several texts, one text after the other: text k has `codes[bounds[k]:bounds[k + 1]]`."""

    codes: Codes
    bounds: Places

    @property
    def words(self) -> Codes:
        """The codes of the words without their quotation marks."""
        return self.codes & WORD

    @property
    def quoted(self) -> NDArray[np.bool_]:
        """Which words stand in quotation marks."""
        return self.codes > WORD


def encode(texts: Sequence[str]) -> Coded:
    """The words of texts as codes: the same word, whatever its case, always has the same one.

    Words are those of `sayso.link.copies.copies`: letters and digits of any script, with the points and commas inside
    numbers.

    Args:
        texts: what reports say; line breaks end a quotation.
    """
    pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = b"\n".join((b"", *pieces, _PADDING))
    folded = _folded(data)
    inside = folded != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    codes = _hashed(folded, np.ascontiguousarray(starts), ends)
    codes |= _in_spans(starts, _quotations(data, folded))
    begins = np.cumsum([1, *(len(piece) + 1 for piece in pieces)])
    return Coded(codes, np.searchsorted(starts, begins))


def _folded(data: bytes) -> NDArray[np.uint8]:
    """The bytes with letters made small and 0 for what belongs to no word; each stays in its place."""
    raw = np.frombuffer(data, np.uint8)
    out = np.frombuffer(bytearray(data.translate(_FOLD)), np.uint8)
    if not data.isascii():
        _fold_beyond_ascii(out)
    points = np.flatnonzero((raw == ord(".")) | (raw == ord(",")))
    after = raw[points + 1]
    points = points[(out[points - 1] != 0) & (after >= ord("0")) & (after <= ord("9"))]
    out[points] = raw[points]
    return out


def _fold_beyond_ascii(out: NDArray[np.uint8]) -> None:
    """Punctuation, symbols and emoji are no words; capitals of Latin-1 become small."""
    for lead, size in ((0xE2, 3), (0xC2, 2), (0xF0, 4), (0xEF, 3), (0xC3, 2)):
        at = np.flatnonzero(out == lead)
        if not len(at):
            continue
        second = out[at + 1]
        if lead == 0xC3:
            out[at[(second < 0x9F) & (second != 0x97)] + 1] += 0x20
            continue
        if lead == 0xC2:
            at = at[~_LATIN_LETTERS[second]]
        elif lead == 0xF0:
            at = at[second == 0x9F]
        elif lead == 0xEF:
            # the byte order mark, signs that stand for broken characters, selectors behind emoji
            at = at[
                ((second == 0xBB) & (out[at + 2] == 0xBF))
                | ((second == 0xBF) & (out[at + 2] > 0xBB))
                | (second == 0xB8)
            ]
        for k in range(size):
            out[at + k] = 0


def _hashed(folded: NDArray[np.uint8], starts: Places, ends: Places) -> Codes:
    """31 bits for each word, from its first 16 and its last 8 bytes."""
    eights: NDArray[np.uint64] = np.ndarray((max(0, len(folded) - 7),), "<u8", folded.data, strides=(1,))
    sizes = ends - starts
    mixed = (eights[starts] & np.take(_KEEP, sizes, mode="clip")) * _FIRST
    long = np.flatnonzero(sizes > 8)
    more = (eights[starts[long] + 8] & np.take(_KEEP, sizes[long] - 8, mode="clip")) * _SECOND
    more[sizes[long] > 16] += eights[ends[long[sizes[long] > 16]] - 8] * _LAST
    mixed[long] ^= more ^ (more >> np.uint64(29))
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX
    codes: Codes = (mixed >> np.uint64(33)).astype(np.uint32)
    return codes


def _quotations(data: bytes, folded: NDArray[np.uint8]) -> Places:
    """Where what `sayso.link.copies.copies.QUOTED` finds begins and ends, in bytes, from one mark to the next.

    Apostrophes have a letter before them and open nothing.
    """
    raw = np.frombuffer(data, np.uint8)
    opening = [np.flatnonzero(raw == ord('"')), _after_no_word(np.flatnonzero(raw == ord("'")), folded)]
    if not data.isascii():
        at = np.flatnonzero(raw == 0xE2)
        at = at[raw[at + 1] == 0x80]
        opening += [at[raw[at + 2] == 0x9C], _after_no_word(at[raw[at + 2] == 0x98], folded)]
    inside, marks = folded.data, _Marks(data)
    spans, end = [], 0
    for at in np.sort(np.concatenate(opening)).tolist():
        if at < end:
            continue
        opens = _OPENING[data[at] if data[at] != 0xE2 else data[at + 2]]
        begin = at + opens.size
        close, mark = min((marks.following(mark, begin), mark) for mark in opens.closing)
        if close > marks.following(b"\n", begin) or not _reaches(data[begin:close], opens.fewest):
            continue
        if opens.before_no_word and inside[close + len(mark)]:
            continue
        end = close + len(mark)
        spans.append((at, end))
    return np.array(spans, np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A mark that opens a quotation: its bytes, the marks that may close it, how many characters there are at least."""

    size: int
    closing: tuple[bytes, ...]
    fewest: int
    before_no_word: bool


_RIGHT, _RIGHT_SINGLE = "”".encode(), "’".encode()
# by the last byte of the mark
_OPENING = {
    ord('"'): _Opening(1, (b'"',), 3, False),
    ord("'"): _Opening(1, (b"'", _RIGHT_SINGLE), 12, True),
    "“".encode()[2]: _Opening(3, (_RIGHT,), 3, False),
    "‘".encode()[2]: _Opening(3, (b"'", _RIGHT_SINGLE), 12, True),
}


class _Marks:
    """Where a mark stands next; each is looked for once only, however often it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = dict.fromkeys((b"\n", b'"', b"'", _RIGHT, _RIGHT_SINGLE), -1)

    def following(self, mark: bytes, at: int) -> int:
        """The first place of a mark from `at` on; the end of the data where there is none."""
        if self._next[mark] < at:
            found = self._data.find(mark, at)
            self._next[mark] = found if found >= 0 else len(self._data)
        return self._next[mark]


def _after_no_word(at: Places, folded: NDArray[np.uint8]) -> Places:
    places: Places = at[folded[at - 1] == 0]
    return places


def _reaches(piece: bytes, fewest: int) -> bool:
    """Whether a piece has so many characters."""
    return len(piece) >= 4 * fewest or len(piece.decode("utf-8", "surrogatepass")) >= fewest


def _in_spans(starts: Places, spans: Places) -> Codes:
    """1 in the highest bit for each word that starts in a span."""
    first, end = np.searchsorted(starts, spans[:, 0]), np.searchsorted(starts, spans[:, 1])
    steps = np.zeros(len(starts) + 1, np.int8)
    # a span without words begins where the next may
    steps[first[first < end]] += 1
    steps[end[first < end]] -= 1
    flags: Codes = np.cumsum(steps[:-1], dtype=np.int8).astype(np.uint32) << _QUOTED
    return flags
