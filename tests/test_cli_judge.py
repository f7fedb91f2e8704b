"""`sayso judge` and `sayso dossier --judgements` as a user starts them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main

TOLD = {
    "wire": "Two sailors drowned off Tarrow on Tuesday, Dessa Sarr, head of the harbour police, said.",
    "post": "Two sailors drowned off Tarrow on Tuesday, D. Sarr-Lund said.",
}


def sayso(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two reports and their dossier, d.json."""
    folder = tmp_path_factory.mktemp("story")
    for name, text in TOLD.items():
        (folder / f"{name}.txt").write_text(text)
    made = sayso("dossier", folder / "wire.txt", folder / "post.txt", "-o", folder / "d.json")
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def ids(story: Path) -> tuple[str, str]:
    """The ids of the two names that are one."""
    entities = json.loads((story / "d.json").read_text())["entities"]
    one, other = (next(e["id"] for e in entities if name in e["aliases"]) for name in ("Dessa Sarr", "D. Sarr-Lund"))
    return one, other


def test_write_apply_list_and_take_back(story: Path, ids: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "story.judgements"
    wrote = sayso("judge", story / "d.json", "--to", file, "same", *ids, "--by", "ada", "--note", "she married")
    assert wrote.exit_code == 0, wrote.output
    assert "ada: “Dessa Sarr” and “D. Sarr-Lund” are one (she married)" in wrote.stdout
    name = wrote.stdout.split()[0]
    again = tmp_path / "again.json"
    made = sayso("dossier", story / "wire.txt", story / "post.txt", "--judgements", file, "-o", again)
    assert made.exit_code == 0, made.output
    (one,) = [e for e in json.loads(again.read_text())["entities"] if "D. Sarr-Lund" in e["aliases"]]
    assert "Dessa Sarr" in one["aliases"]
    assert one["why"]["judged"][0]["note"] == "she married"
    assert sayso("judge", file).stdout == wrote.stdout
    back = sayso("judge", file, "revoke", name, "--by", "bo")
    assert back.exit_code == 0, back.output
    listed = sayso("judge", file).stdout.splitlines()
    assert len(listed) == 2
    assert "[taken back by " in listed[0]
    assert f"{name} is taken back" in listed[1]
    made = sayso("dossier", story / "wire.txt", story / "post.txt", "--judgements", file, "-o", again)
    (one,) = [e for e in json.loads(again.read_text())["entities"] if "D. Sarr-Lund" in e["aliases"]]
    assert "Dessa Sarr" not in one["aliases"]


def test_ids_are_found_by_words(story: Path, ids: tuple[str, str]) -> None:
    found = sayso("judge", story / "d.json", "find", "sarr")
    assert found.exit_code == 0
    assert f"{ids[0]}  entity  Dessa Sarr: Dessa Sarr" in found.stdout.splitlines()
    assert all("sarr" in line.lower() for line in found.stdout.splitlines())
    every = sayso("judge", story / "d.json", "find").stdout.splitlines()
    assert {line.split()[1] for line in every} >= {"report", "entity", "statement", "figure", "claim"}
    assert sayso("judge", story / "d.json", "find", "no such words").stdout == ""


def test_what_does_not_hold_is_told_on_stderr(story: Path, ids: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "story.judgements"
    assert sayso("judge", story / "d.json", "--to", file, "same", *ids, "--by", "ada").exit_code == 0
    made = sayso("dossier", story / "wire.txt", "--judgements", file, "-o", tmp_path / "d.html")
    assert made.exit_code == 0
    assert "sayso: a judgement of ada (“Dessa Sarr” and “D. Sarr-Lund” are one) does not hold here" in made.stderr
    assert "does not hold here" in (tmp_path / "d.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["d.json", "same", "e1", "e2"], 2, "name the file to write to with --to"),
        (["d.json", "--to", "{out}"], 2, "with --to say what you decide"),
        (["d.json", "--to", "{out}", "revoke", "j1"], 2, "with --to say what you decide"),
        (["d.json", "--to", "{out}", "same", "e1", "e999"], 1, "the dossier has no e999"),
        (["wire.txt", "--to", "{out}", "same", "e1", "e2"], 1, "this is no dossier in JSON"),
        (["wire.txt"], 1, "wire.txt:1: this line is not JSON"),
        (["nothing"], 2, "does not exist"),
        (["wire.txt", "find", "sarr"], 1, "this is no dossier in JSON"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_written(
    arguments: list[str], code: int, said: str, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(story)
    done = sayso("judge", *(a.format(out=tmp_path / "out") for a in arguments))
    assert done.exit_code == code, done.output
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_bad_file_stops_the_dossier_before_the_work(story: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.judgements"
    file.write_text('{"about": "entity"}\n')
    done = sayso("dossier", story / "wire.txt", "--judgements", file, "-o", tmp_path / "d.html")
    assert done.exit_code == 1
    assert "bad.judgements:1: it has no `decides`" in done.stderr
    assert not (tmp_path / "d.html").exists()
