"""Handing in files, texts and addresses, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, File, Path, Request, UploadFile
from fastapi.responses import Response
from msgspec import Meta

from sayso.ingest.limits import LONGEST_TEXT
from sayso.store.desk import HandedIn, HandedKind, HandedLine
from sayso.web import wording
from sayso.web.access import Writing
from sayso.web.api import ROOT
from sayso.web.api.answers import answer, errors, gives
from sayso.web.api.asked import Address, body_of, sent
from sayso.web.api.examples import ACCEPTED, HANDED, listing
from sayso.web.api.paging import Listed, Paging, listed
from sayso.web.api.problems import NotValid, Wrong
from sayso.web.api.reports import there
from sayso.web.pages.handing_in import LONGEST_LINE, MOST_ADDRESSES, MOST_FILES, is_address, wrong_in_text
from sayso.web.taking_in import file_name

router = APIRouter(tags=["handing in"], prefix="/handed-in")
_Line = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]


class GivenText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A text with what is known of it; `published` is a day or time, ISO."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
    outlet: _Line | None = None
    title: _Line | None = None
    url: Address | None = None
    published: Annotated[str, Meta(min_length=4, max_length=40)] | None = None


class GivenTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts to hand in."""

    texts: Annotated[tuple[GivenText, ...], Meta(min_length=1, max_length=MOST_FILES)]


class GivenAddresses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Addresses of pages to fetch."""

    addresses: Annotated[tuple[Address, ...], Meta(min_length=1, max_length=MOST_ADDRESSES)]


class GaveReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that something gave: its story, and whether the library did not have it yet."""

    id: str
    title: str | None
    story: str
    new: bool


class HandedItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was handed in: by whom and when (ISO, UTC), and what came of it.

    `state` is "waiting" until it is taken in. `unread` says of what gave no report why.
    """

    number: int
    by: str
    kind: HandedKind
    name: str
    handed: str
    state: Annotated[str, Meta(pattern="^(waiting|done)$")]
    done: str | None
    reports: tuple[GaveReport, ...]
    unread: tuple[str, ...]


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What was accepted, and is on the disk: a number for each thing, and the path that tells what comes of it."""

    accepted: tuple[AcceptedItem, ...]


class AcceptedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was accepted."""

    number: int
    name: str
    path: str


def handed_item(line: HandedLine) -> HandedItem:
    """A line of the queue as it is answered."""
    own = {name: getattr(line, name) for name in ("number", "by", "kind", "name", "handed", "done", "unread")}
    return HandedItem(
        **own,
        state="waiting" if line.done is None else "done",
        reports=tuple(GaveReport(id=o.id, title=o.title, story=f"s{o.story}", new=o.new) for o in line.reports),
    )


@router.get(
    "",
    operation_id="listHandedIn",
    summary="What was handed in",
    responses={200: gives(Listed[HandedItem], "The last first, with what came of each.", listing(HANDED))},
)
def list_handed(request: Request, page: Paging) -> Response:
    """By anybody."""
    with request.app.state.desk.reading() as library:
        found = library.handed(page.limit + 1, offset=page.offset)
    return listed(request, page, [handed_item(line) for line in found])


@router.get(
    "/{number:int}",
    operation_id="getHandedIn",
    summary="What came of something that was handed in",
    responses={200: gives(HandedItem, "Its state, and its reports.", HANDED), **errors(404)},
)
def get_handed(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**53, description="Its number.", openapi_examples={"made": {"value": 1}})],
) -> Response:
    """Ask again while its state is "waiting"; then its reports have their stories."""
    with request.app.state.desk.reading() as library, there(library, wording.NOT_HANDED.format(number=number)):
        line = library.handed_line(number)
    return answer(handed_item(line))


@router.post(
    "/files",
    operation_id="handInFiles",
    summary="Hand in files",
    status_code=202,
    responses={202: gives(Accepted, "They are accepted.", ACCEPTED), **errors(413, 415)},
)
def hand_in_files(
    request: Request,
    reader: Writing,
    files: Annotated[
        list[UploadFile], File(min_length=1, description="Texts, pages, documents, feeds, JSONL, WARC and WACZ.")
    ],
) -> Response:
    """They are read one after the other in the background; a crash or a restart loses none of them."""
    if len(files) > MOST_FILES:
        raise NotValid(Wrong(where="body.files", message=wording.TOO_MANY_FILES.format(most=MOST_FILES)))
    given = [HandedIn(kind="file", name=file_name(f.filename or ""), data=f.file.read()) for f in files]
    return _accepted(request, reader.name, given)


@router.post(
    "/texts",
    operation_id="handInTexts",
    summary="Hand in texts",
    status_code=202,
    responses={202: gives(Accepted, "They are accepted.", ACCEPTED), **errors(413, 415)},
    openapi_extra=body_of(
        GivenTexts, {"texts": [{"text": "A ferry ran aground off Tessin Point.", "outlet": "Tessin Post"}]}
    ),
)
def hand_in_texts(request: Request, reader: Writing, body: Annotated[GivenTexts, sent(GivenTexts)]) -> Response:
    """With what you know of them."""
    wrong, given = [], []
    for number, one in enumerate(body.texts):
        known = {name: (getattr(one, name) or "").strip() for name in ("outlet", "title", "url", "published")}
        found = wrong_in_text(one.text, known)
        wrong += [Wrong(where=f"body.texts[{number}].{field}", message=told) for field, told in found.items()]
        name = known["title"] or " ".join(one.text.split()[:8])[:120]
        said = {key: value or None for key, value in known.items()}
        given.append(HandedIn(kind="text", name=name, data=one.text.encode(), **said))
    if wrong:
        raise NotValid(*wrong)
    return _accepted(request, reader.name, given)


@router.post(
    "/addresses",
    operation_id="handInAddresses",
    summary="Hand in addresses",
    status_code=202,
    responses={202: gives(Accepted, "They are accepted, and will be fetched.", ACCEPTED), **errors(413, 415)},
    openapi_extra=body_of(GivenAddresses, {"addresses": ["https://tessin-post.example/ferry"]}),
)
def hand_in_addresses(
    request: Request, reader: Writing, body: Annotated[GivenAddresses, sent(GivenAddresses)]
) -> Response:
    """Their pages are fetched in the background, as robots.txt allows."""
    wrong = [
        Wrong(where=f"body.addresses[{number}]", message=wording.NO_ADDRESS.format(address=one[:80]))
        for number, one in enumerate(body.addresses)
        if not is_address(one)
    ]
    if wrong:
        raise NotValid(*wrong)
    return _accepted(request, reader.name, [HandedIn(kind="address", name=a) for a in dict.fromkeys(body.addresses)])


def _accepted(request: Request, by: str, given: Sequence[HandedIn]) -> Response:
    numbers = request.app.state.desk.hand_in(by, given)
    made = Accepted(
        accepted=tuple(
            AcceptedItem(number=number, name=one.name, path=f"{ROOT}/handed-in/{number}")
            for number, one in zip(numbers, given, strict=True)
        )
    )
    return answer(made, 202, {"Location": made.accepted[0].path})
