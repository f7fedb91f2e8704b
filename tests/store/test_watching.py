"""What the watch keeps in a library, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import LibraryError
from sayso.store import open_library
from sayso.store.library import Library
from sayso.store.watching import After, Alert, Asked, Body, Took, Version, Watched
from sayso.watch.finding import alert as find_alerts
from tests.deaths import TODAY
from tests.store.conftest import Given
from tests.store.test_desk import make_dossier

NOON, LATER = "2029-05-09T12:00:00+00:00", "2029-05-09T13:00:00+00:00"
FEED = "https://wire.example/feed"
READER = "(watch)"


def add(library: Library, address: str = FEED, host: str = "wire.example") -> Watched:
    return library.add_watch(address, host, None, NOON, 900)


def asked(watched: Watched, *, due: str | None = LATER, data: bytes | None = b"<rss>", wrong: str = "") -> Asked:
    return Asked(
        number=watched.number,
        asked=NOON,
        due=due,
        pause=900,
        failures=1 if wrong else 0,
        wrong=wrong,
        etag='"1"',
        modified=None,
        body="aa" if data else None,
        answer=Body(address=watched.address, media="text/xml", data=data) if data is not None else None,
    )


def took(key: str, given: Given | None = None, **fields: object) -> Took:
    made = Took(
        number=None,
        key=key,
        address=f"https://wire.example/{key}",
        host="wire.example",
        kind="item",
        title=None,
        published=None,
        item="aa",
        due=None,
        pause=900,
        given=given,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


AFTER = After(kind="feed", title="Wire", due=LATER, pause=450, wrong="", changed=True)


def test_what_is_watched_is_listed_changed_and_removed(library: Library) -> None:
    first = add(library)
    add(library, "https://post.example/feed", "post.example")
    again = library.add_watch(FEED, "wire.example", 3600, LATER, 3600)
    assert (again.number, again.every, again.due) == (first.number, 3600, LATER)
    assert [w.address for w in library.watches()] == [FEED, "https://post.example/feed"]
    assert [w.address for w in library.watches(1, 1)] == ["https://post.example/feed"]
    library.remove_watch(FEED)
    assert [w.address for w in library.watches()] == ["https://post.example/feed"]
    with pytest.raises(LibraryError, match="is not watched"):
        library.remove_watch(FEED)


def test_of_each_host_what_has_been_due_longest(library: Library) -> None:
    late = library.add_watch("https://wire.example/late", "wire.example", None, LATER, 900)
    early = add(library)
    other = add(library, "https://post.example/feed", "post.example")
    assert library.due_watches("2029-05-09T11:00:00+00:00") == ()
    assert [w.number for w in library.due_watches(LATER)] == [early.number, other.number]
    library.keep_asked([asked(early, due=None, data=None)])
    assert [w.number for w in library.due_watches(LATER)] == [other.number, late.number]
    library.keep_busy("post.example", "2029-05-09T14:00:00+00:00")
    assert [w.number for w in library.due_watches(LATER)] == [late.number]
    assert library.next_due() == NOON
    library.not_later("2029-05-09T12:30:00+00:00")
    assert [w.number for w in library.due_watches("2029-05-09T12:40:00+00:00")] == [other.number, late.number]


def test_answer_waits_until_it_is_taken_in(library: Library, told: Sequence[Given]) -> None:
    watched = add(library)
    library.keep_asked([asked(watched, data=b"\0 bytes", wrong="odd \0 words")])
    (got,) = library.answers(10)
    assert (got.body.data, got.body.media, got.got, got.watched.etag) == (b"\0 bytes", "text/xml", NOON, '"1"')
    assert got.watched.wrong == "odd \ufffd words"
    new = library.take_in(
        got.number, watched.number, [took("a", told[0]), took("b", held=b"words", kind="page")], AFTER
    )
    assert new == (told[0][0].id,)
    assert library.answers(10) == ()
    a, b = library.watched_items(watched.number)
    assert (a.report, a.item, a.kind) == (told[0][0].id, "aa", "item")
    assert (b.report, b.kind, library.held_of(b.number)) == (None, "page", b"words")
    (feed,) = library.watches()
    assert (feed.title, feed.kind, feed.pause, feed.reports) == ("Wire", "feed", 450, 1)
    assert feed.changed is not None
    assert library.check() == ()


def test_same_report_again_is_not_new(library: Library, told: Sequence[Given]) -> None:
    watched = add(library)
    library.accept(told[:1])
    assert library.take_in(None, watched.number, [took("a", told[0])], None) == ()
    assert library.watched_items(watched.number)[0].report == told[0][0].id
    assert library.take_in(None, watched.number, [took("a", told[0])], None) == ()
    assert len(library.watched_items(watched.number)) == 1


def test_answer_of_what_was_removed_is_let_go(library: Library, told: Sequence[Given]) -> None:
    watched = add(library)
    library.keep_asked([asked(watched)])
    library.remove_watch(FEED)
    assert library.answers(10) == ()
    library.keep_asked([asked(watched)])
    assert library.answers(10) == ()
    assert library.take_in(7, watched.number, [took("a", told[0])], AFTER) == (told[0][0].id,)
    assert library.watches() == ()
    assert library.check() == ()


def test_item_whose_page_is_given_up_is_told(library: Library) -> None:
    watched = add(library)
    library.take_in(None, watched.number, [took("a", held=b"words", kind="page", due=NOON)], None)
    (item,) = library.watched_items(watched.number)
    assert library.given_up(10) == ()
    library.keep_asked([asked(item, due=None, data=None, wrong="gone")])
    assert [w.key for w in library.given_up(10)] == ["a"]
    library.take_in(None, item.number, [took("a", number=item.number)], None)
    assert library.given_up(10) == ()


def test_items_that_are_looked_at_no_more_are_let_go(library: Library, told: Sequence[Given]) -> None:
    watched = add(library)
    items = [took("a", told[0]), took("b", due=NOON), took("c", held=b"words"), took("d", told[1])]
    library.take_in(None, watched.number, items, None)
    library.forget(told[1][0].id)
    library.let_go_items("2020-01-01T00:00:00+00:00")
    assert len(library.watched_items(watched.number)) == 4
    library.let_go_items("2099-01-01T00:00:00+00:00")
    assert [w.key for w in library.watched_items(watched.number)] == ["b", "c", "d"]
    assert len(library.watches()) == 1
    assert library.report(told[0][0].id)


def versions_of(library: Library, told: Sequence[Given], hand_in: object) -> list[str]:
    watched = add(library)
    names: list[str] = []
    for number in range(3):
        given = hand_in(  # type: ignore[operator]
            f"v{number}", f"{told[0][0].text} There were {number} of them.", url="https://wire.example/a"
        )
        items = library.watched_items(watched.number)
        one = took("a", given, number=items[0].number if items else None, before=names[-1] if names else None)
        names += library.take_in(None, watched.number, [one], None)
    return names


def test_versions_are_a_chain(library: Library, told: Sequence[Given], hand_in: object) -> None:
    names = versions_of(library, told, hand_in)
    assert names == ["v0", "v1", "v2"]
    for name in names:
        chain = library.versions(name)
        assert [v.report for v in chain] == names
        assert [v.before for v in chain] == [None, "v0", "v1"]
    latest = library.latest_at("https://wire.example/a")
    assert latest is not None
    assert latest.id == "v2"
    library.forget("v1")
    assert [(v.report, v.before) for v in library.versions("v2")] == [("v0", None), ("v2", "v0")]
    library.forget("v0")
    assert [(v.report, v.before) for v in library.versions("v2")] == [("v2", None)]
    with pytest.raises(LibraryError, match="no report v0"):
        library.versions("v0")
    assert library.check() == ()


def test_what_is_forgotten_does_not_come_again(library: Library, told: Sequence[Given]) -> None:
    watched = add(library)
    library.take_in(None, watched.number, [took("a", told[0], due=NOON, title="A")], None)
    library.forget(told[0][0].id)
    (item,) = library.watched_items(watched.number)
    assert (item.kind, item.due, item.title, item.report) == ("forgotten", None, None, None)


def test_nothing_of_what_is_forgotten_while_its_answer_is_read_comes_back(
    library: Library, told: Sequence[Given]
) -> None:
    watched = add(library)
    library.take_in(None, watched.number, [took("a", told[0], due=NOON, title="A")], None)
    (item,) = library.watched_items(watched.number)
    library.forget(told[0][0].id)
    library.take_in(None, item.number, [took("a", number=item.number, title="A", due=NOON, held=b"its text")], None)
    library.take_in(None, item.number, [], replace(AFTER, kind="item"))
    (item,) = library.watched_items(watched.number)
    assert (item.kind, item.due, item.title, library.held_of(item.number)) == ("forgotten", None, None, None)


def alert(key: str, *reports: str) -> Alert:
    return Alert(key=key, kind="version", told="it changed \0", details={"n": 1}, reports=reports)


def test_alert_is_kept_once(library: Library, told: Sequence[Given]) -> None:
    (first,) = library.accept(told[:1])
    story = first.story
    assert library.unalerted(READER) == ()
    edition = make_dossier(library, story)
    assert library.unalerted(READER) == (story,)
    kept = library.keep_alerts(READER, story, edition, [alert("k1", first.id), alert("k2"), alert("k1", first.id)])
    assert [(a.key, a.number, a.story) for a in kept] == [("k1", 1, story), ("k2", 2, story)]
    assert library.unalerted(READER) == ()
    assert library.keep_alerts(READER, story, edition, [alert("k1", first.id)]) == ()
    assert [a.key for a in library.alerts()] == ["k1", "k2"]
    assert [a.key for a in library.alerts(limit=1, last=True)] == ["k2"]
    assert library.alerts(1)[0].told == "it changed \ufffd"
    assert library.dossier_seen(story, edition) is not None
    library.accept(told[1:2])
    after = make_dossier(library, story)
    assert library.unalerted(READER) == (story,)
    # the dossier that the watch saw stays until it saw the next one
    assert library.dossier_seen(story, edition) is not None
    library.keep_alerts(READER, story, after, [])
    assert library.dossier_seen(story, edition) is None


def test_alert_that_quotes_a_forgotten_report_goes(library: Library, told: Sequence[Given]) -> None:
    first, second = library.accept(told[:2])
    edition = make_dossier(library, first.story)
    library.keep_alerts(READER, first.story, edition, [alert("k1", second.id), alert("k2", first.id)])
    place = library.alert_place("file x")
    library.keep_alert_place(replace(place, told=2))
    library.forget(first.id)
    assert [a.key for a in library.alerts()] == ["k1"]
    # its number is not given out again, or the next alert would count as told
    (fresh,) = library.keep_alerts(READER, second.story, "x", [alert("k3", second.id)])
    assert fresh.number == 3


def test_alert_of_what_is_forgotten_while_it_is_found_is_not_kept(library: Library, told: Sequence[Given]) -> None:
    first, second = library.accept(told[:2])
    edition = make_dossier(library, first.story)
    library.forget(first.id)
    found = [alert("k1", first.id, second.id), alert("k2", second.id)]
    assert [a.key for a in library.keep_alerts(READER, second.story, edition, found)] == ["k2"]


def test_a_report_that_is_forgotten_while_its_story_is_looked_at_does_not_end_the_watch(
    library: Library, told: Sequence[Given], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = library.accept(told[:2])
    library.alerts_from_now(READER)
    make_dossier(library, first.story)
    real = type(library).versions

    def forgets_first(self: Library, name: str) -> tuple[Version, ...]:
        if library.named(first.id):
            library.forget(first.id)
        return real(self, name)

    monkeypatch.setattr(type(library), "versions", forgets_first)
    assert find_alerts(library, TODAY) == 0
    make_dossier(library, second.story)
    assert library.unalerted(READER) == (second.story,)
    find_alerts(library, TODAY)
    assert library.unalerted(READER) == ()


def test_what_was_there_before_the_watch_is_no_news(library: Library, told: Sequence[Given]) -> None:
    (first,) = library.accept(told[:1])
    make_dossier(library, first.story)
    library.alerts_from_now(READER)
    assert library.unalerted(READER) == ()
    (other,) = library.accept(told[2:])
    make_dossier(library, other.story)
    library.alerts_from_now(READER)
    assert library.unalerted(READER) == (other.story,)


def test_place_gets_what_is_found_from_now_on(library: Library, told: Sequence[Given]) -> None:
    (first,) = library.accept(told[:1])
    edition = make_dossier(library, first.story)
    early = library.alert_place("file early")
    library.keep_alerts(READER, first.story, edition, [alert("k1", first.id)])
    late = library.alert_place("file late")
    assert [a.key for a in library.alerts(early.told)] == ["k1"]
    assert library.alerts(late.told) == ()
    library.keep_alert_place(replace(early, told=1, failures=2, due=LATER, wrong="no \0"))
    assert library.alert_place("file early") == replace(early, told=1, failures=2, due=LATER, wrong="no \ufffd")


def test_only_one_watches(place: str) -> None:
    with closing(open_library(place, make=True)) as one, closing(open_library(place)) as other:
        with one.alone(), pytest.raises(LibraryError, match="another process watches"), other.alone():
            pass
        with other.alone():
            pass


def test_backup_holds_what_the_watch_keeps(library: Library, told: Sequence[Given], tmp_path: Path) -> None:
    watched = add(library)
    library.keep_asked([asked(watched)])
    library.take_in(None, watched.number, [took("a", told[0])], None)
    library.backup(tmp_path / "copy.sayso")
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert copy.watches()[0].address == FEED
        assert len(copy.answers(10)) == 1
        assert copy.watched_items(watched.number)[0].report == told[0][0].id
