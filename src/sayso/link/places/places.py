"""Which place of the gazetteer a name means: candidates by name, weighed by what the reports say around it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.fuzz import ratio

from sayso.annotate import gazetteer
from sayso.annotate.gazetteer import Town
from sayso.spans import Span
from sayso.types import Annotations, Entity, Feature, Place

# Log odds, set by hand after what geocoders of news have found to tell most (Leidner 2007, "Toponym Resolution in
# Text": a country named beside it, the most populous of a name, the countries that a story names).
BESIDE = 6.0  # "Paris, Texas", "the Afghan city of"
APART = -6.0  # beside it stands another country or state
# What a country has that the story does not name, beside the share of one that it does; the same for a state.
UNNAMED_COUNTRY, UNNAMED_STATE = 0.012, 0.3
# Many a name is that of a village which no table has: it stands as a candidate of this many people in the country that
# the story names most, and with this where a country or state stands beside the name.
UNKNOWN, UNKNOWN_BESIDE = 5_000, 3.0
# a country that is named outright; an American state that shares its name with a large town of the country
# ("New York"), unless it is called a state or stands among states
OUTRIGHT, STATE_BESIDE_TOWN = 20.0, 0.01
# A town that bears the name only as an alternate one: like its usual one by ALIKE of 100 ("Mazar-i-Sharif"); as English
# calls a large town ("Cologne"); or a small one, which hardly anybody calls so today (Hartford was Newtown once).
SPELLED_OTHERWISE, LARGE_OTHERWISE, SMALL_OTHERWISE, ALIKE = 0.3, 0.03, 0.001, 60
# a place is given when it is this probable
SURE = 0.8
# mentions that are looked at for what stands beside them
LOOKED_AT = 60
PLACES = frozenset({"GPE", "LOC"})
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*(?:\.[A-Z])*\.?(?: (?:of the |of |and )?[A-Z][\w’'-]*)?")
_AFTER = re.compile(r"(?:,| in| \()\s*(?:the )?([A-Z][\w.]*(?: [A-Z][\w.]*){0,2})")
_BEFORE = re.compile(
    r"([A-Z]\w+)(?:’s|'s)? (?:[\w-]+ )?(?:city|town|village|port|capital|province|region|state|resort|island|suburb"
    r"|district|municipality|county|hub)(?: of| city of)? $"
)
_A_STATE = re.compile(r"(?i)\bstate\b|\.$")
_PARTS = re.compile(
    r"^(?:the )?(?:(?:north|south|east|west|central|northern|southern|eastern|western)(?:east|west)?(?:ern)? )?"
    r"(?:(?:city|town) of )?"
    r"(.+?)(?: (?:city|town))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place that a name may mean; `people` weigh it before anything is known of the story.

    `shared` says whether it is a state that a large town of the country shares its name with.
    """

    place: Place
    people: float
    shared: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """How often the story names each country and each American state, as shares."""

    countries: Mapping[str, float]
    states: Mapping[str, float]


def place_entities(entities: Sequence[Entity], annotated: Sequence[Annotations]) -> tuple[Entity, ...]:
    """Gives each country, state, town and continent among the entities its place on the map.

    A candidate is weighed by its people, the country or state that stands beside the name ("Paris, Texas", "the Afghan
    city of"), and how often the story names its country and its state. One that no table has, a village of the country
    that the story names most, is always among them; so what stays in doubt stays without a place.

    Args:
        entities: linked across the reports.
        annotated: the reports.

    Returns:
        The entities in their order, with `place` and `place_why`; those of other types unchanged.
    """
    texts = {a.report.id: a.report.text for a in annotated}
    words = Counter(m.group() for text in texts.values() for m in _CAPITALISED.finditer(text))
    named = _countries_named(words)
    return tuple(_placed(e, texts, named) if e.type in PLACES else e for e in entities)


