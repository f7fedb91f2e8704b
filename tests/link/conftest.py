"""A way to link a few made-up reports as a dossier does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.assemble import link
from sayso.language.backbone import parse
from sayso.link.names.entities import link_entities
from sayso.link.origins.origins import Origins, find_origins
from sayso.types import Annotations, Claim, Conflict, Copy, Statement
from tests.conftest import make_report


@dataclass(frozen=True)
class Linked:
    """What the linking stages found in some reports, as far as tests ask for it."""

    annotated: tuple[Annotations, ...]
    statements: tuple[Statement, ...]
    copies: tuple[Copy, ...]
    origins: Origins
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]


@pytest.fixture(scope="session")
def link_texts() -> Callable[[Sequence[dict[str, Any]]], Linked]:
    """`link_texts([{text, id, outlet, …}, …])` links reports with these fields."""

    def linked(reports: Sequence[dict[str, Any]]) -> Linked:
        made = [make_report(**{"id": f"r{i}", **fields}) for i, fields in enumerate(reports, 1)]
        annotated = tuple(annotate(reading) for reading in parse(made))
        dossier = link(annotated, unread=(), models={})
        # origins are no part of a dossier
        origins = find_origins(annotated, dossier.statements, link_entities(annotated), dossier.copies)
        return Linked(annotated, dossier.statements, dossier.copies, origins, dossier.claims, dossier.conflicts)

    return linked
