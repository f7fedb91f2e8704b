"""Who speaks in each statement, by the names that all reports give together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds_of_name
from sayso.link.names.described import name_described
from sayso.link.names.entities import Entities
from sayso.link.names.serving import countries_of
from sayso.link.origins.standing import standing
from sayso.spans import Span
from sayso.types import Annotations, Entity, SpeakerType, Statement

UNNAMED = "unnamed:"
# a source without a name that still says which one it is: "the foreign minister", "his lawyer", "Norland's premier"
_PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i"})
_MEDIA = frozenset({"news agency", "broadcaster", "newspaper", "state media"})
_GOVERNMENT = frozenset(
    {"government", "army", "navy", "air force", "police", "presidency", "parliament", "embassy", "intelligence"}
)
# who says "we" for a body or a government means it
_WE = frozenset({"we", "us", "our"})
# characters from the start of a report in which a lead may keep the name for later
LEAD = 600
_DEFINITE = re.compile(r"(?:the|its|his|her|their)\s|\S+['’]s\s", re.IGNORECASE)


def link_speakers(annotated: Sequence[Annotations], entities: Entities) -> tuple[Statement, ...]:
    """Decides which entity speaks in each statement and gives speakers and chains their full names.

    A surname in one report is read by another report's full name; a description ("the agency", "the premier") by
    the body or the holder of the office; sources without a name stay "unnamed: …".

    Args:
        annotated: the annotations of each report, statements with `speaker_name` as the report gives it.
        entities: the linked entities of the same reports.

    Returns:
        All statements in the order of the reports.
    """
    linked = []
    countries = countries_of(annotated, entities.entities, None)
    for a in annotated:
        before: Entity | None = None
        read: dict[str, Entity] = {}
        for statement in a.statements:
            pair = _both(statement, entities)
            if pair is not None:
                linked.append(pair)
                continue
            entity = _speaker(statement, entities, before, read)
            if entity is not None and statement.source is not None and statement.source.text.lower() in _WE:
                entity = _office_of(statement, entity, entities, countries.get(entity.id))
            linked.append(_linked(statement, entity, entities))
            before = entity or before
    return _in_one_form(name_described(annotated, linked, entities))


def _in_one_form(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """One form for names that differ in case alone or in "the": "Police" opens a sentence where "police" stands in it.

    A form that an entity bears is kept, else the one that most statements give, of equal ones that in lower case.
    """
    forms: dict[str, Counter[str]] = {}
    borne = {s.speaker_name for s in statements if s.speaker is not None}
    for statement in statements:
        if statement.speaker_name:
            forms.setdefault(_key(statement.speaker_name), Counter())[statement.speaker_name] += 1
    best = {
        key: max(found, key=lambda form: (form in borne, found[form], form.islower(), form))
        for key, found in forms.items()
        if len(found) > 1
    }
    if not best:
        return tuple(statements)
    return tuple(
        replace(
            s,
            speaker_name=best.get(_key(s.speaker_name), s.speaker_name) if s.speaker_name else None,
            via=tuple(dict.fromkeys(best.get(_key(v), v) for v in s.via)),
        )
        for s in statements
    )


def _key(name: str) -> str:
    """A name without its case and article; a named and an unnamed one differ."""
    mark, _, described = name.rpartition(UNNAMED)
    words = described.strip().casefold().removeprefix("the ")
    return f"{UNNAMED if mark or name.startswith(UNNAMED) else ''}{words}"


def _both(statement: Statement, entities: Entities) -> Statement | None:
    """A statement of two speakers with the full names of both; the entity is the first one's."""
    name = statement.speaker_name or ""
    if name.startswith(UNNAMED) or name.count(" and ") != 1 or entities.resolve(statement.report, name) is not None:
        return None
    first, second = (_state(part, statement, entities) for part in name.split(" and "))
    if first is None or second is None or first is second:
        return None
    via = tuple(dict.fromkeys(_full_name(statement.report, v, entities) for v in statement.via))
    full = f"{first.name} and {second.name}"
    return replace(statement, speaker=first.id, speaker_name=full, via=tuple(v for v in via if v != full))


def _state(name: str, statement: Statement, entities: Entities) -> Entity | None:
    """The entity of a speaker's name; a capital that speaks beside another stands for its country."""
    country = gazetteer.capital_of(name) if statement.speaker_type == "government" else None
    found = entities.resolve(statement.report, country) if country else None
    return found or entities.resolve(statement.report, name)


