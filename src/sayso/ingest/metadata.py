"""What is known of a report beside its text: title, who wrote it, whose copy it is, where and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sayso.ingest import noise as patterns
from sayso.ingest.agencies import agencies_in, agency_pattern, known_agency
from sayso.ingest.credits import find_credits, is_picture_taker, placed_lines
from sayso.ingest.datelines import find_dateline
from sayso.ingest.documents import Document
from sayso.ingest.paragraphs import Paragraph
from sayso.resources import load
from sayso.types import Basis, Noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a report says of itself, or what was said with it."""

    title: str | None
    bylines: tuple[str, ...]
    agencies: tuple[str, ...]
    outlet: str | None
    dateline: str | None
    published: str | None
    published_basis: Basis | None


def find_metadata(document: Document, paragraphs: Sequence[Paragraph], noise: Sequence[Noise]) -> Metadata:
    """Title, bylines, agencies, outlet, dateline and publication time.

    What was handed in comes first, then what the text and the credits and stamps around it say, then the address.
    Which agencies count is decided in `credits`.

    Args:
        document: what was handed in, with what was said about it.
        paragraphs: the cleaned text.
        noise: what was removed.
    """
    texts = [p.text for p in paragraphs]
    placed = [(p.text, p.raw) for p in paragraphs]
    credits_ = [
        line
        for line, reason, place in placed_lines(placed, noise)
        if reason == "credit" and not is_picture_taker(line, place)
    ]
    dateline, _ = find_dateline(texts)
    outlet = outlet_name(document.outlet, document.url)
    given = find_credits(placed, noise, document.url, document.bylines)
    found = [a for c in given for a in c.agencies if known_agency(a) or not _is_outlet(a, outlet, document.url)]
    published, basis = _published(document, noise)
    return Metadata(
        title=_title(document, texts),
        bylines=tuple(dict.fromkeys(p for p in _people([*document.bylines, *credits_]) if p != outlet)),
        agencies=tuple(dict.fromkeys(found)),
        outlet=outlet,
        dateline=dateline,
        published=published,
        published_basis=basis,
    )


def _is_outlet(body: str, outlet: str | None, url: str | None) -> bool:
    """Whether a body credited in a dateline is the outlet itself: "(CNN)" on CNN's pages."""
    key = re.sub(r"\W", "", body).casefold()
    return any(key in re.sub(r"\W", "", own).casefold() for own in (outlet, host_of(url)) if own)


def outlet_name(given: str | None, url: str | None) -> str | None:
    """The outlet's name: what was handed in, or the address's host, by its name in `resources/outlets.yaml`.

    An unknown host is its own name, without "www.".
    """
    if given and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", given.strip()):
        return given.strip()
    host = (given or host_of(url) or "").strip().lower().removeprefix("www.")
    if not host:
        return None
    known: dict[str, str] = load("outlets")
    labels = host.split(".")
    for k in range(len(labels) - 1):
        if name := known.get(".".join(labels[k:])):
            return name
    return host


def host_of(url: str | None) -> str | None:
    """The host of an address, None where there is none."""
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


# so much of a first line is still a headline
_LONGEST_TITLE = 200


def _title(document: Document, paragraphs: Sequence[str]) -> str | None:
    if document.title and document.title.strip():
        return " ".join(document.title.split())
    return headline_of(paragraphs)


def headline_of(paragraphs: Sequence[str]) -> str | None:
    """The headline of a text that has one as its first paragraph."""
    if len(paragraphs) < 2:
        return None
    first = paragraphs[0]
    if (
        len(first) <= _LONGEST_TITLE
        and not re.search(r"[.:;,][”\"’']?$", first)
        and find_dateline([first]) == (None, ())
    ):
        return first
    return None


_NOT_PEOPLE = re.compile(
    r"\b(?:Press|News|Reuters|Agenc\w+|Agencies|Staff|Times|Post|Journal|Correspondents?|Writers?|Reporters?|Editors?"
    r"|Service|Bureau|Desk|Team|Reporting|Editing|Writing|Additional|With|Associated|Television|Network|Online|Washington|York)\b"
)
_PERSON = re.compile(patterns.PERSON)


