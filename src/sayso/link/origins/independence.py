"""Which origins count as one: the rules of independence in plain code, each merge with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.groups import Groups
from sayso.link.origins.standing import (
    UNNAMED,
    Standing,
    is_any_official,
    is_nobody,
    means_state_medium,
    plain,
    same_country,
    speaks_for,
    standing,
)

OWN_VOICE = " (own voice)"
# kinds of which a story has as a rule one body, so that "police" and "Norland police" are the same
ONE_BODY = frozenset({"police", "fire service", "ambulance", "court", "prosecutor", "organiser"})
# for whom "officials" may speak
OFFICIAL = (ONE_BODY - {"organiser"}) | {"government", "local authority", "regulator", "hospital"}


COPIED_TEXT = "one copied text"
DECIDED = "a person decided so"
QUOTED_ALIKE = "the same words in quotation marks"
# fewer words may be a catchword that two people use ("fake news")
QUOTED_WORDS = 4
_QUOTED = re.compile(r"“([^”\n]+)”|\"([^\"\n]+)\"")


def quotes_same(a: str, b: str) -> bool:
    """Whether words in quotation marks in one text stand in the other: no two people say the same by chance."""
    return _quotes(a, b) or _quotes(b, a)


def quotes(text: str) -> bool:
    """Whether words stand in quotation marks in a text that are enough to be nobody else's."""
    return bool(_quotations(text))


def _quotes(a: str, b: str) -> bool:
    return any(words in _told(b) for words in _quotations(a))


