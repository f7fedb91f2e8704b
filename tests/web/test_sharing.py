"""What others get of a story."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.conftest import EXAMPLE


def test_the_page_shows_the_excerpts_and_offers_downloads(client: TestClient) -> None:
    page = client.get("/stories/s1/share")
    assert page.status_code == 200
    assert "[…]" in page.text
    for form in ("html", "json", "md"):
        assert f'href="/stories/s1/share.{form}"' in page.text


@pytest.mark.parametrize("form", ["html", "json", "md"])
def test_downloads_hold_no_whole_report(client: TestClient, form: str) -> None:
    made = client.get(f"/stories/s1/share.{form}")
    assert made.status_code == 200
    assert made.headers["content-disposition"] == f'attachment; filename="sayso-s1-shared.{form}"'
    told = " ".join(made.text.split())
    for path in EXAMPLE.glob("*.txt"):
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 80]
        assert sum(line in told for line in lines) < len(lines) / 2


def test_no_other_form_and_no_other_story(client: TestClient) -> None:
    assert client.get("/stories/s1/share.csv").status_code == 422
    assert client.get("/stories/s99/share").status_code == 404
    assert client.get("/stories/s99/share.json").status_code == 404
