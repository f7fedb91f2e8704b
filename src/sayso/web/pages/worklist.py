"""The worklist of a story: what to check next, and what somebody found not worth checking."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from sayso.errors import JudgementsError
from sayso.judge.decided import set_aside
from sayso.render.lookup import Lookup
from sayso.render.worklist import FIRST, NAMES, entries
from sayso.store.deciding import decide_on
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.desk import Desk
from sayso.web.judging.by import given_name, name_of, remember
from sayso.web.judging.notices import told
from sayso.web.judging.sent import LONGEST, field
from sayso.web.lines import title_of
from sayso.web.pages.judging import Fields
from sayso.web.pages.story import StoryName, story_and_dossier, story_line
from sayso.web.shown import show
from sayso.worklist.aside import decisions, mark
from sayso.worklist.worklist import find_aside, find_checks

router = APIRouter()


@router.get("/stories/{story}/worklist")
def worklist(request: Request, story: StoryName, reader: Reading, decided: str | None = None) -> Response:
    """What to check next in a story, each entry with the item that it opens.

    `decided` names judgements that the reader made just now.
    """
    line, dossier = story_and_dossier(request, story)
    with request.app.state.desk.reading() as library:
        rows = library.judgements()
    if dossier is not None:
        # the reader need not wait for the dossier to be linked anew
        dossier = replace(dossier, aside=set_aside(rows, dossier.reports))
    checks = find_checks(dossier) if dossier else ()
    aside = find_aside(dossier) if dossier else ()
    lookup = Lookup(dossier) if dossier else None
    found = list(zip(entries(lookup, checks), map(mark, checks), strict=True)) if lookup else []
    off = entries(lookup, aside) if lookup else ()
    return show(
        request,
        "worklist.html.j2",
        story=story,
        line=line,
        title=title_of(line),
        made=dossier is not None,
        first=found[:FIRST],
        rest=found[FIRST:],
        aside=[(entry, told(rows, [row.id for row in entry.aside])) for entry in off],
        most=NAMES,
        known=frozenset(e.name for e in dossier.entities) if dossier else frozenset(),
        decided=told(rows, decided.split(",")) if decided is not None else None,
        back_to="worklist",
        may=reader.may("write"),
        by=given_name(request, reader),
    )


@router.post("/stories/{story}/worklist")
def take_off(request: Request, story: StoryName, reader: Writing, sent: Fields) -> Response:
    """Takes an entry off the list, and leads back to it."""
    desk: Desk = request.app.state.desk
    by = name_of(request, reader, field(sent, "by"))
    note = field(sent, "note")
    if len(note) > LONGEST:
        raise HTTPException(422, wording.JUDGING_LONG.format(most=LONGEST))
    with desk.writing() as library:
        number = story_line(library, story).number
        made = library.dossier(number)
        dossier = made.dossier if made is not None else None
        if dossier is not None:
            dossier = replace(dossier, aside=set_aside(library.judgements(), dossier.reports))
        checks = find_checks(dossier) if dossier is not None else ()
        entry = next((c for c in checks if mark(c) == field(sent, "entry")), None)
        if dossier is None or entry is None:
            raise HTTPException(409, wording.WORKLIST_ASIDE_GONE)
        try:
            rows = decide_on(library, number, dossier, decisions(entry), by=by, note=note or None)
        except JudgementsError as error:
            raise HTTPException(422, str(error)) from error
    desk.renew_soon(number, 0.0)
    to = urlencode({"decided": ",".join(row.id for row in rows)})
    response = RedirectResponse(f"/stories/{story}/worklist?{to}", 303)
    remember(request, response, by)
    return response
