"""What stands for what sayso failed at, so that the rest goes on and somebody hears of it."""

from __future__ import annotations

from sayso.types import Unread

UNOPENED = "it could not be read"
"""What is said of an input; of a report: it could not be annotated; of a story: its dossier could not be made."""
UNREAD = "it could not be annotated"
UNTOLD = "its dossier could not be made"


def failed(name: str, source: str, what: str, why: Exception | str) -> Unread:
    """An input, report or story at which sayso failed.

    Args:
        name: its id.
        source: where it comes from.
        what: what could not be done with it: UNOPENED, UNREAD or UNTOLD.
        why: the error, or how a process ended that worked on it.
    """
    return Unread(id=name, source=source, kind="failed", message=explained(what, why))


def explained(what: str, why: Exception | str) -> str:
    """What is said of something at which sayso failed; arguments as for `failed`."""
    if isinstance(why, MemoryError):
        why = "it takes more memory than there is"
    elif isinstance(why, Exception):
        why = f"an error in sayso, {type(why).__name__}: {why}"
    return f"{what}: {why}. Please report it with this text"
