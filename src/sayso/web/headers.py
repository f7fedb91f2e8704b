"""What every answer says to browsers, and the names under which the desk answers at all."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.web import wording

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy: nothing from elsewhere, nothing inline, in no frame."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # nothing to other sites; with no-referrer browsers would not say either that a form is the desk's own
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # what a reader saw must not be shown again from a cache after a report was forgotten
    "Cache-Control": "private, no-cache",
}


class Headers:
    """Adds the headers to every answer, and answers 403 under a name that is not the desk's (DNS rebinding).

    Args:
        app: what answers.
        hosts: the names; none lets any through.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        if self._hosts and host_of(scope) not in self._hosts:
            from fastapi import Request

            from sayso.web.app import error_page

            told = wording.OTHER_HOST.format(hosts=", ".join(sorted(self._hosts)))
            await error_page(Request(scope), 403, told)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def host_of(scope: Scope) -> str:
    """The name, without its port, that a request was sent to."""
    value: bytes = next((value for name, value in scope["headers"] if name == b"host"), b"")
    host = value.decode("latin-1").lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
