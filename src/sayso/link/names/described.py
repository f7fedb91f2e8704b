"""Speakers that a report leaves to be understood: by a description that one name of the story alone fits, or unsaid."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.annotate.descriptions import kind_of_phrase, kinds_of_name
from sayso.annotate.lexicon import is_person_noun
from sayso.link.names.entities import Entities
from sayso.types import Annotations, Entity, Statement

UNNAMED = "unnamed:"
# letters that two forms of one adjective share: "electric" and "electricity"
STEM = 6
# characters in which a report may keep for later who "a harbour spokesman" of its lead is
LEAD = 600
_DEFINITE = re.compile(r"(?:the|its|his|her|their|our)\s|\S+['’]s\s", re.I)
_APPOSED = re.compile(
    r"(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s+(?P<what>[a-z][\w-]*(?:\s[a-z][\w-]*){0,3}),"
    r"\s+(?:(?:called|named|known as)\s+)?(?P<name>[A-Z][\w'’.&-]*(?:\s(?:[A-Z][\w'’.&-]*|of|for|the|and))*)$"
)
_SMALL = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "own", "one", "of", "for", "s"})
_OF_BODY = re.compile(r"\s+(?:at|for|from|with|of)\s+")
_ORDERED = re.compile(r"(?:was|were)\b.*\b(?:ordered|fined|sentenced|jailed|convicted)$", re.I)


@dataclass(frozen=True, slots=True)
class _Description:
    """The noun of a description, in the singular, the words before it that say which one it is, and those behind."""

    head: str
    words: frozenset[str]
    plural: bool
    behind: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A name that a report gives to who or what it describes."""

    report: str
    description: _Description
    entity: Entity | None
    name: str


def name_described(
    annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Entities
) -> tuple[Statement, ...]:
    """Names speakers that their statement only describes, when one name of the story alone fits the description.

    "The electricity provider" is the body that another report calls "her electric provider, Brell"; "the organisers"
    are who a report introduces as "the event organisers, Light Up Moss"; "it" is no speaker of several. Who "was
    ordered to pay" was ordered so by the court, where a report has one. Analysts of one bank are one group in all
    reports.

    Args:
        annotated: the reports.
        statements: their statements, with speakers linked as far as they are named.
        entities: what names stand for.

    Returns:
        All statements, in the order given.
    """
    bearers: dict[str, list[_Bearer]] = {}
    for bearer in _bearers(annotated, statements, entities):
        bearers.setdefault(bearer.description.head, []).append(bearer)
    spoken = _agreeing(statements)
    named = [_named(s, bearers, entities) for s in spoken]
    read = {
        (before.report, before.speaker_name): after.speaker_name
        for before, after in zip(spoken, named, strict=True)
        if before.speaker_name is not None and after.speaker_name is not None
    }
    courts = _courts(named)
    groups = _groups(named, entities)
    out = []
    for statement in named:
        if statement.source is None and statement.mode == "order" and statement.report in courts:
            cue = statement.cue.text if statement.cue is not None else ""
            if _ORDERED.search(cue):
                statement = _as(statement, courts[statement.report])
        if statement.speaker is None and (group := groups.get(statement.id)) is not None:
            statement = replace(statement, speaker_name=group)
        via = [read.get((statement.report, v), v) for v in statement.via]
        kept = tuple(dict.fromkeys(v for v in via if v != statement.speaker_name))
        out.append(replace(statement, via=kept) if kept != statement.via else statement)
    return tuple(out)


def _as(statement: Statement, other: Statement) -> Statement:
    return replace(
        statement,
        speaker=other.speaker,
        speaker_name=other.speaker_name,
        speaker_type=other.speaker_type,
    )


def _bearers(
    annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Entities
) -> Iterator[_Bearer]:
    for a in annotated:
        for name in a.names:
            if name.role and not name.nominal:
                entity = entities.resolve(a.report.id, name.span.text, name.span)
                if entity is not None and (described := _described(name.role)) is not None:
                    yield _Bearer(a.report.id, described, entity, entity.name)
    for statement in statements:
        found = _APPOSED.match(statement.source.text) if statement.source is not None else None
        if found is None or (described := _described(found["what"])) is None or not _is_name(found["name"]):
            continue
        entity = entities.resolve(statement.report, found["name"])
        if entity is None or entity.type in ("PERSON", "ORG"):
            yield _Bearer(statement.report, described, entity, entity.name if entity else found["name"])


def _is_name(text: str) -> bool:
    words = text.split()
    return sum(w[:1].isupper() for w in words) > len(words) / 2


def _described(text: str) -> _Description | None:
    front, *behind = _OF_BODY.split(text, maxsplit=1)
    words = _content(front)
    if not words:
        return None
    head = _singular(words[-1])
    return _Description(head, frozenset(words[:-1]), head != words[-1], frozenset(_content(" ".join(behind))))


