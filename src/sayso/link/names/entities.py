"""One entity for each real person, body and place across all reports."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from rapidfuzz.distance import Levenshtein

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds_of_name
from sayso.annotate.lexicon import heads, listed, title_words, world_name
from sayso.judge.rows import Judgement
from sayso.link.groups import Groups
from sayso.link.names.bodies import join_bodies, join_handles, join_places, owners
from sayso.link.names.forms import Form, Key, agencies, body_form, person_form, place_form
from sayso.link.names.judged import At, HeldNames, NameJudgements
from sayso.link.names.matching import legal_forms, person_tokens
from sayso.link.names.mentions import Mention
from sayso.link.names.people import join_people
from sayso.link.names.reasons import DECIDED, OTHER, why_one
from sayso.link.names.resolve import Entities, index_entities
from sayso.spans import Span
from sayso.types import Annotations, Entity, EntityType, Name

__all__ = ["Entities", "link_entities"]

_NOTHING_JUDGED = NameJudgements()
# what stands before a name that means the place, though a person of the story bears it too
_PLACED = re.compile(r"\b(?:in|at|near|from|to|outside|around|of|across|through|for)\s+$")


def link_entities(annotated: Sequence[Annotations], judged: NameJudgements = _NOTHING_JUDGED) -> Entities:
    """Decides which names of all reports are one person, body or place.

    Full names are compared across romanisations, initials and orders; a surname goes with the full name of its report,
    else with the only bearer elsewhere; acronyms go with the names they abbreviate; capitals that act go with their
    country; descriptions go with the body of their kind. Candidates meet in bounded blocks, so the work grows with the
    number of mentions and not with its square. What a person decided holds, and the rest is grouped around it.

    Args:
        annotated: the annotations of each report.
        judged: what a person decided of names.

    Returns:
        Entities in order of importance (mentions, then reports, then first place), ids "e1", "e2", …
    """
    mentions = _settle([(a.report.text, n) for a in annotated for n in a.names if not n.nominal], judged.types)
    groups: Groups[Key] = Groups()
    held = HeldNames(judged, mentions, groups)
    free = held.begin()
    join_people(free, groups)
    join_bodies(annotated, free, groups)
    join_places(free, groups)
    join_handles(free, groups)
    held.end()
    described = held.described(_describe(annotated, mentions, groups))
    clusters: dict[Key, list[Name]] = defaultdict(list)
    for m in mentions:
        clusters[groups.find(m.home)].append(m.name)
    rows = held.settled()
    order = _ranked(annotated, clusters, described)
    built = _build(annotated, clusters, described)
    entities = tuple(
        _with_reasons(_as_judged(entity, rows.get(key, ())), described.get(key, ()))
        for key, entity in zip(order, built, strict=True)
    )
    of_key = dict(zip(order, entities, strict=True))
    forms = {
        m.form.key: of_key[groups.find(m.home)]
        # a form goes by the mentions that nobody set off
        for m in sorted(mentions, key=lambda m: m.home[0] != "judged")
        if m.form.key[0] != "person"
    }
    for (country, kind), keys in owners(annotated, free).items():
        # a "Foreign Ministry" that has gone to its country's has left its own key
        roots = {groups.find(k) for k in keys} & of_key.keys()
        if len(roots) == 1:
            forms.setdefault(("body", "of", country, kind), of_key[next(iter(roots))])
    return replace(index_entities(annotated, entities, forms), contradicted=held.contradicted())


def _with_reasons(entity: Entity, described: Sequence[Name]) -> Entity:
    """The entity with what ties each of its forms to its name; what else would not is what a person decided."""
    why = why_one(entity.name, entity.type, entity.aliases, (n.span.text for n in described))
    if any(row.decides == "same" for row in entity.judged):
        why = {DECIDED if tie == OTHER else tie: forms for tie, forms in why.items()}
    return replace(entity, why=why)


def _as_judged(entity: Entity, rows: Sequence[Judgement]) -> Entity:
    """The entity with the name and type that a person gave it."""
    for row in rows:
        if row.decides == "name" and row.value is not None:
            entity = replace(entity, name=row.value)
        elif row.decides == "type" and row.value is not None:
            entity = replace(entity, type=cast("EntityType", row.value))
    return replace(entity, judged=tuple(rows)) if rows else entity


def _settle(names: Sequence[tuple[str, Name]], given: Mapping[At, EntityType]) -> list[Mention]:
    """The mentions with one type for each name: what most reports hold it for, and what full names of people say.

    A type that a person gave, by the places of its mentions, goes before all that.
    """
    types: dict[str, Counter[EntityType]] = defaultdict(Counter)
    surnames: set[str] = set()
    for _, name in names:
        types[_bare(name.span.text)][name.type] += 1
        if name.type == "PERSON" and " " in name.span.text:
            surnames.add(_bare(name.span.text).split()[-1])
    meant = _misspelled(types)
    bodies = _told_to_be_bodies(names)
    halves: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _, name in names:
        if (country := gazetteer.country(name.span.text)) and country.startswith(
            ("North ", "South ", "East ", "West ")
        ):
            halves[name.span.report][country.split()[0]].add(country)
    found = []
    for text, name in names:
        bare = _bare(name.span.text)
        seen = types[meant.get(bare, bare)]
        kind = name.type
        if gazetteer.country(name.span.text) and kind not in ("GPE", "LOC"):
            kind = "GPE"
        elif kind == "PERSON" and bare in bodies:
            kind = "ORG"
        elif (
            kind in ("GPE", "LOC")
            and bare in surnames
            and seen["PERSON"]
            and not _PLACED.search(text[max(0, name.span.start - 12) : name.span.start])
        ) or (kind != "PERSON" and bare in surnames and not gazetteer.town(bare) and not world_name(name.span.text)):
            kind = "PERSON"
        elif (len(seen) > 1 or bare in meant) and not (kind == "PERSON" and bare in surnames):
            kind = max(seen, key=lambda t: (seen[t], t == kind, t))
        kind = given.get((name.span.report, name.span.start, name.span.end), kind)
        settled = name if kind == name.type else replace(name, type=kind)
        form = _form(text, settled)
        if (half := halves[name.span.report].get(name.span.text)) is not None and len(half) == 1:
            form = place_form(next(iter(half)), "", "")
        found.append(Mention(settled, form, form.key))
    return found


def _told_to_be_bodies(names: Sequence[tuple[str, Name]]) -> frozenset[str]:
    """The names that somewhere stand with a legal form ("Harrow Inc.") or are called a body ("the law firm Harrow")."""
    found = set()
    for _, name in names:
        if name.type != "ORG":
            continue
        *words, last = _bare(name.span.text).split()
        if words and last.rstrip(".,").lower() in legal_forms():
            found.add(" ".join(w.rstrip(",&") for w in words if w != "&"))
        if name.role and kind_of_phrase(name.role):
            found.add(_bare(name.span.text))
    return frozenset(found)


def _misspelled(types: Mapping[str, Counter[EntityType]]) -> Mapping[str, str]:
    """Rare names that are one letter away from a frequent one of another type, and which one that is."""
    frequent: dict[str, list[str]] = defaultdict(list)
    for text, seen in types.items():
        if seen.total() > 2 and len(text) >= 8:
            frequent[text[:4]].append(text)
    return {
        text: near
        for text, seen in types.items()
        if seen.total() <= 2
        for near in frequent[text[:4]]
        if near != text
        and not seen.keys() & types[near].keys()
        and Levenshtein.distance(text, near, score_cutoff=1) == 1
    }


def _bare(text: str) -> str:
    """The words that a name's mentions share: no article, no hyphens, "Mi-rae" as "Mi Rae"."""
    bare = re.sub(r"^(?:the|The)\s+", "", text)
    return " ".join(w[:1].upper() + w[1:] for w in re.split(r"[\s-]+", bare) if w)


