"""`sayso bulk`: the same as the other commands give, however it is parted, and whatever ends it in between."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.annotate import together
from sayso.bulk import plan, readings, taken
from sayso.bulk.parts import documents_of
from sayso.bulk.run import Ran, bulk
from sayso.errors import BulkError, NothingToRead, UnreadableInput
from sayso.export.json import dossier_record
from sayso.ingest.documents import Document
from sayso.language.backbone import Reading
from sayso.types import Annotations
from tests.bulk import work
from tests.conftest import EXAMPLE, SEED

MANIFESTS = [str(EXAMPLE.parent / name / "manifest.jsonl") for name in ("orrin-dam", "varn-lodge")]
PLACES = ("Tarn", "Velm", "Osk", "Brill", "Hale", "Munt")
# many shards of few documents each
SMALL = 1500


def rows(path: Path, count: int) -> str:
    """Reports of several happenings, two of each nearly alike, a row that is broken, and one that comes twice."""
    lines = []
    for n in range(count):
        place = PLACES[n // 2 % len(PLACES)]
        text = (
            f"A fire destroyed the old mill of {place} on Monday night, the fire service of {place} said.\n\n"
            f"Mayor Ada {place}ley said that {n // 2 + 3} people had been hurt. “We saw the flames from the bridge,” "
            f"said Odo Quill, who lives near the mill of {place}."
        )
        row = {"id": f"r{n}", "published": "2031-03-04", "outlet": f"Paper {n}", "text": text}
        lines.append(json.dumps(row) if n != 5 else "{broken")
    path.write_text("\n".join([*lines, lines[0]]) + "\n", encoding="utf-8")
    return str(path)


def result(folder: Path) -> dict[str, Any]:
    """All that a run gives, by file."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".parquet" and not name.startswith("readings"):
            found[name] = pq.read_table(path).to_pylist()
        elif path.suffix == ".jsonl":
            found[name] = path.read_bytes()
    return found


def dossiers(folder: Path) -> list[Any]:
    return [json.loads(line)["dossier"] for path in sorted(folder.glob("dossiers/*")) for line in path.open("rb")]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    folder = tmp_path_factory.mktemp("bulk") / "run"
    return folder, bulk(MANIFESTS, folder, processes=1)


def test_dossiers_are_those_of_sayso_dossier(examples: tuple[Path, Ran]) -> None:
    folder, ran = examples
    assert (ran.reports, ran.stories, ran.dossiers, ran.unread) == (15, 2, 2, ())
    found = {frozenset(r["source"] for r in d["reports"]): d for d in dossiers(folder)}
    for manifest in MANIFESTS:
        made = json.loads(msgspec.json.encode(dossier_record(sayso.dossier([manifest]))))
        assert found[frozenset(r["source"] for r in made["reports"])] == made


def test_annotations_are_those_of_sayso_read(examples: tuple[Path, Ran]) -> None:
    folder, _ = examples
    alone = {one.reports[0].id: one for one in sayso.read(MANIFESTS) if isinstance(one, sayso.Dossier)}
    for name in readings.TABLES:
        files = sorted((folder / "annotations" / name).glob("*.parquet"))
        found = [row for path in files for row in pq.read_table(path).to_pylist()]
        want = [row for one in alone.values() for row in one.to_arrow(name).to_pylist()]
        assert found
        assert sorted(map(repr, found)) == sorted(map(repr, want))


def test_stories_and_copies_are_those_of_the_commands(examples: tuple[Path, Ran]) -> None:
    folder, ran = examples
    placed = [p for p in sayso.stories(MANIFESTS) if isinstance(p, sayso.Placed)]
    table = pq.read_table(folder / "stories.parquet").to_pylist()
    assert [(r["report"], r["story"], r["title"], r["score"]) for r in table] == [
        (p.report, p.story, p.title, p.score) for p in placed
    ]
    pairs = pq.read_table(folder / "copies.parquet").to_pylist()
    assert ran.copies == len(pairs) > 0
    assert {p["relation"] for p in pairs} <= {"identical", "near-identical", "excerpt", "rewrite"}


def test_processes_and_a_run_that_is_whole_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD", SMALL)
    handed_in = rows(tmp_path / "rows.jsonl", 12)
    first = bulk([handed_in], tmp_path / "one", processes=1)
    assert (first.reports, first.read, [u.kind for u in first.unread]) == (12, 12, ["format"])
    assert len(list((tmp_path / "one" / "readings").iterdir())) > 2
    bulk([handed_in], tmp_path / "two", processes=2)
    assert result(tmp_path / "two") == result(tmp_path / "one")
    ids = [r["report"] for r in pq.read_table(tmp_path / "one" / "stories.parquet").to_pylist()]
    assert sorted(ids) == sorted({*(f"r{n}" for n in range(12) if n != 5), "r0-2"})
    before = result(tmp_path / "one")
    again = bulk([handed_in], tmp_path / "one", processes=1)
    assert (again.read, again.reports, again.unread) == (0, first.reports, first.unread)
    assert result(tmp_path / "one") == before


