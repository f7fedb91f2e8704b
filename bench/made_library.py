"""Reports for a library, read without any model: what a reader would find is made with the words, so that 100,000 fit.

Texts are made of word statistics (bench/made_reports.py). Into each report some sentences are put that say who says
what and how many, by people and bodies that many reports share; names, statements and figures are taken from these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from bench.made_reports import make_reports
from sayso.annotate.dates import Clues
from sayso.annotate.together import Read
from sayso.ingest.documents import Document
from sayso.spans import OffsetMap
from sayso.types import Annotations, Dossier, Entity, Figure, Name, Report, Statement, Story

SAID = 6  # statements in a report; a figure stands in every other one
FIRST_DAY = date(2030, 1, 1)
A_DAY = 400  # reports
_GIVEN = ("Ada", "Bela", "Cato", "Dora", "Egil", "Fenna", "Gero", "Hanne", "Ivo", "Jelka")
_FAMILY = ("Brandt", "Casteny", "Dormund", "Elsner", "Farrant", "Grell", "Hask", "Ilmar", "Jorven", "Kestrel")
_CUES = ("said", "said", "said", "warned", "denied", "announced", "told reporters", "insisted")
_UNITS = ("sailor", "house", "worker", "soldier", "tonne", "ship", "school", "road")
NOTHING_SAID = Clues(
    behind=frozenset(), ahead=frozenset(), months=frozenset(), latest=None, latest_past=None, address=None
)


def people(count: int) -> list[str]:
    """So many names."""
    endings = [f"{a}{b}" for a in "aeiou" for b in "bdfgklmnprstvz"]
    return [f"{_GIVEN[n % 10]} {_FAMILY[n // 10 % 10]}{endings[n // 100 % len(endings)]}" for n in range(count)]


def made_for_library(count: int, seed: int = 0) -> Iterator[tuple[Report, Document, Read]]:
    """So many reports as they are handed in, each with what is read of it.

    Args:
        count: how many.
        seed: the same one gives the same reports.
    """
    draw = Random(seed)
    names = people(max(20, count // 20))
    for made in make_reports(count, seed):
        said = [
            (draw.choice(names), draw.choice(_CUES), draw.randint(2, 5000), draw.choice(_UNITS)) for _ in range(SAID)
        ]
        yield _report(made.number, made.outlet, made.text, said, draw)


def _report(
    number: int, outlet: str, body: str, said: Sequence[tuple[str, str, int, str]], draw: Random
) -> tuple[Report, Document, Read]:
    pieces = [p for p in body.split(". ") if p]
    lines = []
    for speaker, cue, amount, unit in said:
        topic = draw.choice(pieces).rstrip(".").lower()
        lines.append((speaker, cue, f"{amount} {unit}s were counted where {topic}", amount, unit))
    text = "\n".join([" ".join(f"{s} {c} {what}." for s, c, what, _, _ in lines), body])
    data = text.encode()
    document = Document(source=f"made/{number}.txt", data=data, text=text, url=f"https://made.example/{number}")
    day = (FIRST_DAY + timedelta(days=number // A_DAY)).isoformat()
    report = Report(
        id=f"m{number}",
        source=document.source,
        sha256=document.sha256,
        text=text,
        offsets=OffsetMap.identity(len(text)),
        url=document.url,
        outlet=outlet,
        title=pieces[0][:80],
        published=day,
        published_basis="stated",
        language="en",
    )
    return report, document, Read(report=report, clues=NOTHING_SAID, annotations=_found(report, lines))


def _found(report: Report, lines: Sequence[tuple[str, str, str, int, str]]) -> Annotations:
    names, statements, figures = [], [], []
    at = 0
    for number, (speaker, cue, what, amount, unit) in enumerate(lines, start=1):
        who = report.span(at, at + len(speaker))
        how = report.span(who.end + 1, who.end + 1 + len(cue))
        content = report.span(how.end + 1, how.end + 1 + len(what))
        at = content.end + 2
        names.append(Name(span=who, type="PERSON"))
        name = f"{report.id}.s{number}"
        statements.append(
            Statement(
                id=name,
                report=report.id,
                source=who,
                cue=how,
                content=(content,),
                kind="indirect",
                speaker=None,
                speaker_name=speaker,
                speaker_type="person",
                via=(),
                parent=None,
                mode="assert",
                score=0.9,
            )
        )
        if number % 2:
            span = report.span(content.start, content.start + len(str(amount)))
            figures.append(
                Figure(
                    id=f"{report.id}.f{number}",
                    report=report.id,
                    span=span,
                    low=float(amount),
                    high=float(amount),
                    modifier="exact",
                    unit=unit,
                    of=f"{unit}s",
                    head=unit,
                    scope=(),
                    quantity=None,
                    giver=None,
                    giver_name=speaker,
                    via=(),
                    statement=name,
                    as_of=None,
                    status="actual",
                    score=0.9,
                )
            )
    return Annotations(
        report=report,
        sentences=((0, len(report.text)),),
        names=tuple(names),
        times=(),
        statements=tuple(statements),
        figures=tuple(figures),
        events=(),
        propositions=(),
    )


def laid_together(annotated: Sequence[Annotations]) -> Dossier:
    """A dossier in which people are told apart by their names, and nothing else is compared."""
    mentions: dict[str, list[Name]] = {}
    for name in (n for a in annotated for n in a.names):
        mentions.setdefault(name.span.text, []).append(name)
    days = sorted(a.report.published or "" for a in annotated)
    return Dossier(
        story=Story(title=annotated[0].report.title, start=days[0], end=days[-1]),
        reports=tuple(a.report for a in annotated),
        entities=tuple(
            Entity(id=f"e{k}", name=name, type="PERSON", aliases=(), roles=(), mentions=tuple(n.span for n in found))
            for k, (name, found) in enumerate(mentions.items(), start=1)
        ),
        statements=tuple(s for a in annotated for s in a.statements),
        figures=tuple(f for a in annotated for f in a.figures),
        times=(),
        events=(),
        claims=(),
        conflicts=(),
        copies=(),
        models={},
    )
