"""The reports of a story, and which of them belong to another one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.errors import LibraryError
from sayso.render.formats import count, day
from sayso.store.library import Library, ReportLine, StoryLine
from sayso.store.placing import Placing
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.desk import PATIENCE, Desk
from sayso.web.judging.by import given_name, name_of, remember
from sayso.web.judging.sent import field
from sayso.web.lines import days_of, title_of
from sayso.web.looking import moment
from sayso.web.pages.judging import Fields
from sayso.web.pages.story import StoryName, story_line
from sayso.web.places import STORY, report_place
from sayso.web.shown import show

router = APIRouter()
OFFERED = 12  # stories that are offered
# words of a title by which stories like it are looked for, and reports that each of them brings
WORDS, FOUND = 8, 30
LONGEST_NOTE = 1000  # characters
PLACED = 20  # decisions on one story that are told
# shorter ones are in every other title
_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report of the story: its id, headline, outlet with day, page, and whether it is ticked beforehand."""

    id: str
    title: str
    told: str
    path: str
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A story that reports can be put into: its name, its title, its reports and days."""

    name: str
    title: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A decision: what was put where, by whom and when, why, and the stories that it concerns and that are there.

    `back` are the reports that a button puts back to where they came from, none where it was taken back already;
    `story` is the story that they are in, `to` the one that they came from, "new" where that is no more.
    """

    what: str
    by: str
    when: str
    note: str
    stories: tuple[str, ...]
    story: str
    back: tuple[str, ...]
    to: str


def rows(story: str, reports: Iterable[ReportLine], ticked: Sequence[str]) -> tuple[Row, ...]:
    """The reports of a story as they are listed."""
    return tuple(
        Row(
            id=r.id,
            title=" ".join((r.title or r.id).split()),
            told=f"{r.outlet or r.url or r.source}, {day((r.published or '')[:10]) or wording.UNDATED}",
            path=report_place(r.story, r.id),
            ticked=r.id in ticked,
        )
        for r in reports
    )


def target(story: StoryLine) -> Target:
    """A story to choose."""
    told = f"{count(story.reports, 'report')}, {days_of(story)}"
    return Target(name=f"s{story.number}", title=title_of(story), told=told)


def title_words(titles: Iterable[str]) -> tuple[str, ...]:
    """The words of titles to look for, the longest first, since these are the rarest."""
    found = dict.fromkeys(word.casefold() for title in titles for word in _WORD.findall(title))
    return tuple(sorted(found, key=lambda word: -len(word))[:WORDS])


def nearest(found: Mapping[str, Iterable[int]]) -> tuple[int, ...]:
    """The stories that words were found in, that first which has most of the words that few have.

    Args:
        found: the stories of each word.
    """
    weights: Counter[int] = Counter()
    for stories in found.values():
        every = set(stories)
        for story in every:
            weights[story] += 1000 // len(every)
    return tuple(sorted(weights, key=lambda s: (-weights[s], -s)))


def placed_view(placings: Iterable[Placing], there: Mapping[int, bool]) -> tuple[Placed, ...]:
    """Decisions as they are told.

    Args:
        placings: the decisions, the last first.
        there: whether each story that they name is there still.
    """
    out = []
    for one in placings:
        came = sorted({r.came_from for r in one.reports} - {one.story})
        what = wording.PLACED.format(
            reports=_listed(r.title or r.id for r in one.reports) or wording.PLACED_FORGOTTEN,
            story=f"s{one.story}",
            before=wording.PLACED_FROM.format(stories=", ".join(f"s{n}" for n in came)) if came else "",
        )
        # of what came from several stories the parts are put back one by one
        undone = len(came) != 1 or {r.story for r in one.reports} != {one.story}
        out.append(
            Placed(
                story=f"s{one.story}",
                back=() if undone else tuple(r.id for r in one.reports if r.came_from in came),
                to="new" if undone or not there.get(came[0]) else f"s{came[0]}",
                what=what if came or not one.reports else wording.PLACED_STAY.format(story=f"s{one.story}"),
                by=one.by,
                when=moment(one.made),
                note=one.note,
                stories=tuple(f"s{n}" for n in (one.story, *came) if there.get(n)),
            )
        )
    return tuple(out)


