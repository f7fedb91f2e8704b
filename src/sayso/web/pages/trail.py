"""The trail: who decided what, when, and whether it is in force."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.store.library import PAGE
from sayso.web import wording
from sayso.web.access import Reading
from sayso.web.judging.by import given_name
from sayso.web.judging.notices import trail_view
from sayso.web.pages.placing import told_placings
from sayso.web.pages.story import story_line
from sayso.web.places import STORY
from sayso.web.shown import show

router = APIRouter()


@router.get("/judgements")
def trail(
    request: Request, reader: Reading, story: str = "", page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> Response:
    """The judgements of all stories or of one, the last added first, and which reports were put into which story."""
    name = story.strip()
    if name and not STORY.fullmatch(name):
        raise HTTPException(422, wording.TRAIL_NO_STORY.format(name=name[:40]))
    with request.app.state.desk.reading() as library:
        number = story_line(library, name).number if name else None
        lines = library.trail(number, limit=PAGE + 1, offset=(page - 1) * PAGE)
        placings = told_placings(library, number, PAGE + 1, (page - 1) * PAGE)
    return show(
        request,
        "trail.html.j2",
        decisions=trail_view(lines[:PAGE]),
        story=name,
        page=page,
        placings=placings[:PAGE],
        more=max(len(lines), len(placings)) > PAGE,
        may=reader.may("write"),
        by=given_name(request, reader),
    )
