"""`--format worklist` and `--share` on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main

ALLMARK = (
    "The ferry Lune struck the pier at Osk on Monday. Harbour police said nine people were hurt. "
    "Captain Ora Fenn denied that the ship was late.\n\n"
    + "The pier was built by the town forty years ago and has been mended twice since then, a clerk recalled. "
    * 8
)
COURIER = (
    "A ferry struck the pier at Osk on Monday. The clinic at Osk said 14 people were hurt. "
    "A deckhand said the ship was late.\n\n"
    + "Shops along the shore stayed open through the afternoon although few people came to them that day. "
    * 8
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ferry")
    (made / "allmark.txt").write_text(ALLMARK, encoding="utf-8")
    (made / "courier.txt").write_text(COURIER, encoding="utf-8")
    return made


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def test_worklist_is_a_numbered_list_with_whom_to_ring(folder: Path) -> None:
    done = run("dossier", str(folder), "--format", "worklist", "-q")
    assert done.exit_code == 0
    assert done.stdout.startswith("# What to check next\n")
    assert "\n1. **" in done.stdout
    assert "Ring: " in done.stdout


@pytest.mark.parametrize("form", ["json", "html", "md", "csv"])
def test_share_leaves_the_full_texts_out_of_every_form(folder: Path, form: str) -> None:
    made = [run("dossier", str(folder), "--format", form, "-q", *more).stdout for more in ((), ("--share",))]
    whole, shared = (re.sub(r"<[^>]+>|\n> ", "", text) for text in made)
    repeated = "has been mended twice since then, a clerk recalled. The pier was built by the town forty years ago"
    if form != "csv":
        assert repeated in whole
    assert repeated not in shared
    if form == "json":
        record = json.loads(shared)
        assert all(report["excerpts"] for report in record["reports"])
        assert str(folder) not in shared
