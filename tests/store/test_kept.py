"""Kept readings: only what is new is read, and the dossier is the same as if all had been handed in together."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

import sayso
from sayso.annotate import together
from sayso.errors import KeptError, NothingToRead
from sayso.language.backbone import parse
from sayso.types import Dossier, Report

TOLD = {
    "wire": (
        "A grain barge sank in the harbour of Tarrow on Tuesday. Three sailors were hurt, the harbour police said on"
        " Wednesday.",
        "2029-05-09",
    ),
    "post": (
        "A barge laden with grain sank at Tarrow. Five sailors were hurt, said the clinic of Tarrow.",
        "2029-05-10",
    ),
    "radio": ("The barge that sank at Tarrow on Tuesday belonged to Hask Lines. Mayor Ila Brandt said so.", None),
}


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, Path]:
    """A JSONL file for each report."""
    out = {}
    for name, (text, day) in TOLD.items():
        out[name] = tmp_path / f"{name}.jsonl"
        row = {"id": name, "text": text, "outlet": name.title(), **({"published": day} if day else {})}
        out[name].write_text(json.dumps(row) + "\n", encoding="utf-8")
    return out


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the reports that were parsed, in order."""
    seen: list[str] = []

    def noted(reports: Iterable[Report], model: str | None = None) -> Iterable[object]:
        for reading in parse(reports, model):
            seen.append(reading.report.id)
            yield reading

    monkeypatch.setattr(together, "parse", noted)
    return seen


def _execute(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as db:
        db.execute(statement)
    db.close()


def _json(made: Dossier) -> str:
    return made.to_json()


def test_reports_that_come_later_make_the_same_dossier(
    rows: dict[str, Path], tmp_path: Path, parsed: list[str]
) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    sayso.dossier([rows["post"]], keep=kept)
    assert parsed == ["wire", "post"]
    grown = sayso.dossier([rows["radio"]], keep=kept)
    assert parsed == ["wire", "post", "radio"]
    assert _json(grown) == _json(sayso.dossier(list(rows.values())))


def test_a_report_whose_day_the_new_one_moves_is_read_again(
    rows: dict[str, Path], tmp_path: Path, parsed: list[str]
) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["radio"]], keep=kept)
    grown = sayso.dossier([rows["wire"], rows["post"]], keep=kept)
    assert parsed == ["radio", "wire", "post", "radio"]
    assert _json(grown) == _json(sayso.dossier([rows["radio"], rows["wire"], rows["post"]]))
    again = len(parsed)
    assert _json(sayso.dossier([], keep=kept)) == _json(grown)
    assert len(parsed) == again


def test_the_same_report_again_changes_nothing(rows: dict[str, Path], tmp_path: Path, parsed: list[str]) -> None:
    kept = tmp_path / "story.sayso"
    first = sayso.dossier([rows["wire"]], keep=kept)
    assert _json(sayso.dossier([rows["wire"]], keep=kept)) == _json(first)
    assert parsed == ["wire"]


