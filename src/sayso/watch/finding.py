"""Finds what is to be told of the stories whose dossiers changed."""

from __future__ import annotations

from collections.abc import Callable

from sayso.store.growing import Versions, unless_gone
from sayso.store.library import Library
from sayso.store.watching import Alert
from sayso.types import Dossier
from sayso.watch.alerts import find_alerts, find_version_alerts
from sayso.watch.changes import find_changes

# who the library takes the watch for: no token of the desk can have this name
READER = "(watch)"


def alert(library: Library, today: Versions, told: Callable[[Alert], None] = lambda alert: None) -> int:
    """Finds and keeps the alerts of all stories whose dossier changed since they were looked at last.

    Args:
        library: an open library.
        today: the versions by which reports are read.
        told: is called with each alert that was found.

    Returns:
        How many alerts are new.

    Raises:
        LibraryError: when the library cannot be used.
    """
    count = 0
    for story in library.unalerted(READER):
        with unless_gone(library, story):
            for one in _alert(library, story, today):
                count += 1
                told(one)
    return count


def _alert(library: Library, story: int, today: Versions) -> tuple[Alert, ...]:
    line, made = library.story(story), library.dossier(story)
    if made is None or line.edition is None:
        return ()
    look = library.looks(READER, [story]).get(story)
    before = library.dossier_seen(story, look.edition) if look is not None and look.edition else None
    known = {r.id for r in before.reports} if before is not None else set[str]()
    chains = {r.id: library.versions(r.id) for r in made.dossier.reports}
    found = list(find_alerts(before, made.dossier, {name: chain[0].report for name, chain in chains.items()}))
    earlier = {v.report: v.before for chain in chains.values() for v in chain if v.before is not None}
    if any(r.id in earlier and r.id not in known for r in made.dossier.reports):
        found += _version_alerts(
            library, made.dossier, story, today, {n: b for n, b in earlier.items() if n not in known}
        )
    if look is not None and before is None:
        # a report of the dossier that was seen is forgotten, and the dossier with it
        reports = library.reports(story)
        later = {r.id for r in reports[max(0, len(reports) - look.new) :]}
        found = [a for a in found if later & set(a.reports)]
    return library.keep_alerts(READER, story, line.edition, found)


def _version_alerts(
    library: Library, dossier: Dossier, story: int, today: Versions, earlier: dict[str, str]
) -> list[Alert]:
    found: list[Alert] = []
    read = {k.report.id: k.read.annotations for k in library.readings(story, today.reading) if k.read is not None}
    for report in dossier.reports:
        before = earlier.get(report.id)
        if before is not None and before not in read:
            other = library.readings(library.report(before).story, today.reading)
            read |= {k.report.id: k.read.annotations for k in other if k.read is not None}
        if before is not None and before in read and report.id in read:
            changes = find_changes(read[before], read[report.id])
            found += find_version_alerts(read[before].report, read[report.id].report, changes)
    return found
