"""When a page that changed is another version of its article, and what the watch keeps then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.ingest.fetch import Fetcher
from sayso.store.library import Library
from sayso.store.watching import Asked, Watched
from sayso.types import Report
from sayso.watch.versions import is_another_version
from tests.ingest.pages import BODY, HEADLINE
from tests.watch.asking import ask, reports, watched
from tests.watch.site import Page, Site, item

TEXT = "\n".join((*BODY, *BODY[1:]))


def report(text: str, title: str | None = "Barge sinks") -> Report:
    return build_report(Document(source="a.txt", data=text.encode(), title=title, id="a"))


FIRST = report(
    "The barge sank in the harbour on Monday.\nThree sailors were hurt, the police said.\nNobody was arrested."
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (FIRST.text, "Barge sinks in harbour"),
        (FIRST.text.replace("Three", "Five"), "Barge sinks"),
        (FIRST.text.replace("\nNobody was arrested.", ""), "Barge sinks"),
        (f"{FIRST.text}\nThe owner will pay.", "Barge sinks"),
    ],
)
def test_another_version(text: str, title: str) -> None:
    changed = replace(FIRST, text=text, title=title)
    assert is_another_version(FIRST, changed)
    assert is_another_version(changed, FIRST)


@pytest.mark.parametrize(
    "text",
    [
        FIRST.text,
        f"{FIRST.text}\nShare this story",
        f"{FIRST.text}\nRead more\nTug burns in Quillport",
        f"Updated 3 hours ago\n{FIRST.text}",
        FIRST.text.replace(" ", "\u00a0"),
        "\n".join(reversed(FIRST.text.split("\n"))),
    ],
)
def test_noise_is_no_version(text: str) -> None:
    changed = replace(FIRST, text=text)
    assert not is_another_version(FIRST, changed)
    assert not is_another_version(changed, FIRST)


def test_every_version_of_a_page_is_kept_and_noise_is_none(site: Site, library: Library, fetcher: Fetcher) -> None:
    link = site.article("/ferry", HEADLINE, TEXT)
    site.feed("/feed", [item(link, HEADLINE, TEXT, whole=False)])
    (feed,) = watched(library, fetcher, site.url("/feed"))
    assert [r.published for r in reports(library)] == ["2029-05-09T08:00:00+00:00"]
    site.article("/ferry", HEADLINE, TEXT, around="<p><a href=/other>Another story of the day</a></p>")
    ask(library, fetcher, again=True)
    assert len(reports(library)) == 1
    site.article("/ferry", HEADLINE, f"{TEXT}\nThe captain was charged on Friday.")
    ask(library, fetcher, again=True)
    site.article("/ferry", HEADLINE, TEXT.replace(BODY[1], "The second paragraph is another one now, she said."))
    ask(library, fetcher, again=True)
    ask(library, fetcher, again=True)
    held = reports(library)
    assert len(held) == 3
    chain = library.versions(held[0].id)
    assert [v.report for v in chain] == [r.id for r in held]
    (page,) = library.watched_items(feed.number)
    assert page.report == held[-1].id
    assert site.asked("/ferry")[-1] == 304
    assert library.check() == ()


def test_every_version_in_a_feed_is_kept(site: Site, library: Library, fetcher: Fetcher) -> None:
    for number in range(3):
        site.feed(
            "/feed", [item(site.url("/ferry"), HEADLINE, f"{TEXT}\nIt was version {number}.", whole=True, guid="1")]
        )
        if number == 0:
            watched(library, fetcher, site.url("/feed"))
        ask(library, fetcher, again=True)
    held = reports(library)
    assert len(held) == 3
    assert len(library.versions(held[1].id)) == 3
    assert site.asked("/ferry") == []


def test_the_same_article_in_two_feeds_is_one_report(site: Site, library: Library, fetcher: Fetcher) -> None:
    one = item(site.url("/ferry"), HEADLINE, TEXT, whole=True)
    watched(library, fetcher, site.feed("/news", [one]), site.feed("/local", [one], title="Tarrow Post, local"))
    assert len(reports(library)) == 1


def test_an_item_that_was_let_go_is_known_by_its_report(site: Site, library: Library, fetcher: Fetcher) -> None:
    items = [item(site.url("/whole"), HEADLINE, TEXT, whole=True)]
    items.append(item(site.article("/page", HEADLINE, TEXT), HEADLINE, TEXT, whole=False))
    (feed,) = watched(library, fetcher, site.feed("/feed", items))
    held = reports(library)
    library.keep_asked(
        [replace(asked, due=None) for asked in (as_asked(w) for w in library.watched_items(feed.number))]
    )
    library.let_go_items("2099-01-01T00:00:00+00:00")
    assert library.watched_items(feed.number) == ()
    site.feed("/feed", [*items, item(site.url("/new"), HEADLINE, f"{TEXT}\nA tug came.", whole=True)])
    ask(library, fetcher, again=True)
    assert [r.id for r in reports(library)][: len(held)] == [r.id for r in held]
    assert len(reports(library)) == len(held) + 1


def as_asked(watched: Watched) -> Asked:
    return Asked(
        number=watched.number,
        asked=watched.added,
        due=watched.due,
        pause=watched.pause,
        failures=0,
        wrong="",
        etag=None,
        modified=None,
        body=None,
    )


def test_a_page_that_cannot_be_had_leaves_what_the_feed_says(site: Site, library: Library, fetcher: Fetcher) -> None:
    site.pages["/ferry"] = Page(b"pay first", status=402)
    site.feed("/feed", [item(site.url("/ferry"), HEADLINE, f"{BODY[0]} {BODY[1]}", whole=False)])
    (feed,) = watched(library, fetcher, site.url("/feed"))
    (held,) = reports(library)
    assert held.url == site.url("/ferry")
    (found,) = library.watched_items(feed.number)
    assert "402" in found.wrong
    assert library.check() == ()


def test_a_watched_page_has_versions_too(site: Site, library: Library, fetcher: Fetcher) -> None:
    watched(library, fetcher, site.article("/ferry", HEADLINE, TEXT))
    site.article("/ferry", f"{HEADLINE}, four hurt", TEXT)
    ask(library, fetcher, again=True)
    (page,) = library.watches()
    assert (page.kind, page.wrong) == ("page", "")
    assert [len(library.versions(r.id)) for r in reports(library)] == [2, 2]
    assert page.due is not None


def test_what_was_forgotten_stays_forgotten(site: Site, library: Library, fetcher: Fetcher) -> None:
    link = site.article("/ferry", HEADLINE, TEXT)
    site.feed("/feed", [item(link, HEADLINE, TEXT, whole=False)])
    watched(library, fetcher, site.url("/feed"))
    library.forget(reports(library)[0].id)
    site.article("/ferry", HEADLINE, f"{TEXT}\nThe captain was charged on Friday.")
    site.feed("/feed", [item(link, f"{HEADLINE} now", TEXT, whole=True)])
    ask(library, fetcher, again=True)
    assert reports(library) == []
