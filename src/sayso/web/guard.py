"""Turns away who may not write before anything of what they send is read."""

from __future__ import annotations

from anyio import to_thread
from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.web import wording
from sayso.web.access import SAFE, may_read

# where whoever has no token yet gives one
OPEN = ("/sign-in", "/sign-out")


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
            request = Request(scope)
            try:
                reader = await to_thread.run_sync(may_read, request)
                if not reader.may("write"):
                    raise HTTPException(403, wording.SCOPE_TOO_LOW.format(scope=reader.scope, needed="write"))
            except HTTPException as error:
                from sayso.web.app import error_page

                page = error_page(request, error.status_code, str(error.detail))
                page.headers.update(error.headers or {})
                await page(scope, receive, send)
                return
        await self._app(scope, receive, send)
