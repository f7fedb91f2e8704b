"""Judgements that go straight into a library, in force, taken back, and in the trail."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main
from sayso.errors import JudgementsError
from sayso.store.deciding import decide_on, take_back
from sayso.store.growing import Versions, bring_up_to_date, dossier_of, versions
from sayso.store.library import Library
from sayso.types import Dossier
from tests.store.conftest import Given

HandIn = Callable[..., Given]
NAMESAKE = (
    "A pianist opened the winter festival in Hollin with two sonatas. Critics praised her touch and the tempo of the"
    " slow movement.\n\nThe concert hall was sold out, and hundreds listened to loudspeakers in the snow outside. The"
    " festival goes on until Epiphany with songs, a string quartet and a choir of children. Ila Brandt, the pianist,"
    " thanked the audience."
)


@pytest.fixture(scope="module")
def today() -> Versions:
    return versions()


@pytest.fixture
def story(library: Library, told: Sequence[Given], today: Versions) -> int:
    number = library.accept(told)[0].story
    bring_up_to_date(library, today)
    return number


def entity(dossier: Dossier, name: str) -> str:
    return next(e.id for e in dossier.entities if name in e.aliases)


def claim(dossier: Dossier, words: str) -> str:
    return next(c.id for c in dossier.claims if any(words in m.span.text for m in c.members))


def statement(dossier: Dossier, words: str) -> str:
    return next(s.id for s in dossier.statements if words in s.content[0].text)


def test_what_is_taken_back_leaves_the_dossier_as_it_was(library: Library, story: int, today: Versions) -> None:
    before = dossier_of(library, story, today).dossier
    speaker = ["speaker", statement(before, "quay"), "the harbour police"]
    made = decide_on(library, story, before, [speaker], by="Ada")
    made += decide_on(
        library, story, before, [["confirmed", claim(before, "quay"), "the clinic"]], by="Ada", how="phone"
    )
    after = dossier_of(library, story, today).dossier
    assert [(c.checks[0].value, c.checks[0].how) for c in after.claims if c.checks] == [("the clinic", "phone")]
    assert [s.id for s in after.statements if s.judged] == [statement(before, "quay")]
    back = [take_back(library, row.id, by="Bo") for row in made]
    assert dossier_of(library, story, today).dossier.to_json() == before.to_json()
    take_back(library, back[1].id, by="Ada")
    again = dossier_of(library, story, today).dossier
    assert [c.checks for c in again.claims if c.checks] == [(made[1],)]
    assert not any(s.judged for s in again.statements)


def test_what_is_decided_already_is_not_decided_again(library: Library, story: int, today: Versions) -> None:
    made = dossier_of(library, story, today).dossier
    words = [["false", claim(made, "quay")]]
    (row,) = decide_on(library, story, made, words, by="Ada")
    assert decide_on(library, story, made, words, by="Bo") == ()
    take_back(library, row.id, by="Ada")
    with pytest.raises(JudgementsError, match=f"{row.id} was taken back already, by Ada"):
        take_back(library, row.id, by="Bo")
    (again,) = decide_on(library, story, made, words, by="Ada")
    assert again.id != row.id
    assert library.judgements(story) == (again,)


def test_nothing_is_added_when_one_of_several_cannot_be(library: Library, story: int, today: Versions) -> None:
    made = dossier_of(library, story, today).dossier
    with pytest.raises(JudgementsError, match="has no c99"):
        decide_on(library, story, made, [["false", claim(made, "quay")], ["false", "c99"]], by="Ada")
    assert library.judgements() == ()


def test_a_namesake_in_another_story_stays(library: Library, story: int, today: Versions, hand_in: HandIn) -> None:
    other = library.accept([hand_in("stage", NAMESAKE, "2031-12-28")])[0].story
    assert other != story
    bring_up_to_date(library, today)
    made = dossier_of(library, story, today).dossier
    decide_on(library, story, made, [["name", entity(made, "Ila Brandt"), "Mayor Brandt"]], by="Ada")
    assert library.judgements(other) == ()
    assert library.unmade(today.reading, today.linking) == (story,)
    assert "Mayor Brandt" in {e.name for e in dossier_of(library, story, today).dossier.entities}
    assert {line.story for line in library.search_entities("Ila Brandt", kind="PERSON")} >= {other}


def test_the_trail_tells_who_decided_what_and_what_was_taken_back(
    library: Library, story: int, told: Sequence[Given], today: Versions
) -> None:
    bank = library.accept(told)[2].story
    made = dossier_of(library, story, today).dossier
    (false,) = decide_on(library, story, made, [["false", claim(made, "quay")]], by="Ada", note="she rang")
    back = take_back(library, false.id, by="Bo")
    of_bank = dossier_of(library, bank, today).dossier
    (lint,) = decide_on(library, bank, of_bank, [["name", entity(of_bank, "Orvo Lint"), "O. Lint"]], by="Ada")
    lines = library.trail()
    assert [t.id for t in lines] == [lint.id, back.id, false.id]
    assert [t.judgement for t in lines] == [lint, back, false]
    assert [t.stories for t in lines] == [(bank,), (story,), (story,)]
    assert [t.taken_back for t in lines] == [None, None, back]
    assert [t.takes_back for t in lines] == [None, false, None]
    assert [t.id for t in library.trail(story)] == [back.id, false.id]
    assert [t.id for t in library.trail(bank)] == [lint.id]
    assert [t.id for t in library.trail(limit=1, offset=1)] == [back.id]
    assert library.trail(story, offset=2) == ()


def test_what_was_forgotten_leaves_who_and_when(library: Library, story: int, today: Versions) -> None:
    made = dossier_of(library, story, today).dossier
    (row,) = decide_on(library, story, made, [["dismiss", statement(made, "quay")]], by="Ada", note="a misprint")
    library.forget("wire")
    (line,) = library.trail()
    assert (line.id, line.by, line.about, line.judgement, line.stories) == (row.id, "Ada", "statement", None, ())
    assert line.forgotten
    assert library.trail(story) == ()
    with pytest.raises(JudgementsError, match="no judgement"):
        take_back(library, row.id, by="Ada")


def sayso(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_command_line_decides_lists_and_takes_back(place: str, tmp_path: Path, told: Sequence[Given]) -> None:
    for report, _ in told:
        (tmp_path / f"{report.id}.txt").write_text(report.text)
    where = ("--library", place)
    added = sayso("add", *(tmp_path / f"{report.id}.txt" for report, _ in told), *where, "-q")
    assert added.exit_code == 0, added.output
    found = sayso("judge", "s1", "find", "quay", *where)
    assert found.exit_code == 0, found.output
    name = next(line.split()[0] for line in found.stdout.splitlines() if "  claim  " in line)
    made = sayso("judge", "s1", "confirmed", name, "Ila Brandt", "--how", "phone", "--by", "ada", *where)
    assert "is confirmed by Ila Brandt, by phone" in made.stdout, made.output
    row = made.stdout.split()[0]
    shown = sayso("show", "s1", *where)
    assert "Confirmed to the desk by Ila Brandt, by phone" in shown.stdout, shown.output
    assert sayso("judge", "s1", *where).stdout == sayso("judge", *where).stdout == made.stdout
    back = sayso("judge", "revoke", row, "--by", "bo", *where)
    assert f"{row} is taken back" in back.stdout, back.output
    assert "Confirmed to the desk" not in sayso("show", "s1", *where).stdout
    assert "[taken back by " in sayso("judge", "s1", *where).stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["s99"], 1, "no story s99"),
        (["s1", "false", "c99"], 1, "has no c99"),
        (["s1", "join", "e1"], 1, "begin with what is decided"),
        (["revoke", "j99"], 1, "no judgement j99"),
        (["revoke"], 2, "revoke ID"),
        (["dam.json", "false", "c1"], 1, "is no story"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_command_line_cannot_do_is_told(
    words: list[str], code: int, said: str, tmp_path: Path, told: Sequence[Given]
) -> None:
    place = tmp_path / "one.sayso"
    report = tmp_path / "wire.txt"
    report.write_text(told[0][0].text)
    assert sayso("add", report, "--library", place, "-q").exit_code == 0
    refused = sayso("judge", *words, "--library", place)
    assert refused.exit_code == code, refused.output
    assert said in refused.stderr


def test_the_later_decision_holds_though_the_clock_was_set_back(
    library: Library, story: int, today: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Ahead:
            return cls.fromtimestamp(time.time() + 86_400, tz)

    before = dossier_of(library, story, today).dossier
    quay = claim(before, "quay")
    with monkeypatch.context() as patch:
        patch.setattr("sayso.store.deciding.datetime", Ahead)
        (first,) = decide_on(library, story, before, [["verdict", quay, "disputed"]], by="Ada")
    (second,) = decide_on(library, story, before, [["verdict", quay, "only-here"]], by="Ada")
    assert second.at > first.at
    after = dossier_of(library, story, today).dossier
    assert [c.verdict for c in after.claims if any("quay" in m.span.text for m in c.members)] == ["only-here"]
    assert take_back(library, second.id, by="Ada").at > second.at
