"""Which reports of a story are compared with which: all of a few, of many those that tell most of the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.link.copies.runs import Shingles
from sayso.link.copies.sentences import told_alike
from sayso.link.copies.texts import Text

# among more reports, each is compared with its nearest alone
MANY = 100
# how many of those that tell the same, and of those that share the most words, each at most
NEAREST = 50
# what is compared at least tells this share of the other, or shares this many stretches of six words with it
TOLD, STRETCHES = 0.2, 4


def find_partners(texts: Sequence[Text], same_as: Sequence[int], shingles: Shingles) -> list[list[int]]:
    """For each report the later ones that it is compared with, in order.

    Up to MANY reports every two are compared. Of more, texts that are the same are looked at once, and each text has as
    partners the NEAREST that tell the same as it, by the vectors of their sentences, and the NEAREST that share the
    most words with it. Reports of one text are compared with the first of them, and with the first report of each
    partner text; the first of a text is the one published first. So comparisons grow with the number of reports.

    Args:
        texts: the reports.
        same_as: for each the number of the first report with its words.
        shingles: an index of the distinct texts, in the order of the reports.
    """
    count = len(texts)
    if count <= MANY:
        return [list(range(i + 1, count)) for i in range(count)]
    distinct = sorted(set(same_as))
    number = {report: k for k, report in enumerate(distinct)}
    bearers: list[list[int]] = [[] for _ in distinct]
    for i in sorted(range(count), key=lambda i: _published(texts, i)):
        bearers[number[same_as[i]]].append(i)
    order = sorted(range(len(bearers)), key=lambda k: _published(texts, bearers[k][0]))
    rank = np.argsort(np.array(order))
    near = _nearest([texts[i] for i in distinct], shingles, rank)
    found: list[set[int]] = [set() for _ in texts]

    def compare(i: int, j: int) -> None:
        if i != j:
            found[min(i, j)].add(max(i, j))

    for own in bearers:
        for i in own[1:]:
            compare(own[0], i)
    for k, partners in enumerate(near):
        for other in partners:
            for i in bearers[k]:
                compare(i, bearers[other][0])
            for j in bearers[other]:
                compare(bearers[k][0], j)
    return [sorted(later) for later in found]


def _published(texts: Sequence[Text], number: int) -> tuple[str, int]:
    return texts[number].annotations.report.published or "9999", number


def _nearest(texts: Sequence[Text], shingles: Shingles, rank: NDArray[np.int64]) -> list[set[int]]:
    """The nearest of each text, of equally near ones those published first."""
    count = len(texts)
    told = np.zeros((count, count), dtype=np.float32)
    for i, later in enumerate(told_alike(texts)):
        told[i, i + 1 :] = told[i + 1 :, i] = np.maximum(later.in_first, later.in_second)
    out = []
    for i in range(count):
        shared = shingles.shared_with(i).astype(np.float32)
        shared[i] = 0
        kept: set[int] = set()
        for likeness, least in ((told[i], TOLD), (shared, STRETCHES)):
            order = np.lexsort((rank, -likeness))[:NEAREST]
            kept.update(order[likeness[order] >= least].tolist())
        out.append(kept)
    return out
