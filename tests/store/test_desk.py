"""What the desk keeps in a library: tokens, looks, and what was handed in; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bench.made_library import laid_together
from sayso.errors import LibraryError
from sayso.store import open_library
from sayso.store.desk import HandedIn, Look, Token
from sayso.store.library import Library, Made
from sayso.store.stale import made_of
from sayso.types import Unread
from tests.store import adding
from tests.store.conftest import Given

READER = "desk"


def make_dossier(library: Library, story: int, made: str = "2029-05-11T08:00:00+00:00") -> str:
    """Reads a story's reports, lays them together, and gives the edition of its dossier."""
    library.keep_readings(adding.read([k.report for k in library.readings(story, "1")]), "1")
    readings = library.readings(story, "1")
    dossier = laid_together([k.read.annotations for k in readings if k.read])
    of = made_of([(k.report.id, k.sha256) for k in readings], library.judgements(story))
    assert library.keep_dossier(story, Made(dossier=dossier, version="1", input=of, made=made))
    edition = library.story(story).edition
    assert edition
    return edition


def test_token_is_found_by_its_hash_until_it_is_revoked(library: Library) -> None:
    library.add_token("ada", "write", "aa" * 32)
    library.add_token("bo", "read", "bb" * 32)
    assert [t.name for t in library.tokens()] == ["ada", "bo"]
    found = library.token("aa" * 32)
    assert isinstance(found, Token)
    assert (found.name, found.scope) == ("ada", "write")
    assert library.token("cc" * 32) is None
    with pytest.raises(LibraryError, match="ada has a token already"):
        library.add_token("ada", "admin", "dd" * 32)
    library.revoke_token("ada")
    assert library.token("aa" * 32) is None
    with pytest.raises(LibraryError, match="nobody called ada"):
        library.revoke_token("ada")


def test_look_counts_what_came_since(library: Library, told: Sequence[Given]) -> None:
    (first,) = library.accept(told[:1])
    line = library.story(first.story)
    assert not line.current
    look = Look(at="2029-05-09T10:00:00+00:00", latest=line.latest, edition=None)
    library.keep_look(READER, first.story, look)
    assert library.looks(READER, [first.story, 99]) == {first.story: look}
    assert library.looks("another", [first.story]) == {}
    (second,) = library.accept(told[1:2])
    assert second.story == first.story
    assert library.looks(READER, [first.story])[first.story].new == 1
    library.keep_look(READER, 99, look)
    assert library.looks(READER, [99]) == {}


def test_dossier_that_was_seen_stays_until_another_is(library: Library, told: Sequence[Given]) -> None:
    (first,) = library.accept(told[:1])
    story = first.story
    before = make_dossier(library, story)
    line = library.story(story)
    assert (line.current, line.told) == (True, 1)
    look = Look(at="2029-05-09T10:00:00+00:00", latest=line.latest, edition=before)
    library.keep_look(READER, story, look)
    library.accept(told[1:2])
    assert not library.story(story).current
    after = make_dossier(library, story)
    assert before != after
    seen, now = library.dossier_seen(story, before), library.dossier_seen(story, after)
    assert seen is not None
    assert now is not None
    assert (len(seen.reports), len(now.reports)) == (1, 2)
    library.keep_look(READER, story, replace(look, edition=after, before=before))
    assert library.dossier_seen(story, before) is not None
    library.keep_look(READER, story, replace(look, edition=after))
    assert library.dossier_seen(story, before) is None
    assert library.dossier_seen(story, after) is not None


def test_forgetting_a_report_takes_it_out_of_what_was_seen_and_handed_in(
    library: Library, told: Sequence[Given]
) -> None:
    (first,) = library.accept(told[:1])
    story = first.story
    before = make_dossier(library, story)
    library.keep_look(READER, story, Look(at="2029-05-09T10:00:00+00:00", latest=1, edition=before))
    library.accept(told[1:2])
    make_dossier(library, story)
    library.hand_in(READER, [HandedIn(kind="text", name="A grain barge sank", data=b"x")])
    waiting = library.waiting()
    assert waiting is not None
    library.taken_in(waiting.number, [(first.id, True)], [])
    assert library.dossier_seen(story, before) is not None
    library.forget(first.id)
    assert library.dossier_seen(story, before) is None
    assert library.handed(10) == ()
    assert library.check() == ()


def test_what_is_handed_in_waits_in_order_and_says_what_came_of_it(library: Library, told: Sequence[Given]) -> None:
    said = HandedIn(
        kind="text",
        name="two\0 words",
        data=b"two words",
        outlet="Post",
        title="T",
        url="https://x.example",
        published="2029",
    )
    numbers = library.hand_in("ada", [said, HandedIn(kind="address", name="https://wire.example/barge")])
    first = library.waiting()
    assert first is not None
    assert [library.handed_line(number).name for number in numbers] == [first.given.name, "https://wire.example/barge"]
    with pytest.raises(LibraryError, match="nothing was handed in"):
        library.handed_line(99)
    assert first.given == replace(said, name="two\ufffd words")
    (accepted,) = library.accept(told[:1])
    library.taken_in(
        first.number,
        [(accepted.id, True), (accepted.id, False)],
        [Unread(id="r0", source="two words", kind="empty", message="there is nothing in it")],
    )
    second = library.waiting()
    assert second is not None
    assert second.given == HandedIn(kind="address", name="https://wire.example/barge")
    newest, oldest = library.handed(10)
    assert newest.done is None
    assert oldest.done is not None
    assert [(o.id, o.story, o.new) for o in oldest.reports] == [(accepted.id, accepted.story, True)]
    assert oldest.unread == ("two words: there is nothing in it",)
    assert (library.handed(1), library.handed(1, offset=1)) == ((newest,), (oldest,))
    assert library.handed_line(oldest.number) == oldest
    library.taken_in(second.number, [], [])
    assert library.waiting() is None


def test_what_was_new_is_told_as_new_when_its_taking_in_is_done_again(library: Library, told: Sequence[Given]) -> None:
    library.accept(told[2:])
    (number,) = library.hand_in("ada", [HandedIn(kind="file", name="barges.jsonl", data=b"[]")])
    for _ in range(2):
        # the first time the process ends here
        accepted = library.accept(told, handed=number)
    library.taken_in(number, [(one.id, one.new) for one in accepted], [])
    assert [r.new for r in library.handed_line(number).reports] == [False, True, True]
    assert library.check() == ()


def test_forgetting_a_report_of_what_is_half_taken_in_lets_the_others_come(
    library: Library, told: Sequence[Given]
) -> None:
    (number,) = library.hand_in("ada", [HandedIn(kind="file", name="barges.jsonl", data=b"[]")])
    (first,) = library.accept(told[:1], handed=number)
    library.forget(first.id)
    accepted = library.accept(told[1:], handed=number)
    library.taken_in(number, [(one.id, one.new) for one in (first, *accepted)], [])
    assert [r.id for r in library.handed_line(number).reports] == [one.id for one in accepted]
    assert library.check() == ()


def test_backup_holds_what_the_desk_keeps(library: Library, told: Sequence[Given], tmp_path: Path) -> None:
    library.accept(told[:1])
    library.add_token("ada", "write", "aa" * 32)
    library.hand_in("ada", [HandedIn(kind="text", name="words", data=b"words")])
    library.backup(tmp_path / "copy.sayso")
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert copy.tokens() == library.tokens()
        assert copy.waiting() == library.waiting()
