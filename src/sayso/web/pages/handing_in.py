"""Handing in: files, pasted text and addresses, accepted at once and read in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from sayso.errors import LibraryError
from sayso.ingest.limits import LONGEST_TEXT
from sayso.render.formats import count
from sayso.store.desk import HandedIn, HandedLine
from sayso.web import wording
from sayso.web.access import Reading, Writing
from sayso.web.desk import Desk, Doing
from sayso.web.places import report_place
from sayso.web.shown import show
from sayso.web.taking_in import file_name

router = APIRouter()
MOST_FILES = 200
MOST_ADDRESSES = 100
LONGEST_LINE = 2_000  # characters of an address or any other line
LISTED = 30
SHOWN_REPORTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A line of the queue: what was handed in, by whom, what came of it, and what went wrong.

    `reports` are the title, path and story of each report that it gave, and a word on whether it is new.
    """

    name: str
    by: str
    waits: bool
    reports: tuple[tuple[str, str, str, str], ...]
    more: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What was handed in, the last first; what the reader is at, and whether it is at anything."""

    lines: tuple[Handed, ...]
    doing: Doing
    busy: bool


def queue_view(lines: Sequence[HandedLine], doing: Doing, reader: str) -> Queue:
    """The queue as it is shown.

    Args:
        lines: what was handed in.
        doing: what the reader is at.
        reader: who looks; anybody else who handed something in is named.
    """
    shown = tuple(_handed(line, reader) for line in lines)
    return Queue(lines=shown, doing=doing, busy=bool(doing.told) or any(line.waits for line in shown))


def _handed(line: HandedLine, reader: str) -> Handed:
    more = len(line.reports) - SHOWN_REPORTS
    return Handed(
        name=line.name,
        by="" if line.by == reader else line.by,
        waits=line.done is None,
        reports=tuple(
            (
                " ".join((o.title or o.id).split()),
                report_place(o.story, o.id),
                f"s{o.story}",
                wording.JOINED if o.new else wording.HELD_ALREADY,
            )
            for o in line.reports[:SHOWN_REPORTS]
        ),
        more=wording.MORE_REPORTS.format(n=count(more, "more report")) if more > 0 else "",
        wrong=line.unread,
    )


def _page(
    request: Request,
    reader: str,
    said: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 422,
) -> Response:
    return show(
        request,
        "handing_in.html.j2",
        status if wrong else 200,
        view=_queue(request, reader),
        said=said or {},
        wrong=wrong or {},
    )


def _queue(request: Request, reader: str) -> Queue:
    desk = request.app.state.desk
    with desk.reading() as library:
        lines = library.handed(LISTED)
    return queue_view(lines, desk.doing, reader)


def _accepted(
    request: Request, reader: str, given: Sequence[HandedIn], field: str, said: Mapping[str, str] | None = None
) -> Response:
    desk: Desk = request.app.state.desk
    try:
        desk.hand_in(reader, given)
    except LibraryError as error:
        # what was typed stays in its form
        return _page(request, reader, said, {field: wording.NOT_KEPT.format(error=desk.told(error))}, 503)
    return RedirectResponse("/add#queue", 303)


@router.get("/add")
def handing_in(request: Request, reader: Reading) -> Response:
    """The forms, and what was handed in before."""
    return _page(request, reader.name)


@router.get("/add/queue")
def queue(request: Request, reader: Reading) -> Response:
    """What was handed in, as a fragment that is asked for again while something waits."""
    return show(request, "_queue.html.j2", view=_queue(request, reader.name))


@router.post("/add/files")
def hand_in_files(request: Request, reader: Writing, files: Annotated[list[UploadFile], File()]) -> Response:
    """Accepts files."""
    named = [f for f in files if f.filename]
    if not named:
        return _page(request, reader.name, wrong={"files": wording.NO_FILES})
    if len(named) > MOST_FILES:
        return _page(request, reader.name, wrong={"files": wording.TOO_MANY_FILES.format(most=MOST_FILES)})
    given = [HandedIn(kind="file", name=file_name(f.filename or ""), data=f.file.read()) for f in named]
    return _accepted(request, reader.name, given, "files")


@router.post("/add/text")
def hand_in_text(
    request: Request,
    reader: Writing,
    text: Annotated[str, Form()] = "",
    outlet: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
) -> Response:
    """Accepts a text that was pasted, with what is known of it."""
    said = {name: value.strip() for name, value in zip(_SAID, (outlet, title, url, published), strict=True)}
    wrong = wrong_in_text(text, said)
    if wrong:
        return _page(request, reader.name, said=said | {"text": text}, wrong=wrong)
    name = said["title"] or " ".join(text.split()[:8])[:120]
    known = {key: value or None for key, value in said.items()}
    given = HandedIn(kind="text", name=name, data=text.encode("utf-8", "replace"), **known)
    return _accepted(request, reader.name, [given], "text", said | {"text": text})


_SAID = ("outlet", "title", "url", "published")


def wrong_in_text(text: str, said: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a pasted text and what is said of it, by the input that it stands in."""
    wrong = {}
    if not text.strip():
        wrong["text"] = wording.NO_TEXT
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = wording.LONG_TEXT.format(most=f"{LONGEST_TEXT:,}")
    for name in ("outlet", "title"):
        if len(said[name]) > LONGEST_LINE:
            wrong[name] = wording.LONG_LINE.format(most=f"{LONGEST_LINE:,}")
    if said["url"] and not is_address(said["url"]):
        wrong["url"] = wording.NO_ADDRESS.format(address=said["url"][:80])
    if said["published"]:
        try:
            datetime.fromisoformat(said["published"])
        except ValueError:
            wrong["published"] = wording.NO_TIME
    return wrong


@router.post("/add/addresses")
def hand_in_addresses(request: Request, reader: Writing, addresses: Annotated[str, Form()] = "") -> Response:
    """Accepts addresses, a line each."""
    lines = list(dict.fromkeys(addresses.split()))
    wrong = ""
    if not lines:
        wrong = wording.NO_ADDRESSES
    elif len(lines) > MOST_ADDRESSES:
        wrong = wording.TOO_MANY_ADDRESSES.format(most=MOST_ADDRESSES)
    elif no_addresses := [line for line in lines if not is_address(line)]:
        wrong = "; ".join(wording.NO_ADDRESS.format(address=line[:80]) for line in no_addresses[:5])
    if wrong:
        return _page(request, reader.name, said={"addresses": addresses}, wrong={"addresses": wrong})
    given = [HandedIn(kind="address", name=line) for line in lines]
    return _accepted(request, reader.name, given, "addresses", {"addresses": addresses})


def is_address(text: str) -> bool:
    """Whether a text is an address of a page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= LONGEST_LINE
