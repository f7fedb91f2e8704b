"""What stands for what sayso failed at, so that the rest goes on and somebody hears of it."""

from __future__ import annotations

from sayso.types import Unread

UNREAD = "it could not be annotated"
"""What is said of a report; of a story: its dossier could not be made."""
UNTOLD = "its dossier could not be made"


def failed(name: str, source: str, what: str, why: Exception | str) -> Unread:
    """An input, report or story at which sayso failed.

    Args:
        name: its id.
        source: where it comes from.
        what: what could not be done with it, UNREAD or UNTOLD.
        why: the error, or how a process ended that worked on it.
    """
    reason = why if isinstance(why, str) else f"an error in sayso, {type(why).__name__}: {why}"
    message = f"{what}: {reason}. Please report it with this text"
    return Unread(id=name, source=source, kind="failed", message=message)
