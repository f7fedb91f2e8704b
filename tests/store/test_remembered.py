"""What the encoders made of a story's texts is kept with its reports, used, and gone with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sayso.assemble import dossier
from sayso.language import embed as embedder
from sayso.language.recall import Memory
from sayso.store import open_library, remembered
from sayso.store.database import open_database
from sayso.store.growing import Versions, dossier_of, versions
from sayso.store.library import Library
from sayso.types import Dossier
from tests.store.conftest import TOLD, Given


@pytest.fixture(scope="module")
def today() -> Versions:
    return versions()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the encoder reads; this process remembers none of them."""
    texts: list[str] = []
    vectors = embedder._vectors
    monkeypatch.setattr(embedder, "_vectors", lambda new: vectors([texts.append(t) or t for t in new]))  # type: ignore[func-returns-value]
    monkeypatch.setattr(embedder, "_memory", Memory("vectors", 0))
    monkeypatch.setattr("sayso.language.pairs._memory", Memory("pairs", 0))
    return texts


def linked_anew(library: Library, story: int, today: Versions, place: str) -> Dossier:
    with closing(open_database(place)) as db:
        db.run("UPDATE dossiers SET input = '' WHERE story = ?", (story,))
    return dossier_of(library, story, today).dossier


def test_a_story_that_is_linked_anew_reads_no_text_again(
    library: Library, told: Sequence[Given], today: Versions, place: str, read: list[str]
) -> None:
    story = library.accept(told)[0].story
    first = dossier_of(library, story, today).dossier
    assert len(read) > 5
    del read[:]
    assert linked_anew(library, story, today, place) == first
    assert read == []
    assert library.check() == ()


def test_a_new_report_costs_its_own_texts(
    library: Library, told: Sequence[Given], today: Versions, read: list[str]
) -> None:
    story = library.accept(told[:1])[0].story
    dossier_of(library, story, today)
    before = set(read)
    del read[:]
    library.accept(told[1:2])
    dossier_of(library, story, today)
    assert read
    assert not before & set(read)


def test_what_other_encoders_made_is_not_mixed(
    library: Library,
    told: Sequence[Given],
    today: Versions,
    place: str,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = library.accept(told)[0].story
    dossier_of(library, story, today)
    del read[:]
    monkeypatch.setattr("sayso.language.encoders.version_of_encoders", lambda: "newer")
    linked_anew(library, story, today, place)
    assert len(read) > 5
    with closing(open_database(place)) as db:
        assert db.rows("SELECT g.version FROM encoded e JOIN stages g ON g.id = e.stage") == [("newer",)]


def test_a_forgotten_report_takes_along_what_was_made_of_its_words(
    library: Library, told: Sequence[Given], today: Versions, place: str, read: list[str]
) -> None:
    story = library.accept(told[:1])[0].story
    dossier_of(library, story, today)
    library.accept(told[1:2])
    dossier_of(library, story, today)
    library.forget("post")
    with closing(open_database(place)) as db:
        left = db.rows("SELECT DISTINCT r.id FROM encoded_reports o JOIN reports r ON r.arrival = o.arrival")
        assert left == [("wire",)]
        assert db.rows("SELECT count(*) FROM encoded") == [(1,)]
    library.forget("wire")
    with closing(open_database(place)) as db:
        assert db.rows("SELECT count(*) FROM encoded") == [(0,)]
    assert library.check() == ()


def test_of_what_was_forgotten_meanwhile_nothing_is_kept(library: Library, told: Sequence[Given], place: str) -> None:
    library.accept(told)
    library.keep_encoded(["wire", "nobody"], "one", b"data")
    with closing(open_database(place)) as db:
        assert db.rows("SELECT count(*) FROM encoded") == [(0,)]


def test_what_is_damaged_is_told_and_made_again(
    library: Library, told: Sequence[Given], today: Versions, place: str, read: list[str]
) -> None:
    story = library.accept(told)[0].story
    first = dossier_of(library, story, today).dossier
    with closing(open_database(place)) as db:
        db.run("UPDATE encoded SET data = ?", (b"nothing",))
    assert [p.what for p in library.check()] == ["encoded 1"]
    del read[:]
    assert linked_anew(library, story, today, place) == first
    assert read


def test_no_more_is_kept_than_there_is_room_for(
    library: Library, told: Sequence[Given], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST", 25)
    story = library.accept(told)[0].story
    for name, data in (("wire", b"0123456789"), ("post", b"abcdefghij"), ("bank", b"ABCDEFGHIJ")):
        library.keep_encoded([name], "one", data)
    with closing(open_database(place)) as db:
        assert [bytes(row[0]) for row in db.rows("SELECT data FROM encoded ORDER BY number")] == [
            b"abcdefghij",
            b"ABCDEFGHIJ",
        ]
    assert library.encoded(story, "one") == (b"abcdefghij",)
    assert library.encoded(story, "two") == ()


def test_a_copy_has_it_too(
    library: Library, told: Sequence[Given], today: Versions, tmp_path: Path, read: list[str]
) -> None:
    story = library.accept(told)[0].story
    first = dossier_of(library, story, today).dossier
    library.backup(tmp_path / "copy.sayso")
    del read[:]
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert linked_anew(copy, story, today, str(tmp_path / "copy.sayso")) == first
    assert read == []


def test_a_kept_file_has_what_was_made_of_its_texts(tmp_path: Path, read: list[str]) -> None:
    for name, _, text in TOLD[:2]:
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    first = dossier([tmp_path / "wire.txt", tmp_path / "post.txt"], keep=tmp_path / "kept.sayso")
    assert read
    del read[:]
    again = dossier([], keep=tmp_path / "kept.sayso", since="2000-01-01")
    assert read == []
    assert again.claims == first.claims
