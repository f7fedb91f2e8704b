"""Search over reports, statements, figures and entities."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.store.library import EntityLine, FigureLine, StatementLine
from sayso.types import EntityType, Mode
from sayso.web import wording
from sayso.web.api.answers import gives
from sayso.web.api.asked import LONGEST
from sayso.web.api.examples import ENTITY, FIGURE, REPORT, STATEMENT, listing
from sayso.web.api.paging import Listed, Paging, listed
from sayso.web.api.problems import NotValid, Wrong
from sayso.web.api.stories import ListedReport, listed_report

router = APIRouter(tags=["search"], prefix="/search")
_WORD = re.compile(r"[^\W_]")
# figures beyond are none that a report counts
_LARGEST = 1e15


def _text(about: str, example: str, *, needed: bool = False) -> Any:
    rules = "case, accents and endings do not matter; words between quotation marks stand in a row"
    return Query(
        min_length=1 if needed else None,
        max_length=LONGEST,
        description=f"{about}: {rules}.",
        openapi_examples={"made": {"value": example}},
    )


def _day(about: str) -> Any:
    return Query(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}, description=f"{about}, ISO."
    )


def _number(about: str) -> Any:
    return Query(ge=-_LARGEST, le=_LARGEST, description=f"{about} this.")


Since = Annotated[str | None, _day("The first day of publication")]
Until = Annotated[str | None, _day("The last day of publication")]


class FoundStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement: who says it, by which cue, its words, and where its report has them, text[start:end]."""

    story: str
    id: str
    report: str
    speaker: str | None
    cue: str | None
    content: str
    mode: Mode
    published: str | None
    start: int
    end: int


class FoundFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: its words, its bounds (null for an open side), what it counts, who gives it, and where it stands."""

    story: str
    id: str
    report: str
    words: str
    low: float | None
    high: float | None
    unit: str | None
    of: str
    giver: str | None
    published: str | None
    start: int
    end: int


class FoundEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A person, body or place as one story has it, with its other names and the roles that reports give it."""

    story: str
    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: int


def found_statement(line: StatementLine) -> FoundStatement:
    """A statement as it is answered."""
    return msgspec.convert(_line(line), FoundStatement)


def found_figure(line: FigureLine) -> FoundFigure:
    """A figure as it is answered."""
    return msgspec.convert(_line(line) | {"of": line.counted}, FoundFigure)


def found_entity(line: EntityLine) -> FoundEntity:
    """An entity as it is answered."""
    return msgspec.convert(msgspec.to_builtins(line) | {"story": f"s{line.story}"}, FoundEntity)


def _line(line: StatementLine | FigureLine) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(line)
    return told | {"story": f"s{line.story}", "end": line.stop}


@router.get(
    "/reports",
    operation_id="searchReports",
    summary="Reports by their words",
    responses={200: gives(Listed[ListedReport], "Reports, the last added first.", listing(REPORT))},
)
def search_reports(
    request: Request,
    page: Paging,
    words: Annotated[str, _text("Words in title or text", "dam", needed=True)],
    since: Since = None,
    until: Until = None,
) -> Response:
    """Those that have all of the words in title or text."""
    _check(since, until, words=words)
    with request.app.state.desk.reading() as library:
        found = library.search_reports(words, since=since, until=until, limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [listed_report(line) for line in found])


@router.get(
    "/statements",
    operation_id="searchStatements",
    summary="Who said what",
    responses={200: gives(Listed[FoundStatement], "Statements, the last found first.", listing(STATEMENT))},
)
def search_statements(
    request: Request,
    page: Paging,
    words: Annotated[str, _text("Words of what is said", "dam")] = "",
    speaker: Annotated[str, _text("Words of the speaker's name", "Voss")] = "",
    cue: Annotated[str, _text("The reporting verb", "said")] = "",
    since: Since = None,
    until: Until = None,
) -> Response:
    """Statements that fit all of what is given; nothing gives the latest."""
    _check(since, until, words=words, speaker=speaker, cue=cue)
    with request.app.state.desk.reading() as library:
        found = library.search_statements(
            words, speaker=speaker, cue=cue, since=since, until=until, limit=page.limit + 1, offset=page.offset
        )
    return listed(request, page, [found_statement(line) for line in found])


@router.get(
    "/figures",
    operation_id="searchFigures",
    summary="Figures by what they count, and their value",
    responses={200: gives(Listed[FoundFigure], "Figures, the last found first.", listing(FIGURE))},
)
def search_figures(
    request: Request,
    page: Paging,
    words: Annotated[str, _text("Words of what is counted, its unit or its giver", "houses")] = "",
    low: Annotated[float | None, _number("Figures of at least")] = None,
    high: Annotated[float | None, _number("Figures of at most")] = None,
) -> Response:
    """Of a range some part lies between `low` and `high`; of "at least 300" the 300 does."""
    if low is not None and high is not None and low > high:
        raise NotValid(Wrong(where="query.high", message=wording.SEARCH_RANGE))
    _check(words=words)
    with request.app.state.desk.reading() as library:
        found = library.search_figures(words, low=low, high=high, limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [found_figure(line) for line in found])


@router.get(
    "/entities",
    operation_id="searchEntities",
    summary="People, bodies and places by name or role",
    responses={200: gives(Listed[FoundEntity], "Entities, one a story, the oftenest named first.", listing(ENTITY))},
)
def search_entities(
    request: Request,
    page: Paging,
    words: Annotated[str, _text("Words of a name or a role", "Orrin", needed=True)],
    kind: Annotated[EntityType | None, Query(alias="type", description="Of this kind alone.")] = None,
) -> Response:
    """Of the thousand that were found last."""
    _check(words=words)
    with request.app.state.desk.reading() as library:
        found = library.search_entities(words, kind=kind, limit=page.limit + 1, offset=page.offset)
    return listed(request, page, [found_entity(line) for line in found])


def _check(since: str | None = None, until: str | None = None, **texts: str) -> None:
    """Refuses texts without a word, and days that there are not.

    Raises:
        NotValid: for those.
    """
    wrong = [
        Wrong(where=f"query.{name}", message=wording.SEARCH_NO_WORD)
        for name, text in texts.items()
        if text and not _WORD.search(text)
    ]
    for name, day in (("since", since), ("until", until)):
        try:
            date.fromisoformat(day or "2028-03-07")
        except ValueError:
            wrong.append(Wrong(where=f"query.{name}", message=wording.SEARCH_NO_DAY))
    if not wrong and since and until and since > until:
        wrong.append(Wrong(where="query.until", message=wording.SEARCH_DAYS))
    if wrong:
        raise NotValid(*wrong)
