"""The page of a story."""

from __future__ import annotations

from fastapi.testclient import TestClient

from sayso.web.desk import Desk


def test_page_has_the_dossier_without_inline_script_or_style(client: TestClient) -> None:
    page = client.get("/stories/s1")
    assert page.status_code == 200
    assert 'id="dossier"' in page.text
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert page.text.count("<script") == page.text.count("<script src=") + 1
    assert '<script type="application/json"' in page.text


def test_unknown_story_is_a_page_that_says_so(client: TestClient) -> None:
    page = client.get("/stories/s99")
    assert page.status_code == 404
    assert "There is no story s99" in page.text


def test_story_that_went_into_another_leads_there(client: TestClient, desk: Desk) -> None:
    with desk.writing() as library:
        names = [r.id for r in library.reports(2)]
        library.place(names, 1, by="desk")
    for path in ("/stories/s2", "/stories/s2/worklist", "/stories/s2/status?shown=x"):
        answer = client.get(path)
        assert answer.status_code == 307
        assert answer.headers["location"].endswith(path.replace("s2", "s1"))