def _form(text: str, name: Name) -> Form:
    span = name.span
    if name.type == "PERSON":
        return person_form(span.text)
    if name.type in ("GPE", "LOC"):
        return place_form(span.text, text[max(0, span.start - 30) : span.start], text[span.end : span.end + 40])
    form = body_form(span.text)
    return form if name.type == "ORG" else Form((name.type.lower(), *form.key[1:]), form.country, form.kind)


def _describe(
    annotated: Sequence[Annotations], mentions: Sequence[Mention], groups: Groups[Key]
) -> Mapping[Key, Sequence[Name]]:
    """The nominal mentions by the group of the body of their kind that the report has told most of before them."""
    by_report: dict[str, list[Mention]] = defaultdict(list)
    kinds_of: dict[Key, set[str]] = defaultdict(set)
    for m in mentions:
        if m.name.type == "ORG":
            by_report[m.report].append(m)
            kinds_of[groups.find(m.home)] |= kinds_of_name(m.text) | ({m.form.kind} if m.form.kind else set())
            if m.name.role and (kind := kind_of_phrase(m.name.role)):
                kinds_of[groups.find(m.home)].add(kind)
    found: dict[Key, list[Name]] = defaultdict(list)
    for a in annotated:
        told: Counter[Key] = Counter()
        own = deque(by_report[a.report.id])
        for name in sorted((n for n in a.names if n.nominal), key=lambda n: n.span.start):
            while own and own[0].name.span.end <= name.span.start:
                group = groups.find(own.popleft().home)
                # moved to the end, so that the latest of equals is last
                told[group] = told.pop(group, 0) + 1
            kind = kind_of_phrase(name.span.text)
            fitting = [g for g in told if kind in kinds_of[g]] or [
                g for g in told if kind == "company" and not kinds_of[g]
            ]
            if fitting:
                chosen = max(reversed(fitting), key=lambda g: told[g])
                told[chosen] = told.pop(chosen) + 1
                found[chosen].append(name)
    return found


