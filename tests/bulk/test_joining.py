"""Copies and stories of a run: those of the reports as a heap, side by side or not, stopped together."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest
from msgspec import structs
from numpy.typing import NDArray

from bench.made_readings import make_rows
from sayso.bulk import grouping, joining, lead
from sayso.bulk.lead import Lead
from sayso.bulk.readings import Readings
from sayso.errors import BulkError, WorkerError
from sayso.link.stories import features
from sayso.link.stories.features import LEAD, FeatureReader
from sayso.spans import OffsetMap
from sayso.stream import group_features, index
from sayso.types import Report
from tests.bulk import work

COUNT, SHARDS = 600, 5
ROWS = [row for row, _, _ in make_rows(COUNT)]
LEADS = {row["id"]: msgspec.msgpack.decode(row["lead"], type=Lead) for row in ROWS}
VECTORS = {lead.title: np.frombuffer(lead.vector, np.int8) for lead in LEADS.values()}


def silent(doing: str, done: int, of: int) -> None:
    pass


def made_vectors(tops: Sequence[tuple[str | None, str]]) -> NDArray[np.int8]:
    """In place of the embedder: the vector that was made for the headline, a little off for each body."""
    return np.stack(
        [np.clip(VECTORS[t or ""] + zlib.crc32(b.encode()) % 3 - 1, -127, 127).astype(np.int8) for t, b in tops]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a run whose reports are read."""
    for row in ROWS:
        lines = [line for line in row["text"][:LEAD].split("\n") if line.strip()]
        (vector,) = made_vectors([(row["title"], "\n".join(lines))])
        row["lead"] = msgspec.msgpack.encode(structs.replace(LEADS[row["id"]], vector=vector.tobytes()))
    for shard in range(SHARDS):
        Readings(tmp_path).put(shard, ROWS[::-1][shard::SHARDS])
    return tmp_path


def found(folder: Path) -> list[list[dict[str, Any]]]:
    return [pq.read_table(folder / name).to_pylist() for name in (joining.COPIES, joining.STORIES)]


@pytest.mark.parametrize("today", [10**7, date(2031, 3, 20).toordinal()])
def test_the_stories_of_a_run_are_those_of_its_reports_as_a_heap(
    today: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "last_day", lambda days, _: today)
    # few vectors already make cells, so that these are tried too
    monkeypatch.setattr(index, "FEW", 50)
    monkeypatch.setattr(features, "top_vectors", made_vectors)
    cleaned: list[str | None] = []

    def cleaning(tops: Sequence[tuple[str | None, str]]) -> NDArray[np.int8]:
        cleaned.extend(title for title, _ in tops)
        return made_vectors(tops)

    monkeypatch.setattr(lead, "top_vectors", cleaning)
    said = ("id", "outlet", "title", "published", "text")
    reports = [Report(source="", sha256="", offsets=OffsetMap(()), **{n: row[n] for n in said}) for row in ROWS]
    heap = list(group_features(list(FeatureReader(today).together(reports))))
    placed = list(grouping.group(folder, range(SHARDS), COUNT, processes=1, progress=silent))
    assert placed == list(enumerate(heap))
    assert 1 < len({one.story for one in heap}) < COUNT
    assert 0 < len(cleaned) < COUNT // 4


def test_side_by_side_gives_what_one_after_the_other_gives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # few reports already go to other processes
    for name in ("_SHARDS", "_BATCHES"):
        monkeypatch.setattr(grouping, name, 1)
    monkeypatch.setattr("sayso.bulk.copies._SIDE_BY_SIDE", 1)
    monkeypatch.setattr(grouping, "clean_leads", work.uncleaned)
    joining.join(folder, range(SHARDS), COUNT, processes=1, progress=silent)
    alone = found(folder)
    assert alone[0]
    assert [row["report"] for row in alone[1]] == [row["id"] for row in ROWS]
    for name in (joining.COPIES, joining.STORIES):
        (folder / name).unlink()
    left = folder / ".stories-killed"
    left.mkdir()
    told: set[str] = set()
    joining.join(folder, range(SHARDS), COUNT, processes=2, progress=lambda doing, done, of: told.add(doing))
    assert found(folder) == alone
    assert {doing.partition(":")[0] for doing in told} == {"copies", "stories"}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_when_one_of_the_two_fails_the_other_stops(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise WorkerError("so much for that")

    before = threading.active_count()
    with monkeypatch.context() as patched:
        patched.setattr(joining, "write_stories", broken)
        with pytest.raises(WorkerError, match="so much"):
            joining.join(folder, range(SHARDS), COUNT, processes=2, progress=silent)
        assert not (folder / joining.COPIES).exists()
        assert threading.active_count() == before
    monkeypatch.setattr(joining, "write_copies", broken)
    monkeypatch.setattr(grouping, "clean_leads", work.uncleaned)
    with pytest.raises(WorkerError, match="so much"):
        joining.join(folder, range(SHARDS), COUNT, processes=2, progress=silent)
    assert (folder / joining.STORIES).exists()


@pytest.mark.parametrize("killed", [work.killed_with_leads, work.killed_with_places])
def test_a_worker_that_is_killed_ends_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, killed: Callable[..., Any]
) -> None:
    monkeypatch.setattr(grouping, "clean_leads", work.uncleaned)
    for name in ("_SHARDS", "_BATCHES"):
        monkeypatch.setattr(grouping, name, 1)
    if killed is work.killed_with_leads:
        monkeypatch.setattr(grouping, "open_leads", killed)
    else:
        monkeypatch.setattr(grouping, "Proposer", lambda *_: killed)
    with pytest.raises(WorkerError, match="could not be put into stories: its process was killed"):
        list(grouping.group(folder, range(SHARDS), COUNT, processes=2, progress=silent))


@pytest.mark.parametrize("name", ["copies", "stories"])
def test_readings_that_are_damaged_are_named(folder: Path, name: str) -> None:
    path = Readings(folder).path(2)
    path.write_bytes(path.read_bytes()[:-9])
    (folder / (joining.COPIES if name == "stories" else joining.STORIES)).touch()
    with pytest.raises(BulkError, match=r"0002\.parquet: this shard is damaged: .*; delete it and the folder .*taken"):
        joining.join(folder, range(SHARDS), COUNT, processes=1, progress=silent)
    assert len(list(folder.glob("*.parquet"))) == 1
