"""What the encoders made of the texts of a library's stories: kept, so that a new report costs its own texts alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sayso.store.database import Database, insert, now

# bytes that are kept in all, the last ones; a report of 900 words has 0.4 MB, and stories grow for some days only
MOST = 512 * 1024 * 1024


def encoded(db: Database, story: int, stage: int) -> tuple[bytes, ...]:
    """What was kept of the reports that are in a story now, in the order in which it was made; nothing damaged."""
    rows = db.rows(
        "SELECT data, sha256 FROM encoded WHERE stage = ? AND number IN (SELECT o.encoded FROM encoded_reports o"
        " JOIN arrivals a ON a.arrival = o.arrival WHERE a.story = ?) ORDER BY number",
        (stage, story),
    )
    return tuple(data for data, sha256 in rows if hashlib.sha256(data).hexdigest() == sha256)


def keep_encoded(db: Database, names: Sequence[str], stage: int, data: bytes) -> None:
    """Keeps what was made of the texts of reports, unless one of them was forgotten meanwhile.

    What another version made of them goes, and of all that is kept the oldest beyond MOST bytes.
    """
    with db.transaction():
        held = [db.rows("SELECT arrival FROM reports WHERE id = ?", (name,)) for name in names]
        if not all(held):
            return
        arrivals = [rows[0][0] for rows in held]
        for arrival in arrivals:
            db.run(
                "DELETE FROM encoded WHERE stage <> ? AND number IN"
                " (SELECT encoded FROM encoded_reports WHERE arrival = ?)",
                (stage, arrival),
            )
        number = (db.rows("SELECT max(number) FROM encoded")[0][0] or 0) + 1
        row = (number, stage, now(), hashlib.sha256(data).hexdigest(), len(data), data)
        insert(db, "encoded", ("number", "stage", "made", "sha256", "size", "data"), [row])
        insert(db, "encoded_reports", ("encoded", "arrival"), [(number, arrival) for arrival in arrivals])
        room = MOST
        for older, size in db.rows("SELECT number, size FROM encoded ORDER BY number DESC"):
            room -= size
            if room < 0:
                db.run("DELETE FROM encoded WHERE number <= ?", (older,))
                break


def forget_encoded(db: Database, arrival: int) -> None:
    """Lets go of all that may come from the words of a report."""
    db.run("DELETE FROM encoded WHERE number IN (SELECT encoded FROM encoded_reports WHERE arrival = ?)", (arrival,))
