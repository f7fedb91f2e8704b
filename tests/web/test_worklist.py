"""The worklist at the desk."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from sayso.web.desk import Desk
from tests.web.forms import csrf


def test_entries_stand_in_order_and_open_items_that_the_dossier_has(client: TestClient) -> None:
    page = client.get("/stories/s1/worklist")
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    links = re.findall(r'href="/stories/s1#([\w.-]+)"', page.text)
    assert len(links) > 5
    dossier = client.get("/stories/s1").text
    for key in links:
        assert f'data-open="{key}"' in dossier or f'id="{key}"' in dossier


def test_each_entry_leads_to_its_words_as_a_citation(client: TestClient) -> None:
    page = client.get("/stories/s2/worklist").text
    cited = re.findall(r'href="(/cite\?story=s2&amp;item=[^"]+)"', page)
    assert cited
    for path in cited:
        assert client.get(path.replace("&amp;", "&")).status_code == 200


def test_whom_to_ring_leads_to_all_that_is_known_of_them(client: TestClient) -> None:
    page = client.get("/stories/s1/worklist").text
    people = re.findall(r'href="(/entities\?name=[^"]+)"', page)
    assert people
    assert client.get(people[0]).status_code == 200


def test_unknown_story_is_not_found(client: TestClient) -> None:
    assert client.get("/stories/s99/worklist").status_code == 404
    assert client.get("/stories/x/worklist").status_code == 422


def marks(page: str) -> list[str]:
    return re.findall(r'name="entry" value="(\w+)"', page)


def test_entry_is_set_aside_and_taken_back(client: TestClient, desk: Desk) -> None:
    path = "/stories/s1/worklist"
    before = client.get(path).text
    first = marks(before)[0]
    sent = {"csrf": csrf(client, path), "entry": first, "by": "Ada Roe", "note": "<b>we</b> were there"}
    done = client.post(path, data=sent)
    assert done.status_code == 303
    after = client.get(done.headers["location"]).text
    assert first not in marks(after)
    assert len(marks(after)) == len(marks(before)) - 1
    assert "Not worth checking: 1" in after
    assert "&lt;b&gt;we&lt;/b&gt; were there" in after
    assert "Decided: " in after
    with desk.reading() as library:
        (row,) = library.judgements()
    assert (row.by, row.decides, row.note) == ("Ada Roe", "aside", "<b>we</b> were there")
    undo = {"csrf": sent["csrf"], "by": "Ada Roe", "story": "s1", "to": "worklist"}
    back = client.post(f"/judgements/{row.id}/revoke", data=undo)
    assert back.headers["location"].startswith("/stories/s1/worklist?decided=")
    assert marks(client.get(path).text) == marks(before)
    assert "is not worth checking" in client.get("/judgements").text


def test_entry_that_is_gone_or_nameless_is_not_set_aside(client: TestClient) -> None:
    path = "/stories/s1/worklist"
    sent = {"csrf": csrf(client, path), "entry": marks(client.get(path).text)[0], "by": "Ada Roe"}
    assert client.post(path, data=sent | {"entry": "0" * 16}).status_code == 409
    assert client.post(path, data=sent | {"by": ""}).status_code == 422
    assert client.post(path, data=sent | {"note": "x" * 3000}).status_code == 422
    assert client.post(path, data=sent | {"csrf": "x"}).status_code == 403
    assert client.post("/stories/s99/worklist", data=sent).status_code == 404
    assert "Not worth checking: " not in client.get(path).text
