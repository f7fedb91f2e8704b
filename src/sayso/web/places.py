"""Where the desk has what: the addresses of reports, of two of them side by side, and of whoever has a name."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

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