def _content(text: str) -> list[str]:
    words = re.findall(r"[\w-]+", re.sub(r"['’]s?\b", "", text).lower())
    return [w for w in words if w not in _SMALL]


def _singular(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") and len(noun) > 3 else noun


def _agreeing(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those of "it" with the last speaker before that one thing can be, where they had several."""
    out: list[Statement] = []
    single: dict[str, Statement] = {}
    for statement in statements:
        it = statement.source is not None and statement.source.text.lower() == "it"
        name = statement.speaker_name or ""
        if (
            it
            and statement.speaker is None
            and not name.startswith(UNNAMED)
            and _is_plural(name)
            and statement.report in single
        ):
            statement = _as(statement, single[statement.report])
        elif name and statement.speaker_type in ("organization", "government", "media") and not _is_plural(name):
            single[statement.report] = statement
        out.append(statement)
    return out


def _is_plural(name: str) -> bool:
    """Whether a speaker is told in the plural and not by a name: "operators"."""
    words = _OF_BODY.split(name.removeprefix(UNNAMED).strip(), maxsplit=1)[0].split()
    return bool(words) and words[-1].islower() and words[-1].endswith("s") and not words[-1].endswith("ss")


def _named(statement: Statement, by_noun: Mapping[str, Sequence[_Bearer]], entities: Entities) -> Statement:
    name = statement.speaker_name
    if statement.speaker is not None or name is None or statement.speaker_type in ("media", "document"):
        return statement
    source = statement.source.text if statement.source is not None else ""
    apposed = _APPOSED.match(source)
    bare = name.removeprefix(UNNAMED).strip()
    phrase = apposed["what"] if apposed else source if _DEFINITE.match(source) else bare
    if bare[:1].isupper() and not apposed and not name.startswith(UNNAMED):
        return statement
    leads = statement.source is not None and statement.source.start < LEAD and re.match(r"an?\s", source, re.I)
    definite = bool(_DEFINITE.match(source)) or not name.startswith(UNNAMED)
    described = _described(phrase)
    if described is None or not (definite or leads):
        return statement
    bearers = by_noun.get(described.head, ())
    own = [b for b in bearers if b.report == statement.report and _fits(described, b)]
    fitting = own or [] if leads else own or [b for b in bearers if _fits(described, b)]
    if len({b.name for b in fitting}) != 1 or (not own and kind_of_phrase(phrase) and not described.words):
        return statement
    bearer = fitting[0]
    if leads and (bearer.entity is None or bearer.entity.type != "PERSON"):
        return statement
    person = bearer.entity is not None and bearer.entity.type == "PERSON"
    kept = statement.speaker_type if statement.speaker_type not in ("unnamed", "group") else "organization"
    return replace(
        statement,
        speaker=bearer.entity.id if bearer.entity else None,
        speaker_name=bearer.name,
        speaker_type="person" if person else kept,
    )


def _fits(said: _Description, bearer: _Bearer) -> bool:
    """Whether a description has the noun of a bearer, and no word that says that it is another one."""
    its = bearer.description
    if said.head != its.head or (said.plural and not its.plural):
        return False
    own = its.words | its.behind | frozenset(_content(bearer.name))
    if bearer.entity is not None and bearer.entity.type == "PERSON":
        # "the police spokesman" is no spokesman of the ministry
        return (said.words | said.behind) - {"government"} <= own
    met = any(_alike(w, o) for w in said.words for o in own)
    return met or not (said.words or said.behind) or (not its.words and not said.behind)


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) >= STEM and a[:STEM] == b[:STEM])


def _courts(statements: Sequence[Statement]) -> Mapping[str, Statement]:
    """The court of each report in which just one speaks."""
    found: dict[str, dict[str, Statement]] = defaultdict(dict)
    for s in statements:
        if s.speaker_name and not s.speaker_name.startswith(UNNAMED) and "court" in kinds_of_name(s.speaker_name):
            found[s.report].setdefault(s.speaker_name, s)
    return {report: next(iter(said.values())) for report, said in found.items() if len(said) == 1}


def _groups(statements: Sequence[Statement], entities: Entities) -> Mapping[str, str]:
    """By the id of the statement, one name for the nameless many of one body: "analysts at Brell" and "Brell's"."""
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    of: dict[str, tuple[str, str]] = {}
    for s in statements:
        name = s.speaker_name or ""
        if s.speaker is not None or not name.startswith(UNNAMED) or s.source is None:
            continue
        heads = _OF_BODY.split(s.source.text, maxsplit=1)[0].split()
        inside = {e.id for _, _, e in entities.within(s.source) if e.type == "ORG"}
        if len(inside) == 1 and heads and heads[-1].endswith("s") and is_person_noun(_singular(heads[-1].lower())):
            of[s.id] = (next(iter(inside)), _singular(heads[-1].lower()))
            names[of[s.id]][name] += 1
    return {id_: max(names[key].items(), key=lambda n: (n[1], n[0]))[0] for id_, key in of.items()}
