"""An item of a story as citations to copy."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.errors import NoSuchItem
from sayso.export.citations import Citation, cite
from sayso.render.html import page_item
from sayso.render.lookup import Lookup
from sayso.web import wording
from sayso.web.lines import title_of
from sayso.web.pages.story import story_line
from sayso.web.places import STORY
from sayso.web.shown import show

router = APIRouter()
Form = Literal["text", "markdown", "html", "csl"]


@router.get("/cite")
def citing(
    request: Request,
    story: Annotated[str, Query(pattern=f"^{STORY.pattern}$")],
    item: Annotated[str, Query(max_length=500)],
    form: Form = "text",
) -> Response:
    """The citations of an item in one form; a fragment of the page when htmx asks for it."""
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        made = library.dossier(line.number)
        added = {r.id: r.added for r in library.reports(line.number)}
    if made is None:
        raise HTTPException(404, wording.STORY_FIRST)
    shown = page_item(Lookup(made.dossier), item)
    try:
        found = cite(made.dossier, shown.places if shown and shown.places else item, read=added)
    except NoSuchItem as error:
        raise HTTPException(404, str(error)) from error
    fragment = request.headers.get("hx-request") == "true"
    return show(
        request,
        "_citing.html.j2" if fragment else "citing.html.j2",
        story=story,
        line=line,
        title=title_of(line),
        item=item,
        form=form,
        citations=[(one, written(one, form)) for one in found],
    )


def written(citation: Citation, form: Form) -> str:
    """A citation in one of its forms."""
    if form == "csl":
        return json.dumps([citation.to_csl()], indent=1, ensure_ascii=False)
    return {"text": citation.to_text, "markdown": citation.to_markdown, "html": citation.to_html}[form]().rstrip()
