"""Who may do what: readers by token, or by sitting at this machine; and that no other site's page asks for them."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from sayso.store.desk import Scope
from sayso.web import wording
from sayso.web.tokens import hash_of

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")
"""Each lets do what those before it let do."""
TOKEN_COOKIE, CSRF_COOKIE = "sayso-token", "sayso-csrf"
SAFE = ("GET", "HEAD", "OPTIONS")
_PROGRAMS = "/api/"
# what a proxy adds: who comes through one does not sit at this machine
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a desk is reached.

    Args:
        tokens: whether everybody needs a token; without, whoever reaches the desk may do everything.
        hosts: the names under which it answers; none lets any name through.
    """

    tokens: bool = False
    hosts: tuple[str, ...] = LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, and what they may do."""

    name: str
    scope: Scope

    def may(self, scope: Scope) -> bool:
        """Whether they may do what a scope lets do."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


NOBODY = "desk"
"""The reader where nobody needs a token."""


class SignInNeeded(Exception):
    """A person came without a token, and is to be led to where they can give one."""


def may_read(request: Request) -> Reader:
    """The reader who asks.

    Raises:
        HTTPException: 401, 403 or 429 when they may not.
        SignInNeeded: when a page was asked for without any token.
    """
    access: Access = request.app.state.access
    if not access.tokens:
        if any(name in request.headers for name in _FORWARDED):
            raise HTTPException(403, wording.THROUGH_PROXY)
        reader = Reader(name=NOBODY, scope="admin")
    else:
        reader = _by_token(request)
    request.state.reader = reader
    return reader


def _by_token(request: Request) -> Reader:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind and kind.lower() != "bearer":
        raise HTTPException(401, wording.NO_TOKEN, {"WWW-Authenticate": "Bearer"})
    cookie = "" if of_program(request) else request.cookies.get(TOKEN_COOKIE, "")
    given = token.strip() or cookie
    if given:
        reader = reader_of(request, given)
        if reader is not None:
            return reader
    if kind or request.method not in SAFE or of_program(request):
        raise HTTPException(401, wording.WRONG_TOKEN if given else wording.NO_TOKEN, {"WWW-Authenticate": "Bearer"})
    raise SignInNeeded


def reader_of(request: Request, token: str) -> Reader | None:
    """The reader whose token it is; wrong ones are slowed.

    Raises:
        HTTPException: 429 when too many wrong ones came from there.
    """
    address = client_of(request)
    guesses = request.app.state.guesses
    wait = guesses.wait(address)
    if wait:
        seconds = math.ceil(wait)
        raise HTTPException(429, wording.GUESSED.format(seconds=seconds), {"Retry-After": str(seconds)})
    with request.app.state.desk.reading() as library:
        found = library.token(hash_of(token))
    if found is None:
        guesses.wrong(address)
        return None
    guesses.right(address)
    return Reader(name=found.name, scope=found.scope)


async def may_write(request: Request, reader: Annotated[Reader, Depends(may_read)]) -> Reader:
    """The reader, who may add and judge, by a form of the desk's own.

    Raises:
        HTTPException: 403 when they may not, or the form is not the desk's.
    """
    return await _may(request, reader, "write")


async def may_admin(request: Request, reader: Annotated[Reader, Depends(may_read)]) -> Reader:
    """The reader, who may also let go of what the library has, by a form of the desk's own.

    Raises:
        HTTPException: 403 when they may not, or the form is not the desk's.
    """
    return await _may(request, reader, "admin")


async def may_use(request: Request, reader: Annotated[Reader, Depends(may_read)]) -> Reader:
    """The reader: who may read whatever only shows, and write whatever changes anything. All pages depend on it."""
    return reader if request.method in SAFE else await _may(request, reader, "write")


Reading = Annotated[Reader, Depends(may_read)]
Writing = Annotated[Reader, Depends(may_write)]
Administering = Annotated[Reader, Depends(may_admin)]


async def _may(request: Request, reader: Reader, scope: Scope) -> Reader:
    if not reader.may(scope):
        raise HTTPException(403, wording.SCOPE_TOO_LOW.format(scope=reader.scope, needed=scope))
    if request.method not in SAFE:
        await own_form(request)
    return reader


async def own_form(request: Request) -> None:
    """Lets only through what a page of the desk's own sent, or a program with a token.

    The browser says where a form stands (Origin, Sec-Fetch-Site), and the form has to repeat a cookie that pages of
    other sites can neither read nor send (OWASP, Cross-Site Request Forgery Prevention: double submit).

    Raises:
        HTTPException: 403 else.
    """
    if of_program(request):
        own_request(request)
        return
    _not_foreign(request)
    if request.headers.get("authorization") and request.app.state.access.tokens:
        return
    cookie = request.cookies.get(CSRF_COOKIE, "")
    sent = (await request.form()).get("csrf")
    if not cookie or not isinstance(sent, str) or not secrets.compare_digest(cookie.encode(), sent.encode()):
        raise HTTPException(403, wording.OLD_FORM)


def own_request(request: Request) -> None:
    """Lets only through what no page of another site can have a browser send to the API, by its headers alone.

    A browser asks first, and is not allowed, before it sends a token, JSON or a header that pages add (Fetch, CORS).

    Raises:
        HTTPException: 403 else.
    """
    _not_foreign(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    simple = request.method == "POST" and kind != "application/json"
    if simple and not request.app.state.access.tokens and "x-requested-with" not in request.headers:
        raise HTTPException(403, wording.FORGED)


def _not_foreign(request: Request) -> None:
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or site not in ("same-origin", "none"):
        raise HTTPException(403, wording.FOREIGN_FORM)


def of_program(request: Request) -> bool:
    """Whether something is asked of the API, which takes no cookies and answers in JSON."""
    return bool(request.scope["path"].startswith(_PROGRAMS))


def keep(request: Request, response: Response, name: str, value: str) -> None:
    """Sets a cookie that no script reads and no other site's request carries."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, httponly=True, samesite="strict", secure=secure, path="/")


def sign_in_path(request: Request) -> str:
    """Where somebody without a token is led, and from there back to what they asked for."""
    return f"/sign-in?to={quote(path_of(request), safe='')}"


def path_of(request: Request) -> str:
    """What was asked for, without the host."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def client_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else ""
