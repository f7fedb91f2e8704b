"""`sayso search`: lines and JSON of what is found, and questions that make no sense."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.store import open_library
from sayso.store.growing import bring_up_to_date, versions
from tests.store.conftest import Given


@pytest.fixture(scope="module")
def searched(told: Sequence[Given], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three reports with their dossiers."""
    path = tmp_path_factory.mktemp("search") / "library.sayso"
    with closing(open_library(path, make=True)) as library:
        library.accept(told)
        bring_up_to_date(library, versions())
    return path


def lines(searched: Path, *asked: str) -> list[str]:
    found = CliRunner().invoke(main, ["search", "--library", str(searched), *asked])
    assert found.exit_code == 0, found.output
    return found.stdout.splitlines()


def test_each_kind_has_a_line(searched: Path) -> None:
    assert [line.split()[0] for line in lines(searched, "barge", "harbour")] == ["post", "wire"]
    assert lines(searched, '"barge harbour"') == []
    (said,) = lines(searched, "--for", "statements", "--speaker", "Brandt", "quay")
    assert said.endswith("Ila Brandt: the quay would stay closed for two weeks  [wire]")
    (figure,) = lines(searched, "--for", "figures", "--low", "800", "--high", "1000")
    assert "900, jobs" in figure
    assert "PERSON   Ila Brandt" in lines(searched, "--for", "entities", "brandt")[0]
    assert len(lines(searched, "tarrow", "--limit", "1")) == 1
    assert lines(searched, "tarrow", "--since", "2029-05-10", "--until", "2029-05-10")[0].startswith("post")


def test_json_has_all_that_is_known(searched: Path) -> None:
    for asked in (
        ["barge"],
        ["--for", "statements", "quay"],
        ["--for", "figures", "jobs"],
        ["--for", "entities", "tarrow"],
    ):
        (first, *_) = lines(searched, "--json", *asked)
        assert json.loads(first)["story"].startswith("s")


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ([], "say what to search for"),
        (["--for", "figures", "--speaker", "Brandt"], "--speaker goes with"),
        (["--for", "entities", "--since", "2029-01-01", "x"], "--since and --until go with"),
        (["--low", "3", "x"], "--low and --high go with"),
        (["--since", "May", "x"], "not a day"),
        (["--until", "2029-02-30", "x"], "not a day"),
    ],
)
def test_what_makes_no_sense_is_refused(searched: Path, asked: list[str], complaint: str) -> None:
    found = CliRunner().invoke(main, ["search", "--library", str(searched), *asked])
    assert found.exit_code == 2
    assert complaint in found.output


def test_without_a_library_it_says_so(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["search", "--library", str(tmp_path / "none.sayso"), "x"])
    assert found.exit_code == 1
    assert "there is no library" in found.output
