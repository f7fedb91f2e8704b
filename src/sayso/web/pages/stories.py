"""The stories, newest first, with what changed since the reader last looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.render.formats import count, joined
from sayso.store.desk import Look
from sayso.store.library import StoryLine
from sayso.web import wording
from sayso.web.access import Reading
from sayso.web.changes import Changed
from sayso.web.desk import Desk
from sayso.web.lines import days_of, title_of
from sayso.web.looking import moment
from sayso.web.shown import show

router = APIRouter()
A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story in the list: its path, title, days, number of reports, and what is new since the reader looked.

    `fresh` says whether there is anything new to them.
    """

    path: str
    title: str
    days: str
    reports: str
    since: str
    fresh: bool
    being_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """A page of the list, and the numbers of the pages beside it."""

    lines: tuple[Line, ...]
    newer: int | None
    older: int | None


def stories_view(
    lines: Sequence[StoryLine], looks: Mapping[int, Look], changed: Mapping[int, Changed], page: int
) -> Stories:
    """A page of the list.

    Args:
        lines: the page's stories, and one more where there is a next page.
        looks: when the reader last looked at those at which they did.
        changed: what changed since in those where that is known.
        page: its number, from 1.
    """
    return Stories(
        lines=tuple(_line(s, looks.get(s.number), changed.get(s.number)) for s in lines[:A_PAGE]),
        newer=page - 1 if page > 1 else None,
        older=page + 1 if len(lines) > A_PAGE else None,
    )


def _line(story: StoryLine, look: Look | None, changed: Changed | None) -> Line:
    parts = _parts(changed) if changed is not None else []
    if look is None:
        since = wording.NOT_LOOKED
    else:
        told = wording.NEW_SINCE if look.new else wording.CHANGED_SINCE if parts else wording.NOTHING_SINCE
        since = told.format(n=count(look.new, "new report"), when=moment(look.at))
        if parts:
            since = wording.WHAT_CHANGED.format(since=since, changes=joined(parts))
    return Line(
        path=f"/stories/s{story.number}",
        title=title_of(story),
        days=days_of(story),
        reports=count(story.reports, "report"),
        since=since,
        fresh=look is None or look.new > 0 or bool(parts),
        being_read=not story.current,
    )


def _parts(changed: Changed) -> list[str]:
    counted = (
        (changed.differences, "new difference", "new differences"),
        (changed.values, "new value", "new values"),
        (changed.claims, "claim that stands differently", "claims that stand differently"),
    )
    return [count(n, one, many) for n, one, many in counted if n]


@router.get("/")
def stories(request: Request, reader: Reading, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """The list of stories."""
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        lines = library.stories(A_PAGE + 1, (page - 1) * A_PAGE)
        looks = library.looks(reader.name, [s.number for s in lines])
        changed = desk.changes.since(library, lines[:A_PAGE], looks)
    return show(request, "stories.html.j2", view=stories_view(lines, looks, changed, page))
