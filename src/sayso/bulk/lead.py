"""What stories need of a report, made when it is read: title, lines of the lead, terms and vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.features import Learnt, open_lead, top_vectors
from sayso.link.stories.terms import find_terms
from sayso.spans import OffsetMap
from sayso.types import Report

COLUMNS = ("id", "outlet", "title", "published", "text")


class Lead(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What is kept of a report.

    Args:
        id: that of the report.
        title: its title.
        headline: the key of its headline.
        lines: the keys of the lines that its outlet might repeat (32-bit).
        vector: of title and lead.
        places: of its terms (32-bit).
        weights: theirs within the report (64-bit floats).
    """

    id: str
    title: str | None
    headline: int
    lines: bytes
    vector: bytes
    places: bytes
    weights: bytes


def report_of(row: Mapping[str, Any]) -> Report:
    """The report of a row of readings, as far as stories need it; the row has COLUMNS."""
    return Report(source="", sha256="", offsets=OffsetMap(()), **{name: row[name] for name in COLUMNS})


def leads_of(reports: Sequence[Report]) -> list[Lead]:
    """The leads of reports, all lines in them."""
    opened = [(report, *open_lead(report)) for report in reports]
    return closed([(report, learnt, "\n".join(lines)) for report, learnt, lines in opened])


def closed(opened: Sequence[tuple[Report, Learnt, str]]) -> list[Lead]:
    """The leads of reports that were opened.

    Args:
        opened: each report, what it teaches, and the body of its lead, all of its lines or some.
    """
    vectors = top_vectors([(report.title, body) for report, _, body in opened])
    return [lead_with(vector, *one) for vector, one in zip(vectors, opened, strict=True)]


def lead_with(vector: NDArray[np.int8], report: Report, learnt: Learnt, body: str) -> Lead:
    """The lead of a report whose vector is known."""
    terms = find_terms(report.title or "", body)
    return Lead(
        id=report.id,
        title=report.title,
        headline=learnt.headline,
        lines=np.array(learnt.lines, np.uint32).tobytes(),
        vector=vector.tobytes(),
        places=np.fromiter(terms, np.uint32, len(terms)).tobytes(),
        weights=np.fromiter(terms.values(), np.float64, len(terms)).tobytes(),
    )
