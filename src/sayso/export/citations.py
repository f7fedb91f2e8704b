"""Citations: any item of a dossier as outlet, title, time, words, address and hash, ready to copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

from sayso.errors import NoSuchItem
from sayso.export.fragments import address_of_words, find_fragment
from sayso.render import wording
from sayso.render.formats import day
from sayso.render.lookup import encodable, plain_label
from sayso.render.sentences import sentence_around, sentence_starts
from sayso.spans import Span
from sayso.types import Claim, Dossier, Event, Figure, Genre, Part, Quotation, Report, Side, Statement, part_of

Item = Claim | Statement | Figure | Quotation | Event | Side | Report | Span | tuple[Span, ...] | str

# A sentence longer than this is a broken one, or a list; then the item's own words are quoted. Characters.
LONGEST = 600
# what would end an address in Markdown
_BRACKETS = str.maketrans({c: f"%{ord(c):02X}" for c in "()[]"})
_CSL_TYPES: Mapping[Genre, str] = {
    "press release": "document",
    "filing": "document",
    "transcript": "document",
    "mail": "personal_communication",
}
_OPENING, _CLOSING = "“‘\"'«„", "”’\"'»“"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a report with all that finds it again.

    `quotation` is report.text[start:end], word for word with its marks; a report as a whole has none, and start and end
    of its whole text. `part` is the page or paragraph of a document on which the words begin. `address` leads to the
    words by a text fragment where one tells their place; `read` says when the report was read, where that is known.
    `sha256` is of the bytes that were handed in.
    """

    report: str
    outlet: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    read: str | None
    language: str | None
    quotation: str | None
    start: int
    end: int
    address: str | None
    page: str | None
    sha256: str
    part: Part | None = None
    genre: Genre = "article"
    issuer: str | None = None

    def to_text(self) -> str:
        """In plain text: the words, and below them where they stand."""
        title = f"“{self.title}”" if self.title else ""
        named = ", ".join(p for p in (self.outlet or "", title, self._kind(), *self._facts()) if p)
        lines = (f"— {named}", self.address or "", self._stored())
        return encodable(self._line(str) + "".join(f"{line}\n" for line in lines if line))

    def to_markdown(self) -> str:
        """In Markdown: a block quotation and a line with the linked title."""
        words = f"> {self._line(_markdown)}\n" if self.quotation else ""
        title = _markdown(self.title or "")
        if title and self.address:
            title = f"[{title}]({self.address.translate(_BRACKETS)})"
        parts = [_markdown(self.outlet or ""), title, self._kind(), *map(_markdown, self._all(linked=bool(title)))]
        return encodable(f"{words}— {', '.join(p for p in parts if p)}\n")

    def to_html(self) -> str:
        """In HTML: a `blockquote` with its `cite`, and a line with the linked title; every text in it is escaped."""
        cite = f' cite="{escape(self.address)}"' if self.address else ""
        words = f"<blockquote{cite}><p>{self._line(escape).rstrip()}</p></blockquote>\n" if self.quotation else ""
        title = escape(self.title or "")
        if title and self.address:
            title = f'<a href="{escape(self.address)}">{title}</a>'
        title = f"<cite>{title}</cite>" if title else ""
        parts = [escape(self.outlet or ""), title, self._kind(), *map(escape, self._all(linked=bool(self.title)))]
        return encodable(f"{words}<p>— {', '.join(p for p in parts if p)}</p>\n")

    def to_csl(self) -> dict[str, Any]:
        """As an item of CSL-JSON 1.0.2, which Zotero and Pandoc read; what it has no field for is in `custom`."""
        made: dict[str, Any] = {
            "id": f"{self.report}-{self.start}-{self.end}",
            "type": _CSL_TYPES.get(self.genre, "article-newspaper"),
            "genre": self.genre if self.genre != "article" else None,
            "publisher": self.issuer,
            "page": str(self.part.number) if self.part and self.part.kind == "page" else None,
            "title": self.title,
            "container-title": self.outlet,
            "author": [{"literal": name} for name in self.authors],
            "issued": _date(self.published),
            "accessed": _date(self.read),
            "language": self.language,
            "URL": self.address,
            "note": self._stored(),
            "custom": {
                "quotation": self.quotation,
                "sha256": self.sha256,
                "start": self.start,
                "end": self.end,
            },
        }
        return {key: encodable(v) if isinstance(v, str) else v for key, v in made.items() if v}

    def _line(self, shown: Callable[[str], str]) -> str:
        """The words on one line."""
        words = " ".join((self.quotation or "").split())
        return f"{shown(words)}\n" if words else ""

    def _kind(self) -> str:
        """What kind of document it is; nothing for an article."""
        return self.genre if self.genre != "article" else ""

    def _facts(self) -> list[str]:
        """Authors, times, and the page or paragraph of a document."""
        read = wording.CITED_READ.format(date=day(self.read)) if self.read else ""
        place = wording.PLACES[self.part.kind].format(number=self.part.number) if self.part else ""
        return [*self.authors, day(self.published) or wording.NO_PUBLISHED, read, place]

    def _all(self, *, linked: bool) -> list[str]:
        """Authors and times, the address unless it is linked, and where the words stand in what was stored."""
        return [*self._facts(), "" if linked else self.address or "", self._stored()]

    def _stored(self) -> str:
        return wording.CITED_STORED.format(sha256=self.sha256, start=self.start, end=self.end)


