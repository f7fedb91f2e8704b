"""The desk on PostgreSQL: handing in, reading in the background, what is new, forgetting."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient

from sayso.web.app import make_app
from sayso.web.desk import Desk
from tests.store.conftest import place, server
from tests.web.forms import csrf

__all__ = ["place", "server"]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_desk_works_on_postgresql(place: str, new_text: str) -> None:
    desk = Desk(place)
    client = TestClient(make_app(desk), base_url="http://127.0.0.1:8000", follow_redirects=False)
    assert "The library is empty" in client.get("/").text
    desk.begin()
    try:
        for day, more in (("2029-09-04", ""), ("2029-09-05", " Nine passengers were hurt, the coast guard said.")):
            sent = {"csrf": csrf(client), "text": new_text + more, "outlet": "Tessin Post", "published": day}
            assert client.post("/add/text", data=sent).status_code == 303
            end = time.monotonic() + 60
            while time.monotonic() < end:
                with desk.reading() as library:
                    if library.waiting() is None and all(s.current for s in library.stories(5)):
                        break
                time.sleep(0.1)
            page = client.get("/stories/s1")
            assert page.status_code == 200
            assert 'id="dossier"' in page.text
    finally:
        desk.end()
    assert "1 new report since" in client.get("/stories/s1").text
    assert "password" not in client.get("/stories/s9").text
    with desk.reading() as library:
        name = library.reports(1)[1].id
    forget = f"/stories/s1/reports/{name}"
    assert client.post(f"{forget}/forget", data={"csrf": csrf(client, forget), "sure": "yes"}).status_code == 303
    assert client.get(forget).status_code == 404
