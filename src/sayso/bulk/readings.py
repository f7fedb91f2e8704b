"""Documents to what was read of them: by worker processes, shard by shard, each whole on the disk when it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.annotate.together import Read, read_apart
from sayso.bulk.memory import limit_memory
from sayso.bulk.processes import Lost, Processes, in_processes
from sayso.bulk.taken import Numbered, Taken
from sayso.errors import BulkError, SaysoError
from sayso.failing import UNREAD, failed
from sayso.ingest import read_document
from sayso.store.records import decode, encode
from sayso.store.twins import read_of_twin
from sayso.types import Dossier, Report, Table, Unread
from sayso.whole import whole

if TYPE_CHECKING:
    import pyarrow.parquet

    from sayso.bulk.lead import Lead

TABLES: tuple[Table, ...] = ("reports", "entities", "statements", "figures", "times", "events")
"""What is found in one report, each kind in a folder of its own."""
# documents that a worker reads at once, and seconds that each may take before the worker is stopped
AT_ONCE, SECONDS = 16, 60.0
# with all that have the same bytes as these
MOST = 16 * AT_ONCE
# rows of a file that are read at a time
_ROWS = 64
# readings repeat their keys, so they shrink to a seventh; stronger settings take longer than they save
_COMPRESSION, _LEVEL = "zstd", 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report with its number among the documents, what was read of it, and its lead."""

    number: int
    read: Read
    lead: Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """What became of some documents: reports, what gave none, and what was found in the reports as Arrow streams."""

    reports: tuple[ReadReport, ...] = ()
    unread: tuple[Unread, ...] = ()
    tables: tuple[bytes, ...] = ()


