"""The library: reports, what was read of them, their stories, the dossiers of these, and what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sayso.annotate.together import Read
from sayso.ingest.documents import Document
from sayso.judge.rows import Judgement
from sayso.store.desk import HandedIn, HandedLine, Look, Scope, Token, Waiting
from sayso.store.placing import Placing
from sayso.store.trail import TrailLine
from sayso.store.watching import Watching
from sayso.types import Dossier, Progress, Report, Unread

PAGE = 50  # items that are given where no other number is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A report that was handed in: its id in the library, its story, and whether the library did not have it yet."""

    id: str
    story: int
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A report in the library, as it was handed in, with its story and when it was added (ISO, UTC)."""

    report: Report
    story: int
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list: its number, title and days (ISO), its reports, and when the last of them was added.

    `made` says when its dossier was made, None while it has none, and `edition` tells that from any other one of the
    story; `current` whether it was made of what there is now. `latest` is the arrival of its last report, `told` the
    number of reports that the dossier has.
    """

    number: int
    title: str | None
    start: str | None
    end: str | None
    reports: int
    added: str
    made: str | None
    edition: str | None = None
    current: bool = False
    latest: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list, without its text."""

    id: str
    story: int
    title: str | None
    outlet: str | None
    source: str
    url: str | None
    published: str | None
    added: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as it was handed in, when it was added, and what was read of it.

    `read` is None when nothing was read yet, or by another version; `sha256` is that of the reading.
    """

    report: Report
    added: str
    read: Read | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A dossier with the version that made it, the hash of what it was made of, and when (ISO, UTC)."""

    dossier: Dossier
    version: str
    input: str
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A statement that was searched for: who says it, by which cue, its words, and where its report has them."""

    story: int
    id: str
    report: str
    speaker: str | None
    cue: str | None
    content: str
    mode: str
    published: str | None
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A figure that was searched for: its words, its bounds (None for an open side), and what it counts."""

    story: int
    id: str
    report: str
    words: str
    low: float | None
    high: float | None
    unit: str | None
    counted: str
    giver: str | None
    published: str | None
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLine:
    """A person, body or place of one story that was searched for; `roles` are the offices that reports give it."""

    story: int
    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    mentions: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a library that is not as it must be: what, and what is wrong with it."""

    what: str
    wrong: str


