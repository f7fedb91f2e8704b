"""Whose words two reports share: speakers to whom both give the same in substance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sayso.link.copies.texts import Text, key
from sayso.link.origins.independence import Known, one_origin
from sayso.link.origins.origins import NOT_STATED

# the same words of a speaker, quoted or in substance
CONTENT_COSINE = 0.5


def shared_speakers(
    texts: Sequence[Text], home: str | None, partners: Sequence[Sequence[int]]
) -> Iterator[dict[int, list[str]]]:
    """For each report, the speakers whose words stand in it and in the report of number j after it, likest first.

    Args:
        texts: the reports.
        home: the country that the story is about, for "the government" without one.
        partners: for each the later reports that it is compared with.
    """
    vectors = np.vstack([t.content_vectors for t in texts]) if texts else np.zeros((0, 0), dtype=np.float32)
    starts = np.cumsum([0, *(len(t.statements) for t in texts)])
    owner = np.repeat(np.arange(len(texts)), np.diff(starts))
    people = _People(texts, home)
    for i, text in enumerate(texts):
        wanted = np.zeros(len(texts), dtype=bool)
        wanted[list(partners[i])] = True
        theirs = np.flatnonzero(wanted[owner])
        cosine = text.content_vectors @ vectors[theirs].T
        x, y = np.nonzero(cosine >= CONTENT_COSINE)
        asked = (owner[theirs[y]] * people.count + people.of[starts[i] + x]) * people.count
        asked += people.of[theirs[y]]
        distinct, inverse = np.unique(asked, return_inverse=True)
        best = np.zeros(len(distinct), dtype=np.float32)
        np.maximum.at(best, inverse, cosine[x, y])
        found: dict[int, dict[str, float]] = {}
        for which, likeness in zip(distinct.tolist(), best.tolist(), strict=True):
            rest, b = divmod(which, people.count)
            j, a = divmod(rest, people.count)
            if people.same(a, b):
                name = people.names[a]
                likest = found.setdefault(j, {})
                likest[name] = max(likest.get(name, 0.0), likeness)
        yield {j: sorted(f, key=lambda n: (n.startswith("unnamed"), -f[n], n)) for j, f in found.items()}


class _People:
    """The speakers of a story, each name with what a report knows of it once, and which two may be one."""

    def __init__(self, texts: Sequence[Text], home: str | None) -> None:
        number: dict[tuple[str, Known], int] = {}
        every = [((s.speaker_name or ""), t) for t in texts for s in t.statements]
        self.of = np.array([number.setdefault((n, t.known[n]), len(number)) for n, t in every], dtype=np.int64)
        self.count = max(1, len(number))
        self._people = list(number)
        self.names = [name for name, _ in self._people]
        self._keys = [key(name) for name in self.names]
        self._home = home
        self._same: dict[tuple[int, int], bool] = {}

    def same(self, a: int, b: int) -> bool:
        """Whether the words of the two come from one speaker, or from two who do not count apart."""
        asked = (a, b) if a < b else (b, a)
        if asked not in self._same:
            self._same[asked] = self._judge(*asked)
        return self._same[asked]

    def _judge(self, a: int, b: int) -> bool:
        (x, known_x), (y, known_y) = self._people[a], self._people[b]
        if NOT_STATED in (x, y):
            return False
        p, q = self._keys[a], self._keys[b]
        if p & q and (p <= q or q <= p):
            return True
        return one_origin(x, y, {x: known_x, y: known_y}, self._home) is not None