class Readings:
    """What was read of the reports of a run, by shards, in Parquet files.

    Args:
        folder: the folder of the run; `readings` in it has what is needed to go on, `annotations` what was found.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, shard: int) -> bool:
        """Whether a shard is read."""
        return self.path(shard).exists()

    def keep(self, shard: int, batches: Sequence[ReadBatch]) -> None:
        """Writes what became of a shard's documents; that it is done is seen when all is on the disk."""
        import pyarrow as pa

        for at, name in enumerate(TABLES):
            found = [pa.ipc.open_stream(batch.tables[at]).read_all() for batch in batches if batch.tables]
            if found:
                _write(self._folder / "annotations" / name / f"{shard:04}.parquet", pa.concat_tables(found))
        self.put(
            shard,
            [_row(one) for batch in batches for one in batch.reports],
            [one for batch in batches for one in batch.unread],
        )

    def put(self, shard: int, rows: Sequence[Mapping[str, Any]], unread: Sequence[Unread] = ()) -> None:
        """Writes the rows of a shard's reports, as `rows` gives them, and what of its documents gave none."""
        import pyarrow as pa

        said = {b"unread": msgspec.json.encode(unread)}
        _write(self.path(shard), pa.Table.from_pylist(list(rows), schema=_schema()).replace_schema_metadata(said))

    def unread(self, shard: int) -> tuple[Unread, ...]:
        """The documents of a shard that gave no report."""
        with self._opened(shard) as file:
            return msgspec.json.decode(file.schema_arrow.metadata[b"unread"], type=tuple[Unread, ...])

    def count(self, shard: int) -> int:
        """How many reports of a shard were read."""
        with self._opened(shard) as file:
            return int(file.metadata.num_rows)

    def rows(self, shard: int, columns: Sequence[str], only: Collection[int] | None = None) -> Iterator[dict[str, Any]]:
        """Some columns of a shard's reports.

        Args:
            shard: its number.
            columns: their names, "number" among them.
            only: the numbers of the reports that are wanted; None for all.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = None if only is None else pc.is_in(pc.field("number"), pa.array(sorted(only), pa.int64()))
        with self._opened(shard) as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=list(columns)):
                yield from (batch if wanted is None else batch.filter(wanted)).to_pylist()

    @contextmanager
    def _opened(self, shard: int) -> Iterator[pyarrow.parquet.ParquetFile]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self.path(shard), page_checksum_verification=True) as file:
                yield file
        except (pa.ArrowException, OSError, UnicodeDecodeError, msgspec.DecodeError, KeyError, TypeError) as error:
            raise damaged(self.path(shard), error) from error

    def path(self, shard: int) -> Path:
        """The file of a shard."""
        return self._folder / "readings" / f"{shard:04}.parquet"


def damaged(path: Path, why: object) -> BulkError:
    """That a file of readings cannot be read, and what to do.

    Args:
        path: the file.
        why: what is wrong with it.
    """
    told, inputs = " ".join(str(why).split()), path.parent.parent / "taken"
    return BulkError(
        f"{path}: this shard is damaged: {told}; delete it and the folder {inputs} and run again: its documents are "
        "then read anew"
    )


Reader = Processes["_Item", ReadBatch]


def reader(processes: int, model: str | None) -> Reader:
    """Worker processes for `read_shards`.

    Args:
        processes: how many.
        model: an installed spaCy pipeline; None takes the one that is preferred.
    """
    return Processes(partial(_read_item, model=model), processes, seconds=SECONDS * AT_ONCE)


def read_shards(
    taken: Taken, readings: Readings, shards: Sequence[int], reader: Reader, *, model: str | None
) -> Iterator[int]:
    """Reads the documents of shards and keeps what was read.

    A batch at which a worker crashes, takes too long or too much memory is read again one by one; the document that
    does it gives an `Unread` of kind "failed".

    Args:
        taken: the documents.
        readings: where to keep.
        shards: those that are not read yet.
        reader: the processes that do it.
        model: what they read with.

    Yields:
        How many documents were read, time and again.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
        WorkerError: when no worker process can be started.
        BulkError: when a shard is damaged.
    """
    found: list[ReadBatch] = []
    for (shard, documents, last), result in reader.results(_items(taken, shards)):
        found += _one_by_one(documents, model) if isinstance(result, Lost) else [result]
        if last:
            readings.keep(shard, found)
            taken.let_go(shard)
            found = []
        yield len(documents)


# a shard's number, some of its documents, and whether they are the last
_Item = tuple[int, tuple[Numbered, ...], bool]


def _items(taken: Taken, shards: Sequence[int]) -> Iterator[_Item]:
    for shard in shards:
        batches = list(_batches(taken.shard(shard)))
        for at, batch in enumerate(batches, start=1):
            yield shard, batch, at == len(batches)


def _batches(documents: Sequence[Numbered]) -> Iterator[tuple[Numbered, ...]]:
    """Documents in batches of AT_ONCE different ones, with more of the same bytes beside these; one at least."""
    batch: list[Numbered] = []
    different = 0
    for at, one in enumerate(documents):
        new = not at or documents[at - 1].document.sha256 != one.document.sha256
        if (new and different == AT_ONCE) or len(batch) == MOST:
            yield tuple(batch)
            batch, different = [], 0
        batch.append(one)
        different += new or not different
    yield tuple(batch)


def _one_by_one(documents: Sequence[Numbered], model: str | None) -> Iterator[ReadBatch]:
    items: list[_Item] = [(0, (one,), True) for one in documents]
    with closing(in_processes(partial(_read_item, model=model), items, 1, seconds=SECONDS)) as results:
        for (_, (one,), _), result in results:
            yield ReadBatch(unread=(_failed(one, result.reason),)) if isinstance(result, Lost) else result


def _read_item(item: _Item, *, model: str | None) -> ReadBatch:
    limit_memory()
    return read_batch(item[1], model=model)


def read_batch(documents: Sequence[Numbered], *, model: str | None = None) -> ReadBatch:
    """What becomes of documents, each as if no other stood beside it.

    Args:
        documents: with distinct ids.
        model: an installed spaCy pipeline; None takes the one that is preferred.
    """
    from sayso.bulk.lead import leads_of

    unread: list[Unread] = []
    reports: list[Report] = []
    numbers: dict[str, int] = {}
    for one in documents:
        try:
            outcome = read_document(one.document)
        except Exception as error:
            outcome = _failed(one, error)
        if isinstance(outcome, Unread):
            unread.append(outcome)
        else:
            reports.append(outcome)
            numbers[outcome.id] = one.number
    reads: list[Read] = []
    for read in _reads(reports, model):
        if isinstance(read, Unread):
            unread.append(read)
        else:
            reads.append(read)
    if not reads:
        return ReadBatch(unread=tuple(unread))
    # as they were handed in: beside other reports they may get another day
    leads = leads_of([read.report for read in reads])
    return ReadBatch(
        reports=tuple(
            ReadReport(number=numbers[read.report.id], read=read, lead=lead)
            for read, lead in zip(reads, leads, strict=True)
        ),
        unread=tuple(unread),
        tables=_tables(reads, model),
    )


def _reads(reports: Sequence[Report], model: str | None) -> Iterator[Read | Unread]:
    """What is read of reports, in their order; of several with the same bytes that would read the same, one is read."""
    first: dict[str, Report] = {}
    for report in reports:
        first.setdefault(report.sha256, report)
    known = dict(zip(first, _each(list(first.values()), model), strict=True))
    for report in reports:
        read = known[report.sha256]
        if first[report.sha256] is report:
            yield read
        elif isinstance(read, Read) and (own := read_of_twin(read, report)) is not None:
            yield own
        else:
            yield from _each([report], model)


def _each(reports: Sequence[Report], model: str | None) -> list[Read | Unread]:
    """What is read of reports; where one of them breaks a stage, each by itself."""
    try:
        return list(read_apart(reports, model=model))
    except SaysoError:
        raise
    except Exception as error:
        if len(reports) > 1:
            return [read for report in reports for read in _each([report], model)]
        (report,) = reports
        return [failed(report.id, report.source, UNREAD, error)]


def _tables(reads: Sequence[Read], model: str | None) -> tuple[bytes, ...]:
    """What was found in reports, as `sayso read` tells it: an Arrow stream for each of TABLES."""
    import pyarrow as pa

    from sayso.assemble import alone
    from sayso.export.tables import to_arrow
    from sayso.language.backbone import describe

    models = {"parse": describe(model)}
    dossiers: list[Dossier] = [alone(read.annotations, models=models) for read in reads]
    streams = []
    for name in TABLES:
        table = pa.concat_tables([to_arrow(dossier, name) for dossier in dossiers])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        streams.append(sink.getvalue().to_pybytes())
    return tuple(streams)


def _failed(one: Numbered, why: Exception | str) -> Unread:
    return failed(one.document.made_id, one.document.source, UNREAD, why)


def _write(path: Path, table: pyarrow.Table) -> None:
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as beside:
        pq.write_table(
            table,
            beside,
            compression=_COMPRESSION,
            compression_level=_LEVEL,
            row_group_size=1024,
            write_page_checksum=True,
        )


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    text = ("id", "outlet", "url", "title", "published", "text", "read")
    return pa.schema([("number", pa.int64()), *((name, pa.large_string()) for name in text), ("lead", pa.binary())])


def _row(one: ReadReport) -> dict[str, Any]:
    said = {name: getattr(one.read.report, name) for name in ("id", "outlet", "url", "title", "published", "text")}
    return {"number": one.number, **said, "read": encode(one.read), "lead": msgspec.msgpack.encode(one.lead)}


def read_of(text: str) -> Read:
    """What was read of a report, of a row's `read`."""
    return decode(text, Read)
