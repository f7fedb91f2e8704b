"""The API on PostgreSQL: handing in, placing, judging, search, forgetting."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.web.api import ROOT
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.taking_in import take_in
from tests.store.conftest import place, server

__all__ = ["place", "server"]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_the_api_works_on_postgresql(place: str, new_text: str) -> None:
    desk = Desk(place)
    api = TestClient(make_app(desk), base_url=f"http://127.0.0.1:8000{ROOT}", follow_redirects=False)
    assert api.get("/stories").json() == {"items": [], "next": None}
    texts = [{"text": new_text + more, "published": "2029-09-04"} for more in ("", " Nine passengers were hurt.")]
    accepted = api.post("/handed-in/texts", json={"texts": texts}).json()["accepted"]
    with desk.writing() as library:
        while (waiting := library.waiting()) is not None:
            take_in(library, waiting)
    done = [api.get(one["path"].removeprefix(ROOT)).json() for one in accepted]
    assert [one["state"] for one in done] == ["done", "done"]
    (story,) = {r["story"] for one in done for r in one["reports"]}
    desk.renew(int(story[1:]))
    dossier = api.get(f"/stories/{story}/dossier", params={"texts": "full"}).json()
    assert len(dossier["reports"]) == 2
    assert api.get("/search/statements", params={"speaker": "Holt"}).json()["items"]
    body = {"decides": "dismiss", "items": [dossier["figures"][0]["id"]], "by": "Ada"}
    (row,) = api.post(f"/stories/{story}/judgements", json=body).json()["judgements"]
    assert api.post(f"/judgements/{row['id']}/revocation", json={"by": "Ada"}).status_code == 201
    name = dossier["reports"][1]["id"]
    moved = api.post(f"/stories/{story}/placings", json={"reports": [name], "to": "new", "by": "Ada"}).json()
    assert api.get(f"/reports/{name}").json()["story"] == moved["story"]
    assert api.delete(f"/reports/{name}").status_code == 204
    assert api.get(f"/reports/{name}").status_code == 404
    assert api.get("/stories/s99").status_code == 404
