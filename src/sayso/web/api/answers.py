"""Answers in JSON: the views of this package as they are, and what the OpenAPI document says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Request
from fastapi.responses import Response

JSON = "application/json"
EXAMPLE = "x-example"
_kinds: dict[Any, None] = {}


def answer(view: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A view as JSON.

    Args:
        view: a record, or what msgspec can write.
        status: the HTTP status.
        headers: what it says beside.
    """
    return Response(msgspec.json.encode(view), status, dict(headers or {}), media_type=JSON)


def unchanged(request: Request, tag: str) -> bool:
    """Whether who asks has what a tag names already (`If-None-Match`; RFC 9110, 13.1.2).

    Args:
        request: what is asked.
        tag: the entity tag of what there is, with its quotation marks.
    """
    known = (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(","))
    return tag in known


def gives(kind: Any, description: str, example: Any = None) -> dict[str, Any]:
    """What the document says of an answer of a kind.

    Args:
        kind: the class of the view.
        description: what it is.
        example: one of them.
    """
    _kinds[kind] = None
    (schema,), _ = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    body: dict[str, Any] = {"schema": schema}
    if example is not None:
        # as text, since FastAPI would leave out what is null
        body[EXAMPLE] = msgspec.json.encode(example).decode()
    return {"description": description, "content": {JSON: body}}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an operation answers with, beside those that all do."""
    return {status: {"description": ""} for status in statuses}


def kinds() -> tuple[Any, ...]:
    """The classes of all views that the document tells of."""
    return tuple(_kinds)
