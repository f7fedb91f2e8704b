"""The stories, newest first, with what changed since the reader last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.render.formats import count, period
from sayso.store.library import StoryLine
from sayso.web import wording
from sayso.web.shown import show

router = APIRouter()
A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story in the list: its path, title, days, and number of reports."""

    path: str
    title: str
    days: str
    reports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """A page of the list, and the numbers of the pages beside it."""

    lines: tuple[Line, ...]
    newer: int | None
    older: int | None


def stories_view(lines: Sequence[StoryLine], page: int) -> Stories:
    """A page of the list.

    Args:
        lines: the page's stories, and one more where there is a next page.
        page: its number, from 1.
    """
    return Stories(
        lines=tuple(_line(s) for s in lines[:A_PAGE]),
        newer=page - 1 if page > 1 else None,
        older=page + 1 if len(lines) > A_PAGE else None,
    )


def _line(story: StoryLine) -> Line:
    return Line(
        path=f"/stories/s{story.number}",
        title=" ".join((story.title or wording.UNTITLED).split()),
        days=period((story.start or "")[:10], (story.end or "")[:10]) or wording.UNDATED,
        reports=count(story.reports, "report"),
    )


@router.get("/")
def stories(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """The list of stories."""
    with request.app.state.desk.reading() as library:
        lines = library.stories(A_PAGE + 1, (page - 1) * A_PAGE)
    return show(request, "stories.html.j2", view=stories_view(lines, page))
