"""Who or what a phrase of a report names, among the linked entities."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase
from sayso.annotate.lexicon import is_person_noun, listed, title_words
from sayso.judge.rows import Judgement
from sayso.link.names.forms import Key, body_form, place_form
from sayso.link.names.matching import flat, person_tokens
from sayso.link.names.serving import Bodies, index_bodies
from sayso.spans import Span
from sayso.types import Annotations, Entity

_PERSON_ENDS = re.compile(r"^\s*$|^\s*[,(—–\[]|^\s+(?:of|from|at|in|with|who|whose|himself|herself)\b")
_THING_ENDS = re.compile(r"^\s*$|^\s*[,(—–\[]|^\s+(?:itself|in an?|in a)\b")


@dataclass(frozen=True, slots=True, eq=False)
class Entities:
    """All entities of a set of reports, and who is meant by a phrase of one of them.

    `contradicted` are judgements of a person that cannot hold beside later ones.
    """

    entities: tuple[Entity, ...]
    _ids: Mapping[str, Entity] = field(repr=False)
    _places: Mapping[str, Sequence[tuple[int, int, Entity]]] = field(repr=False)
    _own: Mapping[str, Mapping[str, Entity]] = field(repr=False)
    _anywhere: Mapping[str, Entity] = field(repr=False)
    _keys: Mapping[Key, Entity] = field(repr=False)
    _roles: Mapping[str, Sequence[tuple[frozenset[str], int, Entity]]] = field(repr=False)
    _bodies: Bodies = field(repr=False)
    contradicted: tuple[Judgement, ...] = ()

    def get(self, entity_id: str) -> Entity | None:
        """The entity of that id."""
        return self._ids.get(entity_id)

    def resolve(self, report_id: str, text: str, span: Span | None = None) -> Entity | None:
        """Decides which entity a phrase of a report names, or None when it names none for certain.

        "A spokesman for the ministry", "officials in Moss" and "Ada Roe and Jan Vos" name none.

        Args:
            report_id: the report that the phrase stands in.
            text: the phrase ("Maj. Gen. Ada Roe, the ministry's spokeswoman", "Norland's spy service", "Roe").
            span: where it stands; the names found inside it then decide first.
        """
        if span is not None:
            found = self._in_span(report_id, span)
            if found is not None:
                return found
        own = self._own.get(report_id, {})
        for phrase in _readings(text):
            if (found := own.get(phrase) or self._anywhere.get(phrase)) is not None:
                return found
        head = re.split(r"\s*[,(—–]\s*", text, maxsplit=1)[0]
        for key in (body_form(head).key, place_form(head, "", "'s policy").key):
            if (found := self._keys.get(key)) is not None:
                return found
        return self._by_role(report_id, head, span)

    def judged(self, span: Span) -> Entity | None:
        """The entity that a phrase names, where a person decided on its names; None where nobody did."""
        found = self._in_span(span.report, span)
        return found if found is not None and found.judged else None

    def holds(self, text: str, entity: Entity) -> Entity | None:
        """The entity, when a phrase of articles and offices alone ("the president") says no more than its roles do."""
        match = re.match(r"(?:the|its|his|her|their)\s+(\S+(?:\s\S+)?)$", text, re.IGNORECASE)
        if match is None or entity.type != "PERSON" or not _is_office(match.group(1)):
            return None
        said = _role_words(match.group(1))
        return entity if any(said <= _role_words(role) for role in entity.roles) else None

    def body_of(self, report_id: str, text: str) -> Entity | None:
        """The body for which the bearer of a title or description speaks ("a spokeswoman for the zoo"), if for one.

        Args:
            report_id: the report that gives the title.
            text: the title or description.
        """
        return self._bodies.body_of(report_id, text)

    def called(self, report_id: str, text: str) -> Entity | None:
        """The body that "the zoo" or "the hospital" means, by the noun that its name ends in.

        Args:
            report_id: the report that the description stands in.
            text: the description.
        """
        return self._bodies.called(report_id, text)

    def named_later(self, report_id: str, text: str, at: int) -> Entity | None:
        """The only person with an office whom a report names after a lead that gives the office alone.

        Args:
            report_id: the report.
            text: "a harbour spokesman"; every word of it must be in the office of who is named.
            at: where it stands.
        """
        said = _role_words(re.sub(r"^(?:an?|one)\s+", "", text, flags=re.IGNORECASE)) - {"government"}
        bearers = [(where, e) for words, where, e in self._roles.get(report_id, ()) if said <= words]
        if not said or not _is_office(text) or any(where < at for where, _ in bearers):
            return None
        return bearers[0][1] if len({e.id for _, e in bearers}) == 1 else None

    def within(self, span: Span) -> list[tuple[int, int, Entity]]:
        """The mentions inside a span, in order: start, end, entity."""
        places = self._places.get(span.report, ())
        at = bisect_left(places, span.start, key=lambda p: p[0])
        found = []
        while at < len(places) and places[at][0] < span.end:
            if places[at][1] <= span.end:
                found.append(places[at])
            at += 1
        return found

    def _in_span(self, report_id: str, span: Span) -> Entity | None:
        inside = self.within(span)
        people = [p for p in inside if p[2].type == "PERSON"]
        for start, end, entity in people:
            before, after = span.text[: start - span.start], span.text[end - span.start :]
            if _leads_to_person(before) and (_PERSON_ENDS.search(after) or _run_on(after)):
                return entity
        for start, end, entity in inside:
            before, after = span.text[: start - span.start], span.text[end - span.start :]
            if entity.type != "PERSON" and _leads_to_thing(before) and _ends_thing(after, entity):
                return entity
        return None

    def _by_role(self, report_id: str, text: str, span: Span | None) -> Entity | None:
        """The person whose office a definite description gives: "the foreign minister"."""
        match = re.match(r"(?:the|its|his|her|their)\s+(.+)$|((?:\S+\s){0,2}?\S+['’]s?\s.+)$", text, re.IGNORECASE)
        if match is None or not _is_office(text):
            return None
        said = _role_words(match.group(1) or match.group(2))
        bearers = [(at, e) for words, at, e in self._roles.get(report_id, ()) if said <= words]
        if span is not None and (before := [(at, e) for at, e in bearers if at < span.start]):
            if len(said) == 1:
                return max(before, key=lambda b: b[0])[1]
            bearers = before
        if not bearers and len(said) > 1:
            bearers = [(at, e) for listed in self._roles.values() for words, at, e in listed if said <= words]
        return bearers[0][1] if len({e.id for _, e in bearers}) == 1 else None


def _role_words(text: str) -> frozenset[str]:
    """The words of an office, nationality words as their countries: "Norlander foreign minister" is Norland's."""
    words = re.findall(r"[\w-]+", re.sub(r"['’]s?(?=\s)|\b\d+-year-old\b", "", text))
    found = {gazetteer.nationality(w) or w for w in words if w.lower() not in ("of", "the", "a", "an", "for")}
    return frozenset(w.lower() for w in found)


