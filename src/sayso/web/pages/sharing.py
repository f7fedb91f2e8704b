"""A story as others may have it: its dossier without the full texts, to look at and to download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from sayso.export.excerpts import share
from sayso.render.html import body, page
from sayso.render.lookup import Lookup
from sayso.render.markdown import document
from sayso.types import Dossier
from sayso.web import wording
from sayso.web.lines import title_of
from sayso.web.pages.story import StoryName, story_and_dossier
from sayso.web.shown import show

router = APIRouter()
_KINDS = {"html": "text/html", "json": "application/json", "md": "text/markdown"}
_WRITTEN: dict[str, Callable[[Dossier], str]] = {"html": page, "json": Dossier.to_json, "md": document}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPart:
    """A report with how much of its text others see, in percent."""

    label: str
    percent: int


@router.get("/stories/{story}/share")
def sharing(request: Request, story: StoryName) -> Response:
    """What others get of a story, and the forms in which they can."""
    line, dossier = story_and_dossier(request, story)
    shared = share(dossier) if dossier else None
    return show(
        request,
        "sharing.html.j2",
        story=story,
        line=line,
        title=title_of(line),
        parts=parts(shared) if shared else (),
        dossier=body(shared) if shared else None,
    )


@router.get("/stories/{story}/share.{form}")
def download(request: Request, story: StoryName, form: Literal["html", "json", "md"]) -> Response:
    """The shared dossier as a file."""
    _, dossier = story_and_dossier(request, story)
    if dossier is None:
        raise HTTPException(404, wording.STORY_FIRST)
    shared = share(dossier)
    text = _WRITTEN[form](shared)
    return Response(
        text.encode("utf-8", "replace"),
        media_type=f"{_KINDS[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sayso-{story}-shared.{form}"'},
    )


def parts(shared: Dossier) -> tuple[SharedPart, ...]:
    """How much of each report a shared dossier shows, those of which most first."""
    lookup = Lookup(shared)
    found = [
        SharedPart(
            label=lookup.dated_label(r),
            percent=round(100 * sum(end - start for start, end in r.excerpts or ()) / lookup.lengths[r.id]),
        )
        for r in lookup.reports
    ]
    return tuple(sorted(found, key=lambda part: -part.percent))
