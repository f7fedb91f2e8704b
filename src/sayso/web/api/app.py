"""The API as an application of its own, which stands in the desk's at `/api/v1`."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from fastapi.responses import Response
from starlette.datastructures import State

from sayso.web.access import may_read, may_use
from sayso.web.api import dossiers, entities, handing_in, judging, placing, reports, search, status, stories, watching
from sayso.web.api.answers import answer
from sayso.web.api.asked import Legible, only_known
from sayso.web.api.document import document
from sayso.web.api.problems import handle_problems

_ROUTERS = (
    stories.router,
    placing.router,
    dossiers.router,
    reports.router,
    search.router,
    entities.router,
    handing_in.router,
    judging.router,
    watching.router,
    status.router,
)


def make_api(state: State) -> FastAPI:
    """The application of the API.

    Args:
        state: that of the desk's application, with the desk, how it is reached, and the guesses at its tokens.
    """
    api = bare_api()
    api.state = state
    api.add_api_route("/openapi.json", _openapi, include_in_schema=False, dependencies=[Depends(may_use)])
    handle_problems(api)
    api.add_middleware(Legible)
    return api


def bare_api() -> FastAPI:
    """The operations alone."""
    api = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, default_response_class=Response
    )
    for router in _ROUTERS:
        api.include_router(router, dependencies=[Depends(may_use), Depends(only_known)])
    # whoever may read may say what they have read
    api.include_router(stories.looks, dependencies=[Depends(may_read), Depends(only_known)])
    return api


def _openapi() -> Response:
    return answer(document())
