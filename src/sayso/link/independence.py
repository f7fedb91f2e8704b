"""Which origins count as one: the rules of independence in plain code, each merge with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise

from sayso.annotate.gazetteer import capital_of, countries
from sayso.annotate.lexicon import common_word
from sayso.resources import load

OWN_VOICE = " (own voice)"


@dataclass(frozen=True, slots=True)
class Merge:
    """Two origins that do not count apart, and why."""

    a: str
    b: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the reports say of an origin: its entity, its other names and its roles."""

    entity: str | None = None
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom an origin speaks: a kind of body ("government", "police"), and of which country, if said."""

    kind: str
    country: str | None


def group_origins(
    names: Iterable[str],
    known: Mapping[str, Known],
    told: Iterable[tuple[str, str]] = (),
    home: str | None = None,
    copied: Iterable[tuple[str, str]] = (),
) -> tuple[tuple[tuple[str, ...], ...], tuple[Merge, ...]]:
    """Puts origins that do not count apart into groups; own voices are left out.

    One group are: the names of one entity; a body with its offices and spokespeople; the ministries, army, spy service
    and head of one central government; whoever is told by whoever; a source that is not stated with any other. Police,
    courts, hospitals, lawmakers, local authorities, companies, families and each witness stay apart.

    Args:
        names: the origins, as `Origins.of` gives them.
        known: what is known of each name.
        told: pairs (teller, told): the second heard it from the first.
        home: the country that the story is about, for "the government" without a country.
        copied: pairs that stand behind the same copied words.

    Returns:
        The groups, in the order of their first name, and the merges that made them.
    """
    kept = [n for n in dict.fromkeys(names) if not n.endswith(OWN_VOICE)]
    merges = list(_merges(kept, known, set(told), home))
    merges += [Merge(a, b, "one copied text") for a, b in sorted(copied) if a in kept and b in kept and a < b]
    root = {n: n for n in kept}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for merge in merges:
        root[find(merge.b)] = find(merge.a)
    groups: dict[str, list[str]] = {}
    for name in kept:
        groups.setdefault(find(name), []).append(name)
    return tuple(tuple(g) for g in groups.values()), tuple(merges)


def _merges(
    names: Sequence[str], known: Mapping[str, Known], told: set[tuple[str, str]], home: str | None
) -> Iterable[Merge]:
    standings = {n: standing(n, known.get(n, Known()).roles, home) for n in names}
    vague = [n for n in names if n.lower() in load("origins")["not_stated"]]
    firm = [n for n in names if n not in vague]
    for a, b in combinations(firm, 2):
        why = _why_one(a, b, known, standings)
        if why is None and ((a, b) in told or (b, a) in told):
            why = "one was told by the other"
        if why is not None:
            yield Merge(a, b, why)
    for name in vague:
        if firm:
            yield Merge(firm[0], name, "a source that is not stated may be any of the others")
    for a, b in pairwise(vague):
        yield Merge(a, b, "neither source is stated")


def one_origin(a: str, b: str, known: Mapping[str, Known], home: str | None = None) -> str | None:
    """Why two origins do not count apart by what they are; None when they do.

    Args:
        a, b: the origins.
        known: what is known of them.
        home: the country of a government that is named without one.
    """
    return _why_one(a, b, known, {n: standing(n, known.get(n, Known()).roles, home) for n in (a, b)})


def _why_one(a: str, b: str, known: Mapping[str, Known], standings: Mapping[str, Standing | None]) -> str | None:
    x, y = known.get(a, Known()), known.get(b, Known())
    if x.entity is not None and x.entity == y.entity:
        return "one entity"
    if _plain(a) == _plain(b):
        return "one name"
    for one, other, its in ((a, b, y), (b, a, x)):
        if _describes_state_media(one, (other, *its.aliases)):
            return f"{other} is the state medium meant by {one}"
        if _speaks_for(one, known.get(one, Known()), (other, *its.aliases)):
            return f"{one} speaks for {other}"
    p, q = standings[a], standings[b]
    if p is None or q is None or p.kind != q.kind:
        return None
    if p.kind == "government":
        if _same_country(p.country, q.country):
            return f"both belong to the government of {p.country}"
        # rather one origin too few than two ministries of one state that corroborate each other
        return "both belong to a government that no report names" if p.country is None and q.country is None else None
    if p.kind in ONE_BODY and (p.country is None or q.country is None or _same_country(p.country, q.country)):
        return f"both are the {p.kind}"
    return None


# kinds of which a story has as a rule one body, so that "police" and "Norland police" are the same
ONE_BODY = frozenset({"police", "fire service", "ambulance", "court", "prosecutor"})


def standing(name: str, roles: Sequence[str] = (), home: str | None = None) -> Standing | None:
    """For whom an origin speaks, read from its name and roles; None when neither says.

    Args:
        name: as the reports give it, "unnamed: a police spokesman" included.
        roles: its titles and offices.
        home: the country of a government that is named without one.
    """
    return _standing(name, tuple(roles), home)


# every two reports compare their speakers, who are few
@lru_cache(maxsize=4096)
def _standing(name: str, roles: tuple[str, ...], home: str | None) -> Standing | None:
    lexicon = load("origins")
    for text in (name.removeprefix("unnamed: "), *roles):
        plain = _plain(text)
        country = country_of(text)
        for kind, words in lexicon["apart"].items():
            if _has(plain, words):
                return Standing(kind, country)
        if country is not None and (_plain(country) == plain or capital_of(text) is not None):
            return Standing("government", country)
        if _is_seat(text):
            return Standing("government", country)
        if _has(plain, lexicon["government"]):
            return Standing("government", country or home)
    return None


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


def _same_country(a: str | None, b: str | None) -> bool:
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


def _is_seat(text: str) -> bool:
    return _plain(text) in _seats()


@cache
def _seats() -> frozenset[str]:
    seats = load("metonyms").get("seats", {})
    return frozenset(f.lower() for seat, what in seats.items() for f in (seat, *what.get("also", ())))


def _describes_state_media(description: str, names: Sequence[str]) -> bool:
    media = _state_media(description)
    return bool(media) and any(_plain(name) in media for name in names)


@lru_cache(maxsize=4096)
def _state_media(description: str) -> frozenset[str]:
    """The media that a description of state media may mean, in the form of `_plain`."""
    lexicon = load("agencies")
    plain = re.sub(r"[-\s]+", " ", description.lower())
    if not any(re.sub(r"[-\s]+", " ", words) in plain for words in lexicon["state_media_words"]):
        return frozenset()
    country = country_of(description)
    named = [m for c, found in lexicon["state_media"].items() if country in (c, None) for m in found]
    own = [row for row in lexicon["agencies"] if "state" in row and country in (row["state"], None)]
    return frozenset(_plain(m) for m in (*named, *(form for row in own for form in (row["name"], *row["forms"]))))


def _speaks_for(name: str, its: Known, others: Sequence[str]) -> bool:
    words = load("origins")["speaks_for"]
    for text in (name.removeprefix("unnamed: "), *its.roles):
        plain = f" {_plain(text)} "
        for other in others:
            rest = plain.replace(f" {_plain(other)} ", " ")
            if len(_plain(other)) <= 2 or rest == plain:
                continue
            # "ICRC Africa" is an office of the body whose short name it bears
            if _has(rest.strip(), words) or (other.isupper() and rest.strip() in _regions()):
                return True
    return False


@cache
def _regions() -> frozenset[str]:
    """Countries and continents, in the form of `_plain`."""
    return frozenset(map(_plain, (*_countries(), *load("origins")["continents"])))


def _has(plain: str, words: Iterable[str]) -> bool:
    return any(f" {w} " in f" {plain} " for w in words)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    text = text.lower().removeprefix("unnamed: ").replace("’", "'")
    text = re.sub(r"'s\b", "", text)
    return re.sub(r"^(?:the|a|an) ", "", " ".join(re.findall(r"[\w.]+", text))).replace(".", "")
