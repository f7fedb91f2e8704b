"""Six words in a row as one number, and the few of them that stand for a report when a million are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.codes import Coded, Codes, Places
from sayso.bulk.spill import counted
from sayso.link.copies.passages import SHINGLE

Hashes = NDArray[np.uint64]

# One shingle in so many is kept, the same ones in every report: those whose hash is low ("mod p" sampling, Broder 1997;
# FracMinHash, Irber et al. 2022). What two samples share tells what part of the one stands in the other, so excerpts
# are found as well as copies, which a MinHash of fixed size cannot do.
ONE_IN = 8
# short reports keep as many as they can up to this
FEWEST = 24
# bits of a kept shingle's hash: a million reports keep 75 million, and two of these are rarely the same by chance
BITS = 38
# reports of one batch, in bits
LOCAL_BITS = 20
# own words below which a report's quotations and boilerplate count as its words too; as in `sayso.link.copies.copies`
OWN_WORDS = 20
# the same for boilerplate as a share of the report: what leaves less is no boilerplate but a text in many versions
OWN_SHARE = 0.1

_NONE = np.uint64(2**64 - 1)
_LOW = np.uint64(2**BITS - 1)
# odd, with bits at random (from the digits of pi, as in SHA-2 and Blowfish)
_ONE, _TWO, _FOUR = (np.uint64(k) for k in (0x243F6A8885A308D3, 0x13198A2E03707345, 0xA4093822299F31D1))
_MIX, _STIR = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
assert SHINGLE == 6


@dataclass(frozen=True, slots=True)
class Sampled:
    """What stands for each of several reports: the hash of all its words, and its kept shingles.

    Args:
        digests: one for each report; the same words in the same order give the same.
        counts: number of kept shingles of each report.
        kept: each kept shingle once for each report that has it, as its hash's low BITS bits, then the report's number
            in LOCAL_BITS; sorted.
    """

    digests: Hashes
    counts: NDArray[np.int64]
    kept: Hashes


def sample(coded: Coded) -> Sampled:
    """The digests and kept shingles of the reports of a batch.

    A shingle that stands wholly in quotation marks is not kept, since it makes no copy, unless the report is quotation
    throughout.
    """
    sizes = np.diff(coded.bounds)
    hashes = shingle_hashes(coded.words, coded.bounds)
    at = np.flatnonzero(hashes < np.repeat(ceilings(sizes), sizes))
    report = np.searchsorted(coded.bounds, at, side="right") - 1
    quoted = coded.quoted
    in_quotes = np.diff(np.searchsorted(np.flatnonzero(quoted), coded.bounds))
    told = (sizes - in_quotes < OWN_WORDS)[report]
    for k in range(SHINGLE):
        told |= ~quoted[at + k]
    at, report = at[told], report[told]
    kept = (low_bits(hashes[at]) << np.uint64(LOCAL_BITS)) | report.astype(np.uint64)
    kept.sort()
    kept, _ = counted(kept)
    counts = np.bincount((kept & np.uint64(2**LOCAL_BITS - 1)).astype(np.int64), minlength=len(sizes))
    return Sampled(_digests(hashes, coded), counts, kept)


def _digests(hashes: Hashes, coded: Coded) -> Hashes:
    sizes, begins = np.diff(coded.bounds), coded.bounds[:-1]
    # each by its place, so that the order counts where a text repeats itself
    odd = 2 * (np.arange(len(hashes)) - np.repeat(begins, sizes)) + 1
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(hashes * odd.astype(np.uint64))))
    digests = np.diff(sums[coded.bounds]) + sizes.astype(np.uint64)
    for k in range(SHINGLE - 1):
        # a text without a shingle by its words
        short = (k < sizes) & (sizes < SHINGLE)
        digests[short] = (digests[short] ^ coded.words[begins[short] + k]) * _MIX
    return digests


def shingle_hashes(words: Codes, bounds: Places) -> Hashes:
    """The hash of the shingle that begins at each word; the highest number where the report ends before it does."""
    out = np.full(len(words), _NONE)
    if len(words) >= SHINGLE:
        ones = words.astype(np.uint64)
        twos = ones[:-1] * _ONE
        twos += ones[1:]
        mixed = twos[:-2] * _TWO
        mixed += twos[2:]
        mixed = mixed[:-2]
        mixed *= _FOUR
        mixed += twos[4:]
        mixed ^= mixed >> np.uint64(33)
        mixed *= _MIX
        mixed ^= mixed >> np.uint64(29)
        mixed *= _STIR
        mixed ^= mixed >> np.uint64(32)
        np.minimum(mixed, _NONE - np.uint64(1), out=out[: len(mixed)])
    cut = (bounds[1:, None] - np.arange(1, SHINGLE)).ravel()
    out[cut[cut >= 0]] = _NONE
    return out


def rates(sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Which part of its shingles a report of so many words keeps."""
    return np.clip(FEWEST / np.maximum(sizes - SHINGLE + 1, 1), 1 / ONE_IN, 1.0)


def ceilings(sizes: NDArray[np.int64]) -> Hashes:
    """The hash below which a report of so many words keeps a shingle."""
    rate = rates(sizes)
    return np.where(rate == 1.0, _NONE, (rate * float(2**63)).astype(np.uint64) * np.uint64(2))


def low_bits(hashes: Hashes) -> Hashes:
    """A kept shingle's hash as `Sampled.kept` has it."""
    return hashes & _LOW
