"""What one surface form of a name says by itself: the key under which its mentions meet, and who may share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds
from sayso.link.names.matching import body_tokens, person_tokens

Key = tuple[str, ...]

# a capital that does one of these is a government
_AGENTIVE = re.compile(
    r"\s+(?:has|have|had|is|was|would|will|also|said|says|wants|accused|denied|claims?|announced|expects|agreed|warned|"
    r"insists?|believes|sees|called|condemned|vowed|responded|fears|hopes|plans|sent|supports|refused|rejected|blamed)\b"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|from|at|outside|across|around|leaving|reached|to visit|via|through|central|downtown|into)\s+$",
    re.IGNORECASE,
)
# after a capital's possessive these are a city's own
_CITYS_OWN = re.compile(r"['’]s?\s+(?!.{0,20}(?:airport|street|suburb|mayor|square|district|subway|residents|station))")
_DEALT_WITH = re.compile(r"\b(?:between|against|with|by|on|urged?|told|accused?|pressure|and|toward|towards)\s+$")


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form with the key of its first cluster and, for bodies, the country and kind it names."""

    key: Key
    country: str | None = None
    kind: str | None = None


@cache
def seats() -> Mapping[str, str]:
    """Seats and short names of bodies -> the key they share, from the lexicon of metonyms."""
    table = {}
    for seat, entry in resources.load("metonyms")["seats"].items():
        for name in (seat, entry.get("body", seat), *entry.get("also", [])):
            table[" ".join(body_tokens(name))] = seat
    return table


@cache
def long_forms() -> Mapping[str, str]:
    """Acronyms that the news does not introduce -> the body's name in full."""
    table: Mapping[str, str] = resources.load("metonyms")["acronyms"]
    return table


@cache
def agencies() -> Mapping[str, str]:
    """Acronyms of news agencies, which readers know by their full names -> these."""
    known = resources.load("metonyms")["agencies"]
    return {short: long_forms()[short] for short in known}


def split_country(text: str) -> tuple[str | None, str]:
    """The country that opens a body's name ("Norland's army", "Norlander army") and the rest of it."""
    bare = re.sub(r"^(?:the|The)\s+", "", text.strip())
    match = re.match(r"((?:[\w.]+\s){0,2}?[\w.]+)(?:['’]s?)?\s+(?=\S)", bare)
    if match is None:
        return None, bare
    parts = bare.split()
    for length in (3, 2, 1):
        if length >= len(parts):
            continue
        opening = re.sub(r"['’]s?$", "", " ".join(parts[:length]))
        country = gazetteer.country(opening) or gazetteer.nationality(opening)
        if country:
            return country, " ".join(parts[length:])
    return None, bare


def person_form(text: str) -> Form:
    """The form of a person's name: its words without titles and particles."""
    return Form(("person", *person_tokens(text)))


def place_form(text: str, before: str, after: str) -> Form:
    """The form of a place's name; a capital that acts, owns or is dealt with goes to its country.

    Args:
        before: the text that comes right before the mention, after: what follows it.
    """
    bare = re.sub(r"^(?:the|The)\s+", "", text)
    if (country := gazetteer.country(text)) or (country := gazetteer.country(bare)):
        return Form(("place", gazetteer.plain(country)), country=country)
    if (country := gazetteer.capital_of(bare)) and stands_for_government(text, before, after):
        return Form(("place", gazetteer.plain(country)), country=country)
    if state := gazetteer.state(bare):
        return Form(("place", gazetteer.plain(state)))
    tokens = gazetteer.plain(bare).split()
    if tokens[-1:] in (["oblast"], ["province"]):
        tokens[-1] = "region"
    town = gazetteer.town(bare)
    if town is not None and town.population >= gazetteer.LARGE_TOWN:
        return Form(("place", gazetteer.plain(town.name)))
    return Form(("place", " ".join(tokens)))


def stands_for_government(text: str, before: str, after: str) -> bool:
    """Whether a capital's name, in this place, means the state: it acts or is acted with, and nothing is put in it."""
    if text.isupper() and len(text) > 3:
        return False
    if _PLACE_BEFORE.search(before) or re.match(r"\s*(?:,|\()\s*[A-Z]|\s*[—–-]\s|\s+\(", after):
        return False
    if _CITYS_OWN.match(after) or _AGENTIVE.match(after):
        return True
    return bool(_DEALT_WITH.search(before))


def body_form(text: str) -> Form:
    """The form of a body's name; one named by country and kind alone is keyed by these."""
    country, rest = split_country(text)
    tokens = body_tokens(text)
    seat = seats().get(" ".join(tokens)) or (seats().get(" ".join(body_tokens(rest))) if country else None)
    if seat:
        return Form(("body", "seat", seat))
    kind = kind_of_phrase(rest)
    if not country and kind and kinds()[kind].get("local") and rest != text.lower():
        words = rest.split()
        owner = place_form(re.sub(r"['’]s?$", "", " ".join(w for w in words if w[:1].isupper())), "in ", "").key
        if words[-1].islower() and len(owner[1]) > 1:
            return Form(("body", "of", owner[1], kind), kind=kind)
    if country and kind and kinds()[kind].get("country") and len(rest.split()) <= 3:
        return Form(("body", "of", country, kind), country=country, kind=kind)
    short = text.replace(".", "")
    full = long_forms().get(short) or (long_forms().get(short.upper()) if len(short) > 3 else None)
    if full is not None and full != text:
        return body_form(full)
    rest = re.sub(r"\s+(?:state |official )?(?:news agency|agency|newspaper|television|TV)$", "", rest) or rest
    core = body_tokens(rest) if country else body_tokens(re.sub(r"\s+(?:news agency|newspaper)$", "", text))
    owner = body_tokens(country) if country else ()
    return Form(("body", " ".join((*owner, *core))), country=country)
