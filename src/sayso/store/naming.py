"""What a name on the command line means in a library: a story, a report, or reports of an address."""

from __future__ import annotations

import re

from sayso.assemble import link
from sayso.errors import LibraryError
from sayso.store.growing import bring_up_to_date, dossier_of, versions
from sayso.store.library import Library, ReportLine
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
        return dossier_of(library, story_number(library, name), today, model=model, failed=[]).dossier
    if len(reports) > 1:
        raise LibraryError(f"{library.where}: several reports are called {name}: {', '.join(reports)}; name one")
    story = library.report(reports[0]).story
    dossier_of(library, story, today, model=model, failed=[])
    kept = [k.read for k in library.readings(story, today.reading) if k.report.id == reports[0]]
    annotated = [read.annotations for read in kept if read is not None]
    return link(annotated, models=today.models, judgements=library.judgements(story))


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
