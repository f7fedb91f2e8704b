"""The reports of a story, and the forms by which a person says which of them belong to another one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from sayso.store.placing import PlacedReport, Placing
from sayso.web.access import Access
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.pages.placing import WORDS, nearest, placed_view, title_words
from sayso.web.tokens import hash_of, make_token
from tests.web.forms import csrf

STRAY, LODGE, DAM = "05-herald-of-the-republic", 2, 1
PAGE = "/stories/s3/reports"


def ids(desk: Desk, story: int) -> list[str]:
    with desk.reading() as library:
        return [r.id for r in library.reports(story)]


def offered(text: str) -> list[str]:
    """The stories that the first form offers, in their order."""
    form = html.document_fromstring(text).xpath("//form[@method='post']")[0]
    return [field.get("value") for field in form.xpath(".//input[@name='to']")]


def test_a_stray_report_is_put_into_its_story(client: TestClient, desk: Desk) -> None:
    assert ids(desk, 3) == [STRAY]
    page = client.get(f"{PAGE}?report={STRAY}")
    ticked = html.document_fromstring(page.text).xpath("//input[@type='checkbox'][@checked]/@value")
    assert ticked == [STRAY]
    # nearer by the words of its title than the one that came last
    assert offered(page.text) == ["s2", "s1", "new"]
    sent = {"csrf": csrf(client, PAGE), "report": STRAY, "to": "s2", "by": "Ada Roe", "note": "the same lodge"}
    done = client.post("/stories/s3/place", data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/stories/s2")
    assert STRAY in ids(desk, LODGE)
    desk.renew(LODGE)
    assert "Herald of the Republic" in client.get("/stories/s2").text
    # addresses of before lead on
    for path in ("", "/reports", f"/reports/{STRAY}?at=3-9"):
        moved = client.get(f"/stories/s3{path}")
        assert moved.is_redirect
        assert moved.headers["location"].endswith(f"/stories/s2{path}")
    for path in ("/stories/s2/reports", "/judgements", "/judgements?story=s2"):
        told = client.get(path).text
        assert "s2 is the story of" in told
        assert "Ada Roe" in told
        assert "the same lodge" in told
    assert "Ada Roe" not in client.get("/judgements?story=s1").text
    with desk.writing() as library:
        assert library.check() == ()


def test_two_stories_are_put_together_and_taken_apart_again(client: TestClient, desk: Desk) -> None:
    lodge = ids(desk, LODGE)
    form = csrf(client, PAGE)
    done = client.post("/stories/s2/place", data={"csrf": form, "whole": "yes", "number": "S1", "by": "Ada Roe"})
    assert done.headers["location"] == "/stories/s1"
    assert set(lodge) < set(ids(desk, DAM))
    done = client.post("/stories/s1/place", data={"csrf": form, "report": lodge, "to": "new", "by": "Ada Roe"})
    assert done.headers["location"] == "/stories/s4"
    assert ids(desk, 4) == lodge
    told = client.get("/stories/s4/reports").text
    assert "s4 is the story of" in told
    assert "and 5 more, not s1" in told


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"to": "s2"}, 422, "Tick at least one report"),
        ({"to": "s2", "report": "01-northwire"}, 422, "Tick at least one report"),
        ({"report": STRAY}, 422, "Choose a story"),
        ({"report": STRAY, "to": "elsewhere"}, 422, "Choose a story"),
        ({"report": STRAY, "number": "99"}, 422, "Choose a story"),
        ({"report": STRAY, "number": "s99"}, 404, "no story s99"),
        ({"report": STRAY, "to": "s2", "by": ""}, 422, "your name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_changed(
    client: TestClient, desk: Desk, sent: dict[str, str], status: int, told: str
) -> None:
    done = client.post("/stories/s3/place", data={"csrf": csrf(client, PAGE), "by": "Ada Roe", **sent})
    assert done.status_code == status
    assert told in done.text
    assert ids(desk, 3) == [STRAY]


def test_stories_are_found_by_words(client: TestClient) -> None:
    assert offered(client.get(f"{PAGE}?q=Velmora+gate").text) == ["s1", "new"]
    nothing = client.get(f"{PAGE}?q=zeppelin")
    assert offered(nothing.text) == ["new"]
    assert "No report of another story has these words" in nothing.text


def test_whoever_may_only_read_sees_the_reports_and_changes_nothing(desk: Desk) -> None:
    client = TestClient(make_app(desk, Access(tokens=True, hosts=())), base_url="https://desk.example")
    token = make_token()
    with desk.writing() as library:
        library.add_token("ada", "read", hash_of(token))
    sent = {"authorization": f"Bearer {token}"}
    page = client.get(PAGE, headers=sent)
    assert "Herald of the Republic" in page.text
    assert "<form method" not in page.text
    assert "Belongs to another story" not in client.get(f"{PAGE}/{STRAY}", headers=sent).text
    refused = client.post("/stories/s3/place", data={"report": STRAY, "to": "s2"}, headers=sent)
    assert refused.status_code == 403
    assert ids(desk, 3) == [STRAY]


def test_a_report_s_page_leads_to_the_form(client: TestClient) -> None:
    page = html.document_fromstring(client.get(f"{PAGE}/{STRAY}").text)
    (to,) = page.xpath("//a[text()='Belongs to another story']/@href")
    assert to == f"{PAGE}?report={STRAY}#elsewhere-head"


def placing(reports: Sequence[tuple[str, int]], story: int = 2) -> Placing:
    placed = tuple(PlacedReport(id=name, title=None, came_from=before, story=story) for name, before in reports)
    return Placing(
        number=1, story=story, by="Ada Roe", made="2029-04-20T08:00:00+00:00", note="", reports=placed, forgotten=None
    )


@pytest.mark.parametrize(
    ("reports", "told", "stories"),
    [
        ([("a", 3)], "s2 is the story of “a”, not s3", ("s2",)),
        ([("a", 3), ("b", 1), ("c", 2)], "s2 is the story of “a” and 2 more, not s1, s3", ("s2", "s1")),
        ([("a", 2)], "s2 is to stay as it is", ("s2",)),
        ([], "s2 is the story of a report that was forgotten", ("s2",)),
    ],
)
def test_decisions_are_told(reports: list[tuple[str, int]], told: str, stories: tuple[str, ...]) -> None:
    (one,) = placed_view([placing(reports)], {1: True, 2: True, 3: False})
    assert (one.what, one.stories) == (told, stories)


@pytest.mark.parametrize(
    ("reports", "there", "back", "to"),
    [
        ([("a", 3), ("b", 3)], True, ("a", "b"), "s3"),
        # one that was there already stays
        ([("a", 3), ("b", 2)], False, ("a",), "new"),
        ([("a", 3), ("b", 1)], True, (), "new"),
        ([("a", 2)], True, (), "new"),
        ([], True, (), "new"),
    ],
)
def test_what_came_from_one_story_can_be_put_back(
    reports: list[tuple[str, int]], there: bool, back: tuple[str, ...], to: str
) -> None:
    (one,) = placed_view([placing(reports)], {1: True, 2: True, 3: there})
    assert (one.back, one.to) == (back, to)


def test_the_button_puts_back_and_is_gone_then(client: TestClient, desk: Desk) -> None:
    sent = {"csrf": csrf(client, PAGE), "report": "06-the-blare", "to": "s3", "by": "Ada Roe"}
    client.post("/stories/s2/place", data=sent)
    page = html.document_fromstring(client.get("/judgements").text)
    (form,) = page.xpath("//form[.//button[text()='Put back']]")
    fields = [(field.get("name"), field.get("value")) for field in form.xpath(".//input")]
    done = client.post(form.get("action"), data=dict(fields))
    assert done.headers["location"] == "/stories/s2"
    assert ids(desk, 3) == [STRAY]
    page = html.document_fromstring(client.get("/judgements").text)
    # the second decision can be taken back in its turn
    assert len(page.xpath("//ol[@class='trail placings']/li")) == 2
    (form,) = page.xpath("//form[.//button[text()='Put back']]")
    assert form.get("action") == "/stories/s2/place"


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.lists(st.integers(1, 9), max_size=6), max_size=6))
def test_stories_with_rarer_words_are_nearer(found: dict[str, list[int]]) -> None:
    order = nearest(found)
    assert sorted(order) == sorted({s for stories in found.values() for s in stories})
    if found and all(1 in stories for stories in found.values()):
        assert order[0] == 1 or all(order[0] in stories for stories in found.values())


def test_the_longest_words_of_a_title_are_looked_for() -> None:
    assert title_words(["The old mill: Mayor OPENS bridge at Tarrow", "Tarrow bridge"]) == (
        *("bridge", "tarrow"),
        *("mayor", "opens"),
        "mill",
    )
    assert len(title_words([" ".join(f"word{i}" for i in range(30))])) == WORDS
