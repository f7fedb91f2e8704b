"""The worklist at the desk."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient


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
