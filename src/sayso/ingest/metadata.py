"""What is known of a report beside its text: title, who wrote it, whose copy it is, where and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

from sayso.ingest import noise as patterns
from sayso.ingest.agencies import agencies_in, agencies_of_address, agency_pattern
from sayso.ingest.documents import Document
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


def find_metadata(document: Document, paragraphs: Sequence[str], noise: Sequence[Noise]) -> Metadata:
    """Title, bylines, agencies, outlet, dateline and publication time.

    What was handed in comes first, then what the text and the credits and stamps around it say, then the address.
    An agency counts when it is credited (byline, dateline, sign-off, copyright line) or its wire is in the address; one
    that the text only cites, or that only took a picture, does not.

    Args:
        document: what was handed in, with what was said about it.
        paragraphs: the cleaned text, paragraph by paragraph.
        noise: what was removed.
    """
    credits_ = [line for n in noise if n.reason == "credit" for line in n.text.split("\n")]
    place, dateline_agencies = _dateline(paragraphs)
    found = [
        *agencies_of_address(document.url),
        *dateline_agencies,
        *(
            a
            for n in noise
            if n.reason in ("credit", "copyright", "time stamp", "site footer")
            for a in agencies_in(n.text)
        ),
        *(a for b in document.bylines for a in agencies_in(b)),
        *(a for c in credits_ for a in _unknown_agencies(c)),
    ]
    outlet = outlet_name(document.outlet, document.url)
    found = [
        a for a in found if not outlet or a.casefold() != outlet.casefold() or a in agencies_of_address(document.url)
    ]
    published, basis = _published(document, noise)
    return Metadata(
        title=_title(document, paragraphs),
        bylines=tuple(dict.fromkeys(p for p in _people([*document.bylines, *credits_]) if p != outlet)),
        agencies=tuple(dict.fromkeys(found)),
        outlet=outlet,
        dateline=place,
        published=published,
        published_basis=basis,
    )


# a byline of one name, or what is credited with material, is a body and no person
_BODY_BYLINE = re.compile(r"(?:[Bb]y|BY|[Ff]rom) ((?:[Tt]he )?[A-ZÀ-Þ][\w&-]+(?: (?:News|Agency|Wire|Staff|Service))*)")
_MATERIAL = re.compile(r"with (?:material|files?|reports?|reporting|inputs?) (?:from|by) (.{2,80}?)\.?", re.IGNORECASE)


def _unknown_agencies(credit: str) -> list[str]:
    """Bodies that a credit names as givers of copy and that are in no list."""
    if m := _BODY_BYLINE.fullmatch(credit):
        names = [m[1].removesuffix(" Staff")]
    elif m := _MATERIAL.fullmatch(credit):
        names = [n.strip() for n in re.split(r",|/|\band\b", m[1])]
    else:
        return []
    bodies = [n for n in names if re.fullmatch(r"(?:[Tt]he )?[A-ZÀ-Þ][\w&-]*", n) and not n.endswith("gencies")]
    return [n for n in bodies if not agencies_in(n)]


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
    if len(paragraphs) < 2:
        return None
    first = paragraphs[0]
    if (
        len(first) <= _LONGEST_TITLE
        and not re.search(r"[.:;,][”\"’']?$", first)
        and not _dateline_pattern().match(first)
    ):
        return first
    return None


_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ’'.-]+(?:[ /-](?:[A-ZÀ-Þ][A-ZÀ-Þ’'.-]+|(?:DE|LA|EL|DU)\b))*"
_REGION = r"(?:[A-ZÀ-Þ][\w.’'-]*)(?: (?:of |and )?[A-ZÀ-Þ][\w.’'-]*){0,3}"
_DASH = r"(?:—|–|--|-|―)"


@cache
def _dateline_pattern() -> re.Pattern[str]:
    agency = agency_pattern()
    agencies = rf"{agency}(?:[/ ,&]+{agency})*"
    day = rf"(?:,? (?i:{patterns.MONTHS})\.? \d{{1,2}})?"
    return re.compile(
        rf"(?:(?P<place>{_CAPITALS}(?:, {_REGION})?){day}"
        rf"(?: ?\((?P<agency>{agencies}|[A-Z][\w .]{{2,40}})\))? ?{_DASH} ?"
        rf"|(?P<place2>{_REGION}(?:, {_REGION})?){day} ?\((?P<agency2>{agencies})\) ?{_DASH} ?"
        rf"|\((?P<agency3>{agencies})\) ?{_DASH} ?)(?=\S)"
    )


# what captions and updates begin with, written like a dateline
_NO_PLACES = frozenset(
    [
        "FILE",
        "UPDATE",
        "UPDATED",
        "UPDATES",
        "EXCLUSIVE",
        "WATCH",
        "VIDEO",
        "PHOTOS",
        "LIVE",
        "BREAKING",
        "OPINION",
        "ANALYSIS",
        "NOTE",
        "CORRECTION",
    ]
)


def _dateline(paragraphs: Sequence[str]) -> tuple[str | None, list[str]]:
    """The place and the agencies that a dateline at the head of one of the first paragraphs gives."""
    pattern = _dateline_pattern()
    for text in paragraphs[:6]:
        if m := pattern.match(text):
            place = m["place"] or m["place2"]
            if place in _NO_PLACES:
                continue
            credit = m["agency"] or m["agency2"] or m["agency3"] or ""
            return place, agencies_in(credit) or ([credit] if credit else [])
    return None, []


_NOT_PEOPLE = re.compile(
    r"\b(?:Press|News|Reuters|Agenc\w+|Agencies|Staff|Times|Post|Journal|Correspondents?|Writers?|Reporters?|Editors?"
    r"|Service|Bureau|Desk|Team|Reporting|Editing|Writing|Additional|With|Associated|Television|Network|Online|Washington|York)\b"
)
_PERSON = re.compile(patterns.PERSON)


def _people(credits_: Iterable[str]) -> list[str]:
    """The persons that credit lines name, without places, agencies and outlets."""
    found = []
    for line in credits_:
        body = re.split(r"\b(?:contributed|editing by|; editing)\b", line, flags=re.IGNORECASE)[0]
        if (m := re.match(r"(?:source|photo|image|picture|credit|graphic|illustration)", body, re.IGNORECASE)) and m:
            continue
        body = re.sub(
            r"^.*?\b(?:reporters?|writers?|correspondents?|journalists?|News’|News')\s+(?=[A-ZÀ-Þ])", "", body
        )
        body = re.sub(r"^.*?\bby:? +(?=[A-ZÀ-Þ])", "", body, flags=re.IGNORECASE)
        for part in re.split(r",|;|\band\b|&|\|", body):
            name = re.sub(r"\b(?:in|from|at|for|of)\b.*", "", part).strip(" .()—–-")
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
