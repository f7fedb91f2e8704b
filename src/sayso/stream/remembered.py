"""The features of reports as a database keeps them, unpacked when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.features import Features, Learnt
from sayso.link.stories.likeness import WIDTH
from sayso.link.stories.terms import Terms, Weighed

_TERM = np.dtype([("key", "<u4"), ("weight", "<u2")])


class Kept(NamedTuple):
    """The features of a report, vector, terms and lines packed."""

    id: str
    title: str | None
    day: int | None
    headline: int
    vector: bytes
    terms: bytes
    lines: bytes


def kept(one: Features) -> Kept:
    """Features as a database keeps them."""
    terms = np.zeros(len(one.learnt.terms), dtype=_TERM)
    terms["key"] = one.learnt.terms
    weights = dict(zip(one.terms.places.tolist(), one.terms.weights.tolist(), strict=True))
    terms["weight"] = [weights.get(t, 0) for t in one.learnt.terms]
    lines = np.array(one.learnt.lines, dtype="<u4")
    return Kept(one.id, one.title, one.day, one.learnt.headline, one.vector.tobytes(), terms.tobytes(), lines.tobytes())


def unpacked(row: Kept) -> Features:
    """The features that were kept."""
    pairs = np.frombuffer(row.terms, dtype=_TERM)
    weighs = pairs[pairs["weight"] > 0]
    return Features(
        id=row.id,
        title=row.title,
        vector=np.frombuffer(row.vector, dtype=np.int8),
        terms=Weighed(weighs["key"].astype(np.int32), weighs["weight"].astype(np.int32)),
        day=row.day,
        learnt=Learnt(
            terms=tuple(pairs["key"].tolist()),
            headline=row.headline,
            lines=tuple(np.frombuffer(row.lines, dtype="<u4").tolist()),
        ),
    )


class Remembered(MutableMapping[int, Features]):
    """Features by the arrival of their report. A report that nobody asks for stays packed.

    Args:
        rows: what a database has.
    """

    def __init__(self, rows: Mapping[int, Kept] | None = None) -> None:
        self._rows = dict(rows or {})
        self._asked: dict[int, Features] = {}

    def __getitem__(self, arrival: int) -> Features:
        found = self._asked.get(arrival)
        if found is None:
            found = self._asked[arrival] = unpacked(self._rows.pop(arrival))
        return found

    def __setitem__(self, arrival: int, features: Features) -> None:
        self._rows.pop(arrival, None)
        self._asked[arrival] = features

    def __delitem__(self, arrival: int) -> None:
        if self._asked.pop(arrival, None) is None:
            del self._rows[arrival]

    def __contains__(self, arrival: object) -> bool:
        return arrival in self._asked or arrival in self._rows

    def __iter__(self) -> Iterator[int]:
        yield from self._rows
        yield from self._asked

    def __len__(self) -> int:
        return len(self._rows) + len(self._asked)

    def packed(self, arrivals: Sequence[int]) -> tuple[NDArray[np.int8], Terms]:
        """The vectors of some reports, a row each, and their terms, without unpacking any.

        Args:
            arrivals: of the reports.
        """
        return _packed([row if (row := self._rows.get(a)) is not None else kept(self._asked[a]) for a in arrivals])


def packed(features: Sequence[Features]) -> tuple[NDArray[np.int8], Terms]:
    """The vectors of some reports, a row each, and their terms.

    Args:
        features: of the reports.
    """
    vectors = np.concatenate([one.vector for one in features]).reshape(-1, WIDTH)
    return vectors, Terms.of([one.terms for one in features])


def _packed(rows: Sequence[Kept]) -> tuple[NDArray[np.int8], Terms]:
    vectors = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.int8).reshape(-1, WIDTH)
    terms: NDArray[Any] = np.frombuffer(b"".join(row.terms for row in rows), dtype=_TERM)
    owners = np.repeat(np.arange(len(rows)), [len(row.terms) // _TERM.itemsize for row in rows])
    weighs = terms["weight"] > 0
    return vectors, Terms(
        owners[weighs], terms["key"][weighs].astype(np.int64), terms["weight"][weighs].astype(np.int64)
    )