def _people(credits_: Iterable[str]) -> list[str]:
    """The persons that credit lines name, without places, agencies and outlets."""
    found = []
    for line in credits_:
        if re.match(rf"{agency_pattern()}, ", line):
            # "AFP, Port Fell"
            continue
        body = re.split(r"\b(?:contributed|editing by|; editing)\b", line, flags=re.IGNORECASE)[0]
        if (m := re.match(r"(?:source|photo|image|picture|credit|graphic|illustration)", body, re.IGNORECASE)) and m:
            continue
        body = re.sub(
            r"^.*?\b(?:reporters?|writers?|correspondents?|journalists?|News’|News')\s+(?=[A-ZÀ-Þ])", "", body
        )
        body = re.sub(r"^.*?\bby:? +(?=[A-ZÀ-Þ])", "", body, flags=re.IGNORECASE)
        for part in re.split(r",|;|\band\b|&|\|", body):
            name = re.sub(r"\b(?:in|from|at|for|of)\b.*", "", part).strip(" .()—–-")
            # "Ada Holm PORT FELL": a place in capitals after the name
            name = re.sub(r"(?<=[a-zà-ÿ])(?: [A-ZÀ-Þ]{2,})+$", "", name)
            if _PERSON.fullmatch(name) and not _NOT_PEOPLE.search(name) and not agencies_in(name):
                found.append(name)
    return found


def _published(document: Document, noise: Sequence[Noise]) -> tuple[str | None, Basis | None]:
    given = iso_time(document.published or "")
    stamps = [t for n in noise if n.reason in ("time stamp", "credit") if (t := iso_time(n.text))]
    # a stamp of the day that was handed in may know the hour
    if stamp := next((t for t in stamps if given is None or (len(given) == 10 and t.startswith(given))), given):
        return stamp, "stated"
    if document.url and (m := re.search(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)", document.url)):
        try:
            return date(int(m[1]), int(m[2]), int(m[3])).isoformat(), "inferred"
        except ValueError:
            return None, None
    return None, None


_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?:[T ,]+(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?: ?(Z|[+-]\d\d:?\d\d)\b|Z)?)?")
_WRITTEN = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?P<m1>{patterns.MONTHS})\.?,? (?P<y1>\d{{4}})"
    rf"|(?P<m2>{patterns.MONTHS})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}}))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d\d)(?: ?([ap])\.?m\b)?|\b(\d{1,2}) ?([ap])\.?m\b", re.IGNORECASE)
_MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def iso_time(stamp: str) -> str | None:
    """The ISO date, or date-time where the stamp has a clock time, that a time stamp states; None when it states none.

    Read are ISO 8601, RFC 2822 and dates with the month as a word; 04/05/2021 is not read, for nobody can tell which
    day it is. A midnight without a zone is taken as a date alone.
    """
    stamp = stamp.strip()
    if m := _ISO.search(stamp):
        text = f"{m[1]}-{m[2]}-{m[3]}"
        clock, zone = m[4], m[5] or ""
        try:
            date.fromisoformat(text)
            if clock:
                datetime.fromisoformat(f"{text}T{clock}")
        except ValueError:
            return None
        if not clock or (clock in ("00:00", "00:00:00") and not zone):
            return text
        if len(zone) == 5:
            zone = f"{zone[:3]}:{zone[3:]}"
        return f"{text}T{clock}{zone}"
    m = _WRITTEN.search(stamp)
    if not m:
        return None
    month = _MONTH_KEYS.index((m["m1"] or m["m2"])[:3].lower()) + 1
    try:
        day = date(int(m["y1"] or m["y2"]), month, int(m["d1"] or m["d2"])).isoformat()
    except ValueError:
        return None
    clock_found = _CLOCK.search(stamp[: m.start()] + " " * (m.end() - m.start()) + stamp[m.end() :])
    if not clock_found:
        return day
    hour, minute = int(clock_found[1] or clock_found[4]), int(clock_found[2] or 0)
    half = (clock_found[3] or clock_found[5] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = re.search(r"([+-]\d\d):?(\d\d)\s*$", stamp)
    if hour > 23 or minute > 59:
        return day
    return f"{day}T{hour:02}:{minute:02}{f'{zone[1]}:{zone[2]}' if zone else ''}"
