"""Turns away who may not write before anything of what they send is read."""

from __future__ import annotations

import re

from anyio import to_thread
from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.errors import LibraryError
from sayso.web import wording
from sayso.web.access import SAFE, may_read, of_program, own_request
from sayso.web.limits import CLOSE

# where whoever has no token yet gives one
OPEN = ("/sign-in", "/sign-out")
# what readers may do with what is theirs
LOOKS = re.compile(r"/api/v1/stories/s[0-9]{1,18}/look")


class Guard:
    """Asks for the token of whoever sends something, before the body is read; the pages ask again for what each needs.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] == "http" and scope["method"] not in SAFE and scope["path"] not in OPEN:
            refusal = await _refusal(Request(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _refusal(request: Request) -> Response | None:
    from sayso.web.app import error_page

    try:
        reader = await to_thread.run_sync(may_read, request)
        if not reader.may("write") and not LOOKS.fullmatch(request.scope["path"]):
            raise HTTPException(403, wording.SCOPE_TOO_LOW.format(scope=reader.scope, needed="write"))
        if of_program(request):
            own_request(request)
    except HTTPException as error:
        page = error_page(request, error.status_code, str(error.detail))
        page.headers.update({**(error.headers or {}), **CLOSE})
        return page
    except LibraryError as error:
        return error_page(request, 503, request.app.state.desk.told(error))
    return None