def test_another_text_under_the_same_id_stands_beside_the_first(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    changed = rows["wire"].read_text(encoding="utf-8").replace("Three sailors", "Four sailors")
    rows["wire"].write_text(changed, encoding="utf-8")
    for _ in range(2):
        made = sayso.dossier([rows["wire"]], keep=kept)
        assert [r.id for r in made.reports] == ["wire", "wire-2"]
    assert {f.span.text for f in made.figures} >= {"Three", "Four"}
    texts = {r.id: r.text for r in made.reports}
    assert all(texts[f.span.report][f.span.start : f.span.end] == f.span.text for f in made.figures)


def test_what_another_version_read_is_read_anew(rows: dict[str, Path], tmp_path: Path, parsed: list[str]) -> None:
    kept = tmp_path / "story.sayso"
    first = sayso.dossier([rows["wire"], rows["post"]], keep=kept)
    _execute(kept, "INSERT INTO stages (name, version) VALUES ('read', 'sayso 0.0.1')")
    _execute(kept, "UPDATE readings SET stage = (SELECT max(id) FROM stages), annotations = x'00' WHERE arrival = 1")
    assert _json(sayso.dossier([], keep=kept)) == _json(first)
    assert parsed == ["wire", "post", "wire"]


def test_what_was_added_since_is_new(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    _execute(kept, "UPDATE reports SET added = '2019-05-09T08:00:00+00:00'")
    grown = sayso.dossier([rows["post"]], keep=kept, since="2019-05-09T09:00+00:00")
    assert grown.news is not None
    assert grown.news.reports == ("post",)
    everything = sayso.dossier([], keep=kept, since="2019-01-01").news
    assert everything is not None
    assert (everything.reports, everything.changes) == (("wire", "post"), ())
    nothing = sayso.dossier([], keep=kept, since="2999-01-01").news
    assert nothing is not None
    assert (nothing.reports, nothing.changes) == ((), ())
    assert sayso.dossier([], keep=kept).news is None


def test_without_a_kept_file_the_day_of_publication_tells_what_is_new(rows: dict[str, Path]) -> None:
    made = sayso.dossier([rows["wire"], rows["post"]], since="2029-05-10")
    assert made.news is not None
    assert made.news.reports == ("post",)
    figures = {f.id: f for f in made.figures}
    new = {figures[c.id].span.text for c in made.news.changes if c.kind == "figure"}
    claims = {c.id: c for c in made.claims}
    told = [claims[c.id].text for c in made.news.changes if c.kind == "claim"]
    assert "Five" in new or any("Five" in text for text in told)


@pytest.mark.parametrize("since", ["yesterday", "2029-02-30", "", "99999-01-01"])
def test_a_time_that_is_none_is_refused(rows: dict[str, Path], since: str) -> None:
    with pytest.raises(ValueError, match="no day or time"):
        sayso.dossier([rows["wire"]], since=since)


def test_a_file_of_another_program_is_left_alone(rows: dict[str, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    _execute(other, "CREATE TABLE songs (name TEXT)")
    before = other.read_bytes()
    with pytest.raises(KeptError, match="another program"):
        sayso.dossier([rows["wire"]], keep=other)
    assert other.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(rows: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(KeptError, match=r"wire\.jsonl"):
        sayso.dossier([rows["post"]], keep=rows["wire"])
    assert json.loads(rows["wire"].read_text())["id"] == "wire"


def test_a_file_of_a_newer_sayso_is_left_alone(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    _execute(kept, "PRAGMA user_version = 99")
    with pytest.raises(KeptError, match="newer sayso"):
        sayso.dossier([rows["post"]], keep=kept)


def test_a_damaged_record_is_named(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    _execute(kept, "UPDATE reports SET record = '{\"id\": '")
    with pytest.raises(KeptError, match="damaged"):
        sayso.dossier([], keep=kept)


def test_nothing_to_read_makes_no_file(tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    with pytest.raises(NothingToRead):
        sayso.dossier([tmp_path / "missing.txt"], keep=kept)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(rows: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(KeptError, match=r"nowhere/story\.sayso"):
        sayso.dossier([rows["wire"]], keep=tmp_path / "nowhere" / "story.sayso")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to any file")
def test_a_file_that_may_not_be_written_is_named(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    kept.chmod(stat.S_IRUSR)
    with pytest.raises(KeptError, match=r"story\.sayso"):
        sayso.dossier([rows["post"]], keep=kept)


def test_two_at_once_lose_nothing(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    command = [sys.executable, "-m", "sayso", "dossier", "--keep", kept, "--format", "json", "-q"]
    both = [subprocess.Popen([*command, rows[name]], stdout=subprocess.DEVNULL) for name in ("wire", "post")]
    assert [p.wait(timeout=120) for p in both] == [0, 0]
    assert {r.id for r in sayso.dossier([], keep=kept).reports} == {"wire", "post"}


def test_a_process_killed_while_it_reads_leaves_a_good_file(rows: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "story.sayso"
    sayso.dossier([rows["wire"]], keep=kept)
    command = [sys.executable, "-m", "sayso", "dossier", rows["post"], rows["radio"], "--keep", kept, "-o"]
    for seconds in (0.5, 1.5, 2.5):
        running = subprocess.Popen([*command, tmp_path / "d.json", "-q"])
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=60)
        ids = [r.id for r in sayso.dossier([], keep=kept).reports]
        assert ids in (["wire"], ["wire", "post", "radio"])
    grown = sayso.dossier([rows["post"], rows["radio"]], keep=kept)
    assert _json(grown) == _json(sayso.dossier(list(rows.values())))
