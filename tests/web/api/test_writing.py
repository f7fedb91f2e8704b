"""What is done through the API is done as at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from sayso.judge import rows
from sayso.store.desk import Scope
from sayso.store.watching import Alert
from sayso.types import Dossier
from sayso.web.api import ROOT, judging
from sayso.web.api.problems import MEDIA
from sayso.web.desk import Desk
from sayso.web.taking_in import take_in

REPORT = "05-daily-flash"
Elsewhere = Callable[[Scope | None], TestClient]
FORM = {"x-requested-with": "test"}


def take_all_in(desk: Desk) -> None:
    with desk.writing() as library:
        while (waiting := library.waiting()) is not None:
            take_in(library, waiting)


def below(path: str) -> str:
    assert path.startswith(ROOT)
    return path.removeprefix(ROOT)


def test_texts_are_accepted_and_say_what_came_of_them(api: TestClient, desk: Desk, new_text: str) -> None:
    said = {
        "outlet": "Tessin Post",
        "title": "Ferry aground",
        "url": "https://tessin.example/1",
        "published": "2028-05-02",
    }
    answer = api.post("/handed-in/texts", json={"texts": [{"text": new_text, **said}, {"text": f"{new_text} Later."}]})
    assert answer.status_code == 202
    first, second = answer.json()["accepted"]
    assert answer.headers["location"] == first["path"]
    waits = api.get(below(first["path"])).json()
    assert (waits["state"], waits["kind"], waits["name"], waits["reports"]) == ("waiting", "text", "Ferry aground", [])
    assert api.get("/status").json()["waiting"] is True
    take_all_in(desk)
    done = api.get(below(first["path"])).json()
    assert (done["state"], len(done["reports"]), done["reports"][0]["new"]) == ("done", 1, True)
    report = api.get(f"/reports/{done['reports'][0]['id']}").json()
    assert {key: report[key] for key in said} == said
    assert report["story"] == done["reports"][0]["story"]
    assert [one["number"] for one in api.get("/handed-in").json()["items"]] == [second["number"], first["number"]]


def test_files_are_accepted(api: TestClient, desk: Desk, new_text: str) -> None:
    files = [("files", ("../ferry.txt", new_text.encode())), ("files", ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(99)))]
    answer = api.post("/handed-in/files", files=files, headers=FORM)
    assert answer.status_code == 202, answer.text
    assert [one["name"] for one in answer.json()["accepted"]] == ["ferry.txt", "photo.png"]
    take_all_in(desk)
    text, picture = [api.get(below(one["path"])).json() for one in answer.json()["accepted"]]
    assert (len(text["reports"]), text["unread"]) == (1, [])
    assert picture["reports"] == []
    assert "binary" in picture["unread"][0]


def test_addresses_are_accepted(api: TestClient, desk: Desk) -> None:
    answer = api.post("/handed-in/addresses", json={"addresses": ["https://x.example/1", "https://x.example/1"]})
    assert answer.status_code == 202
    assert len(answer.json()["accepted"]) == 1
    with desk.reading() as library:
        waiting = library.waiting()
    assert waiting is not None
    assert (waiting.given.kind, waiting.given.name) == ("address", "https://x.example/1")


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("texts", {"texts": []}, "body.texts"),
        ("texts", {"texts": [{"text": "  "}]}, "body.texts[0].text"),
        ("texts", {"texts": [{"text": "Words.", "url": "ftp://x.example"}]}, "body.texts[0].url"),
        ("texts", {"texts": [{"text": "Words.", "published": "yesterday"}]}, "body.texts[0].published"),
        ("texts", {"texts": [{"text": "Words.", "colour": "red"}]}, "body.texts[0]"),
        ("texts", {"text": "Words."}, "body"),
        ("addresses", {"addresses": ["file:///etc/passwd"]}, "body.addresses[0]"),
        ("addresses", {"addresses": ["https://"]}, "body.addresses[0]"),
        ("addresses", {"addresses": [f"https://x.example/{n}" for n in range(101)]}, "body.addresses"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    api: TestClient, desk: Desk, path: str, body: dict[str, Any], where: str
) -> None:
    answer = api.post(f"/handed-in/{path}", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA)
    assert [e["where"] for e in answer.json()["errors"]] == [where]
    with desk.reading() as library:
        assert library.waiting() is None


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    with desk.reading() as library:
        made = library.dossier(1)
    assert made is not None
    return made.dossier


def test_a_judgement_is_made_told_and_taken_back(api: TestClient, desk: Desk, dossier: Dossier) -> None:
    edition = api.get("/stories/s1").json()["edition"]
    claim = dossier.claims[0]
    body = {"decides": "verdict", "items": [claim.id], "value": "disputed", "note": "two sources", "by": "Ada"}
    made = api.post("/stories/s1/judgements", json=body | {"edition": edition})
    assert made.status_code == 201, made.text
    (row,) = made.json()["judgements"]
    assert (row["decides"], row["value"], row["by"], row["note"]) == ("verdict", "disputed", "Ada", "two sources")
    assert made.json()["current"] is False
    desk.renew(1)
    with desk.reading() as library:
        renewed = library.dossier(1)
    assert renewed is not None
    assert [c.verdict for c in renewed.dossier.claims if c.members[0].span == claim.members[0].span] == ["disputed"]
    late = api.post("/stories/s1/judgements", json=body | {"edition": edition})
    assert (late.status_code, late.json()["type"]) == (409, f"{ROOT}/problems/in-conflict")
    for path in ("/judgements", "/stories/s1/judgements"):
        (line,) = api.get(path).json()["items"]
        assert (line["id"], line["taken_back"], line["stories"]) == (row["id"], None, ["s1"])
    back = api.post(f"/judgements/{row['id']}/revocation", json={"by": "Ben"})
    assert (back.status_code, back.json()["judgements"][0]["by"]) == (201, "Ben")
    first, second = api.get("/judgements").json()["items"]
    assert (first["takes_back"], second["taken_back"]) == (row["id"], first["id"])
    assert api.post(f"/judgements/{row['id']}/revocation", json={}).status_code == 409
    assert api.post("/judgements/jnone/revocation", json={}).status_code == 404


def test_every_decision_that_there_is_can_be_made(api: TestClient) -> None:
    assert set(get_args(judging.Decides)) == set(get_args(rows.Decides)) - {"revoke"} | {"split"}
    assert set(get_args(judging.How)) == set(rows.HOW)


def test_an_entry_is_taken_off_the_worklist_and_put_back(api: TestClient) -> None:
    def entries(aside: bool = False) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = api.get(
            "/stories/s1/worklist", params={"limit": 100, "aside": str(aside).lower()}
        ).json()["items"]
        return found

    before = entries()
    body = {"decides": "aside", "items": before[0]["items"][:1], "note": "we were there", "by": "Ada"}
    made = api.post("/stories/s1/judgements", json=body)
    assert made.status_code == 201, made.text
    assert before[0]["what"] not in {e["what"] for e in entries()}
    (off,) = entries(aside=True)
    assert (off["what"], off["aside"][0]["by"]) == (before[0]["what"], "Ada")
    for row in made.json()["judgements"]:
        assert api.post(f"/judgements/{row['id']}/revocation", json={"by": "Ada"}).status_code == 201
    assert entries() == before


def test_what_is_decided_already_is_not_decided_again(api: TestClient, dossier: Dossier) -> None:
    body = {"decides": "dismiss", "items": [dossier.figures[0].id], "by": "Ada"}
    assert [len(api.post("/stories/s1/judgements", json=body).json()["judgements"]) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "body",
    [
        {"decides": "same", "items": ["c1"]},
        {"decides": "verdict", "items": ["c1"]},
        {"decides": "verdict", "items": ["c1"], "value": "lovely"},
        {"decides": "dismiss", "items": ["no such item"]},
        {"decides": "confirmed", "items": ["c1"], "value": "Ada", "on": "yesterday"},
        {"decides": "revoke", "items": ["c1"]},
        {"decides": "dismiss", "items": []},
        {"decides": "dismiss", "items": ["c1"], "note": "\0"},
    ],
)
def test_what_cannot_be_decided_is_refused(api: TestClient, desk: Desk, body: dict[str, Any]) -> None:
    answer = api.post("/stories/s1/judgements", json=body | {"by": "Ada"})
    assert answer.status_code == 422, answer.text
    with desk.reading() as library:
        assert library.judgements() == ()


def test_whoever_has_a_token_decides_under_its_name(elsewhere: Elsewhere, dossier: Dossier) -> None:
    body = {"decides": "dismiss", "items": [dossier.figures[0].id], "by": "somebody else"}
    made = elsewhere("write").post("/stories/s1/judgements", json=body)
    assert [row["by"] for row in made.json()["judgements"]] == ["write reader"]


def test_reports_are_placed_and_old_names_lead_on(api: TestClient, desk: Desk) -> None:
    moved = api.post("/stories/s1/placings", json={"reports": [REPORT], "to": "new", "note": "apart", "by": "Ada"})
    assert moved.status_code == 201, moved.text
    new = moved.json()["story"]
    assert api.get(f"/reports/{REPORT}").json()["story"] == new
    (line,) = api.get(f"/stories/{new}/placings").json()["items"]
    assert (line["by"], line["note"], line["reports"][0]["came_from"]) == ("Ada", "apart", "s1")
    assert api.get("/placings").json()["items"] == [line]
    whole = api.post(f"/stories/{new}/placings", json={"to": "s1"})
    assert (whole.status_code, whole.json()["story"]) == (201, "s1")
    led = api.get(f"/stories/{new}/reports", params={"limit": 3})
    assert (led.status_code, led.headers["location"]) == (308, f"{ROOT}/stories/s1/reports?limit=3")
    assert api.post(f"/stories/{new}/placings", json={"to": "s1"}).status_code == 404
    assert "s2" in {t["name"] for t in api.get("/stories/s1/likely").json()["items"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"to": "new", "reports": ["no-such-report"]}, 409),
        ({"to": "s1 ", "reports": [REPORT]}, 422),
        ({"to": "s99"}, 404),
        ({"reports": [REPORT]}, 422),
        ({"to": "new", "reports": []}, 422),
    ],
)
def test_what_cannot_be_placed_is_refused(api: TestClient, body: dict[str, Any], status: int) -> None:
    assert api.post("/stories/s1/placings", json=body | {"by": "Ada"}).status_code == status
    assert api.get("/placings").json()["items"] == []


def test_a_report_is_forgotten(api: TestClient, desk: Desk) -> None:
    assert api.delete(f"/reports/{REPORT}").status_code == 204
    for path in ("", "/text", "/input", "/span?start=0&end=3"):
        assert api.get(f"/reports/{REPORT}{path}").status_code == 404
    assert api.delete(f"/reports/{REPORT}").status_code == 404
    answer = api.get("/stories/s1/dossier")
    assert answer.status_code == 404
    assert answer.headers["retry-after"]


def test_what_is_watched_is_added_told_and_removed(api: TestClient, desk: Desk) -> None:
    body = {"addresses": ["https://wire.example/feed", "https://post.example/feed"], "every": 3600}
    made = api.post("/watches", json=body)
    assert made.status_code == 201, made.text
    assert [(w["address"], w["every"], w["kind"]) for w in made.json()["watched"]] == [
        ("https://wire.example/feed", 3600, "new"),
        ("https://post.example/feed", 3600, "new"),
    ]
    assert api.get("/watches").json()["items"] == made.json()["watched"]
    one = {"address": "https://wire.example/feed"}
    assert [api.delete("/watches", params=one).status_code for _ in range(2)] == [204, 404]
    assert [w["address"] for w in api.get("/watches").json()["items"]] == ["https://post.example/feed"]
    for wrong in ({"addresses": ["https://a.example"], "every": 1}, {"addresses": ["ftp://a.example"]}, {"every": 60}):
        assert api.post("/watches", json=wrong).status_code == 422
    assert len(api.get("/watches").json()["items"]) == 1


def test_alerts_come_the_last_first(api: TestClient, desk: Desk) -> None:
    alerts = [
        Alert(key=f"k{n}", kind="disputed", told=f"Number {n} is disputed.", details={"n": n}, reports=(REPORT,))
        for n in range(3)
    ]
    with desk.writing() as library:
        edition = library.story(1).edition or ""
        library.keep_alerts("test", 1, edition, alerts)
    page = api.get("/alerts", params={"limit": 2}).json()
    assert [(a["told"], a["story"]) for a in page["items"]] == [
        ("Number 2 is disputed.", "s1"),
        ("Number 1 is disputed.", "s1"),
    ]
    assert [a["details"] for a in api.get(below(page["next"])).json()["items"]] == [{"n": 0}]


def test_versions_of_an_article(api: TestClient) -> None:
    (only,) = api.get(f"/reports/{REPORT}/versions").json()["items"]
    assert (only["report"], only["before"], only["changes"]) == (REPORT, None, [])
    assert api.get("/reports/no-such-report/versions").status_code == 404
