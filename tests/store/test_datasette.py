"""Datasette itself over a library: every table opens, keys lead on, words are found, and nothing is written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.store import open_library
from sayso.store.database import KEYS

Given = Any


class Served:
    """A running Datasette and the name of the library in it."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}/{self.name}{path}", timeout=30) as answer:
            assert answer.status == 200
            text: str = answer.read().decode()
        return text

    def rows(self, table: str, query: str = "") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.get(f"/{table}.json?_shape=array&{query}"))
        return rows

    def tables(self) -> list[dict[str, Any]]:
        tables: list[dict[str, Any]] = json.loads(self.get(".json"))["tables"]
        return tables


@contextmanager
def serving(library: Path, *options: str) -> Iterator[Served]:
    """Datasette over a file, started as the how-to page says."""
    told = CliRunner().invoke(main, ["list", "--datasette", "--library", str(library)])
    metadata = library.with_suffix(".json")
    metadata.write_text(told.stdout, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "datasette",
        *(options or [str(library)]),
        "--metadata",
        str(metadata),
        "--port",
        "0",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        said = ""
        while "http://" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"http://[\d.]+:\d+", said)
        assert found
        yield Served(found[0], library.stem)
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def library(examples_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("datasette") / "news.sayso"
    shutil.copyfile(examples_library, path)
    return path


@pytest.fixture(scope="module")
def served(library: Path) -> Iterator[Served]:
    with serving(library) as running:
        yield running


def test_every_table_and_view_opens_with_its_description(served: Served) -> None:
    shown = [t for t in served.tables() if not t["hidden"]]
    assert {"reports", "dossiers", "statements", "figures", "entities", "judgements"} <= {t["name"] for t in shown}
    assert all(not t["hidden"] for t in served.tables() if t["name"] in KEYS)
    assert {t["name"] for t in served.tables() if t["hidden"]} >= {"tokens", "learnt", "reports_words"}
    for table in served.tables():
        page = served.get(f"/{table['name']}")
        if not table["hidden"]:
            assert table["columns"][0] in page
            described = re.search(r'class="metadata-description">\s*(.+?)\s*<', page)
            assert described, table["name"]
    statements = unescape(served.get("/statements"))
    assert "Who says what, from the dossiers." in statements
    assert "the word that says that it is said" in statements
    assert "Reports, what was read of them" in unescape(
        urllib.request.urlopen(served.address, timeout=30).read().decode()
    )
    assert served.rows("made")
    assert "made" in served.get("/made")


def test_row_of_every_table_that_is_shown_opens(served: Served) -> None:
    opened = 0
    for table in served.tables():
        if table["hidden"] or not table["count"]:
            continue
        row = re.search(rf'href="/{served.name}(/{table["name"]}/[^"?]+)"', served.get(f"/{table['name']}"))
        assert row, table["name"]
        assert table["columns"][-1] in served.get(unescape(row[1]))
        opened += 1
    assert opened >= 8


def test_keys_lead_on_to_reports_and_dossiers(served: Served) -> None:
    (row,) = served.rows("statements", "_labels=on&_size=1&story=1")
    assert row["story"]["label"].startswith("Thousands flee")
    report = served.rows("reports", f"arrival={row['arrival']['value']}")[0]
    assert row["arrival"]["label"] == report["title"]
    page = served.get("/statements?story=1&_size=1")
    assert f'href="/{served.name}/dossiers/1"' in page
    assert f'href="/{served.name}/reports/{report["arrival"]}"' in page
    assert served.rows("dossiers", "_labels=on")[0]["stage"]["label"] == "link"


def test_words_are_found_as_sayso_finds_them(served: Served, library: Path) -> None:
    assert 'name="_search"' in served.get("/reports")
    with closing(open_library(library, write=False)) as opened:
        assert {r["id"] for r in served.rows("reports", "_search=sirens")} == {
            r.id for r in opened.search_reports("sirens")
        }
        found = opened.search_statements("flood warning")
    assert found
    assert {r["id"] for r in served.rows("statements", "_search=flood+warning")} >= {s.id for s in found}
    assert served.rows("figures", "_search=household")
    assert served.rows("entities", "_search=Ruvik")


def test_sql_joins_what_was_said_to_its_report(served: Served) -> None:
    sql = "select r.outlet, s.speaker, s.content from statements s join reports r using (arrival) where s.story = 1"
    answer = json.loads(served.get(f".json?_shape=array&sql={urllib.request.quote(sql)}"))  # type: ignore[attr-defined]
    assert {"outlet", "speaker", "content"} == set(answer[0])


def test_nothing_can_be_written(served: Served) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.get(".json?sql=delete+from+statements")
    with refused.value:
        assert refused.value.code == 400


def test_what_is_added_meanwhile_is_shown_and_the_library_is_as_it_must_be(
    served: Served, library: Path, hand_in: Any
) -> None:
    before = len(served.rows("reports", "_size=max"))
    with closing(open_library(library)) as opened:
        opened.accept([hand_in("late", "A ferry ran aground off Tessin Point on Monday with 61 people on board.")])
        assert opened.check() == ()
    until = time.monotonic() + 10
    while len(served.rows("reports", "_size=max")) == before and time.monotonic() < until:
        time.sleep(0.1)
    assert [r["id"] for r in served.rows("reports", "_search=aground")] == ["late"]


def test_copy_is_served_as_one_that_does_not_change(library: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sayso"
    done = CliRunner().invoke(main, ["backup", str(copy), "--library", str(library)])
    assert done.exit_code == 0, done.stderr
    before = copy.read_bytes()
    with serving(copy, "--immutable", str(copy)) as served:
        assert served.rows("reports", "_search=sirens")
        assert "Who says what, from the dossiers." in unescape(served.get("/statements"))
    assert copy.read_bytes() == before
