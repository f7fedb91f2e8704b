"""What is watched, the last alerts, and the versions of an article."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from msgspec import Meta

from sayso.store.watching import Alert, AlertKind, Watched, WatchedKind
from sayso.watch.changes import FactChange
from sayso.watch.naming import VersionChanges, add_watches
from sayso.watch.schedule import DAY, MINUTE
from sayso.web import wording
from sayso.web.access import Writing
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import Address, ReportName, body_of, sent
from sayso.web.api.examples import ALERT, VERSION, WATCHED, listing
from sayso.web.api.paging import Listed, Paging, listed, part
from sayso.web.api.problems import NotValid, Wrong
from sayso.web.api.reports import there
from sayso.web.pages.handing_in import LONGEST_LINE, MOST_ADDRESSES, is_address
from sayso.web.versions import read_versions

router = APIRouter(tags=["watch"])


class GivenWatches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Feeds and pages to watch; without `every` what comes decides how often each is asked."""

    addresses: Annotated[tuple[Address, ...], Meta(min_length=1, max_length=MOST_ADDRESSES)]
    every: Annotated[int, Meta(ge=MINUTE, le=30 * DAY, description="Seconds between two questions.")] | None = None


class WatchedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A feed or page that is watched; times are ISO, UTC.

    `kind` is "new" until it was asked. `due` is null when it is not asked any more. `wrong` says what went wrong last,
    and is empty when nothing did. `changed` is when it last gave something new, `reports` how many a feed gave.
    """

    address: str
    kind: WatchedKind
    title: str | None
    every: int | None
    added: str
    asked: str | None
    due: str | None
    changed: str | None
    failures: int
    wrong: str
    reports: int


class Watches(msgspec.Struct, frozen=True, kw_only=True):
    """What is watched from now on, or was already."""

    watched: tuple[WatchedItem, ...]


class AlertItem(msgspec.Struct, frozen=True, kw_only=True):
    """An alert: its kind, one sentence with the reports' own words, its story, and when it was found (ISO, UTC).

    `details` are what the sentence is made of, `reports` the ids of those that it quotes.
    """

    number: int
    kind: AlertKind
    told: str
    story: str
    reports: tuple[str, ...]
    details: dict[str, Any]
    made: str


class VersionItem(msgspec.Struct, frozen=True, kw_only=True):
    """A version of an article: its report, the one that it replaces, when it was seen, and what it changed.

    `compared` says whether both were read, so that `changes` are all there are.
    """

    report: str
    before: str | None
    title: str | None
    published: str | None
    seen: str
    compared: bool
    changes: tuple[FactChange, ...]


def watched_item(one: Watched) -> WatchedItem:
    """Something that is watched, as it is answered."""
    return WatchedItem(**{name: getattr(one, name) for name in WatchedItem.__struct_fields__})


def alert_item(one: Alert) -> AlertItem:
    """An alert as it is answered."""
    told = {name: getattr(one, name) for name in AlertItem.__struct_fields__}
    return AlertItem(**told | {"story": f"s{one.story}"})


def version_item(one: VersionChanges) -> VersionItem:
    """A version as it is answered."""
    told = {name: getattr(one.version, name) for name in ("report", "before", "title", "published", "seen")}
    return VersionItem(**told, compared=one.compared, changes=one.changes)


@router.get(
    "/watches",
    operation_id="listWatches",
    summary="What is watched",
    responses={
        200: gives(Listed[WatchedItem], "Feeds and pages in the order in which they were named.", listing(WATCHED))
    },
)
def list_watches(request: Request, page: Paging) -> Response:
    """They are asked while `sayso watch run` runs."""
    with request.app.state.desk.reading() as library:
        found = library.watches(page.limit + 1, page.offset)
    return listed(request, page, [watched_item(one) for one in found])


@router.post(
    "/watches",
    operation_id="watch",
    summary="Watch feeds and pages",
    status_code=201,
    responses={201: gives(Watches, "They are watched.", {"watched": [WATCHED]}), **errors(413, 415)},
    openapi_extra=body_of(GivenWatches, {"addresses": ["https://tessin-post.example/feed"], "every": 3600}),
)
def watch(request: Request, reader: Writing, body: Annotated[GivenWatches, sent(GivenWatches)]) -> Response:
    """Of one that is watched already only `every` is changed."""
    wrong = [
        Wrong(where=f"body.addresses[{number}]", message=wording.NO_ADDRESS.format(address=one[:80]))
        for number, one in enumerate(body.addresses)
        if not is_address(one)
    ]
    if wrong:
        raise NotValid(*wrong)
    with request.app.state.desk.writing() as library:
        made = tuple(map(watched_item, add_watches(library, body.addresses, body.every)))
    return answer(Watches(watched=made), 201)


@router.delete(
    "/watches",
    operation_id="watchNoMore",
    summary="Watch an address no more",
    status_code=204,
    responses={204: {"description": "It is watched no more; its reports stay."}, **errors(404)},
)
def watch_no_more(
    request: Request,
    reader: Writing,
    address: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST_LINE,
            description="The address that was named.",
            openapi_examples={"made": {"value": "https://tessin-post.example/feed"}},
        ),
    ],
) -> Response:
    """Its reports stay."""
    with request.app.state.desk.writing() as library:
        if library.watched_at(address) is None:
            raise HTTPException(404, wording.NOT_WATCHED.format(address=address[:80]))
        library.remove_watch(address)
    return Response(status_code=204)


@router.get(
    "/alerts",
    operation_id="listAlerts",
    summary="The last alerts",
    responses={200: gives(Listed[AlertItem], "Alerts, the last first.", listing(ALERT))},
)
def list_alerts(request: Request, page: Paging) -> Response:
    """An origin confirms, a figure is disputed, a statement is withdrawn, a copy has no credit, a version differs."""
    with request.app.state.desk.reading() as library:
        found = library.alerts(limit=page.offset + page.limit + 1, last=True)
    return listed(request, page, [alert_item(one) for one in part(found, page)])


@router.get(
    "/reports/{report}/versions",
    operation_id="listVersions",
    summary="The versions of an article",
    responses={
        200: gives(
            Listed[VersionItem], "The versions, the first first, with the facts that each changed.", listing(VERSION)
        ),
        **errors(404),
    },
)
def list_versions(request: Request, report: ReportName, page: Paging) -> Response:
    """Of the article that the report is one version of; one alone where there is no other."""
    with request.app.state.desk.reading() as library, there(library, wording.NO_REPORT.format(report=report)):
        found = read_versions(library, report)
    return listed(request, page, [version_item(one) for one in part(found, page)])
