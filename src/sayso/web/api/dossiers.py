"""The dossier of a story in all its forms, what to check next in it, its citations, and two reports side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from sayso.errors import NoSuchItem
from sayso.export.citations import Citation, cite
from sayso.export.excerpts import share
from sayso.export.tables import to_csv, to_parquet
from sayso.judge.decided import set_aside
from sayso.judge.making import find_items
from sayso.render.lookup import Lookup
from sayso.render.side_by_side import Row, SentenceKind, side_by_side
from sayso.store.library import Library, StoryLine
from sayso.types import CopyRelation, Dossier, Table
from sayso.web import wording
from sayso.web.api.answers import answer, errors, gives, unchanged
from sayso.web.api.asked import LONGEST, StoryName
from sayso.web.api.examples import CHECK, CITED, ITEM, listing
from sayso.web.api.forms import KINDS, Form, chosen_form, file_ending, written
from sayso.web.api.paging import Listed, Paging, listed, part
from sayso.web.beside import chosen as two_of
from sayso.web.beside import told as told_beside
from sayso.web.pages.story import story_line
from sayso.worklist.checks import Check
from sayso.worklist.worklist import find_aside, find_checks

router = APIRouter(tags=["dossiers"])
WhichTexts = Annotated[
    Literal["excerpts", "full"],
    Query(description="How much of the reports' texts: excerpts that may be passed on, or all of them."),
]


def _report(example: str) -> Any:
    return Query(
        min_length=1,
        max_length=LONGEST,
        description="A report's id.",
        openapi_examples={"made": {"value": example}},
    )


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A place where an item stands, with all that finds it again, and ready to copy in four forms.

    `quotation` are the whole sentences that hold it, text[start:end] of the report in code points; `address` leads a
    browser to them. `sha256` is of the bytes that were handed in. `csl` is an item of CSL-JSON.
    """

    report: str
    outlet: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    read: str | None
    language: str | None
    quotation: str | None
    start: int
    end: int
    address: str | None
    sha256: str
    text: str
    markdown: str
    html: str
    csl: dict[str, Any]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Two reports in rows, in the order of both texts.

    `relation` says how their texts depend on each other, null where they were not compared; `told` says it in words.
    `kinds_a` and `kinds_b` count the sentences of each by how the other report has them.
    """

    a: str
    b: str
    relation: CopyRelation | None
    told: tuple[str, ...]
    differences: int
    kinds_a: Mapping[SentenceKind, int]
    kinds_b: Mapping[SentenceKind, int]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item of a dossier: its id, its kind, and what it is in words."""

    id: str
    kind: str
    told: str


def made_of(library: Library, story: str) -> tuple[StoryLine, Dossier]:
    """A story with its dossier, both of one edition.

    Raises:
        HTTPException: 404 when there is no such story, or no dossier of it yet.
        StoryMoved: when it went into another one.
    """
    while True:
        line = story_line(library, story)
        made = library.dossier(line.number)
        if story_line(library, story).edition != line.edition:
            continue
        if made is None:
            raise HTTPException(404, wording.STORY_FIRST, {"Retry-After": "5"})
        return line, made.dossier


def cited(citation: Citation) -> Cited:
    """A citation with all its forms."""
    told = {name: getattr(citation, name) for name in Cited.__struct_fields__ if hasattr(citation, name)}
    texts = (citation.to_text().rstrip(), citation.to_markdown().rstrip(), citation.to_html().rstrip())
    return Cited(**told, text=texts[0], markdown=texts[1], html=texts[2], csl=citation.to_csl())


@router.get(
    "/stories/{story}/dossier",
    operation_id="getDossier",
    summary="The dossier of a story",
    responses={
        200: {
            "description": "The dossier; `ETag` tells its edition, form and texts.",
            "content": {kind.media: {"schema": kind.schema} for kind in KINDS.values()},
        },
        **errors(304, 308, 404, 406),
    },
)
def get_dossier(
    request: Request,
    story: StoryName,
    form: Annotated[Form | None, Query(alias="format", description="In which form; goes before `Accept`.")] = None,
    texts: WhichTexts = "excerpts",
) -> Response:
    """Who says what, every figure with its giver, what happened when, copies, independent origins, conflicts.

    Without `texts=full` it carries excerpts of the reports alone, with every offset as it was, and may leave the desk.
    `texts=full` gives whoever may read at the desk what they read there, for their own use.
    """
    chosen = form or chosen_form(request.headers.get("accept", ""))
    if chosen is None:
        raise HTTPException(406, wording.NO_FORM.format(forms=", ".join(KINDS)))
    with request.app.state.desk.reading() as library:
        line = story_line(library, story)
        if line.edition is not None and unchanged(request, _tag(line, chosen, texts)):
            headers = {"ETag": _tag(line, chosen, texts), "Vary": "Accept"}
            return Response(status_code=304, headers=headers)
        line, dossier = made_of(library, story)
    headers = {"ETag": _tag(line, chosen, texts), "Vary": "Accept"}
    if chosen != "json":
        headers["Content-Disposition"] = f'attachment; filename="sayso-{story}{file_ending(chosen)}"'
    data = written(share(dossier) if texts == "excerpts" else dossier, chosen, story)
    return Response(data, headers=headers, media_type=KINDS[chosen].media)


