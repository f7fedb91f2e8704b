"""A run whose disk is full says so, leaves nothing half written, and goes on when there is room again."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from click.testing import CliRunner

from sayso.cli import main
from tests.bulk.test_run import rows
from tests.forked import room_for


def test_a_run_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    handed_in = rows(tmp_path / "rows.jsonl", 2)
    folder = tmp_path / "run"
    command = ["bulk", handed_in, "--processes", "1", "-q", "-o", str(folder)]
    for room in (300, 3_000):
        with room_for(room):
            failed = CliRunner().invoke(main, command)
        assert failed.exit_code == 1, failed.output
        assert str(folder) in failed.stderr
        assert "too large" in failed.stderr
        assert [path for path in folder.rglob("*") if path.name.endswith(".part")] == []
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert sorted(pq.read_table(folder / "stories.parquet")["report"].to_pylist()) == ["r0", "r0-2", "r1"]
