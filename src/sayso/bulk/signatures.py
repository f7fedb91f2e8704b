"""A part of the inputs to what is kept of its reports: their words as codes, their digests, their kept shingles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.codes import encode
from sayso.bulk.parts import Part, texts_of
from sayso.bulk.shingles import LOCAL_BITS, sample
from sayso.types import Unread


@dataclass(frozen=True, slots=True)
class Signatures:
    """The reports of one part, in order; see `sayso.bulk.codes.Coded` and `sayso.bulk.shingles.Sampled`."""

    ids: list[str]
    outlets: list[str | None]
    sizes: NDArray[np.int64]
    codes: bytes
    digests: NDArray[np.uint64]
    counts: NDArray[np.int64]
    kept: NDArray[np.uint64]
    unread: list[Unread]


def sign(part: Part) -> Signatures:
    """Read a part and reduce it to the signatures of its reports."""
    texts, unread = texts_of(part)
    assert len(texts) < 2**LOCAL_BITS
    coded = encode([t.text for t in texts])
    sampled = sample(coded)
    return Signatures(
        ids=[t.id for t in texts],
        outlets=[t.outlet for t in texts],
        sizes=np.diff(coded.bounds),
        codes=coded.codes.tobytes(),
        digests=sampled.digests,
        counts=sampled.counts,
        kept=sampled.kept,
        unread=unread,
    )
