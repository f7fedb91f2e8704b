"""Which earlier reports each report of a run may share its story with, told ahead of what joins them into stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.bulk.leads import Lead
from sayso.link.stories.features import Features, Learnt
from sayso.link.stories.likeness import WIDTH
from sayso.link.stories.terms import PLACES, UNIT, Frequencies
from sayso.stream.index import Index
from sayso.stream.remembered import Terms

# reports that are looked up at a time: so many search a cell of the index together
AT_ONCE = 512
# one object for each number that terms and weights are, however many reports have it: two thirds of what they take
_NUMBERS = np.arange(max(PLACES, UNIT + 1)).astype(object)
_NOTHING = Learnt(terms=(), headline=0, lines=())


@dataclass(frozen=True, slots=True)
class Arriving:
    """Reports that arrive one after the other.

    Args:
        leads: id, title and day of each; the day is None where it is not known.
        vectors: theirs, a row each.
        sizes: how many terms each has.
        keys: its terms, one report's behind the other's.
        weights: theirs.
        near: for each what `Index.near` finds.
    """

    leads: list[tuple[str, str | None, int | None]]
    vectors: NDArray[np.int8]
    sizes: NDArray[np.int64]
    keys: NDArray[np.int32]
    weights: NDArray[np.int16]
    near: list[dict[int, int]]

    def features(self) -> Iterator[tuple[Features, Mapping[int, int]]]:
        """The features of each report, and what is near it."""
        keys, weights = _NUMBERS[self.keys].tolist(), _NUMBERS[self.weights].tolist()
        end = 0
        each = zip(self.leads, self.vectors, self.sizes.tolist(), self.near, strict=True)
        for (name, title, day), vector, size, near in each:
            start, end = end, end + size
            terms = dict(zip(keys[start:end], weights[start:end], strict=True))
            arrays = self.keys[start:end], self.weights[start:end]
            one = Features(id=name, title=title, vector=vector, terms=terms, day=day, learnt=_NOTHING, arrays=arrays)
            yield one, near


class Proposer:
    """Looks up reports in the order in which they arrive; it remembers those that it was given.

    Args:
        path: a file with a `Lead` of each report, as MessagePack.
        frequencies: how common terms are.
        window: reports after which a report is forgotten.
    """

    def __init__(self, path: Path, frequencies: Frequencies, window: int) -> None:
        self._path = path
        self._frequencies = frequencies
        self._index = Index(window)
        self._arrivals = 0

    def __call__(self, coming: Sequence[tuple[int, tuple[int, int]]]) -> Arriving:
        """The reports that arrive next.

        Args:
            coming: the day of each, 0 where it has none; where its lead stands in the file, and how many bytes that is.
        """
        leads, keys, weights = [], [], []
        decoder = msgspec.msgpack.Decoder(Lead)
        with self._path.open("rb", buffering=0) as file:
            for _, (start, size) in coming:
                file.seek(start)
                lead = decoder.decode(file.read(size))
                mine = np.frombuffer(lead.places, np.uint32)
                whole = self._frequencies.weighed(mine, np.frombuffer(lead.weights, np.float64))
                keys.append(mine[whole > 0])
                weights.append(whole[whole > 0])
                leads.append(lead)
        vectors = np.frombuffer(b"".join([lead.vector for lead in leads]), np.int8).reshape(-1, WIDTH)
        sizes = np.array([len(each) for each in keys])
        terms = Terms(
            np.repeat(np.arange(len(sizes)), sizes),
            np.concatenate(keys).astype(np.int64),
            np.concatenate(weights).astype(np.int64),
        )
        near = self._index.take(self._arrivals + 1, vectors, terms)
        self._arrivals += len(leads)
        return Arriving(
            leads=[(lead.id, lead.title, day or None) for (day, _), lead in zip(coming, leads, strict=True)],
            vectors=vectors,
            sizes=sizes,
            keys=terms.keys.astype(np.int32),
            weights=terms.weights.astype(np.int16),
            near=near,
        )
