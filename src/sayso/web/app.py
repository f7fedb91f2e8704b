"""Makes the desk's application: middleware, static files, errors, and the routers of all pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Route

from sayso.errors import LibraryError
from sayso.web import wording
from sayso.web.desk import Desk
from sayso.web.pages import PAGES
from sayso.web.shown import show

# of the dossier's page, whose look the desk has
_RENDERED = ("page.css", "page.js")


def make_app(desk: Desk) -> FastAPI:
    """The application of a desk; its reader runs as long as the application does.

    Args:
        desk: the library's desk; pages find it as `request.app.state.desk`.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        desk.begin()
        yield
        desk.end()

    app = FastAPI(title=wording.NAME, lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    for name in PAGES:
        app.include_router(import_module(f"sayso.web.pages.{name}").router)
    paths = {route.path for route in app.routes if isinstance(route, Route)}
    app.state.places = {path: name for path, name in wording.PLACES.items() if path in paths}
    for name in _RENDERED:
        app.add_api_route(f"/static/{name}", _rendered(name), include_in_schema=False)
    app.mount("/static", StaticFiles(packages=[("sayso.web", "static")]))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(LibraryError, _no_library)
    app.add_exception_handler(Exception, _failed)
    return app


def _rendered(name: str) -> Any:
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    text = files("sayso.render").joinpath(name).read_text(encoding="utf-8")

    def asset() -> Response:
        return Response(text, media_type=kind)

    return asset


def error_page(request: Request, status: int, message: str) -> Response:
    """A page in the desk's frame that says what was wrong and what to do."""
    head = wording.ERRORS.get(status, wording.ERRORS[500])
    return show(request, "error.html.j2", status, head=head, message=message)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = wording.NO_PAGE if error.status_code == 404 and error.detail == "Not Found" else str(error.detail)
    return error_page(request, error.status_code, message)


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = [
        wording.NOT_VALID.format(field=".".join(str(part) for part in e["loc"][1:]), message=e["msg"])
        for e in error.errors()
    ]
    return error_page(request, 422, "; ".join(told))


def _no_library(request: Request, error: Exception) -> Response:
    return error_page(request, 503, str(error))


def _failed(request: Request, error: Exception) -> Response:
    return error_page(request, 500, wording.FAILED.format(error=f"{type(error).__name__}: {error}"))
