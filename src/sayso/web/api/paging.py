"""Lists, a page at a time: `limit` and `offset`, the same everywhere, and where the pages beside it are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from msgspec import Meta

from sayso.store.library import PAGE
from sayso.web.api.answers import answer

MOST = 100
FARTHEST = 1_000_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[Item]):
    """A page of a list; `next` is the path of the next one, null on the last. The `Link` header has the others."""

    items: tuple[Item, ...]
    next: Annotated[str, Meta(description="Path of the next page.")] | None


def _page(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")] = PAGE,
    offset: Annotated[int, Query(ge=0, le=FARTHEST, description="How many items to pass over.")] = 0,
) -> Page:
    return Page(limit=limit, offset=offset)


Paging = Annotated[Page, Depends(_page)]


def listed(request: Request, page: Page, found: Sequence[Any]) -> Response:
    """A page of a list.

    Args:
        request: what was asked.
        page: the part that was asked for.
        found: its items, and one more where there is a next page.
    """
    following, headers = beside(request, page, more=len(found) > page.limit)
    return answer(Listed(items=tuple(found[: page.limit]), next=following), headers=headers)


def beside(request: Request, page: Page, *, more: bool) -> tuple[str | None, dict[str, str]]:
    """The path of the next page, None on the last, and the header that has all pages beside one (RFC 8288).

    Args:
        request: what was asked.
        page: the part that was asked for.
        more: whether there is a next page.
    """
    following = _place(request, page, page.offset + page.limit) if more else None
    links = [(_place(request, page, 0), "first")]
    if page.offset:
        links.append((_place(request, page, max(0, page.offset - page.limit)), "prev"))
    if following:
        links.append((following, "next"))
    return following, {"Link": ", ".join(f'<{path}>; rel="{name}"' for path, name in links)}


def part(items: Sequence[Item], page: Page) -> Sequence[Item]:
    """The page of a list that is there as a whole, and one more where there is a next page."""
    return items[page.offset : page.offset + page.limit + 1]


def _place(request: Request, page: Page, offset: int) -> str:
    asked = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    return f"{request.scope['path']}?{urlencode([*asked, ('limit', page.limit), ('offset', offset)])}"
