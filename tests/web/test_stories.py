"""The list of stories."""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_stories_stand_newest_first(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.text.index('href="/stories/s2"') < page.text.index('href="/stories/s1"')
