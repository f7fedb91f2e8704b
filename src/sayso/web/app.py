"""Makes the desk's application: middleware, static files, errors, and the routers of all pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.resources import files
from typing import Any

from anyio import to_thread
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from sayso.errors import LibraryError
from sayso.web import wording
from sayso.web.access import SAFE, Access, SignInNeeded, may_use, of_program, path_of, sign_in_path
from sayso.web.api import ROOT
from sayso.web.api.app import make_api
from sayso.web.api.problems import problem
from sayso.web.desk import Desk
from sayso.web.guard import Guard
from sayso.web.headers import HEADERS, Headers
from sayso.web.limits import Limited, Limits
from sayso.web.pages import PAGES
from sayso.web.pages.story import StoryMoved
from sayso.web.places import WholeNames
from sayso.web.shown import compile_templates, show
from sayso.web.tokens import Guesses

THREADS = 12
"""Requests that are answered at one time."""
OPEN = ("sign_in",)
"""The pages that need no token."""
# of the dossier's page, whose look the desk has
_RENDERED = ("page.css", "page.js")


def make_app(desk: Desk, access: Access | None = None, limits: Limits | None = None) -> FastAPI:
    """The application of a desk; its reader runs as long as the application does.

    Args:
        desk: the library's desk; pages find it as `request.app.state.desk`.
        access: how it is reached; None for loopback without tokens.
        limits: what it bears; None for the usual.
    """
    access, limits = access or Access(), limits or Limits()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        # each thread has a connection of its own with a cache of its own
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        await to_thread.run_sync(compile_templates)
        desk.begin()
        yield
        desk.end()

    app = FastAPI(title=wording.NAME, lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk, app.state.access, app.state.guesses = desk, access, Guesses()
    paths = set()
    for name in PAGES:
        router = import_module(f"sayso.web.pages.{name}").router
        app.include_router(router, dependencies=[] if name in OPEN else [Depends(may_use)])
        paths |= {route.path for route in router.routes}
    app.state.places = {path: name for path, name in wording.PLACES.items() if path in paths}
    for name in _RENDERED:
        app.add_api_route(f"/static/{name}", _rendered(name), include_in_schema=False)
    app.mount(ROOT, make_api(app.state))
    app.mount("/static", StaticFiles(packages=[("sayso.web", "static")]))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(LibraryError, _no_library)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(StoryMoved, _moved)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(WholeNames)
    app.add_middleware(Guard)
    app.add_middleware(Limited, limits=limits, rated=access.tokens)
    app.add_middleware(Headers, hosts=access.hosts)
    return app


def _rendered(name: str) -> Any:
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    text = files("sayso.render").joinpath(name).read_text(encoding="utf-8")

    def asset() -> Response:
        return Response(text, media_type=kind)

    return asset


def error_page(request: Request, status: int, message: str) -> Response:
    """A page in the desk's frame that says what was wrong and what to do; a problem for programs."""
    if of_program(request):
        return problem(request, status, message)
    head = wording.ERRORS.get(status, wording.ERRORS[500])
    return show(request, "error.html.j2", status, head=head, message=message)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = wording.NO_PAGE if error.status_code == 404 and error.detail == "Not Found" else str(error.detail)
    page = error_page(request, error.status_code, message)
    page.headers.update(error.headers or {})
    return page


def _sign_in(request: Request, error: Exception) -> Response:
    return RedirectResponse(sign_in_path(request), 303)


def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoryMoved)
    _, old, after = path_of(request).partition(f"/stories/{error.old}")
    if request.method in SAFE and old and not after[:1].isdigit():
        return RedirectResponse(f"/stories/{error.new}{after}")
    return error_page(request, 404, wording.MOVED.format(old=error.old, new=error.new))


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = [
        wording.NOT_VALID.format(field=".".join(str(part) for part in e["loc"][1:]), message=e["msg"])
        for e in error.errors()
    ]
    return error_page(request, 422, "; ".join(told))


def _no_library(request: Request, error: Exception) -> Response:
    assert isinstance(error, LibraryError)
    return error_page(request, 503, request.app.state.desk.told(error))


def _failed(request: Request, error: Exception) -> Response:
    page = error_page(request, 500, wording.FAILED.format(error=f"{type(error).__name__}: {error}"))
    # this answer is made outside of the middleware
    page.headers.update(HEADERS)
    return page
