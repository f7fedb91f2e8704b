"""Credits: which agency's copy a report is, and which agencies gave material for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sayso.ingest.agencies import agencies_in, agencies_of_address, known_agency, mention
from sayso.ingest.datelines import find_dateline
from sayso.resources import load
from sayso.types import Noise, Report

Range = tuple[int, int]
Place = Literal["top", "within", "end"]
# a line of prose has so many characters and ends a sentence; headlines and bylines do not
SHORTEST_PROSE = 60
# where credits stand among what was taken off the text
_CREDITS = frozenset(("credit", "time stamp", "site footer"))
_LINKS = frozenset(("link", "link to another story"))


@dataclass(frozen=True, slots=True)
class Credit:
    """The agencies that one credit names: `whole` when the report is their copy, not only made with their material."""

    agencies: tuple[str, ...]
    whole: bool


def find_credits(
    paragraphs: Sequence[tuple[str, Range]], noise: Iterable[Noise], url: str | None, bylines: Sequence[str] = ()
) -> tuple[Credit, ...]:
    """Finds every credit of an agency, the surest first: dateline, byline, sign-off, copyright line, address.

    An agency that the text only cites ("told Reuters", "Yonhap reported"), or whose picture or video it shows, is not
    credited. The forms are those that agencies and outlets use for their own copy.

    Args:
        paragraphs: the article's text, each with its place in the raw input.
        noise: what was taken off it.
        url: its address.
        bylines: who is said to have written it, as handed in.
    """
    texts = [text for text, _ in paragraphs]
    found = [Credit(agencies, True) for agencies in (find_dateline(texts)[1],) if agencies]
    found += [credit for line in bylines if (credit := _of_line(line, "top"))]
    for line, reason, place in placed_lines(paragraphs, noise):
        if credit := _of_noise(line, reason, place, texts[-1] if texts else ""):
            found.append(credit)
    found += [Credit((agency,), True) for agency in agencies_of_address(url)]
    return tuple(found or _by_sign_off(noise))


def placed_lines(paragraphs: Sequence[tuple[str, Range]], noise: Iterable[Noise]) -> Iterator[tuple[str, str, Place]]:
    """Each line that was taken off a text, the reason, and whether it stood above the prose, within it or below."""
    prose = [(text, place) for text, place in paragraphs if _ends_sentence(text)]
    end = prose[-1][1][1] if prose else 0
    first = next((place[0] for text, place in prose if len(text) >= SHORTEST_PROSE), end)
    for piece in noise:
        where: Place = "end" if piece.raw[0] >= end else "top" if piece.raw[1] <= first else "within"
        for line in piece.text.split("\n"):
            yield line, piece.reason, where


def is_picture_taker(line: str, place: Place) -> bool:
    """Whether a line names somebody of an agency as a picture's credit does: without "By", and not above the prose."""
    return place != "top" and bool(agencies_in(line)) and not _OPENS_BYLINE.match(line) and not _PART.search(line)


def credits_of(report: Report) -> tuple[Credit, ...]:
    """The credits of a report; an agency of its record that none of its lines names was in a byline handed in."""
    found = list(find_credits(_paragraphs(report), report.noise, report.url, report.bylines))
    named = {agency for credit in found for agency in credit.agencies}
    handed_in = tuple(agency for agency in report.agencies if agency not in named)
    return (Credit(handed_in, True), *found) if handed_in else tuple(found)


def _paragraphs(report: Report) -> list[tuple[str, Range]]:
    out = []
    start = 0
    for text in report.text.split("\n"):
        if text:
            out.append((text, report.offsets.raw(start, start + len(text))))
        start += len(text) + 1
    return out


def _ends_sentence(text: str) -> bool:
    return re.search(r"[.!?][”\"’')]*$", text[-10:]) is not None


_PICTURE = re.compile(
    r"\W*(?:(?:file |undated )?(?:photo\w*|pictures?|images?|videos?|illustrations?|graphics?|footage|credits?)\b)",
    re.IGNORECASE,
)
# words by which a credit says that the agency gave a part of it
_PART = re.compile(
    r"\b(?:contribut\w+|additional|further|inputs?|files?|material|information|includ\w+|compiled|assist\w+|with|used)\b",
    re.IGNORECASE,
)
# "jb/ah (AFP, dpa)": the initials of who put it together
_INITIALS = re.compile(r"[a-z]{1,4}(?:/[a-z]{1,4})* ?\(")
_YEAR = r"(?:(?:19|20)\d\d)"


