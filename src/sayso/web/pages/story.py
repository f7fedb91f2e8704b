"""The page of a story: its dossier, live, with what is new since the reader last looked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.background import BackgroundTask

from sayso.errors import LibraryError
from sayso.render.formats import count
from sayso.store.desk import Look
from sayso.store.library import Library, StoryLine
from sayso.types import Dossier, Unread
from sayso.web import wording
from sayso.web.access import Reading
from sayso.web.desk import Desk, Doing
from sayso.web.judging.by import given_name
from sayso.web.judging.notices import told
from sayso.web.lines import title_of
from sayso.web.looking import look_again, worth_keeping
from sayso.web.places import STORY
from sayso.web.shown import show

router = APIRouter()
StoryName = Annotated[str, Path(pattern=f"^{STORY.pattern}$")]
"""A story's name in a path, such as s12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether a story's dossier tells all there is: in words what is still to come, and what went wrong.

    `waits` says whether it is worth asking again; `ready` that a newer dossier than the reader's was made.
    """

    told: str
    wrong: tuple[str, ...]
    waits: bool
    ready: bool = False


def status_view(line: StoryLine, doing: Doing, failed: Sequence[Unread]) -> Status:
    """How far a story is read.

    Args:
        line: the story.
        doing: what the desk's reader is at.
        failed: what it failed at.
    """
    wrong = tuple(f"{u.source}: {u.message}" for u in failed)
    if doing.trouble:
        wrong = (*wrong, doing.trouble)
    if line.current:
        return Status(told="", wrong=wrong, waits=False)
    missing = line.reports - line.told
    if line.edition is None:
        told = wording.STORY_FIRST
    elif missing > 0:
        told = wording.STORY_READING.format(n=count(missing, "report"))
    else:
        told = wording.STORY_STALE
    if doing.story == line.number and doing.told:
        told = wording.STORY_DOING.format(told=told, doing=doing.told)
    return Status(told=told, wrong=wrong, waits=True)


class StoryMoved(Exception):
    """What is asked for under a story's name is in another story now.

    Args:
        old: the name in the path, such as s3.
        new: the number of the story where it is.
    """

    def __init__(self, old: str, new: int) -> None:
        super().__init__(old, new)
        self.old, self.new = old, f"s{new}"


def story_line(library: Library, name: str) -> StoryLine:
    """The line of a story by its name in a path.

    Raises:
        StoryMoved: when it went into another one.
        HTTPException: 404 when there is none.
    """
    try:
        return library.story(int(name[1:]))
    except LibraryError as error:
        went = library.went_into(int(name[1:]))
        if went is not None:
            raise StoryMoved(name, went) from error
        raise HTTPException(404, wording.NO_STORY.format(story=name)) from error


def story_and_dossier(request: Request, name: str) -> tuple[StoryLine, Dossier | None]:
    """The line of a story by its name in a path, and its dossier, None while it has none; raises as `story_line`."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, name)
        made = library.dossier(line.number)
    return line, made.dossier if made is not None else None


def keep_look(desk: Desk, reader: str, story: int, look: Look) -> None:
    """Keeps that a reader looked at a story, where the library can be written to."""
    # whoever may only read a library reads it all the same
    with suppress(LibraryError), desk.writing() as library:
        library.keep_look(reader, story, look)
        desk.bodies.keep(library)


def keep_drawn(desk: Desk) -> None:
    """Keeps the bodies that were drawn, where the library can be written to."""
    with suppress(LibraryError), desk.writing() as library:
        desk.bodies.keep(library)


@router.get("/stories/{story}")
def story(request: Request, story: StoryName, reader: Reading, decided: str | None = None) -> Response:
    """The dossier of a story; `decided` names judgements that the reader made just now."""
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        line = story_line(library, story)
        look = library.looks(reader.name, [line.number]).get(line.number)
        notices = told(library.judgements(), decided.split(",")) if decided is not None else None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    again = look_again(look, now=now, latest=line.latest, edition=line.edition)
    dossier: Markup | None = None
    if line.edition is not None:
        with desk.reading() as library:
            dossier = desk.bodies.body(library, line, again)
    response = show(
        request,
        "story.html.j2",
        story=story,
        title=title_of(line),
        edition=line.edition or "",
        state=status_view(line, desk.doing, desk.failed_at(line.number)),
        dossier=dossier,
        decided=notices,
        may=reader.may("write"),
        by=given_name(request, reader),
    )
    # after the answer: it may have to wait for another process that writes
    if worth_keeping(look, again):
        response.background = BackgroundTask(keep_look, desk, reader.name, line.number, again)
    elif desk.bodies.has_drawn:
        response.background = BackgroundTask(keep_drawn, desk)
    return response


@router.get("/stories/{story}/status")
def status(request: Request, story: StoryName, shown: str = "") -> Response:
    """How far a story is read, as a fragment that is asked for again while something is to come.

    `shown` is the dossier that the reader has before them.
    """
    desk: Desk = request.app.state.desk
    with desk.reading() as library:
        line = story_line(library, story)
    view = status_view(line, desk.doing, desk.failed_at(line.number))
    newer = line.current and line.edition != shown
    return show(request, "_status.html.j2", story=story, edition=shown, state=replace(view, ready=newer))
