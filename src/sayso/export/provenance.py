"""Where everything in a dossier comes from: what made it, of what and when; and each item of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sayso.spans import Span
from sayso.types import Copy, Dossier, Provenance, Report, Table
from sayso.version import this_version, with_models

LINK = "link"
STAGES: Mapping[Table, str] = {
    "reports": "ingest",
    "entities": "link.names",
    "statements": "annotate.statements",
    "figures": "annotate.figures",
    "times": "annotate.times",
    "events": "link.events",
    "claims": "link.claims",
    "conflicts": "link.conflicts",
    "copies": "link.copies",
    "quotations": "link.quotations",
    "ledger": "link.figures",
    "origins": "link.origins",
}
"""The stage that finds each kind of record, as the package names it."""


def provenance_of(dossier: Dossier) -> Provenance:
    """What made a dossier, of what and when: what it says itself, or else this version and the hashes of its reports.

    The hash of what it was made of is then sha256 over a line for each report, in order: `report`, its id and its
    sha256, parted by tabs. A library keeps its own, over the readings and judgements of the story.
    """
    if dossier.provenance is not None:
        return dossier.provenance
    digest = hashlib.sha256()
    for report in dossier.reports:
        digest.update(f"report\t{report.id}\t{report.sha256}\n".encode("utf-8", "surrogatepass"))
    return Provenance(version=this_version(), input=digest.hexdigest(), made=None)


def made_at(
    dossier: Dossier,
    made: str,
    *,
    version: str | None = None,
    input: str | None = None,  # noqa: A002
) -> Dossier:
    """The dossier with a note of when it was made.

    Args:
        dossier: as it was made.
        made: when (ISO, UTC).
        version: what made it; None for this version.
        input: the hash of what it was made of; None for that of its reports.
    """
    known = provenance_of(dossier)
    return replace(
        dossier, provenance=Provenance(version=version or known.version, input=input or known.input, made=made)
    )


def reading_version(dossier: Dossier) -> str:
    """What read the reports: this package and the models, each with its version."""
    return with_models(provenance_of(dossier).version, dossier.models)


def provenance_record(dossier: Dossier) -> dict[str, Any]:
    """The provenance of a dossier with the keys of the contract; `stages` tells what found each kind of record."""
    known = provenance_of(dossier)
    return {
        "stage": LINK,
        "version": known.version,
        "models": dict(dossier.models),
        "input": known.input,
        "made": known.made,
        "stages": dict(STAGES),
    }


class Found:
    """Says of each item of one dossier what found it, in which reports and when."""

    def __init__(self, dossier: Dossier) -> None:
        self._known = provenance_of(dossier)
        self._read_by = reading_version(dossier)
        self._hashes = {r.id: r.sha256 for r in dossier.reports}
        self._figures = {f.id: f.report for f in dossier.figures}

    def of(self, table: Table, item: Any) -> dict[str, Any]:
        """The provenance of an item.

        Args:
            table: the kind of record that it is.
            item: a record of the dossier, or a plain record of its JSON.

        Returns:
            `stage` and `version` that found it, `reports`: the sha256 of every report that it points at, in the order
            of its spans, `input`: the hash of what the dossier was made of, and `made`: when.
        """
        stage = STAGES[table]
        names = _reports(item)
        if table == "ledger":
            figures = item["figures"] if isinstance(item, dict) else item.figures
            names = (self._figures[figure] for figure in figures)
        reports = dict.fromkeys(self._hashes[name] for name in names if name in self._hashes)
        return {
            "stage": stage,
            "version": self._known.version if stage.startswith(LINK) else self._read_by,
            "reports": list(reports),
            "input": self._known.input,
            "made": self._known.made,
        }


def _reports(item: Any) -> Iterator[str]:
    """The ids of the reports that a record points at; what lies within a place, a report or a copy is of these."""
    if isinstance(item, dict):
        if "raw" in item and "report" in item:
            yield item["report"]
        elif "sha256" in item:
            yield item["id"]
        elif isinstance(item.get("a"), str):
            yield from (item["a"], item["b"])
        else:
            for key, value in item.items():
                yield from _within(key, value)
    elif isinstance(item, list | tuple):
        for one in item:
            if not isinstance(one, str):
                yield from _reports(one)
    elif isinstance(item, Span):
        yield item.report
    elif isinstance(item, Report):
        yield item.id
    elif isinstance(item, Copy):
        yield from (item.a, item.b)
    elif is_dataclass(item) and not isinstance(item, type):
        for field in fields(item):
            yield from _within(field.name, getattr(item, field.name))


def _within(key: str, value: Any) -> Iterator[str]:
    if key == "report":
        yield value
    elif key == "reports" and isinstance(value, list | tuple):
        yield from value
    elif isinstance(value, list | tuple | dict) or is_dataclass(value):
        yield from _reports(value)
