"""Adds reports to a library with a reader that costs nothing, and dies at the Nth statement that it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from bench.made_library import NOTHING_SAID, laid_together
from sayso.annotate.together import Read
from sayso.store import growing, open_library
from sayso.types import Annotations, Dossier, Name, Report, Statement, Unread
from tests.deaths import STATEMENTS, dies_at


def read(reports: Sequence[Report], already: Sequence[Read] = (), *, model: str | None = None) -> tuple[Read, ...]:
    """Finds the first words of each report, as if somebody said the rest."""
    return (*already, *(Read(report=r, clues=NOTHING_SAID, annotations=_found(r)) for r in reports))


def _found(report: Report) -> Annotations:
    first = report.text.index(" ")
    who, what = report.span(0, first), report.span(first + 1, len(report.text))
    statement = Statement(
        id=f"{report.id}.s1",
        report=report.id,
        source=who,
        cue=None,
        content=(what,),
        kind="indirect",
        speaker=None,
        speaker_name=who.text,
        speaker_type="person",
        via=(),
        parent=None,
        mode="assert",
        score=0.5,
    )
    return Annotations(
        report=report,
        sentences=((0, len(report.text)),),
        names=(Name(span=who, type="PERSON"),),
        times=(),
        statements=(statement,),
        figures=(),
        events=(),
        propositions=(),
    )


def link(annotated: Sequence[Annotations], **_: Any) -> Dossier:
    """Lays reports together."""
    return laid_together(annotated)


def main(where: str, news: str, version: str, dies: str, forget: str = "") -> None:
    """Adds, forgets a report, and prints the ids of reports as they are accepted.

    Args:
        where: the library.
        news: reports as JSONL.
        version: the version that reads and makes dossiers.
        dies: the number of the statement that it does not come to, in digits; 0 lets it live.
        forget: the id of a report.
    """
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    growing.versions = lambda model=None: growing.Versions(  # type: ignore[assignment]
        reading=version, linking=version, models={}
    )
    growing.ACCEPTED_AT_ONCE, growing.READ_AT_ONCE = 4, 2
    ran = dies_at(int(dies), STATEMENTS)
    library = open_library(where, make=True)
    for accepted in growing.add(library, [news]):
        if not isinstance(accepted, Unread):
            print(accepted.id, flush=True)  # noqa: T201
    if forget:
        library.forget(forget)
    library.close()
    print(ran(), file=sys.stderr)  # noqa: T201
