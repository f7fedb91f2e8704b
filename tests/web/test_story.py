"""The page of a story."""

from __future__ import annotations

from fastapi.testclient import TestClient


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
    assert "there is no story s99" in page.text
