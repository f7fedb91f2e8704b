"""The page of a report."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html

from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store.desk import HandedIn
from sayso.web.access import Access
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.places import report_place
from sayso.web.taking_in import take_in
from sayso.web.tokens import hash_of, make_token
from tests.web.forms import csrf

PAGE = "/stories/s1/reports/05-daily-flash"


def words(text: str) -> str:
    (article,) = html.fromstring(text).find_class("alone")
    return " ".join(" ".join(p.text_content() for p in article.iter("p")).split())


def test_text_stands_word_for_word_and_a_place_is_picked(client: TestClient, desk: Desk) -> None:
    with desk.reading() as library:
        report = library.report("05-daily-flash").report
    assert words(client.get(PAGE).text) == " ".join(report.text.split())
    start = report.text.index("a man had been found dead")
    stop = start + len("a man had been found dead in a car")
    page = client.get(f"{PAGE}?at={start}-{stop}")
    picked = html.fromstring(page.text).iter("mark")
    assert "".join(mark.text_content() for mark in picked) == report.text[start:stop]
    assert page.text.count('id="at"') == 1
    assert words(page.text) == " ".join(report.text.split())


@pytest.mark.parametrize("at", ["0-0", "9-3", "0-999999999"])
def test_places_that_are_none_are_not_picked(client: TestClient, at: str) -> None:
    page = client.get(f"{PAGE}?at={at}")
    assert page.status_code == 200
    assert "<mark" not in page.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/stories/s1/reports/none", 404),
        ("/stories/s1/reports/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        (f"{PAGE}?at=x", 422),
        ("/stories/x/reports/05-daily-flash", 422),
    ],
)
def test_what_there_is_not_is_said(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_report_in_another_story_is_found_there(client: TestClient) -> None:
    answer = client.get("/stories/s2/reports/05-daily-flash?at=3-9")
    assert answer.status_code == 307
    assert answer.headers["location"].endswith(f"{PAGE}?at=3-9")
    form = csrf(client, PAGE)
    refused = client.post("/stories/s2/reports/05-daily-flash/forget", data={"csrf": form, "sure": "yes"})
    assert refused.status_code == 404
    assert "is in story s1 now" in refused.text


def test_forgetting_asks_whether_one_is_sure_and_leaves_nothing(client: TestClient, desk: Desk) -> None:
    form = csrf(client, PAGE)
    unsure = client.post(f"{PAGE}/forget", data={"csrf": form})
    assert unsure.status_code == 422
    assert "nothing was forgotten" in unsure.text
    assert "cattle rope" in client.get("/stories/s1").text
    gone = client.post(f"{PAGE}/forget", data={"csrf": form, "sure": "yes"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/stories/s1")
    assert client.get(PAGE).status_code == 404
    assert "cattle rope" not in client.get("/stories/s1").text
    desk.renew(1)
    assert "cattle rope" not in client.get("/stories/s1").text
    with desk.writing() as library:
        assert library.check() == ()


def test_whoever_may_only_write_cannot_forget(desk: Desk) -> None:
    client = TestClient(make_app(desk, Access(tokens=True, hosts=())), base_url="https://desk.example")
    token = make_token()
    with desk.writing() as library:
        library.add_token("ada", "write", hash_of(token))
    sent = {"authorization": f"Bearer {token}"}
    assert "Forget this report" not in client.get(PAGE, headers=sent).text
    refused = client.post(f"{PAGE}/forget", data={"sure": "yes"}, headers=sent)
    assert refused.status_code == 403
    assert "lets you write, and this needs one that lets admin" in refused.text


def test_report_that_is_not_read_yet_is_shown_plain(client: TestClient, desk: Desk, new_text: str) -> None:
    document = Document(source="<script>alert(1)</script>.txt", data=new_text.encode(), title="<b>x</b>")
    with desk.writing() as library:
        (accepted,) = library.accept([(build_report(document), document)])
    page = client.get(f"/stories/s{accepted.story}/reports/{accepted.id}")
    assert page.status_code == 200
    assert "still to be read" in page.text
    assert words(page.text) == " ".join(new_text.split())
    assert "<script>alert" not in page.text
    assert "<b>x</b>" not in page.text


@pytest.mark.parametrize("name", ["wire/2028/5", "50% more", "a%2Fb", "what? #1", "../s1", "é/ü&b=1"])
def test_whatever_a_report_is_called_it_has_its_page(client: TestClient, desk: Desk, new_text: str, name: str) -> None:
    row = json.dumps({"id": name, "text": new_text}).encode()
    desk.hand_in("desk", [HandedIn(kind="file", name="rows.jsonl", data=row)])
    with desk.writing() as library:
        waiting = library.waiting()
        assert waiting is not None
        (story,) = take_in(library, waiting)
    page = client.get(report_place(story, name))
    assert page.status_code == 200, page.text[-600:]
    assert "A ferry ran aground off Tessin Point" in page.text
    assert client.get(f"/api/v1/reports/{quote(name, safe='')}").json()["id"] == name
    for part in ("text", "span?start=0&end=7"):
        assert "A ferry" in client.get(f"/api/v1/reports/{quote(name, safe='')}/{part}").text
    sent = {"csrf": csrf(client), "sure": "yes"}
    assert client.post(f"{report_place(story, name)}/forget", data=sent).status_code == 303
    assert client.get(report_place(story, name)).status_code == 404
