"""What a whole bulk run takes for a report: every step counts once, and what it leaves on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import sizing
from bench.contenders import jsonl
from bench.parts import story


def test_a_run_is_measured_from_end_to_end() -> None:
    found = sizing.measure(str(jsonl(story(0, 4))))
    assert (found["reports"], found["stories"], found["dossiers"], found["in_dossiers"]) == (4, 1, 1, 4)
    assert 400 < found["words"] < 2400
    assert set(found["cpu_seconds"]) == {"reading", "copies and stories", "dossiers", "the rest"}
    assert found["cpu_seconds"]["reading"] > 0
    assert all(size > 0 for size in found["bytes"].values())
    assert min(found["mib"].values()) > 30


def test_what_only_the_start_takes_is_taken_off_and_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [
        {"reports": 2, "cpu_seconds": {"reading": 4.0, "dossiers": 3.5}},
        {"reports": 12, "words": 6000, "cpu_seconds": {"reading": 9.0, "dossiers": 3.0}, "bytes": {}, "mib": {}},
    ]
    monkeypatch.setattr(sizing, "KEPT", tmp_path / "sizing.json")
    monkeypatch.setattr(sizing, "measure", lambda path: runs.pop(0))
    assert sizing.main(["reports.jsonl", "--record"]) == 0
    found = json.loads((tmp_path / "sizing.json").read_text(encoding="utf-8"))["real"]
    assert found["cpu_seconds"] == {"reading": 6.0, "dossiers": 0.0}
    assert found["start"] == 7.5
    told = capsys.readouterr().out
    assert "12 reports of 500 words" in told
    assert "reading                          500.0 CPU ms" in told
