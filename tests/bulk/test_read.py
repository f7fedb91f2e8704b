"""`sayso read` over many reports: the same with worker processes as without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sayso
from sayso import assemble
from sayso.ingest import read_inputs
from sayso.types import Unread
from tests.bulk import work


def rows(path: Path, count: int) -> str:
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            row = {
                "id": f"r{n}",
                "published": "2031-03-04",
                "text": f"Mayor Ada Roe said on Monday that {n + 2} bridges of Tarn had been closed.",
            }
            out.write((json.dumps(row) if n != 4 else "{broken") + "\n")
    return str(path)


def test_processes_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rows(tmp_path / "many.jsonl", assemble.SIDE_BY_SIDE + 1)
    monkeypatch.setattr("sayso.bulk.processes.affordable", lambda: 2)
    found = list(sayso.read([path]))
    assert found == [assemble.read_one(item) for item in read_inputs([path])]
    assert [isinstance(item, Unread) for item in found].count(True) == 1


def test_few_reports_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rows(tmp_path / "few.jsonl", 3)
    monkeypatch.setattr("sayso.bulk.processes.in_processes", None)
    assert len(list(sayso.read([path]))) == 3


def test_a_report_that_breaks_a_stage_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = assemble._read_report

    def broken(report: sayso.Report, model: str | None) -> sayso.Dossier:
        if report.id == "r1":
            raise ZeroDivisionError("so much for that")
        return read(report, model)

    monkeypatch.setattr(assemble, "_read_report", broken)
    first, second, third = sayso.read([rows(tmp_path / "few.jsonl", 3)])
    assert isinstance(second, Unread)
    assert (second.id, second.kind) == ("r1", "failed")
    assert "ZeroDivisionError: so much for that" in second.message
    assert [len(d.statements) for d in (first, third) if isinstance(d, sayso.Dossier)] == [1, 1]


def test_a_model_that_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    path = rows(tmp_path / "many.jsonl", assemble.SIDE_BY_SIDE + 1)
    with pytest.raises(sayso.ModelError, match="no_such_model"):
        list(sayso.read([path], model="no_such_model"))


def test_a_report_that_costs_a_worker_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rows(tmp_path / "many.jsonl", assemble.SIDE_BY_SIDE)
    monkeypatch.setattr(assemble, "SECONDS", 5.0)
    monkeypatch.setattr(assemble, "read_bounded", work.read_the_harmless)
    monkeypatch.setattr("sayso.bulk.processes.affordable", lambda: 2)
    found = list(sayso.read([path]))
    lost = {one.id: one.message for one in found if isinstance(one, Unread) and one.kind == "failed"}
    assert lost == {
        "r1": "it could not be annotated: it took longer than 5 seconds. Please report it with this text",
        "r2": "it could not be annotated: its process ended with signal 11. Please report it with this text",
        "r3": "it could not be annotated: it takes more memory than there is. Please report it with this text",
    }
    assert [one.reports[0].id for one in found if isinstance(one, sayso.Dossier)] == [
        "r0",
        *(f"r{n}" for n in range(5, 12)),
    ]