def _run_on(after: str) -> bool:
    """Whether a broken copy runs into its next phrase right after a name: "Ada Roe Legislators who …"."""
    match = re.match(r"\s+([A-Z][a-z]+)s$", after)
    return match is not None and is_person_noun(match.group(1).lower())


def _is_office(text: str) -> bool:
    """Whether a phrase ends in what one person is: "the foreign minister", not "the government"."""
    # "the mayor of Tarnby" is a mayor
    words = re.findall(r"[\w-]+", re.split(r"\s(?:of|for)\s", text.lower())[0])
    return bool(words) and any(
        is_person_noun(w) or w in title_words("ranks") for w in (words[-1], words[-1].split("-")[-1])
    )


def _leads_to_person(before: str) -> bool:
    words = before.split()
    while words and words[-1].rstrip(".").lower() in _title_words() and words[-1][0].isupper():
        words.pop()
    if not words or before.rstrip().endswith((",", "—")):
        return True
    return words[-1].lower() not in listed("relations")


def _leads_to_thing(before: str) -> bool:
    """Whether only articles, owners and adjectives stand before the name."""
    words = re.findall(r"[\w'’.-]+", before)
    return all(w.lower() not in listed("relations") for w in words) and not re.search(
        r"(?:man|men|woman|women|person|people|officials?)\b", before
    )


