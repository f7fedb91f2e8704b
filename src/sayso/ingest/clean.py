"""What of an input is the article and what is left of the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayso.ingest.paragraphs import Paragraph
from sayso.resources import load
from sayso.types import Noise

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_PARTS = {
    "{weekday}": r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?",
    "{date}": rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\.?,? \d{{4}}|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    "{clock}": r"\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:Z|[A-Z]{2,4}|[+-]\d\d:?\d\d))?",
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The paragraphs that are the article, and what was left out."""

    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]


def clean(paragraphs: Sequence[Paragraph]) -> Cleaned:
    """Parts the article from time stamps, buttons, credits, lists of other stories and comment forms.

    The rules are data: `resources/noise.yaml`. Repeats of the headline are found by comparing.
    """
    kept: list[Paragraph] = []
    noise: list[Noise] = []
    tail: str | None = None
    seen: set[str] = set()
    for p in paragraphs:
        tail = tail or _matching("tails", p.text)
        reason = tail or _matching("lines", p.text) or _start(p.text)
        key = _key(p.text)
        if not reason and len(kept) < 4 and key in seen and len(p.text) < 200:
            reason = "repeated headline"
        if reason:
            noise.append(_noise(p, 0, len(p.text), reason))
            continue
        if len(kept) < 4:
            seen.add(key)
        kept += _without_pieces(p, noise)
    return Cleaned(tuple(kept), tuple(sorted(noise, key=lambda n: n.raw)))


def _without_pieces(p: Paragraph, noise: list[Noise]) -> Iterator[Paragraph]:
    at = 0
    for start, end, reason in sorted(_pieces(p.text)):
        if start < at:
            continue
        noise.append(_noise(p, start, end, reason))
        before = p.cut(at, start)
        if before.text:
            yield before
        at = end
    rest = p.cut(at, len(p.text)) if at else p
    if rest.text:
        yield rest


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    for reason, pattern in _compiled("pieces"):
        for m in pattern.finditer(text):
            yield m.start(), m.end(), reason


def _noise(p: Paragraph, start: int, end: int, reason: str) -> Noise:
    piece = p.cut(start, end)
    return Noise(text=piece.text, raw=piece.raw, reason=reason)


def _matching(group: str, text: str) -> str | None:
    if len(text) > 800:
        return None
    return next((reason for reason, pattern in _compiled(group) if pattern.fullmatch(text)), None)


def _start(text: str) -> str | None:
    for reason, longest, pattern in _starts():
        if len(text) <= longest and pattern.match(text):
            return reason
    return None


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


@lru_cache
def _compiled(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, _regex(p)) for reason, patterns in load("noise")[group].items() for p in patterns)


@lru_cache
def _starts() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    return tuple((r, g["longest"], _regex(p)) for r, g in load("noise")["starts"].items() for p in g["patterns"])


def _regex(pattern: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        pattern = pattern.replace(name, part)
    return re.compile(pattern, re.I)
