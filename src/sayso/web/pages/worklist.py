"""The worklist of a story: what to check next."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.render.lookup import Lookup
from sayso.render.worklist import FIRST, NAMES, entries
from sayso.web import wording
from sayso.web.pages.story import StoryName, story_line
from sayso.web.shown import show
from sayso.worklist.worklist import find_checks

router = APIRouter()


@router.get("/stories/{story}/worklist")
def worklist(request: Request, story: StoryName) -> Response:
    """What to check next in a story, each entry with the item that it opens."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        made = library.dossier(line.number)
    found = entries(Lookup(made.dossier), find_checks(made.dossier)) if made else ()
    return show(
        request,
        "worklist.html.j2",
        story=story,
        line=line,
        title=line.title or wording.UNTITLED,
        made=made is not None,
        first=found[:FIRST],
        rest=found[FIRST:],
        most=NAMES,
        known=frozenset(e.name for e in made.dossier.entities) if made else frozenset(),
    )
