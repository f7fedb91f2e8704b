"""Signing in: a person gives a token once, and a cookie carries it from then on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from sayso.web import wording
from sayso.web.access import TOKEN_COOKIE, keep, own_form, reader_of
from sayso.web.shown import show

router = APIRouter()
LONGEST = 200  # characters of what is taken for a token


def own_path(to: str) -> str:
    """A path of the desk's own to go on to; the stories where something else is said."""
    whole = to.startswith("/") and not to.startswith(("//", "/sign-in")) and "\\" not in to and to.isprintable()
    return to if whole else "/"


@router.get("/sign-in")
def sign_in_form(request: Request, to: str = "/") -> Response:
    """Asks for a token."""
    return show(request, "sign_in.html.j2", to=own_path(to), wrong="")


@router.post("/sign-in")
async def sign_in(
    request: Request, token: Annotated[str, Form(max_length=LONGEST)] = "", to: Annotated[str, Form()] = "/"
) -> Response:
    """Takes a token."""
    from fastapi.concurrency import run_in_threadpool

    await own_form(request)
    if await run_in_threadpool(reader_of, request, token.strip()) is None:
        return show(request, "sign_in.html.j2", 403, to=own_path(to), wrong=wording.WRONG_TOKEN)
    response = RedirectResponse(own_path(to), 303)
    keep(request, response, TOKEN_COOKIE, token.strip())
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Lets the cookie go."""
    await own_form(request)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(TOKEN_COOKIE, path="/")
    return response
