"""Documents as origins: a press release is its issuer speaking for itself, and no medium's own voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sayso.link.names.entities import Entities
from sayso.types import Annotations, Figure, Report, Statement

CITES_DOCUMENT = "one cites a document of the other"


def issuer_of(report: Report, entities: Entities) -> str | None:
    """The name under which the issuer of a document counts: that of its entity, where it is one."""
    if report.issuer is None:
        return None
    entity = entities.resolve(report.id, report.issuer)
    return entity.name if entity is not None else report.issuer


def given_by_issuers(
    figures: Sequence[Figure], annotated: Sequence[Annotations], entities: Entities
) -> tuple[Figure, ...]:
    """The figures, those that a document itself gives with its issuer as giver."""
    issuers = {a.report.id: name for a in annotated if (name := issuer_of(a.report, entities)) is not None}
    found = {report: entities.resolve(report, name) for report, name in issuers.items()}
    return tuple(
        replace(f, giver=entity.id if (entity := found[f.report]) else None, giver_name=issuers[f.report])
        if f.giver is None and f.giver_name is None and f.report in issuers
        else f
        for f in figures
    )


def citing(
    annotated: Sequence[Annotations], statements: Sequence[Statement], entities: Entities
) -> Iterable[tuple[str, str]]:
    """Pairs of a speaker and the issuer of the document that his words are from, as a report gives them.

    Whoever the report says speaks, its words came through that document, so that the two do not count apart.
    """
    issuers = {a.report.id: issuer_of(a.report, entities) for a in annotated}
    for statement in statements:
        for cited in statement.cites:
            issuer = issuers.get(cited.span.report)
            if issuer is not None and statement.speaker_name and statement.speaker_name != issuer:
                yield statement.speaker_name, issuer