def _speaker(statement: Statement, entities: Entities, before: Entity | None, read: dict[str, Entity]) -> Entity | None:
    """Who speaks, given who spoke before and how names that descriptions had been given were read in this report."""
    name, source = statement.speaker_name, statement.source
    if name is None:
        return None
    if source is not None and (judged := entities.judged(source)) is not None:
        return judged
    described = source is not None and _DEFINITE.match(source.text) is not None
    if described and source is not None:
        office = entities.holds(source.text, before) if before is not None else None
        found = office or entities.resolve(statement.report, source.text, source)
        relays = found is not None and any(
            _full_name(statement.report, v, entities) == found.name for v in statement.via
        )
        if found is not None and not relays:
            read[name] = found
            return found
    if source is not None and source.text.lower() in _PRONOUNS and name in read:
        return read[name]
    if name.startswith(UNNAMED):
        return _by_description(statement, source, entities)
    read.pop(name, None)
    found = entities.resolve(statement.report, name)
    if found is None and source is not None:
        found = entities.resolve(statement.report, source.text, source)
    if found is None and described and source is not None:
        found = entities.called(statement.report, source.text)
    return found


def _by_description(statement: Statement, source: Span | None, entities: Entities) -> Entity | None:
    """Whose paper it is ("the zoo's website"), or who is named below a lead that says "a harbour spokesman"."""
    if source is None:
        return None
    if source.start < LEAD and re.fullmatch(r"[A-Z]\w+", source.text):
        # headlines leave the article out: "Mayor denies it"
        return entities.resolve(statement.report, f"the {source.text.lower()}")
    if statement.speaker_type == "document":
        return entities.body_of(statement.report, source.text)
    if source.start < LEAD and re.match(r"(?:an?|one)\s", source.text, re.IGNORECASE):
        return entities.named_later(statement.report, source.text, source.start)
    return entities.called(statement.report, source.text) if _DEFINITE.match(source.text) else None


def _office_of(statement: Statement, entity: Entity, entities: Entities, country: str | None) -> Entity:
    """The body or the government for which a person says "we"; the person, when no role says that he speaks for one."""
    if entity.type != "PERSON":
        return entity
    its = standing(entity.name, entity.roles, country)
    if its is not None and its.kind == "government" and its.country is not None:
        state = entities.resolve(statement.report, f"{its.country}'s government")
        return state or entities.resolve(statement.report, its.country) or entity
    for role in entity.roles:
        if (body := entities.body_of(statement.report, role)) is not None:
            return body
    return entity


def _linked(statement: Statement, entity: Entity | None, entities: Entities) -> Statement:
    via = tuple(dict.fromkeys(_full_name(statement.report, name, entities) for name in statement.via))
    if entity is None:
        return replace(statement, via=via)
    return replace(
        statement,
        speaker=entity.id,
        speaker_name=entity.name,
        speaker_type=_speaker_type(statement, entity, entities),
        via=tuple(v for v in via if v != entity.name),
    )


def _full_name(report: str, name: str, entities: Entities) -> str:
    bare = re.sub(r"^(?:[Tt]he\s+)?(?:\S+['’]s\s+)?(?:[a-z][\w-]*\s+)*", "", name)
    entity = entities.resolve(report, name) or (entities.resolve(report, bare) if bare else None)
    return entity.name if entity is not None else name


def _speaker_type(statement: Statement, entity: Entity, entities: Entities) -> SpeakerType:
    if statement.speaker_type == "document" and (statement.speaker_name or "").startswith(UNNAMED):
        return "document"
    if entity.type == "PERSON":
        return "person"
    if entity.type == "GPE":
        return "government"
    names = [a for a in entity.aliases if not _DEFINITE.match(a)]
    kinds = {k for name in names for k in kinds_of_name(name)}
    kinds |= {k for text in (*entity.roles, *names) if (k := kind_of_phrase(text))}
    media, government = bool(kinds & _MEDIA), bool(kinds & _GOVERNMENT)
    as_given = entities.resolve(statement.report, statement.speaker_name or "") is entity
    contradicted = statement.speaker_type == "media" and government and not media
    if as_given and not contradicted and statement.speaker_type not in ("person", "unnamed"):
        return statement.speaker_type
    if media:
        return "media"
    return "government" if government else "organization"
