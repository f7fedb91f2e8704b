"""A line of `sayso stories`: which story a report is in."""

from __future__ import annotations

from typing import Any

from sayso.stream import Placed


def placed_record(placed: Placed) -> dict[str, Any]:
    """The story of a report as plain dictionaries, with the keys of the contract."""
    return {
        "report": placed.report,
        "story": placed.story,
        "title": placed.title,
        "score": placed.score,
        "from": placed.start,
        "to": placed.end,
        "continues": placed.continues,
    }