KILLED = f"import sayso.bulk.plan as plan; plan.SHARD = {SMALL}; from sayso.cli import main; main()"


def test_a_run_that_is_killed_goes_on_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    handed_in = rows(tmp_path / "rows.jsonl", 12)
    command = [sys.executable, "-c", KILLED, "bulk", handed_in, "--processes", "1", "-q", "-o"]
    assert subprocess.run([*command, str(tmp_path / "whole")], capture_output=True).returncode == 3
    chance = random.Random(7 + SEED)
    killed = 0
    while True:
        running = subprocess.Popen([*command, str(tmp_path / "killed")], stderr=subprocess.PIPE, start_new_session=True)
        begun = time.monotonic()
        # longer each time, so that it comes to its end
        patience = chance.uniform(1.0, 4.0) + killed * 3
        while running.poll() is None and time.monotonic() < begun + patience:
            time.sleep(0.02)
        if running.poll() is not None:
            assert running.stderr is not None
            assert running.returncode == 3, running.stderr.read().decode()
            break
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        killed += 1
        assert killed < 40
    assert killed > 1
    assert result(tmp_path / "killed") == result(tmp_path / "whole")


def actors(of: int) -> list[int]:
    """The processes of Ray's actors that read, below a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            said = (path / "cmdline").read_bytes()
            if b"ReadingActor" in said and of in ancestors(int(path.name)):
                found.append(int(path.name))
    return found


def ancestors(pid: int) -> set[int]:
    above: set[int] = set()
    while pid > 1 and pid not in above:
        above.add(pid)
        pid = int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    return above


def test_ray_gives_the_same_with_a_worker_killed_in_the_middle(tmp_path: Path) -> None:
    handed_in = rows(tmp_path / "rows.jsonl", 24)
    command = [sys.executable, "-c", KILLED, "bulk", handed_in, "-q", "-o"]
    assert subprocess.run([*command, tmp_path / "here", "--processes", "2"], capture_output=True).returncode == 3
    folder = tmp_path / "ray"
    ray = [*command, str(folder), "--runner", "ray", "--processes", "2"]
    running = subprocess.Popen(ray, stderr=subprocess.PIPE, start_new_session=True)
    try:
        killed = 0
        while running.poll() is None and not killed:
            done = len(list((folder / "readings").glob("*.parquet"))) if (folder / "readings").exists() else 0
            for pid in actors(running.pid)[:1] if done else ():
                os.kill(pid, signal.SIGKILL)
                killed += 1
            time.sleep(0.02)
        _, told = running.communicate(timeout=240)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 3, told.decode()
    assert killed == 1
    assert result(folder) == result(tmp_path / "here")


def test_a_folder_of_another_run_is_left_alone(examples: tuple[Path, Ran], tmp_path: Path) -> None:
    folder, _ = examples
    with pytest.raises(BulkError, match="it holds a run of other inputs"):
        bulk(MANIFESTS[:1], folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(BulkError, match="there are other files in this folder"):
        bulk(MANIFESTS, tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    handed_in = tmp_path / "rows.jsonl"
    handed_in.write_text('{"text": ""}\n')
    with pytest.raises(NothingToRead):
        bulk([str(handed_in)], tmp_path / "none")
    handed_in.write_text('{"text": "Two bridges of Tarn were closed on Monday."}\n')
    with pytest.raises(BulkError, match="other inputs"):
        bulk([str(handed_in)], tmp_path / "none")


@pytest.mark.parametrize("damage", ["cut", "gone", "noise"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_in = rows(tmp_path / "rows.jsonl", 3)
    folder = tmp_path / "run"

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sayso.bulk.runner.read_shards", stop)
    with pytest.raises(KeyboardInterrupt):
        bulk([handed_in], folder, processes=1)
    monkeypatch.undo()
    shard = folder / "taken" / "0000"
    data = shard.read_bytes()
    if damage == "gone":
        (folder / "run.json").write_text("{")
    else:
        shard.write_bytes(data[:-7] if damage == "cut" else data[:90] + b"x" + data[91:])
    with pytest.raises(
        BulkError, match="run.json" if damage == "gone" else "this shard is damaged: .*; delete the folder .*taken"
    ):
        bulk([handed_in], folder, processes=1)


@pytest.mark.parametrize("damage", ["cut", "noise", "footer"])
def test_a_damaged_reading_is_named_and_read_anew_when_it_is_deleted(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SHARD", SMALL)
    handed_in = rows(tmp_path / "rows.jsonl", 12)
    folder = tmp_path / "run"
    bulk([handed_in], folder, processes=1)
    whole_result = result(folder)
    shard = max((folder / "readings").iterdir(), key=lambda path: path.stat().st_size)
    data = shard.read_bytes()
    middle = data.index(b"The", 4) if b"The" in data else len(data) // 3
    shard.write_bytes(
        {
            "cut": data[:-9],
            "noise": data[:middle] + bytes(b ^ 0xFF for b in data[middle : middle + 40]) + data[middle + 40 :],
            "footer": data[:-40] + b"\xff" * 32 + data[-8:],
        }[damage]
    )
    for name in ("copies.parquet", "stories.parquet"):
        (folder / name).unlink()
    for name in ("dossiers", "parted"):
        shutil.rmtree(folder / name)
    with pytest.raises(BulkError, match=f"{shard.name}: this shard is damaged: .*; delete it and the folder .*taken"):
        bulk([handed_in], folder, processes=1)
    shard.unlink()
    shutil.rmtree(folder / "taken")
    again = bulk([handed_in], folder, processes=1)
    assert 0 < again.read < again.reports
    assert result(folder) == whole_result


@pytest.mark.parametrize("name", ["copies.parquet", "stories.parquet"])
def test_a_damaged_result_is_named_and_made_anew_when_it_is_deleted(tmp_path: Path, name: str) -> None:
    handed_in = rows(tmp_path / "rows.jsonl", 4)
    bulk([handed_in], tmp_path / "run", processes=1)
    whole_result = result(tmp_path / "run")
    damaged = tmp_path / "run" / name
    damaged.write_bytes(damaged.read_bytes()[:-5])
    with pytest.raises(BulkError, match=f"{name}: it is damaged: .*; delete it and run again"):
        bulk([handed_in], tmp_path / "run", processes=1)
    damaged.unlink()
    bulk([handed_in], tmp_path / "run", processes=1)
    assert result(tmp_path / "run") == whole_result


def numbered(path: str) -> list[taken.Numbered]:
    found = [one for one in documents_of([path]) if not isinstance(one, UnreadableInput)]
    return [taken.Numbered(number=n, document=one) for n, one in enumerate(found)]


def test_a_report_that_breaks_a_stage_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate = together.annotate

    def broken(reading: Reading) -> Annotations:
        if reading.report.id == "r1":
            raise ZeroDivisionError("so much for that")
        return annotate(reading)

    monkeypatch.setattr(together, "annotate", broken)
    found = readings.read_batch(numbered(rows(tmp_path / "rows.jsonl", 3))[:3])
    assert [(one.number, one.read.report.id) for one in found.reports] == [(0, "r0"), (2, "r2")]
    (unread,) = found.unread
    assert (unread.id, unread.kind) == ("r1", "failed")
    assert "ZeroDivisionError: so much for that" in unread.message


def test_a_report_that_kills_its_process_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_read_item", work.killed_on_r1)
    ran = bulk([rows(tmp_path / "rows.jsonl", 4)], tmp_path / "run", processes=1)
    assert ran.reports == 4
    (unread,) = ran.unread
    assert (unread.id, unread.kind) == ("r1", "failed")
    assert "was killed" in unread.message
    told = [json.loads(line) for line in (tmp_path / "run" / "unread.jsonl").read_text("utf-8").splitlines()]
    assert [one["id"] for one in told] == ["r1"]


def test_parquet_gives_the_same_as_rows(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in Path(rows(tmp_path / "rows.jsonl", 4)).read_text("utf-8").splitlines()]
    pq.write_table(pa.Table.from_pylist(lines), tmp_path / "rows.parquet")
    want = [(d.id, d.text, d.outlet, d.published) for d in (n.document for n in numbered(str(tmp_path / "rows.jsonl")))]
    found = [n.document for n in numbered(str(tmp_path / "rows.parquet"))]
    assert [(d.id, d.text, d.outlet, d.published) for d in found] == want
    assert {d.outlet for d in found} == {f"Paper {n}" for n in range(4)}


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=6)), max_size=30), st.integers(1, 7))
def test_what_is_taken_in_comes_out(texts: list[tuple[str, str]], shards: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = taken.Taken(Path(folder) / "taken", shards)
        documents = [
            Document(source=f"row {n}", data=text.encode("utf-8", "surrogatepass"), text=text, id=name or None)
            for n, (text, name) in enumerate(texts)
        ]
        assert kept.counts() is None
        assert list(kept.take(documents)) == list(range(1, len(texts) + 1))
        found = {one.number: one.document for shard in range(shards) for one in kept.shard(shard)}
        assert [(found[n].source, found[n].data) for n in range(len(texts))] == [(d.source, d.data) for d in documents]
        names = [found[n].id for n in range(len(texts))]
        assert len(set(names)) == len(names)
        assert all(str(name).startswith(d.made_id) for name, d in zip(names, documents, strict=True))
        counts = kept.counts()
        assert counts is not None
        assert counts.documents == len(texts)
        # the same bytes are side by side
        for shard in range(shards):
            hashes = [one.document.sha256 for one in kept.shard(shard)]
            assert len([k for k, _ in itertools.groupby(hashes)]) == len(set(hashes))
