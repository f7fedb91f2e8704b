"""An input that breaks, or that breaks sayso, keeps no other from being read."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.errors import UnreadableInput
from sayso.failing import UNOPENED, explained
from sayso.ingest.documents import Document

Found = Iterator[Document | UnreadableInput]
"""What an input holds, and why parts of it give nothing."""


def going_on(found: Found, source: str) -> Found:
    """What an input holds; where it ends before its time, last why there is no more of it.

    Args:
        found: what the input holds, as it is read.
        source: its name.
    """
    try:
        yield from found
    except UnreadableInput as error:
        yield error
    except PermissionError:
        yield UnreadableInput(source, "refused", "no right to read it")
    except OSError as error:
        yield UnreadableInput(source, "missing", f"it cannot be read: {error}")
    except Exception as error:
        yield UnreadableInput(source, "failed", explained(UNOPENED, error))
