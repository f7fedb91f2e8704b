"""News agencies by the names, hosts and address marks that credits use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from sayso.resources import load


@lru_cache
def names() -> dict[str, str]:
    """Every form of an agency's name and the short name it goes by."""
    return {form: a["name"] for a in load("agencies")["agencies"] for form in (a["name"], *a["forms"])}


@lru_cache
def agency_pattern() -> str:
    """A regular expression for any agency's name as a whole word, in its own case or in capitals."""
    return _words(names())


@lru_cache
def picture_pattern() -> str:
    """A regular expression for those who supply pictures only."""
    return _words(load("agencies")["pictures"])


def _words(forms: Iterable[str]) -> str:
    # case decides, also inside patterns that ignore it: "SPA" is an agency, "spa" is not
    every = sorted({*forms, *(f.upper() for f in forms)}, key=lambda f: (-len(f), f))
    return r"(?<!\w)(?-i:" + "|".join(re.escape(f) for f in every) + r")(?!\w)"


@lru_cache
def _mention() -> re.Pattern[str]:
    return re.compile(agency_pattern())


def _short(form: str) -> str:
    return names().get(form) or next(short for f, short in names().items() if f.upper() == form)


def agencies_in(credit: str) -> list[str]:
    """The agencies that a credit names, in its order, by their short names."""
    return list(dict.fromkeys(_short(m[0]) for m in _mention().finditer(credit)))


def agencies_of_address(url: str | None) -> list[str]:
    """The agencies whose site or whose wire an address belongs to."""
    if not url:
        return []
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return []
    path = f"{parts.path.lower()}/"
    found = []
    for agency in load("agencies")["agencies"]:
        own = any(host == h or host.endswith(f".{h}") for h in agency["hosts"])
        if own or any(f"/{p}/" in path for p in agency["paths"]):
            found.append(agency["name"])
    return found
