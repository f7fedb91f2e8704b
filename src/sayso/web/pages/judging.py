"""Judging an item of a dossier: what can be decided of it, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from sayso.errors import JudgementsError
from sayso.judge.rows import Judgement
from sayso.render.formats import count
from sayso.render.lookup import Lookup
from sayso.spans import Span
from sayso.store.deciding import decide_on, take_back
from sayso.store.library import Library
from sayso.types import Dossier
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.desk import PATIENCE, Desk
from sayso.web.judging.by import given_name, name_of, remember
from sayso.web.judging.chosen import (
    Beside,
    Chosen,
    beside,
    beside_of,
    choose,
    judged_on,
    records,
    reference_of,
    title_of,
)
from sayso.web.judging.forms import Form, forms
from sayso.web.judging.notices import Decision, told
from sayso.web.judging.sent import Gone, decisions, field
from sayso.web.pages.story import StoryName, story_line
from sayso.web.places import STORY
from sayso.web.shown import show

router = APIRouter()
PLACES = 6  # places of an item that are shown
LISTED = 60  # items that a search by words names


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of an item: its report, the words with those around them in the sentence, and where the page has them."""

    label: str
    words: tuple[str, str, str]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """An item with all that can be decided of it.

    `items` are the references that every form sends, unless it lets the reader choose among them; `back` is where the
    dossier has the item.
    """

    kind: str
    title: str
    places: tuple[Place, ...]
    more: str
    so_far: tuple[Decision, ...]
    forms: tuple[Form, ...]
    items: tuple[str, ...]
    beside: tuple[Beside, ...]
    back: str


def judging_view(lookup: Lookup, chosen: Chosen, rows: Sequence[Judgement], story: str, words: str = "") -> Judging:
    """What the page of an item shows.

    Args:
        lookup: the dossier.
        chosen: the item.
        rows: all judgements of the library.
        story: the story's name.
        words: what others to choose from must hold.
    """
    spans = lookup.ordered(chosen.spans)
    places = tuple(
        Place(label=lookup.label(s.report), words=lookup.sentence(s), to=f"/stories/{story}{_at(lookup, [s])}")
        for s in spans[:PLACES]
    )
    made = {j.id for r in chosen.records for j in judged_on(r)}
    back = _at(lookup, spans[:1])
    return Judging(
        kind=wording.JUDGING_KINDS.get(chosen.key.partition("-")[0], wording.JUDGING_KINDS.get(chosen.about or "", "")),
        title=chosen.title,
        places=places,
        more=wording.JUDGING_MORE_PLACES.format(n=count(len(spans) - PLACES, "more place")) if spans[PLACES:] else "",
        so_far=told(rows, [j.id for j in rows if j.id in made]),
        forms=forms(lookup, chosen, words),
        items=tuple(reference_of(r) for r in chosen.records),
        beside=beside(lookup, chosen),
        back=f"/stories/{story}{back}",
    )


def _at(lookup: Lookup, spans: Sequence[Span]) -> str:
    """Where the page of a story has the first of some places: the fragment of its address, empty for none."""
    first = next(iter(lookup.ordered(spans)), None)
    return f"#r{lookup.number[first.report]}-{first.start}" if first is not None else ""


def found_by_words(lookup: Lookup, words: str) -> tuple[Beside, ...]:
    """The items whose words hold all that are looked for."""
    wanted = words.casefold().split()
    every = records(lookup.dossier).items() if wanted else ()
    found = (pair for pair in every if all(w in title_of(lookup, pair[1]).casefold() for w in wanted))
    return tuple(beside_of(lookup, key, record) for key, record in islice(found, LISTED))


@router.get("/stories/{story}/judge")
def judge(request: Request, story: StoryName, reader: Reading, item: str = "", q: str = "") -> Response:
    """The page of an item to judge; without one, a search for items by their words."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        lookup = Lookup(_dossier(library, line.number))
        chosen = choose(lookup, item) if item else None
        rows = library.judgements()
    shared: dict[str, Any] = {"story": story, "line": line, "item": item, "words": q[:200]}
    if item and chosen is None:
        return show(request, "judge_gone.html.j2", 404, **shared)
    if chosen is None:
        return show(request, "judge_which.html.j2", found=found_by_words(lookup, q[:200]), **shared)
    view = judging_view(lookup, chosen, rows, story, q[:200])
    return show(request, "judge.html.j2", view=view, may=reader.may("write"), by=given_name(request, reader), **shared)


async def fields(request: Request) -> dict[str, list[str]]:
    """The fields of a form, each with all that was sent under its name."""
    form = await request.form()
    return {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}


Fields = Annotated[dict[str, list[str]], Depends(fields)]


@router.post("/judgements")
def decide(request: Request, reader: Writing, sent: Fields) -> Response:
    """Adds what was decided, and leads back to where the story's page has the item."""
    desk: Desk = request.app.state.desk
    story = field(sent, "story")
    if not STORY.fullmatch(story):
        raise HTTPException(422, wording.TRAIL_NO_STORY.format(name=repr(story[:40])))
    by = name_of(request, reader, field(sent, "by"))
    with desk.writing() as library:
        line = story_line(library, story)
        dossier = _dossier(library, line.number)
        try:
            found = decisions(dossier, sent)
            note = field(sent, "note") or None
            made = decide_on(library, line.number, dossier, found.words, by=by, note=note, how=found.how, on=found.on)
        except Gone:
            return show(request, "judge_gone.html.j2", 409, story=story, line=line)
        except (ValueError, JudgementsError) as error:
            raise HTTPException(422, str(error)) from error
    to = f"{story}?{urlencode({'decided': ','.join(row.id for row in made)})}{_at(Lookup(dossier), found.spans)}"
    return _done(request, line.number, by, to)


@router.post("/judgements/{name}/revoke")
def revoke(request: Request, name: str, reader: Writing, sent: Fields) -> Response:
    """Takes a judgement back, or a taking-back, and leads to where it was asked for."""
    desk: Desk = request.app.state.desk
    by = name_of(request, reader, field(sent, "by"))
    with desk.writing() as library:
        try:
            row = take_back(library, name, by=by, note=field(sent, "note") or None)
        except JudgementsError as error:
            known = any(j.id == name for j in library.judgements())
            raise HTTPException(409 if known else 404, str(error)) from error
        (line,) = library.trail(limit=1)
    story = field(sent, "story")
    number = int(story[1:]) if STORY.fullmatch(story) else None
    if number is None:
        return _done(request, line.stories[0] if line.stories else None, by, None)
    page = f"{story}/worklist" if field(sent, "to") == "worklist" else story
    return _done(request, number, by, f"{page}?{urlencode({'decided': row.id})}")


def _done(request: Request, story: int | None, by: str, to: str | None) -> Response:
    """Waits a while for the new dossier, and leads to a story, or to the trail."""
    desk: Desk = request.app.state.desk
    if story is None:
        desk.wake()
    else:
        desk.renew_soon(story, PATIENCE)
    response = RedirectResponse(f"/stories/{to}" if to is not None else "/judgements", 303)
    remember(request, response, by)
    return response


def _dossier(library: Library, story: int) -> Dossier:
    made = library.dossier(story)
    if made is None:
        raise HTTPException(409, wording.JUDGING_NO_DOSSIER)
    return made.dossier
