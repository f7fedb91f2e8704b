"""News agencies by the names, hosts and address marks that credits use."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from sayso.resources import load


@lru_cache
def names() -> dict[str, str]:
    """Every form of an agency's name and the short name it goes by."""
    return {form: a["name"] for a in load("agencies")["agencies"] for form in (a["name"], *a["forms"])}


@lru_cache
def agency_pattern() -> str:
    """A regular expression for any agency's name, longest first; to be used with case kept or ignored."""
    return "(?:" + "|".join(re.escape(n) for n in sorted(names(), key=len, reverse=True)) + ")"


@lru_cache
def picture_pattern() -> str:
    """A regular expression for those who supply pictures only."""
    return "(?:" + "|".join(re.escape(n) for n in sorted(load("agencies")["pictures"], key=len, reverse=True)) + ")"


@lru_cache
def _mention() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/]){agency_pattern()}(?![\w])")


def agencies_in(credit: str) -> list[str]:
    """The agencies that a credit names, in its order, by their short names."""
    return list(dict.fromkeys(names()[m[0]] for m in _mention().finditer(credit)))


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