def cite(dossier: Dossier, item: Item, *, read: Mapping[str, str] | None = None) -> tuple[Citation, ...]:
    """Cites an item of a dossier: a citation for each place where it stands, in the order of the reports.

    The words quoted are the whole sentences that hold the item, since a clause alone may be what somebody denies.
    Quotation marks at their ends belong to them.

    Args:
        dossier: that the item is of.
        item: a record of it (claim, statement, figure, quotation, event, side of a conflict, report, or spans), or its
            key: `claim-c3`, `statement-r1.s4`, `figure-r1.f2`, `quotation-q1`, `event-ev2`, `side-x1-0`, `report-r1`.
        read: report id -> when it was read, ISO; a library knows when it was added.

    Raises:
        NoSuchItem: when the dossier has no such item.
    """
    found = _item(dossier, item) if isinstance(item, str) else item
    times = read or {}
    reports = {r.id: r for r in dossier.reports}
    if isinstance(found, Report):
        return (_citation(found, None, times.get(found.id)),)
    spans = _spans(found)
    by_time = sorted(dossier.reports, key=lambda r: (r.published is None, r.published or ""))
    order = {r.id: n for n, r in enumerate(by_time)}
    if not spans or any(s.report not in reports for s in spans):
        raise NoSuchItem("the item has no words in the reports of this dossier")
    places: dict[tuple[str, int, int], None] = {}
    for span in spans:
        report = reports[span.report]
        places[(span.report, *_quoted(report, span.start, span.end))] = None
    ordered = sorted(places, key=lambda p: (order[p[0]], p[1]))
    return tuple(_citation(reports[r], (start, end), times.get(r)) for r, start, end in ordered)


def _item(dossier: Dossier, key: str) -> Item:
    kind, _, name = key.partition("-")
    if kind == "side":
        conflict, _, number = name.rpartition("-")
        for one in dossier.conflicts:
            if one.id == conflict and number.isdecimal() and int(number) < len(one.sides):
                return one.sides[int(number)]
    lists: dict[str, tuple[Any, ...]] = {
        "claim": dossier.claims,
        "statement": dossier.statements,
        "figure": dossier.figures,
        "quotation": dossier.quotations,
        "event": dossier.events,
        "report": dossier.reports,
    }
    for one in lists.get(kind, ()):
        if one.id == name:
            found: Item = one
            return found
    raise NoSuchItem(
        f"the dossier has no item {key[:80]!r}; give a key such as claim-c3, statement-ID, figure-ID, quotation-q1, "
        "event-ev2, side-x1-0 or report-ID"
    )


def _spans(item: Item) -> tuple[Span, ...]:
    """Where an item stands; words that belong together as one span from the first to the last, as far as they go."""
    if isinstance(item, Span):
        return (item,)
    if isinstance(item, tuple):
        return item
    if isinstance(item, Claim):
        return tuple(m.span for m in item.members)
    if isinstance(item, Statement):
        # who says it stands in the same sentence, or too far off to be quoted with it
        return _hull(item.content or tuple(s for s in (item.cue, item.source) if s is not None))
    if isinstance(item, Figure):
        return (item.span,)
    if isinstance(item, Quotation):
        return tuple(s for m in item.members for s in _hull(m.spans))
    if isinstance(item, Event):
        return (item.what, *(m for m in item.mentions if not m.overlaps(item.what)))
    return item.members if isinstance(item, Side) else ()


def _hull(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """One span over spans of one report that stand near one another; those far from each other stay apart."""
    if not spans:
        return ()
    first, last = min(spans, key=lambda s: s.start), max(spans, key=lambda s: s.end)
    if last.end - first.start > LONGEST:
        return spans
    raw = first.raw[0], max(first.raw[1], last.raw[1])
    return (Span(report=first.report, start=first.start, end=last.end, text="", raw=raw),)


def _quoted(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentences that hold a place, or the place itself where they are too long, with the marks at its ends."""
    low, high = sentence_around(report, sentence_starts(report), start, end)
    if high - low > max(LONGEST, end - start):
        low, high = start, end
    text = report.text
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if low and text[low - 1] in _OPENING and text[low - 1] not in text[low:high]:
        low -= 1
    if high < len(text) and text[high] in _CLOSING and text[low:high].count(text[high]) % 2 == (text[high] in "\"'"):
        high += 1
    return low, high


def _citation(report: Report, place: tuple[int, int] | None, read: str | None) -> Citation:
    start, end = place or (0, len(report.text))
    fragment = find_fragment(report.text, start, end, broken=_breaks(report)) if place and report.url else None
    return Citation(
        report=report.id,
        outlet=plain_label(report, of_file=False) or None,
        title=" ".join(report.title.split()) if report.title else None,
        authors=report.bylines,
        published=report.published,
        read=read,
        language=report.language,
        quotation=report.text[start:end] if place else None,
        start=start,
        end=end,
        address=address_of_words(report.url, fragment),
        page=address_of_words(report.url, None),
        sha256=report.sha256,
        part=part_of(report, start) if place else None,
        genre=report.genre,
        issuer=report.issuer,
    )


def _breaks(report: Report) -> tuple[int, ...]:
    """Where in the text something of the page was left out, such as a box between two paragraphs."""
    gone = sorted(n.raw[0] for n in report.noise)
    if not gone:
        return ()
    found = []
    segments = report.offsets.segments
    for a, b in pairwise(segments):
        if any(a.raw_end <= at < b.raw_start for at in gone):
            found.append(b.start)
    return tuple(found)


def _markdown(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~&" else c for c in text)


def _date(iso: str | None) -> dict[str, Any] | None:
    """An ISO date, month or year as CSL's date-parts; None when it is none."""
    parts = (iso or "")[:10].split("-")
    if not all(p.isdecimal() for p in parts):
        return None
    try:
        date(*(int(p) for p in (*parts, "1", "1")[:3]))
    except ValueError:
        return None
    return {"date-parts": [[int(p) for p in parts]]}
