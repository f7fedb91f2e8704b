"""The errors that sayso raises, in one tree; every message names the input, what was wrong with it and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.types import Unread


class SaysoError(Exception):
    """Anything that sayso raises on purpose."""


class UnreadableInput(SaysoError):
    """An input that gives no report.

    Args:
        source: the path, address or row that was read.
        kind: one word for the reason, stable across versions: "missing", "empty", "binary", "truncated",
            "too-large", "too-deep", "no-article", "language", "refused", "fetch", "format", "encoding", "encrypted",
            "scan" (a document of pictures), "failed" (an error in sayso, or more time or memory than it may take).
        message: what was wrong and what to do about it.
    """

    def __init__(self, source: str, kind: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source, self.kind, self.message = source, kind, message


class ModelError(SaysoError):
    """A language model that is missing, or is not the one it claims to be."""


class NothingToRead(SaysoError):
    """No input gave a report, so there is no dossier to make; `unread` says why for each."""

    def __init__(self, unread: Sequence[Unread]) -> None:
        reasons = "; ".join(f"{u.source}: {u.message}" for u in unread) or "no input was named"
        super().__init__(f"no report could be read: {reasons}")
        self.unread = tuple(unread)


class WorkerError(SaysoError):
    """A process that was to share the work could not be started."""


class KeptError(SaysoError):
    """A file of kept readings that cannot be read or written."""


class OwnersError(SaysoError):
    """A file of owners that cannot be read or does not have the form of one."""


class JudgementsError(SaysoError):
    """A file of judgements that cannot be read or written, or a judgement that cannot be made; it names the line."""


class StateError(SaysoError):
    """A file of stories that cannot be gone on from or written."""


class LibraryError(SaysoError):
    """A library that cannot be opened, read or written, or a name that nothing in it has."""


class NoReport(LibraryError):
    """A report that a library does not have, or has no more: another process may have forgotten it."""


class BulkError(SaysoError):
    """The folder of a bulk run that cannot be used, or that holds another run."""


class NoSuchItem(SaysoError):
    """A key or record that a dossier has no item for."""
