"""`sayso export`, and what `sayso dossier` and `sayso show` write: endings, several files, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import polars as pl
import pytest
from click.testing import CliRunner, Result
from followthemoney import model

import sayso
from sayso.cli import main, output
from sayso.export.forms import FORMS, form_of
from sayso.types import Dossier

FERRY = (
    "The ferry Lune struck the pier at Osk on Monday. Harbour police said nine people were hurt. "
    "Captain Ora Fenn denied that the ship was late.\n\n"
    + "The pier was built by the town forty years ago and has been mended twice since then, a clerk recalled. "
    * 8
)
TUNNEL = (
    "Workers broke through the Garn tunnel on Friday, said engineer Mira Holt. The tunnel is 14 kilometres long.\n\n"
    + "Snow had closed the old road over the pass for most of the winter, as it does in nearly every year. " * 8
)
REPEATED = "has been mended twice since then, a clerk recalled. The pier was built by the town forty years ago"
MANY = [name for name, form in FORMS.items() if form.writes == "tables"]
ONE = [name for name, form in FORMS.items() if form.writes == "whole"]
TOGETHER = [name for name, form in FORMS.items() if form.writes in ("lines", "graph")]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    for name, text in (("ferry", FERRY), ("tunnel", TUNNEL)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    place = folder / "library.sayso"
    assert run("add", str(folder / "ferry.txt"), str(folder / "tunnel.txt"), "--library", str(place)).exit_code == 0
    return place


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def export(library: Path, *words: object) -> Result:
    return run("export", *map(str, words), "--library", str(library), "-q")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("dam.html", "html"),
        ("dam.HTM", "html"),
        ("dam.json", "json"),
        ("dam.ftm.json", "ftm"),
        ("dam.annotations.json", "annotations"),
        ("dam.schemaorg.json", "schema.org"),
        ("dam.plover.jsonl", "plover"),
        ("dam.jsonl", "jsonl"),
        ("dam.csv", "csv"),
        ("dam.csv.zip", "csv-tables"),
        ("dam.parquet", "parquet"),
        ("dam.worklist.md", "worklist"),
        ("dam.md", "md"),
        ("dam.docx", "docx"),
        ("dam.txt", None),
        ("json", None),
    ],
)
def test_the_longest_ending_says_the_form(name: str, form: str | None) -> None:
    assert form_of(name) == form


def test_no_two_forms_have_one_ending() -> None:
    endings = [ending for form in FORMS.values() for ending in form.endings]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("form", ONE)
def test_each_story_is_a_document_of_its_own(library: Path, tmp_path: Path, form: str) -> None:
    into = tmp_path / "out"
    assert export(library, "--all", "--format", form, "-o", into).exit_code == 0
    ending = FORMS[form].endings[0]
    assert sorted(p.name for p in into.iterdir()) == [f"s1{ending}", f"s2{ending}"]
    for path in into.iterdir():
        if form == "docx":
            assert docx.Document(str(path)).paragraphs
        else:
            assert REPEATED not in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("form", TOGETHER)
def test_lines_and_items_of_all_stories_stand_together(library: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"all{FORMS[form].endings[0]}"
    assert export(library, "--all", "-o", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert REPEATED not in text
    assert text == export(library, "--all", "--format", form).stdout
    if form == "jsonl":
        assert {json.loads(line)["story_id"] for line in text.splitlines()} == {"s1", "s2"}
    elif form == "ftm":
        titles = [p for line in text.splitlines() if (p := model.get_proxy(json.loads(line))).schema.name == "Article"]
        assert len(titles) == 2
    elif form == "annotations":
        read = json.loads(text)
        assert len({i["id"] for i in read["items"]}) == read["partOf"]["total"]
    elif form == "schema.org":
        assert sum(n["@type"] == "NewsArticle" for n in json.loads(text)["@graph"]) == 2
    else:
        assert {json.loads(line)["link"] for line in text.splitlines()} <= {"s1", "s2"}


def test_tables_of_all_stories_are_one_table_each(library: Path, tmp_path: Path) -> None:
    assert export(library, "--all", "--format", "parquet", "-o", tmp_path / "p").exit_code == 0
    assert export(library, "--all", "-o", tmp_path / "all.csv.zip").exit_code == 0
    figures = pl.read_parquet(tmp_path / "p" / "figures.parquet")
    assert set(figures["story"]) == {"s1", "s2"}
    with zipfile.ZipFile(tmp_path / "all.csv.zip") as archive:
        names = archive.namelist()
        read = list(csv.DictReader(io.TextIOWrapper(archive.open("figures.csv"), encoding="utf-8", newline="")))
    assert sorted(p.stem for p in (tmp_path / "p").iterdir()) == sorted(Path(name).stem for name in names)
    assert [(row["story"], row["span.text"]) for row in read] == list(figures.select("story", "span.text").rows())
    made = set(figures["provenance.made"])
    assert len(made) >= 1
    assert None not in made


def test_full_texts_go_out_only_when_asked_for(library: Path) -> None:
    assert REPEATED not in export(library, "s1", "--format", "jsonl").stdout
    assert REPEATED in export(library, "s1", "--format", "jsonl", "--full-texts").stdout
    assert REPEATED in run("show", "s1", "--library", str(library), "--format", "jsonl").stdout


def test_one_story_alone(library: Path) -> None:
    lines = [json.loads(line) for line in export(library, "s2").stdout.splitlines()]
    assert {line["story_id"] for line in lines} == {"s2"}
    assert {line["source"] for line in lines if line["table"] == "reports"} == {"tunnel.txt"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the stories, or say --all"),
        (("s1", "--all"), "name the stories, or say --all"),
        (("s1", "--format", "docx"), "name a folder or a .zip"),
        (("--all", "--format", "parquet"), "name a folder or a .zip"),
        (("s1", "-o", "missing/x.jsonl"), "there is no folder"),
        (("s1", "--format", "json", "-o", "taken.txt"), "is a file"),
        (("s1", "--format", "json", "-o", "full"), "has something in it"),
        (("s1", "--format", "jsonl", "-o", "full"), "is a folder"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept.txt").write_text("kept", encoding="utf-8")
    (tmp_path / "taken.txt").write_text("kept", encoding="utf-8")
    done = export(library, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["full", "kept.txt", "taken.txt"]
    assert (tmp_path / "taken.txt").read_text(encoding="utf-8") == "kept"


def test_a_package_that_is_missing_is_named(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "find_spec", lambda name: None)
    done = export(library, "s1", "-o", tmp_path / "out.parquet")
    assert done.exit_code == 2
    assert "sayso[tables]" in done.stderr


def test_a_report_by_itself_says_when_its_dossier_was_made(library: Path) -> None:
    shown = run("show", "ferry.txt", "--library", str(library), "--format", "json")
    if shown.exit_code:
        shown = run("show", str(library.parent / "ferry.txt"), "--library", str(library), "--format", "json")
    assert json.loads(shown.stdout)["provenance"]["made"]


def test_a_story_that_is_not_there_leaves_nothing(library: Path, tmp_path: Path) -> None:
    for into in ("out.jsonl", "out.parquet", "out.parquet.zip"):
        done = export(library, "s1", "s99", "-o", tmp_path / into)
        assert done.exit_code == 1
        assert "s99" in done.stderr
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("into", ["out.jsonl", "out.parquet", "out.csv.zip", "out.annotations.json"])
def test_what_fails_in_the_middle_leaves_what_was_there(example: Dossier, tmp_path: Path, into: str) -> None:
    def failing() -> Iterator[output.Told]:
        yield "s1", example
        raise KeyboardInterrupt

    path = tmp_path / into
    if not into.endswith("parquet"):
        path.write_text("before", encoding="utf-8")
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        output.write_all(failing(), form_of(into) or "", path)
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert not before or path.read_text(encoding="utf-8") == "before"


def test_one_dossier_is_held_at_a_time(example: Dossier, tmp_path: Path) -> None:
    told: list[str] = []

    def stories() -> Iterator[output.Told]:
        for number in range(3):
            told.append(f"made {number}")
            yield f"s{number}", example
            told.append(f"written {number}")

    output.write_all(stories(), "ftm", tmp_path / "all.ftm.json")
    assert told == [f"{what} {n}" for n in range(3) for what in ("made", "written")]


@pytest.mark.parametrize("form", [*MANY, *ONE, *TOGETHER])
def test_a_dossier_of_files_in_every_form(example: Dossier, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"dam{FORMS[form].endings[0]}"
    for given in (example, sayso.share(example)):
        output.write_one(given, form, path)
        if path.is_dir():
            assert {p.suffix for p in path.iterdir()} == {".parquet"}
            for inner in path.iterdir():
                inner.unlink()
            path.rmdir()
        else:
            assert path.stat().st_size > 1000
            path.unlink()
    assert list(tmp_path.iterdir()) == []


def test_the_moment_can_be_given(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    source = library.parent / "ferry.txt"
    written = []
    for name in ("a.docx", "b.docx"):
        assert run("dossier", str(source), "-q", "-o", str(tmp_path / name)).exit_code == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    record = json.loads(run("dossier", str(source), "-q", "--format", "json").stdout)
    assert record["provenance"]["made"] == "2030-03-17T17:46:40+00:00"


def test_a_kept_dossier_says_when_it_was_made_and_of_what(library: Path) -> None:
    with closing(sayso.open_library(str(library))) as opened:
        kept = opened.dossier(1)
    assert kept is not None
    head = json.loads(export(library, "s1").stdout.splitlines()[0])["provenance"]
    assert (head["input"], head["made"], head["version"]) == (kept.input, kept.made, kept.version)
