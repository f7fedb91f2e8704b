"""What a story's dossier is made of: pure decisions on when it has to be made anew; nothing is stored or read here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.judge.rows import Anchor, Judgement
from sayso.link.names.resolve import form_key


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether a judgement may hold for a report: the hash of its input, its address and its text."""

    sha256: str
    url: str | None
    text: str


def made_of(readings: Iterable[tuple[str, str | None]], judgements: Iterable[Judgement]) -> str:
    """The hash of what a dossier is made of.

    Args:
        readings: id of each report and hash of its reading, in the order in which the reports came.
        judgements: those that may hold there, in the order in which they were written.
    """
    digest = hashlib.sha256()
    for name, reading in readings:
        digest.update(f"report\t{name}\t{reading}\n".encode("utf-8", "surrogatepass"))
    for one in judgements:
        digest.update(f"judgement\t{one.id}\n".encode())
    return digest.hexdigest()


def that_may_hold(judgements: Iterable[Judgement], reports: Sequence[Known]) -> tuple[Judgement, ...]:
    """The judgements that may hold among some reports.

    One that is about places in reports, when one of these is among them; one on names, when all of them stand there.
    What was decided of other stories says nothing here, and would only be remarked on.
    """
    inputs = {r.sha256 for r in reports}
    addresses = {r.url for r in reports} - {None}
    words: list[str] = []
    out = []
    for one in judgements:
        placed = [a for a in one.anchors if a.report is not None]
        if placed:
            held = any(_among(a, inputs, addresses) for a in placed)
        else:
            if not words:
                words = [f" {form_key(r.text)} " for r in reports]
            held = all(any(f" {form_key(a.text or '')} " in text for text in words) for a in one.anchors)
        if held:
            out.append(one)
    return tuple(out)


def _among(anchor: Anchor, inputs: set[str], addresses: set[str | None]) -> bool:
    return anchor.report is not None and (anchor.report.sha256 in inputs or anchor.report.url in addresses)