def _ends_thing(after: str, entity: Entity) -> bool:
    if _THING_ENDS.search(after):
        return True
    return entity.type == "ORG" and kind_of_phrase(after) is not None and len(after.split()) <= 3


def _title_words() -> frozenset[str]:
    return title_words("honorifics") | title_words("ranks") | title_words("offices") | title_words("qualifiers")


def _readings(text: str) -> Iterator[str]:
    """The phrase as it is, without article and possessive; then without apposition, title and generic noun."""
    yield form_key(text)
    head = re.split(r"\s*[,(—–]\s*", text, maxsplit=1)[0]
    yield form_key(head)
    if (match := re.match(r"(.+\s\S+)(\s++\S++)$", head)) is not None and _run_on(match.group(2)):
        yield form_key(match.group(1))
    words = head.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _title_words() and words[0][:1].isupper():
        words.pop(0)
    yield form_key(" ".join(words))
    if re.search(r"\b(?:of|for|and|in)\b", head) is None:
        yield " ".join(person_tokens(" ".join(words)))
    bare = re.sub(r"^.*['’]s?\s+(?=\S)", "", head)
    while (first := re.match(r"(\S+)\s+(?=\S)", bare)) and (first.group(1).islower() or _nationality(bare)):
        bare = bare[first.end() :] if first.group(1).islower() else bare[len(_nationality(bare)) :].lstrip()
    if (
        match := re.match(r"(.+?)\s+(?:state |official )?(?:news agency|agency|newspaper|television)$", bare)
    ) is not None:
        yield form_key(match.group(1))


def _nationality(text: str) -> str:
    """The nationality words that open a phrase, or nothing."""
    words = text.split()
    return next((t for n in (2, 1) if len(words) > n and gazetteer.nationality(t := " ".join(words[:n]))), "")


@lru_cache(maxsize=65536)
def form_key(text: str) -> str:
    """A surface form reduced to its words: lower case, no diacritics, article, possessive or punctuation."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(re.findall(r"[\w@#]+", flat(text))))


def index_entities(
    annotated: Sequence[Annotations], entities: tuple[Entity, ...], forms: Mapping[Key, Entity]
) -> Entities:
    """Makes the entities ready to be looked up by the phrases of the reports."""
    places: dict[str, list[tuple[int, int, Entity]]] = defaultdict(list)
    own: dict[str, dict[str, Entity]] = defaultdict(dict)
    anywhere: dict[str, Entity] = {}
    at: dict[tuple[str, int, int], Entity] = {}
    for entity in entities:
        for span in entity.mentions:
            places[span.report].append((span.start, span.end, entity))
            at[span.report, span.start, span.end] = entity
    surnames: dict[str, dict[str, Entity]] = defaultdict(dict)
    nominal = {(n.span.report, n.span.start, n.span.end) for a in annotated for n in a.names if n.nominal}
    for entity in entities:
        for span in entity.mentions:
            keys = {form_key(span.text)}
            if entity.type == "PERSON":
                keys.add(" ".join(person_tokens(span.text)))
            for key in sorted(keys - {""}):
                own[span.report].setdefault(key, entity)
                if (span.report, span.start, span.end) not in nominal:
                    anywhere.setdefault(key, entity)
            if entity.type == "PERSON" and (words := person_tokens(span.text)):
                surnames[words[-1]][entity.id] = entity
        anywhere.setdefault(form_key(entity.name), entity)
    for surname, bearers in surnames.items():
        if len(bearers) == 1:
            anywhere.setdefault(surname, next(iter(bearers.values())))
    bodies = index_bodies(entities)
    roles: dict[str, list[tuple[frozenset[str], int, Entity]]] = defaultdict(list)
    for a in annotated:
        for n in a.names:
            entity_here = at.get((a.report.id, n.span.start, n.span.end))
            if n.role and entity_here is not None and entity_here.type == "PERSON":
                body = bodies.body_of(a.report.id, n.role)
                said = _role_words(n.role) | (frozenset(form_key(body.name).split()) if body else frozenset())
                roles[a.report.id].append((said, n.span.start, entity_here))
    for here in places.values():
        here.sort(key=lambda p: p[:2])
    return Entities(entities, {e.id: e for e in entities}, places, own, anywhere, forms, roles, bodies)
