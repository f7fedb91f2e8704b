"""Under which name a reader judges."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import HTTPException, Request
from fastapi.responses import Response

from sayso.errors import JudgementsError
from sayso.store.deciding import user
from sayso.web import wording
from sayso.web.access import Reader, keep

COOKIE = "sayso-by"
LONGEST = 80  # characters


def given_name(request: Request, reader: Reader) -> str:
    """The name that a form begins with: that of the reader's token, else the one given last, else the machine's."""
    if request.app.state.access.tokens:
        return reader.name
    known = unquote(request.cookies.get(COOKIE, ""))[:LONGEST]
    if known:
        return known
    try:
        return user()
    except JudgementsError:
        return ""


def name_of(request: Request, reader: Reader, sent: str) -> str:
    """The name that a judgement is made under: that of the reader's token, where there are tokens, whatever was sent.

    Raises:
        HTTPException: 422 when there is none, or it is too long.
    """
    if request.app.state.access.tokens:
        return reader.name
    if not sent or len(sent) > LONGEST:
        raise HTTPException(422, wording.JUDGING_MISSING.format(field=wording.JUDGING_FIELDS["by"]))
    return sent


def remember(request: Request, response: Response, name: str) -> None:
    """Has forms begin with a name from now on, where readers have no tokens."""
    if not request.app.state.access.tokens:
        keep(request, response, COOKIE, quote(name))
