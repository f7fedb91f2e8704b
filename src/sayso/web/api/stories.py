"""Stories: the list with what changed since the reader looked, one with how far it is read, and its reports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.link.news import find_news
from sayso.store.desk import Look
from sayso.store.library import ReportLine, StoryLine
from sayso.types import Change
from sayso.web.access import Reading
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import StoryName
from sayso.web.api.examples import NEWS, ONE_STORY, REPORT, STORY, listing
from sayso.web.api.paging import Listed, Paging, listed, part
from sayso.web.changes import Changed
from sayso.web.desk import Desk
from sayso.web.looking import look_again
from sayso.web.pages.story import Status, status_view, story_line

router = APIRouter(tags=["stories"])
looks = APIRouter(tags=["stories"])


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What changed in a story since the reader looked at it (ISO, UTC).

    `differences`, `values` and `claims` count what a newer dossier tells that the one they saw did not; they are null
    where that was not counted.
    """

    at: str
    reports: int
    differences: int | None
    values: int | None
    claims: int | None


class ListedStory(msgspec.Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A story in a list: its name, title and days (ISO), how many reports it has, and when the last was added.

    `made` says when its dossier was made and `edition` tells that from any other one; both are null while there is
    none. `current` says whether it is made of all there is. `since` is null where the reader has not looked yet.
    """

    story: str
    title: str | None
    start: str | None
    end: str | None
    reports: int
    added: str
    made: str | None
    edition: str | None
    current: bool
    since: Since | None


class OneStory(ListedStory, frozen=True, kw_only=True):
    """A story, and how far it is read.

    `missing` are the reports that its dossier does not tell of yet, `told` says in words what is still to come, and
    `wrong` what went wrong.
    """

    missing: int
    told: str
    wrong: tuple[str, ...]


class ListedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report in a list, without its text; `sha256` is of the bytes that were handed in, `added` when (ISO, UTC)."""

    id: str
    story: str
    title: str | None
    outlet: str | None
    source: str
    url: str | None
    published: str | None
    added: str
    sha256: str


class NewSince(msgspec.Struct, frozen=True, kw_only=True):
    """What is new in a story's dossier since the reader looked (ISO, UTC; null when they have not).

    `changes` name claims, conflicts and figures of the dossier that are new, or stand differently.
    """

    since: str | None
    edition: str
    reports: tuple[str, ...]
    changes: tuple[Change, ...]


def _since(look: Look | None, changed: Changed | None) -> Since | None:
    if look is None:
        return None
    counts = (changed.differences, changed.values, changed.claims) if changed is not None else (None, None, None)
    return Since(at=look.at, reports=look.new, differences=counts[0], values=counts[1], claims=counts[2])


def listed_story(line: StoryLine, look: Look | None, changed: Changed | None) -> ListedStory:
    """A story as it is listed.

    Args:
        line: the story.
        look: when the reader looked at it.
        changed: what changed since, where that is known.
    """
    return ListedStory(**_line(line, look, changed))


def _line(line: StoryLine, look: Look | None, changed: Changed | None) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in ("title", "start", "end", "reports", "added", "made", "edition")}
    return {"story": f"s{line.number}", **told, "current": line.current, "since": _since(look, changed)}


def one_story(line: StoryLine, look: Look | None, changed: Changed | None, state: Status) -> OneStory:
    """A story with how far it is read; see `listed_story`."""
    missing = max(0, line.reports - line.told)
    return OneStory(**_line(line, look, changed), missing=missing, told=state.told, wrong=state.wrong)


def listed_report(line: ReportLine) -> ListedReport:
    """A report as it is listed."""
    told = {name: getattr(line, name) for name in ListedReport.__struct_fields__}
    return ListedReport(**told | {"story": f"s{line.story}"})


@router.get(
    "/stories",
    operation_id="listStories",
    summary="List the stories",
    responses={200: gives(Listed[ListedStory], "Stories, that first to which a report came last.", listing(STORY))},
)
def list_stories(request: Request, reader: Reading, page: Paging) -> Response:
    """Each with what changed since the reader looked at it: at its page at the desk, or by `PUT …/look`."""
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        lines = library.stories(page.limit + 1, page.offset)
        looked = library.looks(reader.name, [s.number for s in lines])
        changed = desk.changes.since(library, lines[: page.limit], looked)
    found = [listed_story(s, looked.get(s.number), changed.get(s.number)) for s in lines]
    return listed(request, page, found)


@router.get(
    "/stories/{story}",
    operation_id="getStory",
    summary="A story, and how far it is read",
    responses={200: gives(OneStory, "The story.", ONE_STORY), **errors(308, 404)},
)
def get_story(request: Request, story: StoryName, reader: Reading) -> Response:
    """While `current` is false its dossier is still being made; ask again in a while."""
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        line = story_line(library, story)
        looked = library.looks(reader.name, [line.number])
        changed = desk.changes.since(library, [line], looked)
    state = status_view(line, desk.doing, desk.failed_at(line.number))
    return answer(one_story(line, looked.get(line.number), changed.get(line.number), state))


@router.get(
    "/stories/{story}/reports",
    operation_id="listReports",
    summary="The reports of a story",
    responses={
        200: gives(Listed[ListedReport], "Its reports in the order in which they came.", listing(REPORT)),
        **errors(308, 404),
    },
)
def list_reports(request: Request, story: StoryName, page: Paging) -> Response:
    """Without their texts."""
    with request.app.state.desk.reading() as library:
        held = library.reports(story_line(library, story).number)
    return listed(request, page, [listed_report(r) for r in part(held, page)])


@router.get(
    "/stories/{story}/news",
    operation_id="getNews",
    summary="What is new in a story since the reader looked",
    responses={200: gives(NewSince, "The new reports, and what changed with them.", NEWS), **errors(308, 404)},
)
def get_news(request: Request, story: StoryName, reader: Reading) -> Response:
    """The dossier that the reader saw last is held against the one of now."""
    from sayso.web.api.dossiers import made_of

    with request.app.state.desk.reading() as library:
        line, dossier = made_of(library, story)
        look = library.looks(reader.name, [line.number]).get(line.number)
        before = library.dossier_seen(line.number, look.edition) if look is not None and look.edition else None
    found = find_news(look.at if look is not None else "", before, dossier)
    since = look.at if look is not None else None
    return answer(NewSince(since=since, edition=line.edition or "", reports=found.reports, changes=found.changes))


@looks.put(
    "/stories/{story}/look",
    operation_id="keepLook",
    summary="Say that you have looked at a story",
    status_code=204,
    responses={204: {"description": "From now on, what is new is told since this moment."}, **errors(404)},
)
def keep_look(request: Request, story: StoryName, reader: Reading) -> Response:
    """The only thing that a token which lets read may change: its own reader's look."""
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        line = story_line(library, story)
        look = library.looks(reader.name, [line.number]).get(line.number)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with desk.writing() as library:
        library.keep_look(reader.name, line.number, look_again(look, now=now, latest=line.latest, edition=line.edition))
    return Response(status_code=204)
