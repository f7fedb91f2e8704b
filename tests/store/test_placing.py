"""A person says which story reports belong to: what the library promises then, on a file and on a server alike."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import LibraryError
from sayso.store import open_library, postgres, sqlite
from sayso.store.database import migrations, open_database
from sayso.store.growing import Versions, bring_up_to_date, dossier_of, versions
from sayso.store.library import Library
from sayso.stream import decider
from sayso.stream.storage import begin
from tests.store.conftest import Given

HandIn = Callable[..., Given]


@pytest.fixture(scope="module")
def today() -> Versions:
    return versions()


@pytest.fixture
def two(library: Library, told: Sequence[Given]) -> tuple[int, int]:
    """The library has the barge, told twice, and the bank."""
    wire, _, bank = library.accept(told)
    return wire.story, bank.story


def ids(library: Library, story: int) -> list[str]:
    return [r.id for r in library.reports(story)]


def test_two_stories_become_one_and_the_number_that_is_no_more_leads_on(
    library: Library, two: tuple[int, int], today: Versions
) -> None:
    barge, bank = two
    bring_up_to_date(library, today)
    assert library.place(["wire", "post"], bank, by="Ada Roe", note=" the same \n lender ") == bank
    assert ids(library, bank) == ["wire", "post", "bank"]
    assert [s.number for s in library.stories()] == [bank]
    assert library.unmade(today.reading, today.linking) == (bank,)
    assert library.dossier(barge) is None
    assert {r.id for r in dossier_of(library, bank, today).dossier.reports} == {"wire", "post", "bank"}
    assert library.went_into(barge) == bank
    assert library.went_into(bank) is None
    assert library.went_into(99) is None
    with pytest.raises(LibraryError, match=f"no story s{barge}; it went into s{bank}"):
        library.story(barge)
    (one,) = library.placings()
    assert (one.story, one.by, one.note, one.forgotten) == (bank, "Ada Roe", "the same lender", None)
    assert [(r.id, r.came_from) for r in one.reports] == [("wire", barge), ("post", barge)]
    assert library.check() == ()


def test_a_stray_report_gets_a_story_of_its_own_and_goes_back(
    library: Library, two: tuple[int, int], today: Versions
) -> None:
    barge, bank = two
    bring_up_to_date(library, today)
    alone = library.place(["post"], None, by="Ada Roe")
    assert alone not in two
    assert (ids(library, barge), ids(library, alone)) == (["wire"], ["post"])
    assert library.unmade(today.reading, today.linking) == (barge, alone)
    bring_up_to_date(library, today)
    made = library.dossier(barge)
    assert made is not None
    assert {r.id for r in made.dossier.reports} == {"wire"}
    assert library.place(["post"], barge, by="Ben Oyelaran") == barge
    assert ids(library, barge) == ["wire", "post"]
    assert [(p.by, p.story) for p in library.placings()] == [("Ben Oyelaran", barge), ("Ada Roe", alone)]
    assert library.placings(bank) == ()
    assert [p.by for p in library.placings(alone, limit=1, offset=1)] == ["Ada Roe"]
    assert library.went_into(alone) == barge
    assert {r.id for r in dossier_of(library, barge, today).dossier.reports} == {"wire", "post"}
    assert library.check() == ()


def test_what_was_placed_stays_when_more_comes_also_for_another_process(
    library: Library, two: tuple[int, int], place: str, hand_in: HandIn
) -> None:
    barge, _ = two
    alone = library.place(["post"], None, by="Ada Roe")
    more = [
        hand_in(f"more{i}", f"A grain barge sank in the harbour of Tarrow on Tuesday, said {who}.", "2029-05-10")
        for i, who in enumerate(("the police", "the mayor", "the clinic", "a diver"))
    ]
    with closing(open_library(place)) as other:
        joined = other.accept(more[:2])
    joined += library.accept(more[2:])
    assert {a.story for a in joined} <= {barge, alone}
    assert library.report("wire").story == barge
    assert library.report("post").story == alone
    assert library.check() == ()


def test_what_is_so_already_is_not_decided_again(library: Library, two: tuple[int, int]) -> None:
    barge, bank = two
    assert library.place(["wire", "post"], None, by="Ada Roe") == barge
    assert library.place(["post"], barge, by="Ada Roe") == barge
    assert library.place(["bank"], None, by="Ada Roe") == bank
    assert library.place(["bank", "bank"], bank, by="Ada Roe") == bank
    assert [(p.story, len(p.reports)) for p in library.placings()] == [(bank, 1), (barge, 2)]


@pytest.mark.parametrize(
    ("names", "story", "by", "wrong"),
    [
        (["nobody"], None, "Ada Roe", "no report nobody"),
        (["wire", "nobody"], None, "Ada Roe", "no report nobody"),
        (["wire"], 99, "Ada Roe", "no story s99"),
        ([], 1, "Ada Roe", "by naming them"),
        (["wire"], 2, " ", "who decides"),
    ],
)
def test_nothing_is_placed_when_anything_is_wrong(
    library: Library, two: tuple[int, int], names: list[str], story: int | None, by: str, wrong: str
) -> None:
    with pytest.raises(LibraryError, match=wrong):
        library.place(names, story, by=by)
    assert ids(library, two[0]) == ["wire", "post"]
    assert library.placings() == ()


def test_a_file_of_one_story_has_no_other(told: Sequence[Given], tmp_path: Path) -> None:
    with closing(open_library(tmp_path / "one.sayso", make=True, kind="story")) as library:
        library.accept(told)
        with pytest.raises(LibraryError, match="keeps one story"):
            library.place(["wire"], None, by="Ada Roe")


def test_forgetting_a_placed_report_takes_the_note_and_leaves_who_decided(
    library: Library, two: tuple[int, int], place: str, today: Versions
) -> None:
    barge, bank = two
    library.place(["post", "bank"], barge, by="Ada Roe", note="Ila Brandt said so")
    library.forget("bank")
    (one,) = library.placings()
    assert (one.by, one.story, one.note) == ("Ada Roe", barge, "")
    assert one.forgotten is not None
    assert [(r.id, r.story) for r in one.reports] == [("post", barge)]
    assert library.went_into(bank) == barge
    library.forget("post")
    library.forget("wire")
    assert library.went_into(bank) is None
    assert library.placings()[0].reports == ()
    assert bring_up_to_date(library, today).failed == ()
    assert library.check() == ()


def test_all_of_it_is_done_or_nothing(library: Library, two: tuple[int, int], place: str) -> None:
    barge, bank = two
    before = [library.reports(number) for number in two]
    at = done = 0
    while not done:
        at += 1
        with closing(open_library(place)) as other, pytest.MonkeyPatch.context() as patch:
            ran, run = count(1), other._db.run  # type: ignore[attr-defined]

            def failing(
                statement: str, parameters: Sequence[Any] = (), ran: Any = ran, run: Any = run, at: int = at
            ) -> None:
                # not the transaction's own
                if statement.startswith(("INSERT", "UPDATE", "DELETE")) and next(ran) == at:
                    raise LibraryError("the disk is full")
                run(statement, parameters)

            patch.setattr(other._db, "run", failing)  # type: ignore[attr-defined]
            with suppress(LibraryError):
                done = other.place(["wire", "post"], bank, by="Ada Roe")
            if not done:
                assert [library.reports(number) for number in two] == before
                assert library.placings() == ()
                assert library.check() == ()
    assert at > 6
    assert ids(library, bank) == ["wire", "post", "bank"]
    assert library.went_into(barge) == bank


def test_the_trail_of_placings_cannot_be_changed(library: Library, two: tuple[int, int], place: str) -> None:
    library.place(["post"], None, by="Ada Roe", note="why")
    for statement in ("DELETE FROM placings", "UPDATE placings SET note = 'other'", "UPDATE placings SET story = 7"):
        with closing(open_database(place)) as db, pytest.raises(LibraryError, match="never"):
            db.run(statement)


def test_a_backup_keeps_who_placed_what_and_holds_it(
    library: Library, two: tuple[int, int], told: Sequence[Given], tmp_path: Path
) -> None:
    barge, bank = two
    library.place(["wire", "post"], bank, by="Ada Roe", note="why")
    library.backup(tmp_path / "copy.sayso")
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert copy.placings() == library.placings()
        assert copy.went_into(barge) == bank
        assert ids(copy, bank) == ["wire", "post", "bank"]
        assert copy.check() == ()
        assert copy.place(["post"], None, by="Ben Oyelaran") not in two


def test_check_tells_what_is_held_though_nobody_decided_it(library: Library, two: tuple[int, int], place: str) -> None:
    with closing(open_database(place)) as db:
        db.run("UPDATE arrivals SET placed = 5 WHERE id = 'wire'")
    assert [(p.what, p.wrong) for p in library.check()] == [
        ("report wire", "it is held in its story, and nobody decided that")
    ]


def test_a_library_of_before_is_taken_over(place: str, told: Sequence[Given], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        for module in (sqlite, postgres):
            patch.setattr(module, "migrations", lambda dialect: migrations(dialect)[:3])
        with closing(open_database(place)) as db:
            begin(db, "library")
            db.run("INSERT INTO stories (number, closed) VALUES (1, 1)")
            columns = "arrival, id, given, sha256, url, story"
            db.run(f"INSERT INTO arrivals ({columns}) VALUES (1, 'old', 'old', 'x', '', 1)")
            db.run("UPDATE state SET value = '1' WHERE key IN ('arrivals', 'numbers')")
    with closing(open_library(place)) as library:
        barge = library.accept(told)[0].story
        assert barge == 2
        assert library.place(["bank"], barge, by="Ada Roe") == barge
        assert [r.came_from for p in library.placings() for r in p.reports] == [3]


def of(hand_in: HandIn, name: str, number: int, day: str) -> Given:
    """A report of one of three happenings that have nothing in common."""
    what = (
        "A grain barge sank in the harbour of Tarrow and three sailors were hurt",
        "Castell Bank will close 61 branches in Estmark and cut 900 jobs by next summer",
        "Engineers lost contact with the weather satellite Halden-2 hours after its launch",
    )[number]
    return hand_in(name, f"{what}, as {name} told.", day)


@pytest.fixture
def short(place: str) -> Library:
    """A library that closes a story when six reports came after its last."""
    with closing(open_database(place)) as db:
        begin(db, "library", 6)
    return open_library(place, make=True)


def test_reports_of_closed_stories_and_of_open_ones_are_placed_into_each_other(short: Library, hand_in: HandIn) -> None:
    with closing(short) as library:
        (barge,) = library.accept([of(hand_in, "barge", 0, "2029-05-09")])
        later = library.accept([of(hand_in, f"bank{i}", 1, "2029-06-02") for i in range(9)])
        bank = later[0].story
        assert {a.story for a in later} == {bank}
        # the story of the barge is closed by now, and what was known of its report to judge by is gone
        library.place(["barge"], bank, by="Ada Roe")
        assert library.went_into(barge.story) == bank
        (more,) = library.accept([of(hand_in, "bank9", 1, "2029-06-02")])
        assert more.story == bank
        # a recent report opens a closed story again
        alone = library.place(["barge"], None, by="Ada Roe")
        assert library.place(["bank9"], alone, by="Ada Roe") == alone
        assert library.accept([of(hand_in, "bank10", 1, "2029-06-02")])[0].story in (alone, bank)
        assert ids(library, alone)[:2] == ["barge", "bank9"]
        library.accept([of(hand_in, f"halden{i}", 2, "2029-07-01") for i in range(9)])
        assert {library.report(n).story for n in ("barge", "bank9")} == {alone}
        assert library.report("bank8").story == bank
        library.place(["halden0", "bank8"], alone, by="Ada Roe")
        library.accept([of(hand_in, f"halden{i}", 2, "2029-07-01") for i in range(9, 20)])
        assert {library.report(n).story for n in ("barge", "bank9", "bank8", "halden0")} == {alone}
        assert library.check() == ()


def test_a_report_unknown_to_the_decider_follows_its_story_into_another(
    short: Library, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(short) as library:
        (barge,) = library.accept([of(hand_in, "barge", 0, "2029-05-09")])
        bank = library.accept([of(hand_in, f"bank{i}", 1, "2029-06-02") for i in range(5)])[0].story
        (halden,) = library.accept([of(hand_in, "halden", 2, "2029-07-01")])
        # the barge has no features any more; then all go of its new story but a later one, which nobody holds
        assert library.place(["barge"], halden.story, by="Ada Roe") == halden.story
        library.accept([of(hand_in, "halden1", 2, "2029-07-01")])
        assert library.report("halden1").story == halden.story
        library.forget("halden")
        # whatever is near comes together
        monkeypatch.setattr(decider, "NEAR", -1e9)
        monkeypatch.setattr(decider, "join", lambda sums, sizes: [list(range(len(sizes)))])
        library.accept([of(hand_in, f"bank{i}", 1, "2029-06-02") for i in (5, 6)])
        assert ids(library, bank) == ["barge", *(f"bank{i}" for i in range(5)), "halden1", "bank5", "bank6"]
        assert library.went_into(barge.story) == library.went_into(halden.story) == bank
        assert library.check() == ()


def test_the_command_places_reports_and_puts_stories_together(place: str, two: tuple[int, int]) -> None:
    barge, bank = two

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sayso", "place", *words, "--library", place],
            capture_output=True,
            text=True,
            timeout=120,
        )

    done = command("post", "--story", "new", "--by", "Ada Roe", "--note", "another barge")
    assert (done.stdout, done.returncode) == (f"post is in s3, was in s{barge}\n", 0), done.stderr
    done = command("s3", "bank.txt", "wire", "--story", f"s{barge}", "--by", "Ben Oyelaran")
    assert done.stdout.splitlines() == [
        f"post is in s{barge}, was in s3",
        f"bank is in s{barge}, was in s{bank}",
        f"wire stays in s{barge}",
    ]
    for words, wrong in (
        (("nobody", "--story", "new"), "no report and no story nobody"),
        (("wire", "--story", "s3"), f"no story s3; it went into s{barge}"),
        (("wire", "--story", "third"), "third is no story"),
    ):
        done = command(*words)
        assert done.returncode == 1
        assert wrong in done.stderr
