"""The page of a story: its dossier, live."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from sayso.render.html import body
from sayso.store.library import Library, StoryLine
from sayso.web.shown import show

router = APIRouter()
StoryName = Annotated[str, Path(pattern=r"^s[0-9]{1,18}$")]


def story_line(library: Library, name: str) -> StoryLine:
    """The line of a story by its name in a path, such as s12.

    Raises:
        HTTPException: 404 when there is none.
    """
    from sayso.errors import LibraryError

    try:
        return library.story(int(name[1:]))
    except LibraryError as error:
        raise HTTPException(404, str(error)) from error


@router.get("/stories/{story}")
def story(request: Request, story: StoryName) -> Response:
    """The dossier of a story."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        made = library.dossier(line.number)
    return show(request, "story.html.j2", story=story, title=line.title, dossier=body(made.dossier) if made else None)
