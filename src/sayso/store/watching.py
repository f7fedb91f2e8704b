"""What the watch keeps in a library: what is watched, what came of asking, versions of articles, and alerts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sayso.ingest.documents import Document
from sayso.types import Annotations, Report

WatchedKind = Literal["new", "feed", "page", "item", "forgotten"]
"""What is watched: not asked yet, a feed, a page, an item that its feed gives whole, one whose report was forgotten."""
AlertKind = Literal["confirmed", "disputed", "withdrawn", "uncredited", "version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A feed or page that somebody named, or an item of a feed (`feed` is its number); times are ISO, UTC.

    `every` are the seconds between two questions as somebody set them, `pause` those between the last two. `due` is
    None when it is not asked any more. `wrong` says what went wrong last, and is empty when nothing did. `body` is the
    hash of the bytes that came last, `item` that of what the feed said of it. `changed` is when it last gave something
    new, `report` the id of the last version of the article, `reports` how many a feed gave, `published` when the feed
    says that the article was.
    """

    number: int
    feed: int | None
    key: str
    address: str
    host: str
    kind: WatchedKind
    every: int | None
    title: str | None
    published: str | None
    added: str
    asked: str | None
    due: str | None
    pause: int
    failures: int
    wrong: str
    etag: str | None
    modified: str | None
    body: str | None
    item: str | None
    changed: str | None
    report: str | None
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What came as an answer: the address that it led to, its declared type, and its bytes."""

    address: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking something watched, and when it is asked again (None: never); see `Watched`."""

    number: int
    asked: str
    due: str | None
    pause: int
    failures: int
    wrong: str
    etag: str | None
    modified: str | None
    body: str | None
    answer: Body | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer that waits to be taken in, and what was asked; `held` is what the feed itself has of the article."""

    number: int
    watched: Watched
    body: Body
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """An article that an answer tells of.

    `number` is that of what is watched, None for an item that is new in its feed. `given` is its report where that is
    new or another version, `before` the id of the version that it replaces; `report` the id of the one that it has
    already. `due` is when its page is looked at, None for never; `held` is what its feed says until then.
    """

    number: int | None
    key: str
    address: str
    host: str
    kind: WatchedKind
    title: str | None
    published: str | None
    item: str | None
    due: str | None
    pause: int
    wrong: str = ""
    failures: int = 0
    held: bytes | None = None
    given: tuple[Report, Document] | None = None
    before: str | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What becomes of something watched when its answer is taken in."""

    kind: WatchedKind
    title: str | None
    due: str | None
    pause: int
    wrong: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of an article: its report, the one that it replaces (None for the first), and when it was seen."""

    report: str
    before: str | None
    title: str | None
    published: str | None
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that somebody who follows a story wants to know at once, said once.

    `key` follows from what it says, so that it is the same whoever finds it when. `told` is one sentence with the
    reports' own words, `details` what it is made of, `reports` the ids of those that it quotes. `number` and `made` are
    given when it is kept, `story` is the story in which it was found.
    """

    key: str
    kind: AlertKind
    told: str
    details: dict[str, Any]
    reports: tuple[str, ...]
    story: int = 0
    number: int = 0
    made: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPlace:
    """Where alerts go: the number of the last one that went there, and how often the next one failed."""

    place: str
    told: int
    failures: int
    due: str | None
    wrong: str


class Watching(Protocol):
    """The part of a library that the watch uses; see `sayso.store.library.Library` for what holds of all of it."""

    def alone(self) -> AbstractContextManager[None]:
        """Lets nobody else watch into this library meanwhile; ends with the process, however that ends.

        Raises:
            LibraryError: when somebody else does.
        """

    def add_watch(self, address: str, host: str, every: int | None, due: str, pause: int) -> Watched:
        """Watches an address from a time on; of one that is watched already only `every` is changed."""

    def remove_watch(self, address: str) -> None:
        """Watches an address no more; its reports stay.

        Raises:
            LibraryError: when it is not watched.
        """

    def watched_at(self, address: str) -> Watched | None:
        """What somebody named by an address; None when it is not watched."""

    def watches(self, limit: int = 50, offset: int = 0) -> tuple[Watched, ...]:
        """What people named, in the order in which they did."""

    def watched_items(self, feed: int) -> tuple[Watched, ...]:
        """The items of a feed that are known."""

    def due_watches(self, now: str) -> tuple[Watched, ...]:
        """For each host that may be asked, what has been due longest."""

    def next_due(self) -> str | None:
        """When something is due next; None when nothing ever is."""

    def not_later(self, latest: str, now: str | None = None) -> None:
        """Undoes what a clock that was wrong put off: what is due later than anything can be, and what was asked later.

        Args:
            latest: the latest time for which anything may be due, ISO.
            now: when it is due instead, and the time since which nothing can have been asked, ISO; None for `latest`.
        """

    def let_go_items(self, before: str) -> None:
        """Lets go of items that were added before a time and are not looked at any more; their reports stay."""

    def keep_busy(self, host: str, until: str) -> None:
        """Lets a host be until a time."""

    def keep_asked(self, asked: Sequence[Asked]) -> None:
        """Keeps what came of asking, with the answers that are to be taken in: all of it or none."""

    def answers(self, limit: int) -> tuple[Got, ...]:
        """The answers that are not taken in yet, the first first."""

    def given_up(self, limit: int) -> tuple[Watched, ...]:
        """Items whose page is not asked for any more, and of which only the feed itself has told anything."""

    def held_of(self, number: int) -> bytes | None:
        """What the feed says of an item whose page was not had yet."""

    def latest_at(self, address: str) -> Report | None:
        """The report of an address that came last."""

    def take_in(self, answer: int | None, number: int, took: Sequence[Took], after: After | None) -> tuple[str, ...]:
        """Accepts the reports of an answer, ties versions, and lets the answer go: all of it or none.

        Args:
            answer: the answer; None where there was none, and what was held is taken instead.
            number: what was asked.
            took: the articles that it tells of.
            after: what becomes of what was asked; None leaves it.

        Returns:
            The ids of the reports that are new in the library.
        """

    def versions(self, name: str) -> tuple[Version, ...]:
        """All versions of the article that a report is one of, the first first; one alone when there is no other."""

    def reading(self, name: str) -> Annotations | None:
        """What was read of a report last, by whatever version; None when nothing was."""

    def unalerted(self, reader: str) -> tuple[int, ...]:
        """The stories whose dossier is another than a reader saw last."""

    def alerts_from_now(self, reader: str) -> None:
        """Takes every dossier as seen, the first time that a reader asks."""

    def keep_alerts(self, reader: str, story: int, edition: str, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
        """Keeps those alerts that the library did not have, and that the reader saw the dossier; gives them."""

    def alerts(self, after: int = 0, limit: int = 50, *, last: bool = False) -> tuple[Alert, ...]:
        """Alerts with a higher number than one, in order; with `last` the last of them, the latest first."""

    def alert_place(self, place: str) -> AlertPlace:
        """Where alerts go; a new place gets those from now on."""

    def keep_alert_place(self, place: AlertPlace) -> None:
        """Keeps what went there, and when it is tried again."""
