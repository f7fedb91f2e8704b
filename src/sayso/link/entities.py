"""One entity for each real person, body and place across all reports."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds_of_name
from sayso.link.forms import GENERIC, Form, Key, body_form, long_forms, person_form, place_form
from sayso.link.name_match import SAME, flat, is_acronym_of, person_tokens, same_person, skeleton, sound
from sayso.spans import Span
from sayso.types import Annotations, Entity, EntityType, Name

# blocks of candidate names larger than this are compared with their neighbours in order only
LARGEST_BLOCK = 40
NEIGHBOURS = 8


class Groups:
    """Keys put into groups, each known by its first member (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        """The group that the key belongs to."""
        up = self._up
        up.setdefault(key, key)
        while up[key] != key:
            up[key] = up[up[key]]
            key = up[key]
        return key

    def join(self, a: Key, b: Key) -> None:
        """Puts two groups together under the smaller key."""
        low, high = sorted((self.find(a), self.find(b)))
        self._up[high] = low


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A name in its report with the form it takes and the words around it."""

    name: Name
    form: Form
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Entities:
    """All entities of a set of reports, and who is meant by a phrase of one of them."""

    entities: tuple[Entity, ...]
    _at: Mapping[tuple[str, int, int], Entity] = field(repr=False)
    _forms: Mapping[str, Mapping[str, Entity]] = field(repr=False)
    _anywhere: Mapping[str, Entity] = field(repr=False)

    def get(self, entity_id: str) -> Entity | None:
        """The entity of that id."""
        return next((e for e in self.entities if e.id == entity_id), None)

    def resolve(self, report_id: str, text: str, span: Span | None = None) -> Entity | None:
        """Decides which entity a phrase of a report names, or None when it names none for certain.

        Args:
            report_id: the report that the phrase stands in.
            text: the phrase ("Maj. Gen. Ada Roe, the ministry's spokeswoman", "Norland's spy service", "Roe").
            span: where it stands; the mentions inside it then decide.
        """
        if span is not None and (found := self._in_span(report_id, span)) is not None:
            return found
        own = self._forms.get(report_id, {})
        for phrase in _readings(text):
            if (found := own.get(phrase) or self._anywhere.get(phrase)) is not None:
                return found
        return None

    def _in_span(self, report_id: str, span: Span) -> Entity | None:
        inside = [(s, e, x) for (r, s, e), x in self._at.items() if r == report_id and span.start <= s and e <= span.end]
        people = [i for i in inside if i[2].type == "PERSON"]
        for start, end, entity in sorted(people or inside, key=lambda i: i[:2]):
            before, after = span.text[: start - span.start], span.text[end - span.start :]
            if _only_dressing(before, entity) and _only_apposition(after, entity):
                return entity
        return None


def _only_dressing(before: str, entity: Entity) -> bool:
    """Whether what stands before the name inside a phrase is an article, a title or a description of a person."""
    return entity.type == "PERSON" and not re.search(r"['’]s?\s+$", before) or not before.strip(" \"“'‘") or before.strip().lower() in ("the", "a")


def _only_apposition(after: str, entity: Entity) -> bool:
    if re.match(r"\s*$|\s*[,(—–]", after):
        return True
    return entity.type == "ORG" and kind_of_phrase(after) is not None and len(after.split()) <= 3


def _readings(text: str) -> Iterable[str]:
    """The phrase as it is, without articles and possessive, and without apposition."""
    bare = _form_key(text)
    yield bare
    head = re.split(r"\s*[,(—–]\s*", text, maxsplit=1)[0]
    if head != text:
        yield _form_key(head)
    tokens = person_tokens(head)
    if len(tokens) >= 1:
        yield " ".join(tokens)


def _form_key(text: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(re.findall(r"[\w@#]+", flat(text))))


def link_entities(annotated: Sequence[Annotations]) -> Entities:
    """Decides which names of all reports are one person, body or place.

    Full names are compared across romanisations, initials and orders; a surname goes with the full name of its report,
    else with the only bearer elsewhere; acronyms go with the names they abbreviate; capitals that act go with their
    country; descriptions go with the body of their kind. The work grows with the number of mentions times the size of
    blocks of similar names, which is bounded.

    Args:
        annotated: the annotations of each report.

    Returns:
        Entities in order of importance (mentions, then reports, then first place), ids "e1", "e2", …
    """
    mentions = [Mention(n, _form(a.report.text, n), k) for a in annotated for k, n in enumerate(a.names) if not n.nominal]
    groups = Groups()
    homes: dict[int, Key] = {id(m): m.form.key for m in mentions}
    _join_people(mentions, groups, homes)
    _join_bodies(annotated, mentions, groups)
    _join_places(mentions, groups)
    clusters: dict[Key, list[Name]] = defaultdict(list)
    for m in mentions:
        clusters[groups.find(homes[id(m)])].append(m.name)
    described = _describe(annotated, mentions, groups, homes)
    return _build(annotated, clusters, described)


def _form(text: str, name: Name) -> Form:
    span = name.span
    if name.type == "PERSON":
        return person_form(span.text)
    if name.type in ("GPE", "LOC"):
        return place_form(span.text, text[max(0, span.start - 30) : span.start], text[span.end : span.end + 40])
    form = body_form(span.text)
    return form if name.type == "ORG" else Form((name.type.lower(), *form.key[1:]), form.country, form.kind)


def _join_people(mentions: Sequence[Mention], groups: Groups, homes: dict[int, Key]) -> None:
    people = [m for m in mentions if m.form.key[0] == "person"]
    full = sorted({m.form.key for m in people if len(m.form.key) > 2})
    blocks: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in full:
        tokens = key[1:]
        for block in {(skeleton(t), sound(u)[:1]) for i, t in enumerate(tokens) for k, u in enumerate(tokens) if i != k and len(t) > 1}:
            blocks[block].append(key)
        blocks["", "".join(skeleton(t) for t in tokens)].append(key)
    for block in blocks.values():
        reach = len(block) if len(block) <= LARGEST_BLOCK else NEIGHBOURS
        for i, a in enumerate(block):
            for b in block[i + 1 : i + 1 + reach]:
                if groups.find(a) != groups.find(b) and same_person(" ".join(a[1:]), " ".join(b[1:])) >= SAME:
                    groups.join(a, b)
    _place_surnames(people, full, groups, homes)


def _place_surnames(people: Sequence[Mention], full: Sequence[Key], groups: Groups, homes: dict[int, Key]) -> None:
    """Gives each partial name the full name that it stands for: in its own report first, then the only one elsewhere."""
    parts: dict[str, dict[Key, float]] = defaultdict(dict)
    for key in full:
        tokens = key[1:]
        for start in range(len(tokens)):
            for end in range(start + 1, len(tokens) + 1):
                if end - start < len(tokens) and (end == len(tokens) or start == 0):
                    weight = 2.0 if end == len(tokens) else 1.5 if len(tokens) == 3 and max(map(len, tokens[1:])) <= 6 else 1.0
                    heard = " ".join(sound(t) for t in tokens[start:end])
                    parts[heard][key] = max(weight, parts[heard].get(key, 0.0))
    by_report: dict[str, list[Mention]] = defaultdict(list)
    for m in people:
        by_report[m.name.span.report].append(m)
    for own in by_report.values():
        last: dict[Key, int] = {}
        first: dict[Key, int] = {}
        for m in own:
            if m.form.key in parts_keys(full):
                first.setdefault(m.form.key, m.name.span.start)
        for m in own:
            heard = " ".join(sound(t) for t in m.form.key[1:])
            bearers = parts.get(heard, {})
            if not bearers or len(m.form.key) > 3:
                last[m.form.key] = m.name.span.start
                continue
            here = [k for k in bearers if k in first]
            if here:
                best = max(here, key=lambda k: (bearers[k], last.get(k, -1), -first[k]))
                homes[id(m)] = best
                last[best] = m.name.span.start
                continue
            roots = {groups.find(k) for k in bearers if bearers[k] >= 1.5}
            if len(roots) == 1:
                homes[id(m)] = next(iter(roots))
            last[m.form.key] = m.name.span.start


def parts_keys(full: Sequence[Key]) -> frozenset[Key]:
    """The keys of full names as a set."""
    return frozenset(full)


def _join_places(mentions: Sequence[Mention], groups: Groups) -> None:
    known = {m.form.key for m in mentions if m.form.key[0] == "place"}
    for key in sorted(known):
        tokens = key[1].split()
        for base in (tokens[:-1] if tokens[-1] in GENERIC else [], tokens[1:] if tokens[0] in GENERIC else []):
            if base and ("place", " ".join(base)) in known:
                groups.join(key, ("place", " ".join(base)))


def _join_bodies(annotated: Sequence[Annotations], mentions: Sequence[Mention], groups: Groups) -> None:
    bodies = [m for m in mentions if m.form.key[0] in ("body", "fac", "event", "product")]
    names: dict[str, set[Key]] = defaultdict(set)
    for m in bodies:
        names[m.name.span.text].add(m.form.key)
    proper = sorted({m.form.key for m in bodies if len(m.form.key) == 2})
    _join_acronyms(annotated, bodies, names, groups)
    by_first: dict[str, list[Key]] = defaultdict(list)
    by_last: dict[str, list[Key]] = defaultdict(list)
    for key in proper:
        tokens = key[1].split()
        by_first[tokens[0]].append(key)
        by_last[tokens[-1]].append(key)
    for key in proper:
        tokens = key[1].split()
        longer = [k for k in by_first[tokens[0]] if len(k[1]) > len(key[1]) and k[1].split()[: len(tokens)] == tokens]
        if len(tokens) > 1:
            longer += [k for k in by_last[tokens[-1]] if len(k[1]) > len(key[1]) and k[1].split()[-len(tokens) :] == tokens]
        if len({groups.find(k) for k in longer}) == 1 and longer[0][0] == key[0]:
            groups.join(key, longer[0])
    same = defaultdict(list)
    for key in proper:
        same[key[1]].append(key)
    for keys in same.values():
        for other in keys[1:]:
            groups.join(keys[0], other)
    _join_kinds(annotated, bodies, groups)


def _join_acronyms(
    annotated: Sequence[Annotations], bodies: Sequence[Mention], names: Mapping[str, set[Key]], groups: Groups
) -> None:
    short = sorted({m.name.span.text for m in bodies if m.name.span.text.replace(".", "").isupper() and len(m.name.span.text) <= 8})
    by_initial: dict[str, list[str]] = defaultdict(list)
    for text in sorted(names):
        if " " in text:
            by_initial[re.sub(r"^(?:The|the)\s+", "", text)[:1].upper()].append(text)
    for acronym in short:
        if acronym.replace(".", "") in long_forms():
            continue
        longs = [t for t in by_initial[acronym[0]] if is_acronym_of(acronym, re.sub(r"^(?:The|the)\s+", "", t))]
        roots = {groups.find(k) for t in longs for k in names[t]}
        if len(roots) == 1:
            for key in names[acronym]:
                groups.join(key, next(iter(roots)))
    for a in annotated:
        for previous, name in zip(a.names, a.names[1:], strict=False):
            between = a.report.text[previous.span.end : name.span.start]
            if between in (" (", ", or ", " (the ") and is_acronym_of(name.span.text, previous.span.text):
                for x in names.get(previous.span.text, ()):
                    for y in names.get(name.span.text, ()):
                        groups.join(x, y)


def _join_kinds(annotated: Sequence[Annotations], bodies: Sequence[Mention], groups: Groups) -> None:
    """Puts "Norland's spy service" together with the body of that kind that some report gives as Norland's."""
    texts = {a.report.id: a.report.text for a in annotated}
    owned: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for m in bodies:
        if len(m.form.key) != 2 or m.form.key[0] != "body":
            continue
        country = m.form.country or _owner(texts[m.name.span.report], m.name.span.start)
        if country:
            for kind in kinds_of_name(m.name.span.text):
                owned[country, kind].add(m.form.key)
    for m in bodies:
        if m.form.kind and m.form.country:
            roots = {groups.find(k) for k in owned.get((m.form.country, m.form.kind), ())}
            if len(roots) == 1:
                groups.join(m.form.key, next(iter(roots)))


def _owner(text: str, at: int) -> str | None:
    match = re.search(r"([A-Z][\w.]*(?:\s[A-Z][\w.]*)?)['’]s?\s(?:\w+\s)?$", text[max(0, at - 50) : at])
    if match is None:
        return None
    return gazetteer.country(match.group(1)) or gazetteer.country(match.group(1).split()[-1])


def _describe(
    annotated: Sequence[Annotations], mentions: Sequence[Mention], groups: Groups, homes: Mapping[int, Key]
) -> dict[Key, list[Name]]:
    """The nominal mentions by the group of the nearest body of their kind named before them in the report."""
    by_report: dict[str, list[Mention]] = defaultdict(list)
    for m in mentions:
        by_report[m.name.span.report].append(m)
    kinds_of: dict[Key, set[str]] = defaultdict(set)
    for m in mentions:
        if m.name.type == "ORG":
            kinds_of[groups.find(homes[id(m)])] |= kinds_of_name(m.name.span.text) | ({m.form.kind} if m.form.kind else set())
    found: dict[Key, list[Name]] = defaultdict(list)
    for a in annotated:
        own = [m for m in by_report[a.report.id] if m.name.type == "ORG"]
        for name in a.names:
            if not name.nominal:
                continue
            kind = kind_of_phrase(name.span.text)
            before = [m for m in own if m.name.span.end <= name.span.start and kind in kinds_of[groups.find(homes[id(m)])]]
            if before:
                found[groups.find(homes[id(before[-1])])].append(name)
    return found


def _build(
    annotated: Sequence[Annotations], clusters: Mapping[Key, list[Name]], described: Mapping[Key, list[Name]]
) -> Entities:
    order = {a.report.id: k for k, a in enumerate(annotated)}

    def place(span: Span) -> tuple[int, int, int]:
        return order[span.report], span.start, span.end

    ranked = sorted(
        clusters.items(),
        key=lambda c: (
            -len(c[1]) - len(described.get(c[0], ())),
            -len({n.span.report for n in c[1]}),
            min(place(n.span) for n in c[1]),
        ),
    )
    nominal_owner: dict[str, set[Key]] = defaultdict(set)
    for key, names in described.items():
        for n in names:
            nominal_owner[_form_key(n.span.text)].add(key)
    entities = []
    at: dict[tuple[str, int, int], Entity] = {}
    forms: dict[str, dict[str, Entity]] = defaultdict(dict)
    anywhere: dict[str, Entity] = {}
    for number, (key, names) in enumerate(ranked, 1):
        nominal = described.get(key, [])
        counts = Counter(n.span.text for n in names)
        aliases = list(dict.fromkeys(n.span.text for n in sorted(names, key=lambda n: place(n.span))))
        aliases += [
            t for t in dict.fromkeys(n.span.text for n in nominal) if len(nominal_owner[_form_key(t)]) == 1 and t not in aliases
        ]
        kind = Counter(n.type for n in names).most_common(1)[0][0]
        entity = Entity(
            id=f"e{number}",
            name=_canonical(key, kind, counts),
            type=kind,
            aliases=tuple(aliases),
            roles=tuple(dict.fromkeys(n.role for n in sorted(names, key=lambda n: place(n.span)) if n.role)),
            mentions=tuple(sorted((n.span for n in [*names, *nominal]), key=place)),
        )
        entities.append(entity)
        for n in [*names, *nominal]:
            at[n.span.report, n.span.start, n.span.end] = entity
            for form in {_form_key(n.span.text), " ".join(person_tokens(n.span.text)) if kind == "PERSON" else ""} - {""}:
                forms[n.span.report].setdefault(form, entity)
                if not n.nominal:
                    anywhere.setdefault(form, entity)
        anywhere.setdefault(_form_key(entity.name), entity)
    return Entities(tuple(entities), at, forms, anywhere)


def _canonical(key: Key, kind: EntityType, counts: Counter[str]) -> str:
    """The fullest proper form: a person's with the most words, a country's usual name, a body's long form."""
    if kind in ("GPE", "LOC"):
        for text in counts:
            if country := gazetteer.country(text):
                return country
        if key[0] == "place":
            for name in gazetteer.countries():
                if gazetteer.plain(name) == key[1]:
                    return name
    shown = [t for t in counts if not (t.isupper() and len(t) > 6)] or list(counts)
    if kind == "PERSON":
        return max(shown, key=lambda t: (len(person_tokens(t)), counts[t], len(t), t))
    proper = [t for t in shown if " " in t or not t.isupper()] or shown
    return max(proper, key=lambda t: (" " in t, counts[t], len(t), t))
