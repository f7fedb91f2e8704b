"""The desk's page of what is watched, and the versions on a report's page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from lxml import html

from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store.watching import Alert, Took
from sayso.web.desk import Desk
from tests.web.forms import csrf

TEXT = "The bridge at Tarrow is closed. Three cars fell into the river, the police said. The mayor was there at noon."


def post(client: TestClient, path: str, **fields: str) -> int:
    return client.post(path, data={"csrf": csrf(client), **fields}).status_code


def test_feeds_are_added_and_removed(client: TestClient, desk: Desk) -> None:
    assert "Nothing is watched" in client.get("/watch").text
    both = "https://wire.example/feed\nhttps://post.example/feed"
    assert post(client, "/watch", addresses=both, every="1h") == 303
    page = client.get("/watch").text
    assert "https://wire.example/feed" in page
    assert "not asked yet" in page
    with desk.reading() as library:
        assert [w.every for w in library.watches()] == [3600, 3600]
    assert post(client, "/watch/remove", address="https://wire.example/feed") == 303
    assert post(client, "/watch/remove", address="https://wire.example/feed") == 303
    with desk.reading() as library:
        assert [w.address for w in library.watches()] == ["https://post.example/feed"]


@pytest.mark.parametrize(
    ("addresses", "every"),
    [("", ""), ("ftp://wire.example/", ""), ("javascript:alert(1)", ""), ("https://wire.example/", "2s")],
)
def test_what_cannot_be_watched_is_said_beside_it(client: TestClient, desk: Desk, addresses: str, every: str) -> None:
    answer = client.post("/watch", data={"csrf": csrf(client), "addresses": addresses, "every": every})
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert page.xpath("//*[@aria-invalid='true']")
    assert (page.xpath("//textarea")[0].text or "").strip() == addresses
    with desk.reading() as library:
        assert library.watches() == ()


def test_forms_need_their_token(client: TestClient, desk: Desk) -> None:
    assert client.post("/watch", data={"addresses": "https://wire.example/"}).status_code == 403
    with desk.reading() as library:
        assert library.watches() == ()


def test_what_is_wrong_and_alerts_are_shown_as_text(client: TestClient, desk: Desk) -> None:
    with desk.writing() as library:
        watched = library.add_watch("https://wire.example/feed", "wire.example", None, "2029-05-09T12:00:00+00:00", 900)
        took = Took(
            number=watched.number,
            key=watched.key,
            address=watched.address,
            host=watched.host,
            kind="feed",
            title="<b>Wire</b>",
            published=None,
            item=None,
            due=None,
            pause=900,
            wrong="<script>alert(1)</script>",
        )
        library.take_in(None, watched.number, [took], None)
        story = library.stories()[0].number
        alert = Alert(key="k", kind="version", told="<i>it</i> changed", details={}, reports=())
        library.keep_alerts("(watch)", story, "x", [alert])
    page = client.get("/watch").text
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;Wire" in page
    assert "&lt;i&gt;it&lt;/i&gt; changed" in page
    assert f'href="/stories/s{story}"' in page


def test_report_shows_the_versions_of_its_article(client: TestClient, desk: Desk) -> None:
    first = Document(source="https://post.example/b", data=TEXT.encode(), url="https://post.example/b", title="Bridge")
    later = replace(first, data=TEXT.replace("Three", "Five").encode(), title="Bridge closed")
    given = [(build_report(d), d) for d in (first, later)]
    with desk.writing() as library:
        names = [a.id for a in library.accept(given)]
        took = Took(
            number=None,
            key="k",
            address="https://post.example/b",
            host="post.example",
            kind="page",
            title=None,
            published=None,
            item=None,
            due=None,
            pause=900,
            given=given[1],
            before=names[0],
        )
        library.take_in(None, 0, [took], None)
        story = library.report(names[1]).story
    path = f"/stories/s{story}/reports/{names[1]}"
    page = client.get(path).text
    assert "Versions of this article" in page
    assert f'href="/stories/s{story}/reports/{names[0]}"' in page
    assert "is now" not in page
    desk.renew(story)
    page = client.get(path).text
    assert "a figure raised: “Three” is now “Five”" in page
    assert "the headline: “Bridge” is now “Bridge closed”" in page
    assert "Versions of this article" not in client.get("/stories/s1/reports/05-daily-flash").text
