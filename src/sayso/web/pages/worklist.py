"""The worklist of a story: what to check next."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.render.lookup import Lookup
from sayso.render.worklist import FIRST, NAMES, entries
from sayso.web.lines import title_of
from sayso.web.pages.story import StoryName, story_and_dossier
from sayso.web.shown import show
from sayso.worklist.worklist import find_checks

router = APIRouter()


@router.get("/stories/{story}/worklist")
def worklist(request: Request, story: StoryName) -> Response:
    """What to check next in a story, each entry with the item that it opens."""
    line, dossier = story_and_dossier(request, story)
    found = entries(Lookup(dossier), find_checks(dossier)) if dossier else ()
    return show(
        request,
        "worklist.html.j2",
        story=story,
        line=line,
        title=title_of(line),
        made=dossier is not None,
        first=found[:FIRST],
        rest=found[FIRST:],
        most=NAMES,
        known=frozenset(e.name for e in dossier.entities) if dossier else frozenset(),
    )
