"""The page of a person, body or place over all stories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.render.entity import entity_over_stories
from sayso.render.formats import period
from sayso.web import wording
from sayso.web.finding import LONGEST
from sayso.web.namesakes import MOST, STORIES, namesakes
from sayso.web.places import entity_place, report_place
from sayso.web.shown import show

router = APIRouter()


@router.get("/entities")
def entity(
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=LONGEST)],
    kind: Annotated[str, Query(alias="type", max_length=10)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """What all stories tell of whoever has a name; a choice where several kinds or full names go by it."""
    with request.app.state.desk.reading() as library:
        found = namesakes(library.entities_named(name, limit=MOST), name, kind)
        if not found.chosen and not found.others:
            raise HTTPException(404, wording.ENTITY_UNKNOWN.format(name=name))
        first = (page - 1) * STORIES
        numbers = list(found.stories)[first : first + STORIES]
        if found.chosen and not numbers:
            raise HTTPException(404, wording.ENTITY_NO_PAGE)
        held = [(n, made.dossier, found.stories[n]) for n in numbers if (made := library.dossier(n)) is not None]
    return show(
        request,
        "entity.html.j2",
        name=name,
        found=found,
        told=entity_over_stories(held) if held else None,
        page=page,
        place=report_place,
        entity_place=entity_place,
        period=period,
        last=first + STORIES >= len(found.stories),
    )
