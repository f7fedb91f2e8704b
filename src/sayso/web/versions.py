"""The versions of an article as the page of a report shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.store.library import Library
from sayso.types import Annotations
from sayso.watch.naming import VersionChanges, changed_versions, told
from sayso.web import wording
from sayso.web.looking import moment
from sayso.web.places import report_place


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version: its title, its page (None for the one that is shown), when it was seen, and what it changed."""

    title: str
    path: str | None
    seen: str
    changes: tuple[str, ...]


def version_views(found: Sequence[VersionChanges], shown: str, stories: dict[str, int]) -> tuple[VersionView, ...]:
    """The versions of an article.

    Args:
        found: the versions with their changes, the first first.
        shown: the id of the report whose page it is.
        stories: the story of each version.
    """
    return tuple(
        VersionView(
            title=one.version.title or one.version.report,
            path=None if one.version.report == shown else report_place(stories[one.version.report], one.version.report),
            seen=wording.VERSION_SEEN.format(when=moment(one.version.seen)),
            changes=tuple(told(c) for c in one.changes) or ((wording.VERSION_NO_FACT,) if one.compared else ()),
        )
        for one in found
    )


def versions_of(library: Library, name: str) -> tuple[VersionView, ...]:
    """The versions of the article that a report is one of, with the facts that changed; none when it is the only one.

    Args:
        library: an open library.
        name: the report's id.

    Raises:
        LibraryError: when there is no such report.
    """
    found = read_versions(library, name)
    if len(found) < 2:
        return ()
    stories = {one.version.report: library.report(one.version.report).story for one in found}
    return version_views(found, name, stories)


def read_versions(library: Library, name: str) -> tuple[VersionChanges, ...]:
    """The versions of the article that a report is one of, with what changed where they were read.

    Args:
        library: an open library.
        name: the report's id.

    Raises:
        LibraryError: when there is no such report.
    """
    chain = library.versions(name)
    if len(chain) < 2:
        return changed_versions(chain, {})
    read: dict[str, Annotations] = {}
    for v in chain:
        if (found := library.reading(v.report)) is not None:
            read[v.report] = found
    return changed_versions(chain, read)
