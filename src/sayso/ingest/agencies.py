"""News agencies by the names, hosts and address marks that credits use, and who owns them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
def _in_brackets() -> Mapping[str, str]:
    """Short forms that are other words too -> the agency they name in a credit's brackets."""
    return {form: a["name"] for a in load("agencies")["agencies"] for form in a.get("in_brackets", ())}


@lru_cache
def mention() -> re.Pattern[str]:
    """What finds an agency in a line of credits; `short` is a form that is another word too, in brackets."""
    short = "|".join(re.escape(f) for f in sorted(_in_brackets(), key=lambda f: (-len(f), f)))
    return re.compile(rf"{agency_pattern()}|(?<=[(/\[])(?P<short>{short})(?=[)/\]])")


@lru_cache
def _short_names() -> Mapping[str, str]:
    return {form.upper(): short for form, short in names().items()} | names()


def agencies_in(credit: str) -> list[str]:
    """The agencies that a credit names, in its order, by their short names.

    A short form that is another word too ("MAP") counts where it stands alone in brackets or between slashes.
    """
    return list(
        dict.fromkeys(
            _in_brackets()[m["short"]] if m["short"] else _short_names()[m[0]] for m in mention().finditer(credit)
        )
    )


def known_agency(name: str) -> str | None:
    """The short name of the agency that a credit's words name, with or without an article; None for all other words.

    Short forms that are other words too count: a credit that is nothing but a name leaves no doubt.
    """
    bare = re.sub(r"^[Tt]he ", "", name.strip(" ."))
    return _in_brackets().get(bare) or _short_names().get(bare) or _short_names().get(name)


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
        own = any(host == h or host.endswith(f".{h}") for h in agency.get("hosts", ()))
        if own or any(f"/{p}/" in path for p in agency.get("paths", ())):
            found.append(agency["name"])
    return found


@lru_cache
def _states() -> Mapping[str, str]:
    rows = load("agencies")["agencies"]
    return {form: a["state"] for a in rows if "state" in a for form in (a["name"], *a["forms"])}


def owning_state(name: str) -> str | None:
    """The state that owns an agency, or whose administration it is part of; None for all other agencies and names.

    It is told to readers and decides nothing: a state's medium is none of the bodies of its government.
    """
    return _states().get(name)
