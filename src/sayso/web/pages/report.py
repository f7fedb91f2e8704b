"""The page of a report: its text with marks, where it came from, and a way to let go of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator

from sayso.errors import LibraryError
from sayso.render.lookup import Lookup
from sayso.render.marked import FullReport, one_report
from sayso.store.library import Held
from sayso.types import Dossier, nothing_found
from sayso.web import wording
from sayso.web.access import Administering, Reading
from sayso.web.desk import Desk
from sayso.web.looking import moment
from sayso.web.pages.story import StoryMoved, StoryName
from sayso.web.places import named, report_place
from sayso.web.shown import show
from sayso.web.versions import VersionView, versions_of

router = APIRouter()
ReportName = Annotated[str, AfterValidator(named)]
"""A report's id in a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report in its story: its marked text, its place in the dossier (None while that lacks it), and its origin.

    `path` is that of the page, `dossier` that of its place on the story's page, `elsewhere` that of the form by which
    it is put into another story.
    """

    full: FullReport
    path: str
    dossier: str | None
    beside: str | None
    elsewhere: str
    judge: str | None
    kept: tuple[str, ...]
    versions: tuple[VersionView, ...] = ()


def report_view(
    held: Held, dossier: Dossier | None, at: tuple[int, int] | None, versions: tuple[VersionView, ...] = ()
) -> ReportView:
    """A report as its page shows it.

    Args:
        held: the report in the library.
        dossier: that of its story; None while there is none.
        at: start and end of the place to show.
        versions: of the article that it is one of.
    """
    report = held.report
    told = dossier is not None and any(r.id == report.id for r in dossier.reports)
    lookup = Lookup(dossier if told and dossier is not None else nothing_found(report))
    story, name = f"/stories/s{held.story}", quote(report.id, safe="")
    return ReportView(
        full=one_report(lookup, report.id, at),
        path=report_place(held.story, report.id),
        dossier=f"{story}#r{lookup.number[report.id]}" if told else None,
        beside=f"{story}/side-by-side?a={name}" if told and len(lookup.reports) > 1 else None,
        judge=f"{story}/judge?item=report-{name}" if told and len(lookup.reports) > 1 else None,
        elsewhere=f"{story}/reports?report={name}#elsewhere-head",
        kept=(
            wording.KEPT_SOURCE.format(source=report.source),
            wording.KEPT_ADDED.format(when=moment(held.added)),
            wording.KEPT_HASH.format(sha256=report.sha256),
        ),
        versions=versions,
    )


def _held(desk: Desk, story: str, name: str) -> tuple[Held, Dossier | None]:
    with desk.reading() as library:
        try:
            held = library.report(name)
        except LibraryError as error:
            raise HTTPException(404, wording.NO_REPORT.format(report=name)) from error
        made = library.dossier(held.story)
    if held.story != int(story[1:]):
        raise StoryMoved(story, held.story)
    return held, made.dossier if made else None


@router.get("/stories/{story}/reports/{report}")
def report(
    request: Request,
    story: StoryName,
    report: ReportName,
    reader: Reading,
    at: Annotated[str, Query(pattern=r"^(\d{1,9}-\d{1,9})?$")] = "",
) -> Response:
    """A report's text; `at` names the characters to show, such as 120-180."""
    held, dossier = _held(request.app.state.desk, story, report)
    start, _, end = at.partition("-")
    with request.app.state.desk.reading() as library:
        versions = versions_of(library, held.report.id)
    view = report_view(held, dossier, (int(start), int(end)) if at else None, versions)
    return show(request, "report.html.j2", story=story, view=view, may_forget=reader.may("admin"), wrong="")


@router.post("/stories/{story}/reports/{report}/forget")
def forget(
    request: Request,
    story: StoryName,
    report: ReportName,
    reader: Administering,
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Lets a report go with all that was made of it, when whoever asks is sure."""
    desk: Desk = request.app.state.desk
    held, dossier = _held(desk, story, report)
    if sure != "yes":
        view = report_view(held, dossier, None)
        return show(request, "report.html.j2", 422, story=story, view=view, may_forget=True, wrong=wording.NOT_SURE)
    return RedirectResponse(f"/stories/{story}" if let_go(desk, held) else "/", 303)


def let_go(desk: Desk, held: Held) -> int:
    """Lets a report go with all that was made of it, and gives how many its story has left."""
    with desk.writing() as library:
        library.forget(held.report.id)
        left = library.reports(held.story)
    # what was made of it must not be shown from memory either
    desk.bodies.clear()
    desk.wake()
    return len(left)
