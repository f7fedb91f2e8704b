"""Libraries that are none, are of others, may not be written, or are written by two at once; and the commands."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sayso
from sayso.cli import main
from sayso.errors import LibraryError
from sayso.store import default_library, open_library
from tests import forked
from tests.store.adding import main as add
from tests.store.conftest import Given, Server


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute(statement)


def command(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Two reports of one story, and a third."""
    rows = [
        {"id": "wire", "text": "A barge sank in the harbour of Tarrow, said Ila Brandt, the mayor of Tarrow.",
         "title": "Barge sinks", "published": "2029-05-09", "url": "https://wire.example/barge"},
        {"id": "post", "text": "A barge laden with grain sank in the harbour of Tarrow, the mayor Ila Brandt said.",
         "title": "Barge sinks at Tarrow", "published": "2029-05-10"},
        {"id": "bank", "text": "Castell Bank will close 61 branches in Estmark, said its chairman Orvo Lint.",
         "published": "2029-06-02"},
    ]  # fmt: skip
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_commands_from_adding_to_forgetting(place: str, news: Path, tmp_path: Path) -> None:
    added = command("add", news, "--library", place, "-q")
    assert added.exit_code == 0, added.output
    rows = [json.loads(line) for line in added.stdout.splitlines()]
    assert [(r["report"], r["new"]) for r in rows] == [("wire", True), ("post", True), ("bank", True)]
    story = rows[0]["story"]
    assert rows[1]["story"] == story != rows[2]["story"]
    listed = command("list", "--library", place).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [rows[2]["story"], story]
    assert "2 reports" in listed[1]
    assert "2029-05-09 – 2029-05-10" in listed[1]
    reports = command("list", story, "--library", place, "--json").stdout.splitlines()
    assert [json.loads(r)["report"] for r in reports] == ["wire", "post"]
    shown = command("show", story, "--library", place, "--format", "json")
    assert {r["id"] for r in json.loads(shown.stdout)["reports"]} == {"wire", "post"}
    alone = command("show", "https://wire.example/barge", "--library", place, "--format", "json")
    assert [r["id"] for r in json.loads(alone.stdout)["reports"]] == ["wire"]
    page = tmp_path / "story.html"
    assert command("show", story, "--library", place, "-o", page).exit_code == 0
    assert "<html" in page.read_text(encoding="utf-8")
    assert command("backup", tmp_path / "copy.sayso", "--library", place).exit_code == 0
    gone = command("forget", "https://wire.example/barge", "--library", place)
    assert (gone.exit_code, gone.stdout.split()[0]) == (0, "wire")
    assert "wire.example" not in command("show", story, "--library", place, "--format", "json").stdout
    assert command("check", "--library", place).exit_code == 0
    assert [json.loads(r)["new"] for r in command("add", news, "--library", place).stdout.splitlines()] == [
        True,
        False,
        False,
    ]


