"""What is answered when something is wrong: `application/problem+json` by RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import msgspec
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from msgspec import UNSET, Meta, UnsetType
from starlette.exceptions import HTTPException as StarletteHTTPException

from sayso.errors import LibraryError
from sayso.web import wording
from sayso.web.access import SAFE, path_of
from sayso.web.api import ROOT
from sayso.web.pages.story import StoryMoved

MEDIA = "application/problem+json"
# seconds after which a library that is busy or gone is worth another try
AGAIN = 10

KINDS: Mapping[int, str] = {
    400: "not-understood",
    401: "token-needed",
    403: "not-allowed",
    404: "not-found",
    405: "not-done-here",
    406: "no-such-form",
    409: "in-conflict",
    413: "too-large",
    415: "wrong-kind-of-body",
    422: "not-valid",
    429: "too-many-requests",
    500: "failed",
    503: "library-not-usable",
    504: "too-slow",
}
"""Every status of a problem, with the name of its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that is wrong with what was sent: where, such as `query.limit` or `body.items`, and what."""

    where: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was wrong and what to do, by RFC 9457.

    `type` leads to what its kind means; `instance` is the path that was asked for; `errors` tell of single fields.
    """

    type: Annotated[str, Meta(examples=[f"{ROOT}/problems/not-found"])]
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[Wrong, ...] | UnsetType = UNSET


def problem(
    request: Request,
    status: int,
    detail: str,
    errors: tuple[Wrong, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that could not be met.

    Args:
        request: what was asked.
        status: the HTTP status.
        detail: what was wrong and what to do.
        errors: what is wrong with single fields.
        headers: what it says beside.
    """
    found = Problem(
        type=f"{ROOT}/problems/{KINDS.get(status, 'failed')}",
        title=wording.PROBLEMS.get(status, wording.PROBLEMS[500])[0],
        status=status,
        detail=_storable(detail),
        instance=quote(request.scope["path"].encode("utf-8", "replace")),
        errors=tuple(Wrong(where=_storable(e.where), message=_storable(e.message)) for e in errors) or UNSET,
    )
    told = {"Retry-After": str(AGAIN)} if status == 503 else {}
    return Response(msgspec.json.encode(found), status, {**told, **(headers or {})}, media_type=MEDIA)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class NotValid(HTTPException):
    """What was sent is of the right form and cannot be done; told field by field."""

    def __init__(self, *errors: Wrong) -> None:
        super().__init__(422, "; ".join(f"{e.where}: {e.message}" for e in errors))
        self.errors = errors


def handle_problems(api: FastAPI) -> None:
    """Has an application answer all that is wrong with problems."""
    api.add_exception_handler(StarletteHTTPException, _refused)
    api.add_exception_handler(RequestValidationError, _not_valid)
    api.add_exception_handler(LibraryError, _no_library)
    api.add_exception_handler(StoryMoved, _moved)
    api.add_exception_handler(Exception, _failed)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    detail = str(error.detail)
    if detail in ("Not Found", "Method Not Allowed"):
        # nobody said more than the status does
        detail = wording.PROBLEMS[error.status_code][1]
    errors = error.errors if isinstance(error, NotValid) else ()
    headers = dict(error.headers or {})
    if error.status_code == 405:
        from sayso.web.api.document import methods_at

        headers["Allow"] = ", ".join(methods_at(request.scope["path"]))
    return problem(request, error.status_code, detail, errors, headers)


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = tuple(Wrong(where=".".join(map(str, e["loc"])), message=e["msg"]) for e in error.errors())
    return problem(request, 422, "; ".join(f"{e.where}: {e.message}" for e in found), found)


def _no_library(request: Request, error: Exception) -> Response:
    assert isinstance(error, LibraryError)
    return problem(request, 503, request.app.state.desk.told(error))


def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoryMoved)
    _, old, after = path_of(request).partition(f"/stories/{error.old}")
    if request.method in SAFE and old:
        return RedirectResponse(f"{ROOT}/stories/{error.new}{after}", 308)
    return problem(request, 404, wording.MOVED.format(old=error.old, new=error.new))


def _failed(request: Request, error: Exception) -> Response:
    return problem(request, 500, wording.FAILED.format(error=type(error).__name__))
