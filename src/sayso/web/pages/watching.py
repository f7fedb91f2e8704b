"""What is watched: feeds and pages, when they were asked, what came, what is wrong; and the last alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.errors import LibraryError
from sayso.render.formats import count
from sayso.store.library import PAGE
from sayso.store.watching import Alert, Watched
from sayso.watch import wording as watch_wording
from sayso.watch.naming import add_watches
from sayso.watch.schedule import DAY, HOUR, MINUTE
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.looking import moment
from sayso.web.pages.handing_in import LONGEST_LINE, MOST_ADDRESSES, is_address
from sayso.web.shown import show

router = APIRouter()
ALERTS = 20
EVERY = {"": None, "15m": 15 * MINUTE, "1h": HOUR, "6h": 6 * HOUR, "1d": DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedView:
    """Something that is watched: its title, its address, what is known of it, and what is wrong with it."""

    title: str
    address: str
    facts: tuple[str, ...]
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """An alert: its kind in a word, what it tells, its story, and when it was found."""

    kind: str
    told: str
    story: str
    when: str


def watched_view(watched: Watched) -> WatchedView:
    """Something that is watched, as it is shown.

    Args:
        watched: a feed or page that somebody named.
    """
    facts = [
        wording.WATCH_KINDS[watched.kind],
        count(watched.reports, "report") if watched.kind == "feed" else "",
        wording.WATCH_ASKED.format(when=moment(watched.asked)) if watched.asked else wording.WATCH_NOT_ASKED,
        wording.WATCH_CHANGED.format(when=moment(watched.changed)) if watched.changed else "",
        wording.WATCH_DUE.format(when=moment(watched.due)) if watched.due else wording.WATCH_NO_MORE,
    ]
    return WatchedView(
        title=watched.title or watched.address,
        address=watched.address,
        facts=tuple(fact for fact in facts if fact),
        wrong=wording.WATCH_WRONG.format(wrong=watched.wrong) if watched.wrong else "",
    )


def alert_views(alerts: Sequence[Alert]) -> tuple[AlertView, ...]:
    """Alerts as they are shown.

    Args:
        alerts: in the order in which they are shown.
    """
    return tuple(
        AlertView(kind=watch_wording.KINDS[a.kind], told=a.told, story=f"s{a.story}", when=moment(a.made))
        for a in alerts
    )


def _page(
    request: Request,
    page: int = 1,
    said: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 422,
) -> Response:
    with request.app.state.desk.reading() as library:
        watches = library.watches(PAGE + 1, (page - 1) * PAGE)
        alerts = library.alerts(limit=ALERTS, last=True)
    return show(
        request,
        "watching.html.j2",
        status if wrong else 200,
        watched=[watched_view(w) for w in watches[:PAGE]],
        alerts=alert_views(alerts),
        page=page,
        more=len(watches) > PAGE,
        said=said or {},
        wrong=wrong or {},
    )


@router.get("/watch")
def watching(request: Request, reader: Reading, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """What is watched, in the order in which it was named, and the last alerts."""
    return _page(request, page)


@router.post("/watch")
def watch(
    request: Request,
    reader: Writing,
    addresses: Annotated[str, Form()] = "",
    every: Annotated[str, Form()] = "",
) -> Response:
    """Watches addresses, a line each."""
    lines = list(dict.fromkeys(addresses.split()))
    wrong = {}
    if not lines:
        wrong["addresses"] = wording.NO_ADDRESSES
    elif len(lines) > MOST_ADDRESSES:
        wrong["addresses"] = wording.TOO_MANY_ADDRESSES.format(most=MOST_ADDRESSES)
    elif none := [line for line in lines if not is_address(line)]:
        wrong["addresses"] = "; ".join(wording.NO_ADDRESS.format(address=line[:80]) for line in none[:5])
    if every not in EVERY:
        wrong["every"] = wording.WATCH_NO_OFTEN
    said = {"addresses": addresses, "every": every}
    if wrong:
        return _page(request, said=said, wrong=wrong)
    try:
        with request.app.state.desk.writing() as library:
            list(add_watches(library, lines, EVERY[every]))
    except LibraryError as error:
        told = wording.NOT_KEPT.format(error=request.app.state.desk.told(error))
        return _page(request, said=said, wrong={"addresses": told}, status=503)
    return RedirectResponse("/watch", 303)


@router.post("/watch/remove")
def watch_no_more(
    request: Request, reader: Writing, address: Annotated[str, Form(max_length=LONGEST_LINE)] = ""
) -> Response:
    """Watches an address no more; one that is not watched any more is left so."""
    with request.app.state.desk.writing() as library:
        if library.watched_at(address):
            library.remove_watch(address)
    return RedirectResponse("/watch", 303)
