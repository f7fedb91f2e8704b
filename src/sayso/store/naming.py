"""What a name on the command line means in a library: a story, a report, or reports of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.assemble import link
from sayso.errors import LibraryError
from sayso.export.provenance import made_at
from sayso.store.deciding import user
from sayso.store.growing import bring_up_to_date, dossier_of, unless_gone, versions
from sayso.store.library import Library, Made, ReportLine
from sayso.types import Dossier

_STORY = re.compile(r"s(\d{1,18})")


def story_number(library: Library, name: str) -> int:
    """The number of a story by its name, such as s12.

    Raises:
        LibraryError: when there is none.
    """
    match = _STORY.fullmatch(name)
    if match is None:
        raise LibraryError(f"{library.where}: {name} is no story; stories are called s1, s2 and so on")
    return library.story(int(match[1])).number


def dossier_named(library: Library, name: str, *, model: str | None = None) -> Dossier:
    """The dossier of a story, or that of one report by itself.

    Args:
        library: an open library.
        name: a story such as s12, else the id, address or source of a report.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when there is neither, or several reports have that address.
    """
    today = versions(model)
    reports = library.named(name)
    if not reports:
        if _STORY.fullmatch(name) is None:
            raise LibraryError(f"{library.where}: there is no story and no report {name}; `sayso list` names them")
        return noted(dossier_of(library, story_number(library, name), today, model=model, failed=[]))
    if len(reports) > 1:
        raise LibraryError(f"{library.where}: several reports are called {name}: {', '.join(reports)}; name one")
    story = library.report(reports[0]).story
    dossier_of(library, story, today, model=model, failed=[])
    kept = [k.read for k in library.readings(story, today.reading) if k.report.id == reports[0]]
    annotated = [read.annotations for read in kept if read is not None]
    return link(annotated, models=today.models, judgements=library.judgements(story))


def noted(made: Made) -> Dossier:
    """A kept dossier that says itself what made it, of what and when."""
    return made_at(made.dossier, made.made, version=made.version, input=made.input)


def dossiers_named(
    library: Library, names: Sequence[str], *, model: str | None = None
) -> Iterator[tuple[str, Dossier]]:
    """The dossiers of stories one after the other, each with the name of its story; of all stories without names.

    A story that another process put into another one meanwhile is passed over.

    Args:
        library: an open library.
        names: stories, such as s12; none for all, in the order of their numbers.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when one of the names is no story.
    """
    today = versions(model)
    numbers = sorted(dict.fromkeys(story_number(library, name) for name in names) or _all(library))
    for number in numbers:
        made: Made | None = None
        with unless_gone(library, number):
            made = dossier_of(library, number, today, model=model, failed=[])
        if made is not None:
            yield f"s{number}", noted(made)


def _all(library: Library) -> Iterator[int]:
    """The numbers of all stories, a page at a time."""
    at = 0
    while lines := library.stories(limit=1000, offset=at):
        yield from (line.number for line in lines)
        at += len(lines)


def place_named(
    library: Library, names: Sequence[str], story: str, *, by: str | None, note: str, model: str | None = None
) -> tuple[int, list[tuple[str, int]]]:
    """Puts the reports that names mean into a story, and makes the dossiers anew that had or get them.

    Args:
        library: an open library.
        names: ids, addresses or sources of reports, and stories, such as s12, with all of their reports.
        story: the story, such as s12, or "new" for one of their own.
        by: who decides; None for the name of this machine's user.
        note: why.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Returns:
        The number of their story, and the id of each report with the story that it was in.

    Raises:
        LibraryError: when any of them is not there.
        JudgementsError: when this machine's user has no name.
    """
    number = None if story == "new" else story_number(library, story)
    reports: list[str] = []
    for name in names:
        found = library.named(name)
        if not found and _STORY.fullmatch(name):
            found = tuple(r.id for r in library.reports(story_number(library, name)))
        if not found:
            raise LibraryError(f"{library.where}: there is no report and no story {name}; `sayso list` names them")
        reports += found
    came_from = [(report, library.report(report).story) for report in dict.fromkeys(reports)]
    number = library.place(reports, number, by=by or user(), note=note)
    bring_up_to_date(library, versions(model), model=model)
    return number, came_from


def forget_named(library: Library, name: str, *, model: str | None = None) -> list[ReportLine]:
    """Forgets the reports that a name means, and makes the dossiers anew that had them.

    Args:
        library: an open library.
        name: the id of a report, or the address or source of any number of them.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when there is none.
    """
    reports = library.named(name)
    if not reports:
        raise LibraryError(f"{library.where}: there is no report {name}")
    gone = [library.forget(report) for report in reports]
    bring_up_to_date(library, versions(model), model=model)
    return gone
