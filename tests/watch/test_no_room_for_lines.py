"""A disk that fills up in the middle of a file of alerts cuts no line of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.watch.telling import append_lines
from tests.store.test_full_disk import room_for
from tests.watch.test_telling import alerts


@pytest.mark.parametrize(("room", "count"), [(0, 1), (300, 5), (9_000, 500), (70_000, 5_000)])
def test_a_file_of_alerts_has_whole_lines_alone(tmp_path: Path, room: int, count: int) -> None:
    path = tmp_path / "alerts.jsonl"
    append_lines(path, alerts(0, 2))
    before = path.read_bytes()
    with room_for(len(before) + room), pytest.raises(OSError, match="too large"):
        append_lines(path, alerts(2, count))
    assert path.read_bytes() == before
    append_lines(path, alerts(2, count))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"key{n:04d}" for n in range(2 + count)]