def _listed(titles: Iterable[str]) -> str:
    every = [f"“{' '.join(t.split())}”" for t in titles]
    return wording.PLACED_SEVERAL.format(first=every[0], n=len(every) - 1) if len(every) > 1 else "".join(every)


def told_placings(library: Library, story: int | None, limit: int, offset: int = 0) -> tuple[Placed, ...]:
    """The decisions on all stories or on one, as they are told."""
    found = library.placings(story, limit=limit, offset=offset)
    named = {n for one in found for n in (one.story, *(r.came_from for r in one.reports))}
    return placed_view(found, {n: _is_there(library, n) for n in named})


def _is_there(library: Library, story: int) -> bool:
    try:
        library.story(story)
    except LibraryError:
        return False
    return True


def offered(library: Library, story: int, titles: Sequence[str], words: str) -> tuple[Target, ...]:
    """The stories to choose from: those with some words, or else those with words of some titles, and the latest."""
    if words:
        numbers = [r.story for r in library.search_reports(words, limit=FOUND)]
    else:
        found = {w: [r.story for r in library.search_reports(w, limit=FOUND)] for w in title_words(titles)}
        latest = library.stories(OFFERED + 1)
        numbers = [*nearest(found)[: OFFERED // 2], *(s.number for s in latest)]
    wanted = [n for n in dict.fromkeys(numbers) if n != story][:OFFERED]
    return tuple(target(library.story(n)) for n in wanted)


@router.get("/stories/{story}/reports")
def reports(
    request: Request,
    story: StoryName,
    reader: Reading,
    report: Annotated[list[str] | None, Query(max_length=500)] = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The reports of a story, with forms to put some or all of them into another; `report` names those to tick."""
    ticked = report or []
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        held = library.reports(line.number)
        titles = [r.title or "" for r in held if r.id in ticked] or [line.title or ""]
        targets = offered(library, line.number, titles, q) if reader.may("write") else ()
        placings = told_placings(library, line.number, PLACED)
    return show(
        request,
        "placing.html.j2",
        story=story,
        title=title_of(line),
        rows=rows(story, held, ticked),
        targets=targets,
        placings=placings,
        words=q,
        ticked=ticked,
        may=reader.may("write"),
        by=given_name(request, reader),
    )


@router.post("/stories/{story}/place")
def place(request: Request, story: StoryName, reader: Writing, sent: Fields) -> Response:
    """Puts reports of a story, or all of them, into another one, and leads to that."""
    desk: Desk = request.app.state.desk
    by = name_of(request, reader, field(sent, "by"))
    to = (field(sent, "number") or field(sent, "to")).lower()
    if to != "new" and not STORY.fullmatch(to):
        raise HTTPException(422, wording.PLACING_NO_STORY)
    note = field(sent, "note")[:LONGEST_NOTE]
    with desk.writing() as library:
        line = story_line(library, story)
        held = [r.id for r in library.reports(line.number)]
        names = held if sent.get("whole") else [name for name in sent.get("report", ()) if name in held]
        if not names:
            raise HTTPException(422, wording.PLACING_NO_REPORT)
        number = None if to == "new" else story_line(library, to).number
        number = placed(library, names, number, by=by, note=note)
    desk.renew_soon(number, PATIENCE)
    response = RedirectResponse(f"/stories/s{number}", 303)
    remember(request, response, by)
    return response


def placed(library: Library, names: Sequence[str], story: int | None, *, by: str, note: str) -> int:
    """Puts reports into a story; see `Library.place`.

    Raises:
        HTTPException: 409 when one of them, or the story, went in the meantime.
        LibraryError: when the library cannot be used.
    """
    try:
        return library.place(names, story, by=by, note=note)
    except LibraryError as error:
        library.stories(1)
        raise HTTPException(409, wording.PLACING_GONE) from error
