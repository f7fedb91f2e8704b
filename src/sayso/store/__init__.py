"""The library and other files that keep what was read and decided: input and output at the edge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.store.database import Kind
    from sayso.store.library import Library


def default_library() -> str:
    """Where the library is unless something else is said: SAYSO_LIBRARY, or else library.sayso in the data folder.

    The data folder is sayso in XDG_DATA_HOME, or in ~/.local/share (XDG Base Directory Specification).
    """
    named = os.environ.get("SAYSO_LIBRARY")
    if named:
        return named
    home = os.environ.get("XDG_DATA_HOME") or ""
    folder = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    return str(folder / "sayso" / "library.sayso")


def open_library(
    where: str | os.PathLike[str] | None = None, *, make: bool = False, write: bool = True, kind: Kind = "library"
) -> Library:
    """Opens the library in an SQLite file or a PostgreSQL database.

    Args:
        where: a file or a postgresql:// address; None for `default_library`.
        make: whether to make it when it is missing.
        write: whether anything will be written.
        kind: what it is for: many stories as they come, or one "story" that a file keeps.

    Raises:
        LibraryError: when there is none, it is something else, a newer sayso wrote it, or it cannot be used.
    """
    from sayso.store.database import open_database
    from sayso.store.sql import SqlLibrary
    from sayso.stream.storage import begin

    place = os.fspath(where) if where is not None else default_library()
    if make and where is None and "://" not in place:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    db = open_database(place, make=make, write=write)
    try:
        begin(db, kind, write=write)
        return SqlLibrary(db)
    except BaseException:
        db.close()
        raise
