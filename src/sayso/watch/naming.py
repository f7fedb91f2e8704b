"""What the commands of the watch ask of a library by name: addresses to watch, and the versions of a report."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sayso.errors import LibraryError
from sayso.export.json import to_json
from sayso.store.growing import read_story, versions
from sayso.store.library import Library
from sayso.store.watching import Version, Watched
from sayso.types import Annotations
from sayso.watch import wording
from sayso.watch.changes import FactChange, find_changes
from sayso.watch.schedule import FIRST, when
from sayso.watch.taking_in import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """A version of an article, and what it changed of the one before, once both were read and `compared`."""

    version: Version
    changes: tuple[FactChange, ...]
    compared: bool = False


def add_watches(library: Library, addresses: Sequence[str], every: int | None) -> Iterator[Watched]:
    """Watches addresses from now on; none of them when one is no address.

    Args:
        library: an open library.
        addresses: of feeds and pages.
        every: seconds between two questions; None lets what they give decide.

    Raises:
        LibraryError: when one is no http(s) address.
    """
    for address in addresses:
        try:
            parts = urlsplit(address)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good:
            raise LibraryError(f"{address!r} is no address; it begins with https:// or http://")
    now = when(time.time())
    for address in dict.fromkeys(addresses):
        yield library.add_watch(address, host_of(address), every, now, every or FIRST)


def changes_of(library: Library, name: str, *, model: str | None = None) -> tuple[VersionChanges, ...]:
    """All versions of the article that a report is one of, with what each changed; reads what is not read yet.

    Args:
        library: an open library.
        name: the id, address or source of the report.
        model: an installed spaCy pipeline; None takes the one that is preferred.

    Raises:
        LibraryError: when there is no such report.
        ModelError: when the language model is missing or is not what it claims to be.
    """
    named = library.named(name)
    if not named:
        raise LibraryError(f"{library.where}: there is no report {name}; `sayso list` names them")
    chain = library.versions(named[-1])
    read: dict[str, Annotations] = {}
    if len(chain) > 1:
        today = versions(model)
        for story in {library.report(v.report).story for v in chain}:
            kept = read_story(library, story, today, model=model, failed=[])
            read |= {k.report.id: k.read.annotations for k in kept if k.read is not None}
    return changed_versions(chain, read)


def changed_versions(chain: Sequence[Version], read: Mapping[str, Annotations]) -> tuple[VersionChanges, ...]:
    """The versions of an article with what each changed, where both it and the one before were read.

    Args:
        chain: the versions, the first first.
        read: what was read of reports, by their ids.
    """
    out = []
    for version in chain:
        before = read.get(version.before or "")
        after = read.get(version.report)
        if before is not None and after is not None:
            out.append(VersionChanges(version=version, changes=find_changes(before, after), compared=True))
        else:
            out.append(VersionChanges(version=version, changes=()))
    return tuple(out)


def listed_changes(found: Sequence[VersionChanges], as_json: bool) -> Iterator[str]:
    """The lines of versions and changes for a terminal or, as JSON, for a program.

    Args:
        found: the versions, the first first.
        as_json: whether each line is a JSON object.
    """
    for one in found:
        version = one.version
        if as_json:
            yield to_json(
                {
                    "report": version.report,
                    "before": version.before,
                    "title": version.title,
                    "published": version.published,
                    "seen": version.seen,
                    "changes": one.changes,
                }
            )
            continue
        yield f"{version.report} · {version.seen} · {version.title or ''}"
        for change in one.changes:
            yield f"  {told(change)}"


def told(change: FactChange) -> str:
    """A change in one line, with the reports' own words.

    Args:
        change: the change.
    """
    what = wording.FACTS[change.kind]
    was, now = (None if text is None else wording.bare(text) for text in (change.was, change.now))
    if was is not None and now is not None:
        return wording.FROM_TO.format(what=what, was=was, now=now)
    form = wording.SAID_BY if change.who else wording.ONE_SIDE
    return form.format(what=what, who=change.who, words=was or now)
