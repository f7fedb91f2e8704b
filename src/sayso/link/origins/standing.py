"""For whom an origin speaks by what its name and its roles say: a kind of body, a country, or nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sayso.annotate.gazetteer import capital_of, countries
from sayso.annotate.lexicon import common_word
from sayso.annotate.speakerwords import is_somebody, nouns
from sayso.resources import load

UNNAMED = "unnamed: "
_FORMER = re.compile(r"(?<!\w)(?:former(?:ly)?|ex|retired|one-?time|late)(?!\w)", re.IGNORECASE)
_AFTER_OWNER = re.compile(r"['’]s?\s+(?:\w+\s)?(?:parent|owner|rival|supplier|union|critics?|victims?|lawyers?)\b")
_ABOUT = re.compile(
    r"\b(?:about|against|into|over|on|(?:filing|deal|meeting) with|(?:letter|petition|complaint|message|filing) to)\s+"
    r"(?:the\s+)?(?:[\w.]+\s)?$"
)
_PLACE = re.compile(r"['’]s?\s+(?:\w+\s)?(?:page|web ?site|site|account|blog|feed|channel)\b")


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom an origin speaks: a kind of body ("government", "police"), and of which country, if said."""

    kind: str
    country: str | None


def standing(
    name: str, roles: Sequence[str] = (), country: str | None = None, home: str | None = None
) -> Standing | None:
    """For whom an origin speaks, read from its name and roles; None when neither says.

    Who was something once ("the former minister") no longer speaks for it.

    Args:
        name: as the reports give it, "unnamed: a police spokesman" included.
        roles: its titles and offices.
        country: whose the reports say that it is, for a government office whose title names no country.
        home: the country of a government that is named without one.
    """
    return _standing(name, tuple(roles), country, home)


# every two reports compare their speakers, who are few
@lru_cache(maxsize=4096)
def _standing(name: str, roles: tuple[str, ...], country: str | None, home: str | None) -> Standing | None:
    found = [s for text in (name.removeprefix(UNNAMED), *roles) if (s := _said(text)) is not None]
    if not found:
        return None
    kind = found[0].kind
    # "Chief Cabinet Secretary" in one report is "Norland's Chief Cabinet Secretary" in another
    said = next((s.country for s in found if s.kind == kind and s.country is not None), None)
    return Standing(kind, said or (country or home if kind == "government" else None))


def _said(text: str) -> Standing | None:
    lexicon = load("origins")
    if is_former(text):
        return None
    words = plain(text)
    country = country_of(text)
    for kind, listed in lexicon["apart"].items():
        if has(words, listed):
            return Standing(kind, country)
    if country is not None and (plain(country) == words or capital_of(text) is not None):
        return Standing("government", country)
    if words in _seats() or has(words, lexicon["government"]):
        return Standing("government", country)
    return None


def is_former(text: str) -> bool:
    """Whether a title is one that its bearer has no longer: "former minister", "ex-president"."""
    return _FORMER.search(text) is not None


def is_nobody(name: str) -> bool:
    """Whether a speaker without a name may be anybody: "reports", "sources", "others", or a thing that cannot speak.

    A description that names a trade, a body, a place or a paper is somebody: "a harbour source", "a letter".
    """
    if not name.startswith(UNNAMED):
        return False
    lexicon = load("origins")
    words = re.findall(r"\w[\w'’-]*", name.removeprefix(UNNAMED).lower())
    if name.lower() in lexicon["not_stated"] or all(w in lexicon["not_stated_words"] for w in words):
        return True
    if words[:1] and words[0] in ("my", "our", "your"):
        # what somebody who is quoted calls his own
        return True
    if any(w[:1].isupper() for w in name.removeprefix(UNNAMED).split()):
        return False
    if is_somebody(name) or is_somebody(" ".join(re.sub(r"men$", "man", w.removesuffix("s")) for w in words)):
        return False
    known = nouns("document") | nouns("government") | nouns("media") | nouns("bodies") | nouns("group")
    singular = {w.removesuffix("'s").removesuffix("’s").removesuffix("s") for w in words}
    return not (known & (singular | set(words))) and _said(name.removeprefix(UNNAMED)) is None


def is_any_official(name: str) -> bool:
    """Whether a speaker is "officials" or "authorities" and nothing says whose."""
    words = plain(name).split()
    return bool(words) and set(words) <= set(load("origins")["any_official"])


def country_of(text: str) -> str | None:
    """The first country that a text names by its name, nationality, capital or seat of government.

    A state that the gazetteer does not have is read off its place beside a word of government ("Norland's army", "the
    foreign ministry of Norland").
    """
    match = _country_pattern().search(text)
    if match is not None:
        return _countries()[match.group()]
    unknown = (g for match in _unknown_pattern().finditer(text) for g in match.groups() if g)
    # "Interior Ministry" and "Senior officials" name no state
    return next((g for g in unknown if not common_word(g)), None)


