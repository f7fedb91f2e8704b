"""The bodies of the pages of large dossiers: kept, so that the first to open one need not wait until it is drawn."""

from __future__ import annotations

import zlib
from contextlib import suppress

from sayso.store.database import Database, insert


def body(db: Database, story: int, edition: str, version: str) -> str | None:
    """The body of a dossier's page, as a version drew it; None when it is not kept, or damaged."""
    rows = db.rows("SELECT data FROM bodies WHERE story = ? AND edition = ? AND version = ?", (story, edition, version))
    with suppress(zlib.error, UnicodeDecodeError):
        return zlib.decompress(rows[0][0]).decode() if rows else None
    return None


def keep_body(db: Database, story: int, edition: str, version: str, text: str) -> None:
    """Keeps the body of a dossier's page until there is another dossier; nothing when there is one by now."""
    with db.transaction():
        if not db.rows("SELECT 1 FROM dossiers WHERE story = ? AND edition = ?", (story, edition)):
            return
        row = (story, edition, version, zlib.compress(text.encode()))
        renewed = "ON CONFLICT (story) DO UPDATE SET edition = excluded.edition, version = excluded.version"
        insert(db, "bodies", ("story", "edition", "version", "data"), [row], f"{renewed}, data = excluded.data")
