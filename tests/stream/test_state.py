"""The file that remembers stories: what comes later joins, nothing is lost or doubled, wherever a run is cut off."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.errors import StateError
from sayso.types import Unread

Rows = list[dict[str, Any]]
Write = Callable[..., Path]

# joins reports in batches of eight, and kills itself in the middle of the transaction of one of them
KILLED = """
import os, signal, sys
import sayso.stream
from sayso.stream.storage import Stories
state, news, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
sayso.stream.BATCH = 8
learn, done = Stories._learn, []
def die(self):
    done.append(1)
    if len(done) == batch:
        os.kill(os.getpid(), signal.SIGKILL)
    learn(self)
Stories._learn = die
for one in sayso.stories([news], state=state):
    pass
"""


def told(path: Path, state: Path, **options: Any) -> dict[str, sayso.Placed]:
    rows = [one for one in sayso.stories([path], state=state, **options) if not isinstance(one, Unread)]
    assert len({row.report for row in rows}) == len(rows)
    return {row.report: row for row in rows}


def kept(state: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the file holds, but for what was told, and for when what was learnt was last written."""
    with closing(sqlite3.connect(state)) as db:
        reports = db.execute(
            "SELECT arrival, id, given, sha256, story, score, title, day, vector, terms, lines FROM arrivals ORDER BY 1"
        ).fetchall()
        stories = db.execute("SELECT * FROM stories ORDER BY 1").fetchall()
        return {"reports": reports, "stories": stories}


def test_reports_of_two_calls_are_told_as_of_one(news: Rows, write: Write, tmp_path: Path) -> None:
    whole = told(write(news), tmp_path / "whole.db")
    first = told(write(news[:21], "first.jsonl"), tmp_path / "parts.db")
    second = told(write(news[21:], "second.jsonl"), tmp_path / "parts.db")
    assert first | second == whole | {r: p for r, p in first.items() if r not in second}
    assert kept(tmp_path / "whole.db") == kept(tmp_path / "parts.db")


@pytest.mark.parametrize("batch", [1, 3])
def test_a_killed_run_goes_on_as_if_it_had_not_been(batch: int, news: Rows, write: Write, tmp_path: Path) -> None:
    path, state = write(news), tmp_path / "state.db"
    command = [sys.executable, "-c", KILLED, str(state), str(path), str(batch)]
    assert subprocess.run(command, timeout=120).returncode == -9
    with closing(sqlite3.connect(state)) as db:
        assert db.execute("SELECT count(*) FROM arrivals").fetchone()[0] == 8 * (batch - 1)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert told(path, state) == told(path, tmp_path / "whole.db")
    assert kept(state) == kept(tmp_path / "whole.db")


def test_the_same_reports_again_change_nothing(news: Rows, write: Write, tmp_path: Path) -> None:
    path, state = write(news[:16]), tmp_path / "state.db"
    first = told(path, state)
    before = kept(state)
    assert told(path, state) == first
    assert kept(state) == before


def test_another_report_under_a_known_id_is_a_report_of_its_own(news: Rows, write: Write, tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    told(write(news[:8]), state)
    again = told(write([news[1] | {"id": "ferry-0"}], "again.jsonl"), state)
    assert set(again) == {"ferry-0-2"}
    assert again["ferry-0-2"].story == told(write(news[1:2], "mine.jsonl"), state)["mine-0"].story
    assert set(told(write([news[1] | {"id": "ferry-0"}], "again.jsonl"), state)) == {"ferry-0-2"}


def test_reports_that_were_not_told_to_the_end_are_told_by_the_next_call(
    news: Rows, write: Write, tmp_path: Path
) -> None:
    state = tmp_path / "state.db"
    cut = sayso.stories([write(news[:8])], state=state)
    next(cut)
    cut.close()
    assert set(told(write(news[8:10], "next.jsonl"), state)) == {row["id"] for row in news[:10]}
    assert set(told(write(news[10:11], "last.jsonl"), state)) == {news[10]["id"]}


def test_a_late_report_joins_the_story_of_its_day(news: Rows, write: Write, tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    ferry = [row for row in news if row["id"].startswith("ferry")]
    found = told(write([*ferry[:3], *[row for row in news if row not in ferry]]), state)
    late = told(write(ferry[3:], "late.jsonl"), state)
    assert {one.story for one in late.values()} == {found["ferry-0"].story}


def test_other_files_are_left_alone(news: Rows, write: Write, tmp_path: Path) -> None:
    path = write(news[:2])
    text = tmp_path / "notes.txt"
    text.write_text("Not a database, but a file of some length that someone would miss.\n" * 20)
    with pytest.raises(StateError, match=r"notes\.txt"):
        list(sayso.stories([path], state=text))
    assert text.read_text().startswith("Not a database")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE things (name TEXT)")
        db.commit()
    with pytest.raises(StateError, match="another program"):
        list(sayso.stories([path], state=other))


def test_a_file_of_other_weights_window_or_a_newer_sayso_is_refused(news: Rows, write: Write, tmp_path: Path) -> None:
    path, state = write(news[:2]), tmp_path / "state.db"
    told(path, state)
    with pytest.raises(StateError, match="window of 100,000"):
        list(sayso.stories([path], state=state, window=5000))
    with closing(sqlite3.connect(state)) as db:
        db.execute("UPDATE state SET value = 'others' WHERE key = 'weights'")
        db.commit()
    with pytest.raises(StateError, match="begin a new file"):
        list(sayso.stories([path], state=state))
    with closing(sqlite3.connect(state)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="newer sayso"):
        list(sayso.stories([path], state=state))


def test_the_command_remembers_and_names_a_file_that_cannot_be_written(
    news: Rows, write: Write, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "sayso", "stories", str(write(news[:8]))]
    done = subprocess.run([*command, "--state", str(tmp_path / "s.db")], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert len(done.stdout.splitlines()) == 8
    done = subprocess.run([*command, "--state", str(tmp_path / "no" / "s.db")], capture_output=True, timeout=120)
    assert done.returncode == 1
    assert b"s.db" in done.stderr