def same_country(a: str | None, b: str | None) -> bool:
    """Whether two countries are one; of a country that the gazetteer lacks, name and adjective share their stem."""
    if a is None or b is None or a == b:
        return a is not None and a == b
    if a in _countries().values() or b in _countries().values():
        return False
    shared = next(
        (i for i, (x, y) in enumerate(zip(a.lower(), b.lower(), strict=False)) if x != y), min(len(a), len(b))
    )
    return shared >= max(4, 0.6 * max(len(a), len(b)))


@cache
def _countries() -> Mapping[str, str]:
    out: dict[str, str] = {}
    for country in countries().values():
        for form in (country.name, *country.adjectives, *country.also, *country.capitals):
            out.setdefault(form, load("nationalities").get(country.name, {}).get("within", country.name))
    for seat, what in load("metonyms").get("seats", {}).items():
        for form in (seat, *what.get("also", ())):
            out.setdefault(form, what["country"])
    return out


@cache
def _unknown_pattern() -> re.Pattern[str]:
    words = "|".join(sorted({re.escape(w) for w in load("origins")["government"]}, key=len, reverse=True))
    return re.compile(
        rf"([A-Z]\w{{3,}})(?:['’]s)? (?:\w+ ){{0,2}}(?i:{words})\b|\b(?i:{words}) (?:of|for) ([A-Z]\w{{3,}})"
    )


@cache
def _country_pattern() -> re.Pattern[str]:
    forms = sorted(_countries(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


@cache
def _seats() -> frozenset[str]:
    seats = load("metonyms").get("seats", {})
    return frozenset(f.lower() for seat, what in seats.items() for f in (seat, *what.get("also", ())))


def means_state_medium(description: str, names: Sequence[str]) -> bool:
    """Whether a description of state media ("Norland's state television") means the medium with one of these names."""
    media = _state_media(description)
    return bool(media) and any(plain(name) in media for name in names)


@lru_cache(maxsize=4096)
def _state_media(description: str) -> frozenset[str]:
    """The media that a description of state media may mean, in the form of `plain`."""
    lexicon = load("agencies")
    words = re.sub(r"[-\s]+", " ", description.lower())
    if not any(re.sub(r"[-\s]+", " ", said) in words for said in lexicon["state_media_words"]):
        return frozenset()
    country = country_of(description)
    named = [m for c, found in lexicon["state_media"].items() if country in (c, None) for m in found]
    own = [row for row in lexicon["agencies"] if "state" in row and country in (row["state"], None)]
    return frozenset(plain(m) for m in (*named, *(form for row in own for form in (row["name"], *row["forms"]))))


def speaks_for(text: str, others: Sequence[str]) -> bool:
    """Whether a title or description ("Norland Rail's spokesman") makes its bearer speak for who has these names."""
    words = load("origins")["speaks_for"]
    said = f" {plain(text)} "
    office = _names_an_office(text)
    for other in others:
        if not office and not other.isupper():
            continue
        at = text.find(other)
        if at >= 0 and only_concerns(text, at, at + len(other)):
            continue
        rest = said.replace(f" {plain(other)} ", " ")
        if len(plain(other)) <= 2 or rest == said:
            continue
        # "ICRC Africa" is an office of the body whose short name it bears
        if has(rest.strip(), words) or (other.isupper() and rest.strip() in _regions()):
            return not is_former(text)
    return False


@lru_cache(maxsize=8192)
def _names_an_office(text: str) -> bool:
    """Whether a title or description has a word of those that make somebody speak for another."""
    words = {word for phrase in load("origins")["speaks_for"] for word in phrase.split()}
    return not words.isdisjoint(plain(text).split())


def only_concerns(text: str, start: int, end: int) -> bool:
    """Whether the words of a title or description are not those of who is named in it at start:end, but about it.

    "A report on Velmar" and "the lawyer of Velmar's owner" are not Velmar's; "a post on Velmar's page" is.
    """
    if _AFTER_OWNER.match(text, end):
        return True
    return _ABOUT.search(text[:start]) is not None and _PLACE.match(text, end) is None


@cache
def _regions() -> frozenset[str]:
    """Countries and continents, in the form of `plain`."""
    return frozenset(map(plain, (*_countries(), *load("origins")["continents"])))


def has(words: str, listed: Iterable[str]) -> bool:
    """Whether a text in the form of `plain` holds one of the listed words or phrases."""
    return any(f" {w} " in f" {words} " for w in listed)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A name's words alone: lower case, no article, no possessive, no full stops."""
    text = text.lower().removeprefix(UNNAMED).replace("’", "'")
    text = re.sub(r"'s\b", "", text)
    return re.sub(r"^(?:the|a|an) ", "", " ".join(re.findall(r"[\w.]+", text))).replace(".", "")
