"""What each stage takes: all of the time is some stage's, and none is counted twice."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bench import stages
from tests.conftest import EXAMPLE


def test_a_stage_within_another_counts_by_itself() -> None:
    clock = stages.Clock()

    def busy(seconds: float) -> None:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass

    with clock.stage("outer"):
        busy(0.05)
        clock.timed("inner", busy)(0.2)
    assert 0.04 < clock.spent["outer"] < 0.15
    assert 0.19 < clock.spent["inner"] < 0.3


def test_the_table_is_printed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stages, "KEPT", tmp_path / "stages.json")
    assert stages.main([str(EXAMPLE / "01-northwire.txt"), "--record"]) == 0
    table = json.loads((tmp_path / "stages.json").read_text())
    assert table["reports"] == 1
    assert table["words"] > 100
    assert {name for _, _, name in stages.STAGES} | {"ingest", "parse", "the rest"} == set(table["milliseconds"])
    assert all(spent >= 0 for spent in table["milliseconds"].values())
    assert "reports a second" in capsys.readouterr().out
