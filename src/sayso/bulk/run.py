"""Millions of reports to annotations, copies, stories and dossiers in one folder; a run that was cut off goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from sayso.bulk.dossiers import dossiers_path, part_by_story
from sayso.bulk.joining import COPIES, STORIES, join
from sayso.bulk.parts import documents_of
from sayso.bulk.plan import Plan, go_on, make_plan
from sayso.bulk.processes import affordable
from sayso.bulk.readings import Readings
from sayso.bulk.runner import DOSSIERS, PARTED, TAKEN, Here, Runner, Work
from sayso.bulk.taken import Taken
from sayso.errors import BulkError, NothingToRead
from sayso.store.growing import versions
from sayso.types import Progress, Unread
from sayso.whole import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run gave: how many reports, pairs of copies, stories, and dossiers of stories of several reports.

    `read` is how many reports this call read, the rest was there; `seconds` how long it took. `unread` says what gave
    no report or no dossier, and why.
    """

    reports: int
    copies: int
    stories: int
    dossiers: int
    read: int
    seconds: float
    unread: tuple[Unread, ...]


def bulk(
    paths: Sequence[str],
    folder: Path,
    *,
    stdin: BinaryIO | None = None,
    processes: int | None = None,
    runner: Literal["local", "ray"] = "local",
    address: str | None = None,
    model: str | None = None,
    allow_private: bool = False,
    progress: Progress = lambda doing, done, of: None,
) -> Ran:
    """Reads reports of any number and size into a folder: annotations, copies, stories, and dossiers of these.

    What is whole in the folder from an earlier call with the same inputs stays; whatever ended that call, this one goes
    on where it was. A report is read as `sayso.read` does it, stories are those of `sayso.stories`, and the dossier of
    a story is that of `sayso.dossier` over its reports.

    Args:
        paths: what `sayso.read` takes, and Parquet files with a column `text` or `html`.
        folder: where everything goes: `annotations/TABLE/*.parquet`, `copies.parquet`, `stories.parquet`,
            `dossiers/*.jsonl`, `unread.jsonl`; `readings` and `run.json` are what a later call goes on with.
        stdin: what "-" reads.
        processes: worker processes; None for one a core, as far as memory goes.
        runner: who reads the reports and makes the dossiers: processes of this machine, or actors of a Ray cluster.
        address: the cluster, whose machines all have the folder at the same place; None starts one here.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        allow_private: let addresses lead to private, loopback and link-local hosts.
        progress: is told what is being done, how much of it is done, and out of how many, 0 when that is not known.

    Raises:
        BulkError: when the folder cannot be used, or holds a run of other inputs or of another version.
        NothingToRead: when no input gave a report.
        ModelError: when the language model is missing or is not what it claims to be.
        WorkerError: when no worker process can be started.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise BulkError("this needs pyarrow: pip install 'sayso[bulk]'") from error
    began = time.monotonic()
    today = versions(model)
    plan = go_on(folder, make_plan(paths, today.reading, today.linking))
    run = _runner(runner, address)(Work(folder=folder.resolve(), shards=plan.shards, model=model), processes)
    taken, readings = Taken(folder / TAKEN, plan.shards), Readings(folder)
    if taken.counts() is None:
        for number in taken.take(documents_of(paths, stdin=stdin, allow_private=allow_private)):
            progress("taking in", number, 0)
    counts = taken.counts()
    assert counts is not None
    read = _read(plan, readings, counts.documents, run, progress)
    shards = range(plan.shards)
    unread = [*counts.unread, *(one for shard in shards for one in readings.unread(shard))]
    reports = sum(readings.count(shard) for shard in shards)
    if not reports:
        raise NothingToRead(unread)
    join(folder, shards, counts.documents, processes=processes or affordable(), progress=progress)
    several, stories = _of_several(folder)
    failed = _dossiers(folder, plan, readings, several, run, progress)
    unread += failed
    with whole(folder / "unread.jsonl") as beside:
        beside.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in unread))
    return Ran(
        reports=reports,
        copies=_length(folder / COPIES),
        stories=stories,
        dossiers=len(set(several.values())) - len(failed),
        read=read,
        seconds=time.monotonic() - began,
        unread=tuple(unread),
    )


def _runner(name: str, address: str | None) -> Callable[[Work, int | None], Runner]:
    if name == "local":
        return Here
    from sayso.bulk.on_ray import OnRay

    return partial(OnRay, address=address)


def _read(plan: Plan, readings: Readings, documents: int, run: Runner, progress: Progress) -> int:
    """Reads the shards that are not read yet; how many documents that were."""
    read = {shard for shard in range(plan.shards) if readings.has(shard)}
    before = done = sum(readings.count(shard) + len(readings.unread(shard)) for shard in read)
    for more in run.read([shard for shard in range(plan.shards) if shard not in read]):
        done += more
        progress("reading", done, documents)
    return done - before


def _of_several(folder: Path) -> tuple[dict[int, str], int]:
    """The story of each report whose story has several, by the report's number; and how many stories there are."""
    import pyarrow.parquet as pq

    with _named(folder / STORIES):
        table = pq.read_table(folder / STORIES, columns=["number", "story"])
    numbers, stories = table.column("number").to_pylist(), table.column("story").to_pylist()
    sizes: dict[str, int] = {}
    for story in stories:
        sizes[story] = sizes.get(story, 0) + 1
    return {n: s for n, s in zip(numbers, stories, strict=True) if sizes[s] > 1}, len(sizes)


def _dossiers(
    folder: Path, plan: Plan, readings: Readings, several: dict[int, str], run: Runner, progress: Progress
) -> list[Unread]:
    """Makes the dossiers that are missing; the stories of which none could be made."""
    out = folder / DOSSIERS
    left = [part for part in range(plan.shards) if not dossiers_path(out, part).exists()]
    if left:
        part_by_story(readings, range(plan.shards), several, folder / PARTED, plan.shards)
        done = 0
        for more in run.tell(left):
            done += more
            progress("making dossiers", done, len(set(several.values())))
    return [
        msgspec.json.decode(line, type=_Line).error
        for part in range(plan.shards)
        for line in _lines(dossiers_path(out, part))
        if line.startswith(_FAILED)
    ]


# how a line begins that says why a story has no dossier
_FAILED = b'{"error":'


class _Line(msgspec.Struct):
    error: Unread


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _length(path: Path) -> int:
    import pyarrow.parquet as pq

    with _named(path):
        return int(pq.read_metadata(path).num_rows)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Says of a file that it is damaged, where it cannot be read."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        why = " ".join(str(error).split())
        raise BulkError(f"{path}: it is damaged: {why}; delete it and run again: it is then made anew") from error
