"""How much one request may bring, how long it may take, and how many may come from one address."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.web import wording

UPLOAD, FORM = 64 * 1024 * 1024, 1024 * 1024
UPLOAD_SECONDS, SECONDS = 300, 30
RATE, BURST = 20, 200
# addresses that are remembered
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a desk bears.

    Args:
        upload: bytes that one handing-in may bring.
        form: bytes that any other form may bring.
        upload_seconds: how long a handing-in may take, on a slow line.
        seconds: how long any other request may take.
        rate: requests a second from one address, in the long run.
        burst: requests that may come from it at once.
    """

    upload: int = UPLOAD
    form: int = FORM
    upload_seconds: float = UPLOAD_SECONDS
    seconds: float = SECONDS
    rate: float = RATE
    burst: int = BURST


CLOSE = {"Connection": "close"}
"""Said to whoever is still sending what nobody will read: else all of it would be taken and thrown away."""
UPLOADS = ("/add/files", "/add/text", "/api/v1/handed-in/files", "/api/v1/handed-in/texts")


class Limited:
    """Answers 413, 429 and 504 where a request goes beyond the limits.

    Args:
        app: what answers.
        limits: the limits.
        rated: whether requests are counted by address; at this machine itself they are not.
        now: tells seconds.
    """

    def __init__(self, app: ASGIApp, limits: Limits, *, rated: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._limits = limits
        self._rated = rated
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = scope["path"] in UPLOADS
        most = self._limits.upload if upload else self._limits.form
        told = wording.TOO_LARGE.format(most=f"{most // (1024 * 1024)} MB")
        wait = self._wait(scope["client"][0] if scope.get("client") else "")
        if wait:
            await self._refuse(
                scope, receive, send, 429, wording.TOO_MANY.format(seconds=wait), {"Retry-After": str(wait)}
            )
            return
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not length.isdigit() or int(length) > most:
            await self._refuse(scope, receive, send, 413, told, CLOSE)
            return
        size = 0
        started = finished = False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413, told, CLOSE)
            return message

        async def noted(message: Message) -> None:
            nonlocal started, finished
            started = True
            await send(message)
            finished = message["type"] == "http.response.body" and not message.get("more_body")

        seconds = self._limits.upload_seconds if upload else self._limits.seconds
        try:
            async with asyncio.timeout(seconds):
                await self._app(scope, counted, noted)
        except TimeoutError:
            if finished:
                return
            if started:
                raise
            await self._refuse(scope, receive, send, 504, wording.TOO_LONG.format(seconds=math.ceil(seconds)))

    def _wait(self, address: str) -> int:
        """Seconds until an address may ask again: a bucket that fills at the rate and holds the burst."""
        if not self._rated:
            return 0
        now = self._now()
        left, at = self._left.pop(address, (float(self._limits.burst), now))
        left = min(float(self._limits.burst), left + (now - at) * self._limits.rate) - 1
        self._left[address] = max(left, -1.0), now
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0 if left >= 0 else max(1, math.ceil(-left / self._limits.rate))

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, status: int, told: str, headers: dict[str, str] | None = None
    ) -> None:
        from sayso.web.app import error_page

        page = error_page(Request(scope), status, told)
        page.headers.update(headers or {})
        await page(scope, receive, send)
