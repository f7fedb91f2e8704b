"""A made-up story of four reports, read once, that every kind of judgement is tried on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sayso.annotate import annotate
from sayso.assemble import link
from sayso.judge.rows import About, Anchor, Decides, Identity, Judgement, new_judgement
from sayso.language.backbone import parse
from sayso.types import Annotations, Dossier, Report
from tests.conftest import make_report

TOLD = {
    "wire": (
        "Two people drowned when the ferry Osprey sank off Tarrow on Tuesday, Dessa Sarr, head of the harbour police,"
        " said.\n\nSarr said the ferry had been overloaded. The harbour police said that 23 people were rescued from"
        " the water. Hask Lines, which owns the ferry, denied that it had been overloaded."
    ),
    "post": (
        "The ferry Osprey sank off Tarrow on Tuesday and two people drowned, D. Sarr-Lund said.\n\nSome 31 people were"
        " rescued from the water, the clinic of Tarrow said. The owner, Hask Lines, said it would pay for the funerals."
    ),
    "radio": (
        "Ferry sinks off Tarrow.\n\nKarim Sarr, a sailor, said he saw the ferry sink on Tuesday. Sarr said it had been"
        " overloaded. Two people drowned, according to the harbour police. The mayor of Tarrow, Ila Brandt, said on"
        " Wednesday that the harbour would stay closed."
    ),
    "late": (
        "The harbour of Tarrow stays closed after the ferry Osprey sank there on Tuesday, Mayor Ila Brandt said on"
        " Wednesday.\n\nRescuers pulled 23 people from the water, the harbour police said."
    ),
}


@pytest.fixture(scope="session")
def annotated() -> tuple[Annotations, ...]:
    reports = [
        make_report(text, id=name, source=f"{name}.txt", outlet=name.title(), published=f"2029-05-{day:02}")
        for day, (name, text) in enumerate(TOLD.items(), 9)
    ]
    return tuple(annotate(reading) for reading in parse(reports))


@pytest.fixture(scope="session")
def linked(annotated: tuple[Annotations, ...]) -> Callable[..., Dossier]:
    """`linked(judgement, …)` is the dossier of the story with these judgements."""
    known: dict[tuple[Judgement, ...], Dossier] = {}

    def made(*judgements: Judgement) -> Dossier:
        if judgements not in known:
            known[judgements] = link(annotated, models={}, judgements=judgements)
        return known[judgements]

    return made


@pytest.fixture(scope="session")
def place(annotated: tuple[Annotations, ...]) -> Callable[[str, str], Anchor]:
    """`place(report, words)` is an anchor of these words in the report."""
    reports: dict[str, Report] = {a.report.id: a.report for a in annotated}

    def anchored(name: str, words: str) -> Anchor:
        report = reports[name]
        start = report.text.index(words)
        identity = Identity(sha256=report.sha256, url=report.url, source=report.source)
        return Anchor(report=identity, start=start, end=start + len(words), text=words)

    return anchored


def name(text: str) -> Anchor:
    return Anchor(text=text)


def judged(
    about: About, decides: Decides, anchors: Sequence[Anchor] = (), value: str | None = None, **more: Any
) -> Judgement:
    return new_judgement(
        about, decides, tuple(anchors), value, **{"by": "ada", "made": "2029-05-12T10:00:00+00:00", **more}
    )