@lru_cache(maxsize=8192)
def _told(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


@lru_cache(maxsize=8192)
def _quotations(text: str) -> tuple[str, ...]:
    """What stands in quotation marks in a text, where it is long enough to be nobody else's."""
    found = (_WORD.findall((m[1] or m[2]).lower()) for m in _QUOTED.finditer(text))
    return tuple(f" {' '.join(words)} " for words in found if len(words) >= QUOTED_WORDS)


_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Merge:
    """Two origins that do not count apart, and why."""

    a: str
    b: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the reports say of an origin.

    `aliases` are the other names of its entity, `roles` its titles and offices, `country` whose it is said to be, and
    `serves` the names of the bodies that its roles, or the words that describe it, belong to.
    """

    entity: str | None = None
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    country: str | None = None
    serves: tuple[str, ...] = ()


_UNKNOWN = Known()


def group_origins(
    names: Iterable[str],
    known: Mapping[str, Known],
    told: Iterable[tuple[str, str]] = (),
    home: str | None = None,
    worded: Mapping[tuple[str, str], str] | None = None,
    judged: Constraints = UNDECIDED,
) -> tuple[tuple[tuple[str, ...], ...], tuple[Merge, ...]]:
    """Puts origins that do not count apart into groups; own voices are left out.

    One group are: the names of one entity; a body with its offices and spokespeople; the ministries, army, spy service
    and head of one central government; whoever is told by whoever; a source that is not stated with any other, and
    officials whom no report places with the first who is one. Police, courts, hospitals, lawmakers, local authorities,
    companies, families and each witness stay apart.

    Args:
        names: the origins, as `Origins.of` gives them.
        known: what is known of each name.
        told: pairs (teller, told): the second heard it from the first.
        home: the country that the story is about, for "the government" without a country.
        worded: pairs that stand behind the same words, with what makes these one party's ("one copied text").
        judged: names that a person put together or keeps apart, whatever speaks for the contrary.

    Returns:
        The groups, in the order of their first name, and the merges that made them.
    """
    kept = [n for n in dict.fromkeys(names) if not n.endswith(OWN_VOICE)]
    merges = [Merge(a, b, DECIDED) for one in judged.same for a, b in pairwise(n for n in kept if n in one)]
    merges += _merges(kept, known, set(told), home)
    merges += [Merge(a, b, why) for (a, b), why in sorted((worded or {}).items()) if a in kept and b in kept and a < b]
    groups: Groups[str] = Groups()
    for name in kept:
        groups.find(name)
    for a, b in judged.apart:
        if a in kept and b in kept:
            groups.bar(a, b)
    held = tuple(merge for merge in merges if groups.join(merge.a, merge.b))
    return tuple(tuple(one) for one in groups.members()), held


def _merges(
    names: Sequence[str], known: Mapping[str, Known], told: set[tuple[str, str]], home: str | None
) -> Iterable[Merge]:
    standings = {n: _stands(n, known, home) for n in names}
    vague = [n for n in names if is_nobody(n) and not known.get(n, _UNKNOWN).serves]
    firm = [n for n in names if n not in vague]
    for a, b in combinations(firm, 2):
        why = _why_one(a, b, known, standings)
        if why is None and ((a, b) in told or (b, a) in told):
            why = "one was told by the other"
        if why is not None:
            yield Merge(a, b, why)
    yield from _placed_nowhere(firm, known, standings)
    for name in vague:
        if firm:
            yield Merge(firm[0], name, "a source that is not stated may be any of the others")
    for a, b in pairwise(vague):
        yield Merge(a, b, "neither source is stated")


def _placed_nowhere(
    names: Sequence[str], known: Mapping[str, Known], standings: Mapping[str, Standing | None]
) -> Iterable[Merge]:
    """Merges of "officials" whom no report places with the first of the others who is an official or speaks for a body.

    Rather one origin too few than an official who corroborates himself.
    """
    official = [
        n
        for n in names
        if not is_any_official(n)
        and (known.get(n, _UNKNOWN).serves or ((its := standings[n]) is not None and its.kind in OFFICIAL))
    ]
    for name in names:
        if official and is_any_official(name):
            yield Merge(official[0], name, f"{name} may be officials of {official[0]}")


def _stands(name: str, known: Mapping[str, Known], home: str | None) -> Standing | None:
    return _its_standing(name, known.get(name, _UNKNOWN), home)


@lru_cache(maxsize=8192)
def _its_standing(name: str, its: Known, home: str | None) -> Standing | None:
    # a named minister without a country is not the home country's for being named in its story
    found = standing(name, its.roles, its.country, home if its.entity is None else None)
    bodies = [standing(body) for body in its.serves]
    if found is not None and found.kind == "government" and bodies:
        # "the president" and "officials" of a zoo are none of a state
        return found if any(b is not None and b.kind == "government" for b in bodies) else None
    return found


def one_origin(a: str, b: str, known: Mapping[str, Known], home: str | None = None) -> str | None:
    """Why two origins do not count apart by what they are; None when they do.

    Args:
        a, b: the origins.
        known: what is known of them.
        home: the country of a government that is named without one.
    """
    return _why_one(a, b, known, {n: _stands(n, known, home) for n in (a, b)})


def _why_one(a: str, b: str, known: Mapping[str, Known], standings: Mapping[str, Standing | None]) -> str | None:
    x, y = known.get(a, _UNKNOWN), known.get(b, _UNKNOWN)
    if x.entity is not None and x.entity == y.entity:
        return "one entity"
    if plain(a) == plain(b):
        return "one name"
    for one, of_one, other, of_other in ((a, x, b, y), (b, y, a, x)):
        called = (other, *of_other.aliases)
        if means_state_medium(one, called):
            return f"{other} is the state medium meant by {one}"
        texts = (one.removeprefix(UNNAMED), *of_one.roles)
        if any(speaks_for(text, called) for text in texts) or other in of_one.serves:
            return f"{one} speaks for {other}"
    if both := [body for body in x.serves if body in y.serves]:
        return f"both speak for {both[0]}"
    p, q = standings[a], standings[b]
    if p is None or q is None or p.kind != q.kind:
        return None
    if p.kind == "government":
        if same_country(p.country, q.country):
            return f"both belong to the government of {p.country}"
        # rather one origin too few than two ministries of one state that corroborate each other
        return "both belong to a government that no report names" if p.country is None and q.country is None else None
    if p.kind in ONE_BODY and (p.country is None or q.country is None or same_country(p.country, q.country)):
        return f"both are the {p.kind}"
    if p.kind == "family" and _one_family(a, b):
        return "both are the family"
    return None


def _one_family(a: str, b: str) -> bool:
    """Whether two descriptions of a family ("the family", "a family spokesman") do not name two."""
    x, y = ({w for w in name.removeprefix(UNNAMED).split() if w[:1].isupper()} for name in (a, b))
    return x <= y or y <= x
