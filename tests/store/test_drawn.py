"""The body of a dossier's page is kept as long as the dossier, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sayso.store import open_library
from sayso.store.database import open_database
from sayso.store.growing import Versions, dossier_of, versions
from sayso.store.library import Library
from tests.store.conftest import Given


@pytest.fixture(scope="module")
def today() -> Versions:
    return versions()


@pytest.fixture
def drawn(library: Library, told: Sequence[Given], today: Versions) -> tuple[int, str]:
    """A story of two reports, and the edition of its dossier, of which the body is kept."""
    story = library.accept(told)[0].story
    dossier_of(library, story, today)
    edition = library.story(story).edition
    assert edition is not None
    library.keep_body(story, edition, "one", "<p>“Tarrow”</p>")
    return story, edition


def test_it_is_of_one_dossier_and_one_version(library: Library, drawn: tuple[int, str]) -> None:
    story, edition = drawn
    assert library.body(story, edition, "one") == "<p>“Tarrow”</p>"
    assert library.body(story, "other", "one") is None
    assert library.body(story, edition, "two") is None
    library.keep_body(story, edition, "two", "<p>Tarrow</p>")
    assert (library.body(story, edition, "one"), library.body(story, edition, "two")) == (None, "<p>Tarrow</p>")
    library.keep_body(story, "gone", "one", "<p>Old</p>")
    assert library.body(story, "gone", "one") is None


def test_it_goes_with_its_dossier(
    library: Library, drawn: tuple[int, str], today: Versions, place: str, told: Sequence[Given]
) -> None:
    story, edition = drawn
    library.forget("post")
    assert library.body(story, edition, "one") is None
    with closing(open_database(place)) as db:
        assert db.rows("SELECT count(*) FROM bodies") == [(0,)]
    dossier_of(library, story, today)
    edition = library.story(story).edition or ""
    library.keep_body(story, edition, "one", "<p>One report</p>")
    library.accept(told[1:2])
    dossier_of(library, story, today)
    assert library.body(story, edition, "one") is None


def test_what_is_damaged_is_told_and_not_used(library: Library, drawn: tuple[int, str], place: str) -> None:
    story, edition = drawn
    assert library.check() == ()
    with closing(open_database(place)) as db:
        db.run("UPDATE bodies SET data = ?", (b"nothing",))
    assert library.body(story, edition, "one") is None
    assert [p.what for p in library.check()] == [f"story s{story}"]


def test_a_copy_has_it(library: Library, drawn: tuple[int, str], tmp_path: Path) -> None:
    library.backup(tmp_path / "copy.sayso")
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert copy.body(*drawn, "one") == "<p>“Tarrow”</p>"
