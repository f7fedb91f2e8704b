"""Tables of recorded runs: every part and step that was measured stands in them, with the numbers of the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import tables


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    return tmp_path


def put(folder: Path, name: str, table: dict[str, Any]) -> None:
    (folder / f"{name}.json").write_text(json.dumps(table), encoding="utf-8")


SPREAD = {"median": 4.0, "low": 3.5, "high": 12.0}
RUN = {
    "date": "2031-05-01",
    "machine": "2 cores",
    "versions": {"trafilatura": "2.3"},
    "rounds": 5,
    "parts": {
        "pages": {
            "trafilatura": {"cpu_ms": SPREAD, "peak_mib": 50.4, "ratio": SPREAD, "scores": {"f1": 0.96}},
            "newspaper4k": {"failed": "newspaper is not installed"},
            "sayso": {"cpu_ms": {**SPREAD, "median": 16.0}, "peak_mib": 150.0},
        }
    },
    "growth": {
        "joins": {"1000": {"cpu": 2.0, "peak": 100.0}, "10000": {"cpu": 20.0, "peak": 200.0}},
        "library": {"1000": {"cpu": 5.0, "peak": 90.0}, "10000": {"failed": "out of memory"}},
        "dossier": {"10": {"cpu": 1.0, "peak": 300.0}, "100": {"cpu": 100.0, "peak": 400.0}},
    },
}
BULK = {
    "date": "2031-05-01",
    "machine": "2 cores",
    "versions": {},
    "reports": 100,
    "words": 60_000,
    "stories": 50,
    "dossiers": 10,
    "in_dossiers": 40,
    "cpu_seconds": {"reading": 36.0, "copies and stories": 1.0, "dossiers": 18.0, "the rest": 0.5},
    "bytes": {"annotations": 2e6, "readings": 1e6, "dossiers": 4e6, "the rest": 1e3, "inputs while it runs": 5e5},
    "mib": {"the process that is started": 324.0, "a worker": 700.0},
}


def test_nothing_recorded_is_said(folder: Path) -> None:
    for table in (tables.parts("made"), tables.growth(), tables.million(), tables.daily()):
        assert table == tables.NONE


def test_parts_have_a_row_for_each_system(folder: Path) -> None:
    put(folder, "all", {"made": RUN})
    assert tables.parts("real") == tables.NONE
    lines = tables.parts("made").splitlines()
    assert lines[0] == (
        "| the article of a web page | pages a CPU second | MiB | sayso takes, times as long | article text, F1 |"
    )
    assert lines[2:5] == [
        "| trafilatura | 250 | 50 | 4.00 (3.50–12) | 0.96 |",
        "| newspaper4k | failed: newspaper is not installed | | | |",
        "| sayso | 62.5 | 150 |  |  |",
    ]
    assert "trafilatura 2.3" in lines[-1]


def test_growth_has_the_power_over_the_whole_range(folder: Path) -> None:
    put(folder, "all", {"made": RUN})
    table = tables.growth()
    assert "| copies and stories of `sayso bulk`, from readings | 2.00 | 2.00 | 1.00 | 200 |" in table
    assert "| a library in SQLite, readings and dossiers given | 5.00 |  |  | 90 |" in table
    assert "| the dossier of one story, readings given | 100.00 | 1000.00 | 2.00 | 400 |" in table


def test_a_million_costs_what_a_report_costs(folder: Path) -> None:
    put(folder, "all", {"made": RUN})
    put(folder, "sizing", {"real": BULK})
    table = tables.million()
    assert table.startswith("| a million | real reports of 600 words |")
    for row in (
        "| reading | 100 CPU hours |",
        "| copies and stories | 0.6 CPU hours |",
        "| dossiers, were every report in one | 125 CPU hours |",
        "| disk: annotations | 20.0 GB |",
        "| disk: dossiers, were every report in one | 100.0 GB |",
        "| memory: a worker | 700 MiB |",
    ):
        assert row in table, table


def test_so_many_a_day_need_whole_cores(folder: Path) -> None:
    put(folder, "all", {"made": RUN})
    put(folder, "sizing", {"real": BULK})
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in tables.daily().splitlines()[2:7]]
    # .36 s to read a report, .002 s to join it, .45 s for its dossier
    assert rows[0] == ["1,000", "0.2", "0.01", "1.0 GiB", "0.13 GB", "47 GB"]
    assert rows[-1] == ["1,000,000", "225.6", "9.40", "7.2 GiB", "130.00 GB", "47,450 GB"]


def test_the_tables_of_the_pages_are_those_of_the_repository() -> None:
    assert tables.stages().count("\n| ") > 10
    assert tables.gate().count("\n| ") == len(tables.PAIRS)