def _ranked(
    annotated: Sequence[Annotations], clusters: Mapping[Key, Sequence[Name]], described: Mapping[Key, Sequence[Name]]
) -> list[Key]:
    place = _places(annotated)
    return sorted(
        clusters,
        key=lambda key: (
            -len(clusters[key]) - len(described.get(key, ())),
            -len({n.span.report for n in clusters[key]}),
            min(place(n.span) for n in clusters[key]),
        ),
    )


def _places(annotated: Sequence[Annotations]) -> Callable[[Span], tuple[int, int, int]]:
    """A sort key of spans: by report, then by place."""
    order = {a.report.id: k for k, a in enumerate(annotated)}

    def place(span: Span) -> tuple[int, int, int]:
        return order[span.report], span.start, span.end

    return place


def _build(
    annotated: Sequence[Annotations], clusters: Mapping[Key, Sequence[Name]], described: Mapping[Key, Sequence[Name]]
) -> tuple[Entity, ...]:
    place = _places(annotated)
    texts = {a.report.id: a.report.text for a in annotated}
    owner: dict[str, set[Key]] = defaultdict(set)
    for key, names in described.items():
        for n in names:
            owner[n.span.text.lower()].add(key)
    entities = []
    for number, key in enumerate(_ranked(annotated, clusters, described), 1):
        names = sorted(clusters[key], key=lambda n: place(n.span))
        nominal = described.get(key, ())
        counts = Counter(n.span.text for n in names)
        kind = Counter(n.type for n in names).most_common(1)[0][0]
        aliases = [n.span.text for n in names]
        if kind == "PERSON":
            aliases += [styled for n in names if (styled := _styled(texts[n.span.report], n))]
        if kind in ("ORG", "FAC", "GPE", "LOC"):
            aliases += [more for n in names if (more := _with_noun(texts[n.span.report], n))]
        aliases += [n.span.text for n in nominal if len(owner[n.span.text.lower()]) == 1]
        entities.append(
            Entity(
                id=f"e{number}",
                name=_canonical(key, kind, counts),
                type=kind,
                aliases=tuple(dict.fromkeys(aliases)),
                roles=tuple(dict.fromkeys(n.role for n in names if n.role)),
                mentions=tuple(sorted((n.span for n in [*names, *nominal]), key=place)),
            )
        )
    return tuple(entities)


def _with_noun(text: str, name: Name) -> str | None:
    """A body's or building's name with the noun that says what it is ("Moss news agency", "A9 motorway").

    A place's without ("Harrow" of "Harrow state").
    """
    if name.type in ("ORG", "FAC"):
        match = re.match(r" (news agency|[a-z]+)\b", text[name.span.end : name.span.end + 20])
        said = match is not None and (
            match[1] == "news agency"
            or match[1] in listed("body_nouns") | listed("nouns_after_bodies")
            or match[1] in heads("facility_heads")
        )
        return name.span.text + match[0] if match is not None and said else None
    *words, last = name.span.text.split()
    return " ".join(words) if words and last in listed("place_endings") else None


def _styled(text: str, name: Name) -> str | None:
    """The name with the form of address or title that the text puts before it: "Mr. Roe", "President Ada Roe"."""
    before = text[max(0, name.span.start - 40) : name.span.start]
    match = re.search(r"(?:\b[A-Z][a-z]+\.?\s){1,3}$", before)
    if match is None:
        return None
    words = match.group().split()
    kept: list[str] = []
    while words and any(words[-1].lower().rstrip(".") in title_words(k) for k in _STYLES):
        kept.insert(0, words.pop())
    if not kept or not any(kept[-1].lower().rstrip(".") in title_words(k) for k in _STYLES[:2]):
        return None
    start = name.span.start - len(before) + match.start() + match.group().rfind(" ".join(kept))
    return text[start : name.span.end]


_STYLES = ("honorifics", "offices", "qualifiers", "ranks")


def _canonical(key: Key, kind: EntityType, counts: Counter[str]) -> str:
    """The fullest proper form: a person's with the most words, a country's usual name, a body's long form."""
    if kind in ("GPE", "LOC") and key[0] == "place":
        for text in counts:
            if known := gazetteer.country(text) or gazetteer.state(text):
                return known
        if known := gazetteer.by_key(key[1]):
            return known
    shown = [t for t in counts if not (t.isupper() and len(t) > 6) and t[:1] not in "@#"] or list(counts)
    if kind == "PERSON":
        # a longer form that stands once beside many others is a slip of the copy: "AFP Ada Roe"
        most = max((counts[t] for t in shown if len(person_tokens(t)) > 1), default=0)
        proven = [t for t in shown if counts[t] > 1 or 4 * counts[t] >= most]
        return max(proven, key=lambda t: (len(person_tokens(t)), counts[t], len(t), t))
    proper = [t for t in shown if " " in t or not t.isupper()]
    if not proper and (full := next((agencies()[t] for t in shown if t in agencies()), None)):
        return full
    usual = max(proper or shown, key=lambda t: (" " in t, counts[t], len(t), t))
    fuller = [t for t in proper if t.endswith(" " + usual) and "’s " not in t and "'s " not in t]
    return max(fuller, key=lambda t: (counts[t], len(t), t), default=usual)
