"""Two reports of a story side by side."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.render.lookup import Lookup
from sayso.render.side_by_side import side_by_side
from sayso.web import wording
from sayso.web.beside import beside_place, choices, chosen, offers, side, told
from sayso.web.pages.story import StoryName, story_line
from sayso.web.shown import show

# sentences of a stretch that one report has alone; where it is at least twice as long, the rest is folded
FOLD = 10
router = APIRouter()
ReportName = Annotated[str, Query(max_length=500)]


@router.get("/stories/{story}/side-by-side")
def two_reports(request: Request, story: StoryName, a: ReportName = "", b: ReportName = "") -> Response:
    """Two reports aligned, or the choice of two."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        made = library.dossier(line.number)
    views: dict[str, Any] = {"story": story, "line": line, "title": line.title or wording.UNTITLED, "a": a, "b": b}
    if made is None or len(made.dossier.reports) < 2:
        return show(request, "beside_choice.html.j2", **views, choices=(), offers=())
    lookup = Lookup(made.dossier)
    views["choices"] = choices(lookup)
    if not a or not b:
        return show(request, "beside_choice.html.j2", **views, offers=offers(story, lookup, a or b))
    pair = chosen(made.dossier, a, b)
    if pair is None:
        raise HTTPException(404, wording.SIDE_UNKNOWN)
    found = side_by_side(made.dossier, *pair)
    return show(
        request,
        "side_by_side.html.j2",
        **views,
        found=found,
        left=side(lookup, line.number, found.a),
        right=side(lookup, line.number, found.b),
        told=told(lookup, found),
        fold=FOLD,
        exchanged=beside_place(story, b, a),
    )