class Library(Watching, Protocol):
    """Where reports are kept with all that is known of them. A connection is used by one thread at a time.

    What was accepted is kept: `accept`, `place`, `keep_readings`, `keep_dossier`, `add_judgements` and `forget` each do
    all of their work or none, also when the process ends in the middle, and when they return it is on the disk. Two
    processes may write at once; the second waits. Reading never waits.

    The same bytes are kept once, whatever number of reports they are; a report is known again by its id, the hash of
    its bytes and its address. Another report under an id that is taken gets "-2", "-3"… behind it. Reports join stories
    as they are accepted; a later one may bring a report into another story, and two stories together, but for what a
    person placed. The number of a story is not given out again.

    A story's dossier is made by others, of what `readings` and `judgements` give, and kept with a hash of that. Search
    is over dossiers, so that it finds statements, figures and entities as a person's judgements left them.

    Every method raises `LibraryError` when the library cannot be used, and where it names something that is not there.
    """

    @property
    def where(self) -> str:
        """The file, or the address without its password."""

    def accept(self, given: Sequence[tuple[Report, Document]], *, handed: int | None = None) -> tuple[Accepted, ...]:
        """Adds reports with what was handed in, and joins them to stories; what the library has is not added again.

        Of a character that no database can hold (half of one, nought) U+FFFD stands in the report; the bytes are kept
        as they are.

        Args:
            given: the reports.
            handed: number of the thing handed in at the desk that gives them: those that are new are told as new of it,
                even when the process ends before `taken_in`.
        """

    def get_ready(self) -> None:
        """Takes up what later reports are judged by, so that the first `accept` of a connection need not."""

    def place(self, names: Sequence[str], story: int | None, *, by: str, note: str = "") -> int:
        """Puts reports into a story as a person decided, and holds them there, whatever is accepted later.

        So are the others held that are now in that story, and in those that the reports leave; later reports may join
        all the same. It is taken back by placing the reports back. What is so already is not decided again.

        Args:
            names: ids of the reports.
            story: the number of the story; None for one of their own.
            by: who decides.
            note: why.

        Returns:
            The number of their story.
        """

    def placings(self, story: int | None = None, *, limit: int = PAGE, offset: int = 0) -> tuple[Placing, ...]:
        """Who placed which reports when, the last first: all, or those that came to a story or left it."""

    def went_into(self, number: int) -> int | None:
        """The story that one which is no more went into; None when that is not known, or no more itself."""

    def story(self, number: int) -> StoryLine:
        """A story by its number."""

    def stories(self, limit: int = PAGE, offset: int = 0) -> tuple[StoryLine, ...]:
        """Stories, that first to which a report came last."""

    def reports(self, story: int) -> tuple[ReportLine, ...]:
        """The reports of a story in the order in which they came."""

    def report(self, name: str) -> Held:
        """A report by its id."""

    def named(self, name: str) -> tuple[str, ...]:
        """The ids of the reports that have an id, or else of those of that address or source."""

    def input(self, sha256: str) -> bytes:
        """The bytes that were handed in."""

    def unmade(self, reading: str, linking: str, story: int | None = None) -> tuple[int, ...]:
        """The stories whose dossier is missing, or made of something else than there is now.

        Args:
            reading: the version that reads reports today; what another one read is to be read anew.
            linking: the version that makes dossiers today.
            story: the only story to look at.
        """

    def readings(self, story: int, version: str) -> tuple[Kept, ...]:
        """The reports of a story with what some version read of them, in the order in which they came."""

    def read_before(self, report: Report, version: str) -> Read | None:
        """What a version read of a report with the same bytes and text under another name, as if it were this one's."""

    def keep_readings(self, reads: Sequence[Read], version: str) -> None:
        """Adds readings, or replaces those of the same report; a reading of a forgotten report is left out."""

    def encoded(self, story: int, version: str) -> tuple[bytes, ...]:
        """What the encoders of a version made of texts of the reports in a story, as far as it is kept."""

    def keep_encoded(self, names: Sequence[str], version: str, data: bytes) -> None:
        """Keeps what the encoders made of texts of reports, until one of these is forgotten or room is needed.

        Args:
            names: ids of all reports whose words the texts may have.
            version: of the encoders; what another one made of these reports goes.
            data: see `sayso.language.recall.Recall.new`.
        """

    def dossier(self, story: int) -> Made | None:
        """The dossier that is kept of a story."""

    def keep_dossier(self, story: int, made: Made) -> bool:
        """Keeps a story's dossier with its statements, figures and entities in place of the one before.

        Returns:
            False, and nothing is kept, when the story's reports, readings or judgements are not those of `made.input`.
        """

    def body(self, story: int, edition: str, version: str) -> str | None:
        """The body of the page of a story's dossier, as far as it is kept.

        Args:
            story: its number.
            edition: tells the dossier from the story's other ones.
            version: of what draws pages.
        """

    def keep_body(self, story: int, edition: str, version: str, text: str) -> None:
        """Keeps the body of the page of a story's dossier until that goes; nothing when it is gone already."""

    def judgements(self, story: int | None = None) -> tuple[Judgement, ...]:
        """What was decided, oldest first: all of it, or what is in force and may hold in a story."""

    def add_judgements(self, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
        """Adds judgements, and gives those that the library did not have; none is ever changed or deleted."""

    def trail(self, story: int | None = None, *, limit: int = PAGE, offset: int = 0) -> tuple[TrailLine, ...]:
        """Who decided what and when, the last added first, with what was taken back and what lost its words.

        Args:
            story: the only story to tell of; what lost its words is then left out, since nobody knows whose it was.
            limit: how many at most.
            offset: how many to pass over.
        """

    def forget(self, name: str) -> ReportLine:
        """Lets a report go with its reading, its place in stories, its words in search and the dossiers that have it.

        Its bytes go too unless another report has them. Of judgements that quote it, who decided what and when stays;
        the words go.
        """

    def check(self, progress: Progress | None = None) -> tuple[Problem, ...]:
        """Everything that is not as it must be: hashes, keys, places of words in texts and inputs, indexes."""

    def backup(self, path: Path) -> None:
        """Writes the whole library, as it is at one moment, to a new SQLite file, while others go on using it."""

    def search_reports(
        self, words: str, *, since: str | None = None, until: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[ReportLine, ...]:
        """Reports that have all words in title or text, the last added first.

        Args:
            words: what to look for; case, accents and endings do not matter. Words between quotation marks stand in a
                row; nothing else is an operator.
            since: the first day of publication, ISO.
            until: the last day.
            limit: how many at most.
            offset: how many to pass over.
        """

    def search_statements(
        self,
        words: str = "",
        *,
        speaker: str = "",
        cue: str = "",
        since: str | None = None,
        until: str | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[StatementLine, ...]:
        """Statements of a speaker with all words in what is said, the last found first; days as for reports."""

    def search_figures(
        self,
        words: str = "",
        *,
        low: float | None = None,
        high: float | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[FigureLine, ...]:
        """Figures whose counted thing, unit or giver has all words, and whose value lies from `low` to `high`.

        Of a range some part must; of "at least 300" the 300 does, for it says nothing of 14,000.
        """

    def search_entities(
        self, words: str, *, kind: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[EntityLine, ...]:
        """People, bodies and places with all words in their names and roles, one a story.

        The oftenest named first, of the thousand that were found last.
        """

    def tokens(self) -> tuple[Token, ...]:
        """Everybody who has a token for the desk, by name."""

    def add_token(self, name: str, scope: Scope, sha256: str) -> None:
        """Gives somebody a token, of which only the hash is kept.

        Raises:
            LibraryError: when there is one of that name.
        """

    def revoke_token(self, name: str) -> None:
        """Takes a token away.

        Raises:
            LibraryError: when there is none of that name.
        """

    def token(self, sha256: str) -> Token | None:
        """The token with a hash."""

    def looks(self, reader: str, stories: Sequence[int]) -> dict[int, Look]:
        """When a reader of the desk last looked at stories; those never looked at are left out."""

    def keep_look(self, reader: str, story: int, look: Look) -> None:
        """Keeps when a reader last looked; dossiers that no reader saw last are let go."""

    def dossier_seen(self, story: int, edition: str) -> Dossier | None:
        """A dossier of a story that a reader saw, while some `Look` names it and no report of it was forgotten."""

    def hand_in(self, by: str, given: Sequence[HandedIn]) -> tuple[int, ...]:
        """Keeps what a reader of the desk hands in until it is taken in: all of it or, when that fails, none.

        Returns:
            Its numbers.
        """

    def waiting(self) -> Waiting | None:
        """What was handed in first of all that is not taken in."""

    def taken_in(self, number: int, reports: Sequence[tuple[str, bool]], unread: Sequence[Unread]) -> None:
        """Says what came of something handed in, whose bytes are then let go.

        Args:
            number: its number.
            reports: ids of the reports that it gave, each with whether it is new.
            unread: what of it gave none, and why.
        """

    def handed(self, limit: int, *, offset: int = 0) -> tuple[HandedLine, ...]:
        """What was handed in, the last first, with what came of it."""

    def handed_line(self, number: int) -> HandedLine:
        """One thing that was handed in, by its number."""

    def entities_named(self, name: str, *, limit: int = PAGE, offset: int = 0) -> tuple[EntityLine, ...]:
        """People, bodies and places that go by a name, whole and but for case, accents and articles.

        One a story, that first whose dossier was made last.
        """

    def close(self) -> None:
        """Ends the connection."""
