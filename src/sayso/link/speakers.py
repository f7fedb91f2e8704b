"""Who speaks in each statement, by the names that all reports give together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.link.entities import Entities
from sayso.types import Annotations, Entity, SpeakerType, Statement

UNNAMED = "unnamed:"
# a source without a name that still says which one it is: "the foreign minister", "his lawyer", "Norland's premier"
_DEFINITE = re.compile(r"(?:the|its|his|her|their)\s|\S+['’]s\s", re.IGNORECASE)


def link_speakers(annotated: Sequence[Annotations], entities: Entities) -> tuple[Statement, ...]:
    """Decides which entity speaks in each statement and gives speakers and chains their full names.

    A surname in one report is read by another report's full name; sources without a name stay "unnamed: …".

    Args:
        annotated: the annotations of each report, statements with `speaker_name` as the report gives it.
        entities: the linked entities of the same reports.

    Returns:
        All statements in the order of the reports.
    """
    return tuple(_link(s, entities) for a in annotated for s in a.statements)


def _link(statement: Statement, entities: Entities) -> Statement:
    via = tuple(dict.fromkeys(_full_name(statement.report, name, entities) for name in statement.via))
    name = statement.speaker_name
    if name is None:
        return replace(statement, via=via)
    entity = None if name.startswith(UNNAMED) else entities.resolve(statement.report, name)
    source = statement.source
    if entity is None and source is not None and (not name.startswith(UNNAMED) or _DEFINITE.match(source.text)):
        entity = entities.resolve(statement.report, source.text, source)
    if entity is None:
        return replace(statement, via=via)
    return replace(
        statement,
        speaker=entity.id,
        speaker_name=entity.name,
        speaker_type=_speaker_type(statement, entity),
        via=tuple(v for v in via if v != entity.name),
    )


def _full_name(report: str, name: str, entities: Entities) -> str:
    entity = entities.resolve(report, name)
    return entity.name if entity is not None else name


def _speaker_type(statement: Statement, entity: Entity) -> SpeakerType:
    if entity.type == "PERSON":
        return "person"
    if entity.type == "GPE":
        return "government"
    if statement.speaker_type == "person":
        return "organization"
    return statement.speaker_type
