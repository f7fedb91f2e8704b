"""Files that appear when they are whole: what goes wrong names the file, and nothing of it stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayso.cli.output import write_one
from sayso.types import Dossier
from sayso.whole import whole


def test_a_folder_that_is_not_there_is_told_of_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "story.json"
    with pytest.raises(FileNotFoundError, match=re.escape(f"'{path}'")), whole(path) as beside:
        beside.write_text("{}")


@pytest.mark.parametrize("name", ["tables", "tables.zip"])
def test_so_is_a_folder_or_archive_of_files(example: Dossier, tmp_path: Path, name: str) -> None:
    path = tmp_path / "nowhere" / name
    with pytest.raises(FileNotFoundError, match=re.escape(f"'{path}'")):
        write_one(example, "csv", path)


def test_a_file_that_is_a_folder_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "story.json"
    path.mkdir()
    with pytest.raises(IsADirectoryError, match=re.escape(f"'{path}'")), whole(path) as beside:
        beside.write_text("{}")
    assert list(tmp_path.iterdir()) == [path]


def test_another_file_that_is_missing_keeps_its_own_name(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    with pytest.raises(FileNotFoundError, match=re.escape(f"'{other}'")), whole(tmp_path / "story.json") as beside:
        beside.write_text(other.read_text())


def test_what_another_process_writes_beside_the_file_stays_when_this_one_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "story.json"
    replace = Path.replace

    def then_begun_again(self: Path, target: Path) -> Path:
        done = replace(self, target)
        self.write_text("the next one")
        return done

    monkeypatch.setattr(Path, "replace", then_begun_again)
    with whole(path) as beside:
        beside.write_text("{}")
    assert (path.read_text(), beside.read_text()) == ("{}", "the next one")