def test_a_story_has_the_same_dossier_as_its_reports_by_themselves(news: Path, tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    both = tmp_path / "both.jsonl"
    both.write_text("".join(news.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    command("add", both, "--library", place)
    shown = command("show", "s1", "--library", place, "--format", "json")
    story, alone = json.loads(shown.stdout), json.loads(sayso.dossier([both]).to_json())
    kept, made = story.pop("provenance"), alone.pop("provenance")
    assert story == alone
    assert kept["made"]
    assert {**made, "input": kept["input"], "made": kept["made"]} == kept


def test_adding_nothing_goes_on(news: Path, tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    command("add", news, "--library", place)
    execute(place, "UPDATE stages SET version = 'sayso 0.0.1'")
    assert command("add", "--library", place).exit_code == 0
    with closing(sqlite3.connect(place)) as db:
        old = "SELECT count(*) FROM readings JOIN stages ON id = stage WHERE version = 'sayso 0.0.1'"
        assert db.execute(old).fetchone() == (0,)


def test_inputs_that_cannot_be_read_are_named(news: Path, tmp_path: Path) -> None:
    done = command("add", news, tmp_path / "missing.txt", "--library", tmp_path / "library.sayso")
    assert done.exit_code == 3
    assert "missing.txt" in done.stderr
    alone = command("add", tmp_path / "missing.txt", "--library", tmp_path / "library.sayso")
    assert alone.exit_code == 1


@pytest.mark.parametrize("words", [("list",), ("show", "s1"), ("check",), ("forget", "r1"), ("backup", "new.sayso")])
def test_a_library_that_is_missing_is_not_made(words: Sequence[str], tmp_path: Path) -> None:
    done = command(*words, "--library", tmp_path / "none.sayso")
    assert done.exit_code == 1
    assert "none.sayso: there is no library" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_names_that_nothing_has_are_told(news: Path, tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    command("add", news, "--library", place)
    for words, said in (
        (("show", "s99"), "there is no story s99"),
        (("show", "nobody"), "no story and no report nobody"),
        (("list", "nobody"), "nobody is no story"),
        (("forget", "nobody"), "no report nobody"),
    ):
        done = command(*words, "--library", place)
        assert (done.exit_code, said in done.stderr) == (1, True), done.stderr


def test_the_default_is_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, news: Path) -> None:
    monkeypatch.delenv("SAYSO_LIBRARY", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_library() == str(tmp_path / "data" / "sayso" / "library.sayso")
    assert command("add", news).exit_code == 0
    assert (tmp_path / "data" / "sayso" / "library.sayso").exists()
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_library() == str(Path.home() / ".local" / "share" / "sayso" / "library.sayso")
    monkeypatch.setenv("SAYSO_LIBRARY", str(tmp_path / "mine.sayso"))
    assert default_library() == str(tmp_path / "mine.sayso")


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Not a database, but a file of some length that someone would miss.\n" * 20)
    songs = tmp_path / "songs.db"
    execute(songs, "CREATE TABLE songs (name TEXT)")
    before = songs.read_bytes()
    for path, said in ((text, "not a database"), (songs, "another program"), (tmp_path, "cannot be used")):
        with pytest.raises(LibraryError, match=said) as told:
            open_library(path, make=True)
        assert str(path) in str(told.value)
    assert text.read_text().startswith("Not a database")
    assert songs.read_bytes() == before


def test_a_library_of_a_newer_version_is_refused(place: str) -> None:
    open_library(place, make=True).close()
    if "://" in place:
        from sayso.store.postgres import Postgres

        with closing(Postgres(place)) as db:
            db.run("UPDATE format SET version = 99")
    else:
        execute(Path(place), "PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match=r"newer sayso wrote it \(format 99"):
        open_library(place)


def test_files_of_one_kind_are_not_taken_for_another(news: Path, tmp_path: Path) -> None:
    sayso.dossier([news], keep=tmp_path / "story.sayso")
    with pytest.raises(LibraryError, match="one story"):
        open_library(tmp_path / "story.sayso")
    list(sayso.stories([news], state=tmp_path / "state.db"))
    with pytest.raises(LibraryError, match="sayso stories"):
        open_library(tmp_path / "state.db", write=False)
    open_library(tmp_path / "library.sayso", make=True).close()
    with pytest.raises(sayso.KeptError, match="many stories"):
        sayso.dossier([news], keep=tmp_path / "library.sayso")


def test_a_library_that_may_only_be_read(told: Sequence[Given], tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    with closing(open_library(place, make=True)) as library:
        library.accept(told)
    with closing(open_library(place, write=False)) as library:
        assert len(library.stories()) == 2
        assert [r.id for r in library.search_reports("harbour")] == ["post", "wire"]
        with pytest.raises(LibraryError, match="readonly"):
            library.forget("wire")


def test_a_full_disk_is_told_and_loses_nothing(news: Path, tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    assert command("add", news, "--library", place).exit_code == 0
    more = tmp_path / "more.jsonl"
    text = "The ferry of Quillport stood still, said Ila Brandt. " * 300
    more.write_text("".join(json.dumps({"id": f"m{n}", "text": f"{n} {text}"}) + "\n" for n in range(100)))
    room = place.stat().st_size + 60_000
    done = subprocess.run(
        [sys.executable, "-m", "sayso", "add", more, "--library", place, "-q"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.returncode == 1, done.stderr
    assert "library.sayso: the library cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
    accepted = {json.loads(line)["report"] for line in done.stdout.splitlines()}
    with closing(open_library(place)) as library:
        assert library.check() == ()
        held = {r.id for s in library.stories(1000) for r in library.reports(s.number)}
        assert held >= accepted | {"wire", "post", "bank"}


def test_two_that_add_at_once_lose_nothing(place: str, tmp_path: Path) -> None:
    run = []
    for name in "ab":
        path = tmp_path / f"{name}.jsonl"
        rows = [
            {"id": f"{name}{n}", "text": f"Ferry {n} of the harbour of Quillport stood still, the mayor said {name}."}
            for n in range(12)
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        run.append(forked.begin(add, place, str(path), "1", "0"))
    for process in run:
        process.join(120)
        assert process.exitcode == 0
    with closing(open_library(place)) as library:
        assert library.check() == ()
        held = [r.id for s in library.stories(1000) for r in library.reports(s.number)]
        assert sorted(held) == sorted(f"{name}{n}" for name in "ab" for n in range(12))
        assert library.unmade("1", "1") == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda s: s.address(password="guessed"), "password"),
        (lambda s: s.address("nowhere"), "nowhere"),
        (lambda s: s.address().replace(str(s.port), "1"), "cannot be reached"),
        (lambda s: s.address().replace("127.0.0.1", "127.0.0.1:x"), "no address"),
        (lambda s: "postgresql://127.0.0.1/library", "must be postgresql://"),
        (lambda s: s.address() + "?sslmode=perhaps", "sslmode"),
        (lambda s: s.address() + "?sslmode=require", "cannot be reached"),
        (lambda s: s.address() + "?host=/nowhere", "cannot be reached"),
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_the_password(
    server: Server, wrong: Callable[[Server], str], said: str
) -> None:
    with pytest.raises(LibraryError, match=said) as told:
        open_library(wrong(server), make=True)
    assert "harbour" not in str(told.value)
    assert "guessed" not in str(told.value)


def test_a_server_without_encryption_is_reached(server: Server) -> None:
    for query in ("", "?sslmode=disable"):
        with closing(open_library(server.address() + query, make=True)) as library:
            assert library.where == server.address().replace(":barge%20and%20harbour", "")


def test_forgotten_words_are_not_in_the_file_any_more(told: Sequence[Given], tmp_path: Path) -> None:
    place = tmp_path / "library.sayso"
    with closing(open_library(place, make=True)) as library:
        library.accept(told)
        library.forget("bank")
    left = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"Tarrow" in left
    for word in (b"Castell", b"castel", b"Estmark", b"Orvo"):
        assert word not in left


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reports SET text = replace(text, 'barge', 'ferry') WHERE id = 'wire'", "report wire"),
        ("UPDATE inputs SET data = x'00'", "bytes are not those"),
        ("UPDATE reports SET record = '{' WHERE id = 'wire'", "damaged"),
        ("DELETE FROM reports WHERE id = 'wire'", "points at nothing|is not there"),
        ("INSERT INTO inputs VALUES ('00', 1, x'00')", "no report is of these bytes"),
        ("UPDATE readings SET annotations = x'00'", "not what was kept"),
        ("UPDATE dossiers SET record = x'00'", "its dossier is damaged"),
        ("DELETE FROM statements", "its statements in search"),
        ("INSERT INTO reports_words (rowid, title, text) VALUES (9, 'x', 'y')", "reports_words"),
    ],
)
def test_damage_is_found(kept: Path, statement: str, said: str, tmp_path: Path) -> None:
    place = tmp_path / "damaged.sayso"
    place.write_bytes(kept.read_bytes())
    execute(place, statement)
    with closing(open_library(place)) as library:
        assert any(re.search(said, f"{p.what}: {p.wrong}") for p in library.check())
    assert command("check", "--library", place).exit_code == 1


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, told: Sequence[Given]) -> Path:
    """A library with dossiers, in one file."""
    from sayso.store.growing import bring_up_to_date, versions

    folder = tmp_path_factory.mktemp("kept")
    with closing(open_library(folder / "library.sayso", make=True)) as library:
        library.accept(told)
        bring_up_to_date(library, versions())
        library.backup(folder / "copy.sayso")
    return folder / "copy.sayso"


def test_datasette_s_metadata_is_printed() -> None:
    told = json.loads(command("list", "--datasette").stdout)
    assert "reports" in told["databases"]["library"]["tables"]
