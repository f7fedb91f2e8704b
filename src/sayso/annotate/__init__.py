"""One report, pure: its times, names, statements, figures, events and propositions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.language.backbone import Reading
    from sayso.types import Annotations


def annotate(reading: Reading) -> Annotations:
    """Find everything in one parsed report that later stages compare between reports."""
    from sayso.annotate.events import find_events
    from sayso.annotate.figures import find_figures
    from sayso.annotate.names import find_names
    from sayso.annotate.propositions import find_propositions
    from sayso.annotate.reviewed import find_reviewed
    from sayso.annotate.statements import find_statements
    from sayso.annotate.times import find_times
    from sayso.types import Annotations

    text = reading.report.text
    times = find_times(reading)
    names = find_names(reading)
    statements = find_statements(reading, names)
    statements = (*statements, *find_reviewed(reading.report, statements))
    return Annotations(
        report=reading.report,
        sentences=tuple(
            (s.start_char, s.start_char + len(text[s.start_char : s.end_char].rstrip())) for s in reading.sentences
        ),
        names=names,
        times=times,
        statements=statements,
        figures=find_figures(reading, names, times, statements),
        events=find_events(reading, names, times, statements),
        propositions=find_propositions(reading, names, statements),
    )
