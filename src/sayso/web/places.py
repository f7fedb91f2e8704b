"""Where the desk has what: the addresses of reports, of two of them side by side, and of whoever has a name."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

_PART = re.compile("%(2[fF]|25)")
STORY = re.compile(r"s[0-9]{1,18}")
"""A story's name in an address, such as s12."""


def report_place(story: int, report: str, at: tuple[int, int] | None = None) -> str:
    """The address of a report of a story, or of some characters in it."""
    address = f"/stories/s{story}/reports/{quote(report, safe='')}"
    return address if at is None else f"{address}?at={at[0]}-{at[1]}#at"


def entity_place(name: str, kind: str = "") -> str:
    """The address of the page of somebody or something by its name, and its kind where that is known."""
    return f"/entities?{urlencode({'name': name, **({'type': kind} if kind else {})})}"


def beside_place(story: str, a: str, b: str) -> str:
    """The address of the page of two reports."""
    return f"/stories/{story}/side-by-side?{urlencode({'a': a, 'b': b})}"


def named(part: str) -> str:
    """The name that stands in an address as one part of its path; see `WholeNames`."""
    return _PART.sub(lambda m: chr(int(m[1], 16)), part)


class WholeNames:
    """Leaves a slash within a name quoted, so that the name stays one part of a path; the percent sign with it.

    Servers unquote a path before it is taken apart, and then nobody can tell such a slash from one between two parts.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        raw = (scope.get("raw_path") or b"").decode("latin-1")
        if scope["type"] == "http" and _PART.search(raw):
            scope = {**scope, "path": unquote(_PART.sub(r"%25\1", raw))}
        await self._app(scope, receive, send)
