"""Which earlier reports each report of a run may share its story with, told ahead of what joins them into stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.bulk.lead import Lead
from sayso.link.stories.features import Features, Learnt
from sayso.link.stories.likeness import WIDTH
from sayso.link.stories.terms import Frequencies, Terms, Weighed
from sayso.stream.index import Index

# reports that are looked up at a time: so many search a cell of the index together
AT_ONCE = 512
_NOTHING = Learnt(terms=(), headline=0, lines=())


@dataclass(frozen=True, slots=True)
class Arriving:
    """Reports that arrive one after the other.

    Args:
        leads: id, title and day of each; the day is None where it is not known.
        vectors: theirs, a row each.
        terms: theirs.
        near: for each what `Index.near` finds.
    """

    leads: list[tuple[str, str | None, int | None]]
    vectors: NDArray[np.int8]
    terms: list[Weighed]
    near: list[dict[int, int]]

    def features(self) -> Iterator[tuple[Features, Mapping[int, int]]]:
        """The features of each report, and what is near it."""
        each = zip(self.leads, self.vectors, self.terms, self.near, strict=True)
        for (name, title, day), vector, terms, near in each:
            yield Features(id=name, title=title, vector=vector, terms=terms, day=day, learnt=_NOTHING), near


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
        leads, found = [], []
        decoder = msgspec.msgpack.Decoder(Lead)
        with self._path.open("rb", buffering=0) as file:
            for _, (start, size) in coming:
                file.seek(start)
                lead = decoder.decode(file.read(size))
                places, weights = np.frombuffer(lead.places, np.uint32), np.frombuffer(lead.weights, np.float64)
                found.append(self._frequencies.weighed(places, weights))
                leads.append(lead)
        vectors = np.frombuffer(b"".join([lead.vector for lead in leads]), np.int8).reshape(-1, WIDTH)
        near = self._index.take(self._arrivals + 1, vectors, Terms.of(found))
        self._arrivals += len(leads)
        return Arriving(
            leads=[(lead.id, lead.title, day or None) for (day, _), lead in zip(coming, leads, strict=True)],
            vectors=vectors,
            terms=found,
            near=near,
        )
