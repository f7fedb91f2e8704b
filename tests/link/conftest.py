"""A way to link a few made-up reports as far as a test needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.claims import link_claims
from sayso.link.conflicts import find_conflicts
from sayso.link.copies import link_copies
from sayso.link.entities import Entities, link_entities
from sayso.link.origins import Origins, find_origins
from sayso.link.quantities import link_quantities
from sayso.link.speakers import link_speakers
from sayso.link.verdicts import judge_claims
from sayso.types import Annotations, Claim, Conflict, Copy, Figure, Statement
from tests.conftest import make_report


@dataclass(frozen=True)
class Linked:
    """Everything that the linking stages found in some reports."""

    annotated: tuple[Annotations, ...]
    entities: Entities
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    copies: tuple[Copy, ...]
    origins: Origins
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]


@pytest.fixture(scope="session")
def link_texts() -> Callable[[Sequence[dict[str, Any]]], Linked]:
    """`link_texts([{text, id, outlet, …}, …])` runs every linking stage on reports with these fields."""

    def link(reports: Sequence[dict[str, Any]]) -> Linked:
        made = [make_report(**{"id": f"r{i}", **fields}) for i, fields in enumerate(reports, 1)]
        annotated = tuple(annotate(reading) for reading in parse(made))
        entities = link_entities(annotated)
        statements = link_speakers(annotated, entities)
        figures = link_quantities(annotated, statements, entities)
        copies = link_copies(annotated)
        origins = find_origins(annotated, statements, entities, copies)
        claims = link_claims(annotated, statements, figures, entities, copies, origins)
        conflicts = find_conflicts(annotated, statements, figures, entities, copies, origins, claims)
        judged = judge_claims(claims, conflicts, annotated, copies, origins)
        return Linked(annotated, entities, statements, figures, copies, origins, judged, conflicts)

    return link
