"""A disk that is full is told, nothing half written stays, and the same command goes on when there is room again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from sayso.cli.output import write_all, write_one
from sayso.errors import JudgementsError, LibraryError
from sayso.judge.rows import Anchor, new_judgement
from sayso.store import open_library
from sayso.store.judgements import add_judgements
from sayso.types import Dossier
from tests import forked
from tests.conftest import SEED
from tests.forked import room_for
from tests.store.adding import main as add
from tests.store.conftest import Given
from tests.store.test_killed import HAPPENINGS, state

ROUNDS = 6 if SEED else 2


@pytest.fixture
def long_news(tmp_path: Path) -> Path:
    """Reports that take some room."""
    path = tmp_path / "news.jsonl"
    draw = Random(4)
    rows = [
        {"id": f"r{n}", "text": f"{HAPPENINGS[n % 6]}. Notes: {draw.randbytes(3000).hex()}", "published": "2029-03-05"}
        for n in range(24)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_adding_goes_on_when_there_is_room_again(long_news: Path, tmp_path: Path) -> None:
    place, whole = str(tmp_path / "library.sayso"), str(tmp_path / "whole.sayso")
    assert forked.run(add, whole, str(long_news), "1", "0")[0] == 0
    full = Path(whole).stat().st_size
    with closing(open_library(place, make=True)):
        pass
    draw = Random(f"full {SEED}")
    accepted: set[str] = set()
    for _ in range(ROUNDS):
        room = draw.randint(Path(place).stat().st_size, full)
        status, out, err = forked.run(forked.in_room, room, add, place, str(long_news), "1", "0")
        accepted |= set(out.split())
        if status:
            assert "library.sayso: the library cannot be used" in err
            assert "see whether its disk is full" in err
        with closing(open_library(place)) as library:
            assert library.check() == ()
            assert {r.id for s in library.stories(100) for r in library.reports(s.number)} >= accepted
    assert forked.run(add, place, str(long_news), "1", "0")[0] == 0
    with closing(open_library(place)) as library, closing(open_library(whole)) as other:
        assert state(library) == state(other)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("story.json", "json"),
        ("story.html", "html"),
        ("story.docx", "docx"),
        ("story.jsonl", "jsonl"),
        ("tables", "csv"),
        ("tables", "parquet"),
        ("tables.zip", "parquet"),
        ("graph.json", "ftm"),
    ],
)
def test_what_is_written_out_is_whole_or_as_it_was(example: Dossier, tmp_path: Path, name: str, form: str) -> None:
    out = tmp_path / name
    for there in (False, True):
        if there:
            write_one(example, form, out)
        before = contents(tmp_path)
        with room_for(2_000), pytest.raises(OSError, match=re.escape(name)) as told:
            write_one(example, form, out)
        assert "arge" in str(told.value)
        assert contents(tmp_path) == before
    write_all([("s1", example)], form, tmp_path / f"all-{name}")


def test_a_copy_that_has_no_room_is_not_there(place: str, told: Sequence[Given], tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "copy.sayso"
    copy.parent.mkdir()
    with closing(open_library(place, make=True)) as library:
        library.accept(told)
        with room_for(60_000), pytest.raises(LibraryError, match=r"copy.sayso: "):
            library.backup(copy)
        assert list(copy.parent.iterdir()) == []
        library.backup(copy)
        assert library.check() == ()
    with closing(open_library(copy)) as copied:
        assert copied.check() == ()


def test_judgements_that_have_no_room_leave_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "judgements.jsonl"
    every = [
        new_judgement(
            "entity", "same", (Anchor(text="Ada"), Anchor(text="Ben")), by="Cem", made="2029-05-09", note=str(n) * 99
        )
        for n in range(20)
    ]
    add_judgements(file, every[:1])
    before = file.read_bytes()
    with room_for(1_000), pytest.raises(JudgementsError, match=r"judgements.jsonl: .*large"):
        add_judgements(file, every)
    assert contents(tmp_path) == {file.name: before}
    assert add_judgements(file, every) == tuple(every[1:])


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