def _placed(entity: Entity, texts: Mapping[str, str], named: Counter[tuple[str, str | None]]) -> Entity:
    found = _candidates(entity)
    if not found:
        return replace(entity, place_why={"not_found": "no country, state or town of 15,000 people has this name"})
    own = {c.place.country for c in found if c.place.kind == "country"}
    setting = _setting(named, set() if len(found) == 1 else own & _doubtful(found))
    beside = _beside(entity.mentions[:LOOKED_AT], texts)
    # what stands beside it names none of its countries where places are listed ("Washington, Seoul")
    beside = beside if {c for c, _ in beside} & {c.place.country for c in found} else set()
    logits = [_logit(c, setting, beside) for c in found]
    village = math.log(UNKNOWN) + math.log(max(setting.countries.values(), default=UNNAMED_COUNTRY))
    if beside:
        village += UNKNOWN_BESIDE
    # a country or continent is no village
    logits.append(village if all(c.place.kind == "town" for c in found) else -math.inf)
    whole = math.log(sum(math.exp(x - max(logits)) for x in logits)) + max(logits)
    shares = [math.exp(x - whole) for x in logits[:-1]]
    best = max(range(len(found)), key=lambda i: shares[i])
    why: dict[str, Feature] = {
        "probability": round(shares[best], 3),
        "candidates": len(found),
        "beside": ", ".join(sorted({country for country, _ in beside} | {s for _, s in beside if s})) or None,
        "country_named": round(setting.countries.get(found[best].place.country or "", 0.0), 3),
    }
    why = {k: v for k, v in why.items() if v is not None}
    if shares[best] < SURE:
        others = sorted(range(len(found)), key=lambda i: -shares[i])[:3]
        why["in_doubt"] = "; ".join(_told(found[i].place) for i in others)
        return replace(entity, place_why=why)
    return replace(entity, place=found[best].place, place_why=why)


def _told(place: Place) -> str:
    return ", ".join(part for part in (place.name, place.division, place.country) if part)


def _doubtful(found: Sequence[_Candidate]) -> set[str | None]:
    """The countries that share their name with a state or town of another one, as Georgia."""
    countries = {c.place.country for c in found if c.place.kind == "country"}
    return countries if any(c.place.country not in countries for c in found) else set()


def _candidates(entity: Entity) -> list[_Candidate]:
    """The places that the entity's name may mean, or the first of its other names that means any."""
    for form in dict.fromkeys((entity.name, *sorted(entity.aliases, key=len, reverse=True))):
        match = _PARTS.match(form.strip())
        for name in dict.fromkeys((form.strip(), match.group(1) if match else form)):
            if found := _named(name, towns=entity.type == "GPE"):
                return _apart(found, entity)
    return []


def _apart(found: list[_Candidate], entity: Entity) -> list[_Candidate]:
    """The candidates, those that share their name with another of one country weighed against it."""
    codes = {c.place.country for c in found if c.place.kind == "country"}
    # a country and its capital of one name, as Singapore, are one place here
    found = [c for c in found if c.place.kind != "town" or c.place.country not in codes]
    large = any(c.place.kind == "town" and c.place.country == "US" and c.people >= gazetteer.LARGE_TOWN for c in found)
    if not large or any(_A_STATE.search(form) for form in entity.aliases):
        return found
    return [replace(c, shared=c.place.kind == "division") for c in found]


def _named(name: str, *, towns: bool) -> list[_Candidate]:
    found: list[_Candidate] = []
    if (country := gazetteer.country(name)) is not None and (place := _country(country)) is not None:
        found.append(_Candidate(place, OUTRIGHT * (gazetteer.countries()[country].population or 1_000_000)))
    if (state := gazetteer.state(name)) is not None:
        found.append(_state(state))
    if place := _continent(name):
        found.append(_Candidate(place, 1e9))
    if towns and not any(c.place.kind == "continent" for c in found):
        found += [_Candidate(_town(t), t.population * _usual(name, t)) for t in gazetteer.towns(name)]
    return found


def _usual(name: str, town: Town) -> float:
    """How usual a name of a town is, beside its usual one."""
    one, other = gazetteer.plain(name), gazetteer.plain(town.name)
    if one == other:
        return 1.0
    if ratio(one, other) >= ALIKE:
        return SPELLED_OTHERWISE
    return LARGE_OTHERWISE if town.population >= gazetteer.LARGE_TOWN else SMALL_OTHERWISE


def _country(name: str) -> Place | None:
    country = gazetteer.countries()[name]
    if country.code is None:
        return _part(name, country.division) if country.division else None
    seats = [t for capital in country.capitals for t in gazetteer.towns(capital) if t.country == country.code]
    if not seats:
        return None
    return Place(
        name=name,
        kind="country",
        country=country.code,
        division=None,
        lat=seats[0].lat,
        lon=seats[0].lon,
        population=country.population,
        geonames=country.geonames,
        at=f"its capital, {seats[0].name}",
    )


def _part(name: str, within: str) -> Place | None:
    """A part of a country that is a nation of its own, by the codes of the country and the division."""
    country, _, division = within.partition(".")
    towns = gazetteer.towns_of(country, division)
    return _amid(name, country, division, towns, None) if towns else None


