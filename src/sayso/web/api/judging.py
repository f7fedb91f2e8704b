"""Judgements: deciding on items of a dossier, who decided what, and taking it back."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response
from msgspec import Meta

from sayso.errors import JudgementsError
from sayso.judge.rows import Judgement
from sayso.judge.words import plain
from sayso.store.deciding import decide_on, take_back
from sayso.store.trail import TrailLine
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import LONGEST, By, Note, StoryName, body_of, sent
from sayso.web.api.dossiers import made_of
from sayso.web.api.examples import DECIDED, TRAIL, listing
from sayso.web.api.paging import Listed, Paging, listed
from sayso.web.api.problems import NotValid, Wrong
from sayso.web.desk import Desk
from sayso.web.judging.by import given_name, name_of
from sayso.web.pages.story import story_line

router = APIRouter(tags=["judgements"])
Decides = Literal[
    "same",
    "apart",
    "split",
    "name",
    "type",
    "speaker",
    "mode",
    "giver",
    "value",
    "as_of",
    "status",
    "verdict",
    "confirmed",
    "false",
    "withdrawn",
    "relation",
    "source",
    "dismiss",
    "aside",
]
JudgementName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        description="A judgement's id.",
        openapi_examples={"made": {"value": "j0123456789"}},
    ),
]
How = Literal["phone", "in person", "in writing", "document", "seen"]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a person decides about items of a dossier.

    `items` are ids of the dossier, as for `sayso judge`; `value` is what the decision sets, where it sets anything.
    With `edition` nothing is decided where the dossier is not the one that the ids were taken from: those of claims
    and entities do not outlast it.
    """

    decides: Decides
    items: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=LONGEST)], ...], Meta(min_length=1, max_length=100)
    ]
    value: Annotated[str, Meta(min_length=1, max_length=LONGEST)] | None = None
    edition: Annotated[str, Meta(max_length=100)] | None = None
    note: Note | None = None
    how: How | None = None
    on: Annotated[str, Meta(max_length=40, description="When a claim was confirmed or found false, ISO.")] | None = None
    by: By | None = None


class Undoing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a judgement is taken back, and by whom."""

    note: Note | None = None
    by: By | None = None


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was added; nothing where it was decided already. `current` says whether the story's dossier tells it yet."""

    judgements: tuple[Judgement, ...]
    current: bool


class TrailItem(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement in the trail: who decided what and when (ISO), in words, and whether it is in force.

    `judgement` is the whole row, null when its words went with a report that was forgotten. `taken_back` is the id of
    what takes it back, null while it is in force; `takes_back` of what it takes back itself. `stories` have a report of
    it; one on names alone has none, and may hold in any.
    """

    id: str
    about: str
    decides: str
    by: str
    made: str
    added: str
    told: str
    forgotten: str | None
    judgement: Judgement | None
    taken_back: str | None
    takes_back: str | None
    stories: tuple[str, ...]


def trail_item(line: TrailLine) -> TrailItem:
    """A line of the trail as it is answered."""
    own = {name: getattr(line, name) for name in ("id", "about", "decides", "by", "made", "added", "forgotten")}
    return TrailItem(
        **own,
        told=plain(line.of) if line.of is not None else f"{line.about} {line.decides}",
        judgement=line.judgement,
        taken_back=line.taken_back.id if line.taken_back else None,
        takes_back=line.takes_back.id if line.takes_back else None,
        stories=tuple(f"s{n}" for n in line.stories),
    )


def judge_name(request: Request, reader: Reading, sent: str | None) -> str:
    """The name under which something is decided: the token's, else the one that was sent, else this machine's user's.

    Raises:
        HTTPException: 422 when there is none.
    """
    return name_of(request, reader, " ".join((sent or given_name(request, reader)).split()))


@router.get(
    "/stories/{story}/judgements",
    operation_id="listStoryJudgements",
    summary="Who decided what of a story",
    responses={200: gives(Listed[TrailItem], "The trail, the last added first.", listing(TRAIL)), **errors(308, 404)},
)
def list_story_judgements(request: Request, story: StoryName, page: Paging) -> Response:
    """With what was taken back."""
    with request.app.state.desk.reading() as library:
        number = story_line(library, story).number
        found = library.trail(number, limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [trail_item(line) for line in found])


@router.get(
    "/judgements",
    operation_id="listJudgements",
    summary="Who decided what, in all stories",
    responses={200: gives(Listed[TrailItem], "The trail, the last added first.", listing(TRAIL))},
)
def list_judgements(request: Request, page: Paging) -> Response:
    """Nothing leaves it; of what lost its words it keeps who and when."""
    with request.app.state.desk.reading() as library:
        found = library.trail(limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [trail_item(line) for line in found])


@router.post(
    "/stories/{story}/judgements",
    operation_id="judge",
    summary="Decide on items of a story's dossier",
    status_code=201,
    responses={201: gives(Decided, "What was added.", DECIDED), **errors(404, 409, 413, 415)},
    openapi_extra=body_of(
        Decision, {"decides": "verdict", "items": ["c1"], "value": "disputed", "note": "two sources"}
    ),
)
def judge(
    request: Request, story: StoryName, reader: Writing, decision: Annotated[Decision, sent(Decision)]
) -> Response:
    """It outranks every score and outlasts newer models; the dossier is linked anew in the background."""
    desk: Desk = request.app.state.desk
    by = judge_name(request, reader, decision.by)
    words = (decision.decides, *decision.items, *((decision.value,) if decision.value is not None else ()))
    with desk.writing() as library:
        line, dossier = made_of(library, story)
        if decision.edition is not None and decision.edition != line.edition:
            raise HTTPException(409, wording.OTHER_EDITION.format(edition=line.edition))
        try:
            made = decide_on(
                library, line.number, dossier, [words], by=by, note=decision.note, how=decision.how, on=decision.on
            )
        except JudgementsError as error:
            raise NotValid(Wrong(where="body", message=str(error))) from error
    return answer(Decided(judgements=made, current=desk.renew_soon(line.number, 0.0)), 201)


@router.post(
    "/judgements/{judgement}/revocation",
    operation_id="revokeJudgement",
    summary="Take a judgement back",
    status_code=201,
    responses={201: gives(Decided, "The row that takes it back.", DECIDED), **errors(404, 409, 413, 415)},
    openapi_extra=body_of(Undoing, {"note": "a slip"}),
)
def revoke(
    request: Request, judgement: JudgementName, reader: Writing, undoing: Annotated[Undoing, sent(Undoing)]
) -> Response:
    """Taking back a taking-back puts it in force again."""
    desk: Desk = request.app.state.desk
    by = judge_name(request, reader, undoing.by)
    with desk.writing() as library:
        try:
            row = take_back(library, judgement, by=by, note=undoing.note)
        except JudgementsError as error:
            known = any(j.id == judgement for j in library.judgements())
            raise HTTPException(409 if known else 404, str(error)) from error
        (line,) = library.trail(limit=1)
    for number in line.stories:
        desk.renew_soon(number, 0.0)
    desk.wake()
    return answer(Decided(judgements=(row,), current=False), 201)
