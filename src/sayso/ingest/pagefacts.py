"""What a page's head says of its article: when it was published, to the second where it does."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from sayso.ingest.metadata import iso_time

_META = re.compile(r"<meta\s[^>]{1,2000}>", re.IGNORECASE)
_KEY = re.compile(r"""\b(?:property|name|itemprop)\s*=\s*["']?([\w:.-]+)""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]{4,60})"|'([^']{4,60})')""", re.IGNORECASE)
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_TIME = re.compile(r"""<time\b[^>]{0,300}?\bdatetime\s*=\s*["']([^"']{8,40})["']""", re.IGNORECASE)
# names of the property in the vocabularies that pages use: Open Graph, schema.org, Dublin Core, Parse.ly, Sailthru
_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "publish-date", "publishdate", "pubdate", "article.published", "dc.date.issued", "dcterms.issued", "date",
)  # fmt: skip
# a page's head and its linked data lie within this many characters
_HEAD = 400_000


def published_time(source: str, day: str | None) -> str | None:
    """The publication time that a page states, to the second where it does; `day` where it states none.

    Args:
        source: the page, decoded.
        day: the ISO date that htmldate found; a time of another day in the page's linked data or body is taken for
            that of another story, one in its head is not.
    """
    head = source[:_HEAD]
    found: dict[str, str] = {}
    for m in _META.finditer(head):
        key, content = _KEY.search(m[0]), _CONTENT.search(m[0])
        if key and content and key[1].lower() in _KEYS:
            found.setdefault(key[1].lower(), content[1] or content[2])
    for stated in (found[k] for k in _KEYS if k in found):
        if time := iso_time(unescape(stated)):
            return time
    linked = [m[1] for m in _LINKED_DATA.finditer(head)]
    shown = [m[1] for m in _TIME.finditer(head)]
    for stated in linked + shown:
        time = iso_time(unescape(stated))
        # midnight in one zone is the day before in another; a page that states one time only states its own
        if time and (day is None or len({*linked, *shown}) == 1 or _days_between(time, day) <= 1):
            return time
    return day


def _days_between(a: str, b: str) -> int:
    return abs((date.fromisoformat(a[:10]) - date.fromisoformat(b[:10])).days)