def _state(name: str) -> _Candidate:
    code, geonames = gazetteer.state_codes()[name]
    towns = gazetteer.towns_of("US", code)
    place = _amid(name, "US", code, towns, geonames)
    return _Candidate(place, sum(t.population for t in towns))


def _amid(name: str, country: str, division: str, towns: Sequence[Town], geonames: int | None) -> Place:
    """A division, placed in the middle of its towns, each weighed by its people."""
    people = sum(t.population for t in towns) or 1
    return Place(
        name=name,
        kind="division",
        country=country,
        division=division,
        lat=round(sum(t.lat * t.population for t in towns) / people, 3),
        lon=round(sum(t.lon * t.population for t in towns) / people, 3),
        population=None,
        geonames=geonames,
        at="the middle of its towns, weighed by their people",
    )


def _continent(name: str) -> Place | None:
    known = gazetteer.continents().get(gazetteer.plain(name))
    if known is None:
        return None
    usual, lat, lon, geonames = known
    return Place(
        name=usual,
        kind="continent",
        country=None,
        division=None,
        lat=lat,
        lon=lon,
        population=None,
        geonames=geonames,
        at="its middle",
    )


def _town(town: Town) -> Place:
    return Place(
        name=town.name,
        kind="town",
        country=town.country,
        division=town.division or None,
        lat=town.lat,
        lon=town.lon,
        population=town.population,
        geonames=town.geonames,
        at="its middle",
    )


def _countries_named(words: Counter[str]) -> Counter[tuple[str, str | None]]:
    """How often a story names each country, by its name, nationality, capital or, in the United States, a state."""
    out: Counter[tuple[str, str | None]] = Counter()
    for word, times in words.items():
        for form in (word, word.removesuffix("’s").removesuffix("'s"), word.split()[0]):
            if (found := _country_or_state(form)) is not None:
                out[found] += times
                break
    return out


def _country_or_state(text: str) -> tuple[str, str | None] | None:
    """The ISO code of the country that a text names, and the postal code of the state when it names one."""
    if (name := gazetteer.country(text) or gazetteer.nationality(text) or gazetteer.capital_of(text)) is not None:
        country = gazetteer.countries()[name]
        code = country.code or (country.division or "").partition(".")[0]
        return (code, None) if code else None
    if (state := gazetteer.state(text)) is not None and (text in gazetteer.state_codes() or text.endswith(".")):
        return "US", gazetteer.state_codes()[state][0]
    return None


def _setting(named: Counter[tuple[str, str | None]], without: Iterable[str | None]) -> _Setting:
    left_out = set(without)
    countries: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for (country, state), times in named.items():
        if country not in left_out or state:
            countries[country] += times
        if state:
            states[state] += times
    return _Setting(_shares(countries), _shares(states))


def _shares(counts: Counter[str]) -> dict[str, float]:
    whole = sum(counts.values())
    return {name: count / whole for name, count in counts.items()}


def _beside(mentions: Sequence[Span], texts: Mapping[str, str]) -> set[tuple[str, str | None]]:
    """The countries and states that stand right beside a name."""
    found: set[tuple[str, str | None]] = set()
    for span in mentions:
        text = texts.get(span.report, "")
        after = _AFTER.match(text, span.end)
        if after is not None:
            words = after.group(1).split()
            for size in range(len(words), 0, -1):
                name = " ".join(words[:size])
                if not gazetteer.nationality(name) and (named := _country_or_state(name)) is not None:
                    found.add(named)
                    break
        before = _BEFORE.search(text[max(0, span.start - 60) : span.start].rpartition("\n")[2])
        if before is not None and gazetteer.nationality(before.group(1)):
            named = _country_or_state(before.group(1))
            if named is not None:
                found.add(named)
    return found


def _logit(candidate: _Candidate, setting: _Setting, beside: set[tuple[str, str | None]]) -> float:
    place = candidate.place
    value = math.log(max(candidate.people, 1.0))
    if place.kind == "continent":
        return value
    value += math.log(UNNAMED_COUNTRY + setting.countries.get(place.country or "", 0.0))
    if place.country == "US" and place.kind == "town" and setting.states:
        value += math.log(1 + setting.states.get(place.division or "", 0.0) / UNNAMED_STATE)
    if candidate.shared and not any(state and state != place.division for _, state in beside):
        value += math.log(STATE_BESIDE_TOWN)
    if beside and place.kind == "town":
        here = {(country, state) for country, state in beside if country == place.country}
        states = {state for _, state in here if state}
        value += BESIDE if here and (not states or place.division in states) else APART
    return value
