"""Copies among any number of reports: pairs of which one text was taken from the other, or both from a third."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from heapq import merge
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.candidates import Table, find_candidates
from sayso.bulk.compare import Block, Copied, compare, cuts
from sayso.bulk.memory import keep_freed_memory
from sayso.bulk.parts import Part, RowsPart, parts_of
from sayso.bulk.processes import Lost, affordable, side_by_side
from sayso.bulk.shingles import BITS, LOCAL_BITS
from sayso.bulk.signatures import Signatures, sign
from sayso.bulk.spill import Buckets, Numbers
from sayso.errors import NothingToRead, WorkerError
from sayso.types import CopyRelation, Progress, Unread

Item = TypeVar("Item")
Result = TypeVar("Result")
# numbers of two reports, their relation, and which share of each stands in the other
_Pair = tuple[int, int, CopyRelation, float, float]

# files that the kept shingles are parted into: what is sorted at a time is that part of them
_BUCKETS = 2 ** (BITS - 32)
# parts or blocks from which on processes side by side pay
_SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCopy:
    """Two reports of which one is a copy of the other, or both of a third.

    Args:
        a, b: ids of the reports, `a` the one that was read first.
        relation: "identical", "near-identical", "excerpt" or "rewrite", as in a dossier.
        share_of_a, share_of_b: share of each report's own words that stand in runs of six or more words of the other.
    """

    a: str
    b: str
    relation: CopyRelation
    share_of_a: float
    share_of_b: float


def find_copies(
    paths: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    allow_private: bool = False,
    scratch: Path | None = None,
    processes: int | None = None,
    progress: Progress = lambda doing, done, of: None,
) -> Generator[TextCopy | Unread, None, None]:
    """Decides which reports are copies of which by their words alone, in time that grows as the reports do.

    Reports with the same words in the same order are found by their hash; each is paired with the first of them, and
    only that one with others. Of the rest, pairs that share enough of a sample of their shingles are compared word by
    word, with the measures and thresholds of `sayso.link.copies.copies`. What that module reads off parses and
    embeddings is not seen here: copies that keep a quarter of no report's words, origins shared without copying.

    Args:
        paths: see `sayso.bulk.parts.parts_of`.
        stdin: what "-" reads.
        allow_private: let addresses lead to private, loopback and link-local hosts.
        scratch: folder for files in between, some 3 kB a report; the system's folder for such files without it.
        processes: how many may work at once; None for one a core, as far as memory goes.
        progress: is told what is being done, how much of it is done, and out of how many, 0 when that is not known.

    Raises:
        NothingToRead: when no input gave a report.

    Yields:
        What could not be read, then the pairs, in the order of the report that was read later, then of the other.
    """
    processes = processes or affordable()
    folder = Path(tempfile.mkdtemp(prefix=".sayso-copies-", dir=scratch))
    try:
        library = _Library(folder)
        parts = parts_of(paths, stdin=stdin, allow_private=allow_private)
        with closing(_beside(sign, parts, processes)) as signed:
            for part, signatures in signed:
                yield from library.add(part, signatures)
                progress("reading", len(library.ids), 0)
        library.close()
        if not library.ids:
            raise NothingToRead(library.unread)
        yield from _copies(library, processes, progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Library:
    """What is kept of all reports: on disk their words and kept shingles, in memory a row each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # how often each was handed in
        self.ids: dict[str, int] = {}
        self.words = folder / "words"
        self.postings = Buckets(folder, "shingles", _BUCKETS)
        # the first that could not be read
        self.unread: list[Unread] = []
        self._file = self.words.open("wb")
        self._outlets: dict[str | None, int] = {None: 0}
        self._sizes: list[NDArray[np.int64]] = []
        self._counts: list[NDArray[np.int64]] = []
        self._digests: list[NDArray[np.uint64]] = []
        self._of_outlet: list[NDArray[np.uint32]] = []

    def add(self, part: Part, signatures: Signatures | Lost) -> Iterator[Unread]:
        """More reports, and what of them could not be read."""
        if isinstance(signatures, Lost):
            source = f"{part.path}:{part.line}" if isinstance(part, RowsPart) else "a part of the input"
            yield Unread(id="", source=source, kind="failed", message=f"this and what follows: {signatures.reason}")
            return
        yield from signatures.unread
        self.unread = self.unread or signatures.unread[:1]
        base = np.uint64(len(self.ids))
        for name in signatures.ids:
            self.ids[self._distinct(name)] = 1
        outlets = [self._outlets.setdefault(outlet, len(self._outlets)) for outlet in signatures.outlets]
        self._of_outlet.append(np.array(outlets, np.uint32))
        self._sizes.append(signatures.sizes)
        self._counts.append(signatures.counts)
        self._digests.append(signatures.digests)
        self._file.write(signatures.codes)
        kept = signatures.kept
        hashes = kept >> np.uint64(LOCAL_BITS)
        numbers = (hashes << np.uint64(32)) | ((kept & np.uint64(2**LOCAL_BITS - 1)) + base)
        ends = np.searchsorted(hashes >> np.uint64(32), np.arange(_BUCKETS), side="right")
        for bucket, end in enumerate(ends):
            self.postings.add(bucket, numbers[ends[bucket - 1] if bucket else 0 : end])

    def _distinct(self, name: str) -> str:
        """The id itself, or with "-2", "-3"… when it was given out before."""
        candidate = name
        while candidate in self.ids:
            self.ids[name] += 1
            candidate = f"{name}-{self.ids[name]}"
        return candidate

    def close(self) -> None:
        """No more reports come."""
        self._file.close()
        self.postings.done()

    def table(self) -> tuple[Table, NDArray[np.int64]]:
        """The reports, and for each the number of the first with its words."""
        sizes = _joined(self._sizes, np.int64)
        _, first, same = np.unique(_joined(self._digests, np.uint64), return_index=True, return_inverse=True)
        first_of = first[same]
        # texts without words are copies of nothing
        first_of[sizes == 0] = np.flatnonzero(sizes == 0)
        table = Table(
            begins=np.cumsum(sizes) - sizes,
            sizes=sizes,
            counts=_joined(self._counts, np.int64),
            outlets=_joined(self._of_outlet, np.uint32),
            first=first_of == np.arange(len(sizes)),
        )
        return table, first_of