_SIGN = re.compile(
    rf"(?:©|\(c\)|copyright)(?:\s|©|\(c\)|copyright)*{_YEAR}?(?:[-–]\d+)?[\s,.:]*(?:by )?(?:the )?", re.IGNORECASE
)
_RIGHTS = re.compile(rf"copyright|rights reserved|\b{_YEAR}\b", re.IGNORECASE)
_WRITER = re.compile(r" (?:[a-z]+ )?(?:writers?|reporters?|correspondents?|journalists?|producers?) [A-Z]")
_OPENS_BYLINE = re.compile(r"\W*(?:by|from|source)\b", re.IGNORECASE)


def _is_alone(line: str) -> bool:
    """Whether a line is nothing but agencies."""
    rest, count = mention().subn("", line)
    return bool(count) and not re.search(r"(?!and\b)\b\w", rest)


def _names_own_writer(line: str) -> bool:
    """Whether a credit names people of the agency: it signs its own copy so; others thank the agency."""
    return any(_WRITER.match(line, m.end()) for m in mention().finditer(line))


def _shared_with_staff(line: str) -> bool:
    """Whether a byline names an agency after somebody else: "By Ada Holm and Associated Press"."""
    return re.search(r"\w (?:and|&) (?:the )?\0", mention().sub("\0", line), re.IGNORECASE) is not None


def _holder(line: str) -> list[str]:
    """The agency that a copyright line names; none for a picture's, where it stands beside the photographer."""
    sign = _SIGN.search(line)
    m = mention().match(line, sign.end()) if sign else None
    if sign is None or m is None or re.search(r" ?/", line[m.end() : m.end() + 2]):
        return []
    # a sign alone is as often a picture's
    return agencies_in(m[0]) if _RIGHTS.search(line, sign.start()) else []


def _of_noise(line: str, reason: str, place: Place, last: str) -> Credit | None:
    if reason in _CREDITS:
        return _of_line(line, place)
    if reason == "copyright":
        holder = tuple(_holder(line))
        return Credit(holder, True) if holder else None
    if reason == "picture credit" and place == "end" and _is_alone(line) and _ends_sentence(last):
        # in brackets after a report's last sentence it signs the report
        return Credit(tuple(agencies_in(line)), True)
    if reason in _LINKS and place == "end" and re.match(r"\W*(?:for )?more\b", line, re.IGNORECASE):
        links = re.findall(r"(?:https?://|www\.)\S+", line)
        found = [a for u in links for a in agencies_of_address(u if "//" in u else f"http://{u}")]
        return Credit(tuple(dict.fromkeys(found)), True) if found else None
    return None


def _of_line(line: str, place: Place) -> Credit | None:
    """What a byline, a sign-off or another line of credits says; None where it names no agency or only a picture's."""
    if _PICTURE.match(line):
        return None
    agencies = tuple(agencies_in(line))
    if not agencies:
        unknown = tuple(_unknown_agencies(line))
        return Credit(unknown, not _PART.search(line)) if unknown else None
    if place == "within" and is_picture_taker(line, place):
        return None
    part = _INITIALS.match(line) or _shared_with_staff(line) or (_PART.search(line) and not _names_own_writer(line))
    return Credit(agencies, not part)


# a byline of one name, or what is credited with material, is a body and no person
_BODY_BYLINE = re.compile(r"(?:[Bb]y|BY|[Ff]rom) ((?:[Tt]he )?[A-ZÀ-Þ][\w&-]+(?: (?:News|Agency|Wire|Staff|Service))*)")
_MATERIAL = re.compile(
    r"\W*with (?:material|files?|reports?|reporting|inputs?) (?:from|by) (.{2,80}?)\.?", re.IGNORECASE
)


def _unknown_agencies(credit: str) -> list[str]:
    """Bodies that a credit names as givers of copy, as it writes them: in no list, or an agency in small letters."""
    if m := _BODY_BYLINE.fullmatch(credit):
        names = [m[1].removesuffix(" Staff")]
    elif m := _MATERIAL.fullmatch(credit):
        names = [n.strip() for n in re.split(r",|/|\band\b", m[1])]
    else:
        return []
    bodies = [n for n in names if re.fullmatch(r"(?:[Tt]he )?[A-ZÀ-Þ][\w&-]*", n) and not n.endswith("gencies")]
    return [known_agency(n.upper()) or n for n in bodies]


def _by_sign_off(noise: Iterable[Noise]) -> list[Credit]:
    """The agency whose own way of signing a report is there, when nothing names another."""
    lines = [line for n in noise if n.reason == "credit" for line in n.text.split("\n")]
    return [
        Credit((agency,), True)
        for agency, forms in load("agencies")["sign_offs"].items()
        if any(re.fullmatch(form, line.strip(), re.IGNORECASE) for form in forms for line in lines)
    ]
