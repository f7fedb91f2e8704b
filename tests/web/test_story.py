"""The page of a story."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.store.library import StoryLine
from sayso.types import Unread
from sayso.web.desk import Desk, Doing
from sayso.web.pages.story import status_view


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


@pytest.mark.parametrize(
    ("line", "doing", "told"),
    [
        ({"reports": 2, "told": 2, "current": True, "edition": "a"}, Doing(), ""),
        ({"reports": 2, "told": 0}, Doing(), "the dossier stands here as soon as it is made"),
        ({"reports": 3, "told": 1, "edition": "a"}, Doing(), "2 reports still to be read"),
        ({"reports": 2, "told": 2, "edition": "a"}, Doing(), "is being made anew"),
        ({"reports": 3, "told": 1, "edition": "a"}, Doing(story=1, told="reading 1/3"), "Now: reading 1/3."),
        (
            {"reports": 3, "told": 1, "edition": "a"},
            Doing(story=2, told="reading 1/3"),
            "what this page tells is without.",
        ),
    ],
)
def test_how_far_a_story_is_read(line: dict[str, Any], doing: Doing, told: str) -> None:
    usual = {"number": 1, "title": None, "start": None, "end": None, "added": "2029-05-09", "made": None}
    state = status_view(StoryLine(**usual | line), doing, ())
    assert told in state.told
    assert bool(state.told) == state.waits
    failed = Unread(id="r1", source="r1", kind="failed", message="it could not be annotated")
    wrong = status_view(StoryLine(**usual | line), Doing(trouble="The disk is full."), (failed,)).wrong
    assert wrong == ("r1: it could not be annotated", "The disk is full.")
