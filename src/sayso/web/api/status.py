"""How the desk is: what it reads, and what who asks may do; and what kinds of problems there are."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from sayso.store.desk import Scope
from sayso.web import wording
from sayso.web.access import Reading
from sayso.web.api import ROOT
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.examples import STATE
from sayso.web.api.problems import KINDS

router = APIRouter(tags=["desk"])


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk is at.

    `reader` and `scope` are who asks and what they may do; `doing` says in words what is being read and `story` of
    which story, empty and null while nothing is; `waiting` whether something that was handed in is still to be taken
    in; `trouble` what keeps the desk from its work.
    """

    sayso: str
    reader: str
    scope: Scope
    doing: str
    story: str | None
    waiting: bool
    trouble: str


class KindOfProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of problem: its type, its status, its title, and what it means."""

    type: str
    status: int
    title: str
    meaning: str


@router.get(
    "/status",
    operation_id="getStatus",
    summary="What the desk is at",
    responses={200: gives(State, "The state.", STATE)},
)
def get_status(request: Request, reader: Reading) -> Response:
    """And who you are to it."""
    desk = request.app.state.desk
    with desk.reading() as library:
        waiting = any(line.done is None for line in library.handed(50))
    doing = desk.doing
    return answer(
        State(
            sayso=version("sayso"),
            reader=reader.name,
            scope=reader.scope,
            doing=doing.told,
            story=f"s{doing.story}" if doing.story is not None else None,
            waiting=waiting,
            trouble=doing.trouble,
        )
    )


@router.get(
    "/problems/{name}",
    operation_id="getProblem",
    summary="What a kind of problem means",
    responses={200: gives(KindOfProblem, "The kind."), **errors(404)},
)
def get_problem(
    name: Annotated[
        str, Path(max_length=100, description="Its name.", openapi_examples={"made": {"value": "not-found"}})
    ],
) -> Response:
    """The `type` of a problem leads here."""
    status = next((number for number, known in KINDS.items() if known == name), None)
    if status is None:
        raise HTTPException(404)
    title, meaning = wording.PROBLEMS[status]
    return answer(KindOfProblem(type=f"{ROOT}/problems/{name}", status=status, title=title, meaning=meaning))
