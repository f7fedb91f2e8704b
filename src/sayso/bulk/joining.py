"""Copies and stories of a run, from what was read to a file each; side by side where there are cores for both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.bulk.copies import TextCopy, find_copies
from sayso.bulk.grouping import group
from sayso.bulk.readings import Readings, damaged
from sayso.types import Progress, Unread
from sayso.whole import whole

if TYPE_CHECKING:
    import pyarrow

COPIES, STORIES = "copies.parquet", "stories.parquet"
"""Files in the folder of a run: pairs of reports with words in common, and the story of each report."""
# rows that are written at a time
_ROWS = 10_000
# folders for files in between, which stay where a run was killed
_SCRATCH = (".sayso-copies-*", ".stories-*")


def join(folder: Path, shards: Sequence[int], documents: int, *, processes: int, progress: Progress) -> None:
    """Finds copies and stories among all reports of a run, where that is not done yet.

    Args:
        folder: that of the run.
        shards: its shards, all of them read.
        documents: how many documents there were.
        processes: how many may work at once.
        progress: is told what is being done.

    Raises:
        WorkerError: when a worker process cannot be started or crashes.
    """
    for left in (path for name in _SCRATCH for path in folder.glob(name)):
        shutil.rmtree(left, ignore_errors=True)
    copies, stories = (not (folder / name).exists() for name in (COPIES, STORIES))
    if copies and stories and processes > 1:
        with _beside(lambda tell: write_copies(folder, shards, processes=processes, progress=tell), progress):
            write_stories(folder, shards, documents, processes=processes, progress=progress)
        return
    if copies:
        write_copies(folder, shards, processes=processes, progress=progress)
    if stories:
        write_stories(folder, shards, documents, processes=processes, progress=progress)


def write_copies(folder: Path, shards: Sequence[int], *, processes: int, progress: Progress) -> None:
    """The pairs of reports that have words in common; see `join`."""
    import pyarrow as pa

    readings = Readings(folder)
    schema = pa.schema(
        [
            *((name, pa.string()) for name in ("a", "b", "relation")),
            *((name, pa.float64()) for name in ("share_of_a", "share_of_b")),
        ]
    )

    def tell(doing: str, done: int, of: int) -> None:
        progress(f"copies: {doing}", done, of)

    paths = [str(readings.path(shard)) for shard in shards]
    with closing(find_copies(paths, scratch=folder, processes=processes, progress=tell)) as found:
        _write_rows(folder / COPIES, schema, map(_row_of_pair, found))


def write_stories(folder: Path, shards: Sequence[int], documents: int, *, processes: int, progress: Progress) -> None:
    """The story of each report; see `join`."""
    import pyarrow as pa

    schema = pa.schema(
        [
            ("number", pa.int64()),
            *((name, pa.string()) for name in ("report", "story", "title", "from", "to", "continues")),
            ("score", pa.float64()),
        ]
    )

    def tell(doing: str, done: int, of: int) -> None:
        progress(f"stories: {doing}", done, of)

    rows = (
        {
            "number": number,
            "report": one.report,
            "story": one.story,
            "title": one.title,
            "from": one.start,
            "to": one.end,
            "continues": one.continues,
            "score": one.score,
        }
        for number, one in group(folder, shards, documents, processes=processes, progress=tell)
    )
    _write_rows(folder / STORIES, schema, rows)


def _write_rows(path: Path, schema: pyarrow.Schema, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    batch: list[dict[str, Any]] = []
    with whole(path) as beside, pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for row in rows:
            batch.append(row)
            if len(batch) == _ROWS:
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema=schema))


def _row_of_pair(pair: TextCopy | Unread) -> dict[str, Any]:
    if isinstance(pair, Unread):
        raise damaged(Path(pair.source), pair.message)
    row: dict[str, Any] = msgspec.to_builtins(pair)
    return row


class _Stopped(Exception):
    """What is done beside is not wanted any more."""


@contextmanager
def _beside(work: Callable[[Progress], None], progress: Progress) -> Iterator[None]:
    """Does something in a thread beside the block, which ends when both are done; it is stopped when the block fails.

    Its heavy work is that of worker processes, and of numpy, which lets the block go on meanwhile.

    Args:
        work: tells what it is doing, time and again.
        progress: is told so.
    """
    stop = Event()
    failed: list[BaseException] = []

    def tell(doing: str, done: int, of: int) -> None:
        if stop.is_set():
            raise _Stopped
        progress(doing, done, of)

    def run() -> None:
        try:
            work(tell)
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    except BaseException as error:
        stop.set()
        if isinstance(error, Exception):
            # two that write one file would not do; Ctrl-C waits for nothing
            thread.join()
        raise
    thread.join()
    if failed:
        raise failed[0]