def _joined(pieces: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(pieces) if pieces else np.zeros(0, kind)


def _copies(library: _Library, processes: int, progress: Progress) -> Iterator[TextCopy]:
    table, first_of = library.table()
    ids = list(library.ids)
    candidates = find_candidates(library.postings, table, library.folder)
    boilerplate = library.folder / "boilerplate"
    candidates.boilerplate.tofile(boilerplate)
    again = np.flatnonzero(~table.first)
    same: Iterator[_Pair] = ((int(first_of[b]), int(b), "identical", 1.0, 1.0) for b in again)
    blocks = _blocks(candidates.pairs, table)
    compared = _compared(partial(compare, library.words, boilerplate), blocks, processes, progress)
    with closing(compared):
        for a, b, relation, in_a, in_b in merge(same, compared, key=lambda pair: pair[1::-1]):
            yield TextCopy(a=ids[a], b=ids[b], relation=relation, share_of_a=round(in_a, 3), share_of_b=round(in_b, 3))


def _compared(
    work: Callable[[Block], list[Copied]], blocks: Iterable[Block], processes: int, progress: Progress
) -> Generator[_Pair, None, None]:
    """The candidates that are copies, in order."""
    done = 0
    with closing(_beside(work, blocks, processes)) as compared:
        for block, found in compared:
            if isinstance(found, Lost):
                raise WorkerError(f"pairs of reports could not be compared: {found.reason}")
            for c in found:
                a, b = block.pairs[c.pair].tolist()
                yield a, b, c.relation, c.in_a, c.in_b
            done += len(block.pairs)
            progress("comparing pairs", done, 0)


def _blocks(pairs: Iterable[Numbers], table: Table) -> Iterator[Block]:
    for numbers in pairs:
        both = np.stack((numbers & np.uint64(2**32 - 1), numbers >> np.uint64(32)), axis=1).astype(np.int64)
        start = 0
        for end in cuts(table.sizes[both].sum(axis=1).tolist()):
            rows = both[start:end]
            yield Block(pairs=rows, begins=table.begins[rows], sizes=table.sizes[rows], outlets=table.outlets[rows])
            start = end


def _beside(
    work: Callable[[Item], Result], items: Iterable[Item], processes: int
) -> Generator[tuple[Item, Result | Lost], None, None]:
    inside = partial(_inside, work)
    return side_by_side(work, items, least=_SIDE_BY_SIDE, processes=processes, inside=inside)


def _inside(work: Callable[[Item], Result], item: Item) -> Result:
    keep_freed_memory()
    return work(item)
