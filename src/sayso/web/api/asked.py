"""What a request has to be like before anything is done: UTF-8, known parameters, a body of JSON with known fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec
from fastapi import Depends, HTTPException, Path, Query, Request
from fastapi.dependencies.models import Dependant
from msgspec import Meta
from pydantic import AfterValidator
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.store.records import UNSTORABLE
from sayso.web import wording
from sayso.web.api.answers import JSON, gives
from sayso.web.api.problems import NotValid, Wrong, problem
from sayso.web.places import STORY, named

Body = TypeVar("Body")
LONGEST = 500
"""Characters of a name or of words that are looked for."""

StoryName = Annotated[
    str, Path(pattern=f"^{STORY.pattern}$", description="A story's name.", openapi_examples={"made": {"value": "s1"}})
]
ReportName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST,
        description="A report's id, quoted whole: a slash in it is %2F.",
        openapi_examples={"made": {"value": "05-daily-flash"}},
    ),
    AfterValidator(named),
]
_ERROR = re.compile(r"(?P<message>.*?)(?: - at `\$(?P<where>.*)`)?", re.DOTALL)


class Legible:
    """Answers 400 to addresses that are not UTF-8 or have a NUL in them: nothing in a library is named so.

    Args:
        app: what answers the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] == "http" and not all(map(_legible, (scope.get("raw_path") or b"", scope["query_string"]))):
            await problem(Request(scope), 400, wording.NOT_LEGIBLE)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _legible(quoted: bytes) -> bool:
    plain = unquote_to_bytes(quoted)
    try:
        plain.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in plain


def only_known(request: Request) -> None:
    """Lets no parameter through that the operation does not have, and none twice: what is misspelt must not go unseen.

    Raises:
        NotValid: for those.
    """
    known = set(_query(request.scope["route"].dependant))
    given = [name for name, _ in request.query_params.multi_items()]
    wrong = [Wrong(where=f"query.{name}", message=wording.NO_PARAMETER) for name in given if name not in known]
    wrong += [Wrong(where=f"query.{name}", message=wording.TWICE) for name in set(given) if given.count(name) > 1]
    if wrong:
        raise NotValid(*wrong)


def _query(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for inner in dependant.dependencies:
        yield from _query(inner)


def sent(kind: type[Body]) -> Any:
    """The dependency that reads a request's body.

    Args:
        kind: the class of what it holds.
    """

    async def read(request: Request) -> Body:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            raise HTTPException(415, wording.NO_JSON)
        try:
            body = msgspec.json.decode(await request.body(), type=kind)
        except msgspec.ValidationError as error:
            raise NotValid(_wrong(str(error))) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400, wording.BROKEN_JSON.format(error=str(error)[:200])) from error
        if any(UNSTORABLE.search(text) for text in _texts(msgspec.to_builtins(body))):
            raise NotValid(Wrong(where="body", message=wording.NO_CHARACTER))
        return body

    return Depends(read)


def body_of(kind: type[Any], example: Any) -> dict[str, Any]:
    """What the document says of a body.

    Args:
        kind: its class.
        example: one of them.
    """
    content = gives(kind, "", example)["content"]
    return {"requestBody": {"required": True, "content": content}}


def _wrong(error: str) -> Wrong:
    found = _ERROR.fullmatch(error)
    where = (found["where"] or "") if found else ""
    return Wrong(where=f"body{where}", message=found["message"] if found else error)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _texts(inner))


Words = Annotated[str, Query(max_length=LONGEST)]
Address = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"^https?://[^/?#\s]")]
Note = Annotated[str, Meta(max_length=1000, description="Why.")]
By = Annotated[
    str,
    Meta(max_length=80, description="Who decides; whoever has a token decides under its name, whatever stands here."),
]
