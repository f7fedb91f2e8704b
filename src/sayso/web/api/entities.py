"""A person, body or place over all stories."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.render.entity import EntityOverStories, Role, Told, Where, entity_over_stories
from sayso.types import EntityType, Place
from sayso.web import wording
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import LONGEST
from sayso.web.api.paging import Page, beside
from sayso.web.namesakes import MOST, STORIES, Group, Namesakes, namesakes

router = APIRouter(tags=["entities"])


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is told: its story, its report, the day of that (ISO), and the characters, text[start:end]."""

    story: str
    report: str
    published: str | None
    start: int
    end: int


class ToldOf(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told of somebody: the words around it, and where they stand first.

    `head` is the figure, the day of an event, or the chain of a statement; `mode` is how something is said, empty for
    plainly; `others` name reports that have the same words.
    """

    head: str
    mode: str
    text: str
    where: ToldPlace
    others: tuple[str, ...]


class ToldRole(msgspec.Struct, frozen=True, kw_only=True):
    """An office or title that reports give somebody, where it stands first, and how many reports give it."""

    role: str
    where: ToldPlace
    reports: int


class EntityStory(msgspec.Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Somebody as one story has them."""

    story: str
    title: str | None
    start: str | None
    end: str | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: int
    reports: int


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """What goes by a name over the stories that have it.

    `chosen` is null where a name is short for several: then `others` are those to choose from, and the lists are empty.
    `all_stories` counts its stories; the lists tell of those of this page.
    """

    chosen: Group | None
    others: tuple[Group, ...]
    all_stories: int
    names: tuple[str, ...]
    roles: tuple[ToldRole, ...]
    place: Place | None
    said: tuple[ToldOf, ...]
    said_of: tuple[ToldOf, ...]
    figures: tuple[ToldOf, ...]
    events: tuple[ToldOf, ...]
    stories: tuple[EntityStory, ...]
    next: str | None


def entity(found: Namesakes, told: EntityOverStories | None, following: str | None = None) -> Entity:
    """An entity over stories.

    Args:
        found: who goes by the name.
        told: what some of the stories tell of the chosen one.
        following: the path of the next page of stories.
    """
    return Entity(
        chosen=found.chosen,
        others=found.others,
        all_stories=len(found.stories),
        names=tuple(name for name, _ in told.names) if told else (),
        roles=tuple(map(_role, told.roles)) if told else (),
        place=told.place if told else None,
        said=tuple(map(_told, told.said)) if told else (),
        said_of=tuple(map(_told, told.said_of)) if told else (),
        figures=tuple(map(_told, told.figures)) if told else (),
        events=tuple(map(_told, told.events)) if told else (),
        stories=tuple(
            msgspec.convert(
                msgspec.to_builtins(s) | {"story": f"s{s.story}", "from": s.start, "to": s.end}, EntityStory
            )
            for s in (told.stories if told else ())
        ),
        next=following,
    )


def _told(one: Told) -> ToldOf:
    text = "".join(piece.text for piece in one.excerpt.pieces)
    return ToldOf(head=one.head, mode=one.mode, text=text, where=_where(one.where), others=one.others)


def _role(one: Role) -> ToldRole:
    return ToldRole(role=one.role, where=_where(one.where), reports=len(one.reports))


def _where(where: Where) -> ToldPlace:
    published = where.published or None
    return ToldPlace(
        story=f"s{where.story}", report=where.report, published=published, start=where.start, end=where.end
    )


@router.get(
    "/entities",
    operation_id="getEntity",
    summary="A person, body or place over all stories",
    responses={200: gives(Entity, "What the stories tell of it."), **errors(404)},
)
def get_entity(
    request: Request,
    name: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST,
            description="A name that it goes by.",
            openapi_examples={"made": {"value": "Interior Ministry"}},
        ),
    ],
    kind: Annotated[
        EntityType | None, Query(alias="type", description="Its kind, where several have the name.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=STORIES, description="How many of its stories at most.")] = STORIES,
    offset: Annotated[int, Query(ge=0, le=MOST, description="How many of them to pass over.")] = 0,
) -> Response:
    """Those of one full name and kind in all stories; never a person and a body together."""
    with request.app.state.desk.reading() as library:
        found = namesakes(library.entities_named(name, limit=MOST), name, kind or "")
        if not found.chosen and not found.others:
            raise HTTPException(404, wording.ENTITY_UNKNOWN.format(name=name))
        numbers = list(found.stories)[offset : offset + limit]
        held = [(n, made.dossier, found.stories[n]) for n in numbers if (made := library.dossier(n)) is not None]
    following, headers = beside(request, Page(limit=limit, offset=offset), more=offset + limit < len(found.stories))
    return answer(entity(found, entity_over_stories(held) if held else None, following), headers=headers)
