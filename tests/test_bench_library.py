"""The benchmark of a library prints a line for each thing that it times, and no errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import library
from sayso.stream import storage


def test_a_small_library_is_filled_and_timed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "FeatureReader", storage.FeatureReader)
    for name, value in (("READERS", 3), ("SETTLED", 0.1), ("PAUSE", 0.01), ("ADDED", 4), ("ASKED", 2)):
        monkeypatch.setattr(library, name, value)
    where = str(tmp_path / "library.sayso")
    accepted, kept, stories = library.fill(where, 60)
    assert 0 < accepted < kept
    assert 0 < stories <= 60
    library.measure("SQLite", where, 60)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "page: a story" in line]
    assert lines[-1].split() == ["SQLite", "0", "errors"]
    assert len(lines) == 22
