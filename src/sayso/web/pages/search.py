"""Search over reports, statements, figures and entities."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.web.finding import ENTITY_TYPES, KINDS, find, query_of
from sayso.web.shown import show

router = APIRouter()


@router.get("/search")
def search(request: Request) -> Response:
    """What is looked for, and what is found."""
    query = query_of(request.query_params)
    with request.app.state.desk.reading() as library:
        results = find(library, query)
    return show(
        request,
        "search.html.j2",
        422 if query.wrong else 200,
        query=query,
        results=results,
        kinds=KINDS,
        types=ENTITY_TYPES,
    )
