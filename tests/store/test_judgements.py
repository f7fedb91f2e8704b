"""A file of judgements: what is added is added whole, nothing is changed, and what is wrong is named by its line."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import sayso
from sayso.errors import JudgementsError
from sayso.judge.rows import Anchor, Judgement, new_judgement, to_row
from sayso.store import judgements as store
from sayso.store.judgements import LARGEST, add_judgements, read_judgements, revoke


def row(number: int, **more: str) -> Judgement:
    anchors = (Anchor(text="Ada Roe"), Anchor(text=f"A. Roe {number}"))
    return new_judgement("entity", "same", anchors, by="ada", made="2029-05-12T10:00:00+00:00", **more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "story.judgements"


def test_what_was_added_is_read_in_its_order(file: Path) -> None:
    assert add_judgements(file, [row(2), row(1)]) == (row(2), row(1))
    assert add_judgements(file, [row(3)]) == (row(3),)
    assert read_judgements(file) == (row(2), row(1), row(3))
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_a_row_is_added_once(file: Path) -> None:
    add_judgements(file, [row(1), row(1)])
    before = file.read_bytes()
    assert add_judgements(file, [row(1)]) == ()
    assert file.read_bytes() == before


def test_rows_written_by_hand_are_kept_as_they_are(file: Path) -> None:
    by_hand = json.dumps({k: v for k, v in to_row(row(1)).items() if k != "id"}, indent=None)
    file.write_text(f"\ufeff{by_hand}\n\n   \n{by_hand}", encoding="utf-8")
    add_judgements(file, [row(2)])
    assert file.read_text(encoding="utf-8").startswith(f"\ufeff{by_hand}\n\n   \n{by_hand}\n{{")
    assert read_judgements(file) == (row(1), row(1), row(2))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "this line is not JSON"),
        ("[" * 100_000, "this line is not JSON"),
        ("\xff", "this line is not JSON"),
        ("[]", "a judgement must be an object"),
        ('{"about": "entity"}', "no `decides`"),
        ('{"about": "entity", "decides": "same", "by": "ada", "made": "2029-05-12"}', "needs 2 or more anchors, not 0"),
    ],
)
def test_what_is_no_judgement_is_named_by_its_line(file: Path, line: str, said: str) -> None:
    add_judgements(file, [row(1)])
    with file.open("ab") as out:
        out.write(line.encode("latin-1") + b"\n")
    before = file.read_bytes()
    for refused in (lambda: read_judgements(file), lambda: add_judgements(file, [row(2)])):
        with pytest.raises(JudgementsError) as error:
            refused()
        assert f"{file}:2: " in str(error.value)
        assert said in str(error.value)
    assert file.read_bytes() == before


def test_an_id_of_another_judgement_is_refused(file: Path) -> None:
    file.write_text("".join(json.dumps({**to_row(row(n)), "id": "mine"}) + "\n" for n in (1, 2)))
    with pytest.raises(JudgementsError, match=r":2: its id mine is that of another judgement, in line 1"):
        read_judgements(file)


def test_a_file_that_is_not_there_a_folder_and_a_huge_one_are_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(JudgementsError, match="cannot be read"):
        read_judgements(file)
    with pytest.raises(JudgementsError, match="cannot be read"):
        read_judgements(tmp_path)
    with pytest.raises(JudgementsError, match="cannot be written"):
        add_judgements(tmp_path / "no" / "such" / "file", [row(1)])
    with file.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(JudgementsError, match="at most"):
        read_judgements(file)


def test_nothing_half_written_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_judgements(file, [row(1)])
    before = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(JudgementsError, match="No space left on device"):
        add_judgements(file, [row(2)])
    assert file.read_bytes() == before
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_links_and_rights_stay_as_they_are(file: Path, tmp_path: Path) -> None:
    add_judgements(file, [row(1)])
    file.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(file)
    add_judgements(link, [row(2)])
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert len(read_judgements(file)) == 2


def test_many_writers_lose_nothing(file: Path) -> None:
    code = (
        "import sys; from sayso.store.judgements import add_judgements; from sayso.judge.rows import *\n"
        "for n in range(10): add_judgements(sys.argv[1], [new_judgement('entity', 'name', (Anchor(text='Ada Roe'),),"
        " f'{sys.argv[2]} {n}', by='ada', made='2029-05-12')])"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, file, str(n)], env=dict(os.environ)) for n in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(read_judgements(file)) == 30


def test_what_is_taken_back_stays_in_the_file(file: Path) -> None:
    add_judgements(file, [row(1)])
    back = revoke(file, row(1).id, by="bo", note="she is not")
    add_judgements(file, [back])
    assert read_judgements(file) == (row(1), back)
    assert (back.decides, back.value, back.by, back.note) == ("revoke", row(1).id, "bo", "she is not")
    with pytest.raises(JudgementsError, match="no judgement j1"):
        revoke(file, "j1")


def test_a_story_that_grows_keeps_its_judgements(tmp_path: Path, file: Path) -> None:
    told = {
        "wire": "Two sailors drowned off Tarrow on Tuesday, Dessa Sarr, head of the harbour police, said.",
        "post": "Two sailors drowned off Tarrow on Tuesday, D. Sarr-Lund said.",
        "late": "Two sailors drowned off Tarrow. Chief Dessa Sarr-Lund said so on Thursday.",
    }
    for name, text in told.items():
        row = {"id": name, "text": text, "outlet": name.title(), "published": "2029-05-09"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    kept = tmp_path / "story.sayso"
    before = sayso.dossier([tmp_path / "wire.jsonl", tmp_path / "post.jsonl"], keep=kept)
    pair = [next(e.id for e in before.entities if name in e.aliases) for name in ("Dessa Sarr", "D. Sarr-Lund")]
    made = sayso.make_judgement(before, ["same", *pair], by="ada", made="2029-05-10")
    add_judgements(file, [made])
    for paths in ([], [tmp_path / "late.jsonl"]):
        grown = sayso.dossier(paths, keep=kept, judgements=file)
        (one,) = [e for e in grown.entities if "D. Sarr-Lund" in e.aliases]
        assert "Dessa Sarr" in one.aliases
        assert [j.id for j in one.judged] == [made.id]
    assert len(grown.reports) == 3
    again = sayso.dossier([], keep=kept, judgements=[made], since="2029-05-10")
    assert again.news is not None