def _tag(line: StoryLine, form: Form, texts: str) -> str:
    """What tells a dossier in a form from any other; another version may write it in another way."""
    return f'"{line.edition}.{form}.{texts}.{version("sayso")}"'


@router.get(
    "/stories/{story}/tables/{table}",
    operation_id="getTable",
    summary="One kind of a dossier's records as a table",
    responses={
        200: {
            "description": "The table.",
            "content": {"text/csv": {"schema": {"type": "string"}}, "application/vnd.apache.parquet": {"schema": {}}},
        },
        **errors(308, 404, 406),
    },
)
def get_table(
    request: Request,
    story: StoryName,
    table: Annotated[Table, Path(description="Which kind.")],
    form: Annotated[Literal["csv", "parquet"], Query(alias="format", description="In which form.")] = "csv",
    texts: WhichTexts = "excerpts",
) -> Response:
    """A row a record, with typed columns in Parquet; CSV is safe to open in a spreadsheet."""
    with request.app.state.desk.reading() as library:
        _, dossier = made_of(library, story)
    shown = share(dossier) if texts == "excerpts" else dossier
    headers = {"Content-Disposition": f'attachment; filename="sayso-{story}-{table}.{form}"'}
    if form == "csv":
        return Response(to_csv(shown, table).encode("utf-8", "replace"), headers=headers, media_type="text/csv")
    try:
        data = to_parquet(shown, table)
    except ImportError as error:
        raise HTTPException(406, wording.NO_PARQUET) from error
    return Response(data, headers=headers, media_type="application/vnd.apache.parquet")


@router.get(
    "/stories/{story}/worklist",
    operation_id="getWorklist",
    summary="What to check next in a story",
    responses={
        200: gives(Listed[Check], "Entries, that first on which most of the story rests.", listing(CHECK)),
        **errors(308, 404),
    },
)
def get_worklist(
    request: Request,
    story: StoryName,
    page: Paging,
    aside: Annotated[bool, Query(description="What somebody took off the list in place of what is on it.")] = False,
) -> Response:
    """Each with why, whom to ring, and the items of the dossier that it is about.

    The judgement `aside`, of the first of its items, takes an entry off.
    """
    with request.app.state.desk.reading() as library:
        _, dossier = made_of(library, story)
        # what was decided just now counts before the dossier is linked anew
        dossier = replace(dossier, aside=set_aside(library.judgements(), dossier.reports))
    return listed(request, page, part((find_aside if aside else find_checks)(dossier), page))


@router.get(
    "/stories/{story}/items",
    operation_id="findItems",
    summary="Find items of a dossier by their words",
    responses={200: gives(Listed[Found], "Items whose words hold the text.", listing(ITEM)), **errors(308, 404)},
)
def get_items(
    request: Request,
    story: StoryName,
    page: Paging,
    words: Annotated[str, Query(max_length=LONGEST, description="Words, in any case; none for all items.")] = "",
) -> Response:
    """Their ids are what judgements are made of."""
    with request.app.state.desk.reading() as library:
        _, dossier = made_of(library, story)
    found = [Found(id=n, kind=k, told=w) for n, k, w in (line.split("  ", 2) for line in find_items(dossier, words))]
    return listed(request, page, part(found, page))


@router.get(
    "/stories/{story}/citations",
    operation_id="citeItem",
    summary="Cite an item of a dossier",
    responses={
        200: gives(
            Listed[Cited], "A citation for each place where it stands, in the order of reports.", listing(CITED)
        ),
        **errors(308, 404),
    },
)
def get_citations(
    request: Request,
    story: StoryName,
    item: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST,
            description="Its key: claim-c3, statement-ID, figure-ID, quotation-q1, event-ev2, side-x1-0 or report-ID.",
            openapi_examples={"made": {"value": "claim-c1"}},
        ),
    ],
    page: Paging,
) -> Response:
    """The whole sentences that hold it, since a clause alone may be what somebody denies."""
    with request.app.state.desk.reading() as library:
        line, dossier = made_of(library, story)
        added = {r.id: r.added for r in library.reports(line.number)}
    try:
        found = cite(dossier, item, read=added)
    except NoSuchItem as error:
        raise HTTPException(404, str(error)) from error
    return listed(request, page, [cited(one) for one in part(found, page)])


@router.get(
    "/stories/{story}/side-by-side",
    operation_id="compareReports",
    summary="Two reports of a story side by side",
    responses={200: gives(Beside, "Their sentences in rows."), **errors(308, 404)},
)
def get_beside(
    request: Request,
    story: StoryName,
    a: Annotated[str, _report("01-northwire")],
    b: Annotated[str, _report("05-daily-flash")],
) -> Response:
    """What both say in one row, word by word where they differ, and what each has alone."""
    with request.app.state.desk.reading() as library:
        _, dossier = made_of(library, story)
    pair = two_of(dossier, a, b)
    if pair is None:
        raise HTTPException(404, wording.SIDE_UNKNOWN)
    found = side_by_side(dossier, *pair)
    return answer(
        Beside(
            a=a,
            b=b,
            relation=found.copy.relation if found.copy else None,
            told=told_beside(Lookup(dossier), found),
            differences=found.differences,
            kinds_a=found.kinds_a,
            kinds_b=found.kinds_b,
            rows=found.rows,
        )
    )
