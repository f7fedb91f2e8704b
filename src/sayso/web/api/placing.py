"""Which story reports belong to: who decided that, and deciding it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from msgspec import Meta

from sayso.store.placing import Placing
from sayso.web import wording
from sayso.web.access import Writing
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import LONGEST, By, Note, StoryName, body_of, sent
from sayso.web.api.examples import PLACING, TARGET, listing
from sayso.web.api.judging import judge_name
from sayso.web.api.paging import Listed, Paging, listed, part
from sayso.web.desk import Desk
from sayso.web.pages.placing import Target, offered, placed
from sayso.web.pages.story import story_line

router = APIRouter(tags=["stories"])


class Move(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which reports of a story go into which other one.

    Without `reports` all of them go, so that two stories are one. `to` is the name of a story, or "new" for one of
    their own.
    """

    to: Annotated[str, Meta(pattern=r"^(new|s[0-9]{1,18})$")]
    reports: (
        Annotated[
            tuple[Annotated[str, Meta(min_length=1, max_length=LONGEST)], ...], Meta(min_length=1, max_length=1000)
        ]
        | None
    ) = None
    note: Note | None = None
    by: By | None = None


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The story where the reports are now; `current` says whether its dossier tells of them yet."""

    story: str
    current: bool


class MovedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was placed: the story it came from, and that in which it is today."""

    id: str
    title: str | None
    came_from: str
    story: str


class PlacingItem(msgspec.Struct, frozen=True, kw_only=True):
    """That a person put reports into a story: who, when (ISO, UTC) and why.

    `reports` lacks those that were forgotten since; `forgotten` says when the first of them was.
    """

    number: int
    story: str
    by: str
    made: str
    note: str
    reports: tuple[MovedReport, ...]
    forgotten: str | None


def placing_item(one: Placing) -> PlacingItem:
    """A decision as it is answered."""
    return PlacingItem(
        number=one.number,
        story=f"s{one.story}",
        by=one.by,
        made=one.made,
        note=one.note,
        reports=tuple(
            MovedReport(id=r.id, title=r.title, came_from=f"s{r.came_from}", story=f"s{r.story}") for r in one.reports
        ),
        forgotten=one.forgotten,
    )


@router.get(
    "/stories/{story}/placings",
    operation_id="listStoryPlacings",
    summary="Who put which reports into a story, or out of it",
    responses={200: gives(Listed[PlacingItem], "The decisions, the last first.", listing(PLACING)), **errors(308, 404)},
)
def list_story_placings(request: Request, story: StoryName, page: Paging) -> Response:
    """With where each report came from, and where it is today."""
    with request.app.state.desk.reading() as library:
        number = story_line(library, story).number
        found = library.placings(number, limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [placing_item(one) for one in found])


@router.get(
    "/placings",
    operation_id="listPlacings",
    summary="Who put which reports into which story",
    responses={200: gives(Listed[PlacingItem], "The decisions, the last first.", listing(PLACING))},
)
def list_placings(request: Request, page: Paging) -> Response:
    """In all stories."""
    with request.app.state.desk.reading() as library:
        found = library.placings(limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [placing_item(one) for one in found])


@router.get(
    "/stories/{story}/likely",
    operation_id="listLikelyStories",
    summary="Stories that reports of this one may belong to",
    responses={
        200: gives(
            Listed[Target],
            "Stories with words of its title, then the latest.",
            listing(TARGET),
        ),
        **errors(308, 404),
    },
)
def list_likely(request: Request, story: StoryName, page: Paging) -> Response:
    """What the desk offers to choose from."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        found = offered(library, line.number, [line.title or ""], "")
    return listed(request, page, part(found, page))


@router.post(
    "/stories/{story}/placings",
    operation_id="placeReports",
    summary="Put reports of a story into another one",
    status_code=201,
    responses={
        201: gives(Moved, "Where they are now.", {"story": "s3", "current": False}),
        **errors(404, 409, 413, 415),
    },
    openapi_extra=body_of(Move, {"reports": ["05-daily-flash"], "to": "new", "note": "another dam"}),
)
def place_reports(request: Request, story: StoryName, reader: Writing, move: Annotated[Move, sent(Move)]) -> Response:
    """It holds whatever comes later, and is taken back by placing them back."""
    desk: Desk = request.app.state.desk
    by = judge_name(request, reader, move.by)
    with desk.writing() as library:
        line = story_line(library, story)
        held = [r.id for r in library.reports(line.number)]
        missing = next((name for name in move.reports or () if name not in held), None)
        if missing is not None:
            raise HTTPException(409, wording.NOT_IN_STORY.format(report=missing))
        to = None if move.to == "new" else story_line(library, move.to).number
        number = placed(library, move.reports or held, to, by=by, note=move.note or "")
    return answer(Moved(story=f"s{number}", current=desk.renew_soon(number, 0.0)), 201)
