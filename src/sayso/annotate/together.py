"""Reports that stand side by side, annotated: each by itself, but for its day, which those beside it help to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sayso import failing
from sayso.annotate import annotate
from sayso.annotate.dates import Clues, date_reports, find_clues
from sayso.errors import SaysoError
from sayso.language.backbone import Reading, parse
from sayso.types import Annotations, Progress, Report, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A report as it was handed in, what it says of its own day, and what was found in it.

    The report of the annotations has the day that was decided; `report` still has the hint.
    """

    report: Report
    clues: Clues
    annotations: Annotations


def read_together(
    reports: Sequence[Report],
    already: Sequence[Read] = (),
    *,
    model: str | None = None,
    failed: list[Unread] | None = None,
    progress: Progress | None = None,
) -> tuple[Read, ...]:
    """Parses and annotates reports beside those that were read before.

    A report that was read before is read again only when the new ones beside it give it another day, since its times
    hang on that. The result is the same as if all had been read at once.

    Args:
        reports: the new ones, with ids that no report in `already` has.
        already: what an earlier call gave, from the same model.
        model: an installed spaCy pipeline; None takes the one that is preferred.
        failed: gets the reports that could not be annotated, which are left out; None lets the error through.
        progress: is told what is being done.

    Returns:
        One for each report, those read before first.
    """
    try:
        return _read(reports, already, model, progress)
    except SaysoError:
        raise
    except Exception:
        if failed is None:
            raise
    reads = tuple(already)
    for report in reports:
        try:
            reads = _read([report], reads, model, None)
        except SaysoError:
            raise
        except Exception as error:
            failed.append(failing.failed(report.id, report.source, failing.UNREAD, error))
    return reads


def _read(
    reports: Sequence[Report], already: Sequence[Read], model: str | None, progress: Progress | None
) -> tuple[Read, ...]:
    readings: dict[str, Reading] = {}
    for reading in parse(reports, model):
        readings[reading.report.id] = reading
        if progress:
            progress("parsing", len(readings), len(reports))
    clues = {r.report.id: r.clues for r in already} | {i: find_clues(reading) for i, reading in readings.items()}
    every = [*(r.report for r in already), *reports]
    dated = {r.id: r for r in date_reports(every, [clues[r.id] for r in every])}
    stands = {r.report.id: r.annotations for r in already if r.annotations.report == dated[r.report.id]}
    again = (r.report for r in already if r.report.id not in stands)
    readings |= {reading.report.id: reading for reading in parse(again, model)}
    found: dict[str, Annotations] = {}
    for done, one in enumerate(_annotated(readings, dated), start=1):
        found[one.report.id] = one
        if progress:
            progress("annotating", done, len(readings))
    found |= stands
    return tuple(Read(report=r, clues=clues[r.id], annotations=found[r.id]) for r in every)


def read_apart(reports: Sequence[Report], *, model: str | None = None) -> Iterator[Read]:
    """Parses and annotates reports, each as if no other stood beside it.

    Args:
        reports: the reports.
        model: an installed spaCy pipeline; None takes the one that is preferred.
    """
    for reading in parse(reports, model):
        clues = find_clues(reading)
        (dated,) = date_reports([reading.report], [clues])
        yield Read(report=reading.report, clues=clues, annotations=annotate(replace(reading, report=dated)))


def _annotated(readings: dict[str, Reading], dated: dict[str, Report]) -> Iterable[Annotations]:
    for name, reading in readings.items():
        yield annotate(replace(reading, report=dated[name]))
