"""Reports: what is known of one, its text, the bytes that were handed in, places in it, and letting it go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sayso.errors import LibraryError
from sayso.export.spans import LONGEST, Quotable, quotable
from sayso.ingest.limits import LONGEST_TEXT
from sayso.store.library import Held, Library
from sayso.types import Genre, Part
from sayso.web import wording
from sayso.web.access import Administering
from sayso.web.api.answers import answer, errors, gives, unchanged
from sayso.web.api.asked import ReportName
from sayso.web.api.examples import ONE_REPORT, SPAN
from sayso.web.api.problems import NotValid, Wrong
from sayso.web.pages.report import let_go

router = APIRouter(tags=["reports"])


class OneReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report: its story, when it was added (ISO, UTC), what it says of itself, and how long its text is.

    `sha256` is of the bytes that were handed in. `genre` is what kind of text it is, and `issuer` whose own words a
    document is. `parts` are the pages or paragraphs of a document, as ranges of the
    text; `characters` counts its code points.
    """

    id: str
    story: str
    added: str
    source: str
    url: str | None
    sha256: str
    outlet: str | None
    title: str | None
    bylines: tuple[str, ...]
    agencies: tuple[str, ...]
    dateline: str | None
    published: str | None
    published_basis: str | None
    language: str | None
    genre: Genre
    issuer: str | None
    parts: tuple[Part, ...]
    characters: int


def one_report(held: Held) -> OneReport:
    """A report without its text."""
    own = {name: getattr(held.report, name) for name in OneReport.__struct_fields__ if hasattr(held.report, name)}
    return OneReport(**own, story=f"s{held.story}", added=held.added, characters=len(held.report.text))


@contextmanager
def there(library: Library, told: str) -> Iterator[None]:
    """Tells what is not there from a library that cannot be used.

    Args:
        library: the library.
        told: what is said of what is not there.

    Raises:
        HTTPException: 404 where something inside named what the library does not have.
        LibraryError: when the library cannot be used.
    """
    try:
        yield
    except LibraryError as error:
        library.stories(1)
        raise HTTPException(404, told) from error


def held_report(request: Request, name: str) -> Held:
    """A report by its id.

    Raises:
        HTTPException: 404 when there is none.
    """
    with request.app.state.desk.reading() as library, there(library, wording.NO_REPORT.format(report=name)):
        held: Held = library.report(name)
    return held


@router.get(
    "/reports/{report}",
    operation_id="getReport",
    summary="What is known of a report",
    responses={200: gives(OneReport, "The report without its text.", ONE_REPORT), **errors(404)},
)
def get_report(request: Request, report: ReportName) -> Response:
    """Where it came from and what it says of itself."""
    return answer(one_report(held_report(request, report)))


@router.get(
    "/reports/{report}/text",
    operation_id="getText",
    summary="The text of a report",
    responses={
        200: {
            "description": "The text that all offsets count in.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **errors(304, 404),
    },
)
def get_text(request: Request, report: ReportName) -> Response:
    """As it is read at the desk, for your own use: texts belong to their publishers."""
    held = held_report(request, report).report
    # a report's text never changes
    headers = {"ETag": f'"{held.sha256}.text"'}
    if unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(held.text.encode("utf-8", "replace"), headers=headers, media_type="text/plain; charset=utf-8")


@router.get(
    "/reports/{report}/input",
    operation_id="getInput",
    summary="The bytes that were handed in",
    responses={
        200: {
            "description": "The bytes; `sha256` of the report is theirs.",
            "content": {"application/octet-stream": {"schema": {}}},
        },
        **errors(304, 404),
    },
)
def get_input(request: Request, report: ReportName) -> Response:
    """As they came: a page, a document, a text. No browser is to open them."""
    with request.app.state.desk.reading() as library, there(library, wording.NO_REPORT.format(report=report)):
        digest = library.report(report).report.sha256
        headers = {"ETag": f'"{digest}"', "Content-Disposition": f'attachment; filename="{digest[:16]}"'}
        if unchanged(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        data = library.input(digest)
    return Response(data, headers=headers, media_type="application/octet-stream")


@router.get(
    "/reports/{report}/span",
    operation_id="getSpan",
    summary="A place in a report, ready to quote",
    responses={
        200: gives(Quotable, "The words, those around them, where they stand, the hash.", SPAN),
        **errors(404),
    },
)
def get_span(
    request: Request,
    report: ReportName,
    start: Annotated[
        int,
        Query(ge=0, lt=LONGEST_TEXT, description="Offset of the first character, in code points of the report's text."),
    ],
    end: Annotated[
        int, Query(gt=0, le=LONGEST_TEXT, description=f"The offset after the last, at most {LONGEST:,} further on.")
    ],
) -> Response:
    """It stays what it is: a report's text never changes."""
    held = held_report(request, report)
    try:
        return answer(quotable(held.report, start, end))
    except ValueError as error:
        raise NotValid(Wrong(where="query", message=str(error))) from error


@router.delete(
    "/reports/{report}",
    operation_id="forgetReport",
    summary="Let a report go",
    status_code=204,
    responses={204: {"description": "It is gone, with its bytes and all that was made of it."}, **errors(404)},
)
def forget_report(request: Request, report: ReportName, reader: Administering) -> Response:
    """From search and every dossier too; it cannot be brought back. Needs a token that lets `admin`."""
    let_go(request.app.state.desk, held_report(request, report))
    return Response(status_code=204)
