"""Two reports of a story side by side."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.render.lookup import Lookup
from sayso.render.side_by_side import side_by_side
from sayso.web import wording
from sayso.web.beside import choices, chosen, offers, side, told
from sayso.web.lines import title_of
from sayso.web.pages.story import StoryName, story_and_dossier
from sayso.web.places import beside_place
from sayso.web.shown import show

# sentences of a stretch that one report has alone; where it is at least twice as long, the rest is folded
FOLD = 10
router = APIRouter()
ReportName = Annotated[str, Query(max_length=500)]


@router.get("/stories/{story}/side-by-side")
def two_reports(request: Request, story: StoryName, a: ReportName = "", b: ReportName = "") -> Response:
    """Two reports aligned, or the choice of two."""
    line, dossier = story_and_dossier(request, story)
    views: dict[str, Any] = {"story": story, "line": line, "title": title_of(line), "a": a, "b": b}
    if dossier is None or len(dossier.reports) < 2:
        return show(request, "beside_choice.html.j2", **views, choices=(), offers=())
    lookup = Lookup(dossier)
    views["choices"] = choices(lookup)
    if not a or not b:
        return show(request, "beside_choice.html.j2", **views, offers=offers(story, lookup, a or b))
    pair = chosen(dossier, a, b)
    if pair is None:
        raise HTTPException(404, wording.SIDE_UNKNOWN)
    found = side_by_side(dossier, *pair)
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
